"""How a person is spoken to, as it stands on the page: the role and the two names, asked for and used."""

import re
from datetime import date
from html import escape
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.failures import report
from coach.helplines import countries
from coach.keeping.fields import made
from coach.keeping.kinds import Person
from coach.keeping.notebook import Notebook
from coach.keeping.person import keep_person
from coach.settings_file import save_settings
from coach.turn import Coach
from ui import texts
from ui import texts_welcome as words

OPEN = ""
"""The choice of a role that leaves it open."""
_PARTNER = re.compile(r"\byour partner\b(?!s)", re.IGNORECASE)


class Fields:
    """The role and the two names, to be chosen or typed; `name` begins their ids on the page."""

    def __init__(self, name: str) -> None:
        choices = [*texts.ROLES, (words.ROLE_OPEN, OPEN)]
        self.role = gr.Radio(choices, value=OPEN, label=words.ROLE, info=words.ROLE_INFO, elem_id=f"{name}-role")
        with gr.Row(equal_height=False):
            self.me = _line(words.ME, f"{name}-me")
            self.partner = _line(words.PARTNER, f"{name}-partner")
        self.all: list[Any] = [self.role, self.me, self.partner]


def _line(label: str, name: str) -> gr.Textbox:
    return gr.Textbox(
        label=label,
        info=words.NAMES_INFO,
        max_lines=1,
        max_length=60,
        min_width=220,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
        elem_id=name,
    )


def country_field(name: str, value: str) -> gr.Dropdown:
    """Lay out the choice of a country for help lines; the empty code is the worldwide directory."""
    named = [(title, code) for code, title in countries().items()]
    return gr.Dropdown(
        [(texts.HELP_WORLD, ""), *named], value=value, label=words.COUNTRY, info=words.COUNTRY_INFO, elem_id=name
    )


def keep_given(notebook: Notebook, day: date, role: str | None, me: str, partner: str) -> Person:
    """Keep what was chosen and typed, and return it. Raises CoachError, in a line for the person."""
    given = made(Person, role=role or None, me=" ".join(me.split()), partner=" ".join(partner.split()))
    keep_person(notebook, day, given)
    return given


def set_for_good(coach: Coach, **values: Any) -> str:
    """Change settings from now on; returns one line where they could not be written down, so that they hold for now alone."""
    coach.change(**values)
    try:
        save_settings(**values)
    except (CoachError, OSError) as error:
        return words.NOT_SAVED.format(why=report(error, "page: settings").line)
    return ""


def spoken(html: str, person: Person) -> str:
    """Return HTML of Hearth's own words in which "your partner" is called by name, where there is one."""
    return _PARTNER.sub(lambda _: escape(person.partner), html) if person.partner else html
