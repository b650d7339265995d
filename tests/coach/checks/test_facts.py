import pytest

from coach.checks import facts, invented_facts, missing_facts


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("we met Sarah there", "name", "sarah"),
        ("i saw priya", "name", "priya"),
        ("it was in Croydon", "place", "croydon"),
        ("back at 7pm", "time", "7"),
        ("back at 7:40", "time", "7:40"),
        ("half past, no, 10 o'clock", "time", "10"),
        ("I waited two hours", "number", "2"),
        ("after twenty-one days", "number", "21"),
        ("two hundred and fifty people", "number", "250"),
        ("it cost £1,200", "money", "1200"),
        ("forty quid, I mean 40 quid", "money", "40"),
        ("last Tuesday", "day", "tuesday"),
        ("since march", "day", "march"),
        ("on the 23rd", "number", "23"),
        ("at Christmas", "day", "christmas"),
        ("on xmas eve", "day", "christmas"),
        ("the washing-up, I mean the dishes", "topic", "dishes"),
        ("talk about work", "topic", "work"),
        ("your mum's house", "topic", "mother"),
    ],
)
def test_fact_is_found(text: str, kind: str, key: str) -> None:
    assert (kind, key) in {(fact.kind, fact.key) for fact in facts(text)}


@pytest.mark.parametrize("text", ["You never listen", "Why? Because. Fine.", "Stop it", "no one cares", "I may go"])
def test_ordinary_words_are_no_facts(text: str) -> None:
    assert facts(text) == []


@pytest.mark.parametrize(
    ("message", "rewrite"),
    [
        ("Dinner was at 7pm", "I was sad when dinner at 7 passed"),
        ("It's 19:00", "at 7 I was sad"),
        ("I waited twenty minutes", "I was sad after 20 minutes"),
        ("You insulted my mum", "When my mother was insulted I was sad"),
        ("mum's flat", "my mum"),
        ("You left the dishes", "The washing up was left"),
        ("£1,200 gone", "I was scared about the 1200 pounds"),
        ("on tues", "on Tuesday"),
        ("third time this week", "three times this week"),
        ("You owe Dave", "what we owe dave"),
        ("I've asked ten times", "I've asked often"),
        ("You two were laughing", "I heard laughing"),
    ],
)
def test_other_form_of_a_fact_counts_as_kept(message: str, rewrite: str) -> None:
    assert missing_facts(message, rewrite) == []


@pytest.mark.parametrize(
    ("message", "rewrite", "gone"),
    [
        ("Dinner with Sarah was on Friday", "I was sad about dinner", ["Sarah", "Friday"]),
        ("I waited two hours", "I waited and was sad", ["two"]),
        ("You never do the bins", "I'm tired", ["bins"]),
        ("It was at 7:40, not 8", "I was there at 8", ["7:40"]),
    ],
)
def test_dropped_fact_is_named(message: str, rewrite: str, gone: list[str]) -> None:
    assert [fact.text for fact in missing_facts(message, rewrite)] == gone


@pytest.mark.parametrize(
    ("message", "rewrite", "new"),
    [
        ("You forgot again", "I was sad when Sarah was there", ["Sarah"]),
        ("You forgot again", "It has been twelve days and I'm sad", ["twelve"]),
        ("You forgot on Monday", "I was sad on Tuesday", ["Tuesday"]),
        ("You forgot", "I waited in Leeds and was sad", ["Leeds"]),
        ("You forgot", "I was sad. Could we ask Sarah?", ["Sarah"]),
    ],
)
def test_invented_fact_is_named(message: str, rewrite: str, new: list[str]) -> None:
    assert [fact.text for fact in invented_facts(message, rewrite)] == new


@pytest.mark.parametrize(
    "rewrite",
    [
        "I'm sad. Could we talk at eight on Sunday?",
        "I'm sad. Would you give me ten minutes?",
        "I'm sad, and I'd love an evening for the two of us.",
        "One thing made me sad.",
    ],
)
def test_when_and_how_long_in_a_request_are_not_inventions(rewrite: str) -> None:
    assert invented_facts("You forgot", rewrite) == []


def test_all_capitals_do_not_make_every_word_a_name() -> None:
    assert facts("YOU FORGOT IT AGAIN YOU DID") == []


def test_likeness_is_not_a_topic() -> None:
    assert facts("you make me beg like a dog") == []
