"""training/data/*.jsonl -> sequences to learn from. Prompts are the coach's own (coach/tuned.py), so that the two never part.

A sequence is a trunk (the prompt, and what all versions share) and branches that each go on from its end: the three tones of one
message are learnt in one pass over its prompt.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from coach.messages import TONES
from coach.tuned import LABELS, NO, TEMPLATE, YES, answer_user, intro_user, judge_user, system

DATA = Path(__file__).parents[1] / "data"
END = "<|im_end|>"
HELD_OUT = 25  # one example in so many is never trained on

SHARES = {"back": 0.25, "answer": 0.2, "listen": 0.2}  # of a job's examples that an epoch takes; of all others, all
VERDICT_WEIGHT = 4.0  # of the one word of a verdict, beside a word of a text
GOOD_ONES = 2  # versions of a message that were written for it, beside the flawed ones, in one example of judging

Tokenize = Callable[[str], list[int]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A run of tokens; `weight` says how much each counts among what the model should learn to write, 0 for not at all."""

    text: str
    weight: float


@dataclass(frozen=True)
class Example:
    """A trunk and the branches that go on from its end, as text."""

    id: str
    of: str  # the message, situation or question that it is about: what is held out of one job is held out of all
    job: str
    trunk: tuple[Part, ...]
    branches: tuple[tuple[Part, ...], ...]
    folder: str = ""  # of training/data, where it stands in one

    @property
    def held_out(self) -> bool:
        """Whether it is kept apart from training."""
        return int(sha256(self.of.encode()).hexdigest(), 16) % HELD_OUT == 0


def read(*names: str) -> list[Row]:
    """Return the rows of files in training/data, in order."""
    return [
        {**json.loads(line), "folder": path.parent.relative_to(DATA).as_posix()}
        for name in names
        for path in sorted(DATA.glob(name))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def drawn(rng: random.Random, **how: bool) -> list[Example]:
    """Return the examples of one epoch, shuffled: of each job its share."""
    found = [one for one in examples(rng, **how) if one.held_out or rng.random() < SHARES.get(one.job, 1.0)]
    rng.shuffle(found)
    return found


def prompt(job: str, user: str) -> Part:
    """Return the chat template filled for one job, up to where the model writes."""
    return Part(TEMPLATE.format(system=system(job), user=user), weight=0)


def examples(rng: random.Random, *, pieces: bool = True, back: bool = True) -> Iterator[Example]:
    """Yield every example of every job.

    `pieces` writes the feeling and the need before the message; `back` adds the way from a rewrite to its message, each time
    from a version drawn by `rng`.
    """
    for row in read("rewrites*/*.jsonl"):
        if "kind" in row:
            branch = (Part(f"{LABELS['gentle']}:", 0), Part(f" {row['rewrite']}{END}", 1))
            asked = (prompt(row["kind"], row["message"]),)
            yield Example(row["id"], row["id"], row["kind"], asked, (branch,), row["folder"])
            versions = [row["rewrite"]]
        elif "rewrites" in row:
            shared = (Part(f"Feeling: {row['feeling']}\nNeed: {row['need']}\n", 1),) if pieces else ()
            branches = tuple(
                (Part(f"{LABELS[tone]}:", 0), Part(f" {row['rewrites'][tone]}{END}", 1))
                for tone in TONES
                if tone in row["rewrites"]
            )
            asked = (prompt("i-statement", row["message"]), *shared)
            yield Example(row["id"], row["id"], "i-statement", asked, branches, row["folder"])
            versions = list(row["rewrites"].values())
        else:
            continue
        if back:
            branch = (Part(row["message"] + END, 1),)
            told = (prompt("back", rng.choice(versions)),)
            yield Example(f"{row['id']}-back", row["id"], "back", told, (branch,), row["folder"])
    yield from judging(rng)
    for row in read("answers.jsonl"):
        user = answer_user(row["question"], [(one["title"], one["heading"], one["text"]) for one in row["passages"]])
        yield Example(row["id"], row["id"], "answer", (prompt("answer", user),), ((Part(row["answer"] + END, 1),),))
    for row in read("intros.jsonl"):
        user = intro_user(row["situation"], [(one["title"], one["why"]) for one in row["steps"]])
        yield Example(row["id"], row["id"], "intro", (prompt("intro", user),), ((Part(row["intro"] + END, 1),),))
    for row in read("listening.jsonl"):
        yield Example(
            row["id"], row["id"], "listen", (prompt("listen", row["message"]),), ((Part(row["reply"] + END, 1),),)
        )


def judging(rng: random.Random) -> Iterator[Example]:
    """Yield what a reader said of versions: flawed ones and good ones that were written, and what the adapter itself wrote."""
    written = {row["id"]: row for row in read("rewrites*/*.jsonl")}
    for row in read("flawed/*.jsonl"):
        of = written[row["id"]]
        good = list(of["rewrites"].values()) if "rewrites" in of else [of["rewrite"]]
        versions = [(one["text"], False) for one in row["flawed"]]
        versions += [(one, True) for one in rng.sample(good, min(GOOD_ONES, len(good)))]
        yield judged(row["id"], of["message"], versions)
    said: dict[str, list[tuple[str, bool]]] = {}
    for row in read("verdicts.jsonl"):
        said.setdefault(row["message"], []).append((row["text"], row["sendable"]))
    for message, versions in said.items():
        yield judged(message, message, versions)


def judged(of: str, message: str, versions: Sequence[tuple[str, bool]]) -> Example:
    """Return the example of judging some versions of a message, whose id is `of`."""
    head, tail = TEMPLATE.format(system=system("judge"), user=judge_user(message, "\0")).split(" \0")
    branches = tuple((Part(f" {text}{tail}", 0), Part(YES if fit else NO, VERDICT_WEIGHT)) for text, fit in versions)
    return Example(f"{of}-judge", of, "judge", (Part(head, 0),), branches)


@dataclass(frozen=True)
class Tokens:
    """Tokens of one example in a row, branch after branch; `parents[i]` is the place of the token before token i.

    `weights` as in Part.
    """

    ids: list[int]
    parents: list[int]
    weights: list[float]
    positions: list[int]
    branch: list[int]  # 0 in the trunk, then 1, 2, …

    def __len__(self) -> int:
        return len(self.ids)


def sequence(example: Example, tokenize: Tokenize) -> Tokens:
    """Return the tokens of an example."""
    found = Tokens([], [], [], [], [])

    def add(parts: Sequence[Part], branch: int, parent: int) -> int:
        for part in parts:
            for token in tokenize(part.text):
                found.ids.append(token)
                found.parents.append(parent)
                found.weights.append(part.weight)
                found.positions.append(found.positions[parent] + 1 if parent >= 0 else 0)
                found.branch.append(branch)
                parent = len(found.ids) - 1
        return parent

    end = add(example.trunk, 0, -1)
    for number, branch in enumerate(example.branches, start=1):
        add(branch, number, end)
    return found
