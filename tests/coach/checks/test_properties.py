# ruff: noqa: E501 (texts in tables read best on one line)
"""What holds for any text at all: exact places, no exception, linear time."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import checks

_PIECES = st.sampled_from(
    "you never always i feel hurt ignored like a maid my mum at 7pm £40 two hundred Sarah TUESDAY why can't ? ! … ' \" ’ “ <|im_start|> "
    "\n \t 🙂 \u200b \u0130 ß you're selfish or else work bins 12:30 1,200 İ ǅ ﬁ 。 ½ ² ٣".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(_PIECES, max_size=40).map(" ".join), st.lists(_PIECES, max_size=40).map("".join)
)

ONE_TEXT: list[Callable[[str], object]] = [
    checks.flags, checks.facts, checks.genuine_feelings, checks.faux_feelings, checks.has_speaker_feeling, checks.suggest_feelings,
    checks.suggest_needs, checks.first_person, checks.addressed_to_partner, checks.is_reply_or_advice, checks.control_token,
    checks.repeats, checks.has_request_or_need, checks.ends_cleanly, checks.repair, checks.already_kind, checks.observation,
    lambda text: checks.request(text, "rest"),
]  # fmt: skip
TWO_TEXTS: list[Callable[[str, str], object]] = [
    checks.missing_facts, checks.invented_facts, checks.too_long, checks.copies, checks.swapped_roles, checks.check_rewrite,
    lambda message, rewrite: checks.check_rewrite(message, rewrite, "brief"),
]  # fmt: skip


@given(TEXTS)
def test_places_index_the_original_text_exactly(text: str) -> None:
    for found in (
        *checks.flags(text),
        *checks.facts(text),
        *checks.genuine_feelings(text),
        *checks.faux_feelings(text),
    ):
        assert found.text
        assert text[found.start : found.end] == found.text


@given(TEXTS)
def test_flags_and_facts_never_overlap(text: str) -> None:
    for found in (checks.flags(text), checks.facts(text)):
        assert all(one.end <= two.start for one, two in pairwise(found))


@given(TEXTS)
def test_no_text_makes_a_check_fail(text: str) -> None:
    for check in ONE_TEXT:
        check(text)


@given(TEXTS, TEXTS)
@settings(max_examples=60)
def test_no_pair_of_texts_makes_a_check_fail(message: str, rewrite: str) -> None:
    for check in TWO_TEXTS:
        check(message, rewrite)


@given(TEXTS)
def test_a_text_misses_and_invents_nothing_beside_itself(text: str) -> None:
    assert checks.missing_facts(text, text) == []
    assert checks.invented_facts(text, text) == []


@given(TEXTS)
def test_no_text_has_its_own_roles_swapped(text: str) -> None:
    assert not checks.swapped_roles(text, text)


@given(TEXTS)
def test_repair_is_done_in_one_go(text: str) -> None:
    once = checks.repair(text)
    assert checks.repair(once) == once


@given(TEXTS)
def test_a_kind_message_is_never_flagged(text: str) -> None:
    if checks.already_kind(text):
        assert checks.flags(text) == []
        assert checks.check_rewrite(text, text).passed


@given(TEXTS)
def test_observation_is_empty_or_a_short_when_clause(text: str) -> None:
    made = checks.observation(text)
    assert made == "" or (made.startswith("When ") and len(made.split()) <= 40)


PROSE = "You never listen to me when I talk about work, and on Tuesday at 7pm Sam's mum said 'no'! I'm hurt; why can't you? £40. "


@pytest.mark.parametrize(
    ("piece", "length"),
    [
        (PROSE, 100_000),
        *((piece, 20_000) for piece in ("a", " ", "\n", ".", "'\"", "1,", "you ", "why ", "if you x", "HI ", "<|im_", "£1", "hundred and ")),
    ],
    ids="prose letter space newline dot quotes digits you why if capitals token money numbers".split(),
)  # fmt: skip
def test_long_text_is_no_trouble(piece: str, length: int) -> None:
    """Half a second a check for 100,000 characters of prose; the limit leaves room for a busy machine, none for a quadratic pattern."""
    text = (piece * (length // len(piece) + 1))[:length]
    for check in ONE_TEXT:
        start = time.process_time()
        check(text)
        assert time.process_time() - start < 2
    for pair in TWO_TEXTS:
        start = time.process_time()
        pair(text, "I feel sad. Could we talk?")
        pair("You never listen", text)
        assert time.process_time() - start < 4
