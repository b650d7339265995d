"""The connection jar: both put in slips with small kind acts; chance draws one.

A slip about weight, sex or money is asked about once, kindly, and goes in if both want it there.
"""

import random
import re
from datetime import date

from coach.errors import InputError
from coach.keeping.kinds import Slip, Whose, changed, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

CAUTION = (
    "Slips about weight, sex or money can sting without anyone meaning it. Put it in only if you both want it there."
)
_TENDER = re.compile(
    r"\b(?:weight|diet\w*|calorie\w*|slim\w*|fat|chubby|gym|lose \w+ (?:kilos?|pounds?|kg|lbs?)"
    r"|sex\w*|naked|lingerie|blow ?job|orgasm\w*|make love|strip(?:tease)?"
    r"|money|cash|debts?|salary|wages|budget\w*|pay (?:me|back|off)|spend(?:ing)? less|€|£|\$ ?\d)\b|[€£]\s?\d",
    re.IGNORECASE,
)


def ideas() -> tuple[str, ...]:
    """Return small kind acts to begin a jar with."""
    return tuple(load("jar")["ideas"])


def caution(text: str) -> str:
    """Return a gentle word where a slip touches weight, sex or money, else "". It never stops anyone."""
    return CAUTION if _TENDER.search(text) else ""


def put_in(notebook: Notebook, day: date, text: str, by: Whose = "me") -> Entry[Slip]:
    """Put a slip into the jar; `by` says whose it is."""
    return notebook.add(made(Slip, text=text, by=by), day)


def slips(notebook: Notebook) -> list[Entry[Slip]]:
    """Return the slips that are in the jar."""
    return [one for one in notebook.all(Slip) if one.data.state == "in the jar"]


def drawn(notebook: Notebook) -> list[Entry[Slip]]:
    """Return the slips that are out and not yet done."""
    return [one for one in notebook.all(Slip) if one.data.state == "drawn"]


def draw(
    notebook: Notebook, day: date, by: Whose | None = None, chance: random.Random | None = None
) -> Entry[Slip] | None:
    """Draw a slip at random, of one person's if `by` is given; None where the jar holds none."""
    with notebook.at_once() as book:
        choice = [one for one in slips(book) if by is None or one.data.by == by]
        if not choice:
            return None
        picked = (chance or random.SystemRandom()).choice(choice)
        return book.change(Slip, picked.id, lambda data: changed(data, state="drawn"), day)


def done(notebook: Notebook, id_: int, day: date) -> Entry[Slip]:
    """Note that a drawn slip was done, on `day`: from then on that is its day; raises InputError for one that is not drawn."""

    def move(data: Slip) -> Slip:
        if data.state != "drawn":
            raise InputError("draw this slip first")
        return changed(data, state="done")

    return notebook.change(Slip, id_, move, day)


def put_back(notebook: Notebook, id_: int) -> Entry[Slip]:
    """Put a slip back into the jar, drawn or done."""
    return notebook.change(Slip, id_, lambda data: changed(data, state="in the jar"))


def take_out(notebook: Notebook, id_: int) -> bool:
    """Take a slip out for good."""
    return notebook.remove(notebook.get(Slip, id_).id)
