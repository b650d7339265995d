"""The practices as tools, each alone: talk time, check-in, jar, touch, languages, promises, reflections, writing."""

import random
from datetime import date, time, timedelta

import pytest

from coach.errors import InputError
from coach.keeping import checkins, jar, journal, languages, naming, observer, promises, signs, talk, touch
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import Slip
from coach.keeping.notebook import Notebook
from knowledge.reading import read_shipped
from tests.coach.keeping.conftest import WEDNESDAY

TOMORROW = WEDNESDAY + timedelta(days=1)


# -- talk time, check-in -----------------------------------------------------------------------------------------------


def test_talk_time_is_one_and_keeps_its_calendar_id(notebook: Notebook) -> None:
    assert talk.talk_time(notebook) is None
    first = talk.set_talk_time(notebook, WEDNESDAY, time(21))
    again = talk.set_talk_time(notebook, TOMORROW, None, 10, [5, 0, 5])
    assert first.data.uid == again.data.uid and first.id == again.id
    meant = talk.talk_time(notebook)
    assert meant is not None and (meant.at, meant.minutes, meant.weekdays) == (None, 10, (0, 5))
    for minutes, weekdays in ((0, [1]), (999, [1]), (15, [7])):
        with pytest.raises(InputError):
            talk.set_talk_time(notebook, WEDNESDAY, time(21), minutes, weekdays)


def test_check_in_takes_any_part_and_any_word(notebook: Notebook) -> None:
    entry = checkins.check_in(notebook, WEDNESDAY, [" Tired ", "tired", "a bit glad", ""], 3, "  Soup. ")
    assert (entry.data.moods, entry.data.connection, entry.data.note) == (("tired", "a bit glad"), 3, "Soup.")
    checkins.check_in(notebook, WEDNESDAY, connection=5)
    checkins.check_in(notebook, TOMORROW, note="x")
    assert [one.data.connection for one in checkins.of_day(notebook, WEDNESDAY)] == [3, 5]


@pytest.mark.parametrize(
    ("moods", "connection", "note"),
    [([], None, " "), (["calm"], 0, ""), (["calm"], 6, ""), (list("abcdef"), 3, ""), ([], 3, "x" * 501)],
)
def test_check_in_refuses_what_it_cannot_hold_without_quoting(
    notebook: Notebook, moods: list[str], connection: int | None, note: str
) -> None:
    with pytest.raises(InputError) as caught:
        checkins.check_in(notebook, WEDNESDAY, moods, connection, note)
    assert "xx" not in str(caught.value) and "\n" not in str(caught.value)
    assert not notebook.path.exists()


def test_mood_words_are_one_word_each_and_of_all_weathers() -> None:
    assert len(checkins.MOODS) == len(set(checkins.MOODS)) >= 20
    assert {"glad", "tired", "lonely", "numb", "afraid"} <= set(checkins.MOODS)
    assert set(checkins.SCALE) == {1, 2, 3, 4, 5}


# -- the jar -----------------------------------------------------------------------------------------------------------


def test_slip_goes_in_comes_out_is_done_and_can_go_back(notebook: Notebook) -> None:
    put = jar.put_in(notebook, WEDNESDAY, "Bring tea.", "partner")
    drawn = jar.draw(notebook, TOMORROW)
    assert drawn is not None and drawn.id == put.id and drawn.data.state == "drawn" and drawn.day == TOMORROW
    assert jar.slips(notebook) == [] and jar.draw(notebook, TOMORROW) is None
    assert [one.id for one in jar.drawn(notebook)] == [put.id]
    assert jar.done(notebook, put.id, WEDNESDAY).data.state == "done"
    with pytest.raises(InputError, match="draw"):
        jar.done(notebook, put.id, WEDNESDAY)
    assert jar.put_back(notebook, put.id).data.state == "in the jar"
    assert jar.take_out(notebook, put.id) and jar.slips(notebook) == []
    with pytest.raises(NotebookError):
        jar.take_out(notebook, put.id)


