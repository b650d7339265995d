"""Is this helping? An honest look after four weeks, and where to find a professional. It judges a course, never a person.

Directories are data (texts/helping.toml), each with the page that it was confirmed on and the day; what could not be confirmed is
left out, and no country is guessed.
"""

from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Literal

from coach.keeping.kinds import CheckIn
from coach.keeping.looking import connection_series
from coach.keeping.notebook import Notebook
from coach.keeping.texts import load
from coach.keeping.weeks import monday, shifted

Direction = Literal["up", "level", "down", "unknown"]
AFTER_DAYS = 28
_LOOKED_AT_DAYS = 8 * 7
_ENDS_DAYS = 14
_FEWEST = 2  # days with a number at each end: one a week
_RISE = 0.5  # of 4 steps on the scale: about what one notices oneself
_CLOSE = 4.0
_ALSO_KNOWN_AS = {"UK": "GB"}


@dataclass(frozen=True)
class Helping:
    """How it stands. `weeks` holds (Monday, mean felt connection, days with a number) for each week with one, oldest first."""

    ready: bool
    direction: Direction
    text: str
    weeks: tuple[tuple[date, float, int], ...]
    suggest_help: bool


@dataclass(frozen=True)
class Directory:
    """Where to look for a professional. `countries`: ISO 3166 codes, "*" for everywhere."""

    name: str
    what: str
    url: str
    countries: tuple[str, ...]
    approach: str
    source: str
    checked_on: date


def is_this_helping(notebook: Notebook, day: date) -> Helping:
    """Compare how close one felt in the last two weeks with the first two of the last eight.

    Not ready before four weeks, or with fewer than two days with a number at either end.
    """
    points = [one for one in connection_series(notebook, shifted(day, 1 - _LOOKED_AT_DAYS)) if one.day <= day]
    weeks: dict[date, list[float]] = {}
    for one in points:
        weeks.setdefault(monday(one.day), []).append(one.connection)
    shown = tuple((start, round(mean(weeks[start]), 2), len(weeks[start])) for start in sorted(weeks))
    if not points or points[0].day > shifted(day, 1 - AFTER_DAYS):
        return Helping(False, "unknown", _words("early"), shown, False)
    begun = points[0].day
    early = [one.connection for one in points if one.day < shifted(begun, _ENDS_DAYS)]
    late = [one.connection for one in points if one.day > shifted(day, -_ENDS_DAYS)]
    if min(len(early), len(late)) < _FEWEST:
        return Helping(False, "unknown", _words("early"), shown, False)
    rise = mean(late) - mean(early)
    direction: Direction = "up" if rise >= _RISE else "down" if rise <= -_RISE else "level"
    if direction == "level" and mean(late) >= _CLOSE:
        return Helping(True, direction, _words("close"), shown, False)
    return Helping(True, direction, _words(direction), shown, direction != "up")


def find_help(country: str = "") -> tuple[Directory, ...]:
    """Return directories for a country (ISO 3166), its own first, then those for everywhere; only these for an unknown one."""
    code = country.strip().upper()
    code = _ALSO_KNOWN_AS.get(code, code)
    every = directories()
    own = [one for one in every if code in one.countries]
    return (*own, *(one for one in every if "*" in one.countries))


def directories() -> tuple[Directory, ...]:
    """Return every directory."""
    return tuple(Directory(**(one | {"countries": tuple(one["countries"])})) for one in load("helping")["directory"])


def began(notebook: Notebook) -> date | None:
    """Return the day of the first check-in."""
    found = [one.day for one in notebook.all(CheckIn)]
    return min(found) if found else None


def _words(name: str) -> str:
    return str(load("helping")["words"][name])
