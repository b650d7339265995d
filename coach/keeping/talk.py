"""Daily talk time: when the two talk, and a note that they did. A day without a talk is a day without a talk."""

from collections.abc import Iterable
from datetime import date, time

from coach.keeping.kinds import Talk, TalkTime, made
from coach.keeping.notebook import Entry, Notebook

MINUTES = 15
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_KEY = "talk time"


def talk_time(notebook: Notebook) -> TalkTime | None:
    """Return when the two mean to talk, if that was chosen."""
    found = talk_entry(notebook)
    return found.data if found else None


def talk_entry(notebook: Notebook) -> Entry[TalkTime] | None:
    """Return the same with the time of its last change."""
    return notebook.find(TalkTime, _KEY)


def set_talk_time(
    notebook: Notebook, day: date, at: time | None, minutes: int = MINUTES, weekdays: Iterable[int] = EVERY_DAY
) -> Entry[TalkTime]:
    """Choose the time (None: no fixed one), the minutes and the weekdays (0 is Monday); its calendar id stays the same."""
    with notebook.at_once() as book:
        before = talk_time(book)
        fields = {"at": at, "minutes": minutes, "weekdays": tuple(sorted(set(weekdays)))}
        kept = {"uid": before.uid} if before else {}
        return book.put(made(TalkTime, **fields, **kept), day, _KEY)


def keep_talk(notebook: Notebook, day: date, minutes: int, question: str | None = None, note: str = "") -> Entry[Talk]:
    """Note a talk that took place, with the question's text if one was used."""
    return notebook.add(made(Talk, minutes=minutes, question=question or "", note=note), day)
