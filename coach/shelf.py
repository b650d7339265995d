"""The models of this computer, for a page: which there are, fetch one behind the page, stop, choose one at once, remove a file.

One thing at a time, in a thread; `status` says where it stands. What was stopped goes on where it broke off (download.py).
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from coach.catalogue import ModelEntry, choose, fits, load_catalogue, locate
from coach.download import Progress, get_model, remove_model
from coach.errors import ModelError, ModelMissingError
from coach.failures import report
from coach.settings import Settings

_SETTLE_S = 2.0  # before that, a guess of the time left is none

Fetch = Callable[[ModelEntry, Path, Progress, threading.Event], Path]
Use = Callable[[str], None]


@dataclass(frozen=True)
class ShelfModel:
    """One model: is its file here, how much of it came so far, does this machine hold it, does Hearth write with it."""

    entry: ModelEntry
    here: bool
    part_bytes: int
    fits: bool
    in_use: bool

    @property
    def can_be_removed(self) -> bool:
        """Say whether its file, or the part that came, was fetched by Hearth and is not needed now."""
        return bool(self.entry.repo) and not self.in_use and (self.here or self.part_bytes > 0)


@dataclass(frozen=True)
class ShelfStatus:
    """What is going on with the model `name`; `total` and `seconds_left` are 0 and None where they cannot be told.

    `ended` says how the last thing ended, "" while one is running or before the first; `why` is one line for "failed".
    """

    act: Literal["", "fetch", "use"] = ""
    name: str = ""
    running: bool = False
    stopping: bool = False
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    ended: Literal["", "done", "stopped", "failed"] = ""
    why: str = ""


def _fetch(entry: ModelEntry, models_dir: Path, progress: Progress, stop: threading.Event) -> Path:
    return get_model(entry, models_dir, progress=progress, stop=stop)


class Shelf:
    """The models; `settings` gives the settings in force, `use` changes the model that writes (Coach.change_model)."""

    def __init__(self, settings: Callable[[], Settings], use: Use, fetch: Fetch = _fetch) -> None:
        self._settings, self._use, self._fetch = settings, use, fetch
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.status = ShelfStatus()

    def models(self) -> list[ShelfModel]:
        """Return the models of the catalogue, and one's own file if it is here and in use. Raises SettingsError in one line."""
        settings = self._settings()
        entries = load_catalogue(settings.models_file)
        found = [self._model(one, settings, one.name == settings.model) for one in entries.values()]
        if settings.model not in entries:
            with suppress(ModelError):  # its file or its entry is gone; the others can be chosen all the same
                found.append(self._model(choose(settings.model, entries), settings, True))
        return found

    @staticmethod
    def _model(entry: ModelEntry, settings: Settings, in_use: bool) -> ShelfModel:
        try:
            path = locate(entry, settings.models_dir)
        except ModelMissingError:  # a package that is not installed
            return ShelfModel(entry, False, 0, fits(entry), in_use)
        parts = path.parent.glob(f"{path.name}.*.part") if entry.repo else ()
        return ShelfModel(entry, path.is_file(), sum(one.stat().st_size for one in parts), fits(entry), in_use)

    def fetch(self, name: str) -> None:
        """Begin to fetch a model; raises ModelError for a name that there is not, or while something else is going on."""
        entry = self._named(name).entry
        self._begin("fetch", name, lambda: self._fetch(entry, self._settings().models_dir, self._note, self._stop))

    def use(self, name: str) -> None:
        """Begin to load a model that is here, and write with it from then on; raises as `fetch`."""
        if not self._named(name).here:
            raise ModelMissingError(f"model {name!r} is not on this computer; get it first")
        self._begin("use", name, lambda: self._use(name))

    def stop(self) -> None:
        """Stop a download; what came so far is kept."""
        with self._lock:
            if self.status.running and self.status.act == "fetch":
                self._stop.set()
                self.status = replace(self.status, stopping=True)

    def remove(self, name: str) -> bool:
        """Remove what was fetched of a model; says whether there was anything. Raises ModelError where it is in use."""
        found = self._named(name)
        with self._lock:
            if found.in_use or (self.status.running and self.status.name == name):
                raise ModelError(f"model {name!r} is in use; choose another one first")
            return found.can_be_removed and remove_model(found.entry, self._settings().models_dir) > 0

    def _named(self, name: str) -> ShelfModel:
        found = next((one for one in self.models() if one.entry.name == name), None)
        if found is None:
            raise ModelError(f"there is no model called {name[:200]!r}")
        return found

    def _begin(self, act: Literal["fetch", "use"], name: str, work: Callable[[], object]) -> None:
        with self._lock:
            if self.status.running:
                raise ModelError(f"model {self.status.name!r} comes first; wait until that is done, or stop it")
            self._stop.clear()
            self._began, self._first = time.monotonic(), None
            self.status = ShelfStatus(act, name, running=True)
        threading.Thread(target=self._run, args=(work,), name=f"hearth-model-{act}", daemon=True).start()

    def _run(self, work: Callable[[], object]) -> None:
        ended: Literal["done", "stopped", "failed"] = "done"
        why = ""
        try:
            work()
        except Exception as error:  # a thread that dies in silence would seem to go on for ever
            ended = "stopped" if self._stop.is_set() else "failed"
            why = "" if self._stop.is_set() else report(error, "page: a model").line
        with self._lock:
            self.status = replace(self.status, running=False, stopping=False, seconds_left=None, ended=ended, why=why)

    _began = 0.0
    _first: int | None = None

    def _note(self, done: int, total: int) -> None:
        self._first = done if self._first is None else self._first
        spent, left = time.monotonic() - self._began, None
        if total and done > self._first and spent > _SETTLE_S:
            left = spent * (total - done) / (done - self._first)
        with self._lock:
            self.status = replace(self.status, done=done, total=total, seconds_left=left)


def hub_host() -> str:
    """Return the host that a model is fetched from; it may name others to fetch the file itself from."""
    from huggingface_hub import constants

    return urlsplit(constants.ENDPOINT).hostname or constants.ENDPOINT
