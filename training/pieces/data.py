"""The training data: the messages that Hearth's wordings were written for, with the feeling, the need and the request of each.

The phrasebook's entries (coach/lexicons/phrasebook.jsonl) and training/data/rewrites*; requests.jsonl beside this file holds the
bank of requests, each with the ways in which those texts ask for the same. Never evals/.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.checks import lexicons
from coach.phrasebook import entries
from knowledge.sentences import sentences

DATA = Path(__file__).parents[1] / "data"
REQUESTS = Path(__file__).parent / "requests.jsonl"


@dataclass(frozen=True)
class Example:
    """Messages that say the same, and what was written for them: feelings (first first), a need or "", requests of the bank."""

    messages: tuple[str, ...]
    feelings: tuple[str, ...]
    need: str
    requests: tuple[str, ...]

    @property
    def place(self) -> float:
        """Where it stands between 0 and 1, by its first message: what is held out goes by that."""
        return int(hashlib.sha256(self.messages[0].encode()).hexdigest(), 16) / 2**256


def bank() -> dict[str, tuple[str, ...]]:
    """Return the requests, each with the ways in which the texts ask for it."""
    rows = [json.loads(line) for line in REQUESTS.read_text(encoding="utf-8").splitlines()]
    return {row["text"]: tuple(row["ways"]) for row in rows}


def examples() -> list[Example]:
    """Return everything that is learnt from."""
    known = {way: text for text, ways in bank().items() for way in ways}
    feelings = {one.word for one in lexicons.feelings()}
    needs = {one.name for one in lexicons.needs()}
    return [
        Example(
            tuple(messages),
            tuple(one for one in re.split(r", ?", felt) if one in feelings),
            need if need in needs else "",
            tuple(sorted({known[asked] for text in texts if (asked := request_of(text)) in known})),
        )
        for messages, felt, need, texts in _written()
    ]


def _written() -> Iterator[tuple[Sequence[str], str, str, Sequence[str]]]:
    for messages, wording in entries():
        if wording.kind == "i-statement":
            yield messages, wording.feeling, wording.need, tuple(wording.texts.values())
    for path in sorted(DATA.glob("rewrites*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            if row.get("feeling"):
                yield [row["message"]], row["feeling"], row["need"], tuple(row["rewrites"].values())


def request_of(text: str) -> str:
    """Return the question that a text ends in; "" where it ends in none."""
    last = sentences(text)[-1] if text.strip() else ""
    return last if last.endswith("?") else ""


def digest(rows: Sequence[Example]) -> str:
    """Return a name for what was learnt from."""
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
