"""Loads the coach's heavy parts behind the page, and says how far that is. After a failure it may be begun again."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from coach.assemble import Parts
from coach.failures import report
from coach.own_files import Indexing
from coach.reading_ahead import ReadingAhead
from coach.runtime import give_back_memory
from coach.settings import Settings
from coach.settings_file import save_settings
from coach.shelf import Shelf
from coach.turn import Coach
from coach.warming import warm_up
from ui import texts_space
from ui import texts_welcome as texts

_Part = Literal["library", "model"]


@dataclass(frozen=True)
class Status:
    """Where loading stands: `share` (0 to 1) is None where it cannot be told; `ready` is also true after a failure.

    `stage` may hold counts after a colon; `missing` names the part that could not be loaded.
    """

    stage: str
    share: float | None = None
    ready: bool = False
    missing: _Part | None = None

    @property
    def failed(self) -> bool:
        """Say whether a part could not be loaded."""
        return self.missing is not None


class Loading:
    """A coach whose parts load in the background; `indexing` takes the person's own documents in, `shelf` holds the models."""

    def __init__(self, settings: Settings) -> None:
        parts = Parts(settings, self._note)
        self.coach = Coach(settings, parts)
        self.indexing = Indexing(parts.refresh_library)
        self.shelf = Shelf(lambda: self.coach.settings, self._use)
        self.ahead = ReadingAhead()
        self.status = Status(texts.STARTING)
        self._at = 0
        self._lock = threading.Lock()
        self._running = False
        self._warming, self._leave_off = threading.Lock(), threading.Event()

    def start(self) -> None:
        """Begin to load, unless it is loading; what is loaded already is not loaded again."""
        with self._lock:
            if self._running:
                return
            self._running, self._at, self.status = True, 0, Status(texts.STARTING)
        self._thread = threading.Thread(target=self._load, name="hearth-loading", daemon=True)
        self._thread.start()

    def _use(self, name: str) -> None:
        """Write with another model now, and at the next start."""
        self._leave_off.set()
        with self._warming, self.ahead.paused():  # whoever warms or reads with the one before holds it in memory
            try:
                self.coach.change_model(name)
            finally:
                self._leave_off.clear()
        if self.status.missing == "model":
            self.status = Status(texts.READY, ready=True)
        save_settings(model=name)
        threading.Thread(target=self._warm_up, name="hearth-warming", daemon=True).start()

    def _note(self, stage: str, share: float | None) -> None:
        if self._running:  # a rebuild later on has a place of its own
            self.status = Status(stage, share)

    def _load(self) -> None:
        found: dict[str, Any] = {}

        def library() -> None:
            found["mended"] = self.coach.library().mended
            self.coach.load_screen()

        steps: tuple[tuple[_Part, Callable[[], object]], ...] = (("library", library), ("model", self.coach.model))
        failed: Status | None = None
        has_model = False
        for at, (part, load) in enumerate(steps, start=1):
            self._at = at
            try:
                load()
                has_model = part == "model"
            except Exception as error:  # a thread that dies in silence would seem to load for ever
                why = report(error, "page: load the parts").line
                failed = failed or Status(texts.FAILED.format(why=why), ready=True, missing=part)
        with self._lock:
            self._running = False
            ready = f"{texts.READY} {texts.MENDED}" if found.get("mended") else texts.READY
            self.status = failed or Status(ready, ready=True)
        if has_model:
            self._warm_up()

    def _warm_up(self) -> None:
        """Let the model read what all prompts begin with, behind the page; whoever asks meanwhile goes first."""
        try:
            with self._warming:
                warm_up(self.coach.model(), self._leave_off)
            give_back_memory()
        except Exception as error:  # the first answer is slower then, and says what is wrong if it comes to that
            report(error, "page: make the model ready")

    def html(self) -> str:
        """Return the status as HTML. A screen reader says `data-say` alone: the stage, without its count (around.js)."""
        now = self.status
        if now.missing:
            works = texts.STILL_WORKS[now.missing].format(space=texts_space.TAB)
            return (
                f'<div role="status" aria-live="off" data-say="{escape(f"{now.stage} {works}")}">'
                f'<p class="state">{escape(now.stage)}</p>'
                f"<p>{escape(works)}</p>"
                f'<button type="button" data-again>{escape(texts.TRY_AGAIN)}</button></div>'
            )
        if now.ready:
            return f'<div role="status" aria-live="off" data-say="{escape(now.stage)}">{escape(now.stage)}</div>'
        stage, value = now.stage.partition(":")[0], f'value="{now.share:.2f}"' if now.share is not None else ""
        step = texts.STEP.format(at=max(1, self._at), of=2, stage=now.stage)
        first = f" {texts.LOADING_FIRST}" if now.share is not None else ""
        return (
            f'<div role="status" aria-live="off" data-say="{escape(stage)}">{escape(step)}'
            f'<progress aria-label="{escape(texts.LOADING)}" {value}></progress>'
            f'<span class="meta">{escape(texts.MEANWHILE + first)}</span></div>'
        )
