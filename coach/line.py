"""A line before a model that serves one caller at a time: first come, first served, and everybody knows where they stand.

A job waits here once, as a whole. Who goes, or cancels, leaves the line at once, and whoever stood behind moves up. A model that
serves many at a time, such as one on a server, has no line.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from coach.messages import Notice

ONE_BEFORE = "Somebody else is being answered. You are next."
SOME_BEFORE = "{count} others are before you."
YOUR_TURN = "It is your turn. One moment…"
_LOOK_S = 0.1  # between two looks at whether to stop


class Line:
    """Who waits for one thing, in order of arrival; the first has it."""

    def __init__(self) -> None:
        self._waiting: list[object] = []
        self._moved = threading.Condition()

    def __len__(self) -> int:
        """Return how many stand in line, the one who is served among them."""
        with self._moved:
            return len(self._waiting)

    @contextmanager
    def place(self) -> Iterator["Place"]:
        """Stand in line for as long as the block lasts, whether its turn came or not."""
        ticket = object()
        with self._moved:
            self._waiting.append(ticket)
        try:
            yield Place(self, ticket)
        finally:
            with self._moved:
                self._waiting.remove(ticket)
                self._moved.notify_all()

    def before(self, ticket: object) -> int:
        """Return how many stand before a ticket."""
        with self._moved:
            return self._waiting.index(ticket)

    def wait_to_move(self, ticket: object, before: int) -> int:
        """Return how many stand before a ticket once that is no longer `before`, or after a moment."""
        with self._moved:
            self._moved.wait_for(lambda: self._waiting.index(ticket) != before, _LOOK_S)
            return self._waiting.index(ticket)


class Place:
    """One caller's place in a line."""

    def __init__(self, line: Line, ticket: object) -> None:
        self._line, self._ticket = line, ticket

    def wait(self, cancel: threading.Event | None) -> Iterator[int]:
        """Yield how many are before, at first and whenever that changes; ends at the first place, or once `cancel` is set."""
        told, before = 0, self._line.before(self._ticket)
        while before and not stopped(cancel):
            if before != told:
                yield before
                told = before
            before = self._line.wait_to_move(self._ticket, before)


class Awaited(threading.Event):
    """A signal to leave off that is also set while somebody stands in `line`: for what is done while the model is free."""

    def __init__(self, line: Line, leave_off: threading.Event | None = None) -> None:
        """`leave_off` is one more signal that this one heeds."""
        super().__init__()
        self._line, self._leave_off = line, leave_off

    def is_set(self) -> bool:
        """Say whether to leave off."""
        return super().is_set() or len(self._line) > 0 or stopped(self._leave_off)


@contextmanager
def in_line(model: object) -> Iterator[Place]:
    """Stand in the line before `model`; in one of its own where it has none."""
    line = getattr(model, "line", None)
    with (line if isinstance(line, Line) else Line()).place() as place:
        yield place


def stopped(cancel: threading.Event | None) -> bool:
    """Say whether a job was told to stop."""
    return cancel is not None and cancel.is_set()


def notices(place: Place, cancel: threading.Event | None) -> Iterator[Notice]:
    """Wait for one's turn, and say where one stands meanwhile; who was `stopped` has not got it, and asks nothing."""
    waited = False
    for before in place.wait(cancel):
        waited = True
        yield Notice(ONE_BEFORE if before == 1 else SOME_BEFORE.format(count=before))
    if waited and not stopped(cancel):
        yield Notice(YOUR_TURN)
