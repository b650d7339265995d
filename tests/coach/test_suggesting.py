"""What may be pressed while a message is built."""

from hypothesis import given
from hypothesis import strategies as st

from coach.checks import lexicons
from coach.suggesting import Suggester, with_feeling

BY_WORDS = Suggester()


@given(st.text(max_size=120))
def test_feelings_needs_and_requests_are_the_lexicons_own(message: str) -> None:
    found = BY_WORDS.suggestions(message)
    assert found.feelings and set(found.feelings) <= {one.word for one in lexicons.feelings()}
    assert not set(found.feelings) & {one.word for one in lexicons.faux_feelings()}
    assert found.needs and set(found.needs) <= {one.name for one in lexicons.needs()}
    assert set(found.requests) <= {option.text for one in lexicons.needs() for option in one.requests}


def test_what_happened_comes_from_the_message() -> None:
    assert BY_WORDS.suggestions("You never listen to me when I talk about work").happened == ("When I talk about work",)
    assert BY_WORDS.suggestions("").happened == ()


def test_requests_follow_the_need_and_fit_the_message_first() -> None:
    reliability = next(one for one in lexicons.needs() if one.name == "reliability")
    found = BY_WORDS.requests("You were late again", "reliability")
    assert found[0] == "Could you text me when you know you'll be late?"
    assert set(found) == {one.text for one in reliability.requests}


def test_a_feeling_is_added_and_taken_out_again() -> None:
    assert with_feeling("", "sad") == "sad"
    assert with_feeling("sad", "lonely") == "sad, lonely"
    assert with_feeling("Sad, lonely", "sad") == "lonely"
