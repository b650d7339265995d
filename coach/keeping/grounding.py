"""Grounding cards: small things for a hard minute. The shipped ones are data; what a person makes of them lies in their notebook.

A shipped card can be hidden, kept first or put in other words, and comes back as it was; cards of one's own can be added. They
are for getting through a moment and treat nothing. Sources stand with each card in texts/grounding.toml.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from coach.errors import InputError
from coach.keeping.kinds import GroundingCard, changed, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

_OWN = "own-"
_MINUTES = frozenset(str(one) for one in range(1, 61))


@dataclass(frozen=True)
class Card:
    """A card as it is shown. `id` is the shipped card's, or `own-` and its entry's number."""

    id: str
    title: str
    minutes: int
    steps: tuple[str, ...]
    skip_if: str = ""
    """When it may not suit, after the words "skip this if"."""
    source: str = ""
    timer: bool = False
    own: bool = False
    reworded: bool = False
    """A shipped card in the person's words."""
    favourite: bool = False
    hidden: bool = False


def note() -> str:
    """Return what is said above the cards."""
    return str(load("grounding")["note"])


@cache
def shipped() -> tuple[Card, ...]:
    """Return the cards that come with Hearth, in their order."""
    return tuple(
        Card(
            one["id"],
            one["title"],
            one["minutes"],
            tuple(one["steps"]),
            one["skip"],
            one.get("source", ""),
            one.get("timer", False),
        )
        for one in load("grounding")["cards"]
    )


def cards(notebook: Notebook | None = None) -> tuple[Card, ...]:
    """Return all cards, hidden ones too: favourites first, then one's own, then the shipped; without a notebook, as shipped."""
    if notebook is None:
        return shipped()
    entries = notebook.all(GroundingCard)
    of_shipped = {one.data.card: one.data for one in entries if one.data.card}
    known = {one.id for one in shipped()}
    # what was written stays, also where its card is shipped no more
    own = [_own(one) for one in entries if one.data.card not in known and one.data.title]
    found = [*own, *(_seen(one, of_shipped.get(one.id)) for one in shipped())]
    return tuple(sorted(found, key=lambda one: not one.favourite))


def mark(notebook: Notebook, day: date, id_: str, *, favourite: bool | None = None, hidden: bool | None = None) -> None:
    """Keep a card first or no longer, hide it or show it again; raises InputError where there is no such card."""
    marks = {name: on for name, on in (("favourite", favourite), ("hidden", hidden)) if on is not None}
    if id_.startswith(_OWN):
        notebook.change(GroundingCard, _entry(id_), lambda data: changed(data, **marks))
    else:
        _put(notebook, day, id_, **marks)


def reword(notebook: Notebook, day: date, id_: str, title: str, minutes: str, steps: str, skip_if: str = "") -> None:
    """Put a card in other words: `steps` a line each. Raises InputError where a title, a step or the minutes are missing."""
    words = _words(title, minutes, steps, skip_if)
    if id_.startswith(_OWN):
        notebook.change(GroundingCard, _entry(id_), lambda data: changed(data, **words))
    else:
        _put(notebook, day, id_, **words)


def as_shipped(notebook: Notebook, day: date, id_: str) -> None:
    """Give a shipped card its own words back; that it is hidden or a favourite stays."""
    _put(notebook, day, id_, title="", minutes=1, steps=(), skip_if="")


def add(notebook: Notebook, day: date, title: str, minutes: str, steps: str, skip_if: str = "") -> Entry[GroundingCard]:
    """Keep a card of one's own; raises as `reword` does."""
    return notebook.add(made(GroundingCard, **_words(title, minutes, steps, skip_if)), day)


def remove(notebook: Notebook, id_: str) -> bool:
    """Remove a card of one's own for good; says whether it was there. A shipped card is hidden instead."""
    return notebook.remove(_entry(id_))


def shipped_title(id_: str) -> str:
    """Return a shipped card's title, or "" where there is none of this id."""
    return next((one.title for one in shipped() if one.id == id_), "")


def _seen(card: Card, data: GroundingCard | None) -> Card:
    if data is None:
        return card
    marked = replace(card, favourite=data.favourite, hidden=data.hidden)
    if not data.title:
        return marked
    # in other words it rests on no source any more
    return replace(
        marked,
        title=data.title,
        minutes=data.minutes,
        steps=data.steps,
        skip_if=data.skip_if,
        source="",
        reworded=True,
    )


def _own(entry: Entry[GroundingCard]) -> Card:
    data = entry.data
    return Card(
        f"{_OWN}{entry.id}",
        data.title,
        data.minutes,
        data.steps,
        data.skip_if,
        own=True,
        favourite=data.favourite,
        hidden=data.hidden,
    )


def _put(notebook: Notebook, day: date, id_: str, **fields: object) -> None:
    if not shipped_title(id_):
        raise InputError("there is no such card")
    with notebook.at_once() as held:
        entry = held.find(GroundingCard, id_)
        before = entry.data if entry else GroundingCard(card=id_)
        data = changed(before, **fields)
        if data != GroundingCard(card=id_):
            held.put(data, day, id_)
        elif entry:
            held.remove(entry.id)  # it says nothing any more
    if before.title and not data.title:  # words of theirs were removed
        notebook.forget_copies()


def _words(title: str, minutes: str, steps: str, skip_if: str) -> dict[str, object]:
    lines = tuple(one.strip() for one in steps.splitlines() if one.strip())
    if not title.strip() or not lines:
        raise InputError("a card needs a title and one step")
    if minutes.strip() not in _MINUTES:
        raise InputError("write the minutes as a number from 1 to 60")
    words: dict[str, object] = {"title": title, "minutes": int(minutes), "steps": lines, "skip_if": skip_if}
    made(GroundingCard, **words)
    return words


def _entry(id_: str) -> int:
    number = id_.removeprefix(_OWN)
    if not (id_.startswith(_OWN) and number.isascii() and number.isdigit()):
        raise InputError("there is no such card of your own")
    return int(number)
