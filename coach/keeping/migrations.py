"""The notebook's schema, as numbered changes. What has been released is never edited: a change is a new number."""

from contextlib import closing
from pathlib import Path
from typing import Any

from coach import database

MIGRATIONS = (
    """
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        day TEXT NOT NULL,
        data TEXT NOT NULL,
        made TEXT NOT NULL,
        changed TEXT NOT NULL
    );
    """,
    # a key names the one entry of its sort (the plan of a week, a card that was drawn), so that two windows cannot make it
    # twice; of several that were there already, the newest has it
    """
    ALTER TABLE entries ADD COLUMN key TEXT;
    UPDATE entries SET key = CASE WHEN json_valid(data) THEN CASE kind
        WHEN 'plan' THEN json_extract(data, '$.week')
        WHEN 'look_back' THEN json_extract(data, '$.week')
        WHEN 'talk_time' THEN 'talk time'
        WHEN 'question' THEN json_extract(data, '$.round') || '/' || json_extract(data, '$.question')
    END END;
    UPDATE entries SET key = NULL WHERE EXISTS (
        SELECT 1 FROM entries AS later WHERE later.kind = entries.kind AND later.key = entries.key AND later.id > entries.id
    );
    CREATE UNIQUE INDEX entries_by_key ON entries(kind, key) WHERE key IS NOT NULL;
    CREATE INDEX entries_by_kind ON entries(kind, day, id);
    """,
    # everything of one person's in one file, so that one key locks it all: their talks, and the documents that a locked space
    # holds, with the vectors of their passages
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
    CREATE TABLE documents (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, text TEXT NOT NULL, added_at TEXT NOT NULL
    );
    CREATE TABLE passages (
        document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        position INTEGER NOT NULL, embedder TEXT NOT NULL, chunk TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (document_id, position)
    );
    """,
    # what an answer came with (coach/answer_details.py), so that a talk can be gone on with; whether it helped, and a remark.
    # Numbers are never given twice: a window that still shows a talk deleted elsewhere must not write into the next one. The new
    # tables are renamed after the old are gone, so that no delete cascades and the reference follows its table.
    """
    CREATE TABLE new_conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, started_at TEXT NOT NULL
    );
    INSERT INTO new_conversations SELECT id, title, started_at FROM conversations;
    CREATE TABLE new_messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES new_conversations(id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
        content TEXT NOT NULL,
        said_at TEXT NOT NULL,
        details TEXT NOT NULL DEFAULT '',
        liked INTEGER CHECK (liked IN (0, 1)),
        note TEXT NOT NULL DEFAULT ''
    );
    INSERT INTO new_messages (id, conversation_id, role, content, said_at)
        SELECT id, conversation_id, role, content, said_at FROM messages;
    DROP TABLE messages;
    DROP TABLE conversations;
    ALTER TABLE new_conversations RENAME TO conversations;
    ALTER TABLE new_messages RENAME TO messages;
    CREATE INDEX messages_by_conversation ON messages(conversation_id, id);
    """,
)


def fits(db: Any) -> bool:
    """Say whether an open notebook has every table and column that its version says; one of a newer Hearth is not judged."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        return True
    if version < 0:
        return False
    with closing(database.connect(Path(":memory:"))) as model:
        database.migrate(model, MIGRATIONS[:version])
        wanted = _columns(model)
    found = _columns(db)
    return wanted <= found if version else not found  # none is made but by the first change


def _columns(db: Any) -> set[tuple[str, str]]:
    query = "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    return {(str(row[0]), str(row[1])) for row in db.execute(query)}


def migrate(db: Any) -> None:
    """Bring an open notebook to the newest schema; raises DatabaseError where it comes from a newer Hearth."""
    database.migrate(db, MIGRATIONS)
