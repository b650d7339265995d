"""The adapter's training data and sequences: well formed, by the rules, apart from what is measured; the shipped file fits."""

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from coach.catalogue import adapter_path, choose, load_catalogue
from coach.checks import lexicons
from coach.messages import TONES, Message
from coach.model import LlamaCppModel
from coach.tuned import NO, YES, judge_user, system
from training.adapter.data import DATA, END, Example, Part, drawn, examples, judged, read, sequence
from training.adapter.export import permuted, restored

CASES = Path(__file__).parents[2] / "evals" / "cases"
REWRITES = [row for row in read("rewrites*/*.jsonl") if "rewrites" in row]
MOST_BYTES = 12 * 10**6


def test_every_example_has_an_id_of_its_own_and_no_message_is_measured_with() -> None:
    rows = [*read("rewrites*/*.jsonl"), *read("answers.jsonl", "intros.jsonl", "listening.jsonl", "dev.jsonl")]
    assert [one for one, n in Counter(row["id"] for row in rows).items() if n > 1] == []
    measured = {
        json.loads(line)[key].lower().strip()
        for name, key in (("messages", "message"), ("retrieval_questions", "question"), ("situations", "situation"))
        for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    }
    told = {str(row.get(key, "")).lower().strip() for row in rows for key in ("message", "question", "situation")}
    assert told & measured == set()


def test_feelings_are_genuine_and_every_version_is_in_a_tone() -> None:
    genuine = {one.word for one in lexicons.feelings()}
    for row in REWRITES:
        assert set(row["feeling"].split(", ")) <= genuine, row["id"]
        assert row["rewrites"] and set(row["rewrites"]) <= set(TONES), row["id"]
        assert all(text.strip() == text and text for text in row["rewrites"].values()), row["id"]


def test_enough_of_each_job_was_written() -> None:
    jobs = Counter(one.job for one in examples(random.Random(0), back=False))
    answers = read("answers.jsonl")
    assert jobs["i-statement"] > 3000 and min(jobs["apology"], jobs["boundary"], jobs["reassurance"]) >= 240
    assert jobs["answer"] >= 600 and sum(row["answer"].startswith("The guides do not") for row in answers) >= 120
    assert jobs["intro"] >= 250 and jobs["listen"] >= 300


def test_an_epoch_is_the_same_for_the_same_seed_and_keeps_what_is_held_out() -> None:
    first, again = drawn(random.Random(3)), drawn(random.Random(3))
    assert [one.id for one in first] == [one.id for one in again]
    held = [one for one in first if one.held_out]
    assert 0.02 < len(held) / len(first) < 0.12
    assert {one.of for one in held}.isdisjoint(one.of for one in first if not one.held_out)


def test_branches_go_on_from_the_trunk_and_do_not_know_of_each_other() -> None:
    example = Example("x", "x", "i-statement", (Part("ab", 0), Part("c", 1)), ((Part("de", 1),), (Part("f", 4),)))
    found = sequence(example, lambda text: [ord(one) for one in text])
    assert "".join(map(chr, found.ids)) == "abcdef"
    assert found.parents == [-1, 0, 1, 2, 3, 2] and found.positions == [0, 1, 2, 3, 4, 3]
    assert found.weights == [0, 0, 1, 1, 1, 4] and found.branch == [0, 0, 0, 1, 1, 2]


def test_every_text_that_is_learnt_ends() -> None:
    for one in examples(random.Random(0)):
        ends = (YES, NO) if one.job == "judge" else (END,)
        assert all(branch[-1].weight and branch[-1].text.endswith(ends) for branch in one.branches)


@pytest.mark.model
def test_a_version_is_judged_as_the_coach_will_ask(tuned: LlamaCppModel) -> None:
    """The tokens that are learnt from are those of the prompt, whether it is cut into trunk and branches or not."""
    message, version = 'You never said "sorry".', "I was hurt. Could you say it?"
    made = sequence(judged("x", message, [(version, True)]), lambda text: tuned._tokens(text, special=True))
    asked = [Message("system", system("judge")), Message("user", judge_user(message, version))]
    prompt = tuned.prompt_tokens(asked)
    assert made.ids[: len(prompt)] == prompt and made.ids[len(prompt) :] == tuned._tokens(YES, special=False)


def test_flawed_versions_are_of_messages_that_were_written_for() -> None:
    written = {row["id"] for row in read("rewrites*/*.jsonl")}
    rows = read("flawed/*.jsonl")
    assert len(rows) > 1500 and {row["id"] for row in rows} <= written
    assert all(row["flawed"] and all(one["text"] and one["fault"] for one in row["flawed"]) for row in rows)


def test_rotary_rows_are_interleaved_and_back() -> None:
    rows = np.arange(16).reshape(8, 2)
    turned = permuted(rows, 2)  # two heads of width 4: halves (0, 1) and (2, 3) of each become 0, 2, 1, 3
    assert turned[:, 0].tolist() == [0, 4, 2, 6, 8, 12, 10, 14]
    assert (restored(turned, 2) == rows).all()


def test_the_shipped_adapter_is_there_and_small() -> None:
    path = adapter_path(choose("smollm2-135m", load_catalogue(Path("no-models.toml"))))
    assert path is not None and path.stat().st_size < MOST_BYTES
    assert path.read_bytes()[:4] == b"GGUF" and str(DATA) not in path.read_bytes()[:4000].decode("latin-1")


@pytest.mark.parametrize("name", ["judged.jsonl"])
def test_readers_verdicts_are_of_messages_kept_apart(name: str) -> None:
    apart = {row["message"] for row in read("dev.jsonl")}
    verdicts = read(name)
    assert len(verdicts) >= 200 and {row["message"] for row in verdicts} <= apart
