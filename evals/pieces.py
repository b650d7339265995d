"""The pieces that a message is to be built from, as Hearth fills them in first: by its reader of messages, and by word lists.

Of the plain and the mixed messages of cases/messages.jsonl. Every piece is saved for readers (reports/pieces_sheet.jsonl; who
proposed what is not in it). Verdicts go to readings/pieces.jsonl, one line {"key", "fits"} a piece: 2 what a careful person could
have chosen for this message, 1 possible, 0 beside the point. Needs the embedding model; a minute.
"""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from coach.checks.verdict import already_kind
from coach.piece_reader import PieceReader
from coach.suggesting import Suggester
from evals.metrics import share
from knowledge.embedding import SentenceTransformerEmbedder

HERE = Path(__file__).parent
CASES = HERE / "cases" / "messages.jsonl"
SHEET = HERE / "reports" / "pieces_sheet.jsonl"
READINGS = HERE / "readings" / "pieces.jsonl"
PIECES = ("feeling", "need", "request")
MIXED = 90
"""The first so many of the mixed messages; with them all 60 plain ones."""


def run() -> dict[str, Any]:
    """Write the sheet, and return the report by the verdicts there are."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    mixed = [one["message"] for one in cases if one["set"] == "mixed" and not already_kind(one["message"])][:MIXED]
    plain = [one["message"] for one in cases if one["set"] == "plain"]
    ways = {
        "reader": Suggester(PieceReader(SentenceTransformerEmbedder())),
        "word lists": Suggester(),
    }
    verdicts = _verdicts()
    report: dict[str, Any] = {"suite": "pieces", "messages": len(mixed) + len(plain)}
    sheet: dict[str, dict[str, str]] = {}
    for name, messages in (("plain", plain), ("mixed", mixed)):
        proposed = {way: [suggester.pieces(one, ()) for one in messages] for way, suggester in ways.items()}
        for piece in PIECES:
            for way, found in proposed.items():
                rows = [_row(message, piece, getattr(one, piece)) for message, one in zip(messages, found, strict=True)]
                sheet |= {row["key"]: row for row in rows}
                known = [verdicts[row["key"]] for row in rows if row["key"] in verdicts]
                report[f"{name}: {piece} by {way}: fits"] = _share([one == 2 for one in known])
                report[f"{name}: {piece} by {way}: beside the point"] = _share([one == 0 for one in known])
                report[f"{name}: {piece} by {way}: read"] = len(known)
    rows = list(sheet.values())
    random.Random(1).shuffle(rows)
    rows.sort(key=lambda one: one["message"])  # the pieces of one message together, in no order
    SHEET.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    return report


def _row(message: str, piece: str, text: str) -> dict[str, str]:
    key = hashlib.sha256(f"{message}\n{piece}\n{text}".encode()).hexdigest()[:12]
    return {"key": key, "message": message, "piece": piece, "text": text}


def _share(hits: list[bool]) -> float:
    return share(hits) if hits else 0.0


def _verdicts() -> dict[str, int]:
    if not READINGS.is_file():
        return {}
    rows = [json.loads(line) for line in READINGS.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row["fits"] for row in rows}


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = [f"{report['messages']} messages; {'fits':>30} {'beside the point':>18} {'read':>6}"]
    for name in ("plain", "mixed"):
        for piece in PIECES:
            for way in ("reader", "word lists"):
                key = f"{name}: {piece} by {way}"
                if not report[f"{key}: read"]:
                    continue
                was = before.get(f"{key}: fits", report[f"{key}: fits"])
                changed = f"   (last: {was:.2f})" if was != report[f"{key}: fits"] else ""
                lines.append(
                    f"{key:36}{report[f'{key}: fits']:10.2f}{report[f'{key}: beside the point']:18.2f}"
                    f"{report[f'{key}: read']:8d}{changed}"
                )
    return "\n".join(lines)
