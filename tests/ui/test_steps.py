"""The tab Next steps without a browser: cards, what their buttons do, what fits in the place of what, and who is here."""

import re
from datetime import date, time, timedelta
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import gradio as gr
import pytest

from coach.care import heard
from coach.errors import CoachError, InputError
from coach.keeping import checkins, plans
from coach.keeping.kinds import PlannedStep, TalkTime, made
from coach.keeping.preferences import preferences
from coach.keeping.spaces import space_names
from coach.keeping.talk import keep_talk
from coach.keeping.weeks import week_days
from coach.reading_ahead import ReadingAhead
from coach.settings import load_settings
from coach.turn import Coach
from knowledge.reading import read_shipped
from knowledge.schema import Audience
from tests.fakes import FakeParts, never_library, never_model, small_library
from ui import texts_steps as words
from ui import texts_tools
from ui.ask import Talk
from ui.house import House
from ui.session import Stops
from ui.steps import build, cards, care, checkin, look_back, parts, talk, week
from ui.steps.find import Asked, another, step_of
from ui.steps.places import PLACES
from ui.steps.space import Space
from ui.visits import Visits

MONDAY = date(2026, 3, 2)
SITUATION = "We hardly talk in the evening, the phones are always there, and I miss our time together."
NASTY = "<img src=x onerror=alert(1)> \"'"


class Fixed(Space):
    """A space on a day that stands still."""

    def today(self) -> date:
        """Return a Wednesday."""
        return MONDAY + timedelta(days=2)


