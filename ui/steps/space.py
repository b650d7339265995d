"""Who is here: the spaces on this computer, and the notebook of the one that is open. Looks into no other.

A space with a passphrase is open for one page only, the one whose person wrote it: its key is found by the page's session.
"""

from collections.abc import Callable, Sequence
from datetime import date

from gradio.context import LocalContext

from coach.assemble import Library
from coach.care import heard as heard_by_patterns
from coach.history import History
from coach.keeping.documents import Documents
from coach.keeping.keys import Keys
from coach.keeping.locking import has_passphrase, unlock
from coach.keeping.notebook import Notebook
from coach.keeping.person import person
from coach.keeping.sealing import Key
from coach.keeping.spaces import OWN, open_history, open_notebook, space_names
from coach.safety_replies import SafetyReply
from coach.settings import Settings
from coach.space_library import laid_over
from coach.turn import Coach
from ui import texts_steps as texts

_LIBRARY = "library"

Heard = Callable[[Sequence[str]], SafetyReply | None]


class Space:
    """What every part of the page is given that reads or keeps something; a State beside it holds which space is open."""

    def __init__(self, settings: Settings, heard: Heard = heard_by_patterns, keys: Keys | None = None) -> None:
        """`heard` gives the written reply to danger in what is kept (Coach.heard); without one, patterns alone listen."""
        self.settings = settings
        self.heard = heard
        self.keys = keys or Keys(settings.lock_after_minutes * 60)

    def notebook(self, name: str | None) -> Notebook:
        """Return a space's notebook; nothing is made on disk. Raises InputError for a name that is no plain word.

        To ask for it is to use the space. One that is locked raises LockedError once it is read or written.
        """
        return open_notebook(self.settings, name or OWN, self._key(name or OWN))

    def history(self, name: str) -> History:
        """Return the conversations that are kept in a space, as `notebook`."""
        return open_history(self.settings, name, self._key(name))

    def documents(self, name: str) -> Documents:
        """Return the documents of a space with a passphrase, as `notebook`."""
        return Documents(self.notebook(name))

    def within(self, coach: Coach, name: str | None) -> Coach:
        """Return the coach for this page: it speaks to the role of who is here, and knows a protected space's documents."""
        if name is None or not self.is_open(name):
            return coach
        role = person(self.notebook(name)).role
        memory = self.keys.memory(session(), name)
        if memory is None:
            return coach.within(role=role) if role else coach
        documents = self.documents(name)

        def over(library: Library) -> Library:
            found: tuple[Library, Library] | None = memory.get(_LIBRARY)
            if found is None or found[0] is not library:
                found = memory[_LIBRARY] = (library, laid_over(library, documents))
            return found[1]

        return coach.within(over, role)

    def read_anew(self, name: str) -> None:
        """Have the documents of a space, which changed, read again before the next answer."""
        (self.keys.memory(session(), name) or {}).pop(_LIBRARY, None)

    def is_protected(self, name: str) -> bool:
        """Say whether a space has a passphrase."""
        return has_passphrase(self.settings, name)

    def is_open(self, name: str) -> bool:
        """Say whether this page may read a space now; to ask is not to use it."""
        return not self.is_protected(name) or self.keys.is_open(session(), name)

    def open(self, name: str, passphrase: str) -> None:
        """Open a space for this page; raises what Keys.open and locking.unlock raise."""
        self.keys.open(session(), name, lambda: unlock(self.settings, name, passphrase))

    def today(self) -> date:
        """Return the person's own day."""
        return date.today()

    def names(self) -> list[str]:
        """Return the names of the spaces that hold something; one's own stands for none yet."""
        return space_names(self.settings) or [OWN]

    def _key(self, name: str) -> Key | None:
        return self.keys.key(session(), name) if self.is_protected(name) else None


def session() -> str:
    """Return the session of the page whose handler runs now; Gradio sets it for every call, a generator's steps too."""
    request = LocalContext.request.get(None)
    return (request.session_hash if request is not None else None) or ""


def choice(name: str) -> tuple[str, str]:
    """Return a space as it stands among others to choose from: what it is called on the page, and its name."""
    return (texts.WHO_OWN if name == OWN else name.title(), name)
