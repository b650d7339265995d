"""`python -m training.adapter.calibrate draw|fit`: how sure must Hearth be of a version to show it?

`draw` writes versions of the messages in training/data/dev.jsonl (apart from what is trained on and from what is reported) with
what the model's likelihoods say of them, for readers to judge; `fit` fits the weights of coach.candidates.confidence to the
verdicts in training/data/judged.jsonl and prints, for each threshold, how many versions are shown and how many would be sent.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from coach.assemble import load_model
from coach.candidates import TunedWriter, features
from coach.chat_model import is_tuned
from coach.messages import TONES
from coach.settings import Settings
from coach.silence import silence
from training.adapter.data import DATA, read

JUDGED = DATA / "judged.jsonl"
EVIDENCE = ("likelihood", "told_back")


def main() -> int:
    """Run the step that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.adapter.calibrate", description=__doc__)
    parser.add_argument("step", choices=("draw", "fit"))
    parser.add_argument("--out", type=Path, default=Path("drawn.jsonl"), help="where `draw` writes")
    parser.add_argument("--most", type=int, default=1000, help="messages that `draw` takes")
    options = parser.parse_args()
    silence()
    if options.step == "draw":
        draw(options.out, options.most)
    else:
        fit([json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()])
    return 0


def draw(out: Path, most: int) -> None:
    """Write the best and the worst version that passed the checks, of one tone of each message in turn."""
    model = load_model(Settings(), lambda stage, share: None)
    assert is_tuned(model)
    rows = read("dev.jsonl")
    with out.open("w", encoding="utf-8") as file:
        for at, row in enumerate(rows[:: max(1, len(rows) // most)]):
            tone = TONES[at % 3]
            ranked = TunedWriter(row["message"], row.get("kind", "i-statement"), model).ranked(tone, 6, None, bar=0.0)
            for draft in [*ranked[:1], *ranked[1:][-1:]]:
                line = {"id": row["id"], "tone": tone, "message": row["message"], "text": draft.text}
                line |= dict(zip(EVIDENCE, draft.evidence, strict=True))
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()


def fit(rows: list[dict[str, Any]]) -> None:
    """Print the weights and what each threshold does, by cross-validation over messages."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    rows = [row for row in rows if row.get("kind", "i-statement") == "i-statement"]
    x = np.array([features(row["message"], row["text"], *(row[one] for one in EVIDENCE)) for row in rows])
    y = np.array([bool(row["sendable"]) for row in rows])
    model = LogisticRegression(C=1.0)
    groups = [row["message"] for row in rows]
    chance = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(8), method="predict_proba")[:, 1]
    model.fit(x, y)
    sys.stdout.write(f"{len(rows)} versions, {y.mean():.2f} sendable\n")
    weights = ", ".join(f"{one:.3f}" for one in (model.intercept_[0], *model.coef_[0]))
    sys.stdout.write(f"WEIGHTS = ({weights})\n")
    for threshold in (0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        kept = chance >= threshold
        if kept.any():
            sys.stdout.write(
                f"at {threshold:.2f}: {kept.mean():.2f} of versions kept, {y[kept].mean():.2f} of them sendable\n"
            )


if __name__ == "__main__":
    raise SystemExit(main())
