"""Query -> fused, ranked chunks, and whether the guides cover it at all.

Hybrid search: vectors and BM25, fused by reciprocal rank, and the router's reading of which of Hearth's own sections is asked
for, which counts by how sure it is.

Decides from scores alone, never from a language model's mood. Thresholds belong to an embedding model and are kept beside it,
in thresholds.toml; how they were measured is in evals/.
"""

import tomllib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files as package_files

import numpy as np

from knowledge.chunking import chunk_document
from knowledge.embedding import Embedder, Vectors
from knowledge.layered import Index, LayeredIndex, Passage
from knowledge.lexical import terms
from knowledge.reranking import Reranker
from knowledge.router import Reading, load_router
from knowledge.schema import Audience, Chunk, Document, FaqMatch, Kind, RetrievedChunk
from knowledge.situations import Practices, SituationReader, joined, load_reader

RRF_K = 60  # Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion", section 3
ROUTED = 0.5  # what a section scores of which the router is certain; chosen on held-out training questions
_POOL = 30  # how deep each of the two searches goes before fusion
_SAME = 0.8  # share of word runs from which two passages count as the same text
_PASSAGE_WORDS = 260  # a passage is joined with its section's other chunks up to this length


@dataclass(frozen=True)
class Thresholds:
    """Where scores become decisions, for one embedding model.

    With a router: `faq_probability`, from which its likeliest FAQ is taken to be meant; `inside`, the probability from which
    the guides are taken to hold an answer; and `unwelcome`, the one from which a practice is not proposed. Without one: `faq`,
    the cosine similarity to an FAQ's phrasing from which it is meant, when the next FAQ is further by `faq_margin`; and
    `covered`, a coverage score. With either: `same`, the similarity to a phrasing that is as good as equality, and `own`, the
    one from which a person's own file is taken to bear on a query.
    """

    faq_probability: float
    inside: float
    unwelcome: float
    faq: float
    faq_margin: float
    covered: float
    same: float
    own: float


@dataclass(frozen=True)
class Retrieval:
    """What the guides hold for a query.

    `coverage` (0 to 1) says how surely they bear on it; `faq` is None when none is meant, else its score is the router's
    probability, or a cosine similarity where there is no router. `own` holds those of `chunks` that are from the person's own
    files and bear on it.
    """

    chunks: tuple[RetrievedChunk, ...]
    faq: FaqMatch | None
    coverage: float
    covered: bool
    own: tuple[RetrievedChunk, ...] = ()


@cache
def thresholds(embedder_id: str) -> Thresholds:
    """Return the thresholds measured for an embedding model; the embedded model's for one that was never measured."""
    table = tomllib.loads(package_files("knowledge").joinpath("thresholds.toml").read_text(encoding="utf-8"))
    return Thresholds(**table.get(embedder_id, table["all-MiniLM-L6-v2"]))


