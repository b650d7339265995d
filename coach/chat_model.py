"""What Hearth asks of a language model, whichever it is: messages in, text out; with Hearth's adapter, several texts at once.

model.py runs one here, server.py asks one elsewhere.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeGuard

from coach.messages import Message


class ChatModel(Protocol):
    """What writes: messages in, text out in pieces."""

    @property
    def name(self) -> str:
        """The model's name in models.toml."""

    @property
    def n_ctx(self) -> int:
        """How many tokens prompt and answer may take together."""

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float | None = None,
        seed: int = 0,
        grammar: str | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[str]:
        """Yield the answer in pieces. Stops within a token once `cancel` is set or the iterator is closed.

        `grammar` (GBNF) binds the shape; `temperature` None is the model's own; 0 is greedy and repeatable. Raises
        ModelError when the runtime fails.
        """


class TunedModel(ChatModel, Protocol):
    """A model that carries Hearth's adapter: it is asked as coach/tuned.py says, and writes several texts at once."""

    def write_bound(self, messages: Sequence[Message], grammar: str, cancel: threading.Event | None) -> str:
        """Return the likeliest answer that `grammar` (GBNF) allows; "" once `cancel` is set. Raises ModelError."""

    def draw(
        self,
        messages: Sequence[Message],
        opening: Sequence[str],
        n: int,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        greedy_first: bool,
        cancel: threading.Event | None,
    ) -> list[tuple[str, float]]:
        """Return `n` answers that go on from `opening`, which counts as written, each with its mean log-likelihood of a token.

        The first is greedy if `greedy_first`; all are the same for the same seed; [] once `cancel` is set. Raises ModelError.
        """

    def likelihoods(
        self, pairs: Sequence[tuple[Sequence[Message], str]], cancel: threading.Event | None
    ) -> list[float]:
        """Return the mean log-likelihood of a token of each answer to its messages; [] once cancelled. Raises ModelError."""


def is_tuned(model: ChatModel) -> TypeGuard[TunedModel]:
    """Say whether `model` carries Hearth's adapter."""
    return bool(getattr(model, "tuned", False))
