"""Fetch a model from the Hugging Face hub, because the person asked for it: the only code that goes to the network.

The hub's own client speaks to the hub; what broke off is kept beside the file, under the name of the version that it belongs
to, and gone on with. A file counts as a model only once its SHA-256 is the one that the entry, or else the hub, names for
it; the digest is kept beside the file for `hearth models check`. One process fetches a model at a time.
"""

import errno
import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from logging import ERROR
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from coach.catalogue import MB, ModelEntry, locate
from coach.connections import asked_for
from coach.errors import DownloadError, DownloadStoppedError, ModelError, ModelMissingError

PIECE_BYTES = 2**20
_SPARE_BYTES = 200 * MB
_SAYS = {  # what an answer of the hub means for a person
    401: "the hub wants an account for it",
    403: "the hub wants an account for it",
    404: "the hub has no such file; its entry may be out of date",
    429: "the hub asks to wait: try again in some minutes, it goes on where it stopped",
}

Progress = Callable[[int, int], None]  # (bytes done, bytes in all, 0 where that is not known)


def get_model(
    entry: ModelEntry,
    models_dir: Path,
    endpoint: str | None = None,
    progress: Progress | None = None,
    *,
    checking: Progress | None = None,
    stop: threading.Event | None = None,
) -> Path:
    """Fetch the entry's file, unless it is here and whole, and return where it lies.

    `endpoint` is the hub's address when it is not the usual one; `checking` hears how far the checksum is. Raises
    DownloadStoppedError once `stop` is set (what came is kept), DownloadError when the file cannot be had, the disk is too full,
    or what came is not what was meant to come (it is removed then).
    """
    target = locate(entry, models_dir)
    if not entry.repo or is_verified(entry, target) or _is_found_whole(entry, models_dir, _heeding(checking, stop)):
        return target
    require_disk(entry, models_dir)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(_lock_file(entry, models_dir), timeout=0):
            if not is_verified(entry, target):  # another process may just have ended
                _get(entry, target, endpoint, _heeding(progress, stop), _heeding(checking, stop))
    except Timeout as error:
        raise DownloadError(f"model {entry.name!r} is being fetched by another window or command already") from error
    return target


def _is_found_whole(entry: ModelEntry, models_dir: Path, checking: Progress) -> bool:
    """Say whether a file that is there, such as a copy with other times, is what it should be: then it need not come again."""
    target = locate(entry, models_dir)
    if not target.is_file() or not (entry.sha256 or _digest_file(target).is_file()):
        return False  # nothing to compare it with
    try:
        require_verified(entry, models_dir, checking)
    except DownloadStoppedError:
        raise
    except (DownloadError, OSError, ValueError):  # it is not, or it or its digest cannot be read
        return False
    return True


def _get(entry: ModelEntry, target: Path, endpoint: str | None, progress: Progress, checking: Progress) -> None:
    try:
        with _online(), asked_for("model"):
            part, expected = _fetch(entry, target, endpoint, progress)
    except DownloadError:
        raise
    except Exception as error:  # the client raises its own errors, those of its HTTP library and OSError
        raise DownloadError(_reason(entry, error)) from error
    found = sha256(part, checking)
    if expected and found != expected:
        part.unlink()
        raise DownloadError(f"model {entry.name!r} arrived damaged and was removed; run the same command again")
    if _magic(part) != b"GGUF":
        part.unlink()
        raise DownloadError(f"{entry.file!r} of {entry.repo} is not a GGUF model; it was removed")
    target.unlink(missing_ok=True)  # of another version: it has no digest
    _note_digest(target, found)
    part.replace(target)  # last: a kill before it costs no second download


def require_disk(entry: ModelEntry, models_dir: Path) -> None:
    """Raise DownloadError, with both numbers, when what is still to come of the entry's file does not fit on the disk."""
    here = sum(one.stat().st_size for one in _parts(locate(entry, models_dir)))
    needed = (entry.size_bytes or entry.size_mb * MB) - here
    free = disk_free(models_dir)
    if needed > 0 and free < needed + _SPARE_BYTES:
        raise DownloadError(
            f"model {entry.name!r} takes {needed // MB:,} MB more on the disk, beside {_SPARE_BYTES // MB} MB to spare, and "
            f"{free // MB:,} MB are free; make room first"
        )


