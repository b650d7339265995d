"""Neutral-observer writing: a quarrel through the eyes of someone fair. Seven minutes, three questions.

After Finkel, Slotter, Luchies, Walton and Gross, "A Brief Intervention to Promote Conflict Reappraisal Preserves Marital Quality
Over Time", Psychological Science 24(8), 2013. The questions are in our words. No model takes part: it stands beside the coach.
"""

from datetime import date

from coach.errors import InputError
from coach.keeping.kinds import ObserverWriting, made
from coach.keeping.naming import Part
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load
from coach.keeping.weeks import shifted

MINUTES = 7
REST_DAYS = 28
"""It may be taken up again after this; in the study it was every four months."""


def parts() -> tuple[Part, ...]:
    """Return the three questions; their ids are fields of `keep`."""
    return tuple(Part(**one) for one in load("observer")["part"])


def begin() -> str:
    """Return what to do first."""
    return str(load("observer")["begin"])


def note() -> str:
    """Return what is known of it, and when to leave it out."""
    return str(load("observer")["note"])


def source() -> str:
    """Return the study."""
    return str(load("observer")["source"])


def keep(
    notebook: Notebook, day: date, facts: str = "", observer: str = "", obstacles: str = "", next_time: str = ""
) -> Entry[ObserverWriting]:
    """Keep what was written; any part may stay empty, though not all. Raises InputError where all are."""
    if not any(one.strip() for one in (facts, observer, obstacles, next_time)):
        raise InputError("nothing has been written yet")
    return notebook.add(
        made(ObserverWriting, facts=facts, observer=observer, obstacles=obstacles, next_time=next_time), day
    )


def due(notebook: Notebook, day: date) -> bool:
    """Say whether it may be offered: never done, or some weeks ago. It is an offer, not a duty."""
    done = [one.day for one in notebook.all(ObserverWriting) if one.day <= day]
    return not done or max(done) <= shifted(day, -REST_DAYS)
