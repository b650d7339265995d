"""Put a passphrase on a space, change it, take it off, open the space with it. What it holds stays the same."""

from contextlib import closing
from pathlib import Path

from coach import database
from coach.keeping import place, upkeep
from coach.keeping.errors import NotebookError
from coach.keeping.migrations import migrate
from coach.keeping.sealing import Key, new_key, seal, unseal
from coach.keeping.spaces import open_history, space_folder
from coach.settings import Settings

_WAIT_S = 30.0


def has_passphrase(settings: Settings, space: str) -> bool:
    """Say whether a space is protected by a passphrase."""
    return place.is_locked(space_folder(settings, space))


def protect(settings: Settings, space: str, passphrase: str) -> Key:
    """Encrypt a space and return its key; plain text of it is overwritten and removed. Works for an empty space too.

    Raises InputError for a passphrase that will not do, NotebookError where the space has one already or cannot be written.
    There is no way in without the passphrase: nobody can reset it.
    """
    folder = space_folder(settings, space)
    if place.is_locked(folder):
        raise NotebookError("this space has a passphrase already; change it instead")
    key = new_key()
    sealed = seal(key, passphrase)
    open_history(settings, space)  # what an older Hearth kept elsewhere comes in
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_seal(folder, sealed)
        plain, locked = folder / place.PLAIN, folder / place.LOCKED
        plain.touch(mode=0o600)
        _rewritten(plain, None, locked, key)
        _drop_plain(folder)
    except (OSError, database.Error) as error:
        raise NotebookError(f"the space could not be locked, and is as it was: {error}") from error
    return key


def unlock(settings: Settings, space: str, passphrase: str) -> Key:
    """Return the key of a space. Takes about half a second. Raises WrongPassphraseError, or NotebookError where it has none."""
    folder = space_folder(settings, space)
    if not place.is_locked(folder):
        raise NotebookError("this space has no passphrase")
    key = unseal(place.sealed_key(folder), passphrase)
    _drop_plain(folder)  # what a kill may have left
    return key


def change_passphrase(settings: Settings, space: str, old: str, new: str) -> None:
    """Seal the key with another passphrase; raises as `unlock` and `protect` do. Older backups keep theirs."""
    folder = space_folder(settings, space)
    key = unlock(settings, space, old)
    try:
        place.write_seal(folder, seal(key, new))
    except OSError as error:
        raise NotebookError(f"the passphrase could not be changed, and is as it was: {error}") from error
    finally:
        key.wipe()


def unprotect(settings: Settings, space: str, passphrase: str) -> None:
    """Take the passphrase off: the space lies in plain from now on. Raises as `unlock` does."""
    folder = space_folder(settings, space)
    key = unlock(settings, space, passphrase)
    plain, locked = folder / place.PLAIN, folder / place.LOCKED
    try:
        _rewritten(locked, key, plain, None)
        upkeep.forget(locked)
        locked.unlink()  # from here on the plain one is in force
        database.remove(locked)
        for name in (place.SEAL, place.SEAL_COPY):
            (folder / name).unlink(missing_ok=True)
    except (OSError, database.Error) as error:
        raise NotebookError(f"the passphrase could not be taken off: {error}") from error
    finally:
        key.wipe()


def _rewritten(source: Path, key: Key | None, target: Path, new: Key | None) -> None:
    """Write `source` anew at `target`, under another key, with every writer kept out until `target` is there."""
    raw, new_raw = key.raw() if key else None, new.raw() if new else None
    with closing(database.connect(source, raw, _WAIT_S)) as db:
        database.use_wal(db)
        migrate(db)
        part = target.with_name(target.name + place.PART)
        with closing(database.connect(source, raw, _WAIT_S)) as gate:
            gate.execute("BEGIN IMMEDIATE")  # readers go on, writers wait, then see that another file is in force
            database.copy_into(db, part, new_raw)
            if not database.is_sound(part, new_raw):
                raise OSError("the copy cannot be read back")
            part.replace(target)
            gate.execute("ROLLBACK")


def _drop_plain(folder: Path) -> None:
    for name in (
        place.PLAIN,
        place.PLAIN + place.PART,
        place.PLAIN + place.BACKUP,
        place.PLAIN + place.BACKUP + place.PART,
    ):
        place.shred(folder / name)
    for one in folder.glob(f"{place.PLAIN}{place.DAMAGED}*"):
        place.shred(one)
    upkeep.forget(folder / place.PLAIN)
