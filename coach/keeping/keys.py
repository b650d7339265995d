"""The keys of the spaces that are open now: in memory only, each for one holder (an open page), wiped when locked or idle."""

import threading
import time
from collections.abc import Callable
from typing import Any

from coach.keeping.errors import TooSoonError, WrongPassphraseError
from coach.keeping.sealing import Key

IDLE_S = 10 * 60.0
_FREE_TRIES = 3
_LONGEST_S = 60


def passing() -> float:
    """Return seconds on a clock that goes on while the computer sleeps; `time.monotonic` stands still then, but on Windows."""
    name = next((one for one in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC") if hasattr(time, one)), None)
    return time.clock_gettime(getattr(time, name)) if name else time.monotonic()


class Keys:
    """Keys by (holder, space). Whoever asks for a key uses it: a space that nobody uses for `idle_s` seconds is locked."""

    def __init__(self, idle_s: float = IDLE_S, clock: Callable[[], float] = passing) -> None:
        self.idle_s = idle_s
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], tuple[Key, float]] = {}
        self._memory: dict[tuple[str, str], dict[str, Any]] = {}
        self._wrong: dict[str, tuple[int, float]] = {}

    def open(self, holder: str, space: str, unlock: Callable[[], Key]) -> None:
        """Keep the key that `unlock` gives. What it raises comes through; after three wrong passphrases each try must wait.

        Raises TooSoonError, without a try, before the wait is over: 1 second, doubled each time up to a minute.
        """
        with self._lock:
            count, since = self._wrong.get(space, (0, 0.0))
            wait = min(2 ** (count - _FREE_TRIES), _LONGEST_S) if count >= _FREE_TRIES else 0
            left = since + wait - self._clock()
            if wait and left > 0:
                raise TooSoonError(int(left) + 1)
            self._wrong[space] = (count + 1, self._clock())  # before the try: many at once are many tries
        try:
            key = unlock()
        except WrongPassphraseError:
            raise
        except BaseException:
            with self._lock:
                self._wrong[space] = (count, since)
            raise
        with self._lock:
            self._wrong.pop(space, None)
            before = self._open.pop((holder, space), None)
            self._open[holder, space] = (key, self._clock())
        if before:
            before[0].wipe()

    def key(self, holder: str, space: str) -> Key | None:
        """Return the key of a space that this holder opened, and count it as used; None where it is locked."""
        self.sweep()
        with self._lock:
            found = self._open.get((holder, space))
            if found is None:
                return None
            self._open[holder, space] = (found[0], self._clock())
            return found[0]

    def memory(self, holder: str, space: str) -> dict[str, Any] | None:
        """Return a place for what was read out of an open space, forgotten with its key; None where it is locked."""
        with self._lock:
            return self._memory.setdefault((holder, space), {}) if (holder, space) in self._open else None

    def is_open(self, holder: str, space: str) -> bool:
        """Say whether this holder has a space open; does not count as use."""
        self.sweep()
        with self._lock:
            return (holder, space) in self._open

    def lock(self, holder: str | None = None, space: str | None = None) -> None:
        """Drop and wipe keys: all, or those of one holder, or of one space."""
        with self._lock:
            gone = [one for one in self._open if holder in (None, one[0]) and space in (None, one[1])]
            keys = [self._open.pop(one)[0] for one in gone]
            for one in gone:
                self._memory.pop(one, {}).clear()
        for key in keys:
            key.wipe()

    def sweep(self) -> None:
        """Lock what was idle for too long."""
        now = self._clock()
        with self._lock:
            idle = [one for one, (_, used) in self._open.items() if now - used >= self.idle_s]
        for holder, space in idle:
            self.lock(holder, space)
