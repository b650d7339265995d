"""The calendar file: read back with a real parser, strict about its lines, and discreet."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from coach.errors import InputError
from coach.keeping import ics, plans, talk
from coach.keeping import notebook as module
from coach.keeping.kinds import PlannedStep, made
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY

THURSDAY = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def planned(notebook: Notebook) -> Notebook:
    talk.set_talk_time(notebook, WEDNESDAY, time(21), 15, [0, 3, 5])
    step = made(
        PlannedStep,
        practice="touch-challenge",
        title="Touch challenge für Zoë, die Großartige; eine lange Überschrift mit vielen Umlauten äöüß 🌧🌧🌧🌧🌧🌧 and more",
        do_this_week="Talk first, then one touch a day; ask, wait\\for a clear yes.\nThat is all.",
        minutes=5,
        days=[WEDNESDAY, THURSDAY],
        at=time(20, 30),
    )
    later = made(PlannedStep, practice="naming-the-neglect", title="Naming the neglect", days=[date(2026, 3, 8)])
    plans.keep_plan(notebook, WEDNESDAY, [step, later])
    return notebook


def events(raw: bytes) -> list[dict[str, object]]:
    """Read a calendar file back, the events in order."""
    found = []
    for one in Calendar.from_ical(raw).walk("VEVENT"):
        alarms = one.walk("VALARM")
        found.append(
            {
                "summary": str(one["summary"]),
                "start": one.decoded("dtstart"),
                "rule": one["rrule"].to_ical().decode() if "rrule" in one else "",
                "duration": one.decoded("duration") if "duration" in one else None,
                "description": str(one.get("description", "")),
                "alarm": alarms[0].decoded("trigger") if alarms else None,
                "uid": str(one["uid"]),
            }
        )
    return found


def check_lines(raw: bytes) -> None:
    """RFC 5545, 3.1: CRLF at every end, at most 75 octets a line, and no letter cut in two."""
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)
    unfolded = raw.replace(b"\r\n ", b"").decode("utf-8")
    for line in unfolded.rstrip().split("\r\n"):
        assert re.fullmatch(r"[A-Z][A-Z0-9-]*(?:;[A-Z-]+=(?:[^\";:,]+|\"[^\"]*\")(?:,[^\";:,]+)*)*:.*", line), line
    opened = re.findall(r"(?m)^(BEGIN|END):([A-Z]+)", unfolded)
    depth: list[str] = []
    for what, name in opened:
        if what == "BEGIN":
            depth.append(name)
        else:
            assert depth.pop() == name
    assert depth == []


def test_talk_time_and_steps_come_back_as_they_were_meant(planned: Notebook) -> None:
    raw = ics.calendar(planned, WEDNESDAY)
    check_lines(raw)
    read = Calendar.from_ical(raw)
    assert str(read["version"]) == "2.0" and read["prodid"]
    talks, first, second, later = events(raw)
    assert talks["start"] == datetime(2026, 3, 5, 21), "the first of its weekdays, from the day asked on"
    assert talks["rule"] == "FREQ=WEEKLY;COUNT=24;BYDAY=MO,TH,SA"
    assert talks["duration"] == timedelta(minutes=15) and talks["alarm"] == timedelta(minutes=-10)
    assert (first["start"], second["start"]) == (datetime(2026, 3, 4, 20, 30), datetime(2026, 3, 5, 20, 30))
    assert first["duration"] == timedelta(minutes=5) and first["alarm"] == timedelta(minutes=-10)
    assert later["start"] == date(2026, 3, 8) and later["alarm"] is None
    for one in read.walk("VEVENT"):
        assert str(one["class"]) == "PRIVATE"
        stamp = one.decoded("dtstamp")
        assert stamp.tzinfo is UTC or stamp.utcoffset() == timedelta(0)
        assert re.fullmatch(rb"\d{8}T\d{6}Z", one["dtstamp"].to_ical())


def test_times_are_floating(planned: Notebook) -> None:
    raw = ics.calendar(planned, WEDNESDAY)
    assert b"TZID" not in raw and b"VTIMEZONE" not in raw
    assert b"DTSTART:20260305T210000\r\n" in raw


def test_titles_are_discreet_unless_asked_otherwise(planned: Notebook) -> None:
    raw = ics.calendar(planned, WEDNESDAY).replace(b"\r\n ", b"").lower()
    for word in (b"touch", b"neglect", b"naming", b"description:talk", b"couple", b"partner"):
        assert word not in raw
    assert {one["summary"] for one in events(ics.calendar(planned, WEDNESDAY))} == {
        "Time for us",
        "A little time set aside",
    }
    assert all(one["description"] == "" for one in events(ics.calendar(planned, WEDNESDAY)))
    open_ = ics.calendar(planned, WEDNESDAY, discreet=False)
    check_lines(open_)
    step = events(open_)[1]
    assert str(step["summary"]).startswith("Touch challenge für Zoë") and str(step["summary"]).endswith("🌧 and more")
    assert step["description"] == "Talk first, then one touch a day; ask, wait\\for a clear yes.\nThat is all."


def test_same_notebook_gives_the_same_file_and_uids_stay(planned: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ics.calendar(planned, WEDNESDAY)
    assert ics.calendar(planned, WEDNESDAY) == before
    uids = [one["uid"] for one in events(before)]
    assert len(set(uids)) == len(uids) == 4
    monkeypatch.setattr(module, "_now", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    talk.set_talk_time(planned, WEDNESDAY, time(19), 20, [3])
    plans.set_days(planned, WEDNESDAY, "touch-challenge", [THURSDAY], time(18))
    after = {one["uid"]: one["start"] for one in events(ics.calendar(planned, WEDNESDAY))}
    assert after[uids[0]] == datetime(2026, 3, 5, 19), "moved, not doubled"
    assert after[uids[2]] == datetime(2026, 3, 5, 18) and uids[1] not in after
    assert b"DTSTAMP:20300101T000000Z" in ics.calendar(planned, WEDNESDAY)


def test_named_zone_is_the_same_moment_for_both(planned: Notebook) -> None:
    talk.set_talk_time(planned, WEDNESDAY, time(21))
    raw = ics.calendar(planned, WEDNESDAY, zone="Europe/London", weeks=4)
    check_lines(raw)
    assert b"BEGIN:VTIMEZONE" in raw
    talks = events(raw)[0]
    assert talks["rule"] == "FREQ=DAILY;COUNT=28"
    start = talks["start"]
    assert isinstance(start, datetime) and start == datetime(2026, 3, 4, 21, tzinfo=ZoneInfo("Europe/London"))
    with pytest.raises(InputError, match="time zone"):
        ics.calendar(planned, WEDNESDAY, zone="Mars/Olympus")


@pytest.mark.parametrize("weeks", [0, -1, 53])
def test_weeks_are_bounded(planned: Notebook, weeks: int) -> None:
    with pytest.raises(InputError):
        ics.calendar(planned, WEDNESDAY, weeks=weeks)


def test_nothing_planned_is_an_empty_calendar_and_no_hour_is_no_event(notebook: Notebook) -> None:
    raw = ics.calendar(notebook, WEDNESDAY)
    check_lines(raw)
    assert events(raw) == [] and not notebook.path.exists()
    talk.set_talk_time(notebook, WEDNESDAY, None)
    assert events(ics.calendar(notebook, WEDNESDAY)) == []


@settings(max_examples=40, deadline=None)
@given(
    title=st.text(min_size=1, max_size=300).filter(lambda text: text.strip()),
    words=st.text(max_size=400),
    at=st.none() | st.times().map(lambda t: t.replace(tzinfo=None)),
    minutes=st.integers(1, 240),
    day=st.dates(date(1990, 1, 1), date(2090, 12, 24)),
    weekdays=st.sets(st.integers(0, 6)),
)
def test_round_trip_of_anything(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    words: str,
    at: time | None,
    minutes: int,
    day: date,
    weekdays: set[int],
) -> None:
    notebook = Notebook(tmp_path_factory.mktemp("ics") / "n.sqlite3")
    talk.set_talk_time(notebook, day, at, minutes, weekdays)
    step = made(PlannedStep, practice="x", title=title, do_this_week=words, days=[day], at=at, minutes=minutes)
    plans.keep_plan(notebook, day, [step])
    raw = ics.calendar(notebook, day, discreet=False)
    check_lines(raw)
    found = events(raw)
    assert len(found) == 1 + bool(at is not None and weekdays)
    expected = datetime.combine(day, at.replace(second=0, microsecond=0)) if at is not None else day
    assert found[-1]["start"] == expected
    # control characters are no text in a calendar; every other letter comes back
    assert _letters(str(found[-1]["summary"])) == _letters(step.title)
    assert _letters(str(found[-1]["description"])) == _letters(step.do_this_week)


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())
