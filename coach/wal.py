"""SQLite's write-ahead log, turned on even while others open the same file."""

import sqlite3
import time

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
