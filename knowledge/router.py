"""What does a question ask for: an FAQ in other words, one of Hearth's own sections, or something outside them?

Linear layers (multinomial logistic regression) over the embedding model with low-rank changes, trained together by
training/router/train.py on questions written for it, and those questions themselves (neighbours.py). They belong to one
embedding model and to the sections that Hearth ships; what they add to vectors and words is measured in evals/ and told in
docs/decisions.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors
from knowledge.low_rank import read_arrays
from knowledge.neighbours import Neighbours, mixed

OUTSIDE, NO_FAQ = "outside", ""
HEADS = ("sections", "faqs", "fits", "never", "views")
_TOP_K = 30
_LATER = 0.3  # how much a section counts that answers a question too, beside the one that answers it best; on held-out questions


@dataclass(frozen=True)
class Reading:
    """A question as it was read: its `vector`, (dim,) float32 of length 1, and what it seems to ask for.

    `sections` holds (section name, probability), likeliest first; `faq` is the likeliest FAQ, with its probability; `inside`
    is the probability that Hearth's own sections hold an answer. `practices` holds, for a situation, (practice id, how well it
    fits beside the others, probability that it is unwelcome), best first; `views` holds, for a conflict that someone tells of,
    (perspective, probability), likeliest first, "" for none. Without a router these are empty, and zero.
    """

    vector: Vectors
    sections: tuple[tuple[str, float], ...] = ()
    faq: str = NO_FAQ
    faq_probability: float = 0.0
    inside: float = 0.0
    practices: tuple[tuple[str, float, float], ...] = ()
    views: tuple[tuple[str, float], ...] = ()


class Layer:
    """A linear layer and a softmax: `names` (n,), `weights` (n, dim), `bias` (n,)."""

    def __init__(self, names: tuple[str, ...], weights: Vectors, bias: Vectors) -> None:
        self.names = names
        self._weights = weights
        self._bias = bias

    def scores(self, vector: Vectors) -> NDArray[np.float64]:
        """Return the logit of each name for a vector (dim,)."""
        return (self._weights @ vector + self._bias).astype(np.float64)

    def shares(self, vector: Vectors) -> NDArray[np.float64]:
        """Return the probability of each name, of which one is right: they add up to 1."""
        scores = self.scores(vector)
        shares: NDArray[np.float64] = np.exp(scores - scores.max())
        shares /= shares.sum()
        return shares

    def chances(self, vector: Vectors) -> NDArray[np.float64]:
        """Return the probability of each name by itself."""
        chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-self.scores(vector)))
        return chances


class Asked:
    """The questions that a router was trained on, with the sections and the FAQ that answer each.

    `arrays` are those of neighbours.shortened, with `sections` (n, m), numbers of sections, best first, and `faqs` (n,): -1
    for none, and where nobody judged.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._near = Neighbours(arrays)
        self._sections, self._faqs = arrays["sections"], arrays["faqs"]
        self._known, self._judged = self._sections[:, 0] >= 0, self._faqs >= 0

    def sections(self, vector: Vectors, count: int) -> NDArray[np.float64]:
        """Return the share of each of `count` sections among the nearest questions; of one question a later one counts less."""
        shares = np.zeros(count)
        for row, weight in zip(*self._near.nearest(vector, self._known), strict=True):
            named = [one for one in self._sections[row] if one >= 0]
            parts = np.array([1.0, *[_LATER] * (len(named) - 1)])
            np.add.at(shares, named, weight * parts / parts.sum())
        return shares

    def faqs(self, vector: Vectors, count: int) -> NDArray[np.float64]:
        """Return the share of each of `count` FAQs, NO_FAQ among them, among the nearest questions."""
        rows, weights = self._near.nearest(vector, self._judged)
        found: NDArray[np.float64] = np.bincount(self._faqs[rows], weights=weights, minlength=count).astype(np.float64)
        return found


class Router:
    """Reads questions and situations by the vectors of the embedding model that it belongs to; `asked` is its memory."""

    def __init__(
        self, sections: Layer, faqs: Layer, fits: Layer, never: Layer, views: Layer, asked: Asked | None = None
    ) -> None:
        self.sections = sections
        self.faqs = faqs
        self.fits = fits
        self.never = never
        self.views = views
        self.asked = asked

    def read(self, vector: Vectors, adapted: Vectors) -> Reading:
        """Read one text by its two vectors, as Embedder.embed_twice gives them."""
        sections, faqs = self.sections.shares(adapted), self.faqs.shares(adapted)
        inside = 1.0 - float(sections[self.sections.names.index(OUTSIDE)])
        if self.asked:
            sections = mixed(sections, self.asked.sections(adapted, len(sections)))
            faqs = mixed(faqs, self.asked.faqs(adapted, len(faqs)))
        likeliest = [(self.sections.names[at], float(sections[at])) for at in _falling(sections)[: _TOP_K + 1]]
        faq = next(at for at in _falling(faqs) if self.faqs.names[at] != NO_FAQ)
        fits, never = self.fits.shares(adapted), self.never.chances(adapted)
        views = self.views.shares(adapted)
        return Reading(
            vector,
            tuple(one for one in likeliest if one[0] != OUTSIDE)[:_TOP_K],
            self.faqs.names[faq],
            float(faqs[faq]),
            inside,
            tuple((self.fits.names[at], float(fits[at]), float(never[at])) for at in _falling(fits)),
            tuple((self.views.names[at], float(views[at])) for at in _falling(views)),
        )


def _falling(shares: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.argsort(-shares, kind="stable")


@cache
def load_router(embedder_id: str) -> Router | None:
    """Return the router that was trained for an embedding model, or None where there is none."""
    arrays = read_arrays(embedder_id)
    if not arrays:
        return None
    memory = read_arrays(embedder_id, ".asked")
    # made of another training, its numbers would mean other sections
    asked = Asked(memory) if memory and str(memory["data"]) == str(arrays["data"]) else None
    sections, faqs, fits, never, views = (layer_of(arrays, head) for head in HEADS)
    return Router(sections, faqs, fits, never, views, asked)


def layer_of(arrays: Mapping[str, NDArray[Any]], head: str) -> Layer:
    """Return one of the layers that training wrote, by its name."""
    return Layer(
        tuple(str(one) for one in arrays[f"{head}/names"]),
        arrays[f"{head}/weights"].astype(np.float32),
        arrays[f"{head}/bias"].astype(np.float32),
    )
