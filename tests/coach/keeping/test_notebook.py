"""The notebook: kept whole, read whatever happens to a row, and gone when erased."""

import multiprocessing
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.errors import InputError
from coach.keeping import notebook as module
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import CheckIn, Promise, Slip, changed, made
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY


def slip(text: str) -> Slip:
    return made(Slip, text=text)


def sql(notebook: Notebook, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(notebook.path)) as db, db:
        db.execute(statement, values)


def texts(notebook: Notebook) -> list[str]:
    return [one.data.text for one in notebook.all(Slip)]


def test_reading_makes_no_file(notebook: Notebook) -> None:
    assert notebook.all(Slip) == [] and notebook.set_aside() == [] and notebook.find(Slip, "x") is None
    assert notebook.export() == {"entries": [], "set_aside": []}
    assert not notebook.remove(1)
    assert not notebook.path.parent.exists()


def test_what_was_kept_comes_back_as_it_was(notebook: Notebook) -> None:
    before = datetime.now(UTC)
    entry = notebook.add(
        made(CheckIn, moods=["tired", "glad"], connection=4, note="Zoë’s tea 🌧\n'quotes' \"and\" \x00"), WEDNESDAY
    )
    again = Notebook(notebook.path).get(CheckIn, entry.id)
    assert again == entry
    assert (again.day, again.kind, again.key) == (WEDNESDAY, "checkin", None)
    assert before <= again.made == again.changed


def test_entries_come_in_the_order_of_writing_within_the_days_asked_for(notebook: Notebook) -> None:
    for number, shift in enumerate((3, 0, -3)):
        notebook.add(slip(str(number)), WEDNESDAY + timedelta(days=shift))
    assert texts(notebook) == ["0", "1", "2"]
    assert [one.data.text for one in notebook.all(Slip, WEDNESDAY)] == ["0", "1"]
    assert [one.data.text for one in notebook.all(Slip, until=WEDNESDAY)] == ["1", "2"]
    assert notebook.all(CheckIn) == []


def test_change_keeps_when_it_was_made_and_says_when_it_changed(notebook: Notebook) -> None:
    entry = notebook.add(slip("tea"), WEDNESDAY)
    after = notebook.change(Slip, entry.id, lambda data: changed(data, text="coffee"))
    assert notebook.get(Slip, entry.id) == after
    assert (after.data.text, after.made, after.day) == ("coffee", entry.made, WEDNESDAY)
    assert after.changed >= entry.changed


def test_put_replaces_what_has_the_key_and_add_refuses_it(notebook: Notebook) -> None:
    first = notebook.put(slip("one"), WEDNESDAY, "k")
    second = notebook.put(slip("two"), WEDNESDAY, "k")
    assert first.id == second.id and texts(notebook) == ["two"]
    with pytest.raises(NotebookError, match="already"):
        notebook.add(slip("three"), WEDNESDAY, "k")
    notebook.add(made(CheckIn, note="another kind may have it"), WEDNESDAY, "k")
    found = notebook.find(Slip, "k")
    assert found is not None and found.data.text == "two"


def test_what_is_not_there_is_said_so(notebook: Notebook) -> None:
    entry = notebook.add(slip("tea"), WEDNESDAY)
    for act in (
        lambda: notebook.get(Slip, 99),
        lambda: notebook.get(CheckIn, entry.id),
        lambda: notebook.change(Slip, 99, lambda data: data),
        lambda: notebook.change(CheckIn, entry.id, lambda data: data),
    ):
        with pytest.raises(NotebookError, match="not in the notebook"):
            act()


def test_removed_entries_leave_no_trace_in_the_file(notebook: Notebook) -> None:
    secret = "a very particular secret sentence " * 12
    entry = notebook.add(slip(secret[:400]), WEDNESDAY)
    notebook.add(slip("stays"), WEDNESDAY)
    assert notebook.remove(entry.id) and not notebook.remove(entry.id)
    files = [one.read_bytes() for one in notebook.path.parent.iterdir()]
    assert all(b"particular secret" not in content for content in files)
    assert texts(notebook) == ["stays"]
    assert notebook.add(slip("new"), WEDNESDAY).id > entry.id, "an id is never given twice"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_nobody_else_on_the_computer_may_read_the_file(notebook: Notebook) -> None:
    notebook.add(slip("tea"), WEDNESDAY)
    assert notebook.path.stat().st_mode & 0o077 == 0
    assert notebook.path.parent.stat().st_mode & 0o077 == 0


def test_at_once_keeps_all_or_nothing(notebook: Notebook) -> None:
    notebook.add(slip("before"), WEDNESDAY)
    with pytest.raises(InputError), notebook.at_once() as book:
        book.add(slip("half"), WEDNESDAY)
        assert texts(book) == ["before", "half"]
        raise InputError("no")
    assert texts(notebook) == ["before"]
    with notebook.at_once() as book, book.at_once() as inner:
        inner.add(slip("a"), WEDNESDAY)
        book.add(slip("b"), WEDNESDAY)
    assert texts(notebook) == ["before", "a", "b"]


def test_change_that_raises_changes_nothing(notebook: Notebook) -> None:
    entry = notebook.add(slip("tea"), WEDNESDAY)
    with pytest.raises(InputError):
        notebook.change(Slip, entry.id, lambda data: changed(data, text=""))
    assert notebook.get(Slip, entry.id) == entry


