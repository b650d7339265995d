"""`python -m tests.ui.browser.broken FILE …`: as unloaded.py, with parts that fail, and say in their errors what was typed."""

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.ui.browser.watched import watch

TYPED = "xyzzy-typed"
"""What the tests type, and what must be found nowhere but in the box it was typed into."""

PIECES = "pieces"
"""In a message: the pieces to build it from are found, and fail to be put together."""


def break_parts() -> None:
    """Let parts of the page fail, each in another way of failing."""
    from gradio.route_utils import GradioUploadFile

    from coach.messages import Pieces, Text
    from coach.turn import Coach
    from ui.loading import Loading
    from ui.rewrite import together
    from ui.safe import lines
    from ui.steps import checkin

    def ask(self: Coach, question: str, *_: Any, **__: Any) -> Iterator[Text]:
        yield Text("Here is")
        raise RuntimeError(question)

    def reword(self: Coach, message: str, *_: Any, **__: Any) -> Iterator[Pieces]:
        if PIECES in message:
            yield Pieces(message, "", "", "", ())
        raise KeyError(message)

    def compose(*pieces: str) -> str:
        if any(pieces):
            raise ZeroDivisionError(pieces)
        return ""

    def check_in(notebook: Any, day: Any, moods: Any, number: Any, note: str) -> None:
        raise OSError(errno.ENOSPC, note, note)

    def lines_html(country: str) -> str:
        raise ValueError(f"{TYPED} {country}")

    def receive(self: Any, *_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, TYPED)

    Loading.start = lambda self: None  # type: ignore[method-assign]
    Coach.ask, Coach.rewrite = ask, reword  # type: ignore[method-assign,assignment]
    together.compose = compose
    checkin.check_in = check_in  # type: ignore[assignment]
    lines.build.__globals__["lines_html"] = _once_built(lines.lines_html, lines_html)
    GradioUploadFile.__init__ = receive


def _once_built(first: Any, then: Any) -> Any:
    """The page is laid out with the first; a handler's call comes to the second."""
    calls = iter([first])
    return lambda country: next(calls, then)(country)


if __name__ == "__main__":
    watch(Path(sys.argv.pop(1)))
    from ui.cli import main

    break_parts()
    main()
