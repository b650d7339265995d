"""The week at a glance, and a gentle look back: what was kept, what was there on the closest day, small victories.

What did not happen is not mentioned; a quiet week is a quiet week. Felt connection is the person's own, for their own eyes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

from coach.keeping import plans
from coach.keeping.kinds import (
    Act,
    AppreciationNote,
    CheckIn,
    JournalPage,
    LookBack,
    ObserverWriting,
    PlannedStep,
    Promise,
    Slip,
    Talk,
    TouchChallenge,
    made,
)
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.weeks import WEEKDAYS, monday, week_days

QUIET = "A quiet week in this notebook. Life happens, and nothing needs catching up."
_MOST = 5
_THANKED = "a thank-you that was given"


@dataclass(frozen=True)
class Day:
    """One day of a week: titles of what was meant and of what was done, check-ins, talks."""

    day: date
    planned: tuple[str, ...]
    done: tuple[str, ...]
    check_ins: tuple[CheckIn, ...]
    talks: int


@dataclass(frozen=True)
class Week:
    """A week, Monday to Sunday."""

    start: date
    end: date
    days: tuple[Day, ...]
    steps: tuple[PlannedStep, ...]
    left: tuple[PlannedStep, ...]
    """Those that were done before they were swapped or refused."""
    promises: tuple[Entry[Promise], ...]
    """Those whose day lies in this week, and those kept in it."""


@dataclass(frozen=True)
class Point:
    """How close one felt on a day: the mean of its check-ins, 1 to 5, higher is closer."""

    day: date
    connection: float


@dataclass(frozen=True)
class LookingBack:
    """A look back on a week. `helped` may be empty; the two questions are for the person to answer."""

    week: date
    kept: tuple[str, ...]
    helped: str
    victories: tuple[str, ...]
    keep_question: str
    drop_question: str
    text: str


def week(notebook: Notebook, day: date) -> Week:
    """Return what the notebook holds of the week that `day` lies in."""
    dates = week_days(day)
    first, last = dates[0], dates[-1]
    plan = plans.this_week(notebook, day)
    steps = plan.data.steps if plan else ()
    left = tuple(one for one in plan.data.left if one.done) if plan else ()
    check_ins = notebook.all(CheckIn, first, last)
    talks = notebook.all(Talk, first, last)
    days = tuple(
        Day(
            one,
            tuple(step.title for step in steps if one in step.days),
            tuple(step.title for step in (*steps, *left) if one in step.done),
            tuple(entry.data for entry in check_ins if entry.day == one),
            sum(entry.day == one for entry in talks),
        )
        for one in dates
    )
    promises = tuple(
        one
        for one in notebook.all(Promise)
        if first <= one.data.by <= last or (one.data.settled is not None and first <= one.data.settled <= last)
    )
    return Week(first, last, days, steps, left, promises)


def connection_series(notebook: Notebook, since: date | None = None) -> list[Point]:
    """Return how close one felt, a point for each day that has a number, in the order of days."""
    by_day: dict[date, list[int]] = {}
    for one in notebook.all(CheckIn, since):
        if one.data.connection is not None:
            by_day.setdefault(one.day, []).append(one.data.connection)
    return [Point(day, mean(by_day[day])) for day in sorted(by_day)]


def look_back(notebook: Notebook, day: date) -> LookingBack:
    """Return a look back on the week that `day` lies in."""
    this = week(notebook, day)
    kept = _kept(notebook, this)
    victories = _victories(notebook, this, kept)
    done = [step for step in (*this.steps, *this.left) if step.done]
    waiting = [step for step in this.steps if step.days and max(step.days) < day and not step.done]
    if done:
        keep_question = f"{done[0].title} found its way into the week. Is it the one thing to keep?"
    else:
        keep_question = "What one thing from this week would you like to keep?"
    if waiting:
        drop_question = f"{waiting[0].title} did not find its place. Drop it for now, or make it smaller?"
    else:
        drop_question = "Is there one thing to drop, or to make smaller?"
    text = "What was kept: " + "; ".join(kept) + "." if kept else QUIET
    return LookingBack(this.start, kept, _closest_day(this), victories, keep_question, drop_question, text)


def keep_look_back(
    notebook: Notebook, day: date, helped: str = "", victory: str = "", keep: str = "", drop: str = ""
) -> Entry[LookBack]:
    """Keep one's own look back on the week that `day` lies in, in the place of an earlier one."""
    data = made(LookBack, week=monday(day), helped=helped, victory=victory, keep=keep, drop=drop)
    return notebook.put(data, day, monday(day).isoformat())


