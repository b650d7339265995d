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
        ('When I say "I feel" she laughs at me.', "i-feel-statement"),
        ("I tried being nice. She asked who told me to.", "one-act-a-day"),
        ("We have a counsellor on Mondays.", "finding-a-therapist"),
        ("he says quit asking me how I feel", "better-questions"),
        ("She told me to stop asking her what she thinks", "better-questions"),
        ("stop bringing flowers, she said", "small-gestures"),
        ("She says please don't promise her anything again.", "promise-keeper"),
        ("We're already in couples therapy, what else?", "finding-a-therapist"),
        ("We've got a really good couples therapist.", "finding-a-therapist"),
        ("We see a counsellor every Monday and fight in the car.", "finding-a-therapist"),
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
        "I keep asking him how his day was and he just says fine.",
        "Should we see a therapist?",
        "He won't believe in counselling.",
        "I wish we had a counsellor. My therapist friend says no.",
        "Would it help if I have a therapist?",
        "Do we have a counsellor near us?",
        "We've never been in therapy",
        "I've been in therapy as a child",
        "I miss my old therapist, she retired",
        "Our couples counsellor moved to Spain. How would one look for somebody new?",
        "He laughed at my joke and bought flowers. I'd like more hugs.",
        "He's been mocked at work. I'd like to do more small gestures and hugs for him.",
        "the kids' mock trial is on; I would love a hug",
        "We tried. It is quiet here now. I would love a hug.",
    ],
)
def test_what_is_only_mentioned_is_not(situation: str) -> None:
    assert tried(situation) == set()


def test_words_are_for_practices_that_exist() -> None:
    assert set(_words()) <= {one.id for one in read_shipped() if one.kind == "practice"}
