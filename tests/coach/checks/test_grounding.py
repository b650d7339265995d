"""Is a sentence supported by a passage? Words, meaning, numbers and denials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checks.grounding import Support, support
from tests.fakes import KeywordEmbedder

PASSAGES = (
    "Emotional neglect is the absence of care. It is not always meant. A partner may be tired, ill or afraid of closeness.",
    "A kept promise says more than a long apology. Start with one small promise a day. After 30 days, look back together.",
    "Do not force a hug. Ask first, and wait for a yes.",
)


def embed(texts):
    return KeywordEmbedder().embed_documents(texts)


def unrelated(texts):
    """An embedding that finds nothing alike."""
    rows = KeywordEmbedder().embed_documents(texts)
    for at, row in enumerate(rows):
        row[:] = 0
        row[at] = 1
    return rows


@pytest.mark.parametrize(
    ("sentence", "n"),
    [
        ("A kept promise says more than a long apology.", 2),
        ("Start with one small promise a day.", 2),
        ("Kept promises say more than long apologies.", 2),
        ("Emotional neglect is the absence of care.", 1),
        ("Look back together after 30 days.", 2),
        ("Do not force a hug; ask first.", 3),
        ("A partner may be tired or afraid of closeness.", 1),
    ],
)
def test_sentence_that_a_passage_says_is_supported_by_that_one(sentence: str, n: int) -> None:
    found = support(sentence, PASSAGES, embed)
    assert found is not None and found.n == n and 0.6 <= found.share <= 1.0


@pytest.mark.parametrize(
    "sentence",
    [
        "Couples who travel to Spain are happier.",
        "A kept promise cures depression, headaches, debts and insomnia.",
        "Look back together after 90 days.",
        "70% of couples keep one small promise a day.",
        "A kept promise never says more than a long apology.",
        "Force a hug first, and wait.",
        "Yes.",
        "",
        "It is what it is.",
        "🌧 …",
    ],
    ids=[
        "other-topic",
        "added-claims",
        "other-number",
        "added-number",
        "denied",
        "denial-dropped",
        "one-word",
        "empty",
        "no-content",
        "signs",
    ],
)
def test_sentence_that_no_passage_says_is_not_supported(sentence: str) -> None:
    assert support(sentence, PASSAGES, embed) is None


def test_sentence_stitched_from_two_far_parts_of_a_passage_is_not_supported() -> None:
    filler = " ".join(f"Something else number{word} goes here." for word in "abcdefgh")
    passage = f"The connection jar holds slips. {filler} The touch challenge lasts weeks."
    assert support("The touch challenge lasts while the jar holds slips.", [passage], embed) is None


def test_share_is_that_of_the_content_words_found() -> None:
    # kept, promis, long, apolog are there, "gift" is not: 4 of 5
    assert support(
        "A kept promise, a long apology, a gift", ["A kept promise beats a long apology."], embed
    ) == Support(1, 0.8)


def test_words_in_part_need_the_meaning_too() -> None:
    sentence = "A kept promise, a long apology, a gift"
    assert support(sentence, ["A kept promise beats a long apology."], unrelated) is None


def test_words_alone_are_enough_where_nearly_all_are_there() -> None:
    assert support(
        "A kept promise beats a long apology.", ["A kept promise beats a long apology."], unrelated
    ) == Support(1, 1)


def test_the_better_of_two_passages_is_named_and_the_first_of_equals() -> None:
    half, whole = "A kept promise is rare and gold.", "A kept promise is worth more than gold."
    found = support("A kept promise is worth more than gold.", [half, whole, whole], embed)
    assert found == Support(2, 1.0)


def test_without_passages_nothing_is_supported() -> None:
    assert support("A kept promise says more.", [], embed) is None
    assert support("A kept promise says more.", ["", " \n"], embed) is None


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gives_a_passage_that_exists_or_none(sentence: str, passages: list[str]) -> None:
    found = support(sentence, passages, embed)
    assert found is None or (1 <= found.n <= len(passages) and 0.6 <= found.share <= 1.0)
