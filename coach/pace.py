"""How many of the processor's cores to write with just now: those that other programs leave free.

llama.cpp's threads spin while they wait for each other. With every core taken and another program busy, writing is many times
slower, not twice; with one core left to that program it is hardly slower than on a quiet machine.
"""

import math
import time
from collections.abc import Callable

import psutil

_LOOK_S = 0.1  # over which load is measured; shorter says little, since systems count in ticks of about 10 ms
_LITTLE = 0.35  # of a core: what a browser takes to show the words as they come
_OWN = 0.5  # of a core: what Hearth takes for itself beside the threads that write
_PROCESS = psutil.Process()


class Pace:
    """Says how many threads to work with, from 1 to `most`. For one thread at a time."""

    def __init__(
        self,
        most: int,
        cores: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        busy: Callable[[], tuple[float, float]] | None = None,
    ) -> None:
        """`cores` there are; `busy` returns the seconds that all of them, and those that this process, have worked so far."""
        self._most, self._spare, self._clock, self._busy = most, max(0, cores - most), clock, busy or busy_seconds
        self._threads = max(1, most - 1)  # nothing is known yet
        self._at, self._seen = self._clock(), self._busy()

    def threads(self) -> int:
        """Return how many threads to work with now, by what others took since the last call.

        The number from before where that call was near. To be asked at every token: after a rest, what others took on average
        meanwhile is a guess, which soon gives way to a look.
        """
        if self._most == 1:
            return 1
        if self._clock() - self._at >= _LOOK_S:
            taken = self._look()
            self._threads = max(1, self._most - max(0, math.ceil(taken - _LITTLE - self._spare)))
        return self._threads

    def _look(self) -> float:
        """Return how many cores were taken by others since the last look: by what else Hearth does, too."""
        at, seen = self._clock(), self._busy()
        since = at - self._at
        everybody, own = (now - before for now, before in zip(seen, self._seen, strict=True))
        self._at, self._seen = at, seen
        return max(0.0, everybody - min(own, (self._threads + _OWN) * since)) / since


def busy_seconds() -> tuple[float, float]:
    """Return the seconds of work, on any core, of everybody since the machine started, and of this process."""
    everybody, own = psutil.cpu_times(), _PROCESS.cpu_times()
    idle = everybody.idle + getattr(everybody, "iowait", 0.0)
    # a guest's time is counted as its host's already
    seen_twice = getattr(everybody, "guest", 0.0) + getattr(everybody, "guest_nice", 0.0)
    return sum(everybody) - idle - seen_twice - getattr(everybody, "steal", 0.0), own.user + own.system
