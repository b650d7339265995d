"""The plan for the week, and what its refusals say about the next one."""

from datetime import date, time, timedelta

import pytest

from coach.errors import InputError
from coach.keeping import looking, plans
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import PlannedStep, Refusal, WeekPlan, made
from coach.keeping.notebook import Notebook
from coach.keeping.preferences import REST_DAYS, Preferences, preferences
from coach.keeping.weeks import week_days
from coach.messages import Step
from knowledge.reading import practice, read_shipped
from tests.coach.keeping.conftest import WEDNESDAY

PRACTICES = {one.id: practice(one) for one in read_shipped() if one.kind == "practice"}
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def step(name: str, **fields: object) -> PlannedStep:
    one = PRACTICES[name]
    return made(PlannedStep, practice=name, title=one.title, why=one.why, minutes=one.minutes, **fields)


@pytest.fixture
def planned(notebook: Notebook) -> Notebook:
    plans.keep_plan(notebook, WEDNESDAY, [step("daily-talk-time"), step("small-gestures"), step("kind-limits")])
    return notebook


def steps(notebook: Notebook, day: date = WEDNESDAY) -> dict[str, PlannedStep]:
    plan = plans.this_week(notebook, day)
    return {one.practice: one for one in plan.data.steps} if plan else {}


def test_every_practice_can_be_planned() -> None:
    given = [
        Step(one.id, one.title, one.why, one.do_this_week, one.minutes, n) for n, one in enumerate(PRACTICES.values())
    ]
    kept = plans.steps_from(given)
    assert [one.practice for one in kept] == list(PRACTICES)
    assert all(one.why and one.do_this_week and not one.days and not one.done for one in kept)


def test_plan_belongs_to_its_week_only(planned: Notebook) -> None:
    assert all(plans.this_week(planned, day) for day in week_days(WEDNESDAY))
    assert plans.this_week(planned, MONDAY - timedelta(days=1)) is None
    assert plans.this_week(planned, WEDNESDAY + timedelta(days=7)) is None


def test_days_and_time_are_chosen_within_the_week(planned: Notebook) -> None:
    plans.set_days(planned, WEDNESDAY, "daily-talk-time", [FRIDAY, MONDAY, FRIDAY], time(21))
    chosen = steps(planned)["daily-talk-time"]
    assert (chosen.days, chosen.at) == ((MONDAY, FRIDAY), time(21))
    assert steps(planned)["small-gestures"].days == ()
    with pytest.raises(InputError, match="this week"):
        plans.set_days(planned, WEDNESDAY, "daily-talk-time", [date(2026, 3, 9)])
    with pytest.raises(NotebookError, match="not in the week's plan"):
        plans.set_days(planned, WEDNESDAY, "connection-jar", [FRIDAY])
    plans.set_days(planned, WEDNESDAY, "daily-talk-time", [])
    assert (steps(planned)["daily-talk-time"].days, steps(planned)["daily-talk-time"].at) == ((), None)


def test_done_is_marked_and_unmarked_a_day_at_a_time(planned: Notebook) -> None:
    for day in (FRIDAY, MONDAY, FRIDAY):
        plans.mark(planned, day, "small-gestures")
    assert steps(planned)["small-gestures"].done == (MONDAY, FRIDAY)
    plans.mark(planned, MONDAY, "small-gestures", done=False)
    plans.mark(planned, WEDNESDAY, "small-gestures", done=False)
    assert steps(planned)["small-gestures"].done == (FRIDAY,)


def test_new_plan_for_the_week_keeps_what_was_done_for_what_stays(planned: Notebook) -> None:
    plans.mark(planned, MONDAY, "daily-talk-time")
    plans.set_days(planned, WEDNESDAY, "daily-talk-time", [FRIDAY], time(20))
    before = plans.this_week(planned, WEDNESDAY)
    after = plans.keep_plan(
        planned, WEDNESDAY, [step("daily-talk-time"), step("connection-jar"), step("connection-jar")]
    )
    assert list(steps(planned)) == ["daily-talk-time", "connection-jar"]
    stayed = steps(planned)["daily-talk-time"]
    assert (stayed.done, stayed.days, stayed.at) == ((MONDAY,), (FRIDAY,), time(20))
    assert before is not None and after.data.uid == before.data.uid and after.id == before.id
    assert len(planned.all(WeekPlan)) == 1


def test_swap_takes_the_place_and_remembers_why(planned: Notebook) -> None:
    plans.swap(planned, WEDNESDAY, "small-gestures", step("one-act-a-day"), "did not fit")
    assert list(steps(planned)) == ["daily-talk-time", "one-act-a-day", "kind-limits"]
    assert [(one.data.practice, one.data.reason) for one in planned.all(Refusal)] == [("small-gestures", "did not fit")]
    with pytest.raises(InputError, match="already"):
        plans.swap(planned, WEDNESDAY, "one-act-a-day", step("kind-limits"), "too much")
    assert len(planned.all(Refusal)) == 1, "a swap that did not happen leaves nothing"
    plans.swap(planned, WEDNESDAY, "kind-limits", step("small-gestures"))
    assert len(planned.all(Refusal)) == 1, "without a reason nothing is remembered"


def test_a_note_alone_is_a_reason_too(planned: Notebook) -> None:
    plans.swap(planned, WEDNESDAY, "small-gestures", step("one-act-a-day"), None, "She laughed at it.")
    (refusal,) = planned.all(Refusal)
    assert (refusal.data.reason, refusal.data.note) == ("another reason", "She laughed at it.")


