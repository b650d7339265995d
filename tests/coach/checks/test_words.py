"""Sentences with exact places, read once whatever the text holds."""

import pytest

from coach import checks
from coach.checks.words import sentences

LONG = 250_000  # characters: an expression that backtracks over all of them would run into the time limit


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("You said 'stop.' Then... you left?! (Again.) Why", ["You said 'stop.'", "Then...", "you left?!", "(Again.)", "Why"]),
        ("At 7.30 with Dr. Lee…\n\nand late", ["At 7.30 with Dr. Lee…", "and late"]),
        ("Wait....no. Yes.", ["Wait....no.", "Yes."]),
        ('"."x "." y', ['"."x "."', "y"]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_run_of_stops_ends(text: str, said: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == said


@pytest.mark.parametrize("stops", [".", "….", "?!", ".'"])
def test_a_run_of_stops_that_ends_no_sentence_is_read_once(stops: str) -> None:
    text = "a" + stops * (LONG // len(stops)) + "x"
    assert sentences(text) == [(0, len(text))]


def test_the_highlights_read_such_a_run_once() -> None:
    assert not checks.flags("a" + "." * LONG + "x")
