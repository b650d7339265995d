"""The promise keeper: what I said I would do, by when, and how it went. How to own it where it slipped.

Kept promises are named; nothing adds them up.
"""

from datetime import date

from coach.errors import InputError
from coach.keeping.building import begun, piece
from coach.keeping.kinds import Promise, changed, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

_LEAD = r"(?:i (?:will|shall|would|am going to)|i['’]ll|i['’]d|to)"


def owning() -> tuple[str, ...]:
    """Return how to own a promise that was not kept, step by step."""
    return tuple(load("promises")["owning"])


def smaller() -> str:
    """Return a word for a promise that slips again."""
    return str(load("promises")["smaller"])


def promise(notebook: Notebook, day: date, what: str, by: date) -> Entry[Promise]:
    """Keep a promise; raises InputError where its day lies behind."""
    if by < day:
        raise InputError("choose a day that is still to come")
    return notebook.add(made(Promise, what=what, by=by), day)


def open_promises(notebook: Notebook) -> list[Entry[Promise]]:
    """Return the promises that are still open, the next one first."""
    return sorted((one for one in notebook.all(Promise) if one.data.state == "open"), key=lambda one: one.data.by)


def due(notebook: Notebook, day: date) -> list[Entry[Promise]]:
    """Return the open promises whose day has come."""
    return [one for one in open_promises(notebook) if one.data.by <= day]


def kept(notebook: Notebook, id_: int, day: date) -> Entry[Promise]:
    """Note that a promise was kept."""
    return notebook.change(Promise, id_, lambda data: changed(data, state="kept", settled=day))


def missed(notebook: Notebook, id_: int, day: date, owned: str = "") -> Entry[Promise]:
    """Note that a promise was not kept, and how it was owned, if it was."""
    return notebook.change(Promise, id_, lambda data: changed(data, state="missed", settled=day, owned=owned))


def moved(notebook: Notebook, id_: int, day: date, by: date) -> Entry[Promise]:
    """Move a promise to another day, best said before it is due; raises InputError where that day lies behind."""
    if by < day:
        raise InputError("choose a day that is still to come")

    def move(data: Promise) -> Promise:
        earlier = (*data.earlier, data.by)[-50:]
        return changed(data, by=by, state="open", settled=None, earlier=earlier)

    return notebook.change(Promise, id_, move)


def own_sentence(what: str, now: str = "", change: str = "") -> str:
    """Return a plain sentence that owns a promise which slipped, to be made one's own; raises InputError without a promise."""
    promised = piece(what, _LEAD)
    if not promised:
        raise InputError("write what you had promised")
    parts = [f"I said I would {promised}, and I didn't.", "I'm sorry."]
    parts += [f"{begun(piece(one))}." for one in (now, change) if piece(one)]
    return " ".join(parts)
