"""Fetch a model from the Hugging Face hub, because the person asked for it: the only code that goes to the network.

The hub's own client speaks to the hub; what broke off is kept beside the file, under the name of the version that it belongs
to, and gone on with. A file counts as a model only once its SHA-256 is the one that the entry, or else the hub, names for
it; the digest is kept beside the file for `hearth models check`.
"""

import errno
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import ERROR
from pathlib import Path
from typing import Any

from coach.catalogue import ModelEntry, locate
from coach.connections import asked_for
from coach.errors import DownloadError, ModelMissingError

PIECE_BYTES = 2**20
_SPARE_BYTES = 200 * 2**20

Progress = Callable[[int, int], None]  # (bytes done, bytes in all, 0 where that is not known)


def get_model(
    entry: ModelEntry, models_dir: Path, endpoint: str | None = None, progress: Progress | None = None
) -> Path:
    """Fetch the entry's file, unless it is here and whole, and return where it lies.

    `endpoint` is the hub's address when it is not the usual one. Raises DownloadError when it cannot be had, the disk is
    too full, or what came is not what was meant to come (it is removed then).
    """
    target = locate(entry, models_dir)
    if not entry.repo or (target.is_file() and _digest_file(target).is_file()):
        return target
    if entry.size_mb and shutil.disk_usage(_existing(models_dir)).free < entry.size_mb * 2**20 + _SPARE_BYTES:
        raise DownloadError(f"model {entry.name!r} takes {entry.size_mb:,} MB and the disk has less; make room first")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _online(), asked_for("model"):
            part, expected = _fetch(entry, target, endpoint, progress or (lambda done, total: None))
    except Exception as error:  # the client raises its own errors, those of its HTTP library and OSError
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadError(
                f"the disk is full; make room and run `hearth models get {entry.name}` again"
            ) from error
        raise DownloadError(
            f"model {entry.name!r} could not be fetched from {entry.repo} ({type(error).__name__}); "
            "check the connection and run the same command again: it goes on where it stopped"
        ) from error
    found = sha256(part)
    if expected and found != expected:
        part.unlink()
        raise DownloadError(f"model {entry.name!r} arrived damaged and was removed; run the same command again")
    if _magic(part) != b"GGUF":
        part.unlink()
        raise DownloadError(f"{entry.file!r} of {entry.repo} is not a GGUF model; it was removed")
    target.unlink(missing_ok=True)  # of another version: it has no digest
    noted = part.with_suffix(".sha256.part")
    noted.write_text(found, encoding="ascii")
    noted.replace(_digest_file(target))
    part.replace(target)  # last: a kill before it costs no second download
    return target


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
    for other in target.parent.glob(f"{target.name}.*.part"):
        if other != part:  # of a version that is no more
            other.unlink()
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
        raise DownloadError(f"the file of model {entry.name!r} is damaged; remove {path} and get it again")
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


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _digest_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
