"""Days in words, in the language of the page. Pure functions.

Where a line begins with one, it is given with `first_capital`: not every language writes a day with a large letter.
"""

from datetime import date, datetime

from ui import texts_days as texts


def weekday(day: date) -> str:
    """Return the day of the week: "Monday"."""
    return texts.WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    """Return the day of the week in three letters: "Mon"."""
    return texts.WEEKDAYS_SHORT[day.weekday()]


def spoken(day: date, *, year: bool = False) -> str:
    """Return a day as people write it: "Monday 3 March", with the year where it is wanted."""
    pattern = texts.DAY_YEAR if year else texts.DAY
    return pattern.format(weekday=weekday(day), day=day.day, month=texts.MONTHS[day.month - 1], year=day.year)


def moment(at: datetime) -> str:
    """Return a moment: "3 March 2026, 10:20"."""
    return texts.MOMENT.format(day=at.day, month=texts.MONTHS[at.month - 1], year=at.year, time=f"{at:%H:%M}")


def first_capital(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]
