"""The builders: a sentence one would say, kind about what may go wrong, and nothing that decides for the other."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import InputError
from coach.keeping import expectations, limits, notes
from coach.keeping.building import piece
from coach.keeping.kinds import AppreciationNote, Expectation, KindLimit
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY


def kinds(built: expectations.Built) -> set[str]:
    return {one.kind for one in built.findings}


# -- clear expectations ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", expectations.examples(), ids=lambda one: one["need"])
def test_examples_of_expectations_need_no_mending(example: dict[str, str]) -> None:
    made = expectations.build(**example)
    assert made.findings == () and made.ok and not made.blocked
    assert f"I need you to {example['act']}, {example['when']}." in made.sentence


def test_parts_become_one_sentence() -> None:
    made = expectations.build("I need comfort.", "I need you to  sit with me\nfor ten minutes.", "When I'm home ill")
    assert made.sentence == "What I need is comfort. I need you to sit with me for ten minutes, when I'm home ill."
    assert (
        expectations.build("", "to ask about Tom's exam", "on Friday").sentence
        == "I need you to ask about Tom's exam, on Friday."
    )
    assert expectations.build("", "hug me").sentence == "I need you to hug me."
    with pytest.raises(InputError):
        expectations.build("comfort", "I need you to ")


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("be there for me", "vague"),
        ("care more", "vague"),
        ("listen", "vague"),
        ("show me love", "vague"),
        ("be more affectionate", "vague"),
        ("spend more time with me", "vague"),
        ("stop ignoring me", "negative"),
        ("not look at your phone at supper", "negative"),
        ("put the kids to bed and wash up and call my mum tonight", "several"),
        ("hug me; ring me at noon; take me out on Friday", "several"),
        ("always answer me", "blame"),
        ("stop being so lazy", "blame"),
        ("grow up and help me tonight", "blame"),
        ("hug me", "when"),
    ],
)
def test_what_could_be_clearer_is_found(act: str, kind: str) -> None:
    made = expectations.build("", act)
    assert kind in kinds(made)
    assert all(one.why for one in made.findings)
    assert made.ok is (kind == "when"), "a missing time is only a hint"


@pytest.mark.parametrize(
    "act",
    [
        "ask how I am when we're home, and stay for the answer",
        "hug me before we leave in the morning",
        "remember my exam and ask about it on Friday",
        "call me in your lunch break on Tuesdays",
        "tell me a day ahead when you will be late",
        "sit with me for ten minutes after supper",
        "read this page with me tonight",
        "put your phone in the hall at supper",
        "come with me to the doctor on Monday",
        "take the children out on Saturday morning",
        "say good night to me before you sleep",
    ],
)
def test_one_doable_thing_passes(act: str) -> None:
    assert expectations.build("", act).findings == ()


@pytest.mark.parametrize(
    "act",
    [
        "give me your password",
        "show me your phone",
        "stop seeing your friends",
        "not go out with your sister",
        "quit your job",
        "not wear that dress",
        "tell me where you are every hour",
        "share your location with me",
        "ask my permission before you go out",
    ],
)
def test_demand_that_would_control_is_not_worded(notebook: Notebook, act: str) -> None:
    made = expectations.build("to feel safe", act)
    assert made.blocked and made.sentence == "" and kinds(made) == {"control"}
    with pytest.raises(InputError):
        expectations.keep(notebook, WEDNESDAY, "to feel safe", act)
    with pytest.raises(InputError):
        expectations.keep(notebook, WEDNESDAY, "comfort", "hug me", sentence=f"I need you to {act}.")
    assert not notebook.path.exists()


def test_expectation_is_kept_as_built_or_in_ones_own_words(notebook: Notebook) -> None:
    first = expectations.keep(notebook, WEDNESDAY, "touch", "hug me", "in the morning")
    own = expectations.keep(notebook, WEDNESDAY, "touch", "hug me", sentence=" a hug before work would do me\ngood ")
    assert first.data.sentence == "What I need is touch. I need you to hug me, in the morning."
    assert own.data.sentence == "A hug before work would do me good"
    assert len(notebook.all(Expectation)) == 2


# -- kind limits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", limits.examples(), ids=lambda one: one["need"])
def test_examples_of_limits_need_no_mending(example: dict[str, str]) -> None:
    made = limits.build(**example)
    assert made.findings == () and made.sentence.startswith(f"I need {example['need']}. When {example['when']}, I'll ")


@pytest.mark.parametrize(
    "will_do",
    [
        "go for a walk and come back at nine",
        "I'll leave the room",
        "I will sleep in the other room",
        "I'm going to stay at my sister's for the night",
        "say so that day, and not sulk",
        "end the call",
        "eat at seven and keep your plate warm",
        "go out with my friends",
        "see a counsellor on my own",
        "call the police",
        "leave, if you hit me again",
        "move out",
        "stop the talk and come back in an hour",
        "not answer messages after ten",
    ],
)
def test_limit_says_what_i_will_do(will_do: str) -> None:
    made = limits.build("rest", "if voices get loud", will_do)
    assert made.findings == ()
    assert made.sentence.startswith("I need rest. When voices get loud, I'll ")


@pytest.mark.parametrize(
    "will_do",
    [
        "you have to tell me where you are",
        "you stay at home",
        "not let you see your sister",
        "check your phone",
        "take your keys away",
        "hide the car keys",
        "lock you out",
        "make you tell me",
        "forbid you to go",
        "read your messages",
        "take the kids away from you",
    ],
)
def test_words_that_decide_for_the_other_are_not_worded(notebook: Notebook, will_do: str) -> None:
    made = limits.build("to feel safe", "you come home late", will_do)
    assert made.blocked and made.sentence == ""
    with pytest.raises(InputError, match="what you will do yourself"):
        limits.keep(notebook, WEDNESDAY, "", "", will_do)
    with pytest.raises(InputError):
        limits.keep(
            notebook,
            WEDNESDAY,
            "",
            "you shout",
            "go out",
            sentence=f"I'll {will_do}" if will_do[:3] != "you" else will_do,
        )
    assert not notebook.path.exists()


@pytest.mark.parametrize(
    ("will_do", "kind"),
    [
        ("tell your mother what you are like", "threat"),
        ("go, or else", "threat"),
        ("ignore you for a week", "punishment"),
        ("not speak to you until Sunday", "punishment"),
        ("go, because you are a selfish pig", "blame"),
    ],
)
def test_threat_punishment_and_blame_are_named(will_do: str, kind: str) -> None:
    made = limits.build("rest", "you shout", will_do)
    assert kind in kinds(made) or made.blocked
    assert not made.ok


def test_limit_without_an_act_is_no_limit(notebook: Notebook) -> None:
    with pytest.raises(InputError, match="what you will do"):
        limits.build("rest", "you shout", "I will")
    assert limits.build("", "", "go to bed at ten").sentence == "I'll go to bed at ten."
    entry = limits.keep(notebook, WEDNESDAY, "sleep", "it is eleven", "go to bed")
    assert notebook.get(KindLimit, entry.id).data.sentence == "I need sleep. When it is eleven, I'll go to bed."
    assert "danger" in limits.NOTE


# -- the appreciation note ---------------------------------------------------------------------------------------------


def test_note_is_one_exact_thing_and_what_it_meant(notebook: Notebook) -> None:
    made = notes.build("you got up with him at three.", "I could sleep, and felt looked after")
    assert made.sentence == "You got up with him at three. I could sleep, and felt looked after."
    assert made.ok
    entry = notes.keep(notebook, WEDNESDAY, "you got up at three")
    assert entry.data.sentence == "You got up at three." and not entry.data.given
    assert notes.give(notebook, entry.id, WEDNESDAY).data.given
    assert notebook.get(AppreciationNote, entry.id).day == WEDNESDAY < WEDNESDAY + timedelta(days=1)
    with pytest.raises(InputError):
        notes.build("  ")


@pytest.mark.parametrize(
    ("noticed", "meant", "kind"),
    [
        ("You cooked", "but you left the pans", "but"),
        ("You finally cleaned", "", "but"),
        ("Thanks for everything", "", "vague"),
        ("You were less of an idiot today", "", "blame"),
    ],
)
def test_what_takes_from_a_thank_you_is_named(noticed: str, meant: str, kind: str) -> None:
    assert kind in kinds(notes.build(noticed, meant))


# -- any text at all ---------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_builders_take_any_text_and_are_one_line(one: str, two: str, three: str) -> None:
    for build in (expectations.build, limits.build):
        try:
            made = build(one, two, three)
        except InputError:
            continue
        assert "\n" not in made.sentence and made.blocked == (made.sentence == "")
        assert all(found.why for found in made.findings)
    try:
        notes.build(one, two)
    except InputError:
        assert not one.strip()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_piece_of_a_sentence_is_stable(text: str) -> None:
    once = piece(text)
    assert piece(once) == once
