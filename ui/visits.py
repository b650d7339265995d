"""What a page leaves behind on the server, and how it goes: answers are stopped, keys wiped, Gradio's memory of it emptied.

Gradio keeps a page's state for an hour after it was closed, in case that it comes back. Here nobody comes back: a page that was
left, reloaded or locked is forgotten within seconds.
"""

import threading
import time
from typing import Any

from coach.keeping.keys import Keys
from coach.reading_ahead import ReadingAhead
from ui.session import Stops

_STOP_S = 2.0
"""How long an answer that is being written has, to be kept as far as it came, before the key goes."""
_STILL_S = 60.0
"""For how long a page that is gone is forgotten again: a call that was on its way would make Gradio remember it."""
_SETTLED_S = 5.0
_MOST_LEFT = 10_000
"""How many pages that were left are known as such: one that is still shown somewhere has to be loaded again."""


class Visits:
    """The open pages by their session, and for each the protected space that it opened, if any."""

    def __init__(self, keys: Keys, stops: Stops, ahead: ReadingAhead | None = None) -> None:
        self._keys, self._stops, self._ahead = keys, stops, ahead or ReadingAhead()
        self._held: dict[str, str] = {}
        self._released: set[str] = set()
        self._gone: dict[str, float] = {}
        self._left: dict[str, float] = {}
        self._page: Any = None

    def attach(self, page: Any) -> None:
        """Say whose memory it is: a gr.Blocks. Starts to watch it; call once."""
        self._page = page
        page.has_left = self.has_left  # failing.py asks
        threading.Thread(target=self._watch, name="hearth-visits", daemon=True).start()

    def hold(self, session: str, space: str) -> None:
        """Note that a page shows a protected space; one that was left while its passphrase was looked at gets none."""
        if session in self._left:
            self._keys.lock(session)
            return
        self._held[session] = space
        self._released.discard(session)

    def release(self, session: str) -> None:
        """Note that what a page shows is not protected any more."""
        self._held.pop(session, None)
        self._released.add(session)

    def holds(self, session: str) -> str | None:
        """Return the protected space that a page shows, or showed until it was locked."""
        return self._held.get(session)

    def is_lost(self, session: str) -> bool:
        """Say whether a page shows a space that was locked meanwhile: it must not go on."""
        space = self._held.get(session)
        return space is not None and not self._keys.is_open(session, space)

    def may_go_on(self, session: str) -> bool:
        """Say whether a page that showed a protected space may still show it; not one that nobody here knows (any more)."""
        return session in self._released or (session in self._held and not self.is_lost(session))

    def has_left(self, session: str) -> bool:
        """Say whether a page was left some seconds ago; what it had asked before may still be on its way until then."""
        left = self._left.get(session)
        return left is not None and time.monotonic() - left > _SETTLED_S

    def leave(self, session: str) -> None:
        """Let everything go that belongs to a page. Returns once its keys are wiped, after two seconds at most."""
        self._left[session] = time.monotonic()
        if len(self._left) > _MOST_LEFT:
            del self._left[next(iter(self._left))]
        self._stop(session)
        end = time.monotonic() + _STOP_S
        while self._stops.is_running(session) and time.monotonic() < end:
            time.sleep(0.02)
        self._keys.lock(session)
        self._forget(session)

    def _stop(self, session: str) -> None:
        self._stops.stop(session)
        self._ahead.forget(session)

    def _forget(self, session: str) -> None:
        self._held.pop(session, None)
        self._released.discard(session)
        self._gone[session] = time.monotonic()
        self._empty(session)

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            self.sweep()

    def sweep(self) -> None:
        """Forget every page whose space was locked by its idle time, and those that are gone once more."""
        for session in list(self._held):
            if self.is_lost(session):
                self._stop(session)
                self._empty(session)  # still held: the page has to hear of it when it asks
        now = time.monotonic()
        for session, since in list(self._gone.items()):
            self._empty(session)
            if now - since > _SETTLED_S and self._page is not None:
                self._page._queue.pending_messages_per_session.pop(session, None)
            if now - since > _STILL_S:
                self._gone.pop(session, None)

    def _empty(self, session: str) -> None:
        memory = getattr(self._page, "state_holder", None)
        if memory is not None:
            memory.session_data.pop(session, None)
            memory.time_last_used.pop(session, None)
