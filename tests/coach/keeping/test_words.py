"""The words of the tools: warm and plain; no streaks, no scores, no blame for a day without."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from coach.keeping.texts import deck_lines, load

NAMES = sorted(
    one.name.removesuffix(".toml")
    for one in files("coach.keeping").joinpath("texts").iterdir()
    if one.name.endswith(".toml")
)
_UNKIND = re.compile(
    r"\b(?:streaks?|in a row|you (?:missed|failed|forgot|should|must|have to)|badges?|points|level up|keep it up|don't break"
    r"|achievement|leaderboard|toxic|narcissis\w+|victim|abuser|diagnos\w+|codependen\w+|normal couples?)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}]|https?://|\*\*")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


@pytest.mark.parametrize("name", NAMES)
def test_texts_say_nothing_unkind(name: str) -> None:
    said = list(strings(load(name)))
    assert said
    assert [one for one in said if _UNKIND.search(one)] == []
    assert [one for one in said if not one.strip() or one != one.strip()] == []
    if name != "helping":
        assert [one for one in said if _MARKUP.search(one)] == []


def test_questions_say_nothing_unkind() -> None:
    cards = [json.loads(line) for line in deck_lines()]
    assert all(set(one) == {"id", "text", "depth", "theme"} for one in cards)
    assert [one["text"] for one in cards if _UNKIND.search(one["text"]) or _MARKUP.search(one["text"])] == []


def test_files_of_the_tools_are_in_the_package() -> None:
    assert {
        "touch",
        "languages",
        "signs",
        "journal",
        "observer",
        "helping",
        "builders",
        "jar",
        "naming",
        "promises",
        "safety_plan",
        "grounding",
    } == set(NAMES)
    assert len(deck_lines()) >= 150
