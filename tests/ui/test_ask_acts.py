"""What happens when something is pressed in the tab Ask, without a browser: the values that its handlers return."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from coach.history import Said
from coach.keeping.keys import Keys
from coach.keeping.spaces import open_history
from coach.reading_ahead import ReadingAhead
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, never_model, small_library
from ui import texts_ask
from ui.ask.acts import CONTINUED, TURN, Acts
from ui.ask.kept import KeptTalks
from ui.ask.talk import Talk, Turn
from ui.house import House
from ui.session import Stops
from ui.steps.space import Space
from ui.visits import Visits

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


def test_to_untick_it_or_to_have_no_space_keeps_nothing(acts: Acts, settings: Settings) -> None:
    assert acts.on_keep(False, TALK, "me")[0] == TALK
    assert acts.on_keep(True, TALK, None)[0] == TALK
    assert open_history(settings).talks() == []


def test_a_talk_kept_in_one_space_goes_with_it_and_an_unkept_one_stays(acts: Acts) -> None:
    kept, *_ = acts.on_keep(True, TALK, "me")
    _, *values = acts.on_opened("other", kept, True)
    assert values[2] == Talk() and values[0]["value"] == []
    _, *values = acts.on_opened("other", TALK, False)
    assert all(one == gr.skip() for one in values[:TURN])


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
    *_, box = acts.on_new("me")
    assert box["value"] is False and box["info"] == texts_ask.TEMPORARY
