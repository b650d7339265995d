"""A space is one person's own: named by a plain word, apart from every other, gone when erased."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach import database
from coach.errors import InputError
from coach.keeping import place
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import Slip
from coach.keeping.spaces import (
    check_space,
    erase_all_spaces,
    erase_space,
    old_talks,
    open_notebook,
    space_names,
)
from coach.settings import Settings, load_settings
from tests.coach.keeping.conftest import WEDNESDAY


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("me", "me"),
        (" Sam ", "sam"),
        ("Zoë", "zoë"),
        ("Zoe\u0308", "zoë"),
        ("anna-2", "anna-2"),
        ("小林", "小林"),
        ("x" * 32, "x" * 32),
    ],
)
def test_names_are_plain_words(name: str, plain: str) -> None:
    assert check_space(name) == plain


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "..",
        ".",
        "a/b",
        "a\\b",
        "../me",
        "a b",
        "a.b",
        "-a",
        "a-",
        "x" * 33,
        "con",
        "COM1",
        "a\x00",
        "~",
        "a:b",
        "💔",
        "a\u202eb",
        "*",
    ],
)
def test_names_that_could_lead_elsewhere_are_refused(settings: Settings, name: str) -> None:
    with pytest.raises(InputError, match="plain word"):
        open_notebook(settings, name)


@hypothesis_settings(deadline=None)
@given(st.text(max_size=40))
def test_no_name_leads_out_of_the_folder_and_checking_twice_changes_nothing(name: str) -> None:
    try:
        plain = check_space(name)
    except InputError:
        return
    assert check_space(plain) == plain
    assert Path("spaces", plain).resolve().parent == Path("spaces").resolve()
    assert Path(plain).name == plain and len(plain.encode()) <= 200


def test_spaces_are_apart(settings: Settings) -> None:
    assert space_names(settings) == []
    mine, theirs = open_notebook(settings), open_notebook(settings, "Sam")
    mine.add(Slip(text="mine"), WEDNESDAY)
    theirs.add(Slip(text="theirs"), WEDNESDAY)
    assert mine.path == settings.data_dir / "spaces" / "me" / "notebook.sqlite3"
    assert [one.data.text for one in mine.all(Slip)] == ["mine"]
    assert "theirs" not in str(mine.export()) and b"theirs" not in mine.path.read_bytes()
    assert space_names(settings) == ["me", "sam"]


def test_one_space_is_erased_and_the_other_stays(settings: Settings) -> None:
    for name in ("me", "sam"):
        open_notebook(settings, name).add(Slip(text="tea"), WEDNESDAY)
    assert erase_space(settings, "SAM") == 1
    assert space_names(settings) == ["me"] and not (settings.spaces_dir / "sam").exists()
    assert erase_all_spaces(settings) == {"me": 1}
    assert not settings.spaces_dir.exists()
    assert erase_all_spaces(settings) == {} and erase_space(settings, "sam") == 0


def test_talks_of_an_older_hearth_do_not_come_into_a_space_that_was_erased(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.history_file.write_bytes(b"talks")
    erase_space(settings, "sam")
    assert old_talks(settings) == [settings.history_file]
    erase_space(settings, "me")
    assert old_talks(settings) == []


def test_damaged_space_is_erased_too(settings: Settings) -> None:
    path = open_notebook(settings, "sam").path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database " * 500)
    assert erase_all_spaces(settings) == {"sam": 0}
    assert not settings.spaces_dir.exists()


def test_a_space_whose_file_was_lost_is_there_still(settings: Settings) -> None:
    notebook = open_notebook(settings, "sam")
    for text in ("tea", "rain"):
        notebook.add(Slip(text=text), WEDNESDAY)
    notebook.forget_copies()
    notebook.path.unlink()
    assert space_names(settings) == ["sam"]
    assert [one.data.text for one in open_notebook(settings, "sam").all(Slip)] == ["tea", "rain"]


@pytest.mark.parametrize("cut", ["remove", "clear"])
def test_an_erasure_that_broke_off_brings_nothing_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    notebook = open_notebook(settings)
    for text in ("tea", "rain"):
        notebook.add(Slip(text=text), WEDNESDAY)
    notebook.forget_copies()
    with monkeypatch.context() as patch:
        module = database if cut == "remove" else place

        def breaks_off(path: Path) -> None:
            raise OSError("cut off")

        patch.setattr(module, cut, breaks_off)
        with pytest.raises(NotebookError, match="cannot be removed"):
            erase_space(settings, "me")
    left = [] if cut == "clear" else ["tea", "rain"]  # all of it, or nothing
    assert [one.data.text for one in open_notebook(settings).all(Slip)] == left
    open_notebook(settings).add(Slip(text="new"), WEDNESDAY)
    assert [one.data.text for one in open_notebook(settings).all(Slip)] == [*left, "new"]
    erase_space(settings, "me")
    assert not settings.spaces_dir.exists()


def test_a_space_that_is_erased_at_any_moment_of_a_use_is_used_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [0], place.make_folder
    moments = 4  # as often as one use makes sure of the folder: before it, for the guard, for the folder, and inside

    for moment in range(1, moments + 1):
        made[0] = 0

        def then_erased(folder: Path, moment: int = moment) -> None:
            make(folder)
            made[0] += 1
            if made[0] == moment:
                shutil.rmtree(folder)

        with monkeypatch.context() as patch:
            patch.setattr(place, "make_folder", then_erased)
            open_notebook(settings).add(Slip(text=str(moment)), WEDNESDAY)
        assert made[0] > moment
        assert [one.data.text for one in open_notebook(settings).all(Slip)] == [str(moment)]
        erase_space(settings, "me")


def test_a_space_that_is_erased_again_and_again_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    make = place.make_folder

    def then_erased(folder: Path) -> None:
        make(folder)
        shutil.rmtree(folder)

    monkeypatch.setattr(place, "make_folder", then_erased)
    with pytest.raises(NotebookError, match="erased meanwhile; nothing was kept, try again"):
        open_notebook(settings).add(Slip(text="tea"), WEDNESDAY)