def test_draw_is_by_chance_and_by_whose_slip_it_is(notebook: Notebook) -> None:
    for number in range(6):
        jar.put_in(notebook, WEDNESDAY, f"slip {number}", "me" if number % 2 else "partner")
    chance = random.Random(1)
    order = [one.data.text for one in iter(lambda: jar.draw(notebook, WEDNESDAY, "partner", chance), None)]
    assert sorted(order) == ["slip 0", "slip 2", "slip 4"]
    assert [one.data.by for one in jar.slips(notebook)] == ["me"] * 3
    seen = set()
    for seed in range(20):
        drawn = jar.draw(notebook, WEDNESDAY, chance=random.Random(seed))
        assert drawn is not None
        seen.add(drawn.data.text)
        jar.put_back(notebook, drawn.id)
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Lose five pounds", True),
        ("Go on a diet with me", True),
        ("Sexy underwear", True),
        ("Pay me back the money", True),
        ("Spend under £20", True),
        ("Bring me breakfast in bed", False),
        ("Wait for me at the bus stop", False),
        ("Carry the heavy bags", False),
        ("A walk in Essex", False),
    ],
)
def test_slip_about_weight_sex_or_money_is_asked_about_and_never_stopped(
    notebook: Notebook, text: str, asks: bool
) -> None:
    assert bool(jar.caution(text)) is asks
    jar.put_in(notebook, WEDNESDAY, text)
    assert len(notebook.all(Slip)) == 1


def test_ideas_for_the_jar_pass_its_own_caution() -> None:
    assert len(jar.ideas()) >= 15
    assert [one for one in jar.ideas() if jar.caution(one)] == []


# -- touch -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mine", "theirs"), [(True, False), (False, True), (False, False)])
def test_touch_begins_only_where_both_want_it(notebook: Notebook, mine: bool, theirs: bool) -> None:
    with pytest.raises(InputError, match="both want it"):
        touch.begin(notebook, WEDNESDAY, mine, theirs)
    assert touch.current(notebook) is None


def test_seven_days_at_ones_own_pace(notebook: Notebook) -> None:
    touch.begin(notebook, WEDNESDAY, True, True, ["a hand", " "])
    with pytest.raises(InputError, match="begun"):
        touch.begin(notebook, WEDNESDAY, True, True)
    for number, gap in enumerate((0, 1, 9, 10, 40, 41)):
        now = touch.keep_day(notebook, WEDNESDAY + timedelta(days=gap), f"moment {number}", rest=number == 1)
        assert now.data.state == "going"
    now = touch.keep_day(notebook, WEDNESDAY, "another word for the first day")
    assert len(now.data.moments) == 6 and now.data.moments[0].moment == "another word for the first day"
    assert now.data.welcome == ("a hand",)
    assert touch.keep_day(notebook, WEDNESDAY + timedelta(days=60)).data.state == "finished"
    assert touch.current(notebook) is None
    touch.begin(notebook, WEDNESDAY, True, True)


def test_touch_rests_and_stops_without_a_word(notebook: Notebook) -> None:
    touch.begin(notebook, WEDNESDAY, True, True)
    assert touch.pause(notebook).data.state == "paused"
    assert touch.current(notebook) is not None
    assert touch.go_on(notebook).data.state == "going"
    touch.pause(notebook)
    assert touch.keep_day(notebook, WEDNESDAY, "").data.state == "going", "a day noted takes it up again"
    assert touch.stop(notebook).data.state == "stopped"
    for act in (touch.pause, touch.go_on, touch.stop):
        with pytest.raises(NotebookError):
            act(notebook)


def test_touch_says_consent_first() -> None:
    words = touch.words()
    assert "afraid" in words.before[0] and "sex" in words.before[2]
    assert any("clear yes" in one for one in words.each_day) and len(words.ideas) >= 7


# -- love languages ----------------------------------------------------------------------------------------------------


def test_reflection_is_short_even_handed_and_honest() -> None:
    pairs = languages.pairs()
    assert 10 <= len(pairs) <= 12 and len({one.id for one in pairs}) == len(pairs)
    assert all(one.a.language != one.b.language for one in pairs)
    met = [option.language for one in pairs for option in (one.a, one.b)]
    assert max(met.count(name) for name in languages.LANGUAGES) - min(met.count(n) for n in languages.LANGUAGES) <= 1
    couples = {frozenset((one.a.language, one.b.language)) for one in pairs}
    assert len(couples) == 10, "each of the five meets each other"
    assert "weak" in languages.note() and "Impett" in languages.note()
    assert "10.1177/09637214231217663" in languages.source()


