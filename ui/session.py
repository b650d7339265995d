"""What belongs to one open page: its stop signals, by the page's session, so that Stop frees the processor at once."""

import threading
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


class Stops:
    """One stop signal for each running turn, found again by the session that started it."""

    def __init__(self) -> None:
        self._running: dict[str, set[threading.Event]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def running(self, session: str | None) -> Iterator[threading.Event]:
        """Give a fresh signal for the time of a turn; it is also set when the turn is left early (the page was closed)."""
        signal = threading.Event()
        key = session or ""
        with self._lock:
            self._running.setdefault(key, set()).add(signal)
        try:
            yield signal
        finally:
            signal.set()
            with self._lock:
                self._running[key].discard(signal)
                if not self._running[key]:
                    del self._running[key]

    def stop(self, session: str | None) -> None:
        """Stop every turn of a session; nothing happens where none runs."""
        with self._lock:
            for signal in self._running.get(session or "", ()):
                signal.set()

    def is_running(self, session: str | None) -> bool:
        """Say whether a turn of this session runs."""
        with self._lock:
            return bool(self._running.get(session or ""))
