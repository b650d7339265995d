"""What is kept of an answer beside its text comes back as it was, and what cannot be read says nothing."""

import pytest

from coach.answer_details import NOTHING_KNOWN, UNFINISHED, AnswerDetails, as_plain, details_of, packed, unpacked
from coach.messages import AskReply, Citation

CITED = (Citation(2, "Title", "", "Source", "Text „with“ marks"),)


@pytest.mark.parametrize(
    "details",
    [
        NOTHING_KNOWN,
        UNFINISHED,
        AnswerDetails("faq", CITED),
        AnswerDetails("generated", CITED, ("Hearth's own.",), ({"name": "Line", "call": "116 123"},)),
    ],
)
def test_details_come_back_as_they_were(details: AnswerDetails) -> None:
    assert unpacked(packed(details)) == details


def test_what_says_nothing_takes_no_room() -> None:
    assert packed(NOTHING_KNOWN) == ""
    assert as_plain(UNFINISHED) == {"unfinished": True}


@pytest.mark.parametrize(
    "text", ["{", "[]", '"x"', '{"kind": "other"}', '{"citations": [{"n": 1}]}', '{"resources": [{"call": [1]}]}']
)
def test_what_cannot_be_read_says_nothing(text: str) -> None:
    assert unpacked(text) == NOTHING_KNOWN


def test_of_a_reply_its_kind_passages_and_lines_are_kept() -> None:
    reply = AskReply("", "Q?", "A.", "safety", CITED, resources=({"name": "L", "call": "1", "text": None},), own=("A",))
    assert details_of(reply) == AnswerDetails("safety", CITED, ("A",), ({"name": "L", "call": "1"},))
