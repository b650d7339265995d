"""An index with a person's own passages laid over it: held in memory alone, and gone with the object.

For documents that must not lie in the vector store in plain: what is kept of them on disk is encrypted, elsewhere. They are some
hundreds of passages, so each search compares them one by one.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from knowledge.embedding import Vectors
from knowledge.lexical import LexicalIndex
from knowledge.schema import Chunk, FaqMatch

Passage = tuple[Chunk, Vectors]


class Index(Protocol):
    """What a Retriever asks of an index; see ChromaIndex for what each call gives."""

    def nearest(self, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return (id, cosine similarity) of the nearest passages."""
        ...

    def get(self, ids: Sequence[str], vector: Vectors) -> dict[str, tuple[Chunk, float]]:
        """Return the chunks called `ids`, each with its similarity."""
        ...

    def shipped(self) -> Mapping[str, Passage]:
        """Return what Hearth ships, by id."""
        ...

    def section(self, name: str) -> Sequence[str]:
        """Return the ids of a section of Hearth's own."""
        ...

    def nearest_faqs(self, vector: Vectors, top_k: int = 2) -> list[FaqMatch]:
        """Return the nearest FAQs."""
        ...

    def lexical(self, query: str, top_k: int) -> list[str]:
        """Return the ids that BM25 ranks highest."""
        ...


class LayeredIndex:
    """`base` with `passages` (of kind "own") over it; ids must not be those of the base."""

    def __init__(self, base: Index, passages: Sequence[Passage]) -> None:
        self._base = base
        self._held = {chunk.id: (chunk, vector) for chunk, vector in passages}
        self._ids = list(self._held)
        self._matrix = np.stack([vector for _, vector in self._held.values()]) if self._held else None
        self._words = LexicalIndex.build(self._ids, [chunk.embedded_text for chunk, _ in self._held.values()])
        self.shipped = base.shipped
        self.section = base.section
        self.nearest_faqs = base.nearest_faqs

    def nearest(self, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return the ids of the passages nearest to `vector` in both layers, with their cosine similarity, best first."""
        scores = dict(self._base.nearest(vector, top_k))
        if self._matrix is not None:
            scores |= dict(zip(self._ids, (self._matrix @ vector).tolist(), strict=True))
        return sorted(scores.items(), key=lambda one: -one[1])[:top_k]

    def get(self, ids: Sequence[str], vector: Vectors) -> dict[str, tuple[Chunk, float]]:
        """Return the chunks called `ids` (those that exist), each with its cosine similarity to `vector`."""
        own = {id_: (self._held[id_][0], float(np.dot(self._held[id_][1], vector))) for id_ in ids if id_ in self._held}
        return self._base.get([id_ for id_ in ids if id_ not in own], vector) | own

    def lexical(self, query: str, top_k: int) -> list[str]:
        """Return the ids that BM25 ranks highest in each layer, by turns: scores of two collections do not compare."""
        own = [id_ for id_, _ in self._words.search(query, top_k)]
        base = self._base.lexical(query, top_k)
        turns = [id_ for pair in zip(base, own, strict=False) for id_ in pair]
        return [*turns, *base[len(own) :], *own[len(base) :]][:top_k]
