"""How well the guides are found, and whether Hearth knows what they hold. Needs the embedding model, no language model.

Questions were written apart from the guides; how it was judged which sections answer each is told in evals/cases/README.md.
Nothing is trained on them, and no threshold is set by them: those come from questions held out of training/router.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from coach.followup import search_query
from coach.messages import Message
from evals.metrics import auc, interval, mrr_at, recall_at, share
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.index import ChromaIndex
from knowledge.reading import read_shipped
from knowledge.retrieval import Retriever, fuse

CASES = Path(__file__).parent / "cases"
TOP_K = 10


def run() -> dict[str, Any]:
    """Measure everything and return the report."""
    questions = [one for one in _cases("retrieval_questions") if one["answers"]]
    paraphrases, outside, followups = _cases("faq_paraphrases"), _cases("outside_questions"), _cases("followups")
    documents = read_shipped()
    embedder = SentenceTransformerEmbedder()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = ChromaIndex(Path(folder))
        manifest = index.build(documents, embedder)
        retriever = Retriever(index, embedder)
        found = {
            way: [_rank(search(retriever, one["question"]), one["answers"]) for one in questions]
            for way, search in WAYS.items()
        }
        follow = [
            _rank(WAYS["all three, as used"](retriever, _follow_query(one)), one["answers"])
            for one in followups
            if one["answers"]
        ]
        alone = [
            _rank(WAYS["all three, as used"](retriever, one["turns"][-1]), one["answers"])
            for one in followups
            if one["answers"]
        ]
        return {
            "suite": "retrieval",
            "corpus": {"documents": len(documents), "chunks": manifest.n_chunks, "fingerprint": manifest.fingerprint},
            "cases": {
                name: _digest(name)
                for name in ("retrieval_questions", "faq_paraphrases", "outside_questions", "followups")
            },
            "ablation": {way: _ranking(ranks) for way, ranks in found.items()},
            "followups": {"with the talk": _ranking(follow), "alone": _ranking(alone)},
            **_decisions(retriever, questions, paraphrases, outside),
        }


def _vectors(retriever: Retriever, query: str) -> list[str]:
    near = retriever.index.nearest(retriever.read(query).vector, 3 * TOP_K)
    return _sections_of(retriever, query, [id_ for id_, _ in near])


def _words(retriever: Retriever, query: str) -> list[str]:
    ids = retriever.index.lexical(query, 3 * TOP_K)
    return _sections_of(retriever, query, ids)


def _both(retriever: Retriever, query: str) -> list[str]:
    near = [id_ for id_, _ in retriever.index.nearest(retriever.read(query).vector, 3 * TOP_K)]
    return _sections_of(retriever, query, fuse([near, retriever.index.lexical(query, 3 * TOP_K)]))


def _routed(retriever: Retriever, query: str) -> list[str]:
    return [name for name, _ in retriever.read(query).sections]


def _used(retriever: Retriever, query: str) -> list[str]:
    return [one.chunk.section_name for one in retriever.search(query, TOP_K)]


def _expanded(retriever: Retriever, query: str) -> list[str]:
    """Search again with the words of the first three passages' headings (pseudo-relevance feedback)."""
    first = retriever.search(query, 3)
    return _used(retriever, " ".join([query, *(one.chunk.heading for one in first)]))


def _sections_of(retriever: Retriever, query: str, ids: Sequence[str]) -> list[str]:
    held = retriever.index.get(ids, retriever.read(query).vector)
    return [held[id_][0].section_name for id_ in ids]


WAYS: dict[str, Callable[[Retriever, str], list[str]]] = {
    "vectors": _vectors,
    "words": _words,
    "vectors and words": _both,
    "router": _routed,
    "all three, as used": _used,
    "as used, query expanded": _expanded,
}


def _decisions(
    retriever: Retriever,
    questions: Sequence[dict[str, Any]],
    paraphrases: Sequence[dict[str, Any]],
    outside: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """How often each kind of question is taken for what it is."""
    asked = {
        "questions": [retriever.retrieve(one["question"], 4) for one in questions],
        "paraphrases": [retriever.retrieve(one["question"], 4) for one in paraphrases],
        "outside": [retriever.retrieve(one["question"], 4) for one in outside],
    }
    right = [
        bool(one.faq and one.faq.document_id == case["faq"])
        for one, case in zip(asked["paraphrases"], paraphrases, strict=True)
    ]
    wrong = [
        bool(one.faq and one.faq.document_id != case["faq"])
        for one, case in zip(asked["paraphrases"], paraphrases, strict=True)
    ]
    stray = [
        bool(one.faq and f"faqs/{one.faq.document_id}#" not in case["answers"])
        for one, case in zip(asked["questions"], questions, strict=True)
    ]
    inside = [one.coverage for one in (*asked["questions"], *asked["paraphrases"])]
    return {
        "faq": {
            "reached": share(right),
            "another reached": share(wrong),
            "other questions taken for one": share(stray),
            "n": len(right),
        },
        "coverage": {
            "auc": auc(inside, [one.coverage for one in asked["outside"]]),
            "covered refused": share([not one.covered for one in (*asked["questions"], *asked["paraphrases"])]),
            "outside answered": share([one.covered for one in asked["outside"]]),
            "n": len(inside) + len(outside),
        },
    }


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = [f"{'':24}recall@1  recall@5  MRR@10   n"]
    rows = {**report["ablation"], **{f"follow-ups, {way}": row for way, row in report["followups"].items()}}
    lines += [
        f"{way:24}{row['recall@1']:.3f}     {row['recall@5']:.3f}     {row['mrr@10']:.3f}    {row['n']}"
        for way, row in rows.items()
    ]
    for group in ("faq", "coverage"):
        lines.append(f"\n{group}")
        for name, value in report[group].items():
            old = before.get(group, {}).get(name)
            changed = f"   (last: {old:.3f})" if isinstance(old, float) and abs(old - value) > 5e-4 else ""
            lines.append(f"  {name:36}{value:.3f}{changed}" if isinstance(value, float) else f"  {name:36}{value}")
    return "\n".join(lines)


def _ranking(ranks: Sequence[int | None]) -> dict[str, Any]:
    low, high = interval(
        [1.0 if rank and rank <= 5 else 0.0 for rank in ranks], lambda values: sum(values) / len(values)
    )
    return {
        "recall@1": recall_at(ranks, 1),
        "recall@5": recall_at(ranks, 5),
        "recall@5 interval": [low, high],
        "mrr@10": mrr_at(ranks, 10),
        "n": len(ranks),
    }


def _rank(sections: Sequence[str], right: Sequence[str]) -> int | None:
    distinct = list(dict.fromkeys(sections))
    return next((at for at, section in enumerate(distinct, start=1) if section in right), None)


def _follow_query(case: dict[str, Any]) -> str:
    *earlier, last = case["turns"]
    return search_query(last, [Message("user", one) for one in earlier])


def _cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _digest(name: str) -> str:
    return hashlib.sha256((CASES / f"{name}.jsonl").read_bytes()).hexdigest()[:12]
