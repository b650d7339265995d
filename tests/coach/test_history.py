"""Saved conversations: kept whole, exported, and gone when erased."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from coach.errors import HistoryError
from coach.history import GrowingAnswer, take_over
from coach.history import History as TheHistory
from coach.keeping import migrations as module
from coach.keeping.notebook import Notebook
from coach.messages import Message

ROOT = Path(__file__).parents[2]


def History(path: Path) -> TheHistory:  # noqa: N802 - the conversations in a file
    return TheHistory(Notebook(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notebook.sqlite3"


def test_nothing_is_written_before_something_is_saved(path: Path) -> None:
    assert History(path).export() == []
    assert not path.parent.exists()


def test_conversations_come_back_in_order_with_their_times(path: Path) -> None:
    history = History(path)
    first, second = history.start("About trust"), history.start("x" * 100)
    history.add(first, Message("user", "How do I rebuild trust?"))
    history.add(second, Message("user", "Hello 🌧 'quotes' \"and\" – dashes"))
    history.add(first, Message("assistant", "Keep one small promise."))
    talks = History(path).export()
    assert [set(one) for one in talks] == [{"id", "title", "started_at", "messages"}] * 2
    assert [(one["id"], one["title"]) for one in talks] == [(first, "About trust"), (second, "x" * 80)]
    assert [[(row["role"], row["content"]) for row in one["messages"]] for one in talks] == [
        [("user", "How do I rebuild trust?"), ("assistant", "Keep one small promise.")],
        [("user", "Hello 🌧 'quotes' \"and\" – dashes")],
    ]
    assert all(datetime.fromisoformat(row["said_at"]).tzinfo is not None for one in talks for row in one["messages"])


@pytest.mark.parametrize(
    ("conversation", "message"),
    [(99, Message("user", "x")), (1, Message("system", "x"))],
    ids=["no-such-conversation", "system-message"],
)
def test_what_cannot_be_saved_raises_and_leaves_the_rest(path: Path, conversation: int, message: Message) -> None:
    history = History(path)
    history.add(history.start("talk"), Message("user", "kept"))
    with pytest.raises(HistoryError):
        history.add(conversation, message)
    assert [row["content"] for row in history.export()[0]["messages"]] == ["kept"]


@pytest.mark.parametrize("content", [b"this is no database at all, only words " * 50, b"SQLite format 3\x00half"])
def test_damaged_file_is_told_in_one_line(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="cannot be used") as caught:
        History(path).export()
    assert "\n" not in str(caught.value)


def test_folder_that_cannot_be_made_is_a_history_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError):
        History(tmp_path / "file" / "conversations.sqlite3").start("x")


def test_file_of_a_newer_hearth_is_refused_and_left_as_it_is(path: Path) -> None:
    History(path).start("kept")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    for act in (lambda: History(path).export(), lambda: History(path).start("x")):
        with pytest.raises(HistoryError, match="newer Hearth"):
            act()
    db = sqlite3.connect(path)
    assert db.execute("SELECT title FROM conversations").fetchall() == [("kept",)]
    db.close()


def test_new_migrations_are_applied_once_and_keep_what_is_there(path: Path, monkeypatch) -> None:
    History(path).start("old")
    more = (*module.MIGRATIONS, "ALTER TABLE conversations ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';")
    monkeypatch.setattr(module, "MIGRATIONS", more)
    History(path).start("new")
    History(path).start("newer")
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (4,)
    assert db.execute("SELECT title, colour FROM conversations").fetchall() == [
        ("old", "red"),
        ("new", "red"),
        ("newer", "red"),
    ]
    db.close()


def test_migration_that_fails_changes_nothing(path: Path, monkeypatch) -> None:
    History(path).start("old")
    broken = (*module.MIGRATIONS, "CREATE TABLE half (id INTEGER); ALTER TABLE nowhere ADD COLUMN x TEXT;")
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", broken)
        with pytest.raises(HistoryError):
            History(path).start("x")
    assert [one["title"] for one in History(path).export()] == ["old"]
    db = sqlite3.connect(path)
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    db.close()


def test_many_may_open_and_write_at_the_same_time(path: Path) -> None:
    def talk(number: int) -> None:
        history = History(path)
        conversation = history.start(str(number))
        for at in range(5):
            history.add(conversation, Message("user", f"{number}.{at}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(8)))
    talks = History(path).export()
    assert sorted(one["title"] for one in talks) == [str(at) for at in range(8)]
    for one in talks:
        assert [row["content"] for row in one["messages"]] == [f"{one['title']}.{at}" for at in range(5)]


def test_every_message_that_was_saved_survives_a_kill(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from coach.history import History; from coach.messages import Message; from coach.keeping.notebook import Notebook\n"
        "history = History(Notebook(Path(sys.argv[1]))); talk = history.start('t'); at = 0\n"
        "while True:\n"
        "    history.add(talk, Message('user', str(at))); print(at, flush=True); at += 1\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(20):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        told = 19 + len(writer.stdout.read().split(b"\n")) - 1
    (talk,) = History(path).export()
    saved = [int(row["content"]) for row in talk["messages"]]
    assert saved == list(range(len(saved)))
    assert told + 1 <= len(saved) <= told + 2  # the one being saved when the kill came may be there or not


_BEFORE_SPACES = """
    CREATE TABLE conversations (id INTEGER PRIMARY KEY, title TEXT NOT NULL, started_at TEXT NOT NULL);
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')), content TEXT NOT NULL, said_at TEXT NOT NULL
    );
    INSERT INTO conversations VALUES (7, 'We drifted', '2026-03-04T10:00:00+00:00');
    INSERT INTO messages (conversation_id, role, content, said_at) VALUES
        (7, 'user', 'We drifted', '2026-03-04T10:00:00+00:00'), (7, 'assistant', 'It hurts.', '2026-03-04T10:00:09+00:00');
    PRAGMA user_version = 1;
