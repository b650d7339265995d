"""Taken out: everything of one space, as JSON and as text to read; and what every kind may hold."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.errors import InputError
from coach.keeping import grounding, safety_plan
from coach.keeping.draft import keep_draft
from coach.keeping.export import TITLES, as_json, as_markdown
from coach.keeping.kinds import KINDS, CheckIn, JournalPage, Kept, Person, changed, made
from coach.keeping.notebook import Notebook
from coach.keeping.person import keep_person
from coach.keeping.questions import question_text
from tests.coach.keeping.conftest import WEDNESDAY

RELEASED = Path(__file__).parents[2] / "data" / "notebook-v1.sqlite3"


@pytest.fixture
def full(tmp_path: Path) -> Notebook:
    """A notebook with every kind in it, and a row that cannot be read."""
    shutil.copyfile(RELEASED, tmp_path / "n.sqlite3")
    notebook = Notebook(tmp_path / "n.sqlite3")
    safety_plan.keep(notebook, WEDNESDAY, {"warning_signs": "I go quiet\nI skip supper"})
    grounding.reword(notebook, WEDNESDAY, "cold-water", "Snow", "4", "Open the door\nHold some snow")
    keep_person(notebook, WEDNESDAY, Person(role="neglected", me="Sam", partner="Alex"))
    keep_draft(notebook, WEDNESDAY, "I miss you")
    return notebook


def test_json_holds_everything_and_can_be_read_back_into_the_kinds(full: Notebook) -> None:
    document = json.loads(as_json(full))
    assert {one["kind"] for one in document["entries"]} == set(KINDS)
    for one in document["entries"]:
        assert KINDS[one["kind"]].model_validate(one["data"]).model_dump(mode="json") == one["data"]
    assert document["set_aside"][0]["data"] == '{"week": "2026-0'


def test_markdown_is_readable_and_complete(full: Notebook) -> None:
    text = as_markdown(full, "Sam's notebook")
    assert text.startswith("# Sam's notebook\n")
    for title in TITLES.values():
        assert f"## {title}\n" in text
    for part in (
        "Wednesday 4 March 2026",
        "Good – ünïcode 🌧",
        question_text("day-01"),
        "Right now my body feels …",
        "I feel lonely while they are right beside me.",
        "They tell me what they like about me.",
        "It is yours.",
        "I went quiet.",
        "> I go quiet\n> I skip supper\n",
        "- card: Cold water\n- title: Snow\n",
        "21:00",
        '> {"week": "2026-0',
    ):
        assert part in text, part
    for hidden in ("uid", "a" * 32, "neglected-01", "p01"):
        assert hidden not in text


def test_every_kind_has_a_title() -> None:
    assert set(TITLES) == set(KINDS)


def test_empty_notebook_is_taken_out_as_such(notebook: Notebook) -> None:
    assert as_markdown(notebook) == "# My notebook\n"
    assert json.loads(as_json(notebook)) == {"entries": [], "set_aside": []}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_kinds_refuse_extra_keys_and_cannot_be_changed_in_place(kind: type[Kept], full: Notebook) -> None:
    one = full.all(kind)[0].data
    with pytest.raises(ValidationError):
        kind.model_validate(one.model_dump() | {"colour": "red"})
    with pytest.raises(ValidationError):
        setattr(one, next(iter(kind.model_fields)), "x")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_text_is_bounded(kind: type[Kept], full: Notebook) -> None:
    one = full.all(kind)[0].data
    for name, value in one.model_dump().items():
        if isinstance(value, str):
            with pytest.raises(InputError):
                changed(one, **{name: "x" * 20_001})
        if isinstance(value, tuple | list):
            with pytest.raises(InputError):
                changed(one, **{name: [*value, *value] * 400 or [1] * 400})


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=2000), st.lists(st.text(min_size=1, max_size=60).filter(lambda t: t.strip()), max_size=5))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str, moods: list[str]) -> None:
    notebook = Notebook(tmp_path_factory.mktemp("n") / "n.sqlite3")
    page, mood = made(JournalPage, text=text), made(CheckIn, moods=moods)
    notebook.add(page, WEDNESDAY)
    notebook.add(mood, date.max)
    assert notebook.all(JournalPage)[0].data == page and notebook.all(CheckIn)[0].data == mood
    assert notebook.set_aside() == []
    as_markdown(notebook)


def test_lone_surrogates_are_no_text(notebook: Notebook) -> None:
    with pytest.raises(InputError, match="no text"):
        made(JournalPage, text="\ud800")
