"""Spaces: each person has a file of their own, in a folder named by a plain word. What one holds is never read for another.

With a passphrase (locking.py) a space is a safe. Without one it is a drawer: two people who share one account on a computer can
both open its file.
"""

import unicodedata
from pathlib import Path

from coach.errors import InputError
from coach.history import History, take_over
from coach.keeping import place
from coach.keeping.errors import NotebookError
from coach.keeping.notebook import Notebook
from coach.keeping.sealing import Key
from coach.settings import Settings

OWN = "me"
MAX_LENGTH = 32
# names that Windows keeps for its devices
_TAKEN = frozenset(["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))])


def check_space(name: str) -> str:
    """Return the space's name as its folder is called: small letters, digits and inner hyphens.

    Raises InputError for anything else, so that a name can never lead out of the folder of spaces.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())
    fits = 0 < len(plain) <= MAX_LENGTH and all(one.isalnum() for one in plain.replace("-", "x"))
    if not fits or plain[0] == "-" or plain[-1] == "-" or plain in _TAKEN:
        raise InputError(
            f"a space is named by one plain word of at most {MAX_LENGTH} letters or digits, such as {OWN!r}"
        )
    return plain


def space_folder(settings: Settings, space: str) -> Path:
    """Return where a space lies, or would. Raises InputError for a bad name."""
    return settings.spaces_dir / check_space(space)


def open_notebook(settings: Settings, space: str = OWN, key: Key | None = None) -> Notebook:
    """Return the notebook of a space; nothing is made before something is kept.

    Raises InputError for a bad name. A locked space without its key raises LockedError once it is read or written.
    """
    return Notebook(place.in_force(space_folder(settings, space)), key)


def open_history(settings: Settings, space: str = OWN, key: Key | None = None) -> History:
    """Return the conversations of a space, as open_notebook; one's own takes in those that an older Hearth kept."""
    notebook = open_notebook(settings, space, key)
    history = History(notebook)
    if check_space(space) == OWN and (key is not None or notebook.path.name != place.LOCKED):
        take_over(settings.history_file, history)
    return history


def old_talks(settings: Settings) -> list[Path]:
    """Return the file in which an older Hearth kept the talks of one's own space, what lies beside it, what was kept aside."""
    return sorted(settings.data_dir.glob(f"{settings.history_file.name}*"))


def space_names(settings: Settings) -> list[str]:
    """Return the names of the spaces that hold something; what they hold is not looked at."""
    if not settings.spaces_dir.is_dir():
        return []
    found = {
        unicodedata.normalize("NFC", one.parent.name)
        for name in (place.PLAIN, place.LOCKED)
        for end in ("", place.BACKUP)  # a file that was lost comes back from its copy
        for one in settings.spaces_dir.glob(f"*/{name}{end}")
    }
    return sorted(name for name in found if _sound(name))


def erase_space(settings: Settings, space: str) -> int:
    """Remove a space for good and return how many entries it held (0 where it is locked); the others stay.

    A locked one can be removed without its passphrase, as anyone can who may remove files here; it cannot be read.
    """
    notebook = open_notebook(settings, space)
    if check_space(space) == OWN:  # first: they would come into the empty space at its next use
        try:
            for one in old_talks(settings):
                one.unlink(missing_ok=True)
        except OSError as error:
            raise NotebookError(f"older conversations cannot be removed: {error}") from error
    count = notebook.erase()
    _remove_if_empty(notebook.path.parent)
    _remove_if_empty(settings.spaces_dir)
    return count


def erase_all_spaces(settings: Settings) -> dict[str, int]:
    """Remove every space for good; returns name -> how many entries it held."""
    return {name: erase_space(settings, name) for name in space_names(settings)}


def _sound(name: str) -> bool:
    try:
        return check_space(name) == name
    except InputError:
        return False


def _remove_if_empty(folder: Path) -> None:
    try:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        if folder.is_dir() and any(folder.iterdir()):  # another window keeps something there by now
            return
        raise NotebookError(f"the folder {folder} cannot be removed: {error}") from error
