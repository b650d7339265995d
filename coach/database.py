"""What every SQLite file of Hearth's needs: a connection, encrypted where there is a key, a write-ahead log, migrations.

The driver is SQLCipher (https://www.zetetic.net/sqlcipher/design/), which reads and writes plain SQLite files just as well: one
driver, one tree of errors. A key is 32 random bytes, given raw: keeping/sealing.py makes and guards it.
"""

import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

Connection = dbapi2.Connection
Row = dbapi2.Row
Error = dbapi2.Error
DatabaseError = dbapi2.DatabaseError
OperationalError = dbapi2.OperationalError

SUFFIXES = ("", "-wal", "-shm", "-journal")
"""What SQLite puts beside a file, by the end of its name."""

KEY_BYTES = 32
_DAMAGE = (1, 11, 26)  # SQLITE_ERROR (an unknown file format, a table that is gone), SQLITE_CORRUPT, SQLITE_NOTADB
_STEP_S = 0.02


def connect(path: Path, key: bytes | bytearray | None = None, wait_s: float = 30.0) -> Any:
    """Open a file in autocommit mode, its pages encrypted with `key` where one is given; nothing is read yet."""
    db = dbapi2.connect(path, timeout=wait_s, isolation_level=None)
    db.text_factory = lambda raw: raw.decode("utf-8", errors="replace")  # a damaged file's words need be none
    if key is not None:
        db.execute(f"PRAGMA key = {_quoted(key)}")
    db.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal that a page does not fit the key
    db.execute("PRAGMA temp_store = MEMORY")  # what is sorted must not reach the disk in plain
    return db


def copy_into(db: Any, target: Path, key: bytes | bytearray | None = None) -> None:
    """Write all that an open file holds into a new file at `target`, encrypted with `key` where one is given, and on the disk.

    Needs a connection with no transaction open; one transaction reads a state that was committed. Raises Error.
    """
    remove(target)
    target.touch(mode=0o600)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"ATTACH DATABASE ? AS copy KEY {_quoted(key)}", (str(target),))
    try:
        db.execute("BEGIN")  # or each table is read by itself, and others may write in between
        with db:
            db.execute("SELECT sqlcipher_export('copy')")
            db.execute(f"PRAGMA copy.user_version = {version}")
    finally:
        db.execute("DETACH DATABASE copy")
    sync(target)


def remove(path: Path) -> None:
    """Remove a file with what SQLite put beside it."""
    for suffix in SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def put(part: Path, path: Path) -> None:
    """Put a file that was written whole in the place of another that nobody has open; the log of that one goes first.

    SQLite would read it into the new file (https://www.sqlite.org/howtocorrupt.html, 1.3 and 1.4).
    """
    for suffix in SUFFIXES[1:]:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    part.replace(path)


def sync(path: Path) -> None:
    """Have a file's content on the disk itself before going on."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def is_sound(path: Path, key: bytes | bytearray | None = None) -> bool:
    """Say whether a file is a database, whole, that this key opens (https://www.sqlite.org/pragma.html#pragma_quick_check).

    Raises OperationalError where that cannot be told now, because another program holds it or the disk fails.
    """
    db = connect(path, key)
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (DatabaseError, UnicodeDecodeError) as error:
        if not shows_damage(error):
            raise
        return False
    finally:
        db.close()


def shows_damage(error: Exception) -> bool:
    """Say whether an error comes of what a file holds, and not of a disk that fails or of another program that holds it."""
    if isinstance(error, UnicodeDecodeError):  # of a message that quotes a damaged name
        return True
    # sqlcipher_export gives every failure one code
    if any(one in str(error) for one in ("disk is full", "disk I/O error")):
        return False
    code = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF  # https://www.sqlite.org/rescode.html
    return code in _DAMAGE


def opens(path: Path, key: bytes | bytearray | None = None) -> bool:
    """Say whether a key is a file's: whether its first page can be read with it."""
    if not path.is_file():
        return False
    with closing(connect(path, key)) as db:
        try:
            db.execute("SELECT count(*) FROM sqlite_master")
        except (DatabaseError, UnicodeDecodeError):
            return False
    return True


def use_wal(db: Any, wait_s: float = 10.0) -> None:
    """Turn the write-ahead log on; raises OperationalError when the file stays locked for `wait_s` seconds.

    A change of the journal mode does not wait for others by itself, whatever the connection's timeout
    (https://www.sqlite.org/c3ref/busy_handler.html): two who open a new file at once would see "database is locked".
    """
    end = time.monotonic() + wait_s
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(_STEP_S)


def migrate(db: Any, migrations: Sequence[str]) -> None:
    """Bring an open file to the newest schema, one committed script at a time.

    Raises DatabaseError where the file comes from a newer Hearth.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise DatabaseError("the file was written by a newer Hearth; update Hearth")
    for number, script in enumerate(migrations[version:], start=version + 1):
        db.execute("BEGIN IMMEDIATE")
        with db:  # another process may have been quicker
            if db.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in script.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")


def _quoted(key: bytes | bytearray | None) -> str:
    if key is None:
        return "''"
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return f"\"x'{key.hex()}'\""
