"""A space that was locked, or given a passphrase, in another window: what this window says, and how it goes on."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from gradio.state_holder import SessionState

from coach.keeping.errors import LockedError
from coach.keeping.locking import protect
from coach.keeping.spaces import open_notebook
from coach.settings import load_settings
from ui import app, texts_space
from ui.house import House
from ui.loading import Loading
from ui.steps.parts import gently

HERE, SECRET = "here", "horse battery lamp rain"


@pytest.fixture
def page(hearth_folders: Path) -> gr.Blocks:
    async def laid_out() -> gr.Blocks:
        return app.build(Loading(load_settings()))

    return asyncio.run(laid_out())


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said in a warning from now on."""
    found: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda text, title="": found.append(text))
    return found


@pytest.fixture
def call(page: gr.Blocks) -> Callable[..., dict[Any, Any]]:
    """Call a handler as Gradio does; `given` by the id of the component, or the component. Returns its values by the same."""

    def run(of: Callable[[Any], bool], given: dict[Any, Any]) -> dict[Any, Any]:
        (fn,) = (one for one in page.fns.values() if of(one))
        state = SessionState(page)
        for key, value in given.items():
            if isinstance(key, gr.State):
                state[key._id] = value
        typed = [given.get(one.elem_id) for one in fn.inputs]
        result = asyncio.run(page.process_api(fn, typed, state, gr.Request(None, session_hash=HERE)))
        return {
            one.elem_id or one: state[one._id] if isinstance(one, gr.State) else value
            for one, value in zip(fn.outputs, result["data"], strict=True)
        }

    return run


def house_of(page: gr.Blocks) -> House:
    house = page.house
    assert isinstance(house, House)
    return house


def pressed(page: gr.Blocks, button: str) -> Callable[[Any], bool]:
    return lambda fn: any(page.blocks[of].elem_id == button for of, _ in fn.targets if of in page.blocks)


def test_a_press_that_nothing_came_of_is_said_and_keeps_what_was_typed(
    page: gr.Blocks, call: Callable[..., dict[Any, Any]], warned: list[str]
) -> None:
    protect(load_settings(), "me", SECRET).wipe()
    done = call(pressed(page, "check-keep"), {house_of(page).opened: "me", "check-note": "Pancakes", "moods": []})
    assert done["check-note"] == gr.skip()
    assert warned == [texts_space.LOCKED_MEANWHILE.format(space=texts_space.TAB)]


def test_a_page_that_showed_the_space_begins_anew_and_is_told_nothing_untrue(
    page: gr.Blocks, call: Callable[..., dict[Any, Any]], warned: list[str]
) -> None:
    protect(load_settings(), "me", SECRET).wipe()
    house_of(page).visits.hold(HERE, "me")
    call(pressed(page, "check-keep"), {house_of(page).opened: "me", "check-note": "Pancakes", "moods": []})
    assert warned == []


def test_outside_of_a_page_it_is_said_too(warned: list[str]) -> None:
    def locked() -> None:
        raise LockedError

    assert gently(locked)() == gr.skip() and len(warned) == 1


def test_your_space_shows_where_to_open_it_and_opening_it_takes_nothing_away(
    page: gr.Blocks, call: Callable[..., dict[Any, Any]]
) -> None:
    house = house_of(page)
    protect(load_settings(), "me", SECRET).wipe()
    tab = next(one for one in page.blocks.values() if one.elem_id == "your-space-tab")

    def looks(fn: Any) -> bool:
        return (tab._id, "select") in fn.targets and (house.opened._id, "change") in fn.targets

    done = call(looks, {house.opened: "me", "person-role": "", "person-me": "Sam", "person-partner": ""})
    assert done["space-who-locked"]["visible"] is True and done["who-locked"]["visible"] is True
    assert done["space-inside"]["visible"] is False
    found = call(
        pressed(page, "space-who-open"),
        {house.opened: "me", house.turned: 3, "space-who": "me", "space-who-passphrase": SECRET},
    )
    assert found["space-who-locked"]["visible"] is False
    # no other space is here, so that nothing typed is taken away; the parts look again all the same
    assert found[house.opened] == "me" and found[house.turned] == 4


def test_a_space_that_is_open_shows_no_way_in(page: gr.Blocks) -> None:
    house = house_of(page)
    assert all(one == gr.skip() for one in house.way_in(None))
    open_notebook(load_settings())
    assert not any(one["visible"] for one in house.way_in("me")[::2])
