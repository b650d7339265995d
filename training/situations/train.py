"""`python -m training.situations.train`: train the reader of situations. Some twenty minutes on two cores.

Learns low-rank changes to the embedding model of its own, and two linear layers over what they give: which practices fit a
situation, and which must not be proposed in it. The router learns the same beside much else (training/router); a plan goes by
both. Reads data.py's texts; never evals/.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coach.silence import silence
from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder
from training.router.data import digest
from training.router.report import report_situations
from training.router.train import Trainer
from training.situations.data import examples, varied

TARGET = Path(__file__).parents[2] / "knowledge" / "routers" / f"{EMBEDDED}.situations.npz"
EPOCHS, RATE, SEED, HELD_OUT = 5, 2e-3, 11, 0.06


class SituationTrainer(Trainer):
    """A Trainer of the two layers alone."""

    def __init__(self, embedder: SentenceTransformerEmbedder, seed: int = SEED) -> None:
        super().__init__(embedder, seed=seed)
        self.heads = {name: self.heads[name] for name in ("fits", "never")}

    def varied(self, rows: Sequence[Any], draw: random.Random) -> Sequence[Any]:
        """Return the rows as one epoch shows them: some with a clause of another in their midst."""
        return varied(rows, draw)


def main() -> None:
    """Train, say how what was held out fares, and write the reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--hold-out", type=float, default=HELD_OUT, metavar="SHARE", help="train without this share, and report on it"
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    silence()
    rows = examples()
    order = sorted(rows, key=lambda one: hashlib.sha256(one.question.encode()).hexdigest())
    held = order[: int(options.hold_out * len(order))]
    trainer = SituationTrainer(SentenceTransformerEmbedder(adapted=False))
    for line in trainer.fit(order[len(held) :], options.epochs, options.rate):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    sys.stdout.write(report_situations(trainer, [one for one in held if one.fits]) + "\n")
    trainer.save(options.output, digest(rows))


if __name__ == "__main__":
    main()
