"""today, checkin, question, and the notebook in `hearth data`: what is shown, what is kept, and what goes wrong in one line."""

import io
import json
import sqlite3
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.keeping import jar, plans, promises, questions, talk
from coach.keeping.kinds import CheckIn, PlannedStep, made
from coach.keeping.notebook import Notebook
from coach.keeping.spaces import open_notebook
from coach.settings import load_settings
from tests.ui.conftest import Hearth, Terminal
from ui.cli import keeping

DAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_today", lambda: DAY)


def notebook(space: str = "me") -> Notebook:
    return open_notebook(load_settings(), space)


@pytest.fixture
def planned() -> Notebook:
    """A plan, a talk time and a promise."""
    book = notebook()
    step = made(
        PlannedStep,
        practice="small-gestures",
        title="Small gestures",
        minutes=5,
        days=[DAY, DAY + timedelta(days=2)],
        at=time(7, 30),
    )
    plans.keep_plan(book, DAY, [step])
    talk.set_talk_time(book, DAY, time(21))
    promises.promise(book, DAY, "ring at one", DAY)
    return book


# -- today -------------------------------------------------------------------------------------------------------------


def test_today_shows_the_week_and_the_question(hearth: Hearth, planned: Notebook) -> None:
    ran = hearth("today")
    assert ran.code == 0 and ran.err == ""
    question = questions.question_of_the_day(planned, DAY)
    assert question is not None
    assert ran.out == (
        "Wednesday 4 March\n"
        "- Small gestures (Wednesday and Friday, 07:30) - today\n"
        "- Time for us: 15 minutes at 21:00\n"
        "You said you would: ring at one (by 2026-03-04)\n"
        f"\nQuestion of the day\n{question.text}\n"
    )
    plans.mark(planned, DAY, "small-gestures")
    out = hearth("today").out
    assert "- today" not in out and "done on Wednesday" in out
    assert question.text in out


def test_today_as_json(hearth: Hearth, planned: Notebook) -> None:
    row = hearth("today", "--json").row
    question = row.pop("question")
    assert set(question) == {"id", "text", "depth", "theme"}
    (step,) = row.pop("steps")
    assert (step["practice"], step["days"], step["at"], step["done"]) == (
        "small-gestures",
        ["2026-03-04", "2026-03-06"],
        "07:30:00",
        [],
    )
    assert row == {
        "space": "me",
        "day": "2026-03-04",
        "week": {"start": "2026-03-02", "end": "2026-03-08"},
        "talk": {"at": "21:00:00", "minutes": 15, "weekdays": [0, 1, 2, 3, 4, 5, 6]},
        "promises": [{"what": "ring at one", "by": "2026-03-04"}],
        "check_ins": [],
        "set_aside": 0,
    }


def test_today_with_nothing_planned_is_kind(hearth: Hearth) -> None:
    assert "One small thing is enough" in hearth("today").out


def test_today_names_rows_that_could_not_be_read(hearth: Hearth, planned: Notebook) -> None:
    with closing(sqlite3.connect(planned.path)) as db, db:
        db.execute("INSERT INTO entries (kind, day, data, made, changed) VALUES ('slip', 'x', 'y', 'z', 'z')")
    ran = hearth("today")
    assert ran.code == 0 and "Small gestures" in ran.out
    assert "1 entries of this notebook could not be read" in ran.err
    assert hearth("today", "--json").row["set_aside"] == 1


def test_what_was_written_is_shown_as_letters(hearth: Hearth) -> None:
    plans.keep_plan(notebook(), DAY, [made(PlannedStep, practice="x", title="[red]\x1b[31mTea\u202e")])
    assert "- [red][31mTea\n" in hearth("today").out


# -- checkin -----------------------------------------------------------------------------------------------------------


