"""What every SQLite file of Hearth's needs: the write-ahead log, and numbered migrations."""

import sqlite3
import time
from collections.abc import Sequence

_STEP_S = 0.02


def use_wal(db: sqlite3.Connection, wait_s: float = 10.0) -> None:
    """Turn the write-ahead log on; raises sqlite3.OperationalError when the file stays locked for `wait_s` seconds.

    A change of the journal mode does not wait for others by itself, whatever the connection's timeout
    (https://www.sqlite.org/c3ref/busy_handler.html): two who open a new file at once would see "database is locked".
    """
    end = time.monotonic() + wait_s
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(_STEP_S)


def migrate(db: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Bring an open file to the newest schema, one committed script at a time.

    Raises sqlite3.DatabaseError where the file comes from a newer Hearth.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise sqlite3.DatabaseError("the file was written by a newer Hearth; update Hearth")
    for number, script in enumerate(migrations[version:], start=version + 1):
        db.execute("BEGIN IMMEDIATE")
        with db:  # another process may have been quicker
            if db.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in script.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
