"""The local log: when something failed, in which command or job, by which errors, where in the code. Nothing before that.

Never what a person typed: an entry holds no message of an error, no value, no line of source, for any of them may quote it.
Places are named from their package on, so that no folder of the person's is in them. Nothing else writes here: it is no logger
that a library could find. The newest 256 KB and two files before it, for the person's own eyes.
"""

import logging
import os
import sysconfig
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import Any

from coach import __version__

MAX_BYTES, OLDER = 256 * 1024, 2
_MOST_ERRORS, _MOST_FRAMES = 8, 15
_HOME = Path(__file__).resolve().parents[1]
_OURS = ("coach", "knowledge", "ui", "evals")
_PYTHON = Path(sysconfig.get_paths()["stdlib"])


def log_file(folder: Path) -> Path:
    """Return where the log of a log folder lies, or would."""
    return folder / "hearth.log"


def note(error: BaseException, job: str, folder: Path) -> None:
    """Add an entry on `error` to the log in `folder`; `job` is a constant of Hearth's own. What cannot be written is left out."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = _Private(log_file(folder), maxBytes=MAX_BYTES, backupCount=OLDER, encoding="ascii", errors="replace")
        try:
            handler.emit(logging.makeLogRecord({"msg": entry(error, job)}))
        finally:
            handler.close()
    except OSError:
        return


def entry(error: BaseException, job: str) -> str:
    """Return what the log says of an error: one line for the job, then each error of the chain with its places, indented."""
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} hearth {__version__} {job}"]
    for one in list(chain(error))[:_MOST_ERRORS]:
        lines.append(f"  {type(one).__module__}.{type(one).__qualname__}")
        frames = [frame for frame, _ in traceback.walk_tb(one.__traceback__)]
        numbers = [number for _, number in traceback.walk_tb(one.__traceback__)]
        shown = list(zip(frames, numbers, strict=True))[-_MOST_FRAMES:]
        lines += [f"    {_place(frame)}:{number} in {frame.f_code.co_qualname}" for frame, number in shown]
    return "\n".join(lines)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, what it was raised from, and so on, each once; of a group, its first."""
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        after = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
        now = after or (now.exceptions[0] if isinstance(now, BaseExceptionGroup) else None)


def count(folder: Path) -> int:
    """Return how many entries the log holds, the older files among them; raises OSError where it cannot be read."""
    files = [log_file(folder), *(Path(f"{log_file(folder)}.{n}") for n in range(1, OLDER + 1))]
    texts = [one.read_text(encoding="ascii", errors="replace") for one in files if one.is_file()]
    return sum(line[:1].isdigit() for text in texts for line in text.splitlines())


class _Private(RotatingFileHandler):
    """A file that is made for its owner alone; what goes wrong with it is not told to stderr, where the entry would be quoted."""

    def _open(self) -> Any:
        return open(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=_owners)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Go without the entry."""


def _owners(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _place(frame: FrameType) -> str:
    """Name a file of code from its package on; one that is of no package says nothing of where it lies."""
    path = Path(frame.f_code.co_filename)
    parts = path.parts
    for folder in ("site-packages", "dist-packages"):
        if folder in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(folder) :])
    for home, before in ((_HOME, ""), (_PYTHON, "python/")):
        if path.is_relative_to(home):
            inner = path.relative_to(home)
            if before or inner.parts[0] in _OURS:
                return before + inner.as_posix()
    return "(elsewhere)"
