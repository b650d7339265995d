"""What a version kept of a message."""

from coach.kept_facts import KeptFact, kept_facts


def test_names_and_days_are_kept_or_left_out() -> None:
    found = kept_facts("You forgot Emma's party on Friday", "I felt hurt about the party on Friday.")
    kept = {one.text.removesuffix("'s"): one.kept for one in found}
    assert kept["Friday"] and not kept["Emma"]


def test_a_fact_said_twice_stands_once() -> None:
    found = [one for one in kept_facts("On Friday, yes, Friday", "Friday?") if one.kind == "day"]
    assert found == [KeptFact("day", "Friday", True)]


def test_a_limit_is_kept_only_where_the_version_says_it() -> None:
    message = "Stop shouting. I'll leave the room if you shout."
    (limit,) = [one for one in kept_facts(message, "I will leave the room.", "boundary") if one.kind == "limit"]
    assert limit == KeptFact("limit", "I'll leave the room if you shout.", True)
    (gone,) = [one for one in kept_facts(message, "I feel tense.", "boundary") if one.kind == "limit"]
    assert not gone.kept


def test_a_limit_is_looked_for_only_where_one_is_set() -> None:
    assert not [one for one in kept_facts("I'll leave.", "I'll leave.") if one.kind == "limit"]
