"""`python -m training.situations.train`: train the reader of situations. Some twenty minutes on two cores.

Learns low-rank changes to the embedding model of its own, and two linear layers over what they give: which practices fit a
situation, and which must not be proposed in it. The router learns the same beside much else (training/router); a plan goes by
both. Reads data.py's texts; never evals/.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coach.silence import silence
from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder
from training.router.data import digest
from training.router.report import report_situations
from training.router.train import Trainer, asked_for, parted, say
from training.situations.data import examples, varied

TARGET = Path(__file__).parents[2] / "knowledge" / "routers" / f"{EMBEDDED}.situations.npz"
EPOCHS, SEED = 5, 11


class SituationTrainer(Trainer):
    """A Trainer of the two layers alone."""

    LAYERS = ("fits", "never")

    def varied(self, rows: Sequence[Any], draw: random.Random) -> Sequence[Any]:
        """Return the rows as one epoch shows them: some with a clause of another in their midst."""
        return varied(rows, draw)


def main() -> None:
    """Train, say how what was held out fares, and write the reader."""
    parser = asked_for(__doc__, EPOCHS, TARGET)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    silence()
    rows = examples()
    kept, held = parted(rows, options.hold_out)
    trainer = SituationTrainer(SentenceTransformerEmbedder(adapted=False), seed=options.seed)
    say(trainer.fit(kept, options.epochs, options.rate))
    if held:
        say([report_situations(trainer, [one for one in held if one.fits])])
    trainer.save(options.output, digest(rows))


if __name__ == "__main__":
    main()
