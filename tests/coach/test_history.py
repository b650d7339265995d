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

from coach.answer_details import NOTHING_KNOWN, UNFINISHED, AnswerDetails
from coach.errors import HistoryError, InputError
from coach.history import GrowingAnswer, Said, take_over
from coach.history import History as TheHistory
from coach.keeping import migrations as module
from coach.keeping import place
from coach.keeping.notebook import Notebook
from coach.messages import Citation, Message

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
    assert db.execute("PRAGMA user_version").fetchone() == (5,)
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


def test_a_kill_leaves_a_turn_as_it_was_or_as_it_is_said_anew(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from coach.history import History, Said; from coach.keeping.notebook import Notebook\n"
        "history = History(Notebook(Path(sys.argv[1]))); first = None; talk = None; at = 0\n"
        "while True:\n"
        "    said = [Said('user', str(at)), Said('assistant', str(at)), Said('user', str(at))]\n"
        "    talk, (first, *_) = history.keep(talk, said, first); print(at, flush=True); at += 1\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(20):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
    (talk,) = History(path).export()
    assert len(talk["messages"]) == 3 and len({row["content"] for row in talk["messages"]}) == 1
    assert int(talk["messages"][0]["content"]) >= 19


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


def test_an_old_file_that_cannot_be_read_takes_its_log_along(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object, **__: object) -> None:  # and held open by another, or SQLite would remove the log
        raise sqlite3.DatabaseError("file is not a database")

    monkeypatch.setattr(sqlite3, "connect", damaged)
    old = tmp_path / "conversations.sqlite3"
    old.write_bytes(b"no database " * 500)
    (tmp_path / "conversations.sqlite3-wal").write_bytes(b"what was said last")
    (tmp_path / "conversations.sqlite3-shm").write_bytes(b"where it stands")
    assert take_over(old, History(path)) == 0
    assert {one.name for one in tmp_path.iterdir()} == {
        "conversations.sqlite3.damaged",
        "conversations.sqlite3.damaged-wal",
        "conversations.sqlite3.damaged-shm",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="a second name for a file")
def test_an_old_file_is_overwritten_once_it_was_taken_over(path: Path, tmp_path: Path) -> None:
    old = tmp_path / "conversations.sqlite3"
    db = sqlite3.connect(old)
    db.executescript(_BEFORE_SPACES)
    db.close()
    os.link(old, tmp_path / "its content")
    assert take_over(old, History(path)) == 1
    assert not any((tmp_path / "its content").read_bytes())


def test_an_old_file_that_is_half_overwritten_goes_at_the_next_start(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "conversations.sqlite3"
    db = sqlite3.connect(old)
    db.executescript(_BEFORE_SPACES)
    db.close()

    def killed(one: Path) -> None:
        if one.exists():
            one.write_bytes(bytes(100) + one.read_bytes()[100:])
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, "shred", killed)
        with pytest.raises(KeyboardInterrupt):
            take_over(old, History(path))
    assert take_over(old, History(path)) == 0
    assert len(History(path).export()) == 1
    assert list(tmp_path.glob("conversations.sqlite3*")) == []


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


WHOLE = AnswerDetails(
    "generated", (Citation(1, "Trust", "Small steps", "Hearth's own", "Keep one promise."),), ("Note.",)
)


def test_turns_are_kept_at_once_and_come_back_whole(path: Path) -> None:
    history = History(path)
    talk, ids = history.keep(None, [Said("user", "How?"), Said("assistant", "Slowly. [1]", WHOLE, False, "too short")])
    kept = history.talk(talk)
    assert kept.title == "How?" and [one.id for one in kept.messages] == list(ids)
    asked, said = kept.messages
    assert (asked.content, asked.details, asked.liked) == ("How?", NOTHING_KNOWN, None)
    assert (said.content, said.details, said.liked, said.note) == ("Slowly. [1]", WHOLE, False, "too short")


def test_a_talk_is_called_by_its_first_question_cut_at_a_word(path: Path) -> None:
    history = History(path)
    history.keep(None, [Said("user", "word " * 40)])
    history.keep(None, [Said("user", "x" * 100)])
    assert [one.title for one in history.talks()] == ["x" * 80, "word " * 15 + "…"]


def test_a_question_said_anew_takes_all_that_came_after_it_along(path: Path) -> None:
    history = History(path)
    talk, ids = history.keep(None, [Said("user", one) for one in ("one", "secret words", "three")])
    other, _ = history.keep(None, [Said("user", "other")])
    history.export()
    history.keep(talk, [Said("user", "anew")], instead_of=ids[1])
    assert [one.content for one in history.talk(talk).messages] == ["one", "anew"]
    assert [one.content for one in history.talk(other).messages] == ["other"]
    assert all(b"secret words" not in one.read_bytes() for one in path.parent.iterdir()), "gone from the copy too"


def test_a_turn_that_cannot_be_kept_changes_nothing(path: Path) -> None:
    history = History(path)
    talk, ids = history.keep(None, [Said("user", "one"), Said("assistant", "two")])
    with pytest.raises(HistoryError):
        history.keep(talk, [Said("user", "anew"), Said("system", "no")], instead_of=ids[0])  # type: ignore[arg-type]
    assert [one.content for one in history.talk(talk).messages] == ["one", "two"]


def test_a_removed_talk_leaves_its_number_to_no_other(path: Path) -> None:
    # a second window that still shows the first one must not write into the second
    history = History(path)
    first, (question,) = history.keep(None, [Said("user", "Hers")])
    history.remove(first)
    second, (other,) = history.keep(None, [Said("user", "His")])
    assert second > first and other > question
    with pytest.raises(HistoryError):
        history.keep(first, [Said("user", "Hers too")])
    with pytest.raises(HistoryError):
        history.change(question, "Hers, changed")
    assert [[one.content for one in talk.messages] for talk in history.talks()] == [["His"]]


def test_what_was_removed_meanwhile_is_told_by_every_change(path: Path) -> None:
    history = History(path)
    talk, (first,) = history.keep(None, [Said("user", "one")])
    history.remove(talk)
    for act in (
        lambda: history.keep(talk, [Said("user", "two")]),
        lambda: history.rate(first, True),
        lambda: history.rename(talk, "new"),
        lambda: history.talk(talk),
    ):
        with pytest.raises(HistoryError, match="not kept any more"):
            act()
    assert history.export() == []


def test_talks_are_found_by_all_words_of_names_and_messages_the_last_written_first(path: Path) -> None:
    history = History(path)
    first, _ = history.keep(None, [Said("user", "About TRUST"), Said("assistant", "Keep a promise.")])
    second, _ = history.keep(None, [Said("user", "About touch"), Said("assistant", "A hand. Über alles.")])
    assert [one.id for one in history.talks()] == [second, first]
    history.keep(first, [Said("user", "And now?")])
    assert [one.id for one in history.talks()] == [first, second]
    assert [one.id for one in history.talks("PROMISE trust")] == [first]
    assert [one.id for one in history.talks("über")] == [second]
    assert history.talks("trust touch") == []
    history.rename(second, "  The   evening ")
    assert [one.title for one in history.talks("evening")] == ["The evening"]
    with pytest.raises(InputError):
        history.rename(second, "  ")


def test_a_mark_and_a_note_are_kept_changed_and_taken_back(path: Path) -> None:
    history = History(path)
    _, ids = history.keep(None, [Said("user", "How?"), Said("assistant", "So.")])
    history.rate(ids[1], True, "helped me talk")
    row = history.export()[0]["messages"][1]
    assert (row["liked"], row["note"]) == (True, "helped me talk")
    history.rate(ids[1], None)
    assert set(history.export()[0]["messages"][1]) == {"role", "content", "said_at"}


def test_an_answer_is_unfinished_until_it_is_whole_and_stays_so(path: Path) -> None:
    history = History(path)
    talk, _ = history.keep(None, [Said("user", "How?")])
    growing = GrowingAnswer(history, talk, every_s=0)
    growing.grow("Slow")
    assert history.talk(talk).messages[1].details == UNFINISHED
    growing.keep("Slowly. [1]", WHOLE)
    growing.keep("Slowly. [1]")
    assert history.talk(talk).messages[1].details == WHOLE
    assert len(history.talk(talk).messages) == 2


def test_a_talk_comes_in_once_under_whatever_name(path: Path, tmp_path: Path) -> None:
    history = History(path)
    talk, _ = history.keep(None, [Said("user", "How?"), Said("assistant", "So.", WHOLE, True, "good")])
    (before,) = history.talks()
    history.rename(talk, "Another name")
    assert history.take_in([before]) == 0
    other = History(tmp_path / "other" / "notebook.sqlite3")
    assert other.take_in([before]) == 1
    (came,) = other.talks()
    assert [(one.content, one.details, one.liked, one.note, one.said_at) for one in came.messages] == [
        (one.content, one.details, one.liked, one.note, one.said_at) for one in before.messages
    ]
