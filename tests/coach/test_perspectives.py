"""The other's view and one's own step: held to their form, shown only where a conflict is told and the router is sure."""

import re
import tomllib
from importlib.resources import files

import pytest

from coach.checks.voice import faults
from coach.perspectives import SURE, UNCLEAR, WARY, perspective

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


@pytest.mark.parametrize(
    "telling",
    [
        "My boyfriend doesn't like my friends and sulks when I go out with them",
        "I tiptoe round my wife's moods, I never know which one I'm coming home to",
        "I am walking on eggshells with my husband every day",
        "He gets angry every time I see my sister",
        "my wife starts a fight whenever i meet my friends",
        "He doesn't like me going out with my friends",
        "She won't speak to me for days after I visit my mum",
        "my partner doesn't want me seeing my family",
        "I never know what mood he will be in",
        "He gives me the silent treatment if I go out",
        "He doesn't like it when I see my friends",
        "My husband Tom does not like it when I go out",
        "She never lets me, she doesn't like it if I meet my sister",
        "I never know what I'm coming home to",
        "my wife shouts and i never know what i am walking into",
        "My partner doesn't like me seeing anyone",
    ],
)
def test_who_gives_way_to_moods_is_not_asked_to_give_more_way(telling: str) -> None:
    assert perspective(telling, [("friends", 0.99)]) is WARY
    assert "One evening" not in WARY.text and "other side" not in WARY.text and "afraid" in WARY.text
    assert not faults(WARY.yours)


@pytest.mark.parametrize(
    "telling",
    [
        "he's out with the lads every Friday and I sit at home",
        "My partner spends more time with friends than with me",
        "She prefers a night out with her friends to an evening with me",
        "My wife tells her best friend things she doesn't tell me",
        "I never know what time he is coming home",
        "He gets angry when we talk about money",
        "She sulks when I forget her birthday",
        "My husband is depressed and I've become invisible",
        "He doesn't like it when we eat late",
        "I go out with my friends and he stays at home",
        "I don't like it when I see dishes in the sink, he never does them",
        "I never know what I am supposed to cook for her",
        "I never know what I'm meant to say to him",
        "She doesn't like it when I see her without make-up",
        "He does not like it when I go on about work",
        "I don't want to go out, he does",
        "We argue because I never like going out and he does",
        "I never know what I am doing wrong with her",
        "I do not like it when I go to his mother's and he vanishes",
        "My wife does not like it when I go to bed late",
    ],
)
def test_an_ordinary_conflict_gets_its_view(telling: str) -> None:
    found = perspective(telling, [("friends", 0.99)])
    assert found is not None and found.id == "friends"