BAD_ROWS = {
    "half-json": ("slip", "2026-03-04", '{"text": "te'),
    "not-an-object": ("slip", "2026-03-04", "[1, 2]"),
    "extra-key": ("slip", "2026-03-04", '{"text": "tea", "colour": "red"}'),
    "too-long": ("slip", "2026-03-04", '{"text": "' + "x" * 5000 + '"}'),
    "deep": ("slip", "2026-03-04", "[" * 100_000),
    "no-day": ("slip", "someday", '{"text": "tea"}'),
    "unknown-kind": ("dance", "2026-03-04", '{"text": "tea"}'),
    "bytes": ("slip", "2026-03-04", b"\xff\xfe\x00"),
    "number": ("slip", 5, 7),
    "not-utf8": ("slip", "2026-03-04", sqlite3.Binary(b'{"text": "\xff"}')),
}


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_bad_row_is_set_aside_and_named_and_the_rest_is_read(notebook: Notebook, bad: tuple[object, ...]) -> None:
    notebook.add(slip("before"), WEDNESDAY)
    sql(notebook, "INSERT INTO entries (kind, day, data, made, changed) VALUES (?, ?, ?, 'x', 'x')", *bad)
    notebook.add(slip("after"), WEDNESDAY)
    assert texts(notebook) == ["before", "after"]
    (aside,) = notebook.set_aside()
    assert (aside.id, aside.kind) == (2, bad[0]) and aside.why
    exported = notebook.export()
    assert len(exported["entries"]) == 2 and [one["id"] for one in exported["set_aside"]] == [2]
    assert notebook.all(CheckIn) == []
    if bad[0] == "slip":
        with pytest.raises(NotebookError):
            notebook.get(Slip, 2)
        with pytest.raises(NotebookError):
            notebook.change(Slip, 2, lambda data: data)


def test_text_that_is_not_utf8_sets_its_row_aside(notebook: Notebook) -> None:
    notebook.add(slip("tea"), WEDNESDAY)
    sql(notebook, "UPDATE entries SET data = CAST(x'7b22746578743aff' AS TEXT)")
    assert notebook.all(Slip) == [] and len(notebook.set_aside()) == 1


def test_clock_that_jumps_back_loses_and_reorders_nothing(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = iter([12, 9, 15, 8, 3, 2])
    monkeypatch.setattr(module, "_now", lambda: datetime(2026, 3, 4, next(hours), tzinfo=UTC))
    first = notebook.add(slip("at noon"), WEDNESDAY)
    notebook.add(slip("at nine"), WEDNESDAY)
    notebook.add(slip("at three"), WEDNESDAY)
    assert texts(notebook) == ["at noon", "at nine", "at three"]
    after = notebook.change(Slip, first.id, lambda data: changed(data, text="changed at eight"))
    assert after.changed == after.made == first.made, "never changed before it was made"


@pytest.mark.parametrize("content", [b"this is no database at all, only words " * 50, b"SQLite format 3\x00half"])
def test_damaged_file_is_told_in_one_line_and_can_still_be_erased(notebook: Notebook, content: bytes) -> None:
    notebook.path.parent.mkdir(parents=True)
    notebook.path.write_bytes(content)
    for act in (lambda: notebook.all(Slip), lambda: notebook.add(slip("tea"), WEDNESDAY)):
        with pytest.raises(NotebookError, match="cannot be used") as caught:
            act()
        assert "\n" not in str(caught.value)
    assert notebook.path.read_bytes() == content, "left as it is"
    assert notebook.erase() == 0
    assert not notebook.path.exists()


def test_folder_that_cannot_be_made_is_a_notebook_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotebookError):
        Notebook(tmp_path / "file" / "me" / "notebook.sqlite3").add(slip("tea"), WEDNESDAY)


def test_erase_removes_the_files_and_says_how_many_there_were(notebook: Notebook) -> None:
    for text in ("one", "two"):
        notebook.add(slip(text), WEDNESDAY)
    assert notebook.erase() == 2
    assert list(notebook.path.parent.iterdir()) == []
    assert notebook.erase() == 0 and notebook.all(Slip) == []
    notebook.add(slip("new"), WEDNESDAY)
    assert texts(notebook) == ["new"]


def test_threads_that_write_at_once_lose_nothing(notebook: Notebook) -> None:
    def write(number: int) -> None:
        for at in range(6):
            Notebook(notebook.path).add(slip(f"{number}.{at}"), WEDNESDAY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert sorted(texts(notebook)) == sorted(f"{number}.{at}" for number in range(8) for at in range(6))


def _count_up(path: str, times: int) -> None:
    notebook = Notebook(Path(path))
    for _ in range(times):
        notebook.change(Promise, 1, lambda data: changed(data, what=str(int(data.what) + 1)))
        notebook.add(slip("written"), WEDNESDAY)


def test_processes_that_change_one_entry_at_once_lose_no_change(notebook: Notebook) -> None:
    notebook.add(made(Promise, what="0", by=WEDNESDAY), WEDNESDAY)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_count_up, args=(str(notebook.path), 25)) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert [one.exitcode for one in workers] == [0, 0, 0]
    assert notebook.get(Promise, 1).data.what == "75"
    assert len(texts(notebook)) == 75


def test_reader_is_not_held_up_by_a_writer(notebook: Notebook) -> None:
    notebook.add(slip("there"), WEDNESDAY)
    with notebook.at_once() as book:
        book.add(slip("not yet"), WEDNESDAY)
        assert texts(Notebook(notebook.path)) == ["there"]
    assert texts(notebook) == ["there", "not yet"]


def test_file_is_what_the_docs_say(notebook: Notebook) -> None:
    notebook.add(slip("tea"), WEDNESDAY)
    with closing(sqlite3.connect(notebook.path)) as db:
        ask: Callable[[str], object] = lambda pragma: db.execute(f"PRAGMA {pragma}").fetchone()[0]  # noqa: E731
        assert ask("journal_mode") == "wal"
        assert ask("user_version") == 4
        assert ask("integrity_check") == "ok"
