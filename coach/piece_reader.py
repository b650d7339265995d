"""What a message is made of, as a small classifier reads it: how its writer may feel, what they may need and could ask for.

Three linear layers over the embedding model that comes with Hearth, with low-rank changes of its own (knowledge/low_rank.py),
trained by training/pieces on the messages that Hearth's own wordings were written for. It reads what is meant where word lists
read words ("you could at least look up when I come in"), and its requests come from a bank of several hundred that fit a matter
and no one household.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.checks.facts import facts
from coach.checks.words import stem, tokens
from coach.danger import Embedding
from knowledge.low_rank import matrices_in
from knowledge.router import Layer, layer_of

CHANGES = "pieces"
"""The name under which the embedding model knows the low-rank changes."""
HEADS = ("feelings", "needs", "requests")
_LOOKED_AT = 40  # requests, likeliest first, that are held against the message
_PROPOSED = frozenset({"time", "day"})  # facts of a request that are a proposal, and no claim
_PERSONS = {
    one: who
    for who, ones in {
        "she": "she her hers she's mum mom mother mam wife girlfriend daughter sister nan gran grandma aunt girl woman niece",
        "he": "he him his he's dad father husband boyfriend son brother grandad uncle boy man nephew",
        "they": "they them their they're theirs kids kid children child parents family friends friend mates in-laws inlaws lads",
    }.items()
    for one in ones.split()
}
_SOMEONE = re.compile(
    r"\b(?:tell|ask|ring|call|phone|text|talk to|speak to|introduce|invite|visit|see) them\b", re.IGNORECASE
)

Ranked = tuple[tuple[str, float], ...]
"""(name, probability), likeliest first."""


@dataclass(frozen=True)
class Likely:
    """What a message may be made of. `requests` are those that claim nothing which the message does not hold."""

    feelings: Ranked
    needs: Ranked
    requests: Ranked


class PieceReader:
    """Reads messages by an embedding model. Thread-safe if the embedding model is."""

    def __init__(self, embedding: Embedding) -> None:
        arrays = read_arrays()
        embedding.change(CHANGES, matrices_in(arrays))
        self._embedding = embedding
        self._feelings, self._needs, self._requests = (layer_of(arrays, head) for head in HEADS)

    def read(self, message: str) -> Likely:
        """Read one message; of a long one the beginning counts, as far as the embedding model reads."""
        vector = self._embedding.embed_changed(CHANGES, [message])[0]
        requests = _ranked(self._requests, vector)[:_LOOKED_AT]
        held = held_by(message)
        return Likely(
            _ranked(self._feelings, vector),
            _ranked(self._needs, vector),
            tuple(one for one in requests if held.allows(one[0])),
        )


@dataclass(frozen=True)
class Held:
    """What a message holds that a request may speak of: the keys of its facts, the stems of its words, third persons."""

    facts: frozenset[str]
    stems: frozenset[str]
    persons: frozenset[str]

    def allows(self, request: str) -> bool:
        """Say whether a request speaks of nothing and nobody that the message does not hold; when to do it is a proposal."""
        wanted = held_by(request)
        about = {one.key for one in facts(request) if one.kind not in _PROPOSED}
        someone = bool(_SOMEONE.search(request))
        others = {one for one in wanted.persons if one != "they" or someone}
        return about <= self.facts | self.stems and (not others or bool(self.persons))


def held_by(text: str) -> Held:
    """Return what a text holds."""
    words = [one.lower for one in tokens(text)]
    return Held(
        frozenset(one.key for one in facts(text)),
        frozenset(stem(one) for one in words),
        frozenset(_PERSONS[one] for one in words if one in _PERSONS),
    )


def _ranked(layer: Layer, vector: NDArray[np.float32]) -> Ranked:
    shares = layer.shares(vector)
    return tuple((layer.names[at], float(shares[at])) for at in np.argsort(-shares, kind="stable"))


def read_arrays() -> Mapping[str, NDArray[Any]]:
    """Return what training/pieces wrote: low-rank changes and heads, by name."""
    entry = files("coach").joinpath("lexicons", "pieces.npz")
    with np.load(io.BytesIO(entry.read_bytes()), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def best(ranked: Ranked, n: int) -> Sequence[str]:
    """Return the `n` likeliest names."""
    return [name for name, _ in ranked[:n]]
