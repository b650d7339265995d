"""The last good copy: made once a day, looked for when a file is found damaged. Runs by itself, before the first use of a day.

A damaged file is never thrown away: it is kept aside, under a name that says so, and the copy takes its place.
"""

from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from coach import database
from coach.keeping import place

_WAIT_S = 30
_looked: dict[Path, date] = {}


def look_over(path: Path, key: bytearray | None) -> None:
    """See that a file is sound and has a copy of today; where it is damaged and there is a copy, put that in its place.

    Does nothing where this process did so today already. Raises OSError, or database.Error where a copy cannot be made.
    """
    if _looked.get(path) == date.today() or not path.is_file():
        return
    copy = _copy_of(path)
    if path.stat().st_size == 0 and not copy.exists():  # just made
        return
    with suppress(Timeout, database.OperationalError), FileLock(path.with_name(place.GUARD), timeout=_WAIT_S):
        if path.stat().st_size > 0 and database.is_sound(path, key):
            if not copy.exists() or date.fromtimestamp(copy.stat().st_mtime) != date.today():
                _copy(path, copy, key)
        elif copy.exists() and database.is_sound(copy, key):
            _restore(path, copy)
        _looked[path] = date.today()


def renew_copy(path: Path, key: bytearray | None) -> None:
    """Make the copy anew where there is one, so that what was removed is gone from it too."""
    copy = _copy_of(path)
    if copy.exists():
        _copy(path, copy, key)


def forget(path: Path) -> None:
    """Remove the copy, for good, and look again before the next use."""
    _looked.pop(path, None)
    _copy_of(path).unlink(missing_ok=True)
    path.with_name(place.GUARD).unlink(missing_ok=True)


def set_aside(folder: Path) -> list[Path]:
    """Return the damaged files that were kept aside, oldest first."""
    return sorted(one for one in folder.glob(f"*{place.DAMAGED}*") if one.is_file())


def _restore(path: Path, copy: Path) -> None:
    aside = path.with_name(f"{path.name}{place.DAMAGED}{datetime.now():%Y%m%d-%H%M%S}")
    place.write_whole(aside, path.read_bytes())
    for suffix in database.SUFFIXES[1:]:  # a log that belongs to the damaged file
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    place.write_whole(path, copy.read_bytes())


def _copy(path: Path, copy: Path, key: bytearray | None) -> None:
    with closing(database.connect(path, key)) as db:
        database.copy_into(db, _part(copy), key)
    _part(copy).replace(copy)


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + place.BACKUP)


def _part(path: Path) -> Path:
    return path.with_name(path.name + place.PART)