def test_checkin_keeps_what_was_given(hearth: Hearth) -> None:
    row = hearth("checkin", "--mood", "Calm", "--mood", "tired", "--connection", "4", "--note", "Soup.", "--json").row
    assert row == {
        "space": "me",
        "id": 1,
        "day": "2026-03-04",
        "moods": ["calm", "tired"],
        "connection": 4,
        "note": "Soup.",
        "resources": [],
    }
    assert hearth("checkin", "--connection", "2").out == "Noted.\n"
    assert [one.data.connection for one in notebook().all(CheckIn)] == [4, 2]
    assert [one["connection"] for one in hearth("today", "--json").row["check_ins"]] == [4, 2]


def test_checkin_that_tells_of_danger_is_kept_and_answered_with_help(hearth: Hearth) -> None:
    told = hearth("checkin", "--note", "He choked me last night and I'm afraid of him.")
    assert told.code == 0 and told.out.startswith("Noted.") and "call" in told.out.lower()
    assert [one.data.note for one in notebook().all(CheckIn)] == ["He choked me last night and I'm afraid of him."]
    row = hearth("checkin", "--note", "He choked me last night and I'm afraid of him.", "--json").row
    assert row["resources"] and {"name", "checked_on"} <= set(row["resources"][0])


def asked(hearth: Hearth, monkeypatch: pytest.MonkeyPatch, typed: str) -> Any:
    """Run `hearth checkin` for a person at a terminal who types `typed`."""

    class Typing(Terminal):
        def __init__(self, buffer: Any) -> None:
            super().__init__(io.BytesIO(typed.encode()), encoding="utf-8")

    monkeypatch.setattr("tests.ui.conftest.Terminal", Typing)
    return hearth("checkin")


