"""The bar at the top without a browser: what follows the country that is chosen there."""

from pathlib import Path

import gradio as gr
import pytest

from coach.keeping.keys import Keys
from coach.settings import load_settings
from coach.turn import Coach
from tests.fakes import FakeParts, never_library, never_model
from ui import safe, texts
from ui.house import House
from ui.safe.plan import _NAMES, Plan
from ui.session import Stops
from ui.steps.space import Space
from ui.visits import Visits


@pytest.fixture
def coach(hearth_folders: Path) -> Coach:
    return Coach(load_settings(), FakeParts(never_library, never_model))


@pytest.fixture
def house(coach: Coach) -> House:
    keys = Keys(600)
    with gr.Blocks(analytics_enabled=False):
        return House(Space(coach.settings, coach.heard, keys), Visits(keys, Stops()))


def test_replies_follow_the_country_chosen_there_until_the_end(coach: Coach) -> None:
    keys = Keys(600)
    with gr.Blocks(analytics_enabled=False) as page:
        house = House(Space(coach.settings, coach.heard, keys), Visits(keys, Stops()))
        country = safe.build(house, coach)
    (choose,) = (one.fn for one in page.fns.values() if (country._id, "input") in one.targets)
    assert choose is not None

    def reply() -> str:
        found = coach.heard(["He hit me again last night."])
        assert found is not None
        return found.text

    assert "Choose your country" in reply()
    choose("GB")
    assert "Choose your country" not in reply() and "0808 801 0327" in reply()
    assert load_settings().country == "", "it is kept in Your space alone, and the box says so"
    assert texts.HELP_COUNTRY_INFO.partition("“")[0] in str(country.info)
    assert "for everybody who uses this Hearth" in str(country.info)
    choose(None)
    assert "Choose your country" in reply()


def test_a_plan_that_is_not_kept_stays_where_its_space_was_locked_in_another_window(house: House) -> None:
    with gr.Blocks(analytics_enabled=False):
        plan = Plan(house.space, gr.Dropdown([("Ireland", "IE")], value="IE"))
    empty = ["" for _ in _NAMES]
    typed = ["Tea", *empty[1:]]
    hidden, *_, loaded, first = plan.look("me", True, ("me", empty), *typed)[: len(plan.shown) - len(_NAMES) + 1]
    assert hidden["visible"] is False and loaded == first == gr.skip()
    assert plan.look("tom", True, ("me", empty), *typed)[-len(_NAMES) :] == tuple(empty), "it is nobody else's"
    assert plan.look("me", True, ("me", typed), *typed)[-len(_NAMES) :] == tuple(empty), "what is kept is hidden"
