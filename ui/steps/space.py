"""Who is here: the spaces on this computer, and the notebook of the one that is open. Looks into no other."""

from datetime import date

from coach.keeping.notebook import Notebook
from coach.keeping.spaces import OWN, open_notebook, space_names
from coach.settings import Settings


class Space:
    """What every part of Next steps is given; its `who` component holds the name of the space that is open."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def notebook(self, name: str | None) -> Notebook:
        """Return a space's notebook; nothing is made on disk. Raises InputError for a name that is no plain word."""
        return open_notebook(self.settings, name or OWN)

    def today(self) -> date:
        """Return the person's own day."""
        return date.today()

    def names(self) -> list[str]:
        """Return the names of the spaces that hold something; one's own stands for none yet."""
        return space_names(self.settings) or [OWN]
