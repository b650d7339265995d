"""The touch challenge: seven days of one gentle touch, at one's own pace. Consent first; nobody is asked why they stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coach.errors import InputError
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import TouchChallenge, TouchMoment, changed, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

DAYS = 7
_GOING = ("going", "paused")


@dataclass(frozen=True)
class Words:
    """What the tool says."""

    before: tuple[str, ...]
    each_day: tuple[str, ...]
    ideas: tuple[str, ...]
    rest: str
    paused: str
    stopped: str
    finished: str


def words() -> Words:
    """Return the tool's texts."""
    texts = load("touch")
    return Words(
        tuple(texts["before"]),
        tuple(texts["each_day"]),
        tuple(texts["ideas"]),
        texts["rest"],
        texts["paused"],
        texts["stopped"],
        texts["finished"],
    )


def current(notebook: Notebook) -> Entry[TouchChallenge] | None:
    """Return the challenge that is going on or resting."""
    found = [one for one in notebook.all(TouchChallenge) if one.data.state in _GOING]
    return found[-1] if found else None


def begin(
    notebook: Notebook, day: date, i_want_this: bool, partner_wants_this: bool, welcome: Sequence[str] = ()
) -> Entry[TouchChallenge]:
    """Begin the seven days; raises InputError where not both want it, or one is going on already."""
    if not (i_want_this and partner_wants_this):
        raise InputError("this is for two people who both want it, freely; it can wait until you do")
    with notebook.at_once() as book:
        if current(book) is not None:
            raise InputError("your seven days have begun already")
        chosen = tuple(one.strip() for one in welcome if one.strip())
        return book.add(made(TouchChallenge, welcome=chosen), day)


def keep_day(notebook: Notebook, day: date, moment: str = "", rest: bool = False) -> Entry[TouchChallenge]:
    """Note a day: its moment, or a rest, which counts as well. Again on the same day, it replaces the note.

    Days between are nobody's business. Raises NotebookError where no challenge is going on.
    """

    def noted(data: TouchChallenge) -> TouchChallenge:
        others = [one for one in data.moments if one.day != day]
        moments = sorted([*others, made(TouchMoment, day=day, moment=moment, rest=rest)], key=lambda one: one.day)
        state = "finished" if len(moments) >= DAYS else "going"
        return changed(data, moments=tuple(moments[:DAYS]), state=state)

    with notebook.at_once() as book:
        return book.change(TouchChallenge, _going(book).id, noted)


def pause(notebook: Notebook) -> Entry[TouchChallenge]:
    """Let it rest, for as long as one likes."""
    return _set(notebook, "paused")


def go_on(notebook: Notebook) -> Entry[TouchChallenge]:
    """Take it up again where it was."""
    return _set(notebook, "going")


def stop(notebook: Notebook) -> Entry[TouchChallenge]:
    """Lay it aside."""
    return _set(notebook, "stopped")


def _set(notebook: Notebook, state: str) -> Entry[TouchChallenge]:
    with notebook.at_once() as book:
        return book.change(TouchChallenge, _going(book).id, lambda data: changed(data, state=state))


def _going(notebook: Notebook) -> Entry[TouchChallenge]:
    found = current(notebook)
    if found is None:
        raise NotebookError("no seven days are going on just now")
    return found
