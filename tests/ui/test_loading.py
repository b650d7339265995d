"""What the line at the top says after a failure, once another model writes. How loading itself fails: test_failing.py."""

import asyncio
from typing import Any

import gradio as gr
import pytest

from coach.settings import load_settings
from ui import app, texts_welcome
from ui.loading import Loading, Status


@pytest.fixture
def loading(hearth_folders: Any, monkeypatch: pytest.MonkeyPatch) -> Loading:
    """One whose model could not be loaded."""
    one = Loading(load_settings())
    monkeypatch.setattr(one.coach, "change_model", lambda name: None)
    monkeypatch.setattr(one, "_warm_up", lambda: None)
    one.status = Status(texts_welcome.FAILED.format(why="no memory"), ready=True, missing="model")
    return one


def test_another_model_that_was_loaded_ends_the_failure(loading: Loading) -> None:
    loading._use("small")
    assert not loading.status.failed
    assert texts_welcome.READY in loading.html() and "data-again" not in loading.html()


def test_a_library_that_could_not_be_loaded_is_told_all_the_same(loading: Loading) -> None:
    failed = loading.status = Status(loading.status.stage, ready=True, missing="library")
    loading._use("small")
    assert loading.status == failed


def test_the_page_looks_on_after_a_failure_and_no_more_once_all_is_well(loading: Loading) -> None:
    async def laid_out() -> gr.Blocks:
        return app.build(loading)

    page = asyncio.run(laid_out())
    (tick,) = (one.fn for one in page.fns.values() if getattr(one.fn, "__name__", "") == "on_tick")
    assert tick is not None
    shown = loading.html()
    line, timer = tick(shown)
    assert line == gr.skip() and timer.active, "a button in it may have the focus"
    loading._use("small")
    line, timer = tick(shown)
    assert line == loading.html() != shown and not timer.active