def kept_look_back(notebook: Notebook, day: date) -> LookBack | None:
    """Return the look back that was kept for the week that `day` lies in."""
    found = notebook.find(LookBack, monday(day).isoformat())
    return found.data if found else None


def day_names(days: Iterable[date]) -> str:
    """Return the weekdays in words: "Monday, Tuesday and Friday"."""
    names = list(dict.fromkeys(WEEKDAYS[one.weekday()] for one in sorted(days)))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _kept(book: Notebook, this: Week) -> tuple[str, ...]:
    kept = [f"{step.title}, on {day_names(step.done)}" for step in (*this.steps, *this.left) if step.done]
    kept += [f"a promise: {one.data.what}" for one in this.promises if _kept_in(one.data, this)]
    talked = [one.day for one in this.days if one.talks]
    if talked:
        kept.append(f"talk time, on {day_names(talked)}")
    slips = [one for one in book.all(Slip, this.start, this.end) if one.data.state == "done"]
    kept += [f"from the jar: {one.data.text}" for one in slips]
    kept += [f"an act of love: {one.data.text}" for one in book.all(Act, this.start, this.end)]
    if any(one.data.given for one in book.all(AppreciationNote, this.start, this.end)):
        kept.append(_THANKED)
    return tuple(kept)


def _victories(book: Notebook, this: Week, kept: Sequence[str]) -> tuple[str, ...]:
    found = [_victory(one) for one in kept]
    if any(one.check_ins for one in this.days):
        found.append("You took a moment to notice how you were.")
    if book.all(JournalPage, this.start, this.end):
        found.append("You wrote, for yourself.")
    if book.all(ObserverWriting, this.start, this.end):
        found.append("You looked at a quarrel through fair eyes.")
    moments = [m for one in book.all(TouchChallenge) for m in one.data.moments if this.start <= m.day <= this.end]
    if moments:
        found.append("You were tender with each other, at your own pace.")
    owned = [one for one in this.promises if one.data.state == "missed" and one.data.owned]
    if owned:
        found.append("You owned something without excuses. That is harder than keeping it.")
    return tuple(one if one.endswith(".") else f"{one}." for one in found[:_MOST])


def _victory(kept: str) -> str:
    if kept == _THANKED:
        return "You gave a thank-you."
    return f"You kept {kept}" if kept.startswith(("a promise", "talk")) else f"You did it: {kept}"


def _kept_in(promise: Promise, this: Week) -> bool:
    return promise.state == "kept" and promise.settled is not None and this.start <= promise.settled <= this.end


def _closest_day(this: Week) -> str:
    """What was there on the day that felt closest: beside it, not because of it."""
    felt = {
        one.day: mean(numbers)
        for one in this.days
        if (numbers := [check.connection for check in one.check_ins if check.connection is not None])
    }
    if len(felt) < 2 or len(set(felt.values())) == 1:
        return ""
    best = max(felt, key=lambda day: felt[day])
    there = next(one for one in this.days if one.day == best)
    things = [*there.done, *(["a talk"] if there.talks else [])]
    if not things:
        return ""
    return f"{WEEKDAYS[best.weekday()]} felt closest. That day there was also: {', '.join(things)}."
