"""A message that was written and not sent yet, kept until its writer comes back to it: one in each space."""

from datetime import date

from coach.inputs import check_length, clean
from coach.keeping.kinds import UnsentMessage
from coach.keeping.notebook import Entry, Notebook

_KEY = "draft"


def draft(notebook: Notebook) -> Entry[UnsentMessage] | None:
    """Return the message that waits, or None."""
    return notebook.find(UnsentMessage, _KEY)


def keep_draft(notebook: Notebook, day: date, text: str) -> None:
    """Keep a message in the place of the one before; raises InputError where it is none, or longer than Hearth reads."""
    text = clean(text)
    check_length(text)
    notebook.put(UnsentMessage(text=text), day, _KEY)


def let_go(notebook: Notebook) -> bool:
    """Take it out for good; says whether there was one."""
    found = draft(notebook)
    return found is not None and notebook.remove(found.id)
