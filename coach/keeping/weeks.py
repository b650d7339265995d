"""Days and weeks: pure functions over dates. A week runs from Monday to Sunday, as ISO 8601 counts it."""

from datetime import date, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def monday(day: date) -> date:
    """Return the first day of the week that `day` lies in."""
    return shifted(day, -day.weekday())


def week_days(day: date) -> tuple[date, ...]:
    """Return the seven days of the week that `day` lies in, Monday first; fewer at the very end of the calendar."""
    first = monday(day)
    return tuple(dict.fromkeys(shifted(first, number) for number in range(7)))


def shifted(day: date, days: int) -> date:
    """Return `day` moved by `days`; held at the ends of the calendar (a wrong clock must not stop anything)."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def spoken(day: date) -> str:
    """Return a day as people write it: "Monday 3 March"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%B}"
