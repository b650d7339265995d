"""The tab Before you send as Gradio runs it: each handler gives its outputs, with a scripted coach and no browser."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from coach.errors import InputError
from coach.keeping.draft import draft
from coach.messages import Done, Notice, Pieces, RewriteReply, Version
from coach.reading_ahead import ReadingAhead
from coach.settings import Settings
from coach.suggesting import Suggester
from coach.turn import Coach
from ui import texts, texts_ask, texts_rewrite
from ui.ask import Talk
from ui.ask.page import Ask
from ui.ask.talk import Turn
from ui.house import House
from ui.rewrite import Draft, build
from ui.rewrite.comparing import Comparing, Offer
from ui.rewrite.together import Together
from ui.rewrite.waiting import Waiting
from ui.session import Stops
from ui.spanish import texts as spanish
from ui.steps.space import Space
from ui.visits import Visits

MESSAGE = "You never take the bins out"
ANOTHER = "You came home at two again"
FEARFUL = "He hit me again"
THREATENING = "If you go I'll hurt you"
HARD = "Sorry, but you started it"
TROUBLE = "The language model could not help (no <file>)."
REWORDED = "I feel tired when the bins are full. Could you take the bins out?"


class OneVersion(Coach):
    """A coach that words every message the same way."""

    def __init__(self) -> None:
        """Load nothing."""
        self.settings = Settings()

    def suggester(self) -> Suggester:
        return Suggester()

    def rewrite(self, message: str, *_: Any, **__: Any) -> Iterator[Any]:  # type: ignore[override]
        if not message:
            raise InputError("there is no text")
        if message == THREATENING:
            yield Done(RewriteReply("", message, "safety", "Help comes first."))
            return
        if message == FEARFUL:
            yield Notice("Help comes first.")
            return
        yield Pieces("When the bins are full", "tired", "shared responsibility", "Could you help?", ())
        if message == HARD:
            yield Notice(TROUBLE, trouble=True)
            yield Done(RewriteReply("", message, "hard", "Here are the pieces."))
            return
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
        house = House(space, Visits(space.keys, stops))
        draft = build(OneVersion(), stops, gr.State(Talk()), house, ReadingAhead())
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
    assert texts_rewrite.DRAFT_NO_SPACE in line and texts_rewrite.DRAFT_NO_SPACE in pressed(waiting, "delete", None)[3]
    assert not list(tmp_path.rglob("*.sqlite3"))
    assert waiting._keeps(None) == (texts_rewrite.PAUSE_WAITS, texts_rewrite.DRAFT_KEEP[None])


def pressed(waiting: Waiting, act: str, name: str | None, text: str = "") -> tuple[Any, ...]:
    """Press a button of the row: what becomes of the message, the pause's line, the row, and the line beside it."""
    return waiting._on_act(text, name, SimpleNamespace(_data={"act": act}))  # type: ignore[arg-type]


def test_the_row_of_a_draft_answers_beside_itself_and_asks_before_it_deletes(page: tuple[gr.Blocks, Draft]) -> None:
    waiting = page[1].waiting
    kept, _, row, answer = waiting._on_keep(MESSAGE, "me")
    assert "Kept at" in kept and f'data-sure="{texts_rewrite.DRAFT_SURE}"' in row
    message, pause, row, answer = pressed(waiting, "back", "me", "Something else")
    assert message == pause == gr.skip() and "is waiting" in row and texts_rewrite.DRAFT_BOX_FULL in answer
    assert pressed(waiting, "back", "me")[0] == MESSAGE
    message, pause, row, answer = pressed(waiting, "delete", "me", MESSAGE)
    assert message == gr.skip() and "Kept" not in pause and row == "" and texts_rewrite.DRAFT_GONE in answer
    assert draft(waiting._house.space.notebook("me")) is None
    assert texts_rewrite.DRAFT_NONE in pressed(waiting, "back", "me")[3]


