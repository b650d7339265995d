"""How well each practice fits a situation, and whether it would be unwelcome in it: a reader of its own, beside the router.

The router learns the same from the same situations, beside sections and FAQs; this one learns nothing else, and from single
clauses too that rule a practice out ("I've pots of friends"). Two that were trained apart err apart, and their mean errs less
(Dietterich 2000, "Ensemble Methods in Machine Learning").
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import ChangingEmbedder, Embedder
from knowledge.low_rank import matrices_in, read_arrays
from knowledge.router import Layer, layer_of

Practices = tuple[tuple[str, float, float], ...]
"""(practice id, how well it fits beside the others, probability that it is unwelcome), best first."""
CHANGES = "situations"
_AT_ONCE = 16  # texts


class SituationReader:
    """Reads situations by the vectors of the embedding model that it was trained for. Thread-safe if that is."""

    def __init__(self, embedder: ChangingEmbedder, fits: Layer, never: Layer) -> None:
        self._embedder = embedder
        self._fits = fits
        self._never = never

    def read(self, texts: Sequence[str]) -> list[Practices]:
        """Return what each text says of the practices."""
        found: list[Practices] = []
        for at in range(0, len(texts), _AT_ONCE):
            for vector in self._embedder.embed_changed(CHANGES, texts[at : at + _AT_ONCE]):
                fits, never = self._fits.shares(vector), self._never.chances(vector)
                found.append(_best_first(self._fits.names, fits, never))
        return found


def load_reader(embedder: Embedder) -> SituationReader | None:
    """Return the reader that was trained for an embedding model, or None where there is none."""
    arrays = read_arrays(embedder.id, ".situations")
    if not arrays:
        return None
    changing = cast(ChangingEmbedder, embedder)  # what was trained for it changes it
    changing.change(CHANGES, matrices_in(arrays))
    return SituationReader(changing, layer_of(arrays, "fits"), layer_of(arrays, "never"))


def joined(one: Practices, other: Practices) -> Practices:
    """Return the mean of two readings of one text: of the shares, and of the logits of the chances."""
    if not one or not other:
        return one or other
    of_other = {id_: (fit, chance) for id_, fit, chance in other}
    names = tuple(id_ for id_, _, _ in one)
    fits = np.array([(fit + of_other[id_][0]) / 2 for id_, fit, _ in one])
    logits = np.array([(_logit(chance) + _logit(of_other[id_][1])) / 2 for id_, _, chance in one])
    return _best_first(names, fits, 1.0 / (1.0 + np.exp(-logits)))


def _logit(chance: float) -> float:
    inside = min(max(chance, 1e-6), 1 - 1e-6)
    return float(np.log(inside / (1 - inside)))


def _best_first(names: Sequence[str], fits: NDArray[np.float64], never: NDArray[np.float64]) -> Practices:
    order = np.argsort(-fits, kind="stable")
    return tuple((names[at], float(fits[at]), float(never[at])) for at in order)
