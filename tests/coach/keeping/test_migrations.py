"""A notebook of the first schema, as it was released, opened today: nothing lost, and it works on."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, time
from pathlib import Path

import pytest

from coach import database
from coach.answer_details import NOTHING_KNOWN
from coach.history import History
from coach.keeping import grounding, migrations, plans, questions, safety_plan, talk
from coach.keeping.draft import keep_draft
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import KINDS, Drawn, Person, Slip
from coach.keeping.looking import kept_look_back
from coach.keeping.notebook import Notebook
from coach.keeping.person import keep_person

RELEASED = Path(__file__).parents[2] / "data" / "notebook-v1.sqlite3"
DAY = date(2026, 3, 4)
LATER = {"safety_plan", "grounding_card", "person", "draft"}
"""Kinds that came after the first release: an entry names its kind, so that a new one asks nothing of the schema."""


@pytest.fixture
def old(tmp_path: Path) -> Notebook:
    path = tmp_path / "notebook.sqlite3"
    shutil.copyfile(RELEASED, path)
    return Notebook(path)


def version(notebook: Notebook) -> int:
    with closing(sqlite3.connect(notebook.path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT id, kind, day, data, made, changed FROM entries ORDER BY id").fetchall()


def test_first_schema_holds_every_kind_and_is_brought_up_to_date(old: Notebook) -> None:
    assert version(old) == 1
    before = rows(old.path)
    exported = old.export()
    assert version(old) == len(migrations.MIGRATIONS) == 4
    assert rows(old.path) == before, "what was written stays as it was"
    assert {one["kind"] for one in exported["entries"]} == set(KINDS) - LATER
    assert len(exported["entries"]) == 22
    (aside,) = exported["set_aside"]
    assert (aside["kind"], aside["data"]) == ("plan", '{"week": "2026-0')


def test_entries_of_the_first_schema_are_found_by_their_keys(old: Notebook) -> None:
    plan = plans.this_week(old, DAY)
    assert plan is not None and plan.data.uid == "a" * 32 and plan.data.steps[0].done == (date(2026, 3, 3),)
    meant = talk.talk_time(old)
    assert meant is not None and (meant.at, meant.uid) == (time(21), "b" * 32)
    back = kept_look_back(old, DAY)
    assert back is not None and back.keep == "tea"
    # the same card was drawn twice: the newer row has the key, the older one is still there
    assert [one.key for one in old.all(Drawn)] == [None, "1/day-02", "1/day-01"]
    assert questions.left(old) == len(questions.deck()) - 2


def test_notebook_of_the_first_schema_can_be_written_to(old: Notebook) -> None:
    plans.mark(old, DAY, "daily-talk-time")
    talk.set_talk_time(old, DAY, time(20))
    plan = plans.this_week(old, DAY)
    assert plan is not None and plan.data.steps[0].done == (date(2026, 3, 3), DAY)
    meant = talk.talk_time(old)
    assert meant is not None and (meant.at, meant.uid) == (time(20), "b" * 32)
    assert len(old.export()["entries"]) == 22


def test_kinds_that_came_later_are_kept_in_a_notebook_of_the_first_schema(old: Notebook) -> None:
    safety_plan.keep(old, DAY, {"by_myself": "Tea"})
    grounding.mark(old, DAY, "humming", hidden=True)
    keep_person(old, DAY, Person(role="neglected"))
    keep_draft(old, DAY, "I miss you")
    assert {one["kind"] for one in old.export()["entries"]} == set(KINDS)
    assert len(old.set_aside()) == 1, "the row that could not be read before, and no other"


def test_many_may_open_an_old_notebook_at_once(old: Notebook) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: len(Notebook(old.path).export()["entries"]), range(6)))
    assert found == [22] * 6


def test_new_migrations_run_once_and_one_that_fails_changes_nothing(
    old: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        broken = (*migrations.MIGRATIONS, "CREATE TABLE half (id INTEGER); ALTER TABLE nowhere ADD COLUMN x TEXT;")
        patch.setattr(migrations, "MIGRATIONS", broken)
        with pytest.raises(NotebookError):
            old.all(Slip)
    assert len(old.all(Slip)) == 1 and version(old) == 4
    with closing(sqlite3.connect(old.path)) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    more = (*migrations.MIGRATIONS, "ALTER TABLE entries ADD COLUMN colour TEXT;")
    monkeypatch.setattr(migrations, "MIGRATIONS", more)
    for _ in range(2):
        assert len(old.all(Slip)) == 1
    assert version(old) == 5


def test_file_of_a_newer_hearth_is_refused_and_left_as_it_is(old: Notebook) -> None:
    with closing(sqlite3.connect(old.path)) as db, db:
        db.execute("PRAGMA user_version = 999")
    before = rows(old.path)
    with pytest.raises(NotebookError, match="newer Hearth"):
        old.all(Slip)
    assert rows(old.path) == before


def test_talks_that_were_kept_before_their_details_were_are_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "notebook.sqlite3"
    with closing(database.connect(path)) as db:
        database.migrate(db, migrations.MIGRATIONS[:3])
        db.execute("INSERT INTO conversations VALUES (4, 'About trust', '2026-03-04T10:00:00+00:00')")
        db.execute("INSERT INTO messages VALUES (9, 4, 'user', 'How?', '2026-03-04T10:00:00+00:00')")
        db.execute("INSERT INTO messages VALUES (12, 4, 'assistant', 'Slowly. [1]', '2026-03-04T10:00:05+00:00')")
    history = History(Notebook(path))
    (talk,) = history.talks()
    assert (talk.id, talk.title, [one.id for one in talk.messages]) == (4, "About trust", [9, 12])
    assert [(one.details, one.liked, one.note) for one in talk.messages] == [(NOTHING_KNOWN, None, "")] * 2
    history.rate(12, False, "short")
    assert history.export()[0]["messages"][1] == {
        **{"role": "assistant", "content": "Slowly. [1]", "said_at": "2026-03-04T10:00:05+00:00"},
        **{"liked": False, "note": "short"},
    }
