"""Fits a model's file to this machine: how much context it gets, and how much of it goes onto graphics cards."""

import math
from pathlib import Path
from typing import NamedTuple

import psutil

from coach.catalogue import MB, ModelEntry
from coach.gguf_facts import Facts, read_facts
from coach.runtime import ALL_LAYERS, gpu_layers, video_memory

LEAST_CTX = 2048
"""With less, the passages for an answer have no room."""


def fit_context(entry: ModelEntry, path: Path, *, cards: bool = True) -> ModelEntry:
    """Return the entry with as much context as its model was made for and the memory that is free now holds, where that is less.

    What graphics cards hold takes none of that memory, unless `cards` is false. It never goes below LEAST_CTX, or what the
    model was made for: `require_memory` refuses what is still too much.
    """
    facts = _facts(path)
    if facts is None:
        return entry
    free_mb, kv_mb = psutil.virtual_memory().available // MB, facts.kv_bytes / MB

    def with_context(n_ctx: int) -> ModelEntry:
        saved = math.floor((entry.n_ctx - n_ctx) * kv_mb)
        return entry.model_copy(update={"n_ctx": n_ctx, "memory_mb": max(1, entry.memory_mb - saved)})

    def is_too_much(one: ModelEntry) -> bool:
        share = on_card(path, one.n_ctx).share if cards else 0.0
        return one.memory_mb * (1 - share) > free_mb

    fitted = with_context(min(entry.n_ctx, facts.n_ctx_train or entry.n_ctx))
    while fitted.n_ctx > LEAST_CTX and is_too_much(fitted):
        fitted = with_context(max(LEAST_CTX, fitted.n_ctx // 2))
    return fitted


class OnCard(NamedTuple):
    """How much of a model graphics cards hold."""

    layers: int
    """As llama.cpp counts them: -1 for all."""
    share: float


def on_card(path: Path, n_ctx: int) -> OnCard:
    """Return how much of the model at `path` goes onto this machine's graphics cards; nothing where there are none."""
    card = video_memory()
    facts = _facts(path) if card else None
    if facts is None:
        return OnCard(0, 0.0)
    layers = gpu_layers(path.stat().st_size, facts.n_layers, facts.kv_bytes, n_ctx, card)
    return OnCard(layers, 1.0 if layers == ALL_LAYERS else layers / (facts.n_layers + 1))


def _facts(path: Path) -> Facts | None:
    try:
        return read_facts(path)
    except OSError:  # not there, or not to be read: who loads it says so
        return None
