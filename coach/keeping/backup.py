"""A backup: one file that holds one space, locked as the space is, and comes back whole or not at all.

It is a zip of stored members with fixed names: `backup.json` (what it is), `notebook` (the database, with everything committed),
`key.json` (the sealed key, for a locked space). Nothing in it is unpacked by its own name.
"""

import json
import os
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coach import __version__, database
from coach.keeping import gate, place, upkeep
from coach.keeping.errors import LockedError, NotebookError
from coach.keeping.migrations import MIGRATIONS
from coach.keeping.sealing import Key, unseal
from coach.keeping.spaces import open_history, space_folder
from coach.settings import Settings

FORMAT = 1
_HEAD, _NOTEBOOK, _KEY = "backup.json", "notebook", "key.json"
_MAX_BYTES = 4 * 2**30


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
    head = {"hearth": __version__, "format": FORMAT, "space": space, "made_at": _now(), "locked": locked}
    part = file.with_name(file.name + place.PART)
    try:
        upkeep.look_over(source, raw)
        with gate.alone(folder):
            if file.exists():
                raise FileExistsError(file)
            with closing(database.connect(source, raw)) as db:
                database.copy_into(db, copy, raw)
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as out:
                out.writestr(_HEAD, json.dumps(head))
                out.write(copy, _NOTEBOOK)
                if locked:
                    out.writestr(_KEY, place.sealed_key(folder))
            database.sync(part)
            os.link(part, file)  # never over a file that came meanwhile
    except (OSError, database.Error) as error:
        if isinstance(error, FileExistsError):
            raise
        raise NotebookError(f"the backup could not be written: {error}") from error
    finally:
        database.remove(copy)
        part.unlink(missing_ok=True)


def read_about(file: Path) -> About:
    """Return what a backup file is of; raises NotebookError where it is none, damaged, or from a newer Hearth."""
    try:
        with zipfile.ZipFile(file) as read:
            members = {one.filename: one for one in read.infolist()}
            head = json.loads(_member(read, members, _HEAD, 2**16))
            about = About(str(head["space"]), str(head["made_at"]), head["locked"] is True)
            if head["format"] > FORMAT:
                raise NotebookError("this backup is from a newer Hearth; update Hearth")
            wanted = {_HEAD, _NOTEBOOK, *([_KEY] if about.locked else [])}
            if set(members) != wanted or members[_NOTEBOOK].file_size > _MAX_BYTES:
                raise NotebookError("this is no backup of Hearth's, or it is damaged")
            return about
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, RecursionError, NotImplementedError) as error:
        raise NotebookError("this is no backup of Hearth's, or it is damaged") from error


def restore_backup(
    settings: Settings, space: str, file: Path, passphrase: str = "", *, replace: bool = False
) -> Path | None:
    """Put a backup in force as `space`; what was there is kept aside, and the place where it lies returned.

    Everything is looked at before anything changes: the passphrase the backup was made under, the database, its schema. Raises
    WrongPassphraseError, or NotebookError where the file is not whole or, without `replace`, the space holds something already.
    """
    about = read_about(file)
    folder = space_folder(settings, space)
    with gate.alone(folder):
        return _put_in_force(folder, file, about, passphrase, replace)


def _put_in_force(folder: Path, file: Path, about: About, passphrase: str, replace: bool) -> Path | None:
    there = place.in_force(folder)
    if there.is_file() and there.stat().st_size and not replace:
        raise NotebookError("this space holds something already; give another name, or --replace to put it aside")
    target = folder / (place.LOCKED if about.locked else place.PLAIN)
    part = folder / f"{target.name}.in{place.PART}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sealed = _unpack(file, part, about)
        key = unseal(sealed, passphrase) if about.locked else None
        _check(part, key)
        if key:
            key.wipe()
        aside = _put_aside(folder, there) if there.is_file() else None
        upkeep.forget(there)
        if about.locked:
            place.write_whole(folder / place.SEAL, sealed.encode())  # a kill after this leaves the old one in its copy
            database.put(part, target)
            place.write_seal(folder, sealed)
            place.shred(folder / place.PLAIN)
        else:
            database.put(part, target)
            (folder / place.LOCKED).unlink(missing_ok=True)
            database.remove(folder / place.LOCKED)
            for name in (place.SEAL, place.SEAL_COPY):
                (folder / name).unlink(missing_ok=True)
    except (OSError, database.Error, zipfile.BadZipFile) as error:
        raise NotebookError(f"the backup could not be restored: {error}") from error
    finally:
        database.remove(part)
    return aside


def _unpack(file: Path, part: Path, about: About) -> str:
    with zipfile.ZipFile(file) as read:
        members = {one.filename: one for one in read.infolist()}
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with read.open(_NOTEBOOK) as source, part.open("wb") as out:  # zipfile checks the CRC at the end
            left = members[_NOTEBOOK].file_size
            while chunk := source.read(2**20):
                left -= len(chunk)
                if left < 0:
                    raise NotebookError("this is no backup of Hearth's, or it is damaged")
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
        raise NotebookError("this backup is from a newer Hearth; update Hearth")
    if version < 1 or "entries" not in tables:
        raise NotebookError("this is no backup of Hearth's, or it is damaged")


def _put_aside(folder: Path, there: Path) -> Path:
    """Keep what a space held under a name of its own, with its sealed key."""
    wal = there.with_name(there.name + "-wal")
    if there.name == place.PLAIN:
        with closing(database.connect(there)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    elif wal.is_file() and wal.stat().st_size:  # written to and never closed; only its key can bring that in
        raise NotebookError("open this space once with its passphrase, then restore the backup")
    aside = folder / f"{there.name}{place.DAMAGED}{datetime.now():%Y%m%d-%H%M%S}-replaced"
    place.write_whole(aside, there.read_bytes())
    if there.name == place.LOCKED:
        place.write_whole(aside.with_name(aside.name + ".key.json"), place.sealed_key(folder).encode())
    for suffix in database.SUFFIXES[1:]:
        there.with_name(there.name + suffix).unlink(missing_ok=True)
    return aside


def _member(read: zipfile.ZipFile, members: Mapping[str, Any], name: str, most: int) -> bytes:
    if members[name].file_size > most:
        raise NotebookError("this is no backup of Hearth's, or it is damaged")
    with read.open(name) as file:
        return file.read(most)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
