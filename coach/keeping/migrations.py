"""The notebook's schema, as numbered changes. What has been released is never edited: a change is a new number."""

import sqlite3

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
)


def migrate(db: sqlite3.Connection) -> None:
    """Bring an open notebook to the newest schema; raises sqlite3.DatabaseError where it comes from a newer Hearth."""
    database.migrate(db, MIGRATIONS)
