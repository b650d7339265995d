"""Role and names, kept in a person's own space."""

from pathlib import Path

import pytest

from coach.errors import InputError
from coach.keeping.kinds import Person, made
from coach.keeping.notebook import Notebook
from coach.keeping.person import keep_person, person, role_of
from tests.coach.keeping.conftest import WEDNESDAY


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "n.sqlite3")


def test_nothing_is_kept_before_something_is_given(notebook: Notebook) -> None:
    assert person(notebook) == Person()
    keep_person(notebook, WEDNESDAY, Person())
    assert not notebook.path.exists()


def test_the_last_one_stands_alone(notebook: Notebook) -> None:
    keep_person(notebook, WEDNESDAY, Person(role="neglected", me="Sam"))
    keep_person(notebook, WEDNESDAY, Person(role="neglectful", partner="Alex"))
    assert person(notebook) == Person(role="neglectful", partner="Alex")
    assert len(notebook.all(Person)) == 1


def test_an_empty_one_takes_it_out(notebook: Notebook) -> None:
    keep_person(notebook, WEDNESDAY, Person(me="Sam"))
    keep_person(notebook, WEDNESDAY, Person())
    assert notebook.all(Person) == []


def test_the_role_chosen_goes_before_the_one_in_the_settings(notebook: Notebook) -> None:
    assert role_of(notebook, "neglected") == "neglected"
    keep_person(notebook, WEDNESDAY, Person(role="both"))
    assert role_of(notebook, "neglected") == "both"


def test_a_name_is_bounded() -> None:
    with pytest.raises(InputError, match="under 60 characters"):
        made(Person, me="x" * 61)
