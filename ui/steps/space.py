"""Who is here: the spaces on this computer, and the notebook of the one that is open. Looks into no other."""

from collections.abc import Callable, Sequence
from datetime import date

from coach.care import heard as heard_by_patterns
from coach.keeping.notebook import Notebook
from coach.keeping.spaces import OWN, open_notebook, space_names
from coach.safety_replies import SafetyReply
from coach.settings import Settings
from ui import texts_steps as texts

Heard = Callable[[Sequence[str]], SafetyReply | None]


class Space:
    """What every part of Next steps is given; its `who` component holds the name of the space that is open."""

    def __init__(self, settings: Settings, heard: Heard = heard_by_patterns) -> None:
        """`heard` gives the written reply to danger in what is kept (Coach.heard); without one, patterns alone listen."""
        self.settings = settings
        self.heard = heard

    def notebook(self, name: str | None) -> Notebook:
        """Return a space's notebook; nothing is made on disk. Raises InputError for a name that is no plain word."""
        return open_notebook(self.settings, name or OWN)

    def today(self) -> date:
        """Return the person's own day."""
        return date.today()

    def names(self) -> list[str]:
        """Return the names of the spaces that hold something; one's own stands for none yet."""
        return space_names(self.settings) or [OWN]


def choice(name: str) -> tuple[str, str]:
    """Return a space as it stands among others to choose from: what it is called on the page, and its name."""
    return (texts.WHO_OWN if name == OWN else name.title(), name)
