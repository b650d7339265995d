"""Where a space lies: one folder, and in it one file in force, plain or locked. Which one it is, the names alone decide.

    notebook.sqlite3    a plain notebook           notebook.locked     an encrypted one; it goes before a plain one
    key.json, key.bak   its sealed key, twice      *.backup            the last good copy (upkeep.py)
    *.part              being written              *.damaged-…         kept aside, for whoever can mend it

A kill at any moment leaves one of them in force, whole: the step that changes which one is a single rename or removal.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from coach.database import SUFFIXES, remove, sync
from coach.keeping.errors import LockedError, NotebookError

PLAIN = "notebook.sqlite3"
LOCKED = "notebook.locked"
SEAL, SEAL_COPY = "key.json", "key.bak"
BACKUP = ".backup"
PART = ".part"
DAMAGED = ".damaged-"

_TRIES = 10
ERASED = "this space was erased meanwhile; nothing was kept, try again"
NO_PASSPHRASE = "this space has no passphrase any more; open it again"


def in_force(folder: Path) -> Path:
    """Return the file in force, or the one that would be made."""
    return folder / (LOCKED if is_locked(folder) else PLAIN)


def is_there(path: Path) -> bool:
    """Say whether a file holds something, or did: one that was lost has a copy, one that was erased has none."""
    return path.exists() or path.with_name(path.name + BACKUP).exists()


def make_room(path: Path) -> None:
    """Make a plain notebook's folder and file where there is none, for the person's own eyes; a locked one is never made here.

    Raises LockedError where the space has a passphrase by now, NotebookError where it has none any more.
    """
    if path.name == LOCKED:
        if not is_there(path):
            raise NotebookError(NO_PASSPHRASE)
        return
    if not prevails(path):
        raise LockedError
    for _ in range(_TRIES):
        make_folder(path.parent)
        with suppress(FileNotFoundError):  # the folder was erased at this moment
            if not is_there(path):  # one that was lost is restored, not made anew
                path.touch(mode=0o600)
            return
    raise NotebookError(ERASED)


def make_folder(folder: Path) -> None:
    """Make a space's folder where there is none, for the person's own eyes; another window may erase it at that moment.

    Raises OSError, or NotebookError where it is erased again and again.
    """
    for _ in range(_TRIES):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return
        except FileNotFoundError:  # what it lies in was erased while it was made
            continue
        except FileExistsError:  # it was there when it was made, and gone when it was looked at
            if folder.exists():
                raise
    raise NotebookError(ERASED)


def prevails(path: Path) -> bool:
    """Say whether a file is the one in force in its folder."""
    return is_there(path) if path.name == LOCKED else not is_locked(path.parent)


def is_locked(folder: Path) -> bool:
    """Say whether the space has a passphrase."""
    return is_there(folder / LOCKED)


def sealed_keys(folder: Path) -> list[str]:
    """Return the sealed key of a locked space, and its copy where that is another: a kill came between the two, or damage."""
    found: list[str] = []
    for name in (SEAL, SEAL_COPY):
        try:
            text = (folder / name).read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        if text not in found:
            found.append(text)
    return found


def sealed_key(folder: Path) -> str:
    """Return the sealed key of a locked space, from its copy where the first is gone; empty where there is none."""
    return next((one for one in sealed_keys(folder) if one.rstrip().endswith("}")), "")


def write_seal(folder: Path, sealed: str) -> None:
    """Put a sealed key in place, in one step, and its copy after it."""
    for name in (SEAL, SEAL_COPY):
        write_whole(folder / name, sealed.encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file for the person's own eyes: there whole, on the disk, or as it was before."""
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        part.write_bytes(content)
        sync(part)
        part.replace(path)
    except BaseException:  # on a full disk half a file would take the last of it
        part.unlink(missing_ok=True)
        raise


def claim(part: Path, target: Path) -> bool:
    """Give a file its name, where no other has it; says no where one has. Raises OSError."""
    try:
        os.link(part, target)  # never over a file that came meanwhile
    except FileExistsError:
        return False
    except OSError:  # a file system without links, as most memory sticks have
        if target.exists():
            return False
        part.rename(target)
    return True


def shred(path: Path) -> None:
    """Remove a plain file, its content overwritten once: what a disk keeps of it beyond that is out of our hands."""
    for suffix in SUFFIXES:
        one = path.with_name(path.name + suffix)
        if one.is_file():
            with one.open("rb+") as file:
                left = one.stat().st_size
                while left > 0:
                    left -= file.write(b"\0" * min(left, 2**20))
                file.flush()
                os.fsync(file.fileno())  # before its name goes: what is in no file is never written
    remove(path)


def clear(folder: Path) -> None:
    """Remove what is left of a space whose file is gone, the sealed key first. Nobody else's files are touched."""
    if not folder.is_dir():
        return
    for name in (SEAL, SEAL_COPY, SEAL + PART, SEAL_COPY + PART):
        (folder / name).unlink(missing_ok=True)
    for one in sorted(folder.iterdir()):
        if one.name.startswith("notebook.") and (one.is_file() or one.is_symlink()):
            one.unlink(missing_ok=True)
        elif one.name.startswith((PLAIN + DAMAGED, LOCKED + DAMAGED)):  # a folder that stood in the file's place
            shutil.rmtree(one)
