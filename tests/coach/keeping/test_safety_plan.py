"""A safety plan in one's own words: one current plan a space, taken out whole, and nothing filled in by itself."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import InputError
from coach.helplines import countries, lines_for
from coach.keeping import safety_plan
from coach.keeping.export import as_json, as_markdown
from coach.keeping.kinds import SafetyPlan
from coach.keeping.notebook import Notebook
from coach.keeping.spaces import erase_all_spaces, open_notebook
from coach.settings import Settings
from tests.coach.keeping.conftest import WEDNESDAY

TOMORROW = WEDNESDAY + timedelta(days=1)
NAMES = [one.name for one in (*safety_plan.parts(), *safety_plan.home_parts())]
PLAN = {
    "warning_signs": "I stop answering messages\n\n  I lie awake  ",
    "people_to_ask": "Ana <b>555 0101</b>",
    "word_for_help": "Pineapple: call now",
}


def test_parts_are_the_fields_of_the_plan_and_follow_their_source() -> None:
    assert list(SafetyPlan.model_fields) == NAMES
    # Stanley and Brown (2012), steps 1 to 6, and the thing worth staying for of later forms
    assert [one.name for one in safety_plan.parts()] == [
        "warning_signs",
        "by_myself",
        "people_and_places",
        "people_to_ask",
        "professionals",
        "surroundings",
        "worth_staying_for",
    ]
    assert len(safety_plan.home_parts()) == 5


def test_plan_is_one_and_is_changed_in_place(notebook: Notebook) -> None:
    assert safety_plan.current(notebook) is None
    assert not safety_plan.remove(notebook)
    assert not notebook.path.exists(), "looking writes nothing"
    first = safety_plan.keep(notebook, WEDNESDAY, PLAN)
    assert first.data.warning_signs == ("I stop answering messages", "I lie awake")
    again = safety_plan.keep(notebook, TOMORROW, {**PLAN, "by_myself": "Tea", "people_to_ask": ""})
    assert again.id == first.id and len(notebook.all(SafetyPlan)) == 1
    now = safety_plan.current(notebook)
    assert now is not None
    assert (now.day, now.data.by_myself, now.data.people_to_ask) == (TOMORROW, ("Tea",), ())
    assert safety_plan.remove(notebook)
    assert safety_plan.current(notebook) is None and notebook.export()["entries"] == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, "write one line"),
        ({"by_myself": " \n\t"}, "write one line"),
        ({"by_myself": "x" * 501}, "by myself: please keep it under 500"),
        ({"by_myself": "\n".join("x" * 21)}, "by myself: at most 20"),
        ({"by_myself": "\ud800"}, "no text"),
    ],
    ids=["nothing", "blank", "long line", "many lines", "no text"],
)
def test_what_it_cannot_hold_is_refused_without_quoting_and_keeps_the_old(
    notebook: Notebook, typed: dict[str, str], why: str
) -> None:
    with pytest.raises(InputError, match=why) as caught:
        safety_plan.keep(notebook, WEDNESDAY, typed)
    assert "xx" not in str(caught.value) and not notebook.path.exists()
    for taken_out in (safety_plan.plan_text, safety_plan.plan_html):
        with pytest.raises(InputError, match=why):
            taken_out(typed)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=5).map("\n".join),
        min_size=1,
    )
)
def test_any_plan_comes_back_as_it_was_typed_and_can_be_typed_again(
    tmp_path_factory: pytest.TempPathFactory, typed: dict[str, str]
) -> None:
    notebook = Notebook(tmp_path_factory.mktemp("n") / "n.sqlite3")
    lines = {name: [one.strip() for one in text.splitlines() if one.strip()] for name, text in typed.items()}
    if not any(lines.values()) or any(len(one) > 20 for one in lines.values()):
        with pytest.raises(InputError):
            safety_plan.keep(notebook, WEDNESDAY, typed)
        return
    kept = safety_plan.keep(notebook, WEDNESDAY, typed).data
    assert {name: list(getattr(kept, name)) for name in typed} == lines
    again = safety_plan.keep(notebook, WEDNESDAY, safety_plan.typed_of(kept)).data
    assert again == kept
    text = safety_plan.plan_text(typed)
    assert all(f"- {line}" in text for name in typed for line in lines[name])
    as_markdown(notebook)


def test_text_holds_the_parts_that_say_something_in_their_order() -> None:
    assert safety_plan.plan_text(dict(reversed(PLAN.items()))) == (
        "My plan\n\nMy warning signs\n\n- I stop answering messages\n- I lie awake\n\n"
        "People I can ask for help\n\n- Ana <b>555 0101</b>\n\n"
        'IF I AM AFRAID AT HOME\n\nA word that means "call for help"\n\n- Pineapple: call now\n'
    )


def test_page_to_print_loads_nothing_and_holds_letters_only() -> None:
    page = safety_plan.plan_html(PLAN)
    assert "Ana &lt;b&gt;555 0101&lt;/b&gt;" in page and "default-src &#x27;none&#x27;" in page
    assert not re.search(r"<script|src=|href=|url\(|https?:", page)
    assert "<title>My plan</title>" in page, "the name of a printed page tells nobody what it is"


@pytest.mark.parametrize("country", ["", *countries()])
def test_lines_are_named_and_added_once_and_only_when_asked(country: str) -> None:
    lines = safety_plan.suggested_lines(country or None)
    names = [one.name for one in lines_for(country or None)]
    assert [one for one in names if not any(line.startswith(f"{one}: ") for line in lines)] == []
    assert lines[0].startswith("Emergency: ") == bool(country)
    assert all(len(one) <= 500 for one in lines) and len(lines) <= 15
    once = safety_plan.with_lines("Dr Okafor, 555 0188", lines)
    assert once.splitlines() == ["Dr Okafor, 555 0188", *lines]
    assert safety_plan.with_lines(once, lines) == once


def test_nothing_is_filled_in_by_itself(notebook: Notebook) -> None:
    assert set(safety_plan.typed_of(None).values()) == {""}
    assert safety_plan.keep(notebook, WEDNESDAY, {"by_myself": "Tea"}).data.professionals == ()


def test_plan_is_taken_out_and_erased_with_its_space_and_with_no_other(tmp_path: Path) -> None:
    house = Settings(data_dir=tmp_path)
    mine, theirs = open_notebook(house, "me"), open_notebook(house, "ana")
    safety_plan.keep(mine, WEDNESDAY, PLAN)
    assert safety_plan.current(theirs) is None
    text = as_markdown(mine)
    assert "## Safety plan" in text and "> I stop answering messages\n> I lie awake" in text
    assert "- word for help: Pineapple: call now" in text
    (one,) = json.loads(as_json(mine))["entries"]
    assert one["kind"] == "safety_plan" and one["data"]["word_for_help"] == ["Pineapple: call now"]
    assert erase_all_spaces(house) == {"me": 1}
    assert safety_plan.current(mine) is None


def test_words_say_who_may_read_it_and_promise_nothing() -> None:
    note = safety_plan.words("note")
    assert "not encrypted" in note and "paper" in note and "shares this computer" in note
    said = " ".join(
        [safety_plan.words(one) for one in ("intro", "note", "use", "home_note")]
        + [f"{one.title} {one.hint}" for one in (*safety_plan.parts(), *safety_plan.home_parts())]
    )
    # a method that is named is a method that is suggested
    assert not re.search(r"\b(?:pills?|tablets?|rope|knife|knives|blades?|guns?|bridge|overdose|jump)\b", said, re.I)
    assert not re.search(r"\b(?:will (?:keep you safe|help you)|guarantee\w*|promise\w*|always works)\b", said, re.I)
