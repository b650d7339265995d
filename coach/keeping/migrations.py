"""The notebook's schema, as numbered changes. What has been released is never edited: a change is a new number."""

import sqlite3

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
    """Bring an open file to the newest schema, one committed step at a time.

    Raises sqlite3.DatabaseError where the file comes from a newer Hearth.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise sqlite3.DatabaseError("the file was written by a newer Hearth; update Hearth")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        db.execute("BEGIN IMMEDIATE")
        with db:  # another process may have been quicker
            if db.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in script.split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
