"""Saved conversations: one SQLite file (WAL), safe on a crash. Only written to when the person keeps their history.

Each message is its own committed row, so that nothing said is lost when the power goes. Schema changes are numbered
migrations, applied in order on opening. Not encrypted: who can read the person's files can read this one.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coach.database import migrate, use_wal
from coach.errors import HistoryError
from coach.messages import Message

_MIGRATIONS = (
    """
    CREATE TABLE conversations (id INTEGER PRIMARY KEY, title TEXT NOT NULL, started_at TEXT NOT NULL);
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
        content TEXT NOT NULL,
        said_at TEXT NOT NULL
    );
    CREATE INDEX messages_by_conversation ON messages(conversation_id, id);
    """,
)


class History:
    """The conversations in one file, made on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def start(self, title: str) -> int:
        """Begin a conversation and return its id; `title` is cut to 80 characters."""
        with self._open() as db:
            row = db.execute("INSERT INTO conversations (title, started_at) VALUES (?, ?)", (title[:80], _now()))
            return int(row.lastrowid or 0)

    def add(self, conversation: int, message: Message) -> None:
        """Save one message at the end of a conversation."""
        with self._open() as db:
            db.execute(
                "INSERT INTO messages (conversation_id, role, content, said_at) VALUES (?, ?, ?, ?)",
                (conversation, message.role, message.content, _now()),
            )

    def export(self) -> list[dict[str, Any]]:
        """Return every conversation with its messages, oldest first."""
        if not self._path.is_file():
            return []
        with self._open() as db:
            talks = [dict(row) for row in db.execute("SELECT id, title, started_at FROM conversations ORDER BY id")]
            for talk in talks:
                query = "SELECT role, content, said_at FROM messages WHERE conversation_id = ? ORDER BY id"
                talk["messages"] = [dict(row) for row in db.execute(query, (talk["id"],))]
            return talks

    def erase(self) -> int:
        """Remove every conversation, the file with it, and return how many there were (0 where they could not be read)."""
        try:
            count = len(self.export())
        except HistoryError:  # a damaged file must go too
            count = 0
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return count

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=10)
            try:
                db.row_factory = sqlite3.Row
                use_wal(db)
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA secure_delete = ON")
                migrate(db, _MIGRATIONS)
                with db:
                    yield db
            finally:
                db.close()
        except (sqlite3.Error, OSError) as error:
            raise HistoryError(f"the saved conversations in {self._path} cannot be used: {error}") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
