"""Weeks across year ends, clock changes and the ends of the calendar."""

import os
import subprocess
import sys
import time as clock
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.keeping.weeks import monday, shifted, spoken, week_days


@settings(deadline=None)
@given(st.dates(min_value=date(1, 1, 8), max_value=date(9999, 12, 20)))
def test_week_has_seven_days_in_a_row_and_holds_its_day(day: date) -> None:
    days = week_days(day)
    assert len(days) == 7 and day in days
    assert days[0] == monday(day) and days[0].weekday() == 0 and days[-1].weekday() == 6
    assert all(b - a == timedelta(days=1) for a, b in pairwise(days))
    assert all(monday(one) == days[0] for one in days)
    # the same week as ISO 8601 counts it, also where two years meet
    assert len({one.isocalendar()[:2] for one in days}) == 1


@settings(deadline=None)
@given(st.dates(), st.integers(-4_000_000, 4_000_000))
def test_moving_a_day_never_fails(day: date, days: int) -> None:
    moved = shifted(day, days)
    assert date.min <= moved <= date.max
    if date.min < moved < date.max:
        assert (moved - day).days == days


@pytest.mark.parametrize("day", [date.min, date.max])
def test_weeks_at_the_ends_of_the_calendar(day: date) -> None:
    assert day in week_days(day)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2025, 12, 29)),
        (date(2027, 1, 3), date(2026, 12, 28)),
        (date(2024, 2, 29), date(2024, 2, 26)),
        (date(2026, 3, 29), date(2026, 3, 23)),  # clocks go forward in Europe that night
        (date(2026, 10, 25), date(2026, 10, 19)),  # and back
        (date(2026, 3, 8), date(2026, 3, 2)),  # forward in the United States
    ],
)
def test_known_weeks(day: date, first: date) -> None:
    assert monday(day) == first


def test_day_in_words() -> None:
    assert spoken(date(2026, 3, 4)) == "Wednesday 4 March"


@pytest.mark.skipif(not hasattr(clock, "tzset"), reason="this system has no tzset")
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"])
def test_weeks_do_not_depend_on_the_time_zone(zone: str) -> None:
    script = (
        "from datetime import date; from coach.keeping.weeks import week_days\n"
        "print(*week_days(date(2026, 3, 29)), *week_days(date(2011, 12, 30)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert (said[0], said[6], said[7], said[13]) == ("2026-03-23", "2026-03-29", "2011-12-26", "2012-01-01")
