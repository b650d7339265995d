"""Where texts come from: an argument, standard input, or a batch file of JSON lines. Says what is wrong; judges no text."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import typer

from coach.errors import InputError
from knowledge.schema import AUDIENCES, Audience

STDIN = "-"
MOST_BYTES = 64 * 2**20
"""The most that is read as one text, or as one line: a device that never ends is no text."""


_TOO_LONG = f"that is more than {MOST_BYTES // 2**20} MB"


@dataclass(frozen=True)
class Item:
    """One line of a batch: a text, or what is wrong with the line. `id` is as given, or the line's number as text."""

    id: str | int | float
    text: str = ""
    role: Audience | None = None
    error: str = ""


def one_text(argument: str | None) -> str:
    """Return the argument, or else standard input whole. Bytes that are not UTF-8 become U+FFFD.

    Raises BadParameter when there is neither (a person at a terminal would wait in vain), InputError for more than MOST_BYTES.
    """
    if argument is not None:
        # bytes that are no text stand in an argument as lone surrogates
        return argument.encode("utf-8", "surrogatepass").decode("utf-8", errors="replace")
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("give a text, or pipe one in")
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise InputError(f"{_TOO_LONG}; send the part that matters most")
    return raw.decode("utf-8", errors="replace")


def batch_items(source: str) -> Iterator[Item]:
    """Yield the lines of a JSONL file ("-": standard input) in order, without the blank ones.

    Raises BadParameter when the file cannot be opened; a bad line becomes an Item that says so.
    """
    with _opened(source) as file:
        for number, raw in enumerate(_raw_lines(file), start=1):
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8", errors="replace").strip()
            if len(raw) > MOST_BYTES:
                yield Item(str(number), error=_TOO_LONG)
            elif line:
                yield _item(line, str(number))


def lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines that are not blank; a line that is a JSON string is decoded, so that it may hold line breaks."""
    for raw in _raw_lines(file):
        line = raw.decode("utf-8", errors="replace").strip()
        if line:
            yield _decoded(line)


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines, of one that is too long only its beginning."""
    while line := file.readline(MOST_BYTES + 1):
        yield line
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            line = file.readline(MOST_BYTES + 1)


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == STDIN:
        yield sys.stdin.buffer
        return
    try:
        file = Path(source).open("rb")  # noqa: SIM115 - closed below; only opening is wrong usage when it fails
    except OSError as error:
        raise typer.BadParameter(f"the batch file {source!r} cannot be read ({error.strerror})") from error
    with file:
        yield file


def _item(line: str, number: str) -> Item:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return Item(number, error="this line is not JSON")
    if not isinstance(found, dict):
        return Item(number, error='this line is not an object with "id" and "text"')
    id_ = found.get("id", number)
    if (
        isinstance(id_, bool)
        or not isinstance(id_, str | int | float)
        or (isinstance(id_, float) and not math.isfinite(id_))
    ):
        return Item(number, error='"id" must be a string or a number')
    text, role = found.get("text"), found.get("role")
    if not isinstance(text, str):
        return Item(id_, error='"text" is missing or no string')
    if role is not None and role not in AUDIENCES:
        return Item(id_, error=f'"role" must be one of {", ".join(AUDIENCES)}')
    return Item(id_, text, role)


def _decoded(line: str) -> str:
    if line.startswith('"'):
        try:
            found = json.loads(line)
        except ValueError:
            return line
        if isinstance(found, str):
            return found
    return line
