"""The words of the tools, read from texts/*.toml and knowledge/questions once; written by hand, never generated."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Return the texts in texts/`name`.toml."""
    return tomllib.loads(files("coach.keeping").joinpath("texts", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def deck_lines() -> tuple[str, ...]:
    """Return the lines of the deck of questions, one JSON object each."""
    text = files("knowledge").joinpath("questions", "deck.jsonl").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip())
