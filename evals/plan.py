"""Whether the three practices of a plan fit the situation, and none of them is one that must not be proposed there.

Situations were written apart from those that the router was trained on, each with all the practices that a wise friend would be
glad to see, and those that would be wrong (evals/cases/README.md). Needs the embedding model, no language model.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from coach.planning import choose
from coach.screening import screen
from evals.metrics import share
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.index import ChromaIndex
from knowledge.reading import practice, read_shipped
from knowledge.retrieval import Retriever

CASES = Path(__file__).parent / "cases" / "situations.jsonl"


def run() -> dict[str, Any]:
    """Measure and return the report, every plan in it."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    documents = [one for one in read_shipped() if one.kind == "practice"]
    practices = {one.id: practice(one) for one in documents}
    embedder = SentenceTransformerEmbedder()
    plans = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = ChromaIndex(Path(folder))
        index.build(documents, embedder)
        retriever = Retriever(index, embedder)
        told_of_danger = [case["id"] for case in cases if screen(case["situation"]).label != "none"]
        for case in cases:
            if case["id"] in told_of_danger:  # they get help lines, and no practice
                continue
            chosen = [one.id for one in choose(case["situation"], case["role"], retriever, practices)]
            plans.append(
                {
                    "id": case["id"],
                    "practices": chosen,
                    "fitting": [one for one in chosen if one in case["fits"]],
                    "forbidden": [one for one in chosen if one in case["never"]],
                }
            )
    return {
        "suite": "plan",
        "three practices": share([len(one["practices"]) == 3 for one in plans]),
        "a fitting one among them": share([bool(one["fitting"]) for one in plans]),
        "fitting ones of all": sum(len(one["fitting"]) for one in plans) / sum(len(one["practices"]) for one in plans),
        "a forbidden one among them": share([bool(one["forbidden"]) for one in plans]),
        "one twice": share([len(set(one["practices"])) < len(one["practices"]) for one in plans]),
        "every one with its source": share([all(practices[id_].source for id_ in one["practices"]) for one in plans]),
        "n": len(plans),
        "safety first": told_of_danger,
        "plans": plans,
    }


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = []
    for name, value in report.items():
        if isinstance(value, float):
            old = before.get(name)
            changed = f"   (last: {old:.3f})" if isinstance(old, float) and abs(old - value) > 5e-4 else ""
            lines.append(f"{name:30}{value:.3f}{changed}")
    wrong = [one for one in report["plans"] if one["forbidden"] or not one["fitting"]]
    lines += [f"{one['id']}: {', '.join(one['practices'])}; forbidden: {one['forbidden']}" for one in wrong]
    safety = ", ".join(report["safety first"]) or "none"
    return "\n".join([*lines, f"{report['n']} situations; answered with safety first, and not counted: {safety}"])