def disk_free(models_dir: Path) -> int:
    """Return how many bytes are free where models lie."""
    return shutil.disk_usage(_existing(models_dir)).free


def is_verified(entry: ModelEntry, target: Path) -> bool:
    """Say whether a fetched file is there, was read through since it was last changed, and is the one that the entry means."""
    digest = _digest_file(target)
    if not (target.is_file() and digest.is_file()) or digest.stat().st_mtime < target.stat().st_mtime:
        return False
    return not entry.sha256 or digest.read_bytes().strip() == entry.sha256.encode()


def require_verified(entry: ModelEntry, models_dir: Path, checking: Progress | None = None) -> None:
    """Compare a file that lies where fetched ones do, and that nobody has looked at yet, with its digest before it is loaded.

    Raises DownloadError when it is not what it should be.
    """
    target = locate(entry, models_dir)
    if entry.repo and target.is_file() and not is_verified(entry, target):
        found = check_model(entry, models_dir, checking)
        with suppress(OSError):  # a folder that is only to be read from: it is compared at each start
            _note_digest(target, found)


def remove_model(entry: ModelEntry, models_dir: Path) -> int:
    """Remove what was fetched of a model, half files with it, and return how many bytes that frees.

    A file that the person placed somewhere by path is theirs and stays. Raises ModelError for the model that comes with Hearth,
    DownloadError while it is being fetched or when the system does not let go of a file.
    """
    if entry.package:
        raise ModelError(f"model {entry.name!r} comes with Hearth and stays: it is what answers when no other can")
    if not entry.repo:
        return 0
    target = locate(entry, models_dir)
    lock = _lock_file(entry, models_dir)
    freed = 0
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            # the digest first: without it, a file that is left by a kill does not count as whole
            digest = _digest_file(target)
            for one in [digest, *_parts(target), target]:
                if one.is_file():
                    size = one.stat().st_size
                    one.unlink()
                    freed += size
        lock.unlink(missing_ok=True)
        if target.parent.is_dir() and not any(target.parent.iterdir()):
            target.parent.rmdir()
    except Timeout as error:
        raise DownloadError(f"model {entry.name!r} is being fetched just now; stop that first") from error
    except OSError as error:
        raise DownloadError(
            f"model {entry.name!r} cannot be removed ({type(error).__name__}); close what uses it and try again"
        ) from error
    return freed


def _heeding(progress: Progress | None, stop: threading.Event | None) -> Progress:
    """Return `progress`, or one that says nothing, which also ends what reports to it once `stop` is set."""

    def told(done: int, total: int) -> None:
        if stop is not None and stop.is_set():
            raise DownloadStoppedError("stopped; what came is kept, and the next try goes on where it stopped")
        if progress is not None:
            progress(done, total)

    return told


