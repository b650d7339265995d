"""The tab Before you send as Gradio runs it: each handler gives its outputs, with a scripted coach and no browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from coach.messages import Done, Notice, Pieces, RewriteReply, Version
from coach.settings import Settings
from coach.turn import Coach
from ui import texts_rewrite
from ui.ask import Talk
from ui.house import House
from ui.rewrite import Draft, build
from ui.rewrite.together import _chips, _needed
from ui.session import Stops
from ui.steps.space import Space
from ui.visits import Visits

MESSAGE = "You never take the bins out"
REWORDED = "I feel tired when the bins are full. Could you take the bins out?"


class OneVersion(Coach):
    """A coach that words every message the same way."""

    def __init__(self) -> None:
        """Load nothing."""

    def rewrite(self, message: str, *_: Any, **__: Any) -> Iterator[Any]:  # type: ignore[override]
        yield Pieces("When the bins are full", "tired", "shared responsibility", "Could you help?", ())
        yield Notice("Writing…")
        yield Version("gentle", REWORDED)
        yield Done(RewriteReply("", message, "rewrite", "why", {"gentle": REWORDED}))

    def heard(self, texts: Any) -> None:
        return None


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[gr.Blocks, Draft]]:
    """The tab alone."""
    with gr.Blocks() as blocks:
        stops = Stops()
        space = Space(Settings(data_dir=tmp_path))
        draft = build(OneVersion(), stops, gr.State(Talk()), House(space, Visits(space.keys, stops)))
    yield blocks, draft


def handler(blocks: gr.Blocks, name: str) -> Any:
    """Return a handler by its name."""
    return next(one for one in blocks.fns.values() if one.name == name)


def values(blocks: gr.Blocks, shown: dict[Any, Any]) -> dict[str, Any]:
    """Return what a handler shows, by the ids on the page."""
    return {one.elem_id: value for one, value in shown.items() if one.elem_id}


def test_the_message_box_is_handed_out(page: tuple[gr.Blocks, Draft]) -> None:
    assert page[1].message.elem_id == "message"


def test_a_draft_goes_into_no_space_while_none_is_open(page: tuple[gr.Blocks, Draft], tmp_path: Path) -> None:
    waiting = page[1].waiting
    line = waiting._on_keep(MESSAGE, None)[0]
    assert texts_rewrite.DRAFT_NO_SPACE in line and texts_rewrite.DRAFT_NO_SPACE in waiting._on_delete(None)[0]
    assert not list(tmp_path.rglob("*.sqlite3"))
    assert waiting._label(None) == texts_rewrite.DRAFT_KEEP[None]


def test_versions_come_with_what_they_kept_and_are_compared_at_the_end(page: tuple[gr.Blocks, Draft]) -> None:
    function = handler(page[0], "on_rewrite")
    frames = list(function.fn(MESSAGE, "i-statement", Talk(), gr.Request(session_hash="one")))
    assert all(set(frame) == set(function.outputs) for frame in frames)
    first, last = values(page[0], frames[0]), values(page[0], frames[-1])
    assert first["offer-gentle"]["visible"] is False and last["offer-gentle"]["visible"] is True
    assert "Kept: bins" in last["kept-gentle"]
    assert first["compare"]["visible"] is False and last["compare"]["visible"] is True
    assert last["result"] == REWORDED and "<ins>" in last["diff"]


def test_what_is_begun_shows_pieces_and_chips(page: tuple[gr.Blocks, Draft]) -> None:
    function = handler(page[0], "on_begin")
    shown = values(page[0], function.fn(MESSAGE, "i-statement", Talk()))
    assert shown["part-2"] == "tired" and shown["build"]["visible"] is True


def test_chips_are_hidden_where_there_is_nothing_to_press() -> None:
    happened, feelings, *_ = _chips("")
    assert happened.visible is False and feelings.visible is True


def test_a_need_brings_its_requests() -> None:
    need, chips = _needed("You were late", ["reliability"])
    assert need == "reliability"
    assert chips.raw_samples[0] == ["Could you text me when you know you'll be late?"]
