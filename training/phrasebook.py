"""`python -m training.phrasebook`: write coach/lexicons/phrasebook.npy, by which the most like entry of the phrasebook is found.

To be run after a change of phrasebook.jsonl; two minutes.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.phrasebook import Embed, entries
from coach.silence import silence
from knowledge.embedding import SentenceTransformerEmbedder

TARGET = Path(__file__).parents[1] / "coach" / "lexicons" / "phrasebook.npy"


def vectors_of(embed: Embed) -> NDArray[np.float16]:
    """Return a unit row for each entry: the mean of its messages' vectors."""
    means = np.stack([embed(messages).mean(axis=0, dtype=np.float32) for messages, _ in entries()])
    return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float16)


def main() -> None:
    """Compute and write them."""
    silence()
    np.save(TARGET, vectors_of(SentenceTransformerEmbedder().embed_documents))


if __name__ == "__main__":
    main()