def _reason(entry: ModelEntry, error: Exception) -> str:
    """Return in one line why a file could not be had, and what to do about it."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full; make room and run `hearth models get {entry.name}` again"
    status = getattr(getattr(error, "response", None), "status_code", 0)
    said = _SAYS.get(status) or (
        f"the hub has trouble of its own ({status}); try again later, it goes on where it stopped"
        if status >= 500
        else "check the connection and run the same command again: it goes on where it stopped"
    )
    return f"model {entry.name!r} could not be fetched from {entry.repo} ({type(error).__name__}); {said}"


def _fetch(entry: ModelEntry, target: Path, endpoint: str | None, progress: Progress) -> tuple[Path, str]:
    """Bring the part file up to its full length; return it, and the SHA-256 that it should have ("" if not known)."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    url = hf_hub_url(entry.repo, entry.file, revision=entry.revision, endpoint=endpoint)
    headers = build_hf_headers(token=False)
    remote = get_hf_file_metadata(url, token=False, endpoint=endpoint)
    version = re.sub(r"\W", "", remote.etag or "")
    part = target.with_name(f"{target.name}.{version[:16]}.part")
    for other in _parts(target):
        if other != part:  # of a version that is no more
            other.unlink()
    if remote.size and disk_free(target.parent) < remote.size - (part.stat().st_size if part.is_file() else 0):
        raise OSError(errno.ENOSPC, "no room")
    with part.open("ab") as file:
        done = file.tell()
        if remote.size is not None and done > remote.size:
            file.truncate(0)
            done = 0
        http_get(
            remote.location,
            file,
            resume_size=done,
            headers=headers | {"Accept-Encoding": "identity"},
            expected_size=remote.size,
            tqdm_class=_meter(progress),
        )
    # the hub names the SHA-256 as the ETag of a large file
    return part, entry.sha256 or (version if re.fullmatch(r"[0-9a-f]{64}", version) else "")


@contextmanager
def _online() -> Iterator[None]:
    """Let the hub's client go to the network, for this long; it is offline everywhere else in Hearth.

    It writes what comes in pieces, and loses the piece that breaks off: smaller ones than its own keep more.
    """
    from huggingface_hub import constants
    from huggingface_hub.utils import logging

    before = constants.HF_HUB_OFFLINE, constants.DOWNLOAD_CHUNK_SIZE, logging.get_verbosity()
    constants.HF_HUB_OFFLINE, constants.DOWNLOAD_CHUNK_SIZE = False, PIECE_BYTES
    logging.set_verbosity(ERROR)
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE, constants.DOWNLOAD_CHUNK_SIZE = before[:2]
        logging.set_verbosity(before[2])


def _meter(progress: Progress) -> type:
    """Return a tqdm class, as the client asks for one, that shows nothing itself and tells `progress`."""
    from huggingface_hub.utils.tqdm import tqdm

    class Meter(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **(options | {"disable": True}))  # type: ignore[no-untyped-call]
            self._total = int(options.get("total") or 0)
            self._done = int(options.get("initial") or 0)
            progress(self._done, self._total)

        def update(self, n: float | None = 1) -> bool | None:
            self._done += int(n or 0)
            progress(self._done, self._total)
            return None

    return Meter


def check_model(entry: ModelEntry, models_dir: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 of the entry's file after comparing it with the one it should have.

    Raises ModelMissingError when the file is not there, DownloadError when it is not what it was. A model without a known
    digest (a file of the person's own) is only read through.
    """
    path = locate(entry, models_dir)
    if not path.is_file():
        raise ModelMissingError(f"the file of model {entry.name!r} is not there; run `hearth models get {entry.name}`")
    found = sha256(path, progress)
    kept = _digest_file(path)
    expected = entry.sha256 or (kept.read_text(encoding="ascii").strip() if kept.is_file() else "")
    if expected and found != expected:
        raise DownloadError(
            f"the file of model {entry.name!r} is damaged, or of another version; remove {path} and get it again"
        )
    if _magic(path) != b"GGUF":
        raise DownloadError(f"the file of model {entry.name!r} is not a GGUF model")
    return found


def sha256(path: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 of a file in hex; `progress` hears (bytes read, bytes in all)."""
    digest, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(2**22):
            digest.update(block)
            done += len(block)
            if progress:
                progress(done, total)
    return digest.hexdigest()


def _note_digest(target: Path, digest: str) -> None:
    noted = target.with_name(f"{target.name}.sha256.part")
    noted.write_text(digest, encoding="ascii")
    noted.replace(_digest_file(target))


def _parts(target: Path) -> list[Path]:
    """Return what came of a file so far: of this version and of others."""
    return [one for one in target.parent.glob("*.part") if one.name.startswith(f"{target.name}.")]


def _lock_file(entry: ModelEntry, models_dir: Path) -> Path:
    return models_dir / f".{entry.name}.lock"


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _digest_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
