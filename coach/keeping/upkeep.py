"""The last good copy: made once a day, looked for when a file is found damaged. Runs by itself, before the first use of a day.

A damaged file is never thrown away: it is kept aside, under a name that says so, and the copy takes its place.
"""

import os
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path

from coach import database
from coach.keeping import gate, migrations, place

_looked: dict[Path, date] = {}


def look_over(path: Path, key: bytearray | None) -> None:
    """See that a file is sound and has a copy of today; where it is damaged, or lost, and there is a copy, put that in its place.

    Does nothing where this process did so today already. Raises OSError, or database.Error where a copy cannot be made, or
    where file and copy are damaged (or the key is not theirs).
    """
    copy = _copy_of(path)
    filled = _is_filled(path)
    if not copy.exists() and not filled and not path.is_dir():  # nothing yet, or just made
        return
    if _looked.get(path) == date.today() and filled and copy.exists():
        return
    with suppress(gate.BusyError, database.OperationalError), gate.alone(path.parent):
        if _is_sound(path, key):
            if not _is_of_today(copy):
                _copy(path, copy, key)
        elif copy.exists():
            if not _is_sound(copy, key):
                raise database.DatabaseError("it is damaged, and so is its copy")
            _restore(path, copy)
        _looked[path] = date.today()


def look_again(path: Path) -> None:
    """Look the file over before its next use, for it was found damaged."""
    _looked.pop(path, None)


def renew_copy(path: Path, key: bytearray | None) -> None:
    """Make the copy anew where there is one, so that what was removed is gone from it too: now, or before the next use."""
    copy = _copy_of(path)
    if not copy.exists():
        return
    try:
        with gate.alone(path.parent):  # another window may be at the same copy, or erase it
            if copy.exists():
                _copy(path, copy, key)
    except gate.BusyError:  # what was to be removed is removed; the copy is taken for an old one
        with suppress(FileNotFoundError):
            os.utime(copy, (0, 0))
        look_again(path)


def forget(path: Path) -> None:
    """Remove the copy, for good, and look again before the next use."""
    look_again(path)
    _copy_of(path).unlink(missing_ok=True)


def set_aside(folder: Path) -> list[Path]:
    """Return the damaged files that were kept aside, oldest first; a log beside one belongs to it."""
    return sorted(one for one in folder.glob(f"*{place.DAMAGED}*") if not one.name.endswith(database.SUFFIXES[1:]))


def _is_filled(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except FileNotFoundError:  # erased at this moment
        return False


def _is_sound(path: Path, key: bytearray | None) -> bool:
    if not _is_filled(path) or not database.is_sound(path, key):
        return False
    with closing(
        database.connect(path, key)
    ) as db:  # structure says nothing of names: a changed bit may have renamed a table
        try:
            return migrations.fits(db) and db.execute("PRAGMA foreign_key_check").fetchone() is None
        except (database.DatabaseError, UnicodeDecodeError) as error:
            if not database.shows_damage(error):
                raise
            return False


def _restore(path: Path, copy: Path) -> None:
    aside = _free_name(path)
    if path.is_dir():
        path.rename(aside)
    elif path.exists():
        log = path.with_name(path.name + "-wal")
        if log.is_file() and log.stat().st_size:
            place.write_whole(aside.with_name(aside.name + "-wal"), log.read_bytes())
        place.write_whole(aside, path.read_bytes())
    part = _part(path)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_bytes(copy.read_bytes())
    database.sync(part)
    database.put(part, path)


def _free_name(path: Path) -> Path:
    stem = f"{path.name}{place.DAMAGED}{datetime.now():%Y%m%d-%H%M%S}"
    names = (path.with_name(f"{stem}-{number}" if number else stem) for number in range(10**6))
    return next(one for one in names if not one.exists())


def _is_of_today(copy: Path) -> bool:
    try:
        return date.fromtimestamp(copy.stat().st_mtime) == date.today()
    except (OSError, ValueError, OverflowError):  # there is none, or the clock stood beyond any year
        return False


def _copy(path: Path, copy: Path, key: bytearray | None) -> None:
    with closing(database.connect(path, key)) as db:
        database.copy_into(db, _part(copy), key)
    _part(copy).replace(copy)


def _copy_of(path: Path) -> Path:
    return path.with_name(path.name + place.BACKUP)


def _part(path: Path) -> Path:
    return path.with_name(path.name + place.PART)
