"""A calendar file for talk times and steps (RFC 5545), made with the icalendar library. Discreet unless asked otherwise.

Times are floating (no time zone): nine in the evening is nine in the evening wherever one is and whatever the clocks do, and the
file needs no time zone table. For two people in different places a zone can be named; then it is the same moment for both.
"""

import unicodedata
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Alarm, Calendar, Event

from coach.errors import InputError
from coach.keeping import plans
from coach.keeping.kinds import PlannedStep, TalkTime
from coach.keeping.notebook import Notebook
from coach.keeping.talk import talk_entry
from coach.keeping.weeks import shifted

FILE_NAME = "time-for-us.ics"
WEEKS = 8
_TALK = "Time for us"
_STEP = "A little time set aside"
_BEFORE = timedelta(minutes=10)
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = uuid.UUID("6f6d0f3c-2f0e-5e0f-9a53-5d0c7f1b6a11")


def calendar(
    notebook: Notebook, day: date, *, discreet: bool = True, zone: str | None = None, weeks: int = WEEKS
) -> bytes:
    """Return a calendar file with the daily talk time for some weeks from `day` on, and the steps of this week that have days.

    The same notebook gives the same bytes; an event that is made anew keeps its UID, so that importing again replaces it. A talk
    time without an hour is left out. Raises InputError for an unknown zone, or weeks that are not 1 to 52.
    """
    if zone is not None and zone not in available_timezones():
        raise InputError("there is no such time zone; a name looks like Europe/London")
    if not 1 <= weeks <= 52:
        raise InputError("choose 1 to 52 weeks")
    place = ZoneInfo(zone) if zone else None
    made = Calendar()
    made.add("prodid", "-//Hearth//EN")
    made.add("version", "2.0")
    talk = talk_entry(notebook)
    if talk is not None and talk.data.at is not None and talk.data.weekdays:
        made.add_component(_talk(talk.data, talk.data.at, talk.changed, day, weeks, place))
    plan = plans.this_week(notebook, day)
    for step in plan.data.steps if plan else ():
        for one in step.days:
            assert plan is not None
            made.add_component(_step(step, one, plan.data.uid, plan.changed, discreet, place))
    if zone:
        made.add_missing_timezones()
    return bytes(made.to_ical())


def _talk(talk: TalkTime, at: time, stamp: datetime, day: date, weeks: int, place: ZoneInfo | None) -> Event:
    first = next(one for one in (shifted(day, n) for n in range(8)) if one.weekday() in talk.weekdays)
    event = _event(_TALK, f"{talk.uid}/talk", stamp)
    rule: dict[str, Any] = {"freq": "daily"} if len(talk.weekdays) == 7 else {"freq": "weekly"}
    if len(talk.weekdays) < 7:
        rule["byday"] = [_BYDAY[one] for one in talk.weekdays]
    # a count, not an end: it needs no time zone, and a habit that holds needs no calendar
    event.add("rrule", rule | {"count": weeks * len(talk.weekdays)})
    return _timed(event, first, at, talk.minutes, place)


def _step(step: PlannedStep, day: date, uid: str, stamp: datetime, discreet: bool, place: ZoneInfo | None) -> Event:
    event = _event(_STEP if discreet else step.title, f"{uid}/{step.practice}/{day.isoformat()}", stamp)
    if not discreet and step.do_this_week:
        event.add("description", _letters(step.do_this_week))
    if step.at is not None:
        return _timed(event, day, step.at, step.minutes, place)
    event.add("dtstart", day)
    event.add("transp", "TRANSPARENT")
    return event


def _event(title: str, name: str, stamp: datetime) -> Event:
    event = Event()
    # hashed: a practice's name in it would tell what the title does not
    event.add("uid", str(uuid.uuid5(_NAMES, name)))
    event.add("dtstamp", stamp.replace(microsecond=0))
    event.add("summary", _letters(title))
    event.add("class", "PRIVATE")
    return event


def _timed(event: Event, day: date, at: time, minutes: int, place: ZoneInfo | None) -> Event:
    event.add("dtstart", datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None), place))
    event.add("duration", timedelta(minutes=minutes))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -_BEFORE)
    alarm.add("description", event["summary"])
    event.add_component(alarm)
    return event


def _letters(text: str) -> str:
    """The text without control characters, which a calendar file may not hold (RFC 5545, 3.1)."""
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) != "Cc")
