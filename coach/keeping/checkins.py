"""The daily check-in: a mood word or a few, how close one felt (1 to 5), one line. As often or as seldom as one likes."""

from collections.abc import Sequence
from datetime import date

from coach.errors import InputError
from coach.keeping.kinds import CheckIn, made
from coach.keeping.notebook import Entry, Notebook

MOODS = (
    *("calm", "content", "glad", "grateful", "hopeful", "tender", "playful", "proud", "relieved"),
    *("tired", "flat", "numb", "restless", "tense", "stressed", "worried", "unsure"),
    *("sad", "lonely", "hurt", "disappointed", "angry", "ashamed", "afraid", "overwhelmed"),
)
SCALE = {
    1: "far apart",
    2: "a little far",
    3: "in between",
    4: "fairly close",
    5: "close",
}


def check_in(
    notebook: Notebook, day: date, moods: Sequence[str] = (), connection: int | None = None, note: str = ""
) -> Entry[CheckIn]:
    """Keep a check-in; any word may be a mood, and every part may be left out, though not all of them.

    Raises InputError where nothing was said, or the number is not 1 to 5.
    """
    words = tuple(dict.fromkeys(word.strip().lower() for word in moods if word.strip()))
    if not words and connection is None and not note.strip():
        raise InputError("a check-in holds a mood, a number from 1 to 5, or a line; any one of them will do")
    return notebook.add(made(CheckIn, moods=words, connection=connection, note=note), day)


def of_day(notebook: Notebook, day: date) -> list[Entry[CheckIn]]:
    """Return the check-ins of a day, in order."""
    return notebook.all(CheckIn, day, day)
