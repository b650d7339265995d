"""The signs reflection, beside the table of needs and neglect. Not a test: nothing is counted, and nobody is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from coach.errors import InputError
from coach.keeping.kinds import SignsReflection, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

AFRAID = "afraid"
"""The sign that turns from couple exercises to safety."""
_MOST = 2


@dataclass(frozen=True)
class Sign:
    """Something that one may notice."""

    id: str
    text: str


@dataclass(frozen=True)
class Row:
    """A need, how its neglect may look, and how it looks when it is met."""

    need: str
    neglected: str
    met: str


@dataclass(frozen=True)
class Reading:
    """A guide that may go well with what was noticed; `id` is its document's."""

    id: str
    title: str
    why: str


def signs() -> tuple[Sign, ...]:
    """Return the signs, the one about fear last."""
    return tuple(Sign(**one) for one in load("signs")["sign"])


def table() -> tuple[Row, ...]:
    """Return the table of needs and neglect."""
    return tuple(Row(**one) for one in load("signs")["row"])


def note() -> str:
    """Return what is said before the reflection."""
    return str(load("signs")["note"])


def questions() -> tuple[str, ...]:
    """Return the two questions: what is missing, and what is still good."""
    return tuple(load("signs")["questions"])


def closing(noticed: Iterable[str]) -> str:
    """Return what is said at the end; where fear was noticed, help lines belong below it."""
    return str(load("signs")["afraid" if AFRAID in set(noticed) else "closing"])


def readings(noticed: Iterable[str]) -> tuple[Reading, ...]:
    """Return one to three gentle next readings, never more; where there is fear, only the one about safety."""
    seen = set(noticed)
    if AFRAID in seen:
        return (Reading("neglect-and-abuse", "Emotional neglect and abuse", "for the part where you are frightened"),)
    fitting = [
        Reading(one["id"], one["title"], one["why"]) for one in load("signs")["reading"] if seen & set(one["signs"])
    ]
    always = Reading("needs-and-neglect-compared", "Needs and neglect compared", "the table above, with examples")
    return (*fitting[:_MOST], always)


def keep(
    notebook: Notebook, day: date, noticed: Iterable[str], missing: str = "", good: str = ""
) -> Entry[SignsReflection]:
    """Keep a reflection; raises InputError for a sign that there is none of."""
    chosen = tuple(dict.fromkeys(noticed))
    if not set(chosen) <= {one.id for one in signs()}:
        raise InputError("there is no such sign")
    return notebook.add(made(SignsReflection, noticed=chosen, missing=missing, good=good), day)


def latest(notebook: Notebook) -> Entry[SignsReflection] | None:
    """Return the newest reflection."""
    found = notebook.all(SignsReflection)
    return found[-1] if found else None
