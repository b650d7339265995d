"""What happens when something is pressed in the tab Ask, without a browser: the values that its handlers return."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from coach.errors import HistoryError
from coach.history import History, Said
from coach.keeping.keys import Keys
from coach.keeping.spaces import open_history
from coach.messages import AskReply, Done, Event, Text
from coach.reading_ahead import ReadingAhead
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, never_library, never_model, small_library
from ui import texts_ask, texts_space, texts_welcome
from ui.ask.acts import CONTINUED, TURN, Acts
from ui.ask.kept import KeptTalks
from ui.ask.page import Ask
from ui.ask.talk import Talk, Turn
from ui.house import House
from ui.session import Stops
from ui.steps.space import Space
from ui.visits import Visits

IBUPROFEN = "How much ibuprofen can I take?"
"""Beyond the guides: answered without a model."""
TALK = Talk((Turn("One?", "Yes."), Turn("Two?")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def acts(settings: Settings, tmp_path: Path) -> Acts:
    stops, keys = Stops(), Keys(600)
    coach = Coach(settings, FakeParts(lambda: small_library(tmp_path / "index"), never_model))
    with gr.Blocks():
        house = House(Space(settings, keys=keys), Visits(keys, stops))
        return Acts(coach, stops, house, KeptTalks(house), ReadingAhead())


def pressed(act: str, of: int) -> Any:
    return SimpleNamespace(_data={"act": act, "of": str(of), "fields": {}})


def shows(looked: tuple[Any, ...]) -> tuple[bool, str, bool]:
    box, html, go_on = looked
    return box["visible"], html, go_on["visible"]


def test_to_tick_the_box_keeps_what_was_said_so_far_once(acts: Acts, settings: Settings) -> None:
    talk, box, *looked = acts.on_keep(True, TALK, "me")
    assert talk.kept_in == "me" and box["info"] == texts_ask.KEPT_AS_IT_GOES
    assert shows(tuple(looked))[0] and "One?" in looked[1]
    acts.on_keep(True, talk, "me")
    (kept,) = open_history(settings).talks()
    assert [one.content for one in kept.messages] == ["One?", "Yes.", "Two?"]
    assert [one.question_id for one in talk.turns] == [kept.messages[0].id, kept.messages[2].id]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page says in passing."""
    lines: list[str] = []
    for way in ("Info", "Warning"):
        monkeypatch.setattr(gr, way, lambda text, **_: lines.append(text))
    return lines


def test_to_untick_it_or_to_have_no_space_keeps_nothing(acts: Acts, settings: Settings, told: list[str]) -> None:
    assert acts.on_keep(False, TALK, "me")[0] == TALK
    assert acts.on_keep(True, TALK, None)[0] == TALK
    assert told == [texts_space.KEEP_WHERE]
    assert open_history(settings).talks() == []


