"""A notebook of one's own, and a Wednesday to begin on."""

from datetime import date
from pathlib import Path

import pytest

from coach.keeping.notebook import Notebook

WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    """An empty notebook; its file is not there yet."""
    return Notebook(tmp_path / "spaces" / "me" / "notebook.sqlite3")
