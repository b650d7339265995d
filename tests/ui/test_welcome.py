"""The welcome and Your space without a browser: when it is due, what it keeps and where, and how names and roles are used."""

from pathlib import Path

import gradio as gr
import pytest

from coach.keeping.keys import Keys
from coach.keeping.kinds import Person
from coach.keeping.person import keep_person, person
from coach.keeping.spaces import open_notebook
from coach.settings import load_settings
from coach.turn import Coach
from tests.fakes import FakeParts, never_library, never_model
from ui import texts_welcome as words
from ui.house import House
from ui.person import set_for_good, spoken
from ui.session import Stops
from ui.steps.space import Space
from ui.visits import Visits
from ui.welcome import Welcome, first_html, is_due


@pytest.fixture
def coach(hearth_folders: Path) -> Coach:
    return Coach(load_settings(), FakeParts(never_library, never_model))


@pytest.fixture
def welcome(coach: Coach) -> Welcome:
    keys = Keys(600)
    with gr.Blocks(analytics_enabled=False):
        return Welcome(House(Space(coach.settings, coach.heard, keys), Visits(keys, Stops())), coach)


def test_it_is_due_on_the_first_start_alone(coach: Coach) -> None:
    assert is_due(coach)
    set_for_good(coach, welcomed=True)
    assert not is_due(coach)
    assert not is_due(Coach(load_settings(), FakeParts(never_library, never_model))), "not after a restart either"


def test_who_has_a_space_is_not_welcomed(coach: Coach) -> None:
    keep_person(open_notebook(coach.settings), Space(coach.settings).today(), Person(me="Sam"))
    assert not is_due(coach)


def test_skipping_keeps_nothing_of_the_person(welcome: Welcome, coach: Coach) -> None:
    welcome._on_skip()
    assert not is_due(coach)
    assert not coach.settings.spaces_dir.exists()


def test_what_was_given_is_kept_where_it_belongs(welcome: Welcome, coach: Coach) -> None:
    welcome._on_begin("me", 0, "neglected", " Sam ", "Alex\tB", "GB")
    assert person(open_notebook(coach.settings)) == Person(role="neglected", me="Sam", partner="Alex B")
    assert coach.settings.country == load_settings().country == "GB"
    written = (coach.settings.models_file.parent / "hearth.toml").read_text(encoding="utf-8")
    assert "Sam" not in written and "neglected" not in written


def test_names_are_not_left_in_the_boxes(welcome: Welcome) -> None:
    _, role, me, partner, *_ = welcome._on_begin("me", 0, "both", "Sam", "Alex", "")
    assert (role, me, partner) == ("", "", "")


def test_with_nothing_given_no_space_is_made(welcome: Welcome, coach: Coach) -> None:
    welcome._on_begin("me", 0, "", "  ", "", "")
    assert not coach.settings.spaces_dir.exists()


def test_settings_that_cannot_be_written_hold_until_the_end_and_it_is_said(coach: Coach) -> None:
    (coach.settings.models_file.parent / "hearth.toml").mkdir()
    line = set_for_good(coach, country="GB")
    assert line.startswith(words.NOT_SAVED.split("(")[0])
    assert coach.settings.country == "GB"


def test_a_country_chosen_among_the_help_lines_meanwhile_stays(welcome: Welcome, coach: Coach) -> None:
    coach.change(country="GB")
    for *_, help_lines, kept in (welcome._on_begin("me", 0, "", "", "", ""), welcome._on_load(["FR", "FR"])):
        assert coach.settings.country == help_lines["value"] == "GB"
        assert load_settings().country == kept["value"] == "", "nobody asked for it to be kept, and it does not look so"


def test_a_country_that_cannot_be_read_anew_leaves_its_box_as_it_is(welcome: Welcome, coach: Coach) -> None:
    (coach.settings.models_file.parent / "hearth.toml").write_text("= not toml", encoding="utf-8")
    *_, help_lines, kept = welcome._on_load(["FR", "FR"])
    assert help_lines["value"] == "" and kept == gr.skip()


def test_a_country_that_the_page_came_with_is_not_set_again_over_one_chosen_while_it_loads(welcome: Welcome) -> None:
    assert welcome._on_load(["", ""])[1:] == (gr.skip(), gr.skip())


def test_it_says_what_hearth_is_not_and_where_help_is(coach: Coach) -> None:
    html = first_html(coach.settings)
    assert "not a therapist" in html and "not for emergencies" in html and "Help lines" in html


def test_role_of_the_open_space_goes_with_each_question(coach: Coach) -> None:
    space = Space(coach.settings)
    assert space.within(coach, "me") is coach
    keep_person(space.notebook("me"), space.today(), Person(role="neglectful"))
    assert space.within(coach, "me").settings.role == "neglectful"
    assert space.within(coach, None).settings.role == coach.settings.role == "both"


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<p>Thank your partner.</p>", "<p>Thank Al&amp;ex.</p>"),
        ("<p>Your partner's day</p>", "<p>Al&amp;ex's day</p>"),
        ("<p>your partners, your partnership</p>", "<p>your partners, your partnership</p>"),
    ],
)
def test_a_partner_is_called_by_name_as_text(html: str, named: str) -> None:
    assert spoken(html, Person(partner="Al&ex")) == named
    assert spoken(html, Person()) == html
