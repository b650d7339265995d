"""A library of any size to measure with: the shipped guides, and as many more passages as are asked for.

Real vectors for 100,000 passages would take an hour on two cores, and say nothing more about the store. So the added passages
are whole sentences of the shipped guides in new company (every text distinct), and their vectors are made: the real vector of a
shipped passage, plus noise, normalised. What is shipped keeps its real vectors, and queries are embedded by the real model. The
figures tell what size costs; they say nothing of how well anything is found.
"""

import random
import shutil
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.chunking import chunk_document, split_sections
from knowledge.embedding import Embedder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.index import ChromaIndex, Progress
from knowledge.retrieval import Retriever
from knowledge.schema import Audience, Document
from knowledge.sentences import sentences

MARK = "⁂"  # stands in every added passage; the tokenisers of both searches make nothing of it
_PER_DOCUMENT = 40
_WORDS = range(45, 106)  # the words at which an added passage ends: about what the shipped ones have
_NOISE = 0.75  # length of the noise beside a vector of length 1: the cosine to the shipped passage is about 0.8
_DISK_PER_PASSAGE = 16_000  # bytes, with room for what Chroma writes twice while it builds
_AUDIENCES: tuple[Audience, ...] = ("both", "both", "neglected", "neglectful")


class MadeVectors:
    """An Embedder double: real vectors for what is real, made ones (see above) for the added passages."""

    def __init__(self, real: Embedder, bases: Mapping[str, Vectors]) -> None:
        """`bases` are real texts and their vectors, (dim,) float32 of length 1, that the made ones lie about."""
        self.id = f"{real.id}, made vectors"
        self.dim = real.dim
        self.seconds = 0.0
        """Time that went into vectors so far; no part of what size costs."""
        self.began = 0.0
        """When the first vectors were asked for, by time.perf_counter."""
        self.cpu_seconds = 0.0
        """The same in processor time, of all threads."""
        self._real = real
        self._known = bases
        self._bases = np.stack(list(bases.values()))

    def count_tokens(self, text: str) -> int:
        """Return what the real model counts."""
        return self._real.count_tokens(text)

    def embed_query(self, text: str) -> Vectors:
        """Return the real vector of a query: (dim,) float32, length 1."""
        return self._real.embed_query(text)

    def embed_twice(self, text: str) -> tuple[Vectors, Vectors]:
        """Return what the real model makes of a query: (dim,) float32 each."""
        return self._real.embed_twice(text)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32, unit rows; the same for the same text."""
        began, cpu_began = time.perf_counter(), time.process_time()
        self.began = self.began or began
        new = [text for text in texts if MARK not in text and text not in self._known]
        real = dict(zip(new, self._real.embed_documents(new), strict=True))
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = self._made(text) if MARK in text else real[text] if text in real else self._known[text]
        self.seconds += time.perf_counter() - began
        self.cpu_seconds += time.process_time() - cpu_began
        return rows

    def _made(self, text: str) -> Vectors:
        seed = zlib.crc32(text.encode())
        noise = np.random.default_rng(seed).standard_normal(self.dim, dtype=np.float32)
        vector: Vectors = self._bases[seed % len(self._bases)] + noise * np.float32(_NOISE / np.linalg.norm(noise))
        return vector / np.float32(np.linalg.norm(vector))


@dataclass(frozen=True)
class Built:
    """An index that was made, and where its seconds went; the making of vectors is left out of all three.

    `chunk_s`: cutting. `store_s`: Chroma. `words_s`: BM25, and what ends a build. `cpu_s`: all three, in processor time of
    all threads, which a busy machine changes less.
    """

    retriever: Retriever
    passages: int
    chunk_s: float
    store_s: float
    words_s: float
    cpu_s: float


def corpus(shipped: Sequence[Document], passages: int, real: Embedder) -> tuple[list[Document], MadeVectors]:
    """Return documents of `passages` passages in all (never less than `shipped` has), and the embedder to index them with."""
    chunks = [chunk for one in shipped for chunk in chunk_document(one, real.count_tokens)]
    documents = [*shipped, *added_documents(shipped, max(0, passages - len(chunks)))]
    sample = chunks[:: max(1, len(chunks) // 512)]
    texts = [one.embedded_text for one in sample]
    return documents, MadeVectors(real, dict(zip(texts, real.embed_documents(texts), strict=True)))


def build_of_size(
    folder: Path, shipped: Sequence[Document], passages: int, real: Embedder, progress: Progress | None = None
) -> Built:
    """Index the corpus of that size in the empty `folder`; raises StoreError when the vector store fails."""
    documents, embedder = corpus(shipped, passages, real)
    index = ChromaIndex(folder)
    last = made = 0.0

    def told(done: int, total: int) -> None:
        nonlocal last, made
        last, made = time.perf_counter(), embedder.seconds
        if progress is not None:
            progress(done, total)

    began, cpu_began = time.perf_counter(), time.process_time()
    manifest = index.build(documents, embedder, told)
    ended, cpu_ended = time.perf_counter(), time.process_time()
    return Built(
        Retriever(index, real),
        manifest.n_chunks,
        chunk_s=embedder.began - began,
        store_s=last - embedder.began - made,
        words_s=ended - last - (embedder.seconds - made),
        cpu_s=cpu_ended - cpu_began - embedder.cpu_seconds,
    )


def require_disk(folder: Path, passages: int) -> None:
    """Raise KnowledgeError when the disk of `folder` has no room for an index of so many passages."""
    needed, free = passages * _DISK_PER_PASSAGE, shutil.disk_usage(folder).free
    if free < needed:
        raise KnowledgeError(
            f"an index of {passages:,} passages takes about {needed / 1e9:.1f} GB and {free / 1e9:.1f} GB are free in "
            f"{folder.parent}; ask for fewer"
        )


def added_documents(shipped: Sequence[Document], passages: int) -> list[Document]:
    """Return documents of `passages` passages in all, made of sentences of `shipped`; the same each time, no text twice."""
    draw = random.Random(0)
    sections = [(one.title, heading, text) for one in shipped for heading, text in split_sections(one.text)]
    lines = [
        line for _, _, text in sections for line in sentences(text) if 4 <= len(line.split()) <= 40 and "|" not in line
    ]
    headings = [heading for _, heading, _ in sections if heading]
    seen: set[str] = set()
    documents: list[Document] = []
    while len(seen) < passages:
        parts = []
        for _ in range(min(_PER_DOCUMENT, passages - len(seen))):
            text = _text(lines, draw)
            while text in seen:
                text = _text(lines, draw)
            seen.add(text)
            parts.append(f"## {draw.choice(headings)}\n\n{MARK} {text}")
        at = len(documents)
        documents.append(
            Document(
                id=f"added-{at:05}",
                title=draw.choice(sections)[0],
                kind="own",
                audience=_AUDIENCES[at % len(_AUDIENCES)],
                source="made to measure with",
                text="\n\n".join(parts),
                digest=f"{zlib.crc32(''.join(parts).encode()):08x}",
            )
        )
    return documents


def _text(lines: Sequence[str], draw: random.Random) -> str:
    found: list[str] = []
    count, enough = 0, draw.choice(_WORDS)
    while count < enough:
        found.append(draw.choice(lines))
        count += len(found[-1].split())
    return " ".join(found)
