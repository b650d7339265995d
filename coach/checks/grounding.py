"""Is a sentence of an answer supported by a passage, and by which one? The coach shows no generated sentence that is not.

A sentence counts as supported when most of its content words stand close together in one passage, it means the same by the
embedding, its numbers are there, and it does not deny what the passage affirms (or the other way round). This is stricter
than an entailment model on paraphrase, and much cheaper; what it refuses is replaced by the passage itself.
Does not judge tone: see voice.py.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical import terms
from knowledge.sentences import sentences

Embed = Callable[[Sequence[str]], NDArray[np.float32]]  # texts -> (n, dim) float32, unit rows

MIN_TERMS = 4  # content words under which a "sentence" is a heading or a shred
MIN_SHARE = 0.6  # of a sentence's content words that must stand in the window of the passage
SURE_SHARE = 0.85  # from here on the words alone are enough
MIN_COSINE = 0.55
_WINDOW = 3  # sentences of a passage that may support one sentence together
_NEGATION = re.compile(r"\b(?:not|never|no|nor|none|without|cannot|nothing|hardly)\b|n['’]t\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")


@dataclass(frozen=True)
class Support:
    """The passage (numbered from 1) that a sentence rests on, and the share of its content words found there (0 to 1)."""

    n: int
    share: float


def support(sentence: str, passages: Sequence[str], embed: Embed) -> Support | None:
    """Return the passage that supports `sentence` best, or None when none does."""
    asked = set(terms([sentence])[0])
    if len(asked) < MIN_TERMS:
        return None
    best: Support | None = None
    for n, passage in enumerate(passages, start=1):
        found, share = _closest_window(asked, passage)
        window = " ".join(found)
        if share < MIN_SHARE or (best is not None and share <= best.share):
            continue
        if not _numbers(sentence) <= _numbers(passage) or _contradicts(sentence, window):
            continue
        if share < SURE_SHARE:
            rows = embed([sentence, window])
            if float(rows[0] @ rows[1]) < MIN_COSINE:
                continue
        best = Support(n, share)
    return best


def rests_on(sentence: str, passage: str) -> list[str]:
    """Return the sentences of `passage` that hold most of what `sentence` says, in their order; none where little is there."""
    window, share = _closest_window(set(terms([sentence])[0]) or {""}, passage)
    return window if share >= MIN_SHARE else []


def relevance(sentence: str, question: str, embed: Embed) -> float:
    """Return how much `sentence` bears on `question`: their cosine similarity, -1 to 1, higher is closer."""
    rows = embed([sentence, question])
    return float(rows[0] @ rows[1])


def _closest_window(asked: set[str], passage: str) -> tuple[list[str], float]:
    """Return the run of up to _WINDOW sentences that holds most of `asked`, the shortest such run first, and the share."""
    found = sentences(passage)
    held = [set(one) for one in terms(found)] if found else []
    best: list[str] = []
    best_share = 0.0
    for size in range(1, _WINDOW + 1):
        for at in range(max(1, len(found) - size + 1)):
            share = len(asked & set().union(*held[at : at + size])) / len(asked)
            if share > best_share + 0.05:
                best, best_share = found[at : at + size], share
    return best, best_share


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _contradicts(sentence: str, window: str) -> bool:
    """Say whether one of the two denies and the other does not: the cheapest sign that a meaning was turned round."""
    return bool(_NEGATION.search(sentence)) != bool(_NEGATION.search(window))
