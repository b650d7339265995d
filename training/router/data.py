"""The training data: questions with the sections and the FAQ that answer them, and situations with the practices that fit.

Files of each kind in questions/, and situations*.jsonl; README.md says how they were written. Never evals/.
"""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from coach.followup import search_query
from coach.messages import Message
from knowledge.reading import read_shipped
from knowledge.router import NO_FAQ

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions"
PLAIN = HERE / "plain_questions.txt"


@dataclass(frozen=True)
class Example:
    """A question, the sections that answer it (best first; none where they are not known or it lies outside), and its FAQ.

    `faq` is NO_FAQ where it is none in other words, None where nobody judged that.
    """

    question: str
    sections: tuple[str, ...]
    faq: str | None = NO_FAQ
    outside: bool = False


@dataclass(frozen=True)
class Situation:
    """Where two people stand, the practices that fit (best first), and those that must not be proposed."""

    question: str
    fits: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Telling:
    """A conflict that someone tells of, and the perspective (coach/lexicons/perspectives.toml) that fits; "" for what is none."""

    question: str
    perspective: str


def tellings() -> list[Telling]:
    """Return the examples of every perspective, and plain questions that tell of no conflict."""
    table = tomllib.loads(package_files("coach").joinpath("lexicons/perspectives.toml").read_text(encoding="utf-8"))
    told = [Telling(text, one["id"]) for one in table["perspective"] for text in one["examples"]]
    return told + [Telling(one, "") for one in PLAIN.read_text(encoding="utf-8").splitlines() if one.strip()]


def situations(paths: Sequence[Path] = ()) -> list[Situation]:
    """Return the situations in these files, or in those of the router.

    What is not for the writer's role is left out of `never`: planning never proposes it.
    """
    found = paths or sorted(HERE.glob("situations*.jsonl"))
    rows = [json.loads(line) for path in found for line in path.read_text(encoding="utf-8").splitlines()]
    audience = {one.id: one.audience for one in read_shipped() if one.kind == "practice"}
    return [
        Situation(
            row["situation"],
            tuple(row["fits"]),
            tuple(one for one in row["never"] if audience[one] in (row["role"], "both")),
        )
        for row in rows
    ]


def examples() -> list[Example]:
    """Return every training question."""
    found = [
        Example(str(question), (f"faqs/{one.id}#",), one.id)
        for one in read_shipped()
        if one.kind == "faq"
        for question in (one.title, *one.details["also_asked"])
    ]
    for path in sorted(QUESTIONS.glob("*.jsonl")):
        found += [_example(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return found


def _example(row: dict[str, Any]) -> Example:
    if "kind" in row:
        return Example(row["question"], (), outside=True)
    if "turns" in row:
        *earlier, last = row["turns"]
        return Example(search_query(last, [Message("user", one) for one in earlier]), tuple(row["sections"]), None)
    if "section" in row:
        faq = (row["faq"] or NO_FAQ) if "faq" in row else None
        return Example(row["question"], (row["section"], *row.get("also", ())), faq)
    faq = row.get("faq", NO_FAQ)
    return Example(row["question"], (f"faqs/{faq}#",) if faq else (), faq)


def digest(rows: Sequence["Example | Situation | Telling"]) -> str:
    """Return what the data is known by: it stands in the trained file, so that a test can tell when that is stale."""
    text = "\n".join(sorted(repr(one) for one in rows))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
