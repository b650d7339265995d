"""A message that is not sent yet, kept in a person's own space."""

from pathlib import Path

import pytest

from coach.errors import InputError
from coach.inputs import MAX_CHARS
from coach.keeping.draft import draft, keep_draft, let_go
from coach.keeping.kinds import UnsentMessage
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "n.sqlite3")


def test_nothing_waits_before_something_is_kept(notebook: Notebook) -> None:
    assert draft(notebook) is None
    assert not let_go(notebook)
    assert not notebook.path.exists()


def test_the_last_one_stands_alone_and_is_let_go(notebook: Notebook) -> None:
    keep_draft(notebook, WEDNESDAY, "You never listen")
    keep_draft(notebook, WEDNESDAY, "You never listen to me.\nI miss you.")
    found = draft(notebook)
    assert found is not None and found.data.text == "You never listen to me.\nI miss you."
    assert len(notebook.all(UnsentMessage)) == 1
    assert let_go(notebook)
    assert draft(notebook) is None and not let_go(notebook)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_CHARS + 1)])
def test_what_is_no_message_is_refused_and_the_one_before_stays(notebook: Notebook, text: str) -> None:
    keep_draft(notebook, WEDNESDAY, "I miss you")
    with pytest.raises(InputError):
        keep_draft(notebook, WEDNESDAY, text)
    found = draft(notebook)
    assert found is not None and found.data.text == "I miss you"
