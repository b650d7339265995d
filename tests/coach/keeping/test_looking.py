"""The week, the look back, felt connection, and whether it helps: kind, true, and silent about what did not happen."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.keeping import checkins, helping, jar, journal, languages, looking, notes, plans, promises, talk, touch
from coach.keeping.kinds import LookBack, PlannedStep, made
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY

MONDAY, FRIDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 8)
_UNKIND = re.compile(
    r"\b(?:miss(?:ed|ing)?|fail\w*|streak\w*|only|forgot\w*|should|score\w*|in a row|0 of|percent)\b|%", re.I
)


@pytest.fixture
def full(notebook: Notebook) -> Notebook:
    """A week with a bit of everything."""
    steps = [
        made(PlannedStep, practice="daily-talk-time", title="Daily talk time", days=[MONDAY, WEDNESDAY], at=time(21)),
        made(PlannedStep, practice="kind-limits", title="Kind limits", days=[FRIDAY]),
    ]
    plans.keep_plan(notebook, WEDNESDAY, steps)
    for day in (MONDAY, FRIDAY):
        plans.mark(notebook, day, "daily-talk-time")
    checkins.check_in(notebook, MONDAY, ["calm"], 2)
    checkins.check_in(notebook, FRIDAY, ["glad"], 5)
    checkins.check_in(notebook, FRIDAY, [], 4)
    checkins.check_in(notebook, SUNDAY + timedelta(days=1), [], 1)
    talk.keep_talk(notebook, FRIDAY, 15)
    kept = promises.promise(notebook, WEDNESDAY, "ring at one", FRIDAY)
    promises.kept(notebook, kept.id, FRIDAY)
    promises.promise(notebook, WEDNESDAY, "book the dentist", SUNDAY)
    jar.put_in(notebook, MONDAY, "Bring tea.")
    slip = jar.draw(notebook, MONDAY)
    assert slip is not None
    jar.done(notebook, slip.id, FRIDAY)
    return notebook


def test_week_holds_what_was_meant_done_and_said(full: Notebook) -> None:
    for day in (MONDAY, WEDNESDAY, SUNDAY):
        week = looking.week(full, day)
        assert (week.start, week.end) == (MONDAY, SUNDAY)
        assert [one.title for one in week.steps] == ["Daily talk time", "Kind limits"]
        assert [one.planned for one in week.days] == [
            ("Daily talk time",),
            (),
            ("Daily talk time",),
            (),
            ("Kind limits",),
            (),
            (),
        ]
        assert [one.done for one in week.days][4] == ("Daily talk time",)
        assert [len(one.check_ins) for one in week.days] == [1, 0, 0, 0, 2, 0, 0]
        assert [one.talks for one in week.days] == [0, 0, 0, 0, 1, 0, 0]
        assert [one.data.what for one in week.promises] == ["ring at one", "book the dentist"]
    other = looking.week(full, MONDAY - timedelta(days=1))
    assert other.steps == () and other.promises == ()


def test_look_back_names_what_was_kept_and_asks_two_questions(full: Notebook) -> None:
    back = looking.look_back(full, SUNDAY)
    assert back.week == MONDAY
    assert back.kept == (
        "Daily talk time, on Monday and Friday",
        "a promise: ring at one",
        "talk time, on Friday",
        "from the jar: Bring tea.",
    )
    assert back.helped == "Friday felt closest. That day there was also: Daily talk time, a talk."
    assert back.victories[0] == "You did it: Daily talk time, on Monday and Friday."
    assert "You took a moment to notice how you were." in back.victories
    assert back.keep_question == "Daily talk time found its way into the week. Is it the one thing to keep?"
    assert back.drop_question == "Kind limits did not find its place. Drop it for now, or make it smaller?"


def test_a_day_that_is_still_to_come_is_not_said_to_be_missed(full: Notebook) -> None:
    for day in (WEDNESDAY, FRIDAY):
        assert looking.look_back(full, day).drop_question == "Is there one thing to drop, or to make smaller?"


def test_a_thank_you_is_said_to_be_given(notebook: Notebook) -> None:
    note = notes.keep(notebook, MONDAY - timedelta(days=3), "You got up at three")
    assert looking.look_back(notebook, WEDNESDAY).victories == ()
    notes.give(notebook, note.id, WEDNESDAY)
    assert looking.look_back(notebook, WEDNESDAY).victories == ("You gave a thank-you.",)


def test_look_back_on_a_quiet_week_is_kind_and_writes_nothing(notebook: Notebook) -> None:
    back = looking.look_back(notebook, WEDNESDAY)
    assert back.kept == back.victories == () and back.helped == ""
    assert back.text == looking.QUIET and "Life happens" in back.text
    assert back.keep_question.endswith("?") and back.drop_question.endswith("?")
    assert not notebook.path.exists()


def test_small_victories_are_seen(notebook: Notebook) -> None:
    journal.keep(notebook, WEDNESDAY, "Heavy.")
    note = notes.keep(notebook, WEDNESDAY, "You got up at three")
    notes.give(notebook, note.id, WEDNESDAY)
    touch.begin(notebook, WEDNESDAY, True, True)
    touch.keep_day(notebook, WEDNESDAY, "on the sofa")
    slipped = promises.promise(notebook, WEDNESDAY, "ring", WEDNESDAY)
    promises.missed(notebook, slipped.id, WEDNESDAY, "I said I would ring, and I did not.")
    found = " ".join(looking.look_back(notebook, WEDNESDAY).victories)
    for part in ("thank-you", "wrote", "tender", "owned"):
        assert part in found


def test_look_back_says_nothing_unkind(full: Notebook) -> None:
    languages.keep_act(full, WEDNESDAY, "time", "a walk")
    for day in (WEDNESDAY, WEDNESDAY - timedelta(days=7), SUNDAY + timedelta(days=1)):
        back = looking.look_back(full, day)
        for text in (*back.kept, back.helped, *back.victories, back.keep_question, back.drop_question, back.text):
            assert not _UNKIND.search(text), text


def test_own_look_back_is_one_a_week(full: Notebook) -> None:
    looking.keep_look_back(full, WEDNESDAY, keep="tea on the step")
    looking.keep_look_back(full, SUNDAY, keep="tea", drop="the late films")
    assert [one.data.keep for one in full.all(LookBack)] == ["tea"]
    kept = looking.kept_look_back(full, MONDAY)
    assert kept is not None and kept.drop == "the late films"
    assert looking.kept_look_back(full, SUNDAY + timedelta(days=1)) is None


def test_connection_is_a_point_for_each_day_with_a_number(full: Notebook) -> None:
    checkins.check_in(full, WEDNESDAY, ["tired"])
    points = looking.connection_series(full)
    assert [(one.day, one.connection) for one in points] == [
        (MONDAY, 2),
        (FRIDAY, 4.5),
        (SUNDAY + timedelta(days=1), 1),
    ]
    assert looking.connection_series(full, FRIDAY) == points[1:]


# -- is this helping ---------------------------------------------------------------------------------------------------


def felt(notebook: Notebook, numbers: dict[int, int]) -> helping.Helping:
    """Check in `numbers` (day -> number, day 0 the first) and ask on day 35."""
    for day, number in numbers.items():
        checkins.check_in(notebook, WEDNESDAY + timedelta(days=day), [], number)
    return helping.is_this_helping(notebook, WEDNESDAY + timedelta(days=35))


@pytest.mark.parametrize(
    ("early", "late", "direction", "suggests"),
    [(2, 4, "up", False), (2, 2, "level", True), (4, 2, "down", True), (5, 5, "level", False), (1, 1, "level", True)],
)
def test_direction_and_honest_word(notebook: Notebook, early: int, late: int, direction: str, suggests: bool) -> None:
    found = felt(notebook, {**dict.fromkeys((0, 3, 6), early), **dict.fromkeys((28, 31, 34), late)})
    assert (found.ready, found.direction, found.suggest_help) == (True, direction, suggests)
    if suggests:
        assert re.search(r"therapist|professional", found.text)
    assert found.weeks[0] == (MONDAY, float(early), 2) and len(found.weeks) == 4


@pytest.mark.parametrize(
    "numbers",
    [{}, {20: 3, 25: 3, 30: 2, 34: 2}, {0: 3, 1: 3, 34: 1}, {0: 3, 34: 2, 33: 2, 32: 2}],
    ids=["nothing", "begun-lately", "few-lately", "few-at-first"],
)
def test_too_little_says_nothing_yet(notebook: Notebook, numbers: dict[int, int]) -> None:
    found = felt(notebook, numbers)
    assert (found.ready, found.direction, found.suggest_help) == (False, "unknown", False)
    assert "too soon" in found.text


def test_a_number_a_week_is_enough(notebook: Notebook) -> None:
    assert felt(notebook, {0: 2, 7: 2, 14: 3, 21: 4, 28: 4, 35: 4}).direction == "up"


def test_first_day_of_the_fifth_week_is_the_first_to_ask(notebook: Notebook) -> None:
    for day in (0, 1, 2, 20, 22, 24, 26, 27):
        checkins.check_in(notebook, WEDNESDAY + timedelta(days=day), [], 3)
    assert not helping.is_this_helping(notebook, WEDNESDAY + timedelta(days=26)).ready
    assert helping.is_this_helping(notebook, WEDNESDAY + timedelta(days=27)).ready


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 55), st.integers(1, 5)), max_size=40))
def test_down_always_suggests_help_and_up_never(given_: list[tuple[int, int]]) -> None:
    points = [looking.Point(WEDNESDAY + timedelta(days=day), number) for day, number in sorted(dict(given_).items())]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(helping, "connection_series", lambda notebook, since: [one for one in points if one.day >= since])
        found = helping.is_this_helping(None, WEDNESDAY + timedelta(days=55))  # type: ignore[arg-type]
    assert found.ready == (found.direction != "unknown")
    assert (
        found.suggest_help
        in {"up": (False,), "down": (True,), "unknown": (False,), "level": (True, False)}[found.direction]
    )


def test_directories_are_checked_sourced_and_by_country() -> None:
    every = helping.directories()
    assert len(every) >= 8 and len({one.name for one in every}) == len(every)
    for one in every:
        assert one.url.startswith("https://") and one.source.startswith("http")
        assert date(2026, 1, 1) <= one.checked_on <= date(2027, 12, 31)
        assert one.countries and all(code == "*" or re.fullmatch(r"[A-Z]{2}", code) for code in one.countries)
    assert {"EFT", "Gottman"} <= {one.approach for one in every if "*" in one.countries}
    assert [one.name.split(":")[0] for one in helping.find_help("gb")][:2] == ["BACP", "Relate"]
    assert helping.find_help("UK") == helping.find_help("GB")
    assert (
        {one.countries for one in helping.find_help("")}
        == {("*",)}
        == {one.countries for one in helping.find_help("ZZ")}
    )
