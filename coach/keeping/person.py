"""How a person is spoken to, kept in their own space: the role that is closer to them, and the two names, if they gave any."""

from datetime import date

from coach.keeping.kinds import Person
from coach.keeping.notebook import Notebook
from knowledge.schema import Audience

_KEY = "person"


def person(notebook: Notebook) -> Person:
    """Return what is kept; an empty one where nothing is."""
    found = notebook.find(Person, _KEY)
    return found.data if found else Person()


def keep_person(notebook: Notebook, day: date, given: Person) -> None:
    """Keep it in the place of what was there; an empty one takes the entry out."""
    if given != Person():
        notebook.put(given, day, _KEY)
        return
    found = notebook.find(Person, _KEY)
    if found is not None:
        notebook.remove(found.id)


def role_of(notebook: Notebook, otherwise: Audience) -> Audience:
    """Return the role that the person chose, or `otherwise`."""
    return person(notebook).role or otherwise