def test_a_space_that_locks_itself_is_not_said_to_wait(
    page: tuple[gr.Blocks, Draft], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = page[1].waiting
    assert waiting._keeps("me")[0] == texts_rewrite.PAUSE_WAITS
    monkeypatch.setattr(waiting._house.space, "is_protected", lambda name: True)
    assert waiting._keeps("me")[0] == texts_rewrite.PAUSE_WAITS  # not open on this page
    monkeypatch.setattr(waiting._house.space, "is_open", lambda name: True)
    assert "locks after 10 min" in waiting._keeps("me")[0]


def rewritten(blocks: gr.Blocks, message: str, result: str = "", built: str = "") -> list[dict[Any, Any]]:
    """Press the primary button while `result` stands in the text's box, where `built` was put: what is shown until the end."""
    function = handler(blocks, "on_rewrite").fn
    return list(function(message, "i-statement", Talk(), result, built, gr.Request(session_hash="one")))


def test_versions_come_with_what_they_kept_and_are_compared_at_the_end(page: tuple[gr.Blocks, Draft]) -> None:
    function = handler(page[0], "on_rewrite")
    frames = rewritten(page[0], MESSAGE)
    assert all(set(frame) == set(function.outputs) for frame in frames)
    first, last = values(page[0], frames[1]), values(page[0], frames[-1])
    assert first["offer-gentle"]["visible"] is False and last["offer-gentle"]["visible"] is True
    assert "Kept: bins" in last["kept-gentle"]
    assert first["compare"]["visible"] is False and last["compare"]["visible"] is True
    assert last["result"] == REWORDED and "<ins>" in last["diff"]


def test_a_version_can_be_changed_once_no_moment_will_undo_it(page: tuple[gr.Blocks, Draft]) -> None:
    frames = rewritten(page[0], MESSAGE)
    shown = [values(page[0], frame)["version-gentle"] for frame in frames]
    assert [one["interactive"] for one in shown] == [False] * (len(shown) - 1) + [True]
    assert [one["value"] for one in shown[-2:]] == [REWORDED] * 2


def test_a_text_that_the_person_changed_stays_when_a_box_or_a_tone_is_chosen() -> None:
    offer = Offer(MESSAGE, "i-statement", {"gentle": REWORDED})
    with gr.Blocks():
        comparing = Comparing()
    for text in (REWORDED, ""):  # as it was built, or emptied: it follows
        *_, result, built, line = comparing._on_taken(offer, "gentle", [], text, REWORDED)
        assert result == built == MESSAGE and texts_rewrite.RESULT_STAYS not in line
        *_, result, built, line = comparing._on_tone(offer, "gentle", text, REWORDED)
        assert result == built == REWORDED and texts_rewrite.RESULT_STAYS not in line
    mine = "You never ask me first"
    *_, text, built, line = comparing._on_taken(offer, "gentle", [], mine, REWORDED)
    assert text == built == gr.skip() and texts_rewrite.RESULT_STAYS in line
    assert "may land as blame" in comparing._on_result(offer, mine)[1]
    *_, text, built, line = comparing._on_tone(offer, "gentle", mine, REWORDED)
    assert text == built == gr.skip() and texts_rewrite.RESULT_STAYS in line


COMPARED = ("compare", "compare-with", "diff", "changes", "result", "result-facts", "result-stays")
MINE = "You never ask me first"


def test_a_press_that_comes_to_nothing_leaves_the_versions_and_the_text(page: tuple[gr.Blocks, Draft]) -> None:
    for message in ("", FEARFUL):
        frames = [values(page[0], one) for one in rewritten(page[0], message, MINE, REWORDED)]
        for shown in frames:
            assert all(shown[one] == gr.skip() for one in (*COMPARED, "offer-gentle", "kept-gentle"))
            assert "value" not in shown["version-gentle"]
        assert [one["version-gentle"]["interactive"] for one in frames] == [False] * (len(frames) - 1) + [True]
        assert frames[-1]["why"] and frames[-1]["rewrite"]["interactive"]
    assert texts.NOT_WORKED.split("{")[0] in values(page[0], rewritten(page[0], "")[-1])["why"]


def test_versions_go_once_there_is_something_for_their_place(page: tuple[gr.Blocks, Draft]) -> None:
    first, *later = (values(page[0], one) for one in rewritten(page[0], HARD, REWORDED, REWORDED))
    assert first["offer-gentle"] == first["result"] == gr.skip()
    for shown in later:
        assert shown["offer-gentle"]["visible"] is False and shown["version-gentle"]["value"] == ""
        assert shown["compare"]["visible"] is False and shown["result"] == "", "it was as Hearth had put it there"


def test_a_text_that_the_person_changed_stays_when_the_button_is_pressed_again(page: tuple[gr.Blocks, Draft]) -> None:
    function = handler(page[0], "on_rewrite")
    assert [one.elem_id for one in function.inputs][3] == "result"
    frames = [values(page[0], one) for one in rewritten(page[0], MESSAGE, MINE, REWORDED)]
    for shown in frames[:-1]:
        assert all(shown[one] == gr.skip() for one in COMPARED), "nor is it out of sight until the versions come"
    last = frames[-1]
    assert last["result"] == gr.skip() and texts_rewrite.RESULT_STAYS in last["result-stays"]
    assert last["compare"]["visible"] is True and "<ins>" in last["diff"] and "Left out: bins" in last["result-facts"]
    assert last["version-gentle"]["value"] == REWORDED
    last = values(page[0], rewritten(page[0], HARD, MINE, REWORDED)[-1])
    assert all(last[one] == gr.skip() for one in COMPARED), "there is nothing else to compare"
    last = values(page[0], rewritten(page[0], MESSAGE, REWORDED, REWORDED)[-1])
    assert last["result"] == REWORDED and "Kept: bins" in last["result-facts"]


def test_under_help_lines_nothing_is_compared_and_the_persons_text_is_not_lost(page: tuple[gr.Blocks, Draft]) -> None:
    last = values(page[0], rewritten(page[0], THREATENING, MINE, REWORDED)[-1])
    assert last["compare"]["visible"] is False and last["result"] == gr.skip()
    assert last["offer-gentle"]["visible"] is False and last["why"] == "Help comes first."


def test_why_the_model_did_not_help_stands_before_what_came_of_it(page: tuple[gr.Blocks, Draft]) -> None:
    for shown in rewritten(page[0], HARD)[-2:]:
        line = values(page[0], shown)["why"]
        assert line == "The language model could not help (no &lt;file>).\n\nHere are the pieces."


def test_it_is_said_before_the_press_what_the_model_words(page: tuple[gr.Blocks, Draft]) -> None:
    (kind,) = (one for one in page[0].blocks.values() if one.elem_id == "kind")
    assert isinstance(kind, gr.Radio) and kind.info == texts.REWRITE_KIND_INFO
    assert (
        f"“{texts.REWRITE_KINDS[0][0]}”" in kind.info
        and f"“{spanish.REWRITE_KINDS[0][0]}”" in spanish.REWRITE_KIND_INFO
    )


NONE_YET = ("", "", "", "")
OFFERED = ("When the bins are full", "tired", "shared responsibility", "Could you help?")


def begun(
    blocks: gr.Blocks, message: str, offered: tuple[str, ...], *pieces: str, earlier: str = MESSAGE
) -> dict[str, Any]:
    """Press the primary button with these pieces in their boxes; `offered` was for the message `earlier`."""
    before = (earlier if any(offered) else "", offered)
    return values(blocks, handler(blocks, "on_begin").fn(message, "i-statement", Talk(), before, *pieces))


def test_what_is_begun_shows_pieces_and_chips(page: tuple[gr.Blocks, Draft]) -> None:
    shown = begun(page[0], MESSAGE, NONE_YET, *NONE_YET)
    assert shown["part-2"] == "tired" and shown["build"]["visible"] is True
    assert begun(page[0], MESSAGE, ("a", "b", "c", "d"), "a", "b", "c", "d")["part-2"] == "tired"


def test_pieces_of_the_persons_own_are_never_written_over(page: tuple[gr.Blocks, Draft]) -> None:
    shown = begun(page[0], MESSAGE, OFFERED, *OFFERED[:1], "a bit lost", *OFFERED[2:])
    assert shown["part-1"] == "When the bins are full" and shown["part-2"] == gr.skip()
    assert shown["built"].startswith("When the bins are full, I feel a bit lost.")
    for offered, pieces in ((NONE_YET, ("When we eat apart", "", "", "")), (OFFERED, (*OFFERED[:3], "A walk?"))):
        shown = begun(page[0], "", offered, *pieces)
        assert all(shown[one] == gr.skip() for one in ("build", "part-1", "part-2", "part-3", "part-4", "built"))
    assert begun(page[0], "", OFFERED, *OFFERED)["build"]["visible"] is False


def test_pieces_of_one_message_do_not_end_up_in_the_next(page: tuple[gr.Blocks, Draft]) -> None:
    own = (*OFFERED[:2], "reliability", "A walk?")
    for message in (MESSAGE, f" {MESSAGE}\n"):
        shown = begun(page[0], message, OFFERED, *own)
        assert shown["part-3"] == shown["part-4"] == gr.skip() and "reliability" in shown["built"]
    shown = begun(page[0], MESSAGE, OFFERED, *own, earlier=ANOTHER)
    assert tuple(shown[f"part-{at}"] for at in range(1, 5)) == OFFERED and "reliability" not in shown["built"]
    shown = begun(page[0], FEARFUL, OFFERED, *own)
    assert shown["build"]["visible"] is False and shown["built"] == "", "nothing is left open under the help lines"
    assert tuple(shown[f"part-{at}"] for at in range(1, 5)) == NONE_YET
    shown = begun(page[0], FEARFUL, NONE_YET, *own)
    assert shown["build"] == shown["part-3"] == shown["built"] == gr.skip(), "they were written for no message"


def test_what_is_offered_is_noted_with_its_message(page: tuple[gr.Blocks, Draft]) -> None:
    begin = handler(page[0], "on_begin")
    state = begin.inputs[3]

    def noted(message: str, *before: Any) -> Any:
        return begin.fn(message, "i-statement", Talk(), *before)[state]

    nothing = ("", NONE_YET)
    assert noted(MESSAGE, nothing, *NONE_YET) == (MESSAGE, OFFERED)
    assert noted(FEARFUL, (MESSAGE, OFFERED), *OFFERED) == nothing


def test_what_is_written_after_it_was_opened_for_another_message_is_for_that_one(
    page: tuple[gr.Blocks, Draft],
) -> None:
    opened = handler(page[0], "_on_open")
    state = opened.inputs[1]
    before = (MESSAGE, OFFERED)
    assert opened.fn(ANOTHER, before, *OFFERED)[state] == (ANOTHER, OFFERED)
    shown = begun(page[0], ANOTHER, OFFERED, *OFFERED[:3], "Could you text me?", earlier=ANOTHER)
    assert shown["part-4"] == gr.skip() and shown["part-3"] == OFFERED[2]
    for message, noted in ((None, before), ("", before), (MESSAGE, before), (ANOTHER, ("", NONE_YET))):
        assert opened.fn(message, noted, *OFFERED)[state] == gr.skip()


def together() -> Together:
    with gr.Blocks():
        return Together(gr.Textbox(), gr.Button(), lambda texts: None, Suggester)


def test_chips_are_hidden_where_there_is_nothing_to_press() -> None:
    happened, feelings, *_ = together()._suggested("")
    assert happened.visible is False and feelings.visible is True


def test_a_need_brings_its_requests() -> None:
    need, chips = together()._needed("You were late", ["reliability"])
    assert need == "reliability"
    assert chips.raw_samples[0] == ["Could you text me when you know you'll be late?"]


def test_a_message_from_ask_is_not_put_over_another_that_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda text, **_: said.append(text))
    with gr.Blocks() as blocks:
        space, stops = Space(Settings(data_dir=tmp_path)), Stops()
        ask = Ask(OneVersion(), stops, House(space, Visits(space.keys, stops)), ReadingAhead())
        ask.wire(blocks, gr.Tabs(), gr.Textbox())
    offer = handler(blocks, "on_offer").fn
    talk, event = Talk((Turn(MESSAGE, "So."),)), SimpleNamespace(value=texts_ask.REWRITE_OFFER)
    for stands in (None, " ", MESSAGE):
        tabs, message = offer(talk, stands, event)
        assert tabs.selected == "rewrite" and message == MESSAGE
    assert said == []
    tabs, message = offer(talk, "Half of another one", event)
    assert tabs.selected == "rewrite" and message == gr.skip() and said == [texts_rewrite.DRAFT_BOX_FULL]
