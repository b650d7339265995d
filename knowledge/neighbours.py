"""What the training questions nearest to a text say of it (k nearest neighbours), beside what the trained layers say.

A layer draws one line through all that it learnt; the questions themselves know the odd corner. Mixed they are better than
either, as in language models (Khandelwal et al. 2020, "Generalization through Memorization: Nearest Neighbor
Language Models", arXiv 1911.00172). Vectors are kept short, by their principal components, and as whole numbers.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

K, WARMTH, SHARE = 30, 0.05, 0.6
"""How many count, how fast they count less (of a cosine), how much all of them beside the layer: chosen on held-out questions."""
DIM = 128
_AT_ONCE = 2048  # rows: as floats they pass through the processor's cache
_MOST = 127


class Neighbours:
    """Texts by their vectors. `arrays` are those of `shortened`; rows count in the order of what they were made of."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._mean = arrays["mean"].astype(np.float32)
        self._basis = arrays["basis"].astype(np.float32)
        self._vectors = arrays["vectors"]

    def nearest(self, vector: NDArray[np.float32], among: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return the rows (K,) nearest to a vector (dim,), of those with a True in `among` (n,), and their weights, sum 1."""
        short = _unit(np.asarray((vector - self._mean) @ self._basis.T, dtype=np.float32))
        cosines = np.concatenate(
            [
                self._vectors[at : at + _AT_ONCE].astype(np.float32) @ short
                for at in range(0, len(self._vectors), _AT_ONCE)
            ]
        )
        cosines = np.where(among, cosines / _MOST, -2.0)
        rows = np.argpartition(-cosines, min(K, len(cosines) - 1))[:K]
        rows = rows[among[rows]]
        weights = np.exp((cosines[rows] - cosines.max()) / WARMTH)
        return rows, weights / weights.sum()


def shortened(vectors: NDArray[np.float32], dim: int = DIM) -> dict[str, NDArray[Any]]:
    """Return vectors (n, dim), n at least `dim`, as Neighbours keeps them: mean, principal directions, whole numbers."""
    mean = vectors.mean(axis=0).astype(np.float16)
    centred = vectors - mean.astype(np.float32)
    _, directions = np.linalg.eigh(centred.T @ centred)
    basis = directions[:, ::-1][:, :dim].T.astype(np.float16)
    short = _unit(centred @ basis.astype(np.float32).T)
    return {"mean": mean, "basis": basis, "vectors": np.round(short * _MOST).astype(np.int8)}


def mixed(of_layer: NDArray[np.float64], of_neighbours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what both say together, shares that add up to 1 as theirs do."""
    both: NDArray[np.float64] = (1 - SHARE) * of_layer + SHARE * of_neighbours
    return both


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-6)
    return unit
