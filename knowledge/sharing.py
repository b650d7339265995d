"""One embedding model for several threads: questions go before an index that is being built, and a build can be stopped.

A tokenizer fails when two threads use it at once ("Already borrowed"), and a model that is changed for the time of one question
must not embed a passage meanwhile: so calls come one at a time.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from knowledge.embedding import Embedder, SentenceTransformerEmbedder, Vectors
from knowledge.low_rank import Matrices

_SLICE = 8  # texts embedded at one go: how long a question may have to wait


class SharedEmbedder:
    """An Embedder that threads may share; long work is cut into slices, and a question goes in between."""

    def __init__(self, embedder: SentenceTransformerEmbedder) -> None:
        self._embedder = embedder
        self.id = embedder.id
        self.dim = embedder.dim
        self._turn = threading.Condition()
        self._busy = False
        self._urgent = 0  # questions that wait

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes."""
        with self._alone(urgent=False):
            return self._embedder.count_tokens(text)

    def embed_query(self, text: str) -> Vectors:
        """Return (dim,) float32, length 1."""
        with self._alone(urgent=True):
            return self._embedder.embed_query(text)

    def embed_twice(self, text: str) -> tuple[Vectors, Vectors]:
        """Return the vector of one query, and what the router reads; (dim,) float32 each."""
        with self._alone(urgent=True):
            return self._embedder.embed_twice(text)

    def change(self, name: str, matrices: Matrices) -> None:
        """Learn further low-rank changes under a name, once."""
        with self._alone(urgent=True):
            self._embedder.change(name, matrices)

    def embed_changed(self, name: str, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts under the changes of this name: (len(texts), dim) float32."""
        with self._alone(urgent=True):
            return self._embedder.embed_changed(name, texts)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32, unit rows. Few texts are taken for part of an answer, and go first."""
        if len(texts) <= _SLICE:
            with self._alone(urgent=True):
                return self._embedder.embed_documents(texts)
        # by length, for a slice takes as long as its longest text makes it
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(order), _SLICE):
            part = order[start : start + _SLICE]
            with self._alone(urgent=False):
                rows[part] = self._embedder.embed_documents([texts[at] for at in part])
        return rows

    @contextmanager
    def _alone(self, *, urgent: bool) -> Iterator[None]:
        with self._turn:
            self._urgent += urgent
            try:
                self._turn.wait_for(lambda: not self._busy and (urgent or not self._urgent))
            finally:
                self._urgent -= urgent
            self._busy = True
        try:
            yield
        finally:
            with self._turn:
                self._busy = False
                self._turn.notify_all()


class Interruptible:
    """An Embedder that calls `heed` before each step; what that raises stops whoever is embedding."""

    def __init__(self, embedder: Embedder, heed: Callable[[], None]) -> None:
        self._embedder = embedder
        self._heed = heed
        self.id = embedder.id
        self.dim = embedder.dim

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes."""
        self._heed()
        return self._embedder.count_tokens(text)

    def embed_query(self, text: str) -> Vectors:
        """Return (dim,) float32, length 1."""
        self._heed()
        return self._embedder.embed_query(text)

    def embed_twice(self, text: str) -> tuple[Vectors, Vectors]:
        """Return the vector of one query, and what the router reads; (dim,) float32 each."""
        self._heed()
        return self._embedder.embed_twice(text)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32, unit rows."""
        self._heed()
        return self._embedder.embed_documents(texts)