def locks(acts: Acts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no space be open on this page."""
    monkeypatch.setattr(acts._house.space, "is_open", lambda name: False)


def fills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full."""

    def keep(*_: Any, **__: Any) -> Any:
        raise HistoryError("the disk is full")

    monkeypatch.setattr(History, "keep", keep)


@pytest.mark.parametrize("opened", [None, "me"])
def test_a_box_that_can_keep_nothing_does_not_stay_ticked(
    acts: Acts, opened: str | None, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    locks(acts, monkeypatch)
    for talk in (TALK, Talk()):
        now, box, *_ = acts.on_keep(True, talk, opened)
        assert now == talk and box["value"] is False and box["info"] == texts_ask.TEMPORARY
    assert told == [texts_space.KEEP_WHERE] * 2
    assert acts.on_keep(False, TALK, opened)[1]["value"] is False and len(told) == 2


def test_a_talk_that_could_not_be_kept_is_not_said_to_be(
    acts: Acts, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert acts.on_keep(True, TALK, "me")[1]["value"] is True
    fills(monkeypatch)
    talk, box, *_ = acts.on_keep(True, TALK, "me")
    assert talk == TALK and box["value"] is False and box["info"] == texts_ask.TEMPORARY
    assert len(told) == 1 and "disk is full" in told[0]


def test_a_talk_that_waits_for_a_space_is_kept_once_one_opens(
    acts: Acts, settings: Settings, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert acts.on_opened("me", TALK, False)[2] == acts.on_opened("me", Talk(), True)[2] == gr.skip()
    assert open_history(settings).talks() == []
    values = acts.on_opened("me", TALK, True)
    assert len(values) == CONTINUED and values[2].kept_in == "me" and values[2].kept_as is not None
    assert values[KEEP]["info"] == texts_ask.KEPT_AS_IT_GOES and "One?" in values[TURN + 1]
    assert acts.on_opened("me", values[2], True)[2] == gr.skip(), "it is kept already"
    (kept,) = open_history(settings).talks()
    assert [one.content for one in kept.messages] == ["One?", "Yes.", "Two?"]
    fills(monkeypatch)
    values = acts.on_opened("other", TALK, True)
    assert values[2] == gr.skip() and values[KEEP]["value"] is False and values[KEEP]["info"] == texts_ask.TEMPORARY
    assert values[KEEP]["label"] and len(values) == CONTINUED and "disk is full" in told[0]


def test_while_no_space_is_open_a_ticked_box_says_that_nothing_is_kept(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = acts.on_keep(True, TALK, "me")[0]
    acts._coach.change(keep_history=True)
    assert acts.on_new("me")[KEEP]["info"] == texts_ask.KEPT_AS_IT_GOES
    locks(acts, monkeypatch)
    shown = (acts.on_opened(None, Talk(), True), acts.on_opened(None, TALK, True), acts.on_opened("other", kept, True))
    for values in (*shown, acts.on_new("me")):
        assert values[KEEP]["info"] == texts_ask.KEPT_ONCE_OPEN


def test_a_talk_kept_in_one_space_goes_with_it_and_an_unkept_one_stays(acts: Acts) -> None:
    kept, *_ = acts.on_keep(True, TALK, "me")
    values = acts.on_opened("other", kept, True)
    assert values[2] == Talk() and values[0]["value"] == []
    values = acts.on_opened("other", TALK, False)
    assert all(one == gr.skip() for one in values[: TURN - 1])
    assert values[TURN - 1]["info"] == texts_ask.TEMPORARY and "interactive" not in values[TURN - 1]


def test_at_the_start_nothing_is_shown_where_there_are_several_spaces(acts: Acts, settings: Settings) -> None:
    open_history(settings).keep(None, [Said("user", "Mine")])
    assert shows(acts.on_load(Talk()))[::2] == (True, True)
    open_history(settings, "sam").keep(None, [Said("user", "Sam's")])
    assert shows(acts.on_load(Talk())) == (False, "", False)


def test_a_talk_of_the_list_comes_back_and_goes_for_good(acts: Acts, settings: Settings) -> None:
    history = open_history(settings)
    first, _ = history.keep(None, [Said("user", "Old?"), Said("assistant", "Yes.")])
    history.keep(None, [Said("user", "New?")])
    came = acts.on_list("me", Talk(), None, pressed("go-on", first))
    assert len(came) == CONTINUED + 1
    assert [one.question for one in came[2].turns] == ["Old?"] and came[2].kept_as == first
    assert [one.question for one in acts.on_go_on("me")[2].turns] == ["New?"], "the one that was written to last"
    gone = acts.on_list("me", came[2], None, pressed("delete", first))
    assert gone[2] == Talk(), "and from the page"
    assert [one.title for one in history.talks()] == ["New?"]
    assert acts.on_list("me", Talk(), None, pressed("rename", first))[0] == gr.skip()


def test_a_new_talk_is_kept_only_if_that_is_asked_for_again(acts: Acts) -> None:
    box = acts.on_new("me")[TURN - 1]
    assert box["value"] is False and box["info"] == texts_ask.TEMPORARY


QUESTION, ASK, BACK, KEEP = 3, 4, TURN - 2, TURN - 1
NOTHING = (gr.skip(),) * TURN
HERE: Any = SimpleNamespace(session_hash="here")


def asking(acts: Acts, text: str, event: Any = None) -> list[tuple[Any, ...]]:
    """What is shown while a question is answered: of the box, or a follow-up that was pressed."""
    if event is not None:
        return list(acts.on_option(TALK, False, "me", event, HERE))
    return list(acts.on_ask(text, TALK, False, "me", HERE))


def test_the_next_question_may_be_typed_while_an_answer_comes(acts: Acts) -> None:
    first, *later = asking(acts, IBUPROFEN)
    assert first[QUESTION] == "" and len(later) > 1
    assert all(one[QUESTION] == gr.skip() for one in later)
    for moment in (*asking(acts, "", SimpleNamespace(value=IBUPROFEN)), acts.on_new("me")):
        assert moment[QUESTION] == gr.skip()


def test_a_question_asked_while_another_is_answered_waits_in_its_box(acts: Acts, told: list[str]) -> None:
    answer = iter(acts.on_ask(IBUPROFEN, TALK, False, "me", HERE))
    next(answer)
    starter: Any = SimpleNamespace(value={"text": IBUPROFEN})
    assert asking(acts, "And?") == asking(acts, "", SimpleNamespace(value="And?")) == [NOTHING]
    assert list(acts.on_starter(TALK, False, "me", starter, HERE)) == [NOTHING]
    assert told == [texts_ask.ASK_LATER] * 3
    *_, last = answer
    assert [one.question for one in last[2].turns] == ["One?", "Two?", IBUPROFEN]
    assert asking(acts, IBUPROFEN)[-1][2].turns[-1].answer


def test_a_starter_is_asked_past_the_box(acts: Acts, settings: Settings) -> None:
    event: Any = SimpleNamespace(value={"text": IBUPROFEN})
    moments = list(acts.on_starter(Talk(), False, "me", event, HERE))
    assert moments[-1][2].turns[-1].question == IBUPROFEN and moments[-1][2].turns[-1].answer
    assert all(one[QUESTION] == gr.skip() for one in moments)
    page, ask = laid_out(settings)
    (pressed,) = (one for one in page.fns.values() if ("example_select" in [event for _, event in one.targets]))
    assert pressed.name == "on_starter" and ask._question not in pressed.inputs


def test_the_sheet_of_keys_says_how_the_box_asks(settings: Settings) -> None:
    assert laid_out(settings)[1]._question.lines > 1, "Enter alone begins a line there"
    assert "Shift + Enter" in dict(texts_welcome.KEYS_ROWS)


def test_what_was_not_answered_goes_back_into_its_box_unless_something_new_is_in_it(acts: Acts) -> None:
    long = "why? " * 2_000
    *_, last = asking(acts, long)
    assert last[BACK] == long
    assert acts.rest(long, "  ")[3:] == (long, "")
    assert acts.rest(long, "And")[3:] == (gr.skip(), "")
    assert acts.rest("", "")[3:] == (gr.skip(), "")
    *_, last = asking(acts, IBUPROFEN)
    assert last[BACK] == ""


def test_the_box_that_keeps_waits_for_the_end_of_an_answer(acts: Acts) -> None:
    assert not any(one[KEEP]["interactive"] for one in asking(acts, IBUPROFEN))
    assert acts.rest("", "")[2]["interactive"] and acts.on_new("me")[KEEP]["interactive"]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.ask.acts.session", lambda: "here")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("taken", range(1, 6))
def test_an_answer_shows_nothing_once_another_talk_has_its_place(
    acts: Acts, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session._KEPT_S", 0)
    moments = len(asking(acts, IBUPROFEN))
    assert moments == 5, "taken one by one below, the last one too: Gradio sends it once more"
    answer = iter(acts.on_ask(IBUPROFEN, TALK, False, "me", HERE))
    shown = [next(answer) for _ in range(taken)]
    assert shown[-1] != NOTHING
    ask = acts.on_new("me")[ASK]
    assert ask == gr.skip(), "a press would be lost until the old answer has ended"
    assert list(answer) == [NOTHING]
    assert acts.rest("", "")[0]["interactive"]


@pytest.mark.usefixtures("here")
def test_what_rests_after_one_answer_does_not_end_another(acts: Acts) -> None:
    answer = iter(acts.on_ask(IBUPROFEN, TALK, False, "me", HERE))
    next(answer)
    assert acts.rest("", "")[:3] == (gr.skip(), gr.skip(), gr.skip())
    list(answer)
    ask, stop, keep, *_ = acts.rest("", "")
    assert (ask["interactive"], stop["interactive"], keep["interactive"]) == (True, False, True)


@pytest.mark.usefixtures("here")
def test_a_talk_that_is_deleted_while_a_model_loads_stays_away(
    acts: Acts, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads, begun = threading.Event(), threading.Event()

    def loading(self: Coach, question: str, *_: Any, **__: Any) -> Iterator[Event]:
        yield Text("First, ")
        begun.set()
        loads.wait(30)  # and hears no stop
        yield Text("talk.")
        yield Done(AskReply("", question, "First, talk.", "generated"))

    talk = acts.on_keep(True, TALK, "me")[0]
    monkeypatch.setattr(Coach, "ask", loading)
    moments: list[tuple[Any, ...]] = []

    def answering() -> None:
        for one in acts.on_ask("Three?", talk, True, "me", HERE):
            moments.append(one)  # noqa: PERF402

    answer = threading.Thread(target=answering)
    answer.start()
    assert begun.wait(30)
    before = len(moments)
    gone = acts.on_list("me", talk, None, pressed("delete", talk.kept_as))
    assert answer.is_alive(), "nobody waits for it"
    assert gone[2] == Talk() and gone[ASK] == gr.skip()
    loads.set()
    answer.join(30)
    assert before and moments[before:] == [NOTHING]
    assert open_history(settings).talks() == []


def laid_out(settings: Settings) -> tuple[gr.Blocks, Ask]:
    """The tab, with no part of the coach loaded."""
    stops = Stops()
    with gr.Blocks() as page:
        coach = Coach(settings, FakeParts(never_library, never_model))
        return page, Ask(coach, stops, House(Space(settings), Visits(Keys(600), stops)), ReadingAhead())


def test_what_ends_an_answer_does_not_stand_in_line_behind_those_that_wait(settings: Settings) -> None:
    page, _ = laid_out(settings)
    of_talk = [one for one in page.fns.values() if getattr(one.fn, "__module__", "") == "ui.ask.acts"]
    in_line = {one.name for one in of_talk if one.concurrency_id == "model"}
    assert in_line == {"on_ask", "on_starter", "on_option", "on_retry", "on_edit"}


def test_one_part_stops_and_the_others_go_on() -> None:
    stops = Stops()
    with (
        stops.running("here", "ask") as ask,
        stops.running("here", "plan") as plan,
        stops.running("there", "ask") as far,
    ):
        stops.stop("here", "ask")
        assert (ask.is_set(), plan.is_set(), far.is_set()) == (True, False, False)
        stops.stop("here")
        assert plan.is_set() and not far.is_set() and stops.is_running("here", "plan")
    assert not stops.is_running("here")
