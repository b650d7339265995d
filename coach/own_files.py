"""A person's own files: take copies in, leave files out, list what is indexed, and index in the background.

Files that were added on the page are copied to data_dir/documents. Files in folders that the person named stay where they
are: Hearth never changes or removes one of them, it only leaves it out.
"""

import hashlib
import re
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from uuid import uuid4

from coach.assemble import Library, Progress, documents_folder, own_folders, own_store, set_own_folders
from coach.failures import report
from coach.keeping import place
from coach.settings import Settings
from knowledge.formats import READERS, visible
from knowledge.own_documents import IndexingStoppedError, OwnFile
from knowledge.reading import MAX_FILE_BYTES

_MAX_NAME = 100
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE
)  # Windows keeps these names for itself


@dataclass(frozen=True)
class Added:
    """What became of a file that was handed in: `name` is the one that it is kept under, or has there already."""

    given: str
    outcome: Literal["added", "same", "refused"]
    name: str = ""
    why: str = ""


def add_copies(settings: Settings, files: Sequence[Path]) -> list[Added]:
    """Copy files into data_dir/documents, under safe names, never over another file; says what became of each.

    A file whose content is there already is not copied again; one of another kind, or too large, is refused.
    """
    folder = documents_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    known = {
        _digest(one): one.name for one in sorted(folder.iterdir()) if one.suffix.lower() in READERS and one.is_file()
    }
    results: list[Added] = []
    for file in files:
        name = safe_name(file.name)
        if Path(name).suffix.lower() not in READERS:
            results.append(Added(file.name, "refused", why=f"only {' '.join(sorted(READERS))} can be read"))
            continue
        if file.stat().st_size > MAX_FILE_BYTES:
            results.append(Added(file.name, "refused", why=f"it is larger than {MAX_FILE_BYTES // 2**20} MB"))
            continue
        digest = _digest(file)
        if digest in known:
            results.append(Added(file.name, "same", known[digest]))
            continue
        kept = _copy(file, folder, name)
        known[digest] = kept.name
        own_store(settings).take_back(kept)
        results.append(Added(file.name, "added", kept.name))
    return results


def safe_name(name: str) -> str:
    """Return a file name that every system takes: no folders, no hidden or control characters, not reserved, not too long."""
    name = " ".join(visible(name.replace("\\", "/").rpartition("/")[2]).split())
    name = re.sub(r'[<>:"|?*\n\t]', "_", name).strip(". ")
    stem, suffix = Path(name).stem.strip(". "), Path(name).suffix
    while len(f"{stem}{suffix}".encode("utf-8", "replace")) > _MAX_NAME and stem:
        stem = stem[:-1]
    stem = stem.encode("utf-8", "replace").decode().strip(". ") or "document"
    return f"_{stem}{suffix}" if _RESERVED.match(f"{stem}{suffix}") else f"{stem}{suffix}"


def _copy(file: Path, folder: Path, name: str) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    part = folder / f".{uuid4().hex}.part"  # no guide's name: half a copy is never read as a whole one
    try:
        with file.open("rb") as source, part.open("xb") as out:
            shutil.copyfileobj(source, out)
        while True:
            target = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
            if place.claim(part, target):
                return target
            number += 1
    finally:
        part.unlink(missing_ok=True)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def add_folders(settings: Settings, folders: Sequence[Path]) -> None:
    """Remember folders (or files) to be indexed; what had been left out below them comes back."""
    before = own_folders(settings)
    wanted = sorted({*before, *(one.expanduser().resolve() for one in folders)})
    if wanted != before:
        set_own_folders(settings, wanted)
    for one in folders:
        own_store(settings).take_back(one.expanduser())


def check_removal(settings: Settings, path: Path) -> bool:
    """Say whether `path` is one of the folders, or one of the files, that are indexed."""
    place = path.expanduser().resolve()
    return place in own_folders(settings) or any(one.path == str(place) for one in own_store(settings).files())


def remove_path(settings: Settings, path: Path) -> None:
    """Forget a folder or a file: a copy that Hearth holds is deleted, a file of the person's own is only left out."""
    place = path.expanduser().resolve()
    folders = own_folders(settings)
    if place in folders:
        set_own_folders(settings, [one for one in folders if one != place])
    if documents_folder(settings).resolve() in place.parents:
        place.unlink(missing_ok=True)
        own_store(settings).forget(place)
    elif any(one in place.parents for one in folders):
        own_store(settings).leave_out(place)
    else:
        own_store(settings).forget(place)


def indexed_files(settings: Settings) -> list[OwnFile]:
    """Return the person's own files that are in the index, by path."""
    return [one for one in own_store(settings).files() if not one.problem and one.passages is not None]


@dataclass(frozen=True)
class IndexingStatus:
    """Where indexing stands. `share` (0 to 1) and `seconds_left` are None where they cannot be told.

    `outcome` says how the last one ended: "" (none yet, or running), "done", "stopped" or "failed", and then `stage` says why.
    """

    running: bool = False
    stage: str = ""
    share: float | None = None
    seconds_left: float | None = None
    outcome: Literal["", "done", "stopped", "failed"] = ""
    skipped: tuple[str, ...] = ()


class Indexing:
    """Indexes the person's own files in a thread of its own, one at a time, while everything else goes on."""

    def __init__(self, refresh: Callable[[Progress, threading.Event], Library]) -> None:
        self._refresh = refresh
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._again = False
        self._stage_began: tuple[str, float, float] = ("", 0.0, 0.0)
        self.status = IndexingStatus()

    def start(self) -> None:
        """Begin; where one is running, another follows it, so that what was added meanwhile is taken in too."""
        with self._lock:
            if self.status.running:
                self._again = True
                return
            self._stop.clear()
            self.status = IndexingStatus(running=True, stage="Starting", skipped=self.status.skipped)
            threading.Thread(target=self._run, name="hearth-indexing", daemon=True).start()

    def stop(self) -> None:
        """Stop within a moment; what was done is kept."""
        with self._lock:
            self._again = False
            self._stop.set()

    def _run(self) -> None:
        while True:
            ended = self._once()
            with self._lock:
                if not self._again:
                    self.status = ended
                    return
                self._again = False
                self._stop.clear()  # what was asked for after a stop is done

    def _once(self) -> IndexingStatus:
        skipped = self.status.skipped
        try:
            library = self._refresh(self._note, self._stop)
        except IndexingStoppedError:
            return IndexingStatus(stage="", outcome="stopped", skipped=skipped)
        except Exception as error:  # a thread that dies in silence would seem to run for ever
            why = report(error, "index your own documents").line
            return IndexingStatus(stage=why, outcome="failed", skipped=skipped)
        return IndexingStatus(share=1.0, outcome="done", skipped=library.skipped)

    def _note(self, stage: str, share: float | None) -> None:
        now = time.monotonic()
        what = stage.partition(":")[0]
        if self._stage_began[0] != what:
            self._stage_began = (what, now, share or 0.0)
        _, began, first = self._stage_began
        left = None
        if share is not None and share > first and now - began > 2:
            left = (now - began) * (1 - share) / (share - first)
        self.status = replace(self.status, stage=stage, share=share, seconds_left=left)
