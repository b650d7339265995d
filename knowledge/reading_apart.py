"""Reads a person's files in a process of its own, so that no file can take more time or memory than it is given.

A PDF may never end and a page may unpack to gigabytes; a parser that is caught in one cannot be stopped from within. The other
process is this module itself (`python -m knowledge.reading_apart`): a JSON line with a path in, a JSON line with the text or
the reason out. Not a defence against a hole in a parser: it runs as the same person.
"""

import hashlib
import json
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from knowledge.errors import DocumentError
from knowledge.reading import read_bytes, read_own_text

READ_S = 120.0  # for one file; a thousand pages take about half of it
MEMORY_BYTES = 3 * 2**30
_LOOK_S = 0.5  # between looks at its memory


@dataclass(frozen=True)
class FileText:
    """What was read: SHA-256 of the file's bytes, in hex, and its text; None when the bytes are those that were known."""

    digest: str
    text: str | None


class ApartReader:
    """Reads files one after the other; starts the other process when it is first needed. A context manager."""

    def __init__(self, limit_s: float = READ_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._limit_s = limit_s
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def read(self, path: Path, known: str | None = None) -> FileText:
        """Return the text of `path`; `known` is the digest it had before. Raises DocumentError, naming the file."""
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"path": str(path), "known": known}) + "\n")
            process.stdin.flush()
            line = self._awaited(process, path)
        except OSError:
            line = ""
        if not line:
            self.close()
            raise DocumentError(f"{path.name!r} cannot be read: reading it broke off; it may be damaged or too large")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise UnreadableError(answer["error"], answer["digest"])
        return FileText(answer["digest"], answer["text"])

    def _awaited(self, process: "subprocess.Popen[str]", path: Path) -> str:
        """Return the answer; raises DocumentError when it does not come in time, or takes more memory than there is for it."""
        end = time.monotonic() + self._limit_s
        while time.monotonic() < end:
            try:
                return self._lines.get(timeout=min(_LOOK_S, max(0.01, end - time.monotonic())))
            except queue.Empty:
                if _memory(process.pid) > self._memory_bytes:
                    self.close()
                    raise DocumentError(_too_much_memory(path)) from None
        self.close()
        raise DocumentError(
            f"{path.name!r} takes longer than {self._limit_s:.0f} seconds to read; it may be damaged, or split it first"
        )

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            # -P: a folder that the person stands in must not lend its modules
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "knowledge.reading_apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
            self._lines = queue.Queue()
            threading.Thread(target=_pass_on, args=(self._process, self._lines), daemon=True).start()
        return self._process

    def close(self) -> None:
        """End the other process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                try:
                    if stream is not None:
                        stream.close()
                except OSError:  # what was not written yet is not wanted any more
                    pass
            self._process = None

    def __enter__(self) -> "ApartReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


class UnreadableError(DocumentError):
    """A file that was opened and holds nothing that can be read; `digest` tells whether it is still the same one."""

    def __init__(self, line: str, digest: str | None) -> None:
        super().__init__(line)
        self.digest = digest


def _pass_on(process: "subprocess.Popen[str]", lines: "queue.Queue[str]") -> None:
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.put(line)
    except ValueError:  # closed while it was read
        pass
    lines.put("")


def _memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _too_much_memory(path: Path) -> str:
    return f"{path.name!r} takes more memory to read than Hearth gives it; split it first"


def _serve() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the one who waits
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (
        ImportError,
        ValueError,
        OSError,
    ):  # Windows has no such limit, macOS may refuse it: then _awaited alone looks
        pass
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        answers.write(json.dumps(_answer(**json.loads(line))) + "\n")
        answers.flush()


def _answer(path: str, known: str | None) -> dict[str, str | None]:
    digest: str | None = None
    try:
        raw = read_bytes(Path(path))
        digest = hashlib.sha256(raw).hexdigest()
        return {"digest": digest, "text": None if digest == known else read_own_text(Path(path), raw)}
    except DocumentError as error:
        return {"digest": digest, "error": str(error)}
    except MemoryError:
        return {"digest": digest, "error": _too_much_memory(Path(path))}


if __name__ == "__main__":
    _serve()
