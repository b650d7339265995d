"""Saved conversations: in the file of a person's own space, beside what else they keep. Only written to when they keep a talk.

Each message is its own committed row, so that nothing said is lost when the power goes; an answer is kept while it grows.
Encrypted where the space has a passphrase; else who can read the person's files can read them.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coach.errors import HistoryError
from coach.keeping import place
from coach.keeping.errors import LockedError, NotebookError
from coach.keeping.notebook import Notebook
from coach.messages import Message


class History:
    """The conversations in one notebook's file, made on first use. Every call raises HistoryError where it cannot be used."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def start(self, title: str) -> int:
        """Begin a conversation and return its id; `title` is cut to 80 characters."""
        with self._open() as db:
            return _start(db, title, _now())

    def add(self, conversation: int, message: Message) -> int:
        """Save one message at the end of a conversation and return its id."""
        with self._open() as db:
            return _add(db, conversation, message.role, message.content, _now())

    def change(self, message: int, content: str) -> None:
        """Say a message anew; raises HistoryError where it was removed meanwhile."""
        with self._open() as db:
            if not db.execute("UPDATE messages SET content = ? WHERE id = ?", (content, message)).rowcount:
                raise HistoryError("this talk is not kept any more")

    def export(self) -> list[dict[str, Any]]:
        """Return every conversation with its messages, oldest first."""
        if not place.is_there(self._notebook.path):
            return []
        with self._open(writing=False) as db:
            return _talks(db)

    def take_in(self, talks: Sequence[dict[str, Any]]) -> int:
        """Add conversations as `export` gives them, leaving out those that are here already; returns how many were added."""
        with self._open() as db:
            here = [_bare(one) for one in _talks(db)]
            new = [one for one in talks if _bare(one) not in here]
            for one in new:
                id_ = _start(db, str(one["title"]), str(one["started_at"]))
                for row in one["messages"]:
                    _add(db, id_, str(row["role"]), str(row["content"]), str(row["said_at"]))
            return len(new)

    def remove(self, conversation: int) -> bool:
        """Remove one conversation for good; says whether it was there."""
        with self._open() as db:
            gone = db.execute("DELETE FROM conversations WHERE id = ?", (conversation,)).rowcount > 0
        self._notebook.forget_copies()
        return bool(gone)

    @contextmanager
    def _open(self, writing: bool = True) -> Iterator[Any]:
        try:
            with self._notebook.session(writing) as db:
                yield db
        except LockedError as error:
            raise HistoryError(str(error)) from error
        except NotebookError as error:
            raise HistoryError(f"the saved conversations cannot be used: {error}") from error


class GrowingAnswer:
    """An answer, kept as far as it came: one message, said anew once a second at most, so that a kill takes no more than that."""

    def __init__(self, history: History, conversation: int, every_s: float = 1.0) -> None:
        self._history = history
        self._conversation = conversation
        self._every_s = every_s
        self._id: int | None = None
        self._next = 0.0
        self._kept = ""

    def grow(self, text: str) -> None:
        """Keep what there is of the answer, if it is time to; raises HistoryError where it cannot be kept."""
        if time.monotonic() >= self._next:
            self.keep(text)

    def keep(self, text: str) -> None:
        """Keep the answer as it stands now; raises HistoryError where it cannot be kept."""
        if not text or text == self._kept:
            return
        if self._id is None:
            self._id = self._history.add(self._conversation, Message("assistant", text))
        else:
            self._history.change(self._id, text)
        self._kept, self._next = text, time.monotonic() + self._every_s


def take_over(old: Path, history: History) -> int:
    """Move the conversations of a Hearth before spaces from their own file into `history`; returns how many were moved.

    The old file goes as the last step, so that a kill leaves it, or both; one that cannot be read is kept aside.
    """
    if not old.is_file():
        return 0
    try:
        with closing(sqlite3.connect(old, timeout=10)) as db:
            db.row_factory = sqlite3.Row
            talks = _talks(db) if db.execute("PRAGMA user_version").fetchone()[0] else []
    except sqlite3.OperationalError:  # held by another, or the disk fails: next time
        return 0
    except sqlite3.DatabaseError:
        shutil.move(old, old.with_name(f"{old.name}.damaged"))
        return 0
    moved = history.take_in(talks) if talks else 0
    for suffix in ("", "-wal", "-shm"):
        old.with_name(old.name + suffix).unlink(missing_ok=True)
    return moved


def _start(db: Any, title: str, when: str) -> int:
    row = db.execute("INSERT INTO conversations (title, started_at) VALUES (?, ?)", (title[:80], when))
    return int(row.lastrowid or 0)


def _add(db: Any, conversation: int, role: str, content: str, when: str) -> int:
    row = db.execute(
        "INSERT INTO messages (conversation_id, role, content, said_at) VALUES (?, ?, ?, ?)",
        (conversation, role, content, when),
    )
    return int(row.lastrowid or 0)


def _talks(db: Any) -> list[dict[str, Any]]:
    talks = [dict(row) for row in db.execute("SELECT id, title, started_at FROM conversations ORDER BY id")]
    for talk in talks:
        query = "SELECT role, content, said_at FROM messages WHERE conversation_id = ? ORDER BY id"
        talk["messages"] = [dict(row) for row in db.execute(query, (talk["id"],))]
    return talks


def _bare(talk: dict[str, Any]) -> Any:
    return str(talk["started_at"]), str(talk["title"])[:80], [[row["role"], row["content"]] for row in talk["messages"]]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
