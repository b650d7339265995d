"""Lets the language model read what somebody is typing before they ask, so that the first word of the answer comes sooner.

After a pause in typing the whole turn runs as it would, screen and retrieval first, with a model that reads what it is asked and
writes nothing; what comes of the turn is thrown away. Only the model's memory of the prompt stays, as after any answer. Whoever
asks goes first. Of an answer nine tenths of the wait is the reading of its passages.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing

from coach.errors import CoachError
from coach.failures import report
from coach.inputs import MAX_CHARS
from coach.line import Line
from coach.messages import Event, Message
from coach.model import LlamaCppModel
from coach.turn import Coach
from knowledge.errors import KnowledgeError

PAUSE_S = 0.6
"""How long nothing is typed before it is read."""

Turn = Callable[[Coach, threading.Event], Generator[Event, None, None]]
"""Begins a turn with a coach and a signal to stop it."""


class Awaited(threading.Event):
    """Set once something else is to go first: it was told so, or somebody stands in line for the model."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def is_set(self) -> bool:
        """Say whether to leave off."""
        return super().is_set() or len(self._line) > 0


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


class ReadingAhead:
    """Reads the latest text that was typed, by whomever; one that is typed on is given up for what came of it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next: tuple[Coach, Turn] | None = None
        self._typed_at = 0.0
        self._leave_off: threading.Event | None = None
        self._thread: threading.Thread | None = None

    def typed(self, coach: Coach, text: str, turn: Turn) -> None:
        """Note that `text` stands in a box now, and would be asked as `turn`; it is read once it stays so for PAUSE_S.

        Nothing happens where reading ahead is switched off, or the parts of the coach are not loaded yet.
        """
        if not coach.settings.read_ahead:
            return
        with self._changed:
            if self._leave_off is not None:
                self._leave_off.set()
            self._next = (coach, turn) if text.strip() and len(text) <= MAX_CHARS else None
            self._typed_at = time.monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hearth-reading-ahead", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            coach, turn = self._due()
            try:
                self._read(coach, turn)
            except (CoachError, KnowledgeError):
                pass  # whoever asks meets the same, and is told
            except Exception as error:
                report(error, "page: read ahead")
            del coach, turn  # nothing of it stays while nobody types

    def _due(self) -> tuple[Coach, Turn]:
        with self._changed:
            while self._next is None or (left := self._typed_at + PAUSE_S - time.monotonic()) > 0:
                self._changed.wait(None if self._next is None else left)
            due, self._next = self._next, None
            return due

    def _read(self, coach: Coach, turn: Turn) -> None:
        model = coach.model_if_ready()
        if not isinstance(model, LlamaCppModel):  # one on a server keeps what it read by itself, and may cost money
            return
        until = Awaited(model.line)
        with self._changed:
            if self._next is not None:
                return
            self._leave_off = until
        reader = Reader(model, until)
        try:
            with closing(turn(coach.writing_with(reader), until)) as events:
                for _ in events:
                    if reader.has_read or until.is_set():
                        break
        finally:
            with self._changed:
                self._leave_off = None
