"""Is a question an FAQ in other words, covered by the guides, or outside them? A linear classifier over its embedding.

Multinomial logistic regression with a class for each FAQ, one for everything else that the guides cover, and one for what they
do not. Trained by training/router/train.py on questions written for it; belongs to one embedding model, whose vectors it reads.
A nearest-phrasing rule, measured beside it, reached 0.48 of FAQ paraphrases where this reaches 0.78 (docs/decisions.md).
"""

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors

COVERED, OUTSIDE = "covered", "outside"


@dataclass(frozen=True)
class Judgement:
    """What a question seems to be: its likeliest FAQ, that FAQ's probability, and the probability that the guides cover it."""

    faq: str
    faq_probability: float
    inside: float


class Router:
    """The classifier: `weights` (n_classes, dim) and `bias` (n_classes,), float32, in the order of `classes`."""

    def __init__(self, classes: tuple[str, ...], weights: Vectors, bias: Vectors) -> None:
        self.classes = classes
        self._weights = weights
        self._bias = bias
        self._faqs = [at for at, name in enumerate(classes) if name not in (COVERED, OUTSIDE)]

    def judge(self, vector: Vectors) -> Judgement:
        """Judge a query by its embedding, (dim,) float32 of length 1."""
        scores: NDArray[np.float64] = (self._weights @ vector + self._bias).astype(np.float64)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        best = max(self._faqs, key=lambda at: float(shares[at]))
        return Judgement(self.classes[best], float(shares[best]), 1.0 - float(shares[self.classes.index(OUTSIDE)]))


@cache
def load_router(embedder_id: str) -> Router | None:
    """Return the router that was trained for an embedding model, or None where there is none."""
    entry = package_files("knowledge").joinpath("routers", f"{embedder_id}.npz")
    if "/" in embedder_id or not entry.is_file():
        return None
    with np.load(io.BytesIO(entry.read_bytes()), allow_pickle=False) as file:
        return Router(
            tuple(str(one) for one in file["classes"]),
            file["weights"].astype(np.float32),
            file["bias"].astype(np.float32),
        )