def test_checkin_asks_a_person_and_enter_leaves_a_question_out(hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = asked(hearth, monkeypatch, "tired, glad\n\nA quiet evening.\n")
    assert ran.code == 0 and ran.out == "Noted.\n" and "How close" in ran.err
    (entry,) = notebook().all(CheckIn)
    assert (entry.data.moods, entry.data.connection, entry.data.note) == (("tired", "glad"), None, "A quiet evening.")


def test_checkin_that_says_nothing_or_no_number_is_wrong_usage(hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "any one of them will do" in asked(hearth, monkeypatch, "\n\n\n").err
    assert "must be 1, 2, 3, 4 or 5" in asked(hearth, monkeypatch, "\nvery\n\n").err
    assert not notebook().path.exists()


@pytest.mark.parametrize("number", ["0", "6", "-1"])
def test_connection_is_one_to_five(hearth: Hearth, number: str) -> None:
    assert "connection" in hearth("checkin", "--connection", number).failed_with(2)


def test_checkin_without_a_person_to_ask_is_wrong_usage(hearth: Hearth) -> None:
    assert "--mood" in hearth("checkin", stdin="").failed_with(2)


# -- question ----------------------------------------------------------------------------------------------------------


def test_question_is_the_days_until_it_is_skipped(hearth: Hearth) -> None:
    row = hearth("question", "--json").row
    assert set(row) == {"space", "day", "id", "text", "depth", "theme", "left"}
    assert hearth("question").out == row["text"] + "\n"
    assert hearth("today", "--json").row["question"]["id"] == row["id"]
    other = hearth("question", "--skip", "--theme", "play", "--depth", "2", "--json").row
    assert (other["theme"], other["depth"]) == ("play", 2) and other["id"] != row["id"]
    assert other["left"] == row["left"] - 1
    assert hearth("question", "--json").row["id"] == other["id"]


def test_theme_that_is_used_up_is_said_in_one_line_and_can_be_begun_anew(hearth: Hearth) -> None:
    book = notebook()
    while questions.skip(book, DAY, 3, "worries"):
        pass
    assert "--anew" in hearth("question", "--theme", "worries", "--depth", "3").failed_with(1)
    assert hearth("question", "--theme", "worries", "--depth", "3", "--anew", "--json").row["theme"] == "worries"


@pytest.mark.parametrize("arguments", [("--depth", "7"), ("--theme", "weather"), ("--depth", "deep")])
def test_depth_and_theme_that_are_not_there(hearth: Hearth, arguments: tuple[str, ...]) -> None:
    hearth("question", *arguments).failed_with(2)


# -- spaces and errors -------------------------------------------------------------------------------------------------


def test_each_space_is_its_own(hearth: Hearth) -> None:
    hearth("checkin", "--mood", "glad", "--space", "Sam")
    assert hearth("today", "--json").row["check_ins"] == []
    row = hearth("today", "--json", "--space", "sam").row
    assert row["space"] == "sam" and row["check_ins"][0]["moods"] == ["glad"]


@pytest.mark.parametrize("command", ["today", "question", "checkin"])
def test_bad_space_and_damaged_notebook_are_told_in_one_line(hearth: Hearth, command: str) -> None:
    more = ("--connection", "3") if command == "checkin" else ()
    assert "plain word" in hearth(command, *more, "--space", "../elsewhere").failed_with(2)
    path = notebook("sam").path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database " * 500)
    assert "cannot be used" in hearth(command, *more, "--space", "sam").failed_with(1)


@pytest.mark.parametrize("command", ["today", "question", "checkin"])
def test_help_says_what_it_does(hearth: Hearth, command: str) -> None:
    ran = hearth(command, "--help")
    assert ran.code == 0 and "--space" in ran.out and "--json" in ran.out


# -- data --------------------------------------------------------------------------------------------------------------


def test_export_holds_ones_own_notebook_and_no_other(hearth: Hearth, planned: Notebook, tmp_path: Path) -> None:
    jar.put_in(notebook("sam"), DAY, "a secret of Sam's")
    out = hearth("data", "export").out
    document = json.loads(out)
    assert document["notebook"]["space"] == "me"
    assert [one["kind"] for one in document["notebook"]["entries"]] == ["plan", "talk_time", "promise"]
    assert "secret" not in out
    assert "secret of Sam" in hearth("data", "export", "--space", "sam").out
    file = tmp_path / "notes.md"
    assert hearth("data", "export", "--markdown", "--output", str(file)).code == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# My notebook") and "ring at one" in text
    assert "there already" in hearth("data", "export", "--markdown", "--output", str(file)).failed_with(2)
    assert file.read_text(encoding="utf-8") == text
    assert "plain word" in hearth("data", "export", "--space", "a/b").failed_with(2)


def test_where_shows_the_notebooks(hearth: Hearth, planned: Notebook) -> None:
    rows = {one["name"]: one for one in hearth("data", "--json").row["places"]}
    assert rows["notebooks"]["path"] == str(load_settings().spaces_dir)
    assert rows["notebooks"]["exists"] and rows["notebooks"]["size_bytes"] > 0


def test_erase_takes_one_space_or_all(hearth: Hearth, planned: Notebook, hearth_folders: Path) -> None:
    jar.put_in(notebook("sam"), DAY, "tea")
    jar.put_in(notebook("kim"), DAY, "tea")
    assert hearth("data", "erase", "--space", "Sam", "--yes").out == "Erased the notebook 'sam' (1 entry).\n"
    assert planned.path.exists()
    ran = hearth("data", "erase", stdin="no\n")
    assert ran.code == 1 and "kim, me" in ran.err and planned.path.exists()
    out = hearth("data", "erase", "--yes").out
    assert "Erased the notebook 'me' (3 entries)." in out and "'kim' (1 entry)" in out
    assert not (hearth_folders / "data").exists()


def test_erase_takes_what_lies_in_the_folder_of_spaces_whatever_its_name(hearth: Hearth) -> None:
    odd = load_settings().spaces_dir / "Not A Plain Word"
    odd.mkdir(parents=True)
    (odd / "notebook.sqlite3").write_bytes(b"someone wrote this")
    assert hearth("data", "erase", "--yes").code == 0
    assert not load_settings().spaces_dir.exists()


def test_erase_takes_added_documents_too(hearth: Hearth, hearth_folders: Path) -> None:
    folder = hearth_folders / "data" / "documents"
    folder.mkdir(parents=True)
    (folder / "letter.md").write_text("a letter", encoding="utf-8")
    assert hearth("data", "erase", "--yes").code == 0
    assert not folder.exists()
