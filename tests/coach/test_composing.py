"""A message put together from its pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checks import lexicons
from coach.checks.verdict import check_rewrite
from coach.composing import _WARM, chance, composed, features
from coach.messages import TONES
from coach.piece_reader import Likely

MESSAGE = "You never text me back"


def likely(request_share: float = 0.6) -> Likely:
    return Likely(
        (("frustrated", 0.5), ("annoyed", 0.2), ("sad", 0.1)),
        (("connection", 0.7), ("attention", 0.1)),
        (("Could you text me when you can't talk?", request_share),),
    )


def test_each_tone_tells_what_happened_a_feeling_and_a_request() -> None:
    put = composed(MESSAGE, likely())
    assert put.texts == {
        "gentle": "When you don't text me back, I feel frustrated. I'd love for us to feel connected again. "
        "Could you text me when you can't talk?",
        "direct": "When you don't text me back, I feel frustrated. I need us to feel connected again. "
        "Could you text me when you can't talk?",
        "brief": "I feel frustrated when you don't text me back. Could you text me when you can't talk?",
    }
    assert all(check_rewrite(MESSAGE, text, tone).passed for tone, text in put.texts.items())


def test_a_request_that_is_unsure_is_to_talk_about_it() -> None:
    put = composed(MESSAGE, likely(0.1))
    assert put.request == "" and put.texts["gentle"].endswith("Could we talk about it tonight?")
    assert put.texts["direct"].endswith("I need us to feel connected again.")


def test_what_was_once_is_told_as_past() -> None:
    assert ", I felt frustrated." in composed("You forgot to pick me up on Friday", likely()).texts["gentle"]
    assert ", I feel frustrated." in composed("You forget to pick me up", likely()).texts["gentle"]


def test_a_feeling_that_is_named_comes_before_what_is_read() -> None:
    put = composed("I'm so lonely when you never text me back", likely())
    assert put.feeling == "lonely"


@pytest.mark.parametrize("need", [one.name for one in lexicons.needs()])
@pytest.mark.parametrize("tone", TONES)
def test_no_need_is_said_as_blame(need: str, tone: str) -> None:
    read = Likely((("sad", 0.9),), ((need, 0.9),), ())
    text = composed("You never text me back", read).texts[tone]  # type: ignore[index]
    assert check_rewrite("You never text me back", text, tone).passed, text  # type: ignore[arg-type]


def test_each_need_has_its_warm_words() -> None:
    assert set(_WARM) == {one.name for one in lexicons.needs()}


@given(st.floats(0, 4), st.floats(0, 5), st.sampled_from((0.0, 1.0)))
def test_a_chance_is_one(needs: float, feelings: float, told: float) -> None:
    assert 0 <= chance((needs, feelings, told)) <= 1


def test_the_surer_the_needs_the_likelier_it_is_sent() -> None:
    felt = (("frustrated", 0.9), ("sad", 0.1))
    sure, unsure = (Likely(felt, (("connection", 1 - other), ("attention", other)), ()) for other in (0.05, 0.5))
    assert composed(MESSAGE, sure).chance > composed(MESSAGE, unsure).chance


def test_where_nothing_is_said_to_have_happened_a_request_must_be_surer() -> None:
    assert composed("whatever, roomie", likely(0.5)).request == ""
    assert composed("whatever, roomie", likely(0.7)).request == "Could you text me when you can't talk?"
    assert features("", likely())[2] == features("When it comes to the dog", likely())[2] == 0.0