"""


def test_talks_of_a_hearth_before_spaces_move_in_once(path: Path, tmp_path: Path) -> None:
    old = tmp_path / "conversations.sqlite3"
    db = sqlite3.connect(old)
    db.executescript(_BEFORE_SPACES)
    db.close()
    kept = old.read_bytes()
    history = History(path)
    assert take_over(old, history) == 1 and not old.exists()
    old.write_bytes(kept)  # as a kill before its removal leaves it
    assert take_over(old, history) == 0 and not old.exists()
    (talk,) = history.export()
    assert (talk["title"], talk["started_at"]) == ("We drifted", "2026-03-04T10:00:00+00:00")
    assert [one["content"] for one in talk["messages"]] == ["We drifted", "It hurts."]


def test_an_old_file_that_cannot_be_read_is_kept_aside(path: Path, tmp_path: Path) -> None:
    old = tmp_path / "conversations.sqlite3"
    old.write_bytes(b"no database " * 500)
    assert take_over(old, History(path)) == 0
    assert (tmp_path / "conversations.sqlite3.damaged").read_bytes() == b"no database " * 500


def test_one_talk_is_removed_from_the_copy_too(path: Path) -> None:
    history = History(path)
    first = history.start("a secret title")
    history.start("another")
    history.export()
    assert history.remove(first) and not history.remove(first)
    assert [one["title"] for one in history.export()] == ["another"]
    assert all(b"secret title" not in one.read_bytes() for one in path.parent.iterdir())


def test_an_answer_is_kept_while_it_grows_and_is_one_message(path: Path) -> None:
    history = History(path)
    talk = history.start("talk")
    history.add(talk, Message("user", "why?"))
    growing = GrowingAnswer(history, talk, every_s=0)
    for text in ("", "Because", "Because it", "Because it rains."):
        growing.grow(text)
        kept = [row["content"] for row in history.export()[0]["messages"]]
        assert kept == ["why?", *([text] if text else [])]
    slow = GrowingAnswer(history, history.start("slow"), every_s=3600)
    slow.grow("One")
    slow.grow("One two")  # not yet
    assert [row["content"] for row in history.export()[1]["messages"]] == ["One"]
    slow.keep("One two three")
    assert [row["content"] for row in history.export()[1]["messages"]] == ["One two three"]


def test_an_answer_whose_talk_was_removed_meanwhile_is_told(path: Path) -> None:
    history = History(path)
    talk = history.start("talk")
    growing = GrowingAnswer(history, talk, every_s=0)
    growing.grow("One")
    history.remove(talk)
    with pytest.raises(HistoryError, match="not kept any more"):
        growing.keep("One two")
    assert history.export() == []
