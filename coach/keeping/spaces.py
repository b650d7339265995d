"""Spaces: each person has a notebook of their own, in a folder named by a plain word. What one holds is never read for another.

A space is a drawer, not a safe: two people who share one account on a computer can both open its files.
"""

import unicodedata
from pathlib import Path

from coach.errors import InputError
from coach.keeping.errors import NotebookError
from coach.keeping.notebook import Notebook
from coach.settings import Settings

OWN = "me"
MAX_LENGTH = 32
_FILE = "notebook.sqlite3"
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


def open_notebook(settings: Settings, space: str = OWN) -> Notebook:
    """Return the notebook of a space; nothing is made before something is kept. Raises InputError for a bad name."""
    return Notebook(settings.spaces_dir / check_space(space) / _FILE)


def space_names(settings: Settings) -> list[str]:
    """Return the names of the spaces that hold something; what they hold is not looked at."""
    if not settings.spaces_dir.is_dir():
        return []
    found = [unicodedata.normalize("NFC", one.parent.name) for one in settings.spaces_dir.glob(f"*/{_FILE}")]
    return sorted(name for name in found if _sound(name))


def erase_space(settings: Settings, space: str) -> int:
    """Remove a space for good and return how many entries it held; the others stay."""
    notebook = open_notebook(settings, space)
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
        raise NotebookError(f"the folder {folder} cannot be removed: {error}") from error
