"""How long the parts of a turn took."""

import time

from coach.messages import Seconds, Text, Version


class Clock:
    """Seconds since the turn began, noted as its parts end."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.retrieve: float | None = None
        self._first: float | None = None

    def now(self) -> float:
        """Return the seconds since the start."""
        return round(time.perf_counter() - self._start, 4)

    def wrote(self, event: object) -> None:
        """Note the first of what was written: a piece of text, or a version."""
        if self._first is None and isinstance(event, Text | Version):
            self._first = self.now()

    def seconds(self) -> Seconds:
        """Return what was noted, with the total up to now."""
        return Seconds(self.retrieve, self._first, self.now())