def test_tally_counts_shares_of_what_was_answered() -> None:
    assert languages.tally({}) == dict.fromkeys(languages.LANGUAGES, 0.0)
    # p01: words or time; p06: words or acts
    assert languages.tally({"p01": "a", "p06": "both"}) == {
        "words": 1.0,
        "acts": 1.0,
        "gifts": 0,
        "time": 0,
        "touch": 0,
    }
    every = {one.id: "both" for one in languages.pairs()}
    assert set(languages.tally(every).values()) == {1.0}  # type: ignore[arg-type]
    with pytest.raises(InputError):
        languages.tally({"p99": "a"})


def test_wording_leans_and_never_labels(notebook: Notebook) -> None:
    every = languages.pairs()
    time_first = {
        one.id: "a" if one.a.language == "time" else "b" for one in every if "time" in (one.a.language, one.b.language)
    }
    assert "time together" in languages.wording(time_first)  # type: ignore[arg-type]
    assert "about equally" in languages.wording({one.id: "both" for one in every})
    assert "about equally" in languages.wording({})
    entry = languages.keep_reflection(notebook, WEDNESDAY, {"p01": "a"}, ["time"])
    assert languages.latest(notebook) == entry
    with pytest.raises(InputError):
        languages.keep_reflection(notebook, WEDNESDAY, {"p01": "c"})  # type: ignore[dict-item]


def test_act_of_the_day_fits_the_guess_and_changes(notebook: Notebook) -> None:
    languages.keep_reflection(notebook, WEDNESDAY, {}, ["time"])
    days = [WEDNESDAY + timedelta(days=number) for number in range(5)]
    acts = [languages.act_of_the_day(notebook, day) for day in days]
    assert set(acts) == set(languages.act_ideas("time"))
    assert languages.act_of_the_day(notebook, WEDNESDAY) == acts[0]
    languages.keep_act(notebook, WEDNESDAY, "time", acts[0])
    assert languages.act_of_the_day(notebook, WEDNESDAY) == acts[0], "the same all day"
    assert all(languages.act_of_the_day(notebook, day) != acts[0] for day in days[1:])
    with pytest.raises(InputError):
        languages.act_ideas("money")  # type: ignore[arg-type]
    with pytest.raises(InputError):
        languages.keep_week(notebook, WEDNESDAY, 6)
    assert languages.keep_week(notebook, WEDNESDAY, 4, "the walk").data.how_loved == 4


# -- promises ----------------------------------------------------------------------------------------------------------


def test_promise_is_kept_missed_or_moved(notebook: Notebook) -> None:
    first = promises.promise(notebook, WEDNESDAY, "ring at one", TOMORROW)
    second = promises.promise(notebook, WEDNESDAY, "book the dentist", WEDNESDAY)
    assert [one.id for one in promises.open_promises(notebook)] == [second.id, first.id]
    assert [one.id for one in promises.due(notebook, WEDNESDAY)] == [second.id]
    moved = promises.moved(notebook, second.id, WEDNESDAY, TOMORROW)
    assert (moved.data.by, moved.data.earlier, moved.data.state) == (TOMORROW, (WEDNESDAY,), "open")
    assert promises.kept(notebook, first.id, TOMORROW).data.settled == TOMORROW
    missed = promises.missed(notebook, second.id, TOMORROW, "I said I would, and I did not.")
    assert missed.data.state == "missed" and promises.open_promises(notebook) == []
    assert promises.moved(notebook, second.id, TOMORROW, TOMORROW).data.state == "open", "it can be promised again"
    for act in (
        lambda: promises.promise(notebook, TOMORROW, "x", WEDNESDAY),
        lambda: promises.moved(notebook, first.id, TOMORROW, WEDNESDAY),
        lambda: promises.promise(notebook, WEDNESDAY, " ", TOMORROW),
    ):
        with pytest.raises(InputError):
            act()


def test_promise_moved_very_often_still_holds(notebook: Notebook) -> None:
    entry = promises.promise(notebook, WEDNESDAY, "x", WEDNESDAY)
    for _ in range(60):
        entry = promises.moved(notebook, entry.id, WEDNESDAY, WEDNESDAY)
    assert len(entry.data.earlier) == 50


def test_owning_sentence_has_no_excuse() -> None:
    said = promises.own_sentence("I'll ring at one.", "I am ringing now", "tomorrow I have set an alarm.")
    assert (
        said == "I said I would ring at one, and I didn't. I'm sorry. I am ringing now. Tomorrow I have set an alarm."
    )
    assert promises.own_sentence("to call") == "I said I would call, and I didn't. I'm sorry."
    with pytest.raises(InputError):
        promises.own_sentence(" . ")
    assert len(promises.owning()) >= 4 and "Halve" in promises.smaller()


