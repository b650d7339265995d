"""Measures, as pure functions. Each says its range and which direction is better."""

import random
from collections.abc import Callable, Sequence


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of cases whose first right hit stands at rank `k` or better (0 to 1, higher is better)."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def mrr_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the mean reciprocal rank of the first right hit, 0 beyond rank `k` (0 to 1, higher is better)."""
    return sum(1 / rank for rank in ranks if rank is not None and rank <= k) / len(ranks)


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative, ties counted half (0.5 is blind, 1 is perfect)."""
    wins = sum((high > low) + 0.5 * (high == low) for high in positive for low in negative)
    return wins / (len(positive) * len(negative))


def interval(
    values: Sequence[float], measure: Callable[[Sequence[float]], float], rounds: int = 1000
) -> tuple[float, float]:
    """Return the 95% bootstrap interval of `measure` (percentile method, seed fixed)."""
    draw = random.Random(0)
    found = sorted(measure(draw.choices(values, k=len(values))) for _ in range(rounds))
    return found[int(0.025 * rounds)], found[int(0.975 * rounds) - 1]


def share(hits: Sequence[bool]) -> float:
    """Return the share of true values (0 to 1)."""
    return sum(hits) / len(hits)


def percentile(values: Sequence[float], q: float) -> float:
    """Return the `q`-th percentile (0 to 100), nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q / 100 * len(ordered)))]
