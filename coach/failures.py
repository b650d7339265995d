"""The one place that turns a failure into a sentence with a next step. Nothing that it says quotes what a person typed.

    explain(error)        what to say of it, and the exit code of the command line
    report(error, job)    the same, and an entry in the local log (log.py) where it is none of a person's everyday slips
    catch_all()           what nobody caught, in any thread, is reported too, and none of it printed

Errors of coach/ and knowledge/ are written to be shown as they are; what the system, a database or a library raises is put in
words here. Where one of ours was raised from a full disk or the like, that is what is said.
"""

import errno
import logging
import os
import shutil
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from coach import log
from coach.errors import CoachError, DownloadError, InputError, SettingsError
from coach.keeping.errors import LockedError, WrongPassphraseError
from knowledge.errors import IndexBusyError, KnowledgeError

FAILED, USAGE = 1, 2
_EVERYDAY = (InputError, LockedError, WrongPassphraseError, IndexBusyError)

Words = tuple[str, str]
_FULL: Words = ("the disk is full", "make room and try again (what was kept before is still there)")
_READ_ONLY: Words = (
    "the folder can only be read, so nothing new can be kept",
    "make it writable, or choose another with data_dir in hearth.toml",
)
_DENIED: Words = (
    "the system does not let Hearth use a file or folder",
    "see who may read and write there; `hearth doctor` looks at Hearth's own",
)
_TOO_MANY: Words = ("too many files are open at once", "close other programs and start Hearth again")
_DISK: Words = ("the disk cannot be read or written", "check the disk, and keep a backup on another")
_BUSY: Words = ("another program holds a file that Hearth needs", "close it, or wait a moment, and try again")
_DAMAGED: Words = ("a file of Hearth's is damaged", "run `hearth doctor`, which says which")
_MEMORY: Words = (
    "there is not enough memory",
    "close other programs and try again, or choose a smaller model (`hearth models`)",
)
_BY_NUMBER = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.EIO: _DISK,
    errno.ENOMEM: _MEMORY,
}
# SQLite's own words (https://www.sqlite.org/rescode.html), which Chroma's errors carry too
_BY_WORDS = {
    "disk is full": _FULL,
    "readonly database": _READ_ONLY,
    "disk i/o error": _DISK,
    "database is locked": _BUSY,
    "is malformed": _DAMAGED,
    "is not a database": _DAMAGED,
    "unable to open database file": _DENIED,
}
_STORES = ("sqlite3", "sqlcipher3", "chromadb")
# what an error of ours does not know: it was raised from one of these, and says less
_ABOVE_OURS = (_FULL, _READ_ONLY, _TOO_MANY, _DISK, _MEMORY)
_ROOM_BYTES = 2**20


@dataclass(frozen=True)
class Failure:
    """What to say: both parts as they stand in the middle of a sentence. `place` is a path, for the terminal alone."""

    sentence: str
    next_step: str = ""
    code: int = FAILED
    place: str = ""

    @property
    def line(self) -> str:
        """All of it, to be put after a colon; no full stop at the end."""
        return f"{self.sentence}; {self.next_step}" if self.next_step else self.sentence

    @property
    def said(self) -> str:
        """All of it as a sentence of its own."""
        return f"{self.line[:1].upper()}{self.line[1:]}."


def explain(error: BaseException) -> Failure:
    """Return what to say of any error."""
    words, cause = _of_the_system(error)
    if words is _DISK and _is_full():
        words = _FULL  # SQLite says no more where there is no room for the files beside a database
    if isinstance(error, CoachError | KnowledgeError):
        if words not in _ABOVE_OURS or isinstance(error, DownloadError | SettingsError):
            return Failure(str(error).rstrip("."), code=USAGE if isinstance(error, InputError) else FAILED)
    elif isinstance(error, OSError) and words is None and error.errno is not None:
        words = (f"the system says: {os.strerror(error.errno)}", "run `hearth doctor` if it stays so")
    if words is None:
        return Failure(
            f"something unexpected happened ({type(error).__name__})",
            "try again, and run `hearth doctor` if it stays so",
        )
    place = error.filename if isinstance(error, OSError) and cause is error else None
    return Failure(*words, place=str(place) if isinstance(place, str | os.PathLike) else "")


def report(error: BaseException, job: str) -> Failure:
    """Explain an error and note it in the log; `job` says, in constant words, what was going on.

    With HEARTH_DEBUG=1 the whole of it goes to stderr too, and that may quote what was typed.
    """
    from coach.settings import load_settings, wants_details  # not before something failed: the command starts with this

    if wants_details():
        traceback.print_exception(error)
    if not any(isinstance(one, _EVERYDAY) for one in log.chain(error)):
        with suppress(CoachError):  # without settings nobody knows where to
            log.note(error, job, load_settings().log_dir)
    return explain(error)


def catch_all(quiet: bool = True) -> None:
    """Report what nobody caught, in any thread, and print nothing of it. For a whole process.

    The last line of a traceback, and many a library's warning, quotes what it was about: with `quiet` no warning is printed.
    """

    def in_main(kind: type[BaseException], error: BaseException, where: Any) -> None:
        report(error, "main thread")

    def in_thread(given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None and not isinstance(given.exc_value, SystemExit):
            report(given.exc_value, "background thread")

    def nowhere(given: "sys.UnraisableHookArgs") -> None:
        if isinstance(given.exc_value, Exception):
            report(given.exc_value, "clean-up")

    sys.excepthook, threading.excepthook, sys.unraisablehook = in_main, in_thread, nowhere
    if quiet:
        logging.lastResort = logging.NullHandler()
        if not sys.warnoptions:
            warnings.simplefilter("ignore")


def _of_the_system(error: BaseException) -> tuple[Words | None, BaseException]:
    """Return the words for what the system or a database said, first in the chain, and the error that said it."""
    for one in log.chain(error):
        if isinstance(one, MemoryError):
            return _MEMORY, one
        if isinstance(one, OSError) and one.errno in _BY_NUMBER:
            return _BY_NUMBER[one.errno], one
        if type(one).__module__.partition(".")[0] in _STORES:
            said = str(one).lower()
            for part, words in _BY_WORDS.items():
                if part in said:
                    return words, one
    return None, error


def _is_full() -> bool:
    from coach.settings import load_settings

    try:
        return shutil.disk_usage(load_settings().data_dir).free < _ROOM_BYTES
    except (CoachError, OSError):
        return False