# -- reflections and writing -------------------------------------------------------------------------------------------


def test_naming_asks_for_moments_and_keeps_them(notebook: Notebook) -> None:
    assert [one.id for one in naming.parts()] == ["where", "happened", "missing", "effect"]
    naming.keep(notebook, WEDNESDAY, "Tuesday, kitchen", "I told you about work; you looked at your phone.", "interest")
    naming.keep(notebook, WEDNESDAY, "", "I stayed on the laptop.", mine=True)
    assert [one.data.mine for one in naming.instances(notebook)] == [False, True]
    with pytest.raises(InputError):
        naming.keep(notebook, WEDNESDAY, "Tuesday", "  ")
    assert "own eyes" in naming.note() and "because" in naming.note(mine=True)


def test_signs_count_nothing_and_lead_to_readings_that_exist(notebook: Notebook) -> None:
    guides = {one.id: one.title for one in read_shipped()}
    every = [one.id for one in signs.signs()]
    assert len(every) == len(set(every)) >= 10 and every[-1] == signs.AFRAID
    assert len(signs.table()) == 4
    for chosen in ([], *([one] for one in every), every[:-1], every):
        found = signs.readings(chosen)
        assert 1 <= len(found) <= 3
        assert all(guides[one.id] == one.title for one in found)
    entry = signs.keep(notebook, WEDNESDAY, ["lonely", "numb", "lonely"], "a question", "the warm car")
    assert entry.data.noticed == ("lonely", "numb") and signs.latest(notebook) == entry
    assert not any(isinstance(value, int) for value in entry.data.model_dump().values()), "no score"
    with pytest.raises(InputError):
        signs.keep(notebook, WEDNESDAY, ["evil"])
    assert "no test" in signs.note()


def test_sign_of_fear_turns_to_safety_alone() -> None:
    assert [one.id for one in signs.readings(["lonely", signs.AFRAID])] == ["neglect-and-abuse"]
    assert "safety" in signs.closing(["lonely", signs.AFRAID]) and "safety" not in signs.closing(["lonely"])


def test_journal_has_a_beginning_for_each_role_and_day(notebook: Notebook) -> None:
    neglected, neglectful = journal.prompts("neglected"), journal.prompts("neglectful")
    assert len(neglected) >= 30 and len(neglectful) >= 20
    assert len({one.text for one in (*neglected, *neglectful)}) == len(neglected) + len(neglectful)
    assert journal.prompts("both") == (*neglected, *neglectful)
    first = journal.prompt_of_the_day(notebook, WEDNESDAY, "neglected")
    journal.keep(notebook, WEDNESDAY, "Heavy.", first.id)
    assert journal.prompt_of_the_day(notebook, WEDNESDAY, "neglected") == first
    following = [journal.prompt_of_the_day(notebook, WEDNESDAY + timedelta(days=n), "neglected") for n in range(1, 40)]
    assert first not in following
    assert journal.prompt_text(first.id) == first.text
    with pytest.raises(InputError):
        journal.keep(notebook, WEDNESDAY, " \n ")


def test_journal_goes_on_when_every_prompt_was_used(notebook: Notebook) -> None:
    for number, one in enumerate(journal.prompts("neglectful")):
        journal.keep(notebook, WEDNESDAY + timedelta(days=number), "x", one.id)
    assert journal.prompt_of_the_day(notebook, date(2027, 1, 1), "neglectful") in journal.prompts("neglectful")


def test_observer_writing_is_seven_minutes_of_three_questions(notebook: Notebook) -> None:
    assert observer.MINUTES == 7 and len(observer.parts()) == 3
    assert "120 couples" in observer.note() and "10.1177/0956797612474938" in observer.source()
    assert observer.due(notebook, WEDNESDAY)
    with pytest.raises(InputError):
        observer.keep(notebook, WEDNESDAY, " ")
    fields = {one.id: "something" for one in observer.parts()}
    observer.keep(notebook, WEDNESDAY, "We argued.", **fields)
    assert not observer.due(notebook, WEDNESDAY + timedelta(days=27))
    assert observer.due(notebook, WEDNESDAY + timedelta(days=28))
    observer.keep(notebook, date(2040, 1, 1), "a clock that ran ahead")
    assert observer.due(notebook, WEDNESDAY + timedelta(days=28))
