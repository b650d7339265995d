"""Lets the language model read what somebody is typing before they ask, so that the first word of the answer comes sooner.

After a pause in typing the whole turn runs as it would, screen and retrieval first, with a model that reads what it is asked and
writes nothing; what comes of the turn is thrown away. Only the model's memory of the prompt stays, as after any answer. Whoever
asks goes first. Of an answer nine tenths of the wait is the reading of its passages.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from coach.errors import CoachError
from coach.failures import report
from coach.inputs import MAX_CHARS
from coach.line import Awaited
from coach.messages import Event, Message
from coach.model import LlamaCppModel
from coach.turn import Coach
from knowledge.errors import KnowledgeError

PAUSE_S = 0.6
"""How long nothing is typed before it is read."""
_LOOK_S = 0.2  # between two looks at whether the model is free

Turn = Callable[[Coach, threading.Event], Generator[Event, None, None]]
"""Begins a turn with a coach and a signal to stop it."""


class Reader:
    """A TunedModel that reads into `model` what it is asked, until `until` is set, and writes nothing."""

    def __init__(self, model: LlamaCppModel, until: threading.Event) -> None:
        self._model, self._until = model, until
        self.name, self.n_ctx, self.tuned = model.name, model.n_ctx, model.tuned
        self.count_tokens = model.count_tokens
        self.has_read = False

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float | None = None,
        seed: int = 0,
        grammar: str | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[str]:
        """Read `messages`; yields nothing."""
        self._read(messages, several=False)
        return iter(())

    def write_bound(self, messages: Sequence[Message], grammar: str, cancel: threading.Event | None) -> str:
        """Read `messages`; returns ""."""
        self._read(messages, several=True)
        return ""

    def draw(
        self,
        messages: Sequence[Message],
        opening: Sequence[str],
        n: int,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        greedy_first: bool,
        cancel: threading.Event | None,
    ) -> list[tuple[str, float]]:
        """Return nothing: what goes on from an opening is not begun yet."""
        return []

    def likelihoods(
        self, pairs: Sequence[tuple[Sequence[Message], str]], cancel: threading.Event | None
    ) -> list[float]:
        """Return nothing."""
        return []

    def _read(self, messages: Sequence[Message], *, several: bool) -> None:
        if not self.has_read:
            self._model.read(messages, self._until, several=several)
            self.has_read = True


@dataclass(frozen=True)
class _Typed:
    """What stands in a box of one open page: the turn that would be asked, with which coach."""

    session: str
    coach: Coach
    turn: Turn


class ReadingAhead:
    """Reads the latest text that was typed, by whomever; one that is typed on is given up for what came of it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next: _Typed | None = None
        self._typed_at = 0.0
        self._now: tuple[_Typed, threading.Event] | None = None  # what is being read, and the signal to leave off
        self._asked: dict[str, str] = {}  # the last text that was asked on each page
        self._held = 0  # by so many nothing is to be begun
        self._thread: threading.Thread | None = None

    def typed(self, session: str, coach: Coach, text: str, turn: Turn) -> None:
        """Note that `text` stands in a box now, and would be asked as `turn`; it is read once it stays so for PAUSE_S.

        Nothing happens where reading ahead is switched off, or the parts of the coach are not loaded yet.
        """
        if not coach.settings.read_ahead:
            return
        with self._changed:
            if self._asked.get(session) == text:  # the page tells of the last letters late: they are answered already
                self._let_go(session)
                return
            self._leave_off()
            worth_it = text.strip() and len(text) <= MAX_CHARS
            self._next = _Typed(session, coach, turn) if worth_it else None
            self._typed_at = time.monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hearth-reading-ahead", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def forget(self, session: str, asked: str = "") -> None:
        """Let go of what was typed on one page: it was `asked`, and is not read any more; or, without that, the page was left."""
        with self._changed:
            self._asked.pop(session, None)
            if asked:
                self._asked[session] = asked
            self._let_go(session)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Read nothing meanwhile, and hold no model: another one takes its place."""
        with self._changed:
            self._held += 1
            self._leave_off()
            self._changed.wait_for(lambda: self._now is None)
        try:
            yield
        finally:
            with self._changed:
                self._held -= 1
                self._changed.notify_all()

    def _let_go(self, session: str) -> None:
        if self._next is not None and self._next.session == session:
            self._next = None
        if self._now is not None and self._now[0].session == session:
            self._leave_off()

    def _leave_off(self) -> None:
        if self._now is not None:
            self._now[1].set()

    def _run(self) -> None:
        while True:
            due, leave_off = self._due()
            try:
                self._read(due, leave_off)
            except (CoachError, KnowledgeError):
                pass  # whoever asks meets the same, and is told
            except Exception as error:
                report(error, "page: read ahead")
            finally:
                with self._changed:
                    self._now = None
                    self._changed.notify_all()
            del due, leave_off  # nothing of it stays while nobody types

    def _due(self) -> tuple[_Typed, threading.Event]:
        with self._changed:
            while self._next is None or self._held or (left := self._typed_at + PAUSE_S - time.monotonic()) > 0:
                self._changed.wait(None if self._next is None or self._held else left)
            due, self._next = self._next, None
            self._now = due, threading.Event()
            return self._now

    def _read(self, due: _Typed, leave_off: threading.Event) -> None:
        model = due.coach.model_if_ready()
        if not isinstance(model, LlamaCppModel):  # one on a server keeps what it read by itself, and may cost money
            return
        while len(model.line) and not leave_off.wait(_LOOK_S):
            pass
        until = Awaited(model.line, leave_off)
        if until.is_set():
            return
        reader = Reader(model, until)
        with closing(due.turn(due.coach.writing_with(reader), until)) as events:
            for _ in events:
                if reader.has_read or until.is_set():
                    break
