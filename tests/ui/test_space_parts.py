"""Parts of Your space without a browser: the models as they are shown, sizes and places, and what Hearth says of itself."""

from pathlib import Path

import gradio as gr
import pytest

from coach import __version__
from coach.catalogue import ModelEntry
from coach.keeping.keys import Keys
from coach.keeping.kinds import Person
from coach.keeping.person import keep_person
from coach.settings import load_settings
from coach.shelf import ShelfModel, ShelfStatus, hub_host
from ui import texts_space as texts
from ui.house import House
from ui.session import Stops
from ui.space import language, state_html
from ui.space.about import about_html, places_html
from ui.space.models import models_html, progress_html, status_line
from ui.space.person import PersonPart
from ui.space.sizes import megabytes, of_place, size
from ui.steps.space import Space
from ui.visits import Visits

NASTY = "<img src=x onerror=alert(1)>"


def model(name: str, *, here: bool = False, part: int = 0, fits: bool = True, in_use: bool = False) -> ShelfModel:
    entry = ModelEntry(name=name, title=f"{name} {NASTY}", repo="a/b", file="c.gguf", memory_mb=2048, size_mb=1024)
    return ShelfModel(entry, here, part, fits, in_use)


@pytest.mark.parametrize(
    ("shown", "acts"),
    [
        (model("a", here=True, in_use=True), []),
        (model("a", here=True), ["use", "remove"]),
        (model("a"), ["get"]),
        (model("a", part=5_000_000), ["get", "remove"]),
        (model("a", fits=False), []),
        (model("a", here=True, fits=False), ["use", "remove"]),
    ],
)
def test_a_model_offers_what_can_be_done_with_it(shown: ShelfModel, acts: list[str]) -> None:
    html = models_html([shown], ShelfStatus())
    assert [one for one in ("use", "get", "remove") if f'data-act="{one}"' in html] == acts
    assert "<img" not in html
    assert (texts.MODEL_LARGE in html) != shown.fits
    assert "data-act" not in models_html([shown], ShelfStatus(running=True))


def test_getting_asks_first_and_names_the_host() -> None:
    html = models_html([model("a")], ShelfStatus())
    assert f'data-sure="{texts.MODEL_GET_SURE.format(host=hub_host())}"' in html


def test_progress_is_for_the_eye_and_the_line_stays_the_same_meanwhile() -> None:
    half = ShelfStatus("fetch", "a", running=True, done=512 * 2**20, total=2**30, seconds_left=61)
    html = progress_html(half, "A")
    assert 'value="0.500"' in html and "512.0 MB of 1.0 GB, about 61 seconds left" in html
    later = ShelfStatus("fetch", "a", running=True, done=600 * 2**20, total=2**30)
    assert status_line(half, "A") == status_line(later, "A") == "Fetching A"


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (ShelfStatus(), ""),
        (ShelfStatus("fetch", "a", ended="stopped"), texts.MODEL_STOPPED),
        (ShelfStatus("fetch", "a", running=True, stopping=True), texts.MODEL_STOPPING),
        (ShelfStatus("use", "a", ended="done"), texts.MODEL_USED.format(title="A")),
        (ShelfStatus("fetch", "a", ended="failed", why="no room"), texts.MODEL_NOT.format(why="no room")),
    ],
)
def test_how_it_ended_is_said(status: ShelfStatus, line: str) -> None:
    assert status_line(status, "A") == line


def test_sizes_are_read_with_their_unit(tmp_path: Path) -> None:
    assert [size(one) for one in (1, 2048, 3 * 2**20, 5 * 2**30)] == ["1 KB", "2 KB", "3.0 MB", "5.0 GB"]
    assert megabytes(94) == "94.0 MB"
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a").write_bytes(b"x" * 10)
    (tmp_path / "b").write_bytes(b"x" * 5)
    assert (of_place(tmp_path), of_place(tmp_path / "b"), of_place(tmp_path / "none")) == (15, 5, 0)


def test_places_are_named_and_no_space_but_ones_own(hearth_folders: Path) -> None:
    settings = load_settings()
    for name in ("sam", "zoe"):
        (settings.spaces_dir / name).mkdir(parents=True)
    html = places_html(settings, "sam")
    assert str(settings.spaces_dir / "sam") in html and "zoe" not in html


def test_an_open_space_is_called_by_the_name_that_was_given(hearth_folders: Path) -> None:
    space = Space(load_settings())
    assert "<h2>Me</h2>" in state_html(space, "me", space.settings)
    keep_person(space.notebook("me"), space.today(), Person(me="Sam & I"))
    assert "<h2>Sam &amp; I</h2>" in state_html(space, "me", space.settings)


def test_role_and_names_that_are_not_kept_stay_when_the_tab_is_opened_again(hearth_folders: Path) -> None:
    keys = Keys(600)
    with gr.Blocks(analytics_enabled=False):
        part = PersonPart(House(Space(load_settings(), keys=keys), Visits(keys, Stops())))
    loaded, *_ = part.show("me", True, None, "", "", "")
    typed = ("both", "Sam", " Alex ")
    unchanged = (gr.skip(),) * 4
    assert part.show("me", True, loaded, *typed) == unchanged
    assert part.show("me", False, loaded, *typed) == unchanged, "nor where it was locked in another window"
    assert part.show("tom", True, loaded, *typed) == (("tom", ("", "", "")), "", "", ""), "they are nobody else's"
    _, _, loaded = part._on_keep("me", 0, *typed)
    assert part.show("me", True, loaded, *typed)[1:] == ("both", "Sam", "Alex")
    assert part.show("me", False, loaded, *typed)[1:] == ("", "", ""), "what is kept is not shown of a locked one"


def test_about_says_the_version_the_licence_and_what_it_is_not(hearth_folders: Path) -> None:
    html = about_html(load_settings())
    assert __version__ in html and "Apache-2.0" in html and "not a therapist" in html


def test_a_language_that_is_chosen_is_that_of_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_CONFIG_DIR", str(tmp_path))
    (tmp_path / "hearth.toml").write_text('# mine\nmodel = "x"\n', encoding="utf-8")
    assert "Español" in language._keep("es")
    assert load_settings().language == "es" and load_settings().model == "x"
    assert (tmp_path / "hearth.toml").read_text(encoding="utf-8").startswith("# mine\n")


def test_where_the_language_cannot_be_kept_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_CONFIG_DIR", str(tmp_path))
    (tmp_path / "hearth.toml").write_text("= not toml", encoding="utf-8")
    assert "not written as TOML" in language._keep("es")
    assert (tmp_path / "hearth.toml").read_text(encoding="utf-8") == "= not toml"
