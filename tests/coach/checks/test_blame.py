from itertools import pairwise

import pytest

from coach.checks import KINDS, flags


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("absolute", "You never call me"),
        ("absolute", "It's the same every single day"),
        ("absolute", "every time we go out it rains on me"),
        ("label", "You're so selfish"),
        ("label", "ur lazy"),
        ("label", "I was upset and you are a liar"),
        ("mind_reading", "You don't care about me"),
        ("mind_reading", "you did that on purpose"),
        ("faux_feeling", "I feel ignored"),
        ("faux_feeling", "I feel like your maid"),
        ("faux_feeling", "I'm invisible in this house"),
        ("accusation", "You make me miserable"),
        ("accusation", "This is your fault"),
        ("accusation", "You forgot the shopping"),
        ("rhetorical", "How hard is it to text back"),
        ("rhetorical", "Why can't you help"),
        ("sarcasm", "Must be nice to sleep in"),
        ("sarcasm", "Thanks for nothing"),
        ("threat", "Do that again or else"),
        ("threat", "touch my things and see what happens"),
        ("comparison", "Other husbands manage it"),
        ("should", "You should know by now"),
        ("contempt", "Grow up"),
        ("swearing", "where the fuck are my keys"),
        ("shouting", "I SAID NO"),
    ],
)
def test_each_kind_of_blame_is_found(kind: str, message: str) -> None:
    assert kind in {flag.kind for flag in flags(message)}


@pytest.mark.parametrize(
    "message",
    [
        "I felt hurt when the dishes were left for me, could you do them tonight?",
        "When you came home at eleven I was worried. Would you text me next time?",
        "You forgot my birthday and I'm sad. Could we celebrate on Sunday?",
        "Thank you for cooking, it was lovely",
        "Could we talk tonight?",
        "Tesco shuts at ten",
        "I'm tired of the silence and I miss you.",
        "",
    ],
)
def test_plain_or_honest_message_has_no_flags(message: str) -> None:
    assert flags(message) == []


@pytest.mark.parametrize(
    ("without", "with_feeling"),
    [
        ("You forgot the shopping", "You forgot the shopping and I'm frustrated"),
        ("Why did you leave?", "I was hurt, why did you leave?"),
        ("If you cancel I'll go without you", "I'm disappointed. If you cancel I'll go without you"),
    ],
)
def test_you_message_is_blame_only_while_no_feeling_is_named(without: str, with_feeling: str) -> None:
    assert flags(without)
    assert flags(with_feeling) == []


def test_a_feeling_does_not_excuse_an_absolute() -> None:
    assert [flag.text for flag in flags("I'm sad that you never listen")] == ["never"]


def test_label_on_oneself_is_not_a_label() -> None:
    assert "label" not in {flag.kind for flag in flags("I'm hurt and I felt so stupid standing there")}


def test_reason_names_the_phrase_in_one_line() -> None:
    (flag,) = flags("I'm sad that you never listen")
    assert flag.why == "'never' is rarely the whole truth, and it invites an argument about the exception."
    assert "\n" not in flag.why


def test_flags_come_in_order_and_never_overlap() -> None:
    found = flags("You ALWAYS do this, you selfish pig! Why can't you be like other husbands? Grow up or else.")
    assert {"absolute", "label", "comparison", "contempt", "threat"} <= {flag.kind for flag in found}
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_every_kind_that_can_occur_is_listed() -> None:
    assert {flag.kind for flag in flags("You NEVER listen, you idiot. Grow up!! Or else.")} <= set(KINDS)


def test_curly_apostrophes_make_no_difference() -> None:
    assert [flag.kind for flag in flags("You don’t care about me")] == [
        flag.kind for flag in flags("You don't care about me")
    ]
