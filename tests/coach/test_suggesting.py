"""What may be pressed while a message is built."""

from hypothesis import given
from hypothesis import strategies as st

from coach.checks import lexicons
from coach.piece_reader import Likely, PieceReader
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


class Reads(PieceReader):
    """Reads every message alike."""

    def __init__(self) -> None:
        """Load nothing."""

    def read(self, message: str) -> Likely:
        return Likely(
            (("lonely", 0.6), ("sad", 0.3)),
            (("support", 0.7), ("comfort", 0.2)),
            (("Would you sit with me?", 0.5), ("Could you ask me how it went?", 0.2)),
        )


def test_a_reader_says_what_comes_first() -> None:
    found = Suggester(Reads()).suggestions("You never asked how my scan went")
    assert (found.feelings[0], found.needs[0]) == ("lonely", "support")
    assert found.requests[:2] == ("Would you sit with me?", "Could you ask me how it went?")
    assert "Could you take one night feed this week?" not in found.requests
    pieces = Suggester(Reads()).pieces("You never asked how my scan went", ())
    assert (pieces.feeling, pieces.need, pieces.request) == ("lonely", "support", "Would you sit with me?")
    assert pieces.observation == "When you didn't ask how my scan went"


def test_a_feeling_that_is_named_comes_before_what_is_read() -> None:
    assert Suggester(Reads()).suggestions("I'm so tired of this").feelings[0] == "tired"


def test_an_unsure_request_gives_way_to_the_needs_own() -> None:
    class Unsure(Reads):
        def read(self, message: str) -> Likely:
            return Likely((("lonely", 1.0),), (("reliability", 1.0),), (("Would you sit with me?", 0.1),))

    assert (
        Suggester(Unsure()).pieces("You were late again", ()).request
        == "Could you text me when you know you'll be late?"
    )


def test_nothing_is_read_of_no_message() -> None:
    assert Suggester(Reads()).suggestions("  ") == BY_WORDS.suggestions("  ")
    assert Suggester(Reads()).composed("  ") is None and BY_WORDS.composed("You never listen") is None
