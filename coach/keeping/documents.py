"""The documents that a locked space holds: their text and the vectors of their passages, in the space's own encrypted file.

They are never written to the vector store. When the space is open, their passages are laid over the library in memory
(knowledge/layered.py); a copy of the file as it was handed in is not kept.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from coach.errors import InputError
from coach.keeping.notebook import Notebook
from knowledge.layered import Passage
from knowledge.schema import Chunk, Document

MAX_DOCUMENTS = 200
MAX_CHARS = 5_000_000  # of all documents of a space: about 2,500 pages, which are read into memory when it is opened


@dataclass(frozen=True)
class Held:
    """A document in a space; `added_at` is ISO 8601, UTC."""

    id: str
    name: str
    size_bytes: int
    passages: int
    added_at: str


class Documents:
    """The documents in one notebook's file. Every call raises NotebookError where it cannot be used."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def add(
        self, name: str, size_bytes: int, document: Document, embedder_id: str, passages: Sequence[Passage]
    ) -> Held:
        """Keep a document with its passages, in the place of one of the same id. Raises InputError where there is no room."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._notebook.session() as db:
            others = "SELECT count(*), coalesce(sum(length(text)), 0) FROM documents WHERE id != ?"
            count, chars = db.execute(others, (document.id,)).fetchone()
            if count >= MAX_DOCUMENTS or chars + len(document.text) > MAX_CHARS:
                raise InputError("this space holds as many documents as it can; remove one first")
            db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            values = (document.id, name, size_bytes, document.text, now)
            db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", values)
            _keep(db, embedder_id, passages)
        return Held(document.id, name, size_bytes, len(passages), now)

    def all(self) -> list[Held]:
        """Return the documents, by name."""
        if not self._notebook.path.is_file():
            return []
        with self._notebook.session(writing=False) as db:
            rows = db.execute(
                "SELECT id, name, size, added_at, (SELECT count(*) FROM passages WHERE document_id = id) AS passages"
                " FROM documents ORDER BY name"
            ).fetchall()
        return [Held(row["id"], row["name"], row["size"], row["passages"], row["added_at"]) for row in rows]

    def remove(self, id_: str) -> bool:
        """Remove a document for good; says whether it was there."""
        with self._notebook.session() as db:
            gone = db.execute("DELETE FROM documents WHERE id = ?", (id_,)).rowcount > 0
        self._notebook.forget_copies()
        return bool(gone)

    def passages(
        self, embedder_id: str, embed: Callable[[Document], Sequence[Passage]], read: Callable[[str, str], Document]
    ) -> list[Passage]:
        """Return every passage with its vector; a document embedded by another model is embedded anew, and kept so.

        `read` makes a Document of a name and a text, `embed` its passages.
        """
        if not self._notebook.path.is_file():
            return []
        with self._notebook.session(writing=False) as db:
            old = db.execute(
                "SELECT name, text FROM documents WHERE id NOT IN (SELECT document_id FROM passages WHERE embedder = ?)",
                (embedder_id,),
            ).fetchall()
        for row in old:
            found = embed(read(row["name"], row["text"]))
            with self._notebook.session() as db:
                _keep(db, embedder_id, found)
        with self._notebook.session(writing=False) as db:
            rows = db.execute("SELECT chunk, vector FROM passages ORDER BY document_id, position").fetchall()
        return [(Chunk(**json.loads(row["chunk"])), np.frombuffer(row["vector"], dtype=np.float32)) for row in rows]


def _keep(db: Any, embedder_id: str, passages: Sequence[Passage]) -> None:
    rows = [
        (one.document_id, one.position, embedder_id, json.dumps(asdict(one)), np.asarray(vector, np.float32).tobytes())
        for one, vector in passages
    ]
    db.executemany("INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?)", rows)
