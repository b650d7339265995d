"""Any failure becomes a sentence with a next step, and nothing that a person typed is in it."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coach import database, errors
from coach.errors import CoachError, DownloadError, HistoryError, InputError, ModelError, SettingsError
from coach.failures import FAILED, USAGE, explain, report
from coach.keeping.errors import LockedError, NotebookError, WrongPassphraseError
from coach.log import log_file
from coach.settings import load_settings
from knowledge.errors import DocumentError, IndexBusyError, StoreError

ROOT = Path(__file__).parents[2]
TYPED = "xyzzy-typed"
FULL = "the disk is full; make room and try again (what was kept before is still there)"


def raised_from(error: Exception, cause: BaseException) -> Exception:
    """Return `error` as it is when it was raised from `cause`."""
    try:
        raise error from cause
    except Exception as made:
        return made


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.ENOSPC, TYPED, TYPED), FULL),
        (OSError(errno.EDQUOT, TYPED), FULL),
        (OSError(errno.EROFS, TYPED), "the folder can only be read, so nothing new can be kept; make it writable, or"),
        (PermissionError(errno.EACCES, TYPED), "the system does not let Hearth use a file or folder; see who may"),
        (PermissionError(errno.EPERM, TYPED), "the system does not let Hearth use a file or folder; see who may"),
        (OSError(errno.EMFILE, TYPED), "too many files are open at once; close other programs"),
        (OSError(errno.EIO, TYPED), "the disk cannot be read or written; check the disk"),
        (FileNotFoundError(errno.ENOENT, TYPED), "the system says: No such file or directory; run `hearth doctor`"),
        (MemoryError(TYPED), "there is not enough memory; close other programs and try again, or choose a smaller"),
        (KeyError(TYPED), "something unexpected happened (KeyError); try again, and run `hearth doctor` if it stays"),
        (RecursionError(TYPED), "something unexpected happened (RecursionError); try again"),
        (OSError(TYPED), "something unexpected happened (OSError); try again"),
        (ExceptionGroup(TYPED, [MemoryError(TYPED)]), "there is not enough memory"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
def test_each_failure_has_its_sentence_and_next_step(error: BaseException, line: str) -> None:
    found = explain(error)
    assert found.line.startswith(line)
    assert found.code == FAILED and found.next_step
    assert TYPED not in found.line and TYPED not in found.said
    assert found.said == f"{line[0].upper()}{found.line[1:]}."


@pytest.mark.parametrize(
    "error",
    [ModelError("it failed; do this"), DocumentError("it failed; do this."), LockedError(), NotebookError("gone")],
    ids=lambda one: type(one).__name__,
)
def test_what_hearth_says_itself_is_shown_as_it_is(error: Exception) -> None:
    assert explain(error).line == str(error).rstrip(".")
    assert explain(error).code == FAILED


def test_a_text_that_cannot_be_worked_with_is_wrong_usage() -> None:
    assert explain(InputError("there is no text")).code == USAGE


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (NotebookError("the notebook /x cannot be used: database or disk is full"), FULL),
        (HistoryError("the saved conversations cannot be used: …"), FULL),
        (StoreError("the vector store failed (InternalError); try `hearth index --rebuild`"), FULL),
        (DownloadError("the disk is full; run the same again"), "the disk is full; run the same again"),
        (SettingsError("hearth.toml cannot be read"), "hearth.toml cannot be read"),
    ],
    ids=["notebook", "history", "index", "download knows better", "settings know better"],
)
def test_where_the_disk_is_full_that_is_what_is_said(error: Exception, line: str) -> None:
    assert explain(raised_from(error, OSError(errno.ENOSPC, "x"))).line == line


def test_a_cause_that_says_less_than_the_error_itself_does_not_take_its_place() -> None:
    error = raised_from(NotebookError("this file cannot be read; see whose it is"), PermissionError(errno.EACCES, "x"))
    assert explain(error).line == "this file cannot be read; see whose it is"


def full(file: Path) -> None:
    with closing(database.connect(file)) as db:
        db.execute("PRAGMA max_page_count = 2")
        db.execute("CREATE TABLE a (b)")
        db.execute("INSERT INTO a VALUES (?)", ("x" * 100_000,))


def read_only(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE a (b)")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        db.execute("INSERT INTO a VALUES (1)")


def no_database(file: Path) -> None:
    file.write_bytes(b"no database at all " * 100)
    with closing(sqlite3.connect(file)) as db:
        db.execute("SELECT * FROM sqlite_master")


def held(file: Path) -> None:
    with closing(database.connect(file)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with closing(database.connect(file, wait_s=0)) as db:
            db.execute("CREATE TABLE a (b)")


@pytest.mark.parametrize(
    ("fail", "says"),
    [(full, "disk is full"), (read_only, "only be read"), (no_database, "is damaged"), (held, "another program holds")],
    ids=["full", "read-only", "no database", "held"],
)
def test_what_a_database_says_is_understood(fail: Any, says: str, tmp_path: Path) -> None:
    with pytest.raises((sqlite3.Error, database.Error)) as caught:
        fail(tmp_path / "file")
    assert says in explain(caught.value).sentence


def test_the_terminal_is_told_which_file_and_the_page_is_not() -> None:
    found = explain(PermissionError(errno.EACCES, "x", "/data/folder"))
    assert found.place == "/data/folder" and "/data" not in found.line


@pytest.mark.parametrize(
    "error",
    [
        InputError("x"),
        LockedError(),
        WrongPassphraseError(),
        IndexBusyError("x"),
        raised_from(HistoryError("x"), LockedError()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_everyday_slips_are_not_logged(error: Exception) -> None:
    report(error, "a test")
    assert not load_settings().data_dir.exists()


def test_what_is_reported_is_explained_and_logged() -> None:
    assert report(ModelError("it failed; do this"), "a test").line == "it failed; do this"
    assert "coach.errors.ModelError" in log_file(load_settings().log_dir).read_text()


def test_settings_that_cannot_be_read_are_told_and_leave_no_log(hearth_folders: Path) -> None:
    (hearth_folders / "config" / "hearth.toml").write_text("top_k = 900\n", encoding="utf-8")
    assert report(SettingsError("setting 'top_k' …"), "a test").line == "setting 'top_k' …"
    assert not (hearth_folders / "data").exists()


def test_every_error_of_coach_is_one_of_its_tree() -> None:
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert len(found) > 5 and all(issubclass(one, CoachError) for one in found)


NOBODY = f"""
import asyncio, logging, sys, threading, warnings
from coach.failures import catch_all
catch_all(quiet=not __import__('os').environ.get('HEARTH_DEBUG'))
def fail(): raise ValueError("{TYPED}")
thread = threading.Thread(target=fail); thread.start(); thread.join()
class Late:
    def __del__(self): raise KeyError("{TYPED}")
late = Late(); del late
logging.getLogger("a.library").error("{TYPED}")
warnings.warn("{TYPED}")
async def forgotten():
    task = asyncio.get_running_loop().create_task(asyncio.to_thread(fail)); await asyncio.sleep(0.2); del task
asyncio.run(forgotten())
fail()
"""


def nobody(**environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", NOBODY],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_what_nobody_caught_is_logged_and_none_of_it_is_printed() -> None:
    ran = nobody()
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "")
    log = log_file(load_settings().log_dir).read_text()
    assert TYPED not in log
    jobs = [line.split(" ", 3)[3] for line in log.splitlines() if line[:1].isdigit()]
    assert jobs == ["background thread", "clean-up", "main thread"]


def test_details_come_where_they_are_asked_for() -> None:
    ran = nobody(HEARTH_DEBUG="1")
    assert ran.stderr.count("Traceback") >= 3 and TYPED in ran.stderr
    assert TYPED not in log_file(load_settings().log_dir).read_text()
