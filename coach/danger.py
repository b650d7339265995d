"""What a text tells of, as a small classifier reads it: four dangers; for a message, whether it would control its reader; for a
question, whether it is another's to answer; for a sentence of a document, whether it speaks to a program.

Linear layers over the embedding model that comes with Hearth, with low-rank changes of its own (knowledge/low_rank.py), trained
by training/screen on texts written for it. It reads meaning where patterns read words, and errs where they do not: screening.py
joins the two. It knows English only, and no more of life than its few thousand examples.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.low_rank import Matrices, matrices_in
from knowledge.sentences import sentences

LABELS = ("self_harm", "partner_violence", "coercive_control", "child_safety")
GATES = ("fair", "frightened", "access", "isolation", "condition", "threat", "ultimatum")
CONTROL = GATES[2:]
ASKS = ("none", "diagnosis", "leave", "medication", "legal")
SPEAKS_TO = ("people", "program")
AFTER = ("stands", "explained")
"""What a turn may do to the danger that the turn before it told of."""
CHANGES = "screen"
"""The name under which the embedding model knows the low-rank changes."""
_MARKUP = re.compile(
    r"<(script|style)\b[^<>]{0,300}>.{0,2000}?</\1\s*>|<[^<>]{0,300}>"
    r"|!?\[[^\]]{0,200}\]\([^)]{0,300}\)|\b(?:https?|javascript|data):\S+",
    re.DOTALL | re.IGNORECASE,
)
_WHOLE = 120  # words that are read at one go; the longest texts of the training are hardly longer
_PIECE = 70  # words of a piece of a longer text
_MOST = 24  # pieces of one text


class Embedding(Protocol):
    """An embedding model to which the changes can be put."""

    def change(self, name: str, matrices: Matrices) -> None:
        """Learn low-rank changes under a name, once."""

    def embed_changed(self, name: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts under these changes, (n, dim), unit rows."""


@dataclass(frozen=True)
class Danger:
    """A text as it was read: probabilities. `labels` each by itself, `imminent` given danger; `gates` and `asks` add up to 1."""

    labels: Mapping[str, float]
    imminent: float
    gates: Mapping[str, float]
    asks: Mapping[str, float]

    @property
    def control(self) -> float:
        """The probability that a message would control its reader."""
        return sum(self.gates[one] for one in CONTROL)


class DangerReader:
    """Reads texts by an embedding model. Thread-safe if the embedding model is."""

    def __init__(self, embedding: Embedding) -> None:
        self._arrays = read_arrays()
        self._embedding = embedding
        embedding.change(CHANGES, matrices_in(self._arrays))

    def read(self, text: str) -> Danger:
        """Read one text: of its pieces, the one that speaks loudest for a label counts."""
        pieces = windows(without_markup(text))
        vectors = self._embedding.embed_changed(CHANGES, pieces)
        labels = _sigmoid(self._logits("labels", vectors).max(axis=0))
        return Danger(
            dict(zip(LABELS, map(float, labels), strict=True)),
            float(_sigmoid(self._logits("imminent", vectors).max())),
            self._shares("gates", GATES, vectors),
            self._shares("asks", ASKS, vectors),
        )

    def explains(self, before: str, turn: str) -> float:
        """Return the probability that `turn` says what `before` was (a song, a game, a patient of theirs), and no danger."""
        vectors = self._embedding.embed_changed(CHANGES, [two_turns(before, turn)])
        return self._shares("after", AFTER, vectors)["explained"]

    def speak_to_program(self, sentences: Sequence[str]) -> list[float]:
        """Return, for each sentence, the probability that it speaks to a program."""
        if not sentences:
            return []
        logits = self._logits("speaks_to", self._embedding.embed_changed(CHANGES, sentences))
        return [float(one) for one in _sigmoid(logits[:, 1] - logits[:, 0])]

    def _shares(self, head: str, names: Sequence[str], vectors: NDArray[np.float32]) -> dict[str, float]:
        logits = self._logits(head, vectors)
        of_one = logits[least_of_first(logits)]
        shares = np.exp(of_one - of_one.max())
        return dict(zip(names, map(float, shares / shares.sum()), strict=True))

    def _logits(self, head: str, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        weights, bias = self._arrays[f"{head}/weights"], self._arrays[f"{head}/bias"]
        logits: NDArray[np.float64] = vectors.astype(np.float64) @ weights.T.astype(np.float64) + bias
        return logits


def two_turns(before: str, turn: str) -> str:
    """Return two turns as one text, as the classifier reads them: the end of the first, and the beginning of the second."""
    first, second = (without_markup(one).split() for one in (before, turn))
    return f"{' '.join(first[-_WHOLE // 2 :])}\n{' '.join(second[: _WHOLE // 2])}"


def least_of_first(logits: NDArray[Any]) -> int:
    """Return the row, of (n, n_classes), that is least of the first class: the piece that is least fair, or most another's."""
    return int(np.argmin(logits[:, 0] - logits[:, 1:].max(axis=1)))


def without_markup(text: str) -> str:
    """Return `text` without tags, scripts, links' targets and addresses, which are nobody's words."""
    return _MARKUP.sub(" ", text)


def windows(text: str) -> list[str]:
    """Return the pieces in which a text is read: one, or for a long text runs of its sentences that overlap by one."""
    if len(text.split()) <= _WHOLE:
        return [text]
    parts: list[str] = []
    run: list[str] = []
    for sentence in _short(sentences(text)):
        if run and sum(len(one.split()) for one in run) + len(sentence.split()) > _PIECE:
            parts.append(" ".join(run))
            run = run[-1:] if len(run[-1].split()) < _PIECE // 2 else []
        run.append(sentence)
    parts.append(" ".join(run))
    if len(parts) > _MOST:  # a very long text: its beginning, its end, and some between
        step = len(parts) / (_MOST - 1)
        parts = [parts[int(at * step)] for at in range(_MOST - 1)] + parts[-1:]
    return parts


def places(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text stand: (start, end) of each; the whole of it where there is but one."""
    found, at = [], 0
    for one in sentences(text):
        start = text.find(one, at)
        if start >= 0:
            at = start + len(one)
            found.append((start, at))
    return found or [(0, len(text))]


def _short(found: Sequence[str]) -> list[str]:
    """Cut what runs on without a full stop."""
    out = []
    for one in found:
        said = one.split()
        out += [" ".join(said[at : at + _PIECE]) for at in range(0, len(said), _PIECE)]
    return out


def _sigmoid(logits: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-logits))


@cache
def read_arrays() -> Mapping[str, NDArray[Any]]:
    """Return what training/screen wrote: low-rank changes and heads, by name."""
    entry = files("coach").joinpath("safety", "screen.npz")
    with np.load(io.BytesIO(entry.read_bytes()), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
