"""The training data of the screen: texts with the danger that they tell of, and messages with the gate that they belong to.

One file a writer in texts/; README.md says how they were written. Never evals/.
"""

import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coach.danger import LABELS, two_turns, without_markup
from coach.referrals import kind_of
from coach.screening_rules import findings, load_rules
from knowledge.reading import read_shipped
from knowledge.sentences import sentences

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
_BLOCK = 10  # lines


@dataclass(frozen=True)
class Example:
    """A text. `labels` are the dangers that it tells of, `gate` one of GATES, `asks` one of ASKS, `speaks_to` one of SPEAKS_TO.

    `after` is one of AFTER, of two turns on two lines: whether the second explains the first. None: nobody judged.
    """

    text: str
    labels: frozenset[str] | None = None
    imminent: bool = False
    gate: str | None = None
    asks: str | None = None
    speaks_to: str | None = None
    after: str | None = None
    block: str = ""
    """Where it stands in the files: neighbours, which are often twins with another meaning, share it."""

    @property
    def fold(self) -> float:
        """A number from 0 to 1 for its block: who is held out."""
        return _number(self.block)


def written() -> list[Example]:
    """Return every text that was written for the classifier, each once."""
    found: dict[str, Example] = {}
    for path in sorted(TEXTS.glob("*.jsonl")):
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            one = _example(json.loads(line))
            found.setdefault(one.text, replace(one, block=f"{path.stem} {at // _BLOCK}"))
    return list(found.values())


def examples() -> list[Example]:
    """Return every training text, each once: those written for it, ordinary ones, and sentences of the guides."""
    found: dict[str, Example] = {}
    for one in (*written(), *ordinary(), *said_in_guides()):
        found.setdefault(one.text, one)
    return list(found.values())


def said_in_guides() -> list[Example]:
    """Return every third sentence of Hearth's own guides, FAQs and practices: all speak to people."""
    said = [one for document in read_shipped() for one in sentences(document.text) if len(one.split()) > 3]
    texts = list(dict.fromkeys(said))[::3]
    return [Example(one, speaks_to="people", block=f"guides {at // _BLOCK}") for at, one in enumerate(texts)]


def ordinary() -> list[Example]:
    """Return what the router and the adapter are trained on, thinned: questions, situations, and messages full of fair blame.

    What the patterns hear danger or control in is left out: a few of them do tell of it.
    """
    router, rewrites = HERE.parent / "router", HERE.parent / "data" / "rewrites"
    found: dict[str, Example] = {}
    sources = [
        (router / "questions" / "sections.jsonl", "question", None, 0.08),
        *((path, "question", None, 0.5) for path in sorted((router / "questions").glob("told*.jsonl"))),
        (router / "questions" / "outside.jsonl", "question", None, 0.3),
        (router / "situations.jsonl", "situation", None, 0.4),
        *((path, "message", "fair", 0.3) for path in sorted(rewrites.glob("*.jsonl"))),
    ]
    for path, key, gate, share in sources:
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            text = str(row[key])
            if _number(f"kept {text}") < share and not findings(text, load_rules(), _HEARD):
                asks = "none" if "section" in row and not _may_ask(row) else None
                found[text] = Example(text, frozenset(), gate=gate, asks=asks, block=f"{path.stem} {at // _BLOCK}")
    return list(found.values())


def _may_ask(row: dict[str, Any]) -> bool:
    """Say whether a question may be one that is another's to answer: whether to leave, what somebody has, what the law says."""
    sections = " ".join([row["section"], *row["also"]])
    return bool(kind_of(str(row["question"])) or re.search(r"leav|therap|harm|abus|diagnos", sections))


_HEARD = frozenset((*LABELS, "control"))


def _number(text: str) -> float:
    """Return a number from 0 to 1 that only the text decides."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 16**8


_AFTER = dict.fromkeys(("explains", "recants_past"), "explained") | dict.fromkeys(
    ("denies", "answers", "adds", "goes_on", "changes"), "stands"
)


def _example(row: dict[str, Any]) -> Example:
    if "turn" in row:
        both = two_turns(str(row["before"]), str(row["turn"]))
        # what still stands may be any of the dangers
        return Example(
            both, frozenset() if row["explains"] else None, after="explained" if row["explains"] else "stands"
        )
    text = without_markup(str(row["text"]))  # as it is read later
    if "gate" in row:
        gate = str(row["kind"] or row["gate"])
        # a fair message tells of no danger; what a controlling or frightened one tells of, nobody said
        return Example(text, frozenset() if gate == "fair" else None, gate=gate)
    if "speaks_to" in row:
        return Example(text, speaks_to=str(row["speaks_to"]))
    if "asks" in row:
        return Example(text, frozenset(), asks=str(row["asks"]))
    label = str(row["label"])
    labels = frozenset() if label == "none" else frozenset([label, *row.get("also", [])])
    after = _AFTER.get(str(row.get("turns"))) if "\n" in text else None
    return Example(text, labels & frozenset(LABELS), bool(row.get("imminent")), after=after)


_PAIRS = (
    "he she, his her, him her, himself herself, hes shes, he's she's, husband wife, hubby wifey, boyfriend girlfriend, bf gf, "
    "man woman, men women, boy girl, boys girls, son daughter, sons daughters, dad mum, father mother, brother sister, "
    "uncle aunt, lad lass, guy girl, mr mrs, fiance fiancee, groom bride, gentleman lady, stepdad stepmum, grandad gran"
)
_OTHER = {a: b for pair in _PAIRS.split(", ") for a, b in (pair.split(), reversed(pair.split()))} | {"her": "his"}
_WORD = re.compile(r"[a-z']+", re.IGNORECASE)


def swapped(text: str) -> str:
    """Return `text` with he for she and the like; names stay, and "her" is now and then wrong: it is for training only."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        new = _OTHER.get(word.lower().replace("\u2019", "'"), word)
        return new.capitalize() if word[:1].isupper() and new != word else new

    return _WORD.sub(other, text)


def careless(text: str, draw: random.Random) -> str:
    """Return `text` as someone types in a hurry: no capitals, fewer marks, a letter or two gone astray."""
    text = text.lower()
    if draw.random() < 0.7:
        text = re.sub(r"['’]", "", text)
    if draw.random() < 0.5:
        text = re.sub(r"[,;:]", "", text)
    letters = list(text)
    for _ in range(len(letters) // 60):
        at = draw.randrange(1, max(2, len(letters) - 1))
        if at + 1 < len(letters) and letters[at].isalpha() and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def varied(rows: Sequence[Example], draw: random.Random) -> list[Example]:
    """Return the rows, each in a way in which it might have been written, and some told together with an ordinary one."""
    plain = [one for one in rows if one.labels == frozenset() and one.gate is None and one.asks in (None, "none")]
    out = []
    for one in rows:
        text = swapped(one.text) if draw.random() < 0.5 else one.text
        if draw.random() < 0.2:
            text = careless(text, draw)
        if one.labels is not None and one.gate is None and one.after is None and draw.random() < 0.2:
            beside = draw.choice(plain).text
            text = f"{beside} {text}" if draw.random() < 0.5 else f"{text} {beside}"
        out.append(replace(one, text=text))
    return out


def digest() -> str:
    """Return what the texts written for it are known by: it stands in the trained file, so that a test can tell when that is
    stale. The others go along with every pattern and guide, a text or two at a time."""
    text = "\n".join(
        sorted(
            f"{one.text}|{sorted(one.labels or ())}|{one.imminent}|{one.gate}|{one.asks}|{one.speaks_to}|{one.after}"
            for one in written()
        )
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
