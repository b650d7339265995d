"""What a message is made of, as the trained reader reads it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.checks import lexicons
from coach.piece_reader import Likely, PieceReader, held_by
from knowledge.embedding import SentenceTransformerEmbedder


@pytest.fixture(scope="module")
def reader() -> PieceReader:
    return PieceReader(SentenceTransformerEmbedder())


def first(likely: Likely) -> tuple[str, str, str]:
    return likely.feelings[0][0], likely.needs[0][0], likely.requests[0][0]


@pytest.mark.parametrize(
    ("message", "families", "needs"),
    [
        ("Is it me or do you just not like me anymore", {"insecure", "hurt", "sad"}, {"reassurance"}),
        ("Forgot the milk. Again. ONE thing.", {"frustrated", "disappointed", "annoyed"}, {"reliability"}),
        (
            "You work till nine and then it's the sofa and your phone",
            {"lonely", "sad"},
            {"time together", "attention", "connection"},
        ),
        (
            "Not a word about the dinner I made for your boss",
            {"hurt", "discouraged", "disappointed", "sad"},
            {"appreciation", "recognition"},
        ),
    ],
)
def test_what_is_meant_is_read_where_no_word_of_a_list_stands(
    reader: PieceReader, message: str, families: set[str], needs: set[str]
) -> None:
    family = {one.word: one.family for one in lexicons.feelings()}
    felt, need, _ = first(reader.read(message))
    assert family[felt] in families and need in needs


def test_shares_add_up_and_names_are_the_lexicons_own(reader: PieceReader) -> None:
    likely = reader.read("You never text me when you are late")
    assert {name for name, _ in likely.feelings} == {one.word for one in lexicons.feelings()}
    assert {name for name, _ in likely.needs} == {one.name for one in lexicons.needs()}
    for ranked in (likely.feelings, likely.needs):
        shares = [share for _, share in ranked]
        assert sum(shares) == pytest.approx(1, abs=1e-3) and shares == sorted(shares, reverse=True)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(reader: PieceReader, message: str) -> None:
    assert all(held_by(message).allows(text) for text, _ in reader.read(message).requests)


@pytest.mark.parametrize(
    ("message", "request_", "allowed"),
    [
        ("Your mother was here again", "Could you talk to her?", True),
        ("You never talk to me", "Could you talk to her?", False),
        ("You never talk to me", "Could you tell them the truth?", False),
        ("The bins are full", "Could you take them out tonight?", True),
        ("You never help", "Could you do a load of washing?", False),
        ("Pants all over the floor and the washing to do", "Could you do a load of washing?", True),
        ("You never help", "Could we look at it together this week?", True),
        ("You never help", "Could you bring Tom home on Sunday?", False),
    ],
)
def test_a_request_speaks_of_nothing_and_nobody_that_the_message_does_not_hold(
    message: str, request_: str, allowed: bool
) -> None:
    assert held_by(message).allows(request_) is allowed
