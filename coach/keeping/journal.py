"""Prompts to write from: self-compassion and finding one's feelings again, and a page for one who was absent."""

from dataclasses import dataclass
from datetime import date

from coach.errors import InputError
from coach.keeping.kinds import JournalPage, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load
from knowledge.schema import Audience


@dataclass(frozen=True)
class Prompt:
    """A beginning to write from."""

    id: str
    text: str
    theme: str


def prompts(role: Audience) -> tuple[Prompt, ...]:
    """Return the prompts for a role: for one who went without, for one who was absent, or both, in that order."""
    roles = ("neglected", "neglectful") if role == "both" else (role,)
    return tuple(
        Prompt(f"{one}-{number:02d}", prompt["text"], prompt["theme"])
        for one in roles
        for number, prompt in enumerate(load("journal")[one], start=1)
    )


def prompt_text(id_: str) -> str:
    """Return a prompt's words, or "" where there is none of this id."""
    return next((one.text for one in prompts("both") if one.id == id_), "")


def note() -> str:
    """Return what to know before one begins."""
    return str(load("journal")["note"])


def prompt_of_the_day(notebook: Notebook, day: date, role: Audience) -> Prompt:
    """Return a prompt for the day: one that was not written from lately, the same all day."""
    choice = prompts(role)
    used = {one.data.prompt for one in notebook.all(JournalPage) if one.day != day}
    rest = [one for one in choice if one.id not in used] or list(choice)
    return rest[day.toordinal() % len(rest)]


def keep(notebook: Notebook, day: date, text: str, prompt: str = "") -> Entry[JournalPage]:
    """Keep a page, with the id of the prompt it began from; raises InputError for an empty one."""
    if not text.strip():
        raise InputError("the page is still empty")
    return notebook.add(made(JournalPage, text=text, prompt=prompt), day)
