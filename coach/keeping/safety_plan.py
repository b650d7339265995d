"""A safety plan in the person's own words: one current plan a space, kept, changed, printed, removed.

The parts follow the Safety Planning Intervention (Stanley and Brown, 2012, Cognitive and Behavioral Practice 19:256-264): warning
signs, what one can do alone, people and places that distract, people to ask, professionals, safer surroundings. "What I live for"
comes from later forms of it. A second, short list is for one who is afraid at home, after public guidance for survivors; its
sources stand in texts/safety_plan.toml. There, a clinician fills it in with the person; here it is a sheet of paper, no more:
nothing is judged, filled in or sent, and the notebook is not encrypted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape

from coach.errors import InputError
from coach.helplines import HelpLine, emergency_number, lines_for
from coach.keeping.card import page
from coach.keeping.kinds import SafetyPlan, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

PROFESSIONALS = "professionals"
"""The part that help lines can be added to."""
_KEY = "current"
_STYLE = """
@page { margin: 16mm }
body { font: 12.5pt/1.45 system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; color: #222; background: #fff; max-width: 42rem;
  margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.4em; margin: 0 0 .6rem } h2 { font-size: 1.05em; margin: 0 0 .2rem }
section { border-top: 1px solid #bbb; padding: .55rem 0; break-inside: avoid; overflow-wrap: anywhere }
.second { margin-top: 1.2rem; border-top: 2px solid #555; break-after: avoid } .second h2 { font-size: 1.2em }
ul { margin: 0; padding-left: 1.2rem }
@media print { body { margin: 0; padding: 0; max-width: none } }
"""


@dataclass(frozen=True)
class PlanPart:
    """One part of the plan: its field in SafetyPlan, what it is called, and what may help to fill it in."""

    name: str
    title: str
    hint: str


@cache
def parts() -> tuple[PlanPart, ...]:
    """Return the parts of the plan for bad hours, in their order."""
    return tuple(PlanPart(**one) for one in load("safety_plan")["parts"])


@cache
def home_parts() -> tuple[PlanPart, ...]:
    """Return the parts for one who is afraid at home."""
    return tuple(PlanPart(**one) for one in load("safety_plan")["home"])


def words(name: str) -> str:
    """Return what is said about the plan: its title, intro, note, use, home_title or home_note."""
    return str(load("safety_plan")[name])


def current(notebook: Notebook) -> Entry[SafetyPlan] | None:
    """Return the plan that is kept, if there is one."""
    return notebook.find(SafetyPlan, _KEY)


def keep(notebook: Notebook, day: date, typed: Mapping[str, str]) -> Entry[SafetyPlan]:
    """Keep the plan in the place of what was kept: field -> text, a line each.

    Raises InputError for a plan without a word, a line over 500 characters, or more than 20 lines in a part.
    """
    lines = _lines(typed)
    if not lines:
        raise InputError("write one line first, in any part")
    return notebook.put(made(SafetyPlan, **lines), day, _KEY)


def remove(notebook: Notebook) -> bool:
    """Remove the plan for good; says whether there was one."""
    entry = current(notebook)
    return entry is not None and notebook.remove(entry.id)


def typed_of(plan: SafetyPlan | None) -> dict[str, str]:
    """Return a plan as it is typed: each field's lines, one below the other; all are empty for None."""
    return {
        one.name: "\n".join(getattr(plan, one.name)) if plan is not None else "" for one in (*parts(), *home_parts())
    }


def suggested_lines(country: str | None) -> tuple[str, ...]:
    """Return the lines of a country as one would write them down; the worldwide directories for None or an unknown one."""
    number = emergency_number(country)
    return (*([f"Emergency: {number}"] if number else []), *(_line(one) for one in lines_for(country)))


def with_lines(typed: str, lines: tuple[str, ...]) -> str:
    """Return the text of a part with these lines below it, those left out that it has already."""
    there = _split(typed)
    return "\n".join([*there, *(one for one in lines if one not in there)])


def plan_text(typed: Mapping[str, str]) -> str:
    """Return the plan as text, only the parts that hold something. Raises InputError for a plan without a word."""
    chapters = [
        "\n".join([title, "", *(f"- {one}" for one in lines)]) if lines else title.upper()
        for title, lines in _filled(typed)
    ]
    return "\n\n".join([words("title"), *chapters]) + "\n"


def plan_html(typed: Mapping[str, str]) -> str:
    """Return the plan as a page to print: no script, nothing to load. Raises as `plan_text` does."""
    return page(words("title"), _STYLE, f"<h1>{escape(words('title'))}</h1>\n{sections(typed, '')}")


def sections(typed: Mapping[str, str], id_prefix: str = "plan-part-") -> str:
    """Return the parts that hold something as HTML, each under a heading of the second level."""
    found = []
    for number, (title, lines) in enumerate(_filled(typed)):
        mark = f' id="{id_prefix}{number}"' if id_prefix else ""
        rows = f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in lines)}</ul>" if lines else ""
        second = "" if lines else ' class="second"'
        found.append(f"<section{second}><h2{mark}>{escape(title)}</h2>{rows}</section>")
    return "\n".join(found)


def _filled(typed: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Titles and lines of the parts that hold something; the title of the second list has no lines of its own."""
    lines = _lines(typed)
    if not lines:
        raise InputError("write one line first, in any part")
    made(SafetyPlan, **lines)
    first = [(one.title, lines[one.name]) for one in parts() if one.name in lines]
    second = [(one.title, lines[one.name]) for one in home_parts() if one.name in lines]
    return [*first, *([(words("home_title"), ())] if second else []), *second]


def _lines(typed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: lines for name, text in typed.items() if (lines := _split(text))}


def _split(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def _line(line: HelpLine) -> str:
    ways = [f"{word} {way}" for word, way in (("call", line.call), ("text", line.text), ("online", line.chat)) if way]
    hours = f" ({line.hours})" if line.hours else ""
    return f"{line.name}: {'; '.join(ways)}{hours}"
