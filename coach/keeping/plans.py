"""The plan for the week: practices with their why, the days chosen for them, what was done, swapped or refused.

A day that passed without its step is simply there; nothing counts it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import get_args

from coach.errors import InputError
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import PlannedStep, Reason, Refusal, WeekPlan, changed, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.weeks import monday, week_days
from coach.messages import Step

REASONS: tuple[Reason, ...] = get_args(Reason)
_NOT_THERE = "this practice is not in the week's plan"


def steps_from(steps: Iterable[Step]) -> tuple[PlannedStep, ...]:
    """Return the steps of a plan reply as they are kept, with no days chosen yet."""
    return tuple(
        made(
            PlannedStep,
            practice=one.practice,
            title=one.title,
            why=one.why,
            do_this_week=one.do_this_week,
            minutes=one.minutes,
        )
        for one in steps
    )


def this_week(notebook: Notebook, day: date) -> Entry[WeekPlan] | None:
    """Return the plan of the week that `day` lies in."""
    return notebook.find(WeekPlan, monday(day).isoformat())


def keep_plan(notebook: Notebook, day: date, steps: Sequence[PlannedStep]) -> Entry[WeekPlan]:
    """Keep `steps` as the plan of the week that `day` lies in.

    What was chosen and done for a practice that stays is kept where the new step says nothing of it.
    """
    with notebook.at_once() as book:
        before = this_week(book, day)
        old = {one.practice: one for one in (*before.data.left, *before.data.steps)} if before else {}
        merged = tuple(_merged(one, old.get(one.practice)) for one in {one.practice: one for one in steps}.values())
        if before:
            return book.put(_with_steps(before.data, merged), day, monday(day).isoformat())
        return book.put(made(WeekPlan, week=monday(day), steps=merged), day, monday(day).isoformat())


def set_days(
    notebook: Notebook, day: date, practice: str, days: Iterable[date], at: time | None = None
) -> Entry[WeekPlan]:
    """Choose the days of this week on which a practice is meant, and the time if there is one; [] chooses none.

    Raises InputError for a day outside the week.
    """
    chosen = tuple(sorted(set(days)))
    if not set(chosen) <= set(week_days(day)):
        raise InputError("choose days of this week, Monday to Sunday")
    return _with(notebook, day, practice, lambda one: changed(one, days=chosen, at=at))


def mark(notebook: Notebook, day: date, practice: str, done: bool = True) -> Entry[WeekPlan]:
    """Note that a practice was done on `day`, or take the note back."""

    def marked(one: PlannedStep) -> PlannedStep:
        return changed(one, done=tuple(sorted({*one.done, day} if done else set(one.done) - {day})))

    return _with(notebook, day, practice, marked)


def swap(
    notebook: Notebook, day: date, practice: str, other: PlannedStep, reason: Reason | None = None, note: str = ""
) -> Entry[WeekPlan]:
    """Put another practice in the place of one; with a reason or a note it is also remembered as refused.

    Raises InputError where the other is in the plan already.
    """
    with notebook.at_once() as book:
        plan = _plan(book, day, practice)
        if any(one.practice == other.practice for one in plan.data.steps):
            raise InputError("this practice is in the week's plan already")
        old = next((one for one in plan.data.left if one.practice == other.practice), None)
        steps = tuple(_merged(other, old) if one.practice == practice else one for one in plan.data.steps)
        if reason is not None or note.strip():
            book.add(made(Refusal, practice=practice, reason=reason or "another reason", note=note), day)
        return book.change(WeekPlan, plan.id, lambda data: _with_steps(data, steps))


def refuse(notebook: Notebook, day: date, practice: str, reason: Reason, note: str = "") -> Entry[Refusal]:
    """Take a practice out of the plan, if it is there, and remember why, so that it is not proposed again for a while."""
    with notebook.at_once() as book:
        plan = this_week(book, day)
        if plan is not None:
            steps = tuple(one for one in plan.data.steps if one.practice != practice)
            book.change(WeekPlan, plan.id, lambda data: _with_steps(data, steps))
        return book.add(made(Refusal, practice=practice, reason=reason, note=note), day)


def _with(notebook: Notebook, day: date, practice: str, how: Callable[[PlannedStep], PlannedStep]) -> Entry[WeekPlan]:
    with notebook.at_once() as book:
        plan = _plan(book, day, practice)
        steps = tuple(how(one) if one.practice == practice else one for one in plan.data.steps)
        return book.change(WeekPlan, plan.id, lambda data: changed(data, steps=steps))


def _with_steps(plan: WeekPlan, steps: tuple[PlannedStep, ...]) -> WeekPlan:
    """Give a plan other steps; what was chosen and done for those that go stays in `left`."""
    now = {one.practice for one in steps}
    left = {one.practice: one for one in (*plan.left, *plan.steps) if one.practice not in now}
    return changed(plan, steps=steps, left=tuple(left.values()))


def _plan(notebook: Notebook, day: date, practice: str) -> Entry[WeekPlan]:
    plan = this_week(notebook, day)
    if plan is None or all(one.practice != practice for one in plan.data.steps):
        raise NotebookError(_NOT_THERE)
    return plan


def _merged(step: PlannedStep, old: PlannedStep | None) -> PlannedStep:
    if old is None:
        return step
    return changed(
        step,
        days=step.days or old.days,
        at=step.at if step.at is not None else old.at,
        done=tuple(sorted({*old.done, *step.done})),
    )
