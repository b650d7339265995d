"""Questions through Ask: how they are answered, how much of what the model writes may be shown, and what is declined.

Questions that the guides answer (cases/retrieval_questions.jsonl, a sample) and questions that they do not
(cases/outside_questions.jsonl): the training saw neither. Every answer is saved for reading (reports/answers.jsonl). Each shown
sentence carries the passage that the checks found for it; `supported` counts them again, from the saved text alone. The bare
model answers a part of the same questions. Needs both embedded models; some fifteen minutes.
"""

import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from coach.assemble import Parts
from coach.checks.grounding import support
from coach.messages import AskReply, Done
from coach.settings import Settings
from coach.turn import Coach
from evals.metrics import share
from knowledge.sentences import sentences

HERE = Path(__file__).parent
OUTPUTS = HERE / "reports" / "answers.jsonl"
COVERED, OUTSIDE, BARE = 120, 120, 40
_MARKED = re.compile(r"\s*\[(\d+)\]\s*")


def run() -> dict[str, Any]:
    """Measure and return the report; saves every answer."""
    draw = random.Random(0)
    covered = draw.sample(_cases("retrieval_questions"), COVERED)
    outside = draw.sample(_cases("outside_questions"), OUTSIDE)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Settings(data_dir=Path(folder))
        coach = Coach(settings, Parts(settings))
        rows = [{**ask(coach, one["question"]), "set": "covered"} for one in _watched(covered)]
        rows += [{**ask(coach, one["question"]), "set": "outside"} for one in _watched(outside)]
        plain = settings.model_copy(update={"adapter": False})
        without = Coach(plain, Parts(plain))
        rows += [{**ask(without, one["question"]), "set": "covered, bare model"} for one in _watched(covered[:BARE])]
        embed = coach.library().embed
        for row in rows:
            row["supported"] = supported(row, embed)
    OUTPUTS.parent.mkdir(exist_ok=True)
    OUTPUTS.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    return report(rows)


def _cases(name: str) -> list[dict[str, Any]]:
    lines = (HERE / "cases" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _watched(cases: list[dict[str, Any]]) -> Any:
    began = time.monotonic()
    for at, one in enumerate(cases):
        yield one
        if at % 20 == 19:
            left = (time.monotonic() - began) / (at + 1) * (len(cases) - at - 1) / 60
            sys.stderr.write(f"{at + 1} of {len(cases)} questions, {left:.0f} min left\n")


def ask(coach: Coach, question: str) -> dict[str, Any]:
    """Return the reply to one question as a row to save."""
    for event in coach.ask(question):
        if isinstance(event, Done) and isinstance(event.reply, AskReply):
            reply = event.reply
            cited = {str(one.n): one.text for one in reply.citations}
            row = {"question": question, "kind": reply.kind, "answer": reply.answer, "cited": cited}
            return {**row, "first_s": reply.seconds.first_token, "total_s": reply.seconds.total}
    raise AssertionError("a turn ended without a reply")


def supported(row: dict[str, Any], embed: Any) -> list[bool]:
    """Say for each sentence of a generated answer whether the passage that it cites supports it; [] for other answers."""
    if row["kind"] != "generated":
        return []
    parts = _MARKED.split(row["answer"])
    found = []
    for said, n in zip(parts[::2], parts[1::2], strict=False):
        found += [support(one, [row["cited"][n]], embed) is not None for one in sentences(said)]
    return found


def report(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of saved rows."""
    sets = {name: [one for one in rows if one["set"] == name] for name in ("covered", "outside", "covered, bare model")}
    sentences_shown = [one for row in sets["covered"] for one in row["supported"]]
    first = [one["first_s"] for one in sets["covered"] if one["first_s"] is not None]
    return {
        "suite": "answers",
        "questions": {name: len(found) for name, found in sets.items()},
        "kinds": {name: dict(Counter(one["kind"] for one in found)) for name, found in sets.items()},
        "sentences the model wrote that were shown": len(sentences_shown),
        "of them supported by the passage they cite": share(sentences_shown) if sentences_shown else None,
        "outside questions declined": share([one["kind"] in ("not_covered", "safety") for one in sets["outside"]]),
        "seconds to the first words, median": statistics.median(first) if first else None,
    }


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = []
    for name, value in report.items():
        if name not in ("suite", "machine", "measured_at"):
            old = before.get(name)
            shown = f"{value:.3f}" if isinstance(value, float) else str(value)
            lines.append(f"{name:46}{shown}" + (f"   (last: {old})" if old not in (None, value) else ""))
    return "\n".join([*lines, f"every answer: {OUTPUTS.name}"])
