"""The appreciation note: one exact thing, what it meant, and no "but"."""

import re
from datetime import date

from coach.errors import InputError
from coach.keeping.building import Built, Finding, begun, blame_in, built
from coach.keeping.kinds import AppreciationNote, changed, made
from coach.keeping.notebook import Entry, Notebook

_BUT = re.compile(
    r"\b(?:but|although|though|however|for once|finally|at last|if only|next time|why can['’]t)\b", re.IGNORECASE
)
_BROAD = re.compile(r"\b(?:everything|always|all you do|so much|for being you|the best)\b", re.IGNORECASE)


def build(noticed: str, meant: str = "") -> Built:
    """Put the note together and say what might take from it; raises InputError where nothing was noticed."""
    seen = " ".join(noticed.split())
    if not seen:
        raise InputError("write one thing that they did, said or are")
    said = " ".join(f"{begun(one).rstrip(' .')}." for one in (seen, " ".join(meant.split())) if one)
    found = []
    hook = _BUT.search(said)
    if hook:
        found.append(Finding("but", hook[0], "This takes a little of it back. Let the thanks stand alone."))
    broad = _BROAD.search(seen)
    if broad and len(seen.split()) < 8:
        found.append(Finding("vague", broad[0], "One exact thing is easier to believe than everything."))
    found += [one for one in blame_in(said) if not _BROAD.fullmatch(one.text)]
    return built(said, found)


def keep(notebook: Notebook, day: date, noticed: str, meant: str = "", sentence: str = "") -> Entry[AppreciationNote]:
    """Keep a note, with the person's own words if they changed it."""
    said = " ".join(sentence.split()) or build(noticed, meant).sentence
    return notebook.add(made(AppreciationNote, noticed=noticed, meant=meant, sentence=said), day)


def give(notebook: Notebook, id_: int, day: date) -> Entry[AppreciationNote]:
    """Note that it was given, on `day`: from then on that is its day."""
    return notebook.change(AppreciationNote, id_, lambda data: changed(data, given=True), day)
