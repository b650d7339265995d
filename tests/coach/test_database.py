"""Turning on the write-ahead log while another has the file locked."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from coach.database import use_wal


def test_waits_for_whoever_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    holder = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    threading.Thread(target=lambda: (time.sleep(0.3), holder.execute("COMMIT"), holder.close())).start()
    db = sqlite3.connect(path, timeout=0)
    use_wal(db)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def test_gives_up_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    db = sqlite3.connect(path, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        use_wal(db, wait_s=0.1)
    db.close()
    holder.close()
