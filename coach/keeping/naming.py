"""Naming the neglect: specific moments, written for oneself first. Nothing is judged, and nothing is shared from here."""

from dataclasses import dataclass
from datetime import date

from coach.errors import InputError
from coach.keeping.kinds import Instance, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

ENOUGH = 3
"""How many moments are plenty."""


@dataclass(frozen=True)
class Part:
    """A question of a piece of writing, and the field that its answer goes into."""

    id: str
    text: str


def parts() -> tuple[Part, ...]:
    """Return the questions, in order; their ids are the fields of `keep`."""
    return tuple(Part(**one) for one in load("naming")["part"])


def note(mine: bool = False) -> str:
    """Return what to know before one begins; `mine`: for one who was absent."""
    texts = load("naming")
    return f"{texts['note']} {texts['mine']}" if mine else str(texts["note"])


def keep(
    notebook: Notebook,
    day: date,
    where: str,
    happened: str,
    missing: str = "",
    effect: str = "",
    mine: bool = False,
) -> Entry[Instance]:
    """Keep one moment; raises InputError where what happened is missing."""
    if not happened.strip():
        raise InputError("write what happened, or did not happen")
    return notebook.add(made(Instance, where=where, happened=happened, missing=missing, effect=effect, mine=mine), day)


def instances(notebook: Notebook) -> list[Entry[Instance]]:
    """Return the moments written down, in order."""
    return notebook.all(Instance)
