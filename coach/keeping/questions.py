"""The question of the day: a deck of open questions, drawn without repeating one until the deck is through.

Easy questions come first: until a few have been talked about, nothing deep is drawn unless it is asked for.
"""

import json
import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from coach.errors import InputError
from coach.keeping.kinds import Drawn, changed
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import deck_lines

DEPTHS = {1: "easy", 2: "closer", 3: "deep"}
THEMES = (
    "the day",
    "childhood",
    "dreams",
    "us",
    "appreciation",
    "worries",
    "play",
    "touch and closeness",
    "values",
    "repair",
)
_WARMING_UP = ((7, 1), (21, 2))  # until so many were drawn, no deeper than this
_MARK = "begun"


@dataclass(frozen=True)
class Question:
    """A card of the deck."""

    id: str
    text: str
    depth: int
    theme: str


@cache
def deck() -> tuple[Question, ...]:
    """Return every question, in the order of the file."""
    return tuple(Question(**json.loads(line)) for line in deck_lines())


def question_of_the_day(
    notebook: Notebook,
    day: date,
    depth: int | None = None,
    theme: str | None = None,
    chance: random.Random | None = None,
) -> Question | None:
    """Return the day's question: the same one all day, unless it was skipped or does not fit what is asked for.

    None where every question that fits has been drawn. Raises InputError for a depth or theme that the deck does not have.
    """
    _check(depth, theme)
    with notebook.at_once() as book:
        today = [one for one in _drawn(book) if one.day == day and one.data.state == "drawn"]
        for one in reversed(today):
            card = _by_id().get(one.data.question)
            if card is not None and _fits(card, depth, theme):
                return card
        return _draw(book, day, depth, theme, chance)


def skip(
    notebook: Notebook,
    day: date,
    depth: int | None = None,
    theme: str | None = None,
    chance: random.Random | None = None,
) -> Question | None:
    """Lay the day's question aside, without a word about it, and draw another; None where none is left that fits."""
    _check(depth, theme)
    with notebook.at_once() as book:
        for one in _drawn(book):
            if one.day == day and one.data.state == "drawn":
                book.change(Drawn, one.id, lambda data: changed(data, state="skipped"))
        return _draw(book, day, depth, theme, chance)


def question_text(id_: str) -> str:
    """Return a question's words, or "" where it is no card of the deck (any more)."""
    card = _by_id().get(id_)
    return card.text if card else ""


def begin_anew(notebook: Notebook, day: date) -> None:
    """Shuffle the deck: every question may come again."""
    with notebook.at_once() as book:
        number = _round(book) + 1
        # the new round begins with the next draw; a mark holds it until then
        book.put(Drawn(question=_MARK, round=number, state="skipped"), day, f"{number}/{_MARK}")


def left(notebook: Notebook, depth: int | None = None, theme: str | None = None) -> int:
    """Return how many questions that fit have not been drawn in this round."""
    _check(depth, theme)
    return len(_rest(notebook, _round(notebook), depth, theme))


def _check(depth: int | None, theme: str | None) -> None:
    if depth is not None and depth not in DEPTHS:
        raise InputError("the depth of a question is 1 (easy), 2 (closer) or 3 (deep)")
    if theme is not None and theme not in THEMES:
        raise InputError(f"there is no such theme; choose one of: {', '.join(THEMES)}")


def _draw(
    book: Notebook, day: date, depth: int | None, theme: str | None, chance: random.Random | None
) -> Question | None:
    number = _round(book)
    rest = _rest(book, number, depth, theme)
    if not rest and not _rest(book, number, None, None):
        number += 1  # the deck is through
        rest = _rest(book, number, depth, theme)
    if not rest:
        return None
    if depth is None:
        seen = len(deck()) - len(_rest(book, number, None, None))
        deepest = next((limit for until, limit in _WARMING_UP if seen < until), max(DEPTHS))
        rest = [one for one in rest if one.depth <= deepest] or rest
    card = (chance or random.SystemRandom()).choice(rest)
    book.add(Drawn(question=card.id, round=number), day, f"{number}/{card.id}")
    return card


def _rest(book: Notebook, number: int, depth: int | None, theme: str | None) -> list[Question]:
    taken = {one.data.question for one in _drawn(book) if one.data.round == number}
    return [one for one in deck() if one.id not in taken and _fits(one, depth, theme)]


def _fits(card: Question, depth: int | None, theme: str | None) -> bool:
    return (depth is None or card.depth == depth) and (theme is None or card.theme == theme)


def _drawn(book: Notebook) -> list[Entry[Drawn]]:
    return book.all(Drawn)


def _round(book: Notebook) -> int:
    return max((one.data.round for one in _drawn(book)), default=1)


@cache
def _by_id() -> dict[str, Question]:
    return {one.id: one for one in deck()}
