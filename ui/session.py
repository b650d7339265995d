"""What belongs to one open page: its stop signals, by the page's session, so that Stop frees the processor at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

AT_ONCE = 16
"""How many jobs for the language model the page takes on at a time: each says where it stands in line (coach/line.py)."""


TYPED: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "queue": False,
    "trigger_mode": "always_last",
}
"""How the page is told of what is being typed: at once, and of all that comes while it is told, only the latest."""


_KEPT_S = 1.0
"""How long `end` waits for what was said to be kept as far as it came; while a model loads, a turn hears no stop."""


class Signal(threading.Event):
    """A turn's stop signal."""

    superseded = False
    """Something else has taken the turn's place on the page: it shows nothing more."""


class Stops:
    """One stop signal for each running turn, found again by the session, and the part of the page, that started it.

    Where no `part` is named, every part of the session is meant.
    """

    def __init__(self) -> None:
        self._running: dict[Signal, tuple[str, str]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def running(self, session: str | None, part: str = "") -> Iterator[Signal]:
        """Give a fresh signal for the time of a turn; it is also set when the turn is left early (the page was closed)."""
        signal = Signal()
        with self._lock:
            self._running[signal] = (session or "", part)
        try:
            yield signal
        finally:
            signal.set()
            with self._lock:
                del self._running[signal]

    def stop(self, session: str | None, part: str | None = None) -> None:
        """Stop the turns of a session; nothing happens where none runs."""
        for signal in self._of(session, part):
            signal.set()

    def is_running(self, session: str | None, part: str | None = None) -> bool:
        """Say whether a turn of this session runs."""
        return bool(self._of(session, part))

    def end(self, session: str | None, part: str | None = None) -> None:
        """Stop the turns of a session, which show nothing more; wait a moment for their end."""
        for signal in self._of(session, part):
            signal.superseded = True  # first: a turn that is set shows its end
            signal.set()
        until = time.monotonic() + _KEPT_S
        while self.is_running(session, part) and time.monotonic() < until:
            time.sleep(0.02)

    def _of(self, session: str | None, part: str | None) -> list[Signal]:
        with self._lock:
            return [
                signal
                for signal, (whose, which) in self._running.items()
                if whose == (session or "") and part in (None, which)
            ]
