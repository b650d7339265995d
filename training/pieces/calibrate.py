"""`python -m training.pieces.calibrate write|fit`: how sure must Hearth be of a message that it put together, to show it?

`write` puts the messages in training/data/dev.jsonl together (apart from what is trained on and from what is reported), for
readers to judge; `fit` fits the weights of coach.composing.chance to the verdicts in judged.jsonl beside this file and prints, by
cross-validation, how many are shown at each threshold, and how many of those would be sent.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from coach.checks.blame import flags
from coach.checks.neutral import observation
from coach.checks.verdict import check_rewrite
from coach.composing import composed, features
from coach.piece_reader import PieceReader
from coach.silence import silence
from knowledge.embedding import SentenceTransformerEmbedder
from training.adapter.data import read
from training.pieces.data import examples

JUDGED = Path(__file__).parent / "judged.jsonl"


def main() -> int:
    """Run the step that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.pieces.calibrate", description=__doc__)
    parser.add_argument("step", choices=("write", "fit"))
    options = parser.parse_args()
    silence()
    reader = PieceReader(SentenceTransformerEmbedder())
    if options.step == "write":
        for one in written(reader):
            sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
    else:
        fit([json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()], reader)
    return 0


def written(reader: PieceReader) -> list[dict[str, str]]:
    """Return {"message", "text"} of each message whose gentle text passes the checks."""
    rows = []
    trained = {_plain(message) for one in examples() for message in one.messages}
    for row in read("dev.jsonl"):
        message = row["message"]
        if row.get("kind", "i-statement") != "i-statement" or not flags(message) or _plain(message) in trained:
            continue
        text = composed(message, reader.read(message)).texts["gentle"]
        if check_rewrite(message, text, "gentle").passed:
            rows.append({"message": message, "text": text})
    return rows


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def fit(rows: list[dict[str, Any]], reader: PieceReader) -> None:
    """Print the weights and what each threshold does, of those that would be put together so today."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    rows = [row for row in rows if composed(row["message"], reader.read(row["message"])).texts["gentle"] == row["text"]]
    x = np.array([of_message(row["message"], reader) for row in rows])
    y = np.array([bool(row["sendable"]) for row in rows])
    model = LogisticRegression(C=1.0)
    chance = cross_val_predict(
        model, x, y, cv=StratifiedKFold(10, shuffle=True, random_state=1), method="predict_proba"
    )[:, 1]
    model.fit(x, y)
    sys.stdout.write(f"{len(rows)} messages, {y.mean():.2f} sendable\n")
    weights = ", ".join(f"{one:.3f}" for one in (model.intercept_[0], *model.coef_[0]))
    sys.stdout.write(f"WEIGHTS = ({weights})\n")
    for threshold in (0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
        kept = chance >= threshold
        if kept.any():
            sys.stdout.write(f"at {threshold:.2f}: {kept.mean():.2f} shown, {y[kept].mean():.2f} of them sendable\n")


def of_message(message: str, reader: PieceReader) -> tuple[float, ...]:
    """Return the features of a message."""
    return features(observation(message), reader.read(message))


if __name__ == "__main__":
    raise SystemExit(main())
