"""The index on disk: passages and FAQ questions as vectors in Chroma, with BM25 beside them.

A build writes into collections of its own and is put in force by replacing one small file, the manifest, as its last step:
a build that is killed leaves the old index working, and the next build goes on where it stopped. Vectors of unchanged
chunks are taken over from the old index. Before it is used, an index can be looked at (seal.py), and be thrown away where it is
damaged. The same code serves the embedded store and a Chroma server.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from filelock import FileLock, Timeout

from knowledge import seal
from knowledge.chunking import chunk_document
from knowledge.embedding import Embedder, Vectors
from knowledge.errors import IndexBusyError, IndexMissingError, StoreError
from knowledge.in_force import CHUNK_FIELDS, WHOLE, InForce, chunks
from knowledge.lexical import LexicalIndex
from knowledge.manifest import (
    Manifest,
    fingerprint,
    lexical_folder,
    manifest_path,
    read_manifest,
    write_manifest,
)
from knowledge.schema import Chunk, Document, FaqMatch
from knowledge.store import Store

_BATCH = 64
_KILLED_TWICE = 2
T = TypeVar("T")

Progress = Callable[[int, int], None]  # (chunks done, chunks in all)


class ChromaIndex:
    """Build, and search, the index that lives in `folder` (or, its vectors, on a Chroma server)."""

    def __init__(self, folder: Path, server: tuple[str, int] | None = None) -> None:
        self._folder = folder
        self._store = Store(folder, server)
        self._in_force: InForce | None = None

    # -- building ------------------------------------------------------------------------------------------------------

    def is_fresh(self, documents: Sequence[Document], embedder_id: str) -> bool:
        """Say whether the index in force is the one that these documents and this embedder would give."""
        manifest = read_manifest(self._folder)
        return manifest is not None and manifest.fingerprint == fingerprint(documents, embedder_id)

    def embedder_in_force(self) -> str | None:
        """Return the id of the embedding model that the index in force belongs to; None where there is no index."""
        manifest = read_manifest(self._folder)
        return manifest.embedder if manifest else None

    def build(self, documents: Sequence[Document], embedder: Embedder, progress: Progress | None = None) -> Manifest:
        """Index `documents` and put the new index in force; returns at once when it is in force already.

        Raises IndexBusyError when another process is building, StoreError when the vector store fails.
        """
        with self._alone(), self._begun():
            try:
                return self._build(documents, embedder, progress or (lambda done, total: None))
            except (StoreError, OSError):
                self._store.shut()
                raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "build.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise IndexBusyError("another Hearth is building the index; try again in a minute") from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _begun(self) -> Iterator[None]:
        """Begin from nothing where the last two builds were killed: what they left may be what killed them."""
        note = self._folder / "build.begun"
        count = len(note.read_bytes()) if note.is_file() else 0
        if count >= _KILLED_TWICE:
            self._throw_away()
            count = 0
        note.write_bytes(b"." * (count + 1))
        try:
            yield
        finally:
            note.unlink(missing_ok=True)

    def _build(self, documents: Sequence[Document], embedder: Embedder, progress: Progress) -> Manifest:
        old = read_manifest(self._folder)
        manifest = Manifest(
            fingerprint(documents, embedder.id), embedder.id, 0, {one.id: one.digest for one in documents}
        )
        if old is not None and old.fingerprint == manifest.fingerprint:
            return old
        chunks = [chunk for one in documents for chunk in chunk_document(one, embedder.count_tokens)]
        manifest = replace(manifest, n_chunks=len(chunks))
        asked = [(one, text) for one in documents if one.kind == "faq" for text in _phrasings(one)]
        with self._store.errors():
            passages, questions = self._store.make(manifest.passages), self._store.make(manifest.questions)
            reusable = old.passages if old is not None and old.embedder == embedder.id else None
            self._fill(passages, chunks, embedder, reusable, progress)
            if asked and questions.count() != len(asked):
                questions.upsert(
                    ids=_numbered(asked),
                    embeddings=self._phrasing_vectors(asked, embedder, old),
                    metadatas=[
                        {"document_id": one.id, "audience": one.audience, "digest": _short(text)} for one, text in asked
                    ],
                )
            if passages.count() != len(chunks):
                raise StoreError("the vector store did not keep every passage; run `hearth index` again")
            for one in (passages, questions):  # brings the graph on the disk up to date, before it is sealed
                if one.count():
                    one.query(query_embeddings=np.ones((1, embedder.dim), dtype=np.float32), n_results=1)
        LexicalIndex.build([one.id for one in chunks], [one.embedded_text for one in chunks]).save(
            lexical_folder(self._folder, manifest.fingerprint)
        )
        manifest = replace(manifest, seal=seal.look(self._folder, manifest.fingerprint) or {})
        write_manifest(self._folder, manifest)
        self._in_force = None
        self._sweep(manifest)
        return manifest

    def _fill(
        self, target: Any, chunks: Sequence[Chunk], embedder: Embedder, old: str | None, progress: Progress
    ) -> None:
        donor = self._store.get(old) if old in self._store.names() else None
        done = set(target.get(include=[])["ids"])
        for at in range(0, len(chunks), _BATCH):
            batch = [one for one in chunks[at : at + _BATCH] if one.id not in done]
            if batch:
                known = _known_vectors(donor, batch)
                fresh = [one for one in batch if one.id not in known]
                known.update(zip((one.id for one in fresh), _embed(embedder, fresh), strict=True))
                target.upsert(
                    ids=[one.id for one in batch],
                    embeddings=np.stack([known[one.id] for one in batch]),
                    documents=[one.text for one in batch],
                    metadatas=[_metadata(one) for one in batch],
                )
            progress(min(at + _BATCH, len(chunks)), len(chunks))

    def _phrasing_vectors(self, asked: Sequence[tuple[Document, str]], embedder: Embedder, old: Manifest | None) -> Any:
        """Return the vectors of the FAQs' phrasings, (n, dim); those that the last index holds word for word are taken over."""
        known: dict[str, Any] = {}
        if old is not None and old.embedder == embedder.id and old.questions in self._store.names():
            found = self._store.get(old.questions).get(include=["embeddings", "metadatas"])
            known = {
                meta.get("digest", ""): row for meta, row in zip(found["metadatas"], found["embeddings"], strict=True)
            }
        fresh = [text for _, text in asked if _short(text) not in known]
        if fresh:
            known |= dict(zip(map(_short, fresh), embedder.embed_documents(fresh), strict=True))
        return np.stack([known[_short(text)] for _, text in asked])

    def _sweep(self, manifest: Manifest) -> None:
        """Remove what earlier builds left behind."""
        keep = {manifest.passages, manifest.questions}
        with self._store.errors():
            for name in self._store.names() - keep:
                self._store.delete(name)
        for folder in self._folder.glob("lexical-*"):
            if folder != lexical_folder(self._folder, manifest.fingerprint):
                shutil.rmtree(folder, ignore_errors=True)

    # -- searching -----------------------------------------------------------------------------------------------------

    @property
    def manifest(self) -> Manifest:
        """The manifest of the index in force; raises IndexMissingError where there is none."""
        return self._now().manifest

    def nearest(self, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return the ids of the `top_k` passages nearest to `vector`, with their cosine similarity, best first.

        Hearth's own passages are compared one by one, the person's by Chroma's graph of neighbours: it is approximate, and
        a great pile of documents must not hide what Hearth ships.
        """
        found = self._query(
            lambda now: now.passages.query(query_embeddings=[vector], n_results=top_k, include=["distances"])
        )
        ids, matrix = self._query(lambda now: now.matrix)
        scores = dict(zip(found["ids"][0], (1.0 - float(one) for one in found["distances"][0]), strict=True))
        scores |= dict(zip(ids, (matrix @ vector).tolist(), strict=True)) if ids else {}
        return sorted(scores.items(), key=lambda one: -one[1])[:top_k]

    def get(self, ids: Sequence[str], vector: Vectors) -> dict[str, tuple[Chunk, float]]:
        """Return the chunks called `ids` (those that exist), each with its cosine similarity to `vector`."""
        shipped = self.shipped()
        missing = [id_ for id_ in dict.fromkeys(ids) if id_ not in shipped]
        others = chunks(self._query(lambda now: now.passages.get(ids=missing, include=WHOLE))) if missing else {}
        held = {**shipped, **others}
        return {id_: (held[id_][0], float(np.dot(held[id_][1], vector))) for id_ in dict.fromkeys(ids) if id_ in held}

    def shipped(self) -> Mapping[str, tuple[Chunk, Vectors]]:
        """Return every chunk that is not of the person's own files, with its vector, by id. Kept in memory: some hundreds."""
        return self._query(lambda now: now.shipped)

    def section(self, name: str) -> Sequence[str]:
        """Return the ids of the chunks of one of Hearth's own sections, in reading order; none where there is no such section."""
        return self._query(lambda now: now.sections).get(name, ())

    def nearest_faqs(self, vector: Vectors, top_k: int = 2) -> list[FaqMatch]:
        """Return the nearest FAQs, each once, by the nearest of its phrasings, best first."""
        ids, vectors = self._query(lambda now: now.faqs)
        scores = vectors @ vector if ids else vectors
        best: dict[str, FaqMatch] = {}
        for at in np.argsort(-scores, kind="stable"):
            best.setdefault(ids[at], FaqMatch(ids[at], float(scores[at])))
        return list(best.values())[:top_k]

    def lexical(self, query: str, top_k: int) -> list[str]:
        """Return the ids of the passages that BM25 ranks highest for `query`, best first."""
        now = self._now()
        if now.lexical is None:
            try:
                now.lexical = LexicalIndex.load(lexical_folder(self._folder, now.manifest.fingerprint))
            except (OSError, ValueError) as error:
                raise StoreError("the index is damaged; run `hearth index --rebuild`") from error
        return [id_ for id_, _ in now.lexical.search(query, top_k)]

    def count(self) -> int:
        """Return how many passages the store holds of the index in force."""
        return int(self._query(lambda now: now.passages.count()))

    def close(self) -> None:
        """Let go of the store and of what is held in memory; the next call opens it again."""
        self._in_force = None
        self._store.close()

    def is_whole(self) -> bool:
        """Say whether the index in force is as it was built; also where there is none. Reads it through, and needs no store."""
        manifest = read_manifest(self._folder)
        return manifest is None or seal.is_whole(self._folder, manifest)

    def forget(self) -> None:
        """Take the index out of force, so that the next build starts from nothing; what is damaged is removed as it is.

        Raises IndexBusyError when another process is building, OSError when what is there cannot be removed.
        """
        if self._folder.is_dir():
            with self._alone():
                self._throw_away()

    def _throw_away(self) -> None:
        manifest = read_manifest(self._folder)
        whole = manifest is not None and seal.is_whole(self._folder, manifest)
        manifest_path(self._folder).unlink(missing_ok=True)
        self._in_force = None
        if whole:
            with suppress(StoreError), self._store.errors():
                for name in self._store.names():
                    self._store.delete(name)
                return
        self._store.wipe()

    def _now(self) -> "InForce":
        if self._in_force is None:
            manifest = read_manifest(self._folder)
            if manifest is None:
                raise IndexMissingError("nothing is indexed yet; run `hearth index`")
            self._in_force = InForce(manifest, self._store)
        return self._in_force

    def _query(self, call: Callable[["InForce"], T]) -> T:
        now = self._now()
        try:
            with self._store.errors():
                return call(now)
        except StoreError:
            # another process may have put a new index in force and removed this one's collections, or the store was shut
            newer = read_manifest(self._folder)
            if newer is None:
                raise
            self._store.close()
            self._in_force = InForce(newer, self._store)
            with self._store.errors():
                return call(self._in_force)


def _phrasings(faq: Document) -> list[str]:
    return [faq.title, *(str(one) for one in faq.details.get("also_asked", ()))]


def _numbered(asked: Sequence[object]) -> list[str]:
    return [f"q{at}" for at in range(len(asked))]


def _embed(embedder: Embedder, chunks: Sequence[Chunk]) -> Vectors:
    return embedder.embed_documents([one.embedded_text for one in chunks])


def _known_vectors(donor: Any, batch: Sequence[Chunk]) -> dict[str, Vectors]:
    """Vectors of the chunks in `batch` that the old index holds word for word."""
    if donor is None:
        return {}
    found = donor.get(ids=[one.id for one in batch], include=["metadatas", "embeddings"])
    digests = {one.id: _digest(one) for one in batch}
    rows = zip(found["ids"], found["metadatas"], found["embeddings"], strict=True)
    return {id_: np.asarray(row, dtype=np.float32) for id_, meta, row in rows if meta["digest"] == digests[id_]}


def _digest(chunk: Chunk) -> str:
    return _short(chunk.embedded_text)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _metadata(chunk: Chunk) -> dict[str, Any]:
    return {name: getattr(chunk, name) for name in CHUNK_FIELDS} | {"digest": _digest(chunk)}