@pytest.mark.parametrize("how", ["swap", "refuse", "new plan"])
def test_what_was_done_stays_when_its_practice_goes_and_comes_back(planned: Notebook, how: str) -> None:
    plans.mark(planned, MONDAY, "small-gestures")
    if how == "swap":
        plans.swap(planned, WEDNESDAY, "small-gestures", step("one-act-a-day"))
    elif how == "refuse":
        plans.refuse(planned, WEDNESDAY, "small-gestures", "too much")
    else:
        plans.keep_plan(planned, WEDNESDAY, [step("connection-jar")])
    assert "small-gestures" not in steps(planned)
    seen = looking.look_back(planned, WEDNESDAY)
    assert any("on Monday" in one for one in seen.kept)
    week = looking.week(planned, WEDNESDAY)
    assert week.days[0].done and [one.practice for one in week.left] == ["small-gestures"]
    assert "small-gestures" not in [one.practice for one in week.steps], "it is not planned any more"
    if how == "swap":
        plans.swap(planned, WEDNESDAY, "one-act-a-day", step("small-gestures"))
    else:
        plans.keep_plan(planned, WEDNESDAY, [*steps(planned).values(), step("small-gestures")])
    assert steps(planned)["small-gestures"].done == (MONDAY,)
    plan = plans.this_week(planned, WEDNESDAY)
    assert plan is not None and "small-gestures" not in [one.practice for one in plan.data.left]


def test_refusal_takes_the_practice_out_and_works_without_a_plan(planned: Notebook) -> None:
    plans.refuse(planned, WEDNESDAY, "kind-limits", "too much", "Not now.")
    assert list(steps(planned)) == ["daily-talk-time", "small-gestures"]
    plans.refuse(planned, WEDNESDAY + timedelta(days=70), "touch-challenge", "needs both")
    with pytest.raises(InputError):
        plans.refuse(planned, WEDNESDAY, "kind-limits", "boring")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "rests"), [(0, True), (1, True), (REST_DAYS - 1, True), (REST_DAYS, False), (400, False)]
)
def test_refused_practice_rests_for_eight_weeks(notebook: Notebook, days: int, rests: bool) -> None:
    plans.refuse(notebook, WEDNESDAY, "touch-challenge", "another reason")
    found = preferences(notebook, WEDNESDAY + timedelta(days=days), PRACTICES)
    assert found.allows(PRACTICES["touch-challenge"]) is not rests
    assert found.allows(PRACTICES["daily-check-in"])


def test_clock_that_ran_ahead_does_not_rest_a_practice_for_years(notebook: Notebook) -> None:
    plans.refuse(notebook, date(2031, 1, 1), "touch-challenge", "too much")
    assert preferences(notebook, WEDNESDAY, PRACTICES) == Preferences()
    plans.refuse(notebook, WEDNESDAY + timedelta(days=2), "touch-challenge", "too much")
    assert not preferences(notebook, WEDNESDAY, PRACTICES).allows(PRACTICES["touch-challenge"])


def test_reasons_speak_about_other_practices_too(notebook: Notebook) -> None:
    light, heavy = PRACTICES["appreciation-note"], PRACTICES["naming-the-neglect"]
    both, one = PRACTICES["connection-jar"], PRACTICES["one-act-a-day"]
    nothing = preferences(notebook, WEDNESDAY, PRACTICES)
    assert nothing == Preferences() and all(nothing.penalty(p) == 0 for p in PRACTICES.values())
    plans.refuse(notebook, WEDNESDAY, "honest-conversation", "too much")
    after = preferences(notebook, WEDNESDAY, PRACTICES)
    assert after.penalty(heavy) > after.penalty(light) == 0
    plans.refuse(notebook, WEDNESDAY, "daily-talk-time", "needs both")
    after = preferences(notebook, WEDNESDAY, PRACTICES)
    assert after.alone and after.penalty(both) >= 2 > after.penalty(one)
    before = after.penalty(PRACTICES["time-together" if "time-together" in PRACTICES else "better-questions"])
    plans.refuse(notebook, WEDNESDAY, "listen-without-fixing", "did not fit")
    after = preferences(notebook, WEDNESDAY, PRACTICES)
    assert after.penalty(PRACTICES["better-questions"]) > before, "both are about being heard"
    assert after.penalty(light) == 0
    tried = preferences(notebook, WEDNESDAY, PRACTICES)
    plans.refuse(notebook, WEDNESDAY, "self-compassion-pause", "tried it")
    assert preferences(notebook, WEDNESDAY, PRACTICES).unfit_needs == tried.unfit_needs


def test_something_done_together_ends_the_wish_to_be_alone(notebook: Notebook) -> None:
    plans.refuse(notebook, MONDAY, "connection-jar", "needs both")
    plans.keep_plan(notebook, WEDNESDAY, [step("daily-talk-time"), step("one-act-a-day")])
    plans.mark(notebook, WEDNESDAY, "one-act-a-day")
    assert preferences(notebook, FRIDAY, PRACTICES).alone
    plans.mark(notebook, WEDNESDAY, "daily-talk-time")
    assert not preferences(notebook, FRIDAY, PRACTICES).alone


def test_practices_of_the_last_weeks_step_back_a_little(planned: Notebook) -> None:
    next_week = WEDNESDAY + timedelta(days=7)
    found = preferences(planned, next_week, PRACTICES)
    assert found.recent == {"daily-talk-time", "small-gestures", "kind-limits"}
    assert found.allows(PRACTICES["daily-talk-time"]) and 0 < found.penalty(PRACTICES["daily-talk-time"]) < 1
    assert preferences(planned, WEDNESDAY + timedelta(days=28), PRACTICES).recent == frozenset()


def test_refusals_of_practices_that_are_gone_are_no_trouble(notebook: Notebook) -> None:
    plans.refuse(notebook, WEDNESDAY, "a-practice-of-old", "did not fit")
    assert preferences(notebook, WEDNESDAY, PRACTICES).unfit_needs == {}
