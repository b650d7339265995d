"""Splitting prose into sentences and words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentences, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("Dr. Gottman studied couples. So did others.", ["Dr. Gottman studied couples.", "So did others."]),
        ("Try small things, e.g. a note. It helps.", ["Try small things, e.g. a note.", "It helps."]),
        ("It rose to 3.5 points. Then it fell.", ["It rose to 3.5 points.", "Then it fell."]),
        ("J. Smith wrote it. We read it.", ["J. Smith wrote it.", "We read it."]),
        ("So do I. You too.", ["So do I.", "You too."]),
        ("They said no. Then they left.", ["They said no.", "Then they left."]),
        ("1. Breathe. 2. Speak.", ["1. Breathe.", "2. Speak."]),
        ("- a list item\n- another", ["- a list item", "- another"]),
        ("| cell | cell |\n\n| next | row |", ["| cell | cell |", "| next | row |"]),
        ("Wait… what?", ["Wait…", "what?"]),
        ("no end", ["no end"]),
        ("  \n ", []),
        ("", []),
    ],
    ids=lambda value: repr(value)[:30] if isinstance(value, str) else "",
)
def test_text_is_cut_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from("abI 1.!?…\"')’\n-*"), max_size=120) | st.text(max_size=200))
def test_no_word_is_lost_and_no_sentence_is_empty(text: str) -> None:
    found = sentences(text)
    assert all(one and one == one.strip() for one in found)
    assert words(" ".join(found)) == words(text)


def test_a_long_run_of_full_stops_takes_linear_time() -> None:
    begin = time.perf_counter()
    assert sentences("." * 40_000 + "x") == ["." * 40_000 + "x"]
    assert time.perf_counter() - begin < 2  # quadratic time would be over ten seconds


def test_words_are_lower_case_with_straight_apostrophes() -> None:
    assert words("Don’t “Worry”, it's snake_case 24/7!") == ["don't", "worry", "it's", "snake", "case", "24", "7"]
