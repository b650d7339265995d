"""Turning on the write-ahead log while another has the file locked."""

import threading
import time
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from coach.database import OperationalError, connect, use_wal


def test_waits_for_whoever_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    holder = dbapi2.connect(path, check_same_thread=False, isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    threading.Thread(target=lambda: (time.sleep(0.3), holder.execute("COMMIT"), holder.close())).start()
    db = connect(path, wait_s=0)
    use_wal(db)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def test_gives_up_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    holder = dbapi2.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    db = connect(path, wait_s=0)
    with pytest.raises(OperationalError, match="locked"):
        use_wal(db, wait_s=0.1)
    db.close()
    holder.close()
