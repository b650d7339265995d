"""The training texts of the reader of messages: kept apart from what is measured, and fresh."""

import json
import re
from pathlib import Path

import pytest

from coach.checks.blame import flags
from coach.piece_reader import read_arrays
from training.pieces.calibrate import JUDGED
from training.pieces.data import DATA, Example, bank, digest, examples, request_of

SEEN = {"all you do is work"}  # one of the 218 mixed ones; the phrasebook has it without its full stop
CASES = Path(__file__).parents[2] / "evals" / "cases"


@pytest.fixture(scope="module")
def rows() -> list[Example]:
    return examples()


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _messages(path: Path) -> set[str]:
    return {_plain(json.loads(line)["message"]) for line in path.read_text(encoding="utf-8").splitlines()}


def test_no_message_that_is_measured_or_judged_is_trained_on(rows: list[Example]) -> None:
    trained = {_plain(message) for one in rows for message in one.messages}
    judged = _messages(JUDGED)
    assert judged <= _messages(DATA / "dev.jsonl")
    assert not trained & judged
    assert trained & _messages(CASES / "messages.jsonl") <= SEEN
    assert not judged & _messages(CASES / "messages.jsonl")


def test_the_reader_was_trained_on_these_texts(rows: list[Example]) -> None:
    arrays = read_arrays()
    assert str(arrays["data"]) == digest(rows), "run python -m training.pieces.train"
    assert list(arrays["requests/names"]) == list(bank())


@pytest.mark.parametrize("text", bank())
def test_a_request_of_the_bank_asks_without_blame(text: str) -> None:
    assert text.endswith("?") and len(text.split()) <= 13
    assert not flags(f"I feel sad. {text}"), text


def test_what_a_text_asks_for_is_its_last_question() -> None:
    assert request_of("I feel sad. Could we talk?") == "Could we talk?"
    assert request_of("Could we talk? I feel sad.") == request_of("") == ""


def test_most_examples_have_all_three(rows: list[Example]) -> None:
    assert all(one.feelings for one in rows[:100])
    whole = [one for one in rows if one.feelings and one.need and one.requests]
    assert len(whole) > 0.65 * len(rows)
