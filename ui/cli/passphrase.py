"""A passphrase at the terminal: typed unseen, or taken from HEARTH_PASSPHRASE; never an argument, which others see."""

import getpass
import os
import sys
from typing import TYPE_CHECKING

from coach.errors import InputError

if TYPE_CHECKING:
    from coach.keeping.notebook import Notebook
    from coach.keeping.sealing import Key
    from coach.settings import Settings

VARIABLE = "HEARTH_PASSPHRASE"


def passphrase(question: str, *, variable: str = VARIABLE, twice: bool = False) -> str:
    """Return what was typed, or what the variable holds. Raises InputError where nobody can be asked, or two tries differ."""
    given = os.environ.get(variable)
    if given:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise InputError(f"this space is locked; run this at a terminal, or set {variable}")
    first = getpass.getpass(f"{question}: ")
    if twice and getpass.getpass("Once more: ") != first:
        raise InputError("the two are not the same; nothing was changed")
    return first


def key_of(settings: "Settings", space: str) -> "Key | None":
    """Return the key of a space, asking for its passphrase where it has one; None where it lies in plain."""
    from coach.keeping.locking import has_passphrase, unlock

    if not has_passphrase(settings, space):
        return None
    return unlock(settings, space, passphrase("Passphrase"))


def opened(settings: "Settings", space: str) -> "Notebook":
    """Return the notebook of a space, ready to be read. Raises WrongPassphraseError, InputError for a bad name."""
    from coach.keeping.spaces import open_notebook

    return open_notebook(settings, space, key_of(settings, space))
