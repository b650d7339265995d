"""Who may be in a space's folder: many at once who use its file, or one alone who puts another in its place or takes it away.

SQLite removes a log by its name: whoever closes a file that was replaced meanwhile would take the log of the new one along. So
a change of files waits until nobody has one open (flock(2) on the folder, given back by the system when a process is killed).
Windows itself refuses to replace or remove an open file; there, only those who change files wait for each other.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from coach.keeping import place
from coach.keeping.errors import NotebookError

if sys.platform != "win32":
    import fcntl

GUARD = "upkeep.lock"
WAIT_S = 30.0
_STEP_S = 0.005


class BusyError(NotebookError):
    """Another window or another Hearth works in the folder."""

    def __init__(self) -> None:
        super().__init__("this space is in use by another window; try again in a moment")


@contextmanager
def used(folder: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Be in a space's folder among others; raises BusyError where one is in it alone for `wait_s` seconds."""
    if sys.platform == "win32":
        yield
        return
    with ExitStack() as inside:
        with _held(
            folder / GUARD, fcntl.LOCK_SH, wait_s
        ):  # whoever waits to be alone holds it: nobody goes before them
            inside.enter_context(_held(folder, fcntl.LOCK_SH, wait_s))
        yield


@contextmanager
def alone(folder: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Be in a space's folder alone; raises BusyError where others are in it for `wait_s` seconds."""
    if sys.platform == "win32":
        try:
            with FileLock(folder / GUARD, timeout=wait_s):
                yield
        except Timeout:
            raise BusyError from None
        return
    with _held(folder / GUARD, fcntl.LOCK_EX, wait_s), _held(folder, fcntl.LOCK_EX, wait_s):
        yield


@contextmanager
def _held(path: Path, how: int, wait_s: float) -> Iterator[None]:
    end = time.monotonic() + wait_s
    while True:
        handle = _opened(path)
        if handle is not None:
            try:
                fcntl.flock(handle, how | fcntl.LOCK_NB)
                if _is(handle, path):
                    break
            except BlockingIOError:
                pass
            except OSError:  # a file system without locks
                break
            os.close(handle)
        if time.monotonic() > end:
            raise BusyError
        time.sleep(_STEP_S)
    try:
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int | None:
    """Return a handle of the folder, or of the guard in it; None where the space is being erased at this moment."""
    guard = path.name == GUARD
    place.make_folder(path.parent if guard else path)  # it may have been erased meanwhile
    how = os.O_RDWR | os.O_CREAT if guard else os.O_RDONLY
    try:
        return os.open(path, how | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        return None


def _is(handle: int, path: Path) -> bool:
    """Say whether this is still the file of that name: one that was removed is no lock any more."""
    try:
        mine, there = os.fstat(handle), path.stat()
    except FileNotFoundError:
        return False
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
