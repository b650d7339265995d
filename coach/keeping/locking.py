"""Put a passphrase on a space, change it, take it off, open the space with it. What it holds stays the same."""

from contextlib import closing, suppress
from pathlib import Path

from coach import database
from coach.keeping import gate, place, upkeep
from coach.keeping.backup import leave_nothing_plain, lies_plain
from coach.keeping.errors import NotebookError, WrongPassphraseError
from coach.keeping.migrations import migrate
from coach.keeping.sealing import Key, check_passphrase, new_key, seal, unseal
from coach.keeping.spaces import OWN, check_space, old_talks, open_history, space_folder
from coach.settings import Settings

_WAIT_S = 30.0


def has_passphrase(settings: Settings, space: str) -> bool:
    """Say whether a space is protected by a passphrase."""
    return place.is_locked(space_folder(settings, space))


def protect(settings: Settings, space: str, passphrase: str) -> Key:
    """Encrypt a space and return its key; plain text of it is overwritten and removed. Works for an empty space too.

    What a restored backup put aside is locked with it. Raises InputError for a passphrase that will not do, NotebookError where
    the space has one already, cannot be written, or talks of an older Hearth would stay in plain beside it.
    There is no way in without the passphrase: nobody can reset it.
    """
    folder = space_folder(settings, space)
    if place.is_locked(folder):
        raise NotebookError("this space has a passphrase already; change it instead")
    key = new_key()
    sealed = seal(key, passphrase)
    open_history(settings, space)  # what an older Hearth kept elsewhere comes in
    if check_space(space) == OWN and (left := old_talks(settings)):
        raise NotebookError(
            f"talks of an older Hearth could not be taken over and would stay in plain, in {settings.data_dir}: "
            f"{', '.join(one.name for one in left)}; close every other Hearth and try again, or move them elsewhere first"
        )
    plain, locked = folder / place.PLAIN, folder / place.LOCKED
    try:
        place.make_room(plain)
        upkeep.look_over(plain, None)
        with gate.alone(folder):
            place.make_room(plain)  # another window may have been quicker
            place.write_seal(folder, sealed)
            _rewritten(plain, None, locked, key)
            leave_nothing_plain(folder, key)
    except (OSError, database.Error) as error:
        raise NotebookError(f"the space could not be locked, and is as it was: {error}") from error
    return key


def unlock(settings: Settings, space: str, passphrase: str) -> Key:
    """Return the key of a space. Takes about half a second. Raises WrongPassphraseError, or NotebookError where it has none."""
    folder = space_folder(settings, space)
    if not place.is_locked(folder):
        raise NotebookError("this space has no passphrase")
    mends = len(place.sealed_keys(folder)) != 1 or bool(lies_plain(folder))  # what a kill may have left
    with gate.alone(folder) if mends else gate.used(folder):  # nobody changes the passphrase meanwhile
        key = _opened(folder, passphrase)
        if mends:
            with suppress(
                NotebookError
            ):  # no room, say: tried again the next time, and the space is opened all the same
                leave_nothing_plain(folder, key)
    return key


def change_passphrase(settings: Settings, space: str, old: str, new: str) -> None:
    """Seal the key with another passphrase; raises as `unlock` and `protect` do. Older backups keep theirs."""
    folder = space_folder(settings, space)
    check_passphrase(new)
    if not place.is_locked(folder):
        raise NotebookError("this space has no passphrase")
    try:
        with gate.alone(folder), _opened(folder, old) as key:
            place.write_seal(folder, seal(key, new))
    except OSError as error:
        raise NotebookError(f"the passphrase could not be changed, and is as it was: {error}") from error


def unprotect(settings: Settings, space: str, passphrase: str) -> None:
    """Take the passphrase off: the space lies in plain from now on. Raises as `unlock` does."""
    folder = space_folder(settings, space)
    plain, locked = folder / place.PLAIN, folder / place.LOCKED
    with unlock(settings, space, passphrase) as key:  # what a kill left of a plain one is gone now
        try:
            upkeep.look_over(locked, key.raw())
            with gate.alone(folder):
                place.make_room(locked)  # another window may have been quicker
                _rewritten(locked, key, plain, None)
                upkeep.forget(locked)
                locked.unlink()  # from here on the plain one is in force
                database.remove(locked)
                for name in (place.SEAL, place.SEAL_COPY):
                    (folder / name).unlink(missing_ok=True)
        except (OSError, database.Error) as error:
            raise NotebookError(f"the passphrase could not be taken off: {error}") from error


def _opened(folder: Path, passphrase: str) -> Key:
    """Return the key that this passphrase guards and that opens the file; where seal and copy differ, both become the one it was.

    They differ after a kill between the two, or where one is damaged.
    """
    if not place.is_locked(folder):
        raise NotebookError("this space has no passphrase")
    seals = place.sealed_keys(folder) or [""]
    failed: NotebookError = NotebookError("this space's file is damaged; restore a backup")
    for sealed in seals:
        try:
            key = unseal(sealed, passphrase)
        except NotebookError as error:
            failed = failed if isinstance(failed, WrongPassphraseError) else error
            continue
        if len(seals) == 1:
            return key
        if any(
            database.opens(one, key.raw()) for one in (folder / place.LOCKED, folder / (place.LOCKED + place.BACKUP))
        ):
            place.write_seal(folder, sealed)
            return key
        key.wipe()
    raise failed


def _rewritten(source: Path, key: Key | None, target: Path, new: Key | None) -> None:
    """Write `source` anew at `target`, under another key; nobody else may be in the folder."""
    raw, new_raw = key.raw() if key else None, new.raw() if new else None
    with closing(database.connect(source, raw, _WAIT_S)) as db:
        database.use_wal(db)
        migrate(db)
        part = target.with_name(target.name + place.PART)
        database.copy_into(db, part, new_raw)
        if not database.is_sound(part, new_raw):
            raise OSError("the copy cannot be read back")
        database.put(part, target)
