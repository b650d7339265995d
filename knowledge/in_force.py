"""The index in force, read from the store: what of it is kept in memory, and how a row of the store becomes a chunk."""

from functools import cached_property
from typing import Any

import numpy as np

from knowledge.embedding import Vectors
from knowledge.lexical import LexicalIndex
from knowledge.manifest import Manifest
from knowledge.schema import Chunk
from knowledge.store import Store

WHOLE = ["documents", "metadatas", "embeddings"]
CHUNK_FIELDS = ("document_id", "kind", "audience", "title", "heading", "source", "position", "section")


class InForce:
    """The index in force, and what of it is kept in memory from the first use on."""

    def __init__(self, manifest: Manifest, store: Store) -> None:
        self.manifest = manifest
        self.lexical: LexicalIndex | None = None
        self._store = store

    @cached_property
    def passages(self) -> Any:
        """The collection of passages."""
        return self._store.get(self.manifest.passages)

    @cached_property
    def shipped(self) -> dict[str, tuple[Chunk, Vectors]]:
        """Every chunk that is not of the person's own files, with its vector, by id."""
        return chunks(self.passages.get(where={"kind": {"$ne": "own"}}, include=WHOLE))

    @cached_property
    def matrix(self) -> tuple[list[str], Vectors]:
        """Ids and vectors of the shipped chunks, (n_chunks, dim) float32."""
        ids = list(self.shipped)
        return ids, np.stack([self.shipped[id_][1] for id_ in ids]) if ids else np.zeros((0, 0), dtype=np.float32)

    @cached_property
    def sections(self) -> dict[str, list[str]]:
        """Ids of the shipped chunks by the name of their section, in reading order."""
        found: dict[str, list[str]] = {}
        for chunk, _ in sorted(self.shipped.values(), key=lambda one: one[0].position):
            found.setdefault(chunk.section_name, []).append(chunk.id)
        return found

    @cached_property
    def faqs(self) -> tuple[list[str], Vectors]:
        """Ids of the FAQs, once for each phrasing, and the phrasings' vectors."""
        found = self._store.get(self.manifest.questions).get(include=["metadatas", "embeddings"])
        ids = [meta["document_id"] for meta in found["metadatas"]]
        return ids, np.asarray(found["embeddings"], dtype=np.float32)


def chunks(found: Any) -> dict[str, tuple[Chunk, Vectors]]:
    """Return what a collection gave back as chunks with their vectors, by id."""
    rows = zip(found["ids"], found["documents"], found["metadatas"], found["embeddings"], strict=True)
    return {id_: (_chunk(id_, text, meta), np.asarray(row, dtype=np.float32)) for id_, text, meta, row in rows}


def _chunk(id_: str, text: str, meta: dict[str, Any]) -> Chunk:
    return Chunk(id=id_, text=text, **{name: meta[name] for name in CHUNK_FIELDS})
