"""The other's view and one's own step: held to their form, shown only where a conflict is told and the router is sure."""

import re
import tomllib
from importlib.resources import files

import pytest

from coach.checks.voice import faults
from coach.perspectives import SURE, UNCLEAR, perspective

ENTRIES = tomllib.loads(files("coach").joinpath("lexicons/perspectives.toml").read_text(encoding="utf-8"))[
    "perspective"
]
TOLD = "He looks at his phone all through supper and I sit there like a lamp."


@pytest.mark.parametrize("entry", ENTRIES, ids=[one["id"] for one in ENTRIES])
def test_an_entry_takes_no_side_and_decides_nothing(entry) -> None:
    for line in (entry["other"], entry["yours"]):
        assert len(line.split()) <= 28
        assert set(faults(line)) <= {"first_person"}  # in words that are quoted
        assert not re.search(r"\b(?:he|she|his|her|him|should|must|leave|stay|right|wrong)\b", line, re.IGNORECASE)
    assert re.search(r"\b(?:may|might|perhaps|could|can)\b", entry["other"])
    assert entry["yours"].startswith("You could")
    assert len(entry["examples"]) >= 8


def test_a_told_conflict_gets_the_view_that_the_router_is_sure_of() -> None:
    found = perspective(TOLD, [("phone-at-table", SURE + 0.1), ("work-hours", 0.1)])
    assert found is not None and found.id == "phone-at-table"
    assert found.other in found.text and found.yours in found.text


def test_where_it_is_not_clear_over_what_the_lines_hold_for_any_conflict() -> None:
    assert perspective(f"{TOLD} And so on.", [("phone-at-table", SURE - 0.1), ("", 0.01)]) is UNCLEAR
    assert not set(faults(UNCLEAR.other)) | set(faults(UNCLEAR.yours))


@pytest.mark.parametrize(
    ("telling", "views"),
    [
        (TOLD, []),
        (TOLD, [("phone-at-table", SURE - 0.01), ("", 0.3)]),
        ("He is on his phone and I hate it", [("phone-at-table", SURE - 0.01), ("", 0.01)]),
        (TOLD, [("", 0.9)]),
        ("What is stonewalling?", [("silence-from-them", 0.9)]),
    ],
)
def test_else_nothing_is_shown(telling: str, views: list[tuple[str, float]]) -> None:
    assert perspective(telling, views) is None
