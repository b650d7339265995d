"""The training texts of the screen: kept apart from the test set, and varied without changing what they mean."""

import json
import random
import re
from pathlib import Path

from training.screen.data import careless, swapped, varied

EVALS = Path(__file__).parents[2] / "evals" / "safety"


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def test_no_text_of_the_test_set_is_trained_on(screen_examples) -> None:
    # of two turns each by itself; but "don't worry about it" is anybody's
    parts = {_plain(part) for one in screen_examples for part in one.text.split("\n") if len(part) > 25}
    trained = parts | {_plain(one.text) for one in screen_examples}
    for path in EVALS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            said = [turn["say"] for turn in row["turns"] if len(turn["say"]) > 25] if "turns" in row else [row["text"]]
            assert not trained & {_plain(one) for one in said}, row["id"]


def test_more_than_half_of_the_judged_texts_tell_of_no_danger(screen_examples) -> None:
    judged = [one for one in screen_examples if one.labels is not None]
    assert len(judged) > 3000
    assert sum(not one.labels for one in judged) > len(judged) / 2


def test_genders_are_exchanged_word_by_word() -> None:
    assert swapped("He told his wife.") == "She told her husband."
    assert swapped("Mum and Dad, the heater, where?") == "Dad and Mum, the heater, where?"


def test_varied_rows_keep_their_labels_and_their_number(screen_examples) -> None:
    rows = random.Random(1).sample(screen_examples, 400)
    draw = random.Random(3)
    for before, after in zip(rows, varied(rows, draw), strict=True):
        assert (after.labels, after.gate, after.imminent) == (before.labels, before.gate, before.imminent)


def test_careless_typing_loses_no_words() -> None:
    text = "I can't tell him that I'm frightened, so I write it here; nobody else knows."
    assert len(careless(text, random.Random(1)).split()) == len(text.split())
