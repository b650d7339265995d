"""How things are shown: JSON lines for programs, words for people, progress on stderr for those who wait at a terminal.

What people, models and documents wrote is shown as letters: never as Rich markup, never as a terminal's control codes.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Self

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_BIDI = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_OBEYED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # json escapes those below U+0020 itself
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=\S)|(?<=[^\s*])\*{1,2}(?!\w)")
_TOKEN = re.compile(r"\n|[^\S\n]+|\S+")
_WIDEST = 100
_PIPED_WIDTH = 200


def emit(data: Mapping[str, Any]) -> None:
    """Write one JSON object as one line, at once; what a terminal would obey in it is written as escapes."""
    line = _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(data, ensure_ascii=False))
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def letters(text: str) -> str:
    """Return `text` without what a terminal would obey: control codes, and characters that turn the direction of writing."""
    return "".join(one for one in text if one in "\n\t" or (unicodedata.category(one) != "Cc" and one not in _BIDI))


def console() -> Console:
    """Return a console on stdout that interprets nothing in what it is given. Honours NO_COLOR."""
    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=width)


def say(text: str = "", style: str = "") -> None:
    """Show a paragraph, wrapped at words where stdout is a terminal."""
    if style and sys.stdout.isatty():
        console().print(Text(letters(text), style=style), soft_wrap=True)
        return
    flow = Flow()
    flow.write(text)
    flow.end()


def listed(number: int, title: str, *below: str) -> None:
    """Show one numbered entry with lines below it, each indented."""
    say(f"{number}. {title}")
    for line in below:
        if line:
            say(f"   {line}")


def help_lines(lines: Sequence[Mapping[str, Any]]) -> None:
    """Show help lines, below what came before: name, ways to reach it, hours."""
    if lines:
        say()
        say("Who can help", style="bold")
    for line in lines:
        ways = [
            f"{word} {line[key]}"
            for key, word in (("call", "call"), ("text", "text"), ("chat", "online:"))
            if line.get(key)
        ]
        hours = f" ({line['hours']})" if line.get("hours") else ""
        say(f"- {line['name']}: {'; '.join(ways)}{hours}")


class Flow:
    """Writes text to stdout as it comes, wrapped at words where stdout is a terminal; emphasis marks are left out."""

    def __init__(self) -> None:
        self._width = min(console().width, _WIDEST) if sys.stdout.isatty() else None
        self._pending = ""
        self._space = ""
        self._column = 0
        self.started = False

    def write(self, delta: str) -> None:
        """Show what is complete of the text so far; the last word may still grow."""
        self.started = self.started or bool(delta)
        self._pending += letters(delta)
        tokens = _TOKEN.findall(self._pending)
        self._pending = tokens.pop() if tokens and not tokens[-1].isspace() else ""
        for token in tokens:
            self._put(token)
        sys.stdout.flush()

    def end(self) -> None:
        """Show the last word and end the line."""
        if self._pending:
            self._put(self._pending)
        self._pending = self._space = ""
        self._column = 0
        sys.stdout.write("\n")
        sys.stdout.flush()

    def _put(self, token: str) -> None:
        if token == "\n":
            sys.stdout.write("\n")
            self._space, self._column = "", 0
        elif token.isspace():
            self._space += token
        else:
            word = _EMPHASIS.sub("", token)
            taken = cell_len(self._space) + cell_len(word)
            if self._width is not None and self._column and self._column + taken > self._width:
                sys.stdout.write("\n")
                self._space, self._column, taken = "", 0, cell_len(word)
            sys.stdout.write(self._space + word)
            self._space = ""
            self._column += taken


class Status:
    """What is going on, on stderr, only where that is a terminal: a spinner, or a bar where the share done is known.

    Gone without trace once cleared; to be called with (stage, share), as the coach's parts do while they load.
    """

    def __init__(self) -> None:
        self._progress: Any = None
        self._task: Any = None

    def __call__(self, stage: str, share: float | None = None) -> None:
        """Show a stage, with the share done (0 to 1) where it is known."""
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            self._start()
        self._progress.update(
            self._task, description=letters(stage), total=None if share is None else 1.0, completed=share or 0.0
        )

    def clear(self) -> None:
        """Take the line away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _columns(self) -> tuple[Any, ...]:
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeRemainingColumn

        return (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TimeRemainingColumn(compact=True),
        )

    def _start(self) -> None:
        from rich.progress import Progress

        self._progress = Progress(
            *self._columns(), console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
        )
        self._task = self._progress.add_task("", total=None)
        self._progress.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()


class Transfer(Status):
    """How far a download is: bytes, rate and the time left, shown as Status shows a share."""

    def __call__(self, stage: str, done: float | None = None, total: int = 0) -> None:
        """Show a stage with the bytes that came, of `total` where that is known (else 0)."""
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            self._start()
        self._progress.update(self._task, description=letters(stage), total=total or None, completed=done or 0)

    def _columns(self) -> tuple[Any, ...]:
        from rich.progress import DownloadColumn, TransferSpeedColumn

        spinner, text, bar, left = super()._columns()
        return spinner, text, bar, DownloadColumn(), TransferSpeedColumn(), left
