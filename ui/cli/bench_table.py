"""How the figures of `hearth bench` are shown, beside those of the last run, and where the last run is kept."""

import json
import platform
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

_FILE = "bench.json"
_SMALL_CHANGE = 0.05  # of a figure: what a machine's day makes of it
Row = tuple[str, str, str]


def kept(folder: Path) -> dict[str, Any]:
    """Return the figures of the last whole run, with its `date` and `machine`; empty where there was none, or it is damaged."""
    try:
        found = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(folder: Path, figures: Mapping[str, Any]) -> None:
    """Keep the figures of a whole run for the next one; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    row = {"date": date.today().isoformat(), "machine": machine(), **figures}
    part = folder / f"{_FILE}.part"
    part.write_text(json.dumps(row), encoding="utf-8")
    part.replace(folder / _FILE)


def machine() -> str:
    """Return what kind of machine this is, and with how many cores."""
    import psutil

    cores = psutil.cpu_count(logical=False) or 1
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"


def rows(figures: Mapping[str, Any]) -> Iterator[Row]:
    """Yield what was measured, its figure, and what it is held against; only what there are figures for."""
    for part, shown in _PARTS.items():
        if part in figures:
            yield from shown(figures[part])
    if "peak_memory_mb" in figures:
        yield "peak memory", f"{figures['peak_memory_mb']:,} MB", "of this measuring"


def beside(figures: Mapping[str, Any], before: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return the rows with what the run before showed in each, where that was another figure."""
    shown_before = {label: figure for label, figure, _ in _soundly(before)}
    return [
        (*row, "" if _alike(row[1], shown_before.get(row[0], row[1])) else shown_before[row[0]])
        for row in rows(figures)
    ]


def _soundly(before: Mapping[str, Any]) -> list[Row]:
    """Return the rows of a kept run, none where it is of another version and cannot be shown."""
    try:
        return list(rows(before))
    except (KeyError, TypeError, ValueError):
        return []


def _alike(now: str, before: str) -> bool:
    """Say whether two figures with their units are the same but for what a machine's day makes of them."""
    try:
        new, old = (float(one.split()[0].replace(",", "")) for one in (now, before))
    except (ValueError, IndexError):
        return now == before
    return abs(new - old) <= _SMALL_CHANGE * max(abs(old), 1e-9)


def _start(start: Mapping[str, Any]) -> Iterator[Row]:
    yield (
        "page is there after",
        f"{start['hearth_s']} s",
        f"{start['ratio']} of an empty page's {start['empty_page_s']} s",
    )
    yield "first words of an answer", f"{start['first_words_s']} s", "from the start, to a question asked at once"


def _model(model: Mapping[str, Any]) -> Iterator[Row]:
    beside, busy = model["beside"], model["busy"]
    yield (
        "writing",
        f"{beside['stream_tokens_per_s']} tokens/s",
        f"{beside['ratio']} of the bare runtime's {beside['bare_tokens_per_s']} ({model['name']})",
    )
    yield (
        "reading",
        f"{beside['prompt_tokens_per_s']} tokens/s",
        f"{beside['prompt_ratio']} of the bare runtime's {beside['bare_prompt_tokens_per_s']}",
    )
    for job, first in model["jobs"].items():
        yield (
            f"first token, {job}",
            f"{first['warm_s']} s",
            f"read while it was typed; {first['ratio']} of {first['cold_s']} s when nothing was read",
        )
    yield "stop", f"{model['stop_s']} s", "until the model is free again"
    yield f"{model['people']} people at once", f"{model['people_ratio']}", "of the tokens a second that one gets"
    yield (
        "a rewrite, one tone",
        f"{busy['quiet_s']} s",
        f"{busy['busy_s']} s with every core busy, {busy['ratio']} times as long",
    )


def _memory(memory: Mapping[str, int]) -> Iterator[Row]:
    yield "memory at rest", f"{memory['all']:,} MB", "everything loaded, nobody asking; of that:"
    for part, size in memory.items():
        if part != "all":
            yield f"  {part}", f"{size:,} MB", ""


def _retrieval(speed: Mapping[str, Any]) -> Iterator[Row]:
    yield from _search("retrieval", speed)


def _at_size(speed: Mapping[str, Any]) -> Iterator[Row]:
    yield from _search(f"with {speed['passages']:,} passages", speed)
    yield "  building them", f"{speed['build_s']} s", "the embedding of their texts not counted"


def _search(name: str, speed: Mapping[str, Any]) -> Iterator[Row]:
    yield name, f"{speed['p50_ms']:.1f} ms", f"95 of 100 within {speed['p95_ms']:.1f} ms ({speed['n']} questions)"
    for part, (middle, high) in speed["parts"].items():
        yield f"  {part}", f"{middle:.1f} ms", f"95 of 100 within {high:.1f} ms"


def _checks(checks: Mapping[str, Any]) -> Iterator[Row]:
    yield "safety screen", f"{checks['screen_ms']} ms", f"a question; {checks['screen_long_ms']} ms 2,000 characters"
    yield "checks of a rewrite", f"{checks['check_ms']} ms", ""


_PARTS: dict[str, Callable[[Mapping[str, Any]], Iterator[Row]]] = {
    "start": _start,
    "model": _model,
    "retrieval": _retrieval,
    "at_size": _at_size,
    "checks": _checks,
    "memory": _memory,
}