class Retriever:
    """Searches one index with one embedder; a reranker, where there is one, has the last word on the order."""

    def __init__(self, index: Index, embedder: Embedder, reranker: Reranker | None = None) -> None:
        self.index = index
        self._embedder = embedder
        self._reranker = reranker
        self.read = lru_cache(maxsize=256)(self._read)
        self.thresholds = thresholds(embedder.id)

    @property
    def embedder_id(self) -> str:
        """The id of the embedding model."""
        return self._embedder.id

    def over(self, passages: Sequence[Passage]) -> "Retriever":
        """Return a retriever that searches these passages too; nothing of them, or of its queries, is kept in this one."""
        return Retriever(LayeredIndex(self.index, passages), self._embedder, self._reranker)

    def passages_of(self, document: Document) -> list[Passage]:
        """Return a document's chunks, each with its vector."""
        chunks = chunk_document(document, self._embedder.count_tokens)
        if not chunks:
            return []
        return list(zip(chunks, self._embedder.embed_documents([one.embedded_text for one in chunks]), strict=True))

    def _read(self, text: str) -> Reading:
        """Return a query's vector, and what the router makes of it where there is one; from memory if it was asked lately."""
        vector, adapted = self._embedder.embed_twice(text)
        router = load_router(self._embedder.id)
        return router.read(vector, adapted) if router else Reading(vector)

    def judge_practices(self, situation: str) -> Practices:
        """Return how well each practice fits a situation and how likely it is unwelcome; empty where nothing was trained."""
        of_router = self.read(situation).practices
        return joined(of_router, self._situations.read([situation])[0]) if self._situations else of_router

    def judge_clauses(self, clauses: Sequence[str]) -> list[Practices]:
        """Return the same of single clauses, as the reader that was trained on such alone has it; empty where there is none."""
        return self._situations.read(clauses) if self._situations else []

    @cached_property
    def _situations(self) -> SituationReader | None:
        return load_reader(self._embedder)

    def search(
        self, query: str, top_k: int, role: Audience = "both", kinds: Sequence[Kind] | None = None
    ) -> list[RetrievedChunk]:
        """Return up to `top_k` passages for `query`, best first, as vectors, words and the router together rank them.

        `role` leaves out what speaks only to the other partner; `both` leaves out nothing. Chunks of one section come
        joined, once.
        """
        if not query.strip() or top_k < 1:
            return []
        reading = self.read(query)
        shipped = self.index.shipped()

        def wanted(id_: str) -> bool:
            if id_ not in shipped:  # the person's own files are for both
                return kinds is None or "own" in kinds
            chunk = shipped[id_][0]
            return (role == "both" or chunk.audience in (role, "both")) and (kinds is None or chunk.kind in kinds)

        # what a filter takes out of the pool must not leave it empty
        pool = _POOL if role == "both" and kinds is None else 5 * _POOL
        near = [id_ for id_, _ in self.index.nearest(reading.vector, pool) if wanted(id_)][:_POOL]
        words = [id_ for id_ in self.index.lexical(query, pool) if wanted(id_)][:_POOL]
        routed = {
            id_: ROUTED * share
            for name, share in reading.sections
            for id_ in self.index.section(name)[:1]
            if wanted(id_)
        }
        plain = fuse([near, words])
        order = _own_in_place(plain, fuse([near, words], routed), {*plain} - {*shipped})
        wider = 4 if self._reranker else 1
        held = self.index.get(order[: 3 * wider * top_k], reading.vector)
        found = self._as_passages([held[id_] for id_ in order if id_ in held], wider * top_k, reading.vector)
        return self._reranker.rerank(query, found)[:top_k] if self._reranker else found

    def retrieve(self, query: str, top_k: int, role: Audience = "both") -> Retrieval:
        """Search, and decide whether `query` is an FAQ in other words and whether the guides cover it."""
        chunks = self.search(query, top_k, role)
        if not chunks:
            return Retrieval((), None, 0.0, False)
        limits, reading = self.thresholds, self.read(query)
        nearest = self.index.nearest_faqs(reading.vector)
        if not reading.sections:
            faq = _by_phrasing(nearest, limits.faq, limits.faq_margin)
            coverage = coverage_score(query, chunks, nearest[0].score if nearest else 0.0)
            covered = coverage >= limits.covered
        else:
            meant = reading.faq_probability >= limits.faq_probability
            faq = FaqMatch(reading.faq, reading.faq_probability) if meant else None
            coverage, covered = reading.inside, reading.inside >= limits.inside
        faq = _by_phrasing(nearest, limits.same, limits.faq_margin) or faq
        own = tuple(one for one in chunks if one.chunk.kind == "own" and one.score >= limits.own)
        return Retrieval(tuple(chunks), faq, coverage, faq is not None or covered or bool(own), own)

    def document(self, document_id: str, query: str) -> RetrievedChunk | None:
        """Return a short document (an FAQ) as one passage, scored against `query`; None when it is not indexed."""
        vector = self.read(query).vector
        found = self.index.get([f"{document_id}#{at}" for at in range(4)], vector)
        if f"{document_id}#0" not in found:
            return None
        chunk, score = found[f"{document_id}#0"]
        whole = replace(chunk, text=_text(_parts(chunk, [one for one, _ in found.values()])))
        return RetrievedChunk(whole, score, 1)

    def _as_passages(self, ranked: Sequence[tuple[Chunk, float]], top_k: int, vector: Vectors) -> list[RetrievedChunk]:
        """Join what was found to whole passages, each section once, near-duplicates left out.

        A person's own file may be one long section: it gives a passage for each place in it that was found.
        """
        places: dict[tuple[str, int, int], tuple[Chunk, float]] = {}
        for chunk, score in ranked:
            place = chunk.position if chunk.kind == "own" else 0
            places.setdefault((chunk.document_id, chunk.section, place), (chunk, score))
        first = list(places.values())[: 2 * top_k]
        around = self.index.get([id_ for chunk, _ in first for id_ in _neighbours(chunk)], vector)
        passages: list[RetrievedChunk] = []
        texts: list[frozenset[str]] = []
        shown: set[str] = set()
        for chunk, score in first:
            if chunk.id in shown:
                continue
            parts = _parts(chunk, [one for one, _ in around.values() if one.id not in shown])
            shown.update(one.id for one in parts)
            whole = replace(chunk, text=_text(parts))
            shingles = _shingles(whole.text)
            if len(passages) < top_k and all(_held_in(shingles, other) <= _SAME for other in texts):
                texts.append(shingles)
                passages.append(RetrievedChunk(whole, score, len(passages) + 1))
        return passages


