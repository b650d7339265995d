"""The index on disk: passages and FAQ questions as vectors in Chroma, with BM25 beside them. The only importer of chromadb.

A build writes into collections of its own and is put in force by replacing one small file, the manifest, as its last step:
a build that is killed leaves the old index working, and the next build goes on where it stopped. Vectors of unchanged
chunks are taken over from the old index. The same code serves the embedded store and a Chroma server.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from knowledge.chunking import chunk_document
from knowledge.embedding import Embedder, Vectors
from knowledge.errors import IndexBusyError, IndexMissingError, KnowledgeError, StoreError
from knowledge.lexical import LexicalIndex
from knowledge.manifest import Manifest, fingerprint, manifest_path, read_manifest, write_manifest
from knowledge.schema import Audience, Chunk, Document, FaqMatch, Kind

_BATCH = 64
_CHUNK_FIELDS = ("document_id", "kind", "audience", "title", "heading", "source", "position", "section")

Progress = Callable[[int, int], None]  # (chunks done, chunks in all)


class ChromaIndex:
    """Build, and search, the index that lives in `folder` (or, its vectors, on a Chroma server)."""

    def __init__(self, folder: Path, server: tuple[str, int] | None = None) -> None:
        self._folder = folder
        self._server = server
        self._client: Any = None
        self._manifest: Manifest | None = None
        self._lexical: LexicalIndex | None = None

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
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "build.lock", timeout=0):
                return self._build(documents, embedder, progress or (lambda done, total: None))
        except Timeout:
            raise IndexBusyError("another Hearth is building the index; try again in a minute") from None

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
        with _store_errors():
            passages, questions = self._collection(manifest.passages), self._collection(manifest.questions)
            reusable = old.passages if old is not None and old.embedder == embedder.id else None
            self._fill(passages, chunks, embedder, reusable, progress)
            if asked and questions.count() != len(asked):
                vectors = embedder.embed_documents([text for _, text in asked])
                questions.upsert(
                    ids=[f"q{at}" for at in range(len(asked))],
                    embeddings=vectors,
                    metadatas=[{"document_id": one.id, "audience": one.audience} for one, _ in asked],
                )
            if passages.count() != len(chunks):
                raise StoreError("the vector store did not keep every passage; run `hearth index` again")
        LexicalIndex.build([one.id for one in chunks], [one.embedded_text for one in chunks]).save(
            self._lexical_folder(manifest)
        )
        write_manifest(self._folder, manifest)
        self._manifest = self._lexical = None
        self._sweep(manifest)
        return manifest

    def _fill(
        self, target: Any, chunks: Sequence[Chunk], embedder: Embedder, old: str | None, progress: Progress
    ) -> None:
        names = {one.name for one in self._chroma().list_collections()}
        donor = self._chroma().get_collection(old, embedding_function=None) if old in names else None
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

    def _sweep(self, manifest: Manifest) -> None:
        """Remove what earlier builds left behind."""
        keep = {manifest.passages, manifest.questions}
        with _store_errors():
            for one in self._chroma().list_collections():
                if one.name.startswith("hearth-") and one.name not in keep:
                    self._chroma().delete_collection(one.name)
        for folder in self._folder.glob("lexical-*"):
            if folder != self._lexical_folder(manifest):
                shutil.rmtree(folder, ignore_errors=True)

    # -- searching -----------------------------------------------------------------------------------------------------

    @property
    def manifest(self) -> Manifest:
        """The manifest of the index in force; raises IndexMissingError where there is none."""
        if self._manifest is None:
            self._manifest = read_manifest(self._folder)
        if self._manifest is None:
            raise IndexMissingError("nothing is indexed yet; run `hearth index`")
        return self._manifest

    def nearest(
        self,
        vector: Vectors,
        top_k: int,
        audiences: Sequence[Audience] | None = None,
        kinds: Sequence[Kind] | None = None,
    ) -> list[tuple[Chunk, float]]:
        """Return the `top_k` passages nearest to `vector` with their cosine similarity, best first, within the filters."""
        conditions: list[dict[str, Any]] = []
        if audiences:
            conditions.append({"audience": {"$in": list(audiences)}})
        if kinds:
            conditions.append({"kind": {"$in": list(kinds)}})
        where = {"$and": conditions} if len(conditions) > 1 else conditions[0] if conditions else None
        found = self._query(
            lambda: self._open(self.manifest.passages).query(
                query_embeddings=[vector], n_results=top_k, where=where, include=["documents", "metadatas", "distances"]
            )
        )
        rows = zip(found["ids"][0], found["documents"][0], found["metadatas"][0], found["distances"][0], strict=True)
        return [(_chunk(id_, text, meta), 1.0 - float(distance)) for id_, text, meta, distance in rows]

    def get(self, ids: Sequence[str], vector: Vectors) -> dict[str, tuple[Chunk, float]]:
        """Return the chunks called `ids` (those that exist), each with its cosine similarity to `vector`."""
        if not ids:
            return {}
        found = self._query(
            lambda: self._open(self.manifest.passages).get(
                ids=list(dict.fromkeys(ids)), include=["documents", "metadatas", "embeddings"]
            )
        )
        rows = zip(found["ids"], found["documents"], found["metadatas"], found["embeddings"], strict=True)
        return {id_: (_chunk(id_, text, meta), float(np.dot(row, vector))) for id_, text, meta, row in rows}

    def nearest_faqs(self, vector: Vectors, top_k: int = 2) -> list[FaqMatch]:
        """Return the nearest FAQs, each once, by the nearest of its phrasings, best first."""
        found = self._query(
            lambda: self._open(self.manifest.questions).query(
                query_embeddings=[vector], n_results=12 * top_k, include=["metadatas", "distances"]
            )
        )
        best: dict[str, FaqMatch] = {}
        for meta, distance in zip(found["metadatas"][0], found["distances"][0], strict=True):
            best.setdefault(meta["document_id"], FaqMatch(meta["document_id"], 1.0 - float(distance)))
        return list(best.values())[:top_k]

    def lexical(self, query: str, top_k: int) -> list[str]:
        """Return the ids of the passages that BM25 ranks highest for `query`, best first."""
        if self._lexical is None:
            try:
                self._lexical = LexicalIndex.load(self._lexical_folder(self.manifest))
            except (OSError, ValueError) as error:
                raise StoreError("the index is damaged; run `hearth index --rebuild`") from error
        return [id_ for id_, _ in self._lexical.search(query, top_k)]

    def forget(self) -> None:
        """Take the index out of force, so that the next build starts from nothing."""
        manifest_path(self._folder).unlink(missing_ok=True)
        self._manifest = self._lexical = None
        with _store_errors():
            for one in self._chroma().list_collections():
                if one.name.startswith("hearth-"):
                    self._chroma().delete_collection(one.name)

    def _query(self, call: Callable[[], Any]) -> Any:
        try:
            with _store_errors():
                return call()
        except StoreError:
            # another process may have put a new index in force and removed this one's collections
            newer = read_manifest(self._folder)
            if newer is None or newer == self._manifest:
                raise
            self._manifest, self._lexical = newer, None
            with _store_errors():
                return call()

    def _open(self, name: str) -> Any:
        return self._chroma().get_collection(name, embedding_function=None)

    def _collection(self, name: str) -> Any:
        # Chroma measures l2 unless told otherwise
        return self._chroma().get_or_create_collection(
            name,
            configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}},
            embedding_function=None,
        )

    def _chroma(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            quiet = Settings(anonymized_telemetry=False)
            with _store_errors():
                if self._server is not None:
                    host, port = self._server
                    self._client = chromadb.HttpClient(host=host, port=port, settings=quiet)
                else:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    self._client = chromadb.PersistentClient(str(self._folder / "chroma"), settings=quiet)
        return self._client

    def _lexical_folder(self, manifest: Manifest) -> Path:
        return self._folder / f"lexical-{manifest.fingerprint}"


@contextmanager
def _store_errors() -> Iterator[None]:
    """Turn whatever Chroma raises into a StoreError."""
    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:  # Chroma's own tree, its Rust core's ValueError, httpx's errors: one cause for a person
        raise StoreError(f"the vector store failed ({type(error).__name__}); try `hearth index --rebuild`") from error


def _phrasings(faq: Document) -> list[str]:
    return [faq.title, *(str(one) for one in faq.details.get("also_asked", ()))]


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
    return hashlib.sha256(chunk.embedded_text.encode()).hexdigest()[:16]


def _metadata(chunk: Chunk) -> dict[str, Any]:
    return {name: getattr(chunk, name) for name in _CHUNK_FIELDS} | {"digest": _digest(chunk)}


def _chunk(id_: str, text: str, meta: dict[str, Any]) -> Chunk:
    return Chunk(id=id_, text=text, **{name: meta[name] for name in _CHUNK_FIELDS})