class Tags(HTMLParser):
    """Collects ids and tags, and what is opened but never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in ("input", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def space() -> Space:
    return Fixed(load_settings())


@pytest.fixture(scope="module")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    shipped = [one for one in read_shipped() if one.kind == "practice"]
    library = small_library(tmp_path_factory.mktemp("steps") / "index", shipped)
    return Coach(load_settings(), FakeParts(lambda: library, never_model))


def test_care_answers_danger_in_any_text_and_nothing_else() -> None:
    shown = care.reply_html(heard(["a walk", "He choked me last night. <b>"], "GB"))
    assert 'role="alert"' in shown and "999" in shown and "<b>" not in shown
    assert care.reply_html(heard(["We laughed at supper."], "GB")) == ""


def kept(space: Space, *ids: str) -> None:
    steps = [step_of(cards.practices()[one]) for one in ids]
    plans.keep_plan(space.notebook("me"), space.today(), steps)


def act(coach: Coach, space: Space, what: str, practice: str, role: Audience = "both", **fields: object) -> str:
    return week.act_on(coach, space, "me", what, practice, fields, Asked(role=role))


def steps_now(space: Space) -> dict[str, PlannedStep]:
    plan = plans.this_week(space.notebook("me"), space.today())
    assert plan is not None
    return {one.practice: one for one in plan.data.steps}


def test_page_is_laid_out_without_reading_or_writing_anything(hearth_folders: Path) -> None:
    with gr.Blocks(analytics_enabled=False):
        coach, stops = Coach(load_settings(), FakeParts(never_library, never_model)), Stops()
        space = Space(coach.settings)
        build(coach, stops, gr.State(Talk()), House(space, Visits(space.keys, stops)), ReadingAhead())
    assert not (hearth_folders / "data").exists()


def test_one_space_stands_for_none_yet(space: Space) -> None:
    assert space.names() == ["me"]
    assert space_names(space.settings) == []
    checkins.check_in(space.notebook("anna"), space.today(), ["calm"])
    assert space.names() == ["anna"]


@pytest.mark.parametrize("id_", sorted(cards.practices()))
def test_every_practice_says_what_to_do_when_it_falls_flat(id_: str) -> None:
    shown = cards.week([step_of(cards.practices()[id_])], MONDAY, None)
    flat = shown.partition(f'id="flat-{id_}"')[2].partition("</details>")[0]
    how = shown.partition(f'id="how-{id_}"')[2].partition("</details>")[0]
    assert len(re.sub(r"<[^>]+>", "", flat).split()) > 15
    assert words.FALLS_FLAT not in how
    assert escape(cards.practices()[id_].source) in how


@pytest.mark.parametrize("id_", sorted(cards.practices()))
def test_a_practice_that_has_a_place_on_the_page_opens_it(id_: str) -> None:
    kept, proposed = (
        cards.week([step_of(cards.practices()[id_])], MONDAY, None),
        cards.proposed([step_of(cards.practices()[id_])]),
    )
    place = PLACES.get(id_)
    for shown in (kept, proposed):
        assert re.findall('data-place="(.+?)"', shown) == ([place] if place else [])
    if place:
        room, part, tool = [*place.split("/"), "", ""][:3]
        assert room == "rewrite" or part in ("check-in", "talk-time", "tools", "look-back")
        assert (tool in texts_tools.TOOLS) == (part == "tools")


def test_every_tool_is_the_place_of_some_practice() -> None:
    assert PLACES.keys() <= cards.practices().keys()
    assert {one.rpartition("/")[2] for one in PLACES.values() if "/tools/" in one} == set(texts_tools.TOOLS)


def test_week_is_whole_html_with_each_id_once() -> None:
    steps = [step_of(one) for one in list(cards.practices().values())[:4]]
    days = week_days(MONDAY)
    steps[0] = steps[0].model_copy(update={"days": days[:3], "done": days[1:2], "at": time(20, 30)})
    found = Tags(cards.week(steps, days[2], TalkTime(at=time(9, 5), weekdays=(0, 6))))
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))


def test_days_to_come_cannot_be_marked_as_done() -> None:
    days = week_days(MONDAY)
    one = step_of(cards.practices()["daily-talk-time"]).model_copy(update={"days": days})
    shown = cards.week([one], days[2], None)
    assert [f"mark-daily-talk-time-{day}" in shown for day in days] == [True] * 3 + [False] * 4


def test_what_was_kept_is_shown_as_letters() -> None:
    step = made(PlannedStep, practice=NASTY, title=NASTY, why=NASTY, do_this_week=NASTY)
    for shown in (cards.week([step], MONDAY, None), cards.proposed([step])):
        assert "img" not in Tags(shown).tags
        assert "&lt;img" in shown


def test_days_marks_and_their_taking_back_are_kept(coach: Coach, space: Space) -> None:
    kept(space, "daily-talk-time", "small-gestures")
    today = space.today()
    chosen = [MONDAY.isoformat(), today.isoformat()]
    assert "Daily talk time" in act(coach, space, "days", "daily-talk-time", days=chosen, at="20:30")
    act(coach, space, f"done {today}", "small-gestures")
    assert steps_now(space)["daily-talk-time"].days == (MONDAY, today)
    assert steps_now(space)["daily-talk-time"].at == time(20, 30)
    assert steps_now(space)["small-gestures"].done == (today,)
    act(coach, space, f"undo {today}", "small-gestures")
    act(coach, space, "days", "daily-talk-time", days=[], at="")
    assert steps_now(space)["small-gestures"].done == ()
    assert steps_now(space)["daily-talk-time"].days == ()
    assert steps_now(space)["daily-talk-time"].at is None


def test_refusing_asks_for_a_reason_and_swapping_does_not(coach: Coach, space: Space) -> None:
    kept(space, "daily-talk-time", "small-gestures")
    with pytest.raises(InputError, match="choose why"):
        act(coach, space, "refuse", "daily-talk-time", reason="", note="no")
    assert set(steps_now(space)) == {"daily-talk-time", "small-gestures"}
    act(coach, space, "refuse", "daily-talk-time", reason="too much")
    assert set(steps_now(space)) == {"small-gestures"}
    act(coach, space, "swap", "small-gestures")
    (other,) = steps_now(space)
    assert other not in ("daily-talk-time", "small-gestures")


def test_card_of_another_window_says_that_its_practice_is_gone(coach: Coach, space: Space) -> None:
    with pytest.raises(InputError, match="not in the week's plan"):
        act(coach, space, "swap", "daily-talk-time", reason="too much")


def test_refused_practice_is_not_proposed_again(coach: Coach, space: Space) -> None:
    first = another(coach, space, "me", Asked(SITUATION, "both"), set(), "daily-talk-time")
    assert first is not None
    plans.refuse(space.notebook("me"), space.today(), first.id, "did not fit")
    again = another(coach, space, "me", Asked(SITUATION, "both"), set(), "daily-talk-time")
    assert again is not None
    assert again.id != first.id
    prefer = {name: preferences(space.notebook(name), space.today(), cards.practices()) for name in ("me", "anna")}
    assert not prefer["me"].allows(first)
    assert prefer["anna"].allows(first), "it is each one's own"


def test_what_needs_two_never_takes_the_place_of_what_one_can_do(coach: Coach, space: Space) -> None:
    taken: set[str] = set()
    while (one := another(coach, space, "me", Asked(SITUATION, "both"), taken, "self-compassion-pause")) is not None:
        assert not one.together
        taken.add(one.id)
    assert len(taken) >= 5


@pytest.mark.parametrize("role", ["neglected", "neglectful"])
def test_another_practice_fits_the_role(coach: Coach, space: Space, role: Audience) -> None:
    taken: set[str] = set()
    while (one := another(coach, space, "me", Asked(SITUATION, role), taken, "daily-talk-time")) is not None:
        assert one.audience in (role, "both")
        taken.add(one.id)
    assert taken


def test_danger_is_never_answered_with_another_practice(coach: Coach, space: Space) -> None:
    with pytest.raises(CoachError, match="safety first"):
        another(
            coach, space, "me", Asked("My partner hits me and I am afraid of him.", "both"), set(), "small-gestures"
        )


def test_what_stood_there_before_comes_again_only_when_all_others_did(coach: Coach, space: Space) -> None:
    shown, offered = ["small-gestures", "daily-check-in"], []
    for _ in range(5):
        other = another(coach, space, "me", Asked(SITUATION, "both"), shown, shown[0], offered=offered)
        assert other is not None and other.id not in (*shown, *offered)
        offered.append(shown[0])
        shown[0] = other.id
    rest = [one for one in cards.practices() if one not in shown]
    assert another(coach, space, "me", Asked(SITUATION, "both"), shown, shown[0], offered=rest) is not None


def test_what_a_situation_leaves_out_is_no_other_step_either(
    coach: Coach, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = list(cards.practices().values())[:2]
    monkeypatch.setattr("coach.planning.choose", lambda *_, **__: two)
    assert another(coach, space, "me", Asked(SITUATION, "both"), [one.id for one in two], two[0].id) is None


def test_a_plan_that_asks_nothing_of_the_other_stays_so(coach: Coach, space: Space) -> None:
    shown = ["self-compassion-pause"]
    while (one := another(coach, space, "me", Asked("", "both"), shown, "self-compassion-pause")) is not None:
        assert one.alone
        shown.append(one.id)
    assert len(shown) > 5


def test_fear_that_was_told_in_the_talk_is_answered_with_no_practice(coach: Coach, space: Space) -> None:
    earlier = ["He hit me last night.", "What is a love language?"]
    for told in (SITUATION, ""):
        with pytest.raises(CoachError, match="safety first"):
            another(coach, space, "me", Asked(told, earlier=earlier), [], "small-gestures")


def test_a_day_of_last_week_can_be_marked_where_the_page_still_shows_it(coach: Coach, space: Space) -> None:
    last = space.today() - timedelta(days=7)
    plans.keep_plan(space.notebook("me"), last, [step_of(cards.practices()["small-gestures"])])
    act(coach, space, f"done {last}", "small-gestures")
    found = plans.this_week(space.notebook("me"), last)
    assert found is not None and found.data.steps[0].done == (last,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("20:30", time(20, 30)), (" 8.05 ", time(8, 5)), ("21h15", time(21, 15)), ("", None), ("  ", None)],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time | None) -> None:
    assert talk.time_of(typed) == meant


@pytest.mark.parametrize("typed", ["late", "25:00", "20:60", "8", "20:30:10"])
def test_what_is_no_time_is_said_so(typed: str) -> None:
    with pytest.raises(InputError, match="20:30"):
        talk.time_of(typed)


def test_looking_at_the_question_of_the_day_draws_none(space: Space) -> None:
    assert talk.drawn_today(space, "me") is None
    assert space_names(space.settings) == []


def test_what_goes_wrong_is_a_warning_in_letters_and_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda text, title="": shown.append(f"{title}: {text}"))

    @parts.gently
    def handler() -> str:
        raise InputError(f"this is wrong {NASTY}")

    assert handler() == gr.skip()
    assert shown == ["Not yet: This is wrong &lt;img src=x onerror=alert(1)&gt; &quot;&#x27;."]


def test_check_ins_of_a_day_are_listed_as_letters(space: Space) -> None:
    checkins.check_in(space.notebook("me"), space.today(), ["tired"], 2, NASTY)
    checkins.check_in(space.notebook("me"), space.today() - timedelta(days=1), ["glad"])
    shown = checkin.kept_html(space, "me")
    assert shown.count("<li") == 2
    assert shown.index("tired") < shown.index("<details") < shown.index("glad")
    assert "img" not in Tags(shown).tags
    assert "felt connection 2 of 5, a little far" in shown
    assert checkin.kept_html(space, None) == ""


def test_entries_that_cannot_be_read_are_named(space: Space) -> None:
    notebook = space.notebook("me")
    checkins.check_in(notebook, space.today(), ["calm"])
    import sqlite3

    with sqlite3.connect(notebook.path) as db:
        db.execute("UPDATE entries SET data = '{'")
    db.close()
    assert "1 entries" not in week.week_html(space, "me")
    assert "could not be read" in week.week_html(space, "me")


def test_addresses_of_helpers_are_letters_and_not_links() -> None:
    for country in ("", "GB", "US", "XX"):
        shown = look_back.places_html(country)
        assert "http" in shown
        assert "a" not in Tags(shown).tags


def test_everything_that_was_kept_can_be_removed_however_old(space: Space) -> None:
    notebook, today = space.notebook("me"), space.today()
    talks = [
        keep_talk(notebook, today - timedelta(days=one), 15, note=f"the {one}th day back").id
        for one in reversed(range(30))
    ]
    checks = [
        checkins.check_in(notebook, today - timedelta(days=one), note=f"the {one}th day back").id
        for one in reversed(range(30))
    ]
    for ids, shown in ((talks, talk.talks_html(notebook)), (checks, checkin.kept_html(space, "me"))):
        assert sorted(map(int, re.findall(r'<li data-of="(\d+)">', shown))) == sorted(ids)
        assert shown.index("the 0th") < shown.index("<details") < shown.index("the 29th")
        assert Tags(shown).open == []
    assert "<details" not in parts.kept_list("few", "Few", [(1, "one")], 10)
    assert parts.kept_list("none", "None", [], 10) == ""


def test_timer_has_words_for_its_end_and_no_sound_unless_asked() -> None:
    shown = parts.timer("observer", 7)
    assert ">7:00<" in shown
    assert f'data-end="{words.TIMER_END}"' in shown
    assert "checked" not in shown