def _neighbours(chunk: Chunk) -> list[str]:
    return [
        f"{chunk.document_id}#{at}"
        for at in range(max(0, chunk.position - 2), chunk.position + 3)
        if at != chunk.position
    ]


def _parts(chunk: Chunk, others: Sequence[Chunk]) -> list[Chunk]:
    """Return a chunk and its neighbours of the same section, nearest first up to _PASSAGE_WORDS, in the order of the text."""
    section = (chunk.document_id, chunk.section)
    siblings = {one.position: one for one in others if (one.document_id, one.section) == section}
    parts = {chunk.position: chunk}
    words = len(chunk.text.split())
    for position in sorted(siblings, key=lambda at: abs(at - chunk.position)):
        words += len(siblings[position].text.split())
        if words > _PASSAGE_WORDS:
            break
        if position - 1 in parts or position + 1 in parts:
            parts[position] = siblings[position]
    return [parts[position] for position in sorted(parts)]


def _text(parts: Sequence[Chunk]) -> str:
    return "\n\n".join(one.text for one in parts)


def _by_phrasing(nearest: Sequence[FaqMatch], least: float, margin: float) -> FaqMatch | None:
    """Return the FAQ with the nearest phrasing when it is near enough, and nearer than the next FAQ by the margin."""
    if not nearest or nearest[0].score < least:
        return None
    runner_up = nearest[1].score if len(nearest) > 1 else 0.0
    return nearest[0] if nearest[0].score - runner_up >= margin else None


def fuse(rankings: Sequence[Sequence[str]], bonus: Mapping[str, float] | None = None) -> list[str]:
    """Fuse rankings by reciprocal rank: an id scores the sum of 1 / (RRF_K + rank) over the rankings that hold it.

    `bonus` adds to an id's score, whether a ranking holds it or not.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1.0 / (RRF_K + rank)
    for id_, more in (bonus or {}).items():
        scores[id_] = scores.get(id_, 0.0) + more
    return sorted(scores, key=lambda id_: -scores[id_])


def _own_in_place(plain: Sequence[str], routed: Sequence[str], own: Container[str]) -> list[str]:
    """Leave a person's own passages where vectors and words put them; the router, which knows only Hearth's, orders the rest."""
    rest = iter([one for one in routed if one not in own])
    return [*(one if one in own else next(rest) for one in plain), *rest]


def coverage_score(query: str, chunks: Sequence[RetrievedChunk], faq_score: float) -> float:
    """Say from 0 to 1 how well the found passages bear on the query.

    The best cosine similarity (of a passage or of an FAQ's phrasing), pulled down when the query's content words are
    missing from the passages: a question about ibuprofen may sound like one about healing, but says "ibuprofen".
    """
    closest = max(faq_score, *(one.score for one in chunks))
    asked = set(terms([query])[0])
    held = {term for found in terms([one.chunk.embedded_text for one in chunks]) for term in found}
    share = len(asked & held) / len(asked) if asked else 0.0
    return float(np.clip(0.75 * closest + 0.25 * share, 0.0, 1.0))


def _shingles(text: str) -> frozenset[str]:
    words = text.lower().split()
    return frozenset(" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def _held_in(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of a passage that another, which ranks before it, holds already."""
    return len(one & other) / max(1, len(one))
