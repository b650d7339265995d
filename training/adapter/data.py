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
from coach.tuned import LABELS, TEMPLATE, answer_user, intro_user, system

DATA = Path(__file__).parents[1] / "data"
END = "<|im_end|>"
HELD_OUT = 25  # one example in so many is never trained on

SHARES = {"back": 0.25, "answer": 0.2, "listen": 0.2}  # of a job's examples that an epoch takes; of all others, all

Tokenize = Callable[[str], list[int]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A run of tokens; `learnt` says whether the model should learn to write them."""

    text: str
    learnt: bool


@dataclass(frozen=True)
class Example:
    """A trunk and the branches that go on from its end, as text."""

    id: str
    job: str
    trunk: tuple[Part, ...]
    branches: tuple[tuple[Part, ...], ...]

    @property
    def held_out(self) -> bool:
        """Whether it is kept apart from training, by its id alone."""
        return int(sha256(self.id.encode()).hexdigest(), 16) % HELD_OUT == 0


def read(*names: str) -> list[Row]:
    """Return the rows of files in training/data, in order."""
    return [
        json.loads(line)
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
    return Part(TEMPLATE.format(system=system(job), user=user), learnt=False)


def examples(rng: random.Random, *, pieces: bool = True, back: bool = True) -> Iterator[Example]:
    """Yield every example of every job.

    `pieces` writes the feeling and the need before the message; `back` adds the way from a rewrite to its message, each time
    from a version drawn by `rng`.
    """
    for row in read("rewrites/*.jsonl"):
        if "kind" in row:
            branch = (Part(f"{LABELS['gentle']}:", False), Part(f" {row['rewrite']}{END}", True))
            yield Example(row["id"], row["kind"], (prompt(row["kind"], row["message"]),), (branch,))
            versions = [row["rewrite"]]
        elif "rewrites" in row:
            shared = (Part(f"Feeling: {row['feeling']}\nNeed: {row['need']}\n", True),) if pieces else ()
            branches = tuple(
                (Part(f"{LABELS[tone]}:", False), Part(f" {row['rewrites'][tone]}{END}", True))
                for tone in TONES
                if tone in row["rewrites"]
            )
            yield Example(row["id"], "i-statement", (prompt("i-statement", row["message"]), *shared), branches)
            versions = list(row["rewrites"].values())
        else:
            continue
        if back:
            branch = (Part(row["message"] + END, True),)
            yield Example(f"{row['id']}-back", "back", (prompt("back", rng.choice(versions)),), (branch,))
    for row in read("answers.jsonl"):
        user = answer_user(row["question"], [(one["title"], one["heading"], one["text"]) for one in row["passages"]])
        yield Example(row["id"], "answer", (prompt("answer", user),), ((Part(row["answer"] + END, True),),))
    for row in read("intros.jsonl"):
        user = intro_user(row["situation"], [(one["title"], one["why"]) for one in row["steps"]])
        yield Example(row["id"], "intro", (prompt("intro", user),), ((Part(row["intro"] + END, True),),))
    for row in read("listening.jsonl"):
        yield Example(row["id"], "listen", (prompt("listen", row["message"]),), ((Part(row["reply"] + END, True),),))


@dataclass(frozen=True)
class Tokens:
    """Tokens of one example in a row, branch after branch; `parents[i]` is the place of the token before token i."""

    ids: list[int]
    parents: list[int]
    learnt: list[bool]
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
                found.learnt.append(part.learnt)
                found.positions.append(found.positions[parent] + 1 if parent >= 0 else 0)
                found.branch.append(branch)
                parent = len(found.ids) - 1
        return parent

    end = add(example.trunk, 0, -1)
    for number, branch in enumerate(example.branches, start=1):
        add(branch, number, end)
    return found
