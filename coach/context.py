"""Fit a conversation into the model's context: what is dropped, in which order. Pure functions.

The constant part (the system prompt) comes first, so that the model's work on it can be kept from turn to turn; what
changes comes last. Old turns go before passages, and passages before the question, which is never cut.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from coach.errors import InputError
from coach.messages import Message

Part = TypeVar("Part")
_PER_MESSAGE = 8  # tokens that a chat template spends on each message


def fit(
    system: str,
    history: Sequence[Message],
    parts: Sequence[Part],
    build: Callable[[Sequence[Part]], str],
    budget_tokens: int,
    count_tokens: Callable[[str], int],
) -> list[Message]:
    """Return system prompt, as much recent history as fits, and the last message built from as many `parts` as fit.

    `parts` (passages, best first) are dropped from the end; history from its beginning, in pairs. Raises InputError when
    even the bare question does not fit.
    """

    def cost(text: str) -> int:
        return count_tokens(text) + _PER_MESSAGE

    kept = list(parts)
    last = build(kept)
    while kept and cost(system) + cost(last) > budget_tokens:
        kept.pop()
        last = build(kept)
    room = budget_tokens - cost(system) - cost(last)
    if room < 0:
        raise InputError("that is too long for this model; send the part that matters most")
    recent: list[Message] = []
    for message in reversed(history):
        room -= cost(message.content)
        if room < 0:
            break
        recent.insert(0, message)
    if recent and recent[0].role == "assistant":  # an answer without its question misleads
        recent.pop(0)
    return [Message("system", system), *recent, Message("user", last)]
