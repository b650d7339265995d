"""Loads the coach's heavy parts behind the page, and says how far that is. One thread, started once."""

import threading
from dataclasses import dataclass
from html import escape

from coach.assemble import Parts
from coach.failures import report
from coach.own_files import Indexing
from coach.settings import Settings
from coach.turn import Coach
from ui import texts


@dataclass(frozen=True)
class Status:
    """Where loading stands: `share` (0 to 1) is None where it cannot be told; `ready` is also true after a failure."""

    stage: str
    share: float | None = None
    ready: bool = False
    failed: bool = False


class Loading:
    """A coach whose parts load in the background; `indexing` takes the person's own documents in later on."""

    def __init__(self, settings: Settings) -> None:
        parts = Parts(settings, self._note)
        self.coach = Coach(settings, parts)
        self.indexing = Indexing(parts.refresh_library)
        self.status = Status("Starting")
        self._thread = threading.Thread(target=self._load, name="hearth-loading", daemon=True)

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    def _note(self, stage: str, share: float | None) -> None:
        self.status = Status(stage, share)

    def _load(self) -> None:
        try:
            mended = self.coach.library().mended
            self.coach.load_screen()
            self.coach.model()
        except Exception as error:  # a thread that dies in silence would seem to load for ever
            why = report(error, "page: load the parts").line
            self.status = Status(texts.FAILED.format(why=why), ready=True, failed=True)
        else:
            self.status = Status(f"{texts.READY} {texts.MENDED}" if mended else texts.READY, ready=True)

    def html(self) -> str:
        """Return the status as one line of HTML; a live region, so that a screen reader says it."""
        now = self.status
        bar = (
            ""
            if now.ready
            else f'<progress aria-label="loading" {f"value={now.share:.2f}" if now.share is not None else ""}></progress>'
        )
        note = f" {texts.LOADING_FIRST}" if now.share is not None and not now.ready else ""
        return f'<div role="status">{escape(now.stage)}{bar}{escape(note)}</div>'
