"""The request that ends a version: harmless ones stay, others give way to one that fits, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checks import lexicons
from coach.checks.blame import flags
from coach.checks.feelings import has_speaker_feeling
from coach.closing import NEED, TALK, closed, core
from coach.messages import TONES


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I'm sad about the couch. Could you take me off tonight?", "I'm sad about the couch."),
        ("I'm hurt by the fat jokes. Please stop them.", "I'm hurt by the fat jokes."),
        ("I'm worn out doing the bins, could you take them this week?", "I'm worn out doing the bins."),
        ("I'm lonely in the evenings; will you sit with me?", "I'm lonely in the evenings."),
        ("You cancelled and I'm hurt. I need to count on you. Could we talk?", "You cancelled and I'm hurt."),
        ("I was hurt when you laughed.", "I was hurt when you laughed."),
        ("Could you tell me why?", "Could you tell me why?"),
        ("", ""),
    ],
    ids=["question", "please", "tail", "semicolon", "need-and-question", "none", "nothing-left", "empty"],
)
def test_the_request_is_taken_off_and_the_feeling_stays(text: str, left: str) -> None:
    assert core(text) == left


@pytest.mark.parametrize(
    "ending", ["Could we talk about it after dinner?", "Could you just hear me out?", "Could I have a hug?"]
)
def test_a_harmless_request_of_its_own_stays(ending: str) -> None:
    text = f"I'm hurt about last night. {ending}"
    assert closed("You ruined last night", text, "to be heard", "gentle") == text


def test_what_may_not_fit_gives_way_to_a_request_of_the_need_or_to_a_talk() -> None:
    odd = "I'm worn out doing the bins. Could you take me off tonight?"
    assert closed("You never take the bins out", odd, "shared responsibility", "gentle") == (
        "I'm worn out doing the bins. Would you take the bins out on collection day?"
    )
    assert closed("You said so", "I'm hurt. Could you keep the lid on?", "honesty", "gentle").endswith(TALK["gentle"])
    assert (
        closed("You said so", "I'm hurt, could you keep the lid on?", "honesty", "brief")
        == f"I'm hurt. {TALK['brief']}"
    )
    assert (
        closed("You said so", "I'm hurt. I need me to be here.", "honesty", "direct") == f"I'm hurt. {NEED['honesty']}"
    )


def test_every_need_of_the_lexicon_is_said_to_the_partner_without_blame() -> None:
    assert set(NEED) == {one.name for one in lexicons.needs()}
    for said in [*NEED.values(), *filter(None, TALK.values())]:
        assert not flags(f"I feel sad. {said}"), said


@given(st.text(max_size=120), st.sampled_from(TONES), st.sampled_from(["to be heard", "nothing known"]))
def test_any_text_comes_back_with_what_it_felt(text: str, tone, need: str) -> None:
    ended = closed("You never listen", text, need, tone)
    assert ended.startswith(core(text)) or ended == text
    assert has_speaker_feeling(ended) == has_speaker_feeling(text)


@pytest.mark.parametrize(
    "text", ["I'm sad" + " " * 250_000 + "x", "I'm sad" + ", could x" * 30_000 + ".x"], ids=["spaces", "requests"]
)
def test_a_long_text_is_read_once(text: str) -> None:
    """Quadratic, this would run into the time limit."""
    assert core(text) == text
