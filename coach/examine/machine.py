"""Looks at the computer under Hearth: the data folder, who may read it, what was left half done, room, port, log."""

import os
import shutil
import socket
import stat
import sys
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from coach import log
from coach.catalogue import choose, load_catalogue
from coach.errors import CoachError
from coach.examine.finding import Finding, counted, place, size
from coach.settings import Settings, config_folder

PORT = 7860
PAGE_LOCK = "page.lock"
"""What an open page holds in the data folder (ui/alone.py)."""
_SPARE_DISK = 500 * 2**20


def data_folder(settings: Settings) -> Finding:
    """Look whether the data folder can be written to."""
    folder = _existing(settings.data_dir)
    if not folder.is_dir() or not os.access(folder, os.W_OK) or _is_read_only(folder):
        return Finding(
            "data folder",
            "missing",
            f"{place(settings)} cannot be written",
            "make it writable, or set data_dir in hearth.toml",
        )
    return Finding("data folder", "ok", place(settings))


def permissions(settings: Settings) -> Finding:
    """Look whether other accounts of this computer can read what is Hearth's."""
    name = "permissions"
    if sys.platform == "win32":
        return Finding(name, "ok", "as your account's folders have them")
    config = config_folder()
    open_files = [
        *(_readable(settings.data_dir) if _is_reachable(settings.data_dir) else ()),
        *(_readable(config) if config != settings.data_dir and _is_reachable(config) else ()),
    ]
    if not open_files:
        return Finding(name, "ok", "other accounts cannot read Hearth's files")
    todo = f'chmod -R go= "{place(settings)}"' if place(settings).startswith("~") else "chmod -R go= on the data folder"
    return Finding(name, "note", f"other accounts can read {counted(len(open_files), 'file')} of Hearth's", todo)


def leftovers(settings: Settings) -> Finding:
    """Look for what was left half done: a download, a build, a page that was killed."""
    name = "half done"
    found, todo = [], []
    try:
        parts = [one for one in settings.models_dir.glob("*/*.part") if one.is_file()]
        left = sum(one.stat().st_size for one in parts)
    except OSError:
        parts, left = [], 0
    if parts:
        found.append(f"{counted(len(parts), 'download')} ({size(left)})")
        todo.append("hearth models get goes on with it")
    if (settings.index_dir / "build.begun").exists():
        found.append("a build of the index that was killed, or goes on now")
        todo.append("the next start goes on with it")
    if settings.tmp_dir.is_dir() and not _is_open(settings):
        found.append("temporary files of a page that was killed")
        todo.append("the next page removes them")
    if not found:
        return Finding(name, "ok", "nothing")
    return Finding(name, "note", "; ".join(found), "; ".join(todo))


def disk(settings: Settings) -> Finding:
    """Look how much room there is."""
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    detail = f"{size(free)} free"
    return Finding("disk", "ok", detail) if free >= _SPARE_DISK else Finding("disk", "note", detail, "make some room")


def memory(settings: Settings) -> Finding:
    """Look whether the language model fits into what is free now."""
    free = psutil.virtual_memory().available
    detail = f"{size(free)} free"
    try:
        needed_mb = choose(settings.model, load_catalogue(settings.models_file)).memory_mb
    except CoachError:
        return Finding("memory", "ok", detail)
    if needed_mb * 2**20 > free:
        return Finding(
            "memory", "missing", f"{detail}; the model needs {needed_mb:,} MB", "close programs, or hearth models"
        )
    return Finding("memory", "ok", detail)


def port(settings: Settings) -> Finding:
    """Look whether the page's usual port is free."""
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", PORT)) == 0
    if taken and _is_open(settings):
        return Finding("port", "ok", f"{PORT} is in use, and Hearth's page is open")
    if taken:
        return Finding(
            "port", "note", f"{PORT} is in use by another program", "the page takes the next one; see --port"
        )
    return Finding("port", "ok", f"{PORT} is free")


def log_of_failures(settings: Settings) -> Finding:
    """Look how many failures were noted, and say where."""
    where = f"{place(settings)}, log/{log.log_file(settings.log_dir).name}"
    try:
        count = log.count(settings.log_dir)
    except OSError:
        return Finding("log", "note", f"cannot be read ({where})", "see who may read it")
    detail = f"{counted(count, 'entry', 'entries')} ({where}); it holds nothing that you typed" if count else "empty"
    return Finding("log", "ok", detail)


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _is_read_only(folder: Path) -> bool:
    return sys.platform != "win32" and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _is_open(settings: Settings) -> bool:
    lock = settings.data_dir / PAGE_LOCK
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _is_reachable(path: Path) -> bool:
    """Say whether another account can come as far as `path`: every folder above it must let others through."""
    try:
        return all(one.stat().st_mode & stat.S_IXOTH for one in [path, *path.resolve().parents])
    except OSError:
        return False


def _readable(folder: Path) -> list[Path]:
    found: list[Path] = []
    for home, names, files in os.walk(folder):
        here = Path(home)
        names[:] = [one for one in names if (here / one).stat().st_mode & stat.S_IXOTH]
        found += [here / one for one in files if (here / one).lstat().st_mode & stat.S_IROTH]
    return found
