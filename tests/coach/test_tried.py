"""What a person says they tried, or want none of."""

import pytest

from coach.tried import _words, tried
from knowledge.reading import read_shipped


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ("We tried the jar with the slips and he never drew one.", "connection-jar"),
        ("Did date nights last year. It was a disaster.", "first-date-again"),
        ("Please don't tell us to cook.", "weekly-cook-together"),
        ("I'm sick of journalling.", "journalling-to-feel-again"),
        ("No more couples therapy, we had two years of it", "finding-a-therapist"),
        ("Mindfulness? I can't stand it.", "self-compassion-pause"),
        ("i told her what i need three times and it didnt work", "clear-expectations"),
        ("The phone-free hour fell flat.", "phone-free-time"),
    ],
)
def test_what_was_tried_or_is_unwanted_is_named(situation: str, expected: str) -> None:
    assert expected in tried(situation)


@pytest.mark.parametrize(
    "situation",
    [
        "",
        "We hardly talk and I miss him.",
        "I'd love to cook with her again.",
        "Could we go dancing some day?",
        "We tried. It is quiet here now. I would love a hug.",
    ],
)
def test_what_is_only_mentioned_is_not(situation: str) -> None:
    assert tried(situation) == set()


def test_words_are_for_practices_that_exist() -> None:
    assert set(_words()) <= {one.id for one in read_shipped() if one.kind == "practice"}
