"""helplines.toml -> help lines: which people can be reached, in which country, for what.

The person chooses the country; it is never guessed from a language, a clock or an address. What is not in the data is not
made up: an unknown country gives the worldwide directories. Nothing here calls, writes or looks up anything, and no line is
known to be open: `checked_on` says when its numbers were last compared with published pages, no more than that.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

TOPICS = ("self_harm", "partner_violence", "coercive_control", "own_violence", "child_safety", "crisis")
"""What a line can be for. `own_violence`: for those who hurt someone, or fear that they will."""
WORLD = ""
"""The country of the directories that hold for everyone."""

_ALSO_KNOWN_AS = {"UK": "GB"}


@dataclass(frozen=True)
class HelpLine:
    """One service. A way (`call`, `text`, `chat`) that it does not offer, or that was not confirmed, is empty."""

    id: str
    country: str
    """ISO 3166 code; empty for a worldwide directory."""
    name: str
    topics: tuple[str, ...]
    """What it is for, its main purpose first; words of TOPICS."""
    call: str
    text: str
    chat: str
    """A page, without https://."""
    hours: str
    source: str
    """The page to check the entry against: the service's own, or a government's."""
    checked_on: date
    """The day on which the entry was compared with published copies; helplines.toml says which."""


@dataclass(frozen=True)
class _Directory:
    names: dict[str, str]
    emergency: dict[str, str]
    lines: dict[str, tuple[HelpLine, ...]]


def countries() -> dict[str, str]:
    """Return the countries with lines of their own, ISO code -> name, in the order of their names."""
    return dict(_directory().names)


def emergency_number(country: str | None) -> str:
    """Return the number for police and ambulance in a country; empty where it is not known."""
    return _directory().emergency.get(_code(country), "")


def lines_for(country: str | None, label: str | None = None) -> tuple[HelpLine, ...]:
    """Return the help lines of a country, the best fit first; the worldwide directories for None or an unknown country.

    With a label, lines made for it come first, then others that take it, then crisis lines, which listen whatever the
    reason; the rest are left out. For violence there are no crisis lines, since many are for suicide alone: where fewer than
    two lines fit, the worldwide directory comes last. Without a label, all lines come in the order of the data. Raises
    ValueError for a label that is none of TOPICS.
    """
    found = _directory().lines.get(_code(country)) or _directory().lines[WORLD]
    if label is None:
        return found
    if label not in TOPICS:
        raise ValueError(f"{label!r} is no topic of a help line; expected one of {', '.join(TOPICS)}")
    fitting = _fitting(found, label)
    if label in _VIOLENCE and len(fitting) < _ENOUGH and found[0].country != WORLD:
        fitting += _fitting(_directory().lines[WORLD], label)[:1]
    return fitting


def lines_together(country: str | None, *labels: str) -> tuple[HelpLine, ...]:
    """Return the help lines for several labels, each once: the best fit for each, then the others."""
    each = [lines_for(country, label) for label in labels]
    return tuple(dict.fromkeys([*(found[0] for found in each), *(line for found in each for line in found)]))


def is_stale(line: HelpLine, today: date) -> bool:
    """Tell whether a line was last checked more than a year before today."""
    year = line.checked_on.year + 1
    try:
        due = line.checked_on.replace(year=year)
    except ValueError:  # 29 February
        due = date(year, 3, 1)
    return today > due


_NO_FIT = 3
_VIOLENCE = ("partner_violence", "coercive_control", "own_violence")
_ENOUGH = 2


def _fitting(lines: tuple[HelpLine, ...], label: str) -> tuple[HelpLine, ...]:
    return tuple(sorted((line for line in lines if _fit(line, label) < _NO_FIT), key=lambda line: _fit(line, label)))


def _fit(line: HelpLine, label: str) -> int:
    """Return how well a line fits a label, 0 best."""
    if line.topics[0] == label:
        return 0
    if label in line.topics:
        return 1
    listens = "crisis" in line.topics and (label not in _VIOLENCE or line.country == WORLD)
    return 2 if listens else _NO_FIT


def _code(country: str | None) -> str:
    code = (country or WORLD).strip().upper()
    return _ALSO_KNOWN_AS.get(code, code)


@lru_cache(maxsize=1)
def _directory() -> _Directory:
    data = tomllib.loads(files("coach").joinpath("safety/helplines.toml").read_text(encoding="utf-8"))
    by_name = sorted(data["countries"].items(), key=lambda item: item[1]["name"])
    lines: dict[str, list[HelpLine]] = {}
    for entry in data["lines"]:
        line = HelpLine(
            id=entry["id"],
            country=entry["country"],
            name=entry["name"],
            topics=tuple(entry["topics"]),
            call=entry.get("call", ""),
            text=entry.get("text", ""),
            chat=entry.get("chat", ""),
            hours=entry.get("hours", ""),
            source=entry["source"],
            checked_on=entry["checked_on"],
        )
        lines.setdefault(line.country, []).append(line)
    return _Directory(
        names={code: country["name"] for code, country in by_name},
        emergency={code: country["emergency"] for code, country in by_name},
        lines={code: tuple(found) for code, found in lines.items()},
    )
