"""A backup: one file that holds one space, locked as the space is, and comes back whole or not at all.

It is a zip of stored members with fixed names: `backup.json` (what it is), `notebook` (the database, with everything committed),
`key.json` (the sealed key, for a locked space). Nothing in it is unpacked by its own name. What a restored one takes the place of
is put aside as such a file too, in the space's folder, and locked when the space is.
"""

import json
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coach import __version__, database
from coach.keeping import gate, place, upkeep
from coach.keeping.errors import LockedError, NewerError, NotebookError
from coach.keeping.migrations import MIGRATIONS
from coach.keeping.sealing import Key, unseal
from coach.keeping.spaces import open_history, space_folder
from coach.settings import Settings

FORMAT = 1
_HEAD, _NOTEBOOK, _KEY = "backup.json", "notebook", "key.json"
_MAX_BYTES = 4 * 2**30
_ASIDE = "notebook.replaced-"
_NO_BACKUP = "this is no backup of Hearth's, or it is damaged"
# what zipfile raises for damage, of which RuntimeError also stands for a flag that was flipped: encrypted, an unknown packing
_DAMAGED_ZIP = (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # its own, and that of whoever packed it anew


@dataclass(frozen=True)
class About:
    """What a backup file says of itself."""

    space: str
    made_at: str
    locked: bool


def write_backup(settings: Settings, space: str, file: Path, key: Key | None = None) -> None:
    """Write a space into a new file, readable by its owner alone.

    Raises FileExistsError where the file is there, LockedError without the key of a locked space, NotebookError where the space
    holds nothing or cannot be read.
    """
    folder = space_folder(settings, space)
    open_history(settings, space, key)  # what an older Hearth kept elsewhere comes in
    source = place.in_force(folder)
    locked = source.name == place.LOCKED
    if locked and key is None:
        raise LockedError
    if not source.is_file():
        raise NotebookError("this space holds nothing yet")
    raw = key.raw() if key else None
    copy = folder / f"{source.name}.out{place.PART}"
    try:
        upkeep.look_over(source, raw)
        with gate.alone(folder):
            if place.in_force(folder) != source or not source.is_file():  # an empty file would be made, and be in force
                raise NotebookError("this space was locked, opened or erased meanwhile; try again")
            with closing(database.connect(source, raw)) as db:
                database.copy_into(db, copy, raw)
            _pack(file, space, copy, place.sealed_key(folder) if locked else "")
    except (OSError, database.Error) as error:
        if isinstance(error, FileExistsError):
            raise
        raise NotebookError(f"the backup could not be written: {error}") from error
    finally:
        database.remove(copy)


def _pack(file: Path, space: str, notebook: Path, sealed: str, made_at: str = "") -> None:
    """Write a database, and its sealed key if it has one, into a new backup file; raises FileExistsError, or OSError."""
    head = {
        "hearth": __version__,
        "format": FORMAT,
        "space": space,
        "made_at": made_at or _now(),
        "locked": bool(sealed),
    }
    part = file.with_name(file.name + place.PART)
    if file.exists():
        raise FileExistsError(file)
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as out:
            out.writestr(_HEAD, json.dumps(head))
            out.write(notebook, _NOTEBOOK)
            if sealed:
                out.writestr(_KEY, sealed)
        database.sync(part)
        if not place.claim(part, file):
            raise FileExistsError(file)
    finally:
        part.unlink(missing_ok=True)


def read_about(file: Path) -> About:
    """Return what a backup file is of; raises NotebookError where it is none, damaged, or from a newer Hearth."""
    try:
        with zipfile.ZipFile(file) as read:
            members = {one.filename: one for one in read.infolist()}
            head = json.loads(_member(read, members, _HEAD, 2**16))
            about = About(str(head["space"]), str(head["made_at"]), head["locked"] is True)
            if head["format"] > FORMAT:
                raise NewerError("this backup is from a newer Hearth; update Hearth")
            wanted = {_HEAD, _NOTEBOOK, *([_KEY] if about.locked else [])}
            odd = any(one.compress_type not in _PACKINGS for one in members.values())
            if set(members) != wanted or odd or members[_NOTEBOOK].file_size > _MAX_BYTES:
                raise NotebookError(_NO_BACKUP)
            return about
    except (OSError, *_DAMAGED_ZIP, ValueError, KeyError, TypeError) as error:
        raise NotebookError(_NO_BACKUP) from error


def restore_backup(
    settings: Settings, space: str, file: Path, passphrase: str = "", *, replace: bool = False
) -> Path | None:
    """Put a backup in force as `space`; what was there is kept aside, as a backup file that is returned.

    Where the space lay in plain and is locked from now on, that file is locked too, by the same passphrase, and so are those that
    were put aside before it.

    Everything is looked at before anything changes: the passphrase the backup was made under, the database, its schema. Raises
    WrongPassphraseError, or NotebookError where the file is not whole or, without `replace`, the space holds something already.
    """
    about = read_about(file)
    folder = space_folder(settings, space)
    with gate.alone(folder):
        return _put_in_force(folder, space, file, about, passphrase, replace)


def _put_in_force(folder: Path, space: str, file: Path, about: About, passphrase: str, replace: bool) -> Path | None:
    there = place.in_force(folder)
    if there.is_file() and there.stat().st_size and not replace:
        raise NotebookError("this space holds something already; give another name, or --replace to put it aside")
    target = folder / (place.LOCKED if about.locked else place.PLAIN)
    part = folder / f"{target.name}.in{place.PART}"
    key: Key | None = None
    try:
        place.make_folder(folder)
        sealed = _unpack(file, part, about)
        key = unseal(sealed, passphrase) if about.locked else None
        _check(part, key)
        aside = _put_aside(folder, space, there, key, sealed) if there.is_file() else None
        for one in (there, target):
            if one.name == place.LOCKED or not about.locked:  # a plain copy goes with its file, overwritten
                upkeep.forget(one)
        if key:
            place.write_whole(folder / place.SEAL, sealed.encode())  # a kill after this leaves the old one in its copy
            database.put(part, target)
            place.write_seal(folder, sealed)
            leave_nothing_plain(folder, key)
        else:
            database.put(part, target)
            (folder / place.LOCKED).unlink(missing_ok=True)
            database.remove(folder / place.LOCKED)
            for name in (place.SEAL, place.SEAL_COPY):
                (folder / name).unlink(missing_ok=True)
    except (OSError, database.Error) as error:
        raise NotebookError(f"the backup could not be restored: {error}") from error
    finally:
        if key:
            key.wipe()
        database.remove(part)
    return aside


def lies_plain(folder: Path) -> list[Path]:
    """Return what lies in plain in a locked space's folder: a plain notebook with all that is its own, backups put aside."""
    aside = (one for one in folder.glob(f"{_ASIDE}*") if one.is_file() and not _says_locked(one))
    return [*sorted(folder.glob(f"{place.PLAIN}*")), *sorted(aside)]


def leave_nothing_plain(folder: Path, key: Key) -> None:
    """Overwrite and remove what lies in plain in a locked space's folder; what was put aside is kept, locked by `key`.

    That is the key which lies sealed there, and nobody else may be in the folder. Raises NotebookError; the space is in force all
    the same, and another call goes on from there.
    """
    upkeep.look_again(folder / place.PLAIN)
    try:
        for one in lies_plain(folder):
            if one.is_dir():
                shutil.rmtree(one)
            elif one.suffix == ".zip":
                _lock_aside(one, key)
            else:
                place.shred(one)
    except (OSError, database.Error) as error:
        raise NotebookError(
            f"this space is locked, but not all that lay here in plain is gone: {error}; open the space for another try"
        ) from error


def _says_locked(file: Path) -> bool:
    """Say whether a backup is a locked one; its first bytes tell, also where the rest is damaged or was never written."""
    try:
        with file.open("rb") as read:
            return b'"locked": true' in read.read(2**10)
    except OSError:
        return False


def _lock_aside(file: Path, key: Key) -> None:
    """Put a locked backup in the place of one that was put aside in plain; a damaged one goes, for nobody can restore it."""
    folder = file.parent
    plain, locked = (folder / f"{place.PLAIN}.{way}{place.PART}" for way in ("in", "out"))
    new = _new_aside(folder)
    try:
        about = read_about(file)
        if about.locked:  # nothing of it lies in plain
            return
        _unpack(file, plain, about)
        if not database.is_sound(plain):
            raise NotebookError(_NO_BACKUP)
        with closing(database.connect(plain)) as db:
            database.copy_into(db, locked, key.raw())
        place.shred(plain)  # its room may be needed
        _pack(new, about.space, locked, place.sealed_key(folder), about.made_at)
    except NewerError:  # left for the Hearth that wrote it
        return
    except NotebookError as error:
        if isinstance(error.__cause__, OSError):  # of the disk, and not of the file
            raise error.__cause__ from None
        new = file
    except database.DatabaseError as error:
        if not database.shows_damage(error):
            raise
        new = file
    finally:
        for one in (plain, locked):
            place.shred(one)
    place.shred(file)
    if new != file:
        new.rename(file)


def _unpack(file: Path, part: Path, about: About) -> str:
    try:
        return _unpacked(file, part, about)
    except _DAMAGED_ZIP as error:
        raise NotebookError(_NO_BACKUP) from error


def _unpacked(file: Path, part: Path, about: About) -> str:
    with zipfile.ZipFile(file) as read:
        members = {one.filename: one for one in read.infolist()}
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with read.open(_NOTEBOOK) as source, part.open("wb") as out:  # zipfile checks the CRC at the end
            left = members[_NOTEBOOK].file_size
            while chunk := source.read(2**20):
                left -= len(chunk)
                if left < 0:
                    raise NotebookError(_NO_BACKUP)
                out.write(chunk)
        database.sync(part)
        return _member(read, members, _KEY, 2**16).decode("utf-8", "replace") if about.locked else ""


def _check(part: Path, key: Key | None) -> None:
    raw = key.raw() if key else None
    if not database.is_sound(part, raw):
        raise NotebookError("this backup is damaged; what you have now is as it was")
    with closing(database.connect(part, raw)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version > len(MIGRATIONS):
        raise NewerError("this backup is from a newer Hearth; update Hearth")
    if version < 1 or "entries" not in tables:
        raise NotebookError(_NO_BACKUP)


def _put_aside(folder: Path, space: str, there: Path, key: Key | None, sealed: str) -> Path:
    """Keep what a space held as a backup: locked as it was, or, where it was plain, with the key of what takes its place."""
    aside = _new_aside(folder)
    if there.name == place.LOCKED:
        wal = there.with_name(there.name + "-wal")
        if wal.is_file() and wal.stat().st_size:  # written to and never closed; only its key can bring that in
            raise NotebookError("open this space once with its passphrase, then restore the backup")
        _pack(aside, space, there, place.sealed_key(folder))
        return aside
    copy = folder / f"{there.name}.out{place.PART}"
    try:
        with closing(database.connect(there)) as db:
            try:
                database.copy_into(db, copy, key.raw() if key else None)
            except database.DatabaseError as error:
                raise NotebookError(
                    "what this space holds is damaged; erase it first, or restore the backup under another name"
                ) from error
        _pack(aside, space, copy, sealed if key else "")
    finally:
        database.remove(copy)
    return aside


def _new_aside(folder: Path) -> Path:
    stem = f"{_ASIDE}{datetime.now():%Y%m%d-%H%M%S}"
    names = (folder / f"{stem}{f'-{number}' if number else ''}.zip" for number in range(10**6))
    return next(one for one in names if not one.exists())


def _member(read: zipfile.ZipFile, members: Mapping[str, Any], name: str, most: int) -> bytes:
    if members[name].file_size > most:
        raise NotebookError(_NO_BACKUP)
    with read.open(name) as file:
        return file.read(most)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
