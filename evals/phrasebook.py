"""Which messages the phrasebook gives a wording to: near misses, which must not get one entry's, and plain messages.

The near misses were written to be taken for an entry (`unlike` is one of its messages), the plain messages by a writer who had
not seen the phrasebook. Its limits were chosen on both, and later entries were written with some of the plain ones in view; the
fresh ones are by another who had not seen it, and nothing was chosen on them. Needs the embedding model.
"""

import json
from pathlib import Path
from typing import Any

from coach.phrasebook import Phrasebook, entries, vectors
from evals.metrics import share
from knowledge.embedding import SentenceTransformerEmbedder

CASES = Path(__file__).parent / "cases"


def run() -> dict[str, Any]:
    """Measure and return the report, with every near miss that got the wording it must not get."""
    book = Phrasebook(entries(), SentenceTransformerEmbedder().embed_documents, vectors())
    near, plain, fresh = (_read(f"phrasebook_{one}") for one in ("near", "plain", "fresh"))
    own = {message: wording for messages, wording in entries() for message in messages}
    found = [book.find(one["message"]) for one in near]
    fooled = [one["message"] for one, got in zip(near, found, strict=True) if got and got is own[one["unlike"]]]
    return {
        "suite": "phrasebook",
        "entries": len(entries()),
        "phrasings": sum(len(messages) for messages, _ in entries()),
        "near misses": len(near),
        "near misses: given what they must not get": len(fooled) / len(near),
        "near misses: given another entry's": share([got is not None for got in found]) - len(fooled) / len(near),
        "plain messages": len(plain),
        "plain messages: known": share([book.find(one["message"]) is not None for one in plain]),
        "fresh messages": len(fresh),
        "fresh messages: known": share([book.find(one["message"]) is not None for one in fresh]),
        "fooled": fooled,
    }


def _read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = []
    for name, value in report.items():
        if isinstance(value, int | float):
            shown = f"{value:.3f}" if isinstance(value, float) else str(value)
            lines.append(
                f"{name:44}{shown}" + (f"   (last: {before[name]})" if before.get(name, value) != value else "")
            )
    return "\n".join([*lines, *(f"given what it must not get: {one}" for one in report["fooled"])])
