"""Follow-ups, made searchable by what the talk was about."""

import pytest

from coach.followup import search_query
from coach.messages import Message

TALK = [
    Message("user", "What kind of therapy helps?"),
    Message("assistant", "EFT and the Gottman method."),
    Message("user", "How do I find a couples therapist?"),
    Message("assistant", "Ask about training and price."),
]


@pytest.mark.parametrize(
    "question",
    [
        "and if he refuses?",
        "how long does that take?",
        "why?",
        "What about online?",
        "Is it expensive?",
        "…",
        "but she won't",
    ],
)
def test_question_that_leans_is_searched_with_the_persons_last_one(question: str) -> None:
    assert search_query(question, TALK) == f"How do I find a couples therapist? {question}"


@pytest.mark.parametrize(
    "question",
    [
        "How do I rebuild trust after years of emotional neglect?",
        "What is the connection jar?",
        "Signs of emotional neglect",
    ],
)
def test_question_that_stands_alone_is_searched_alone(question: str) -> None:
    assert search_query(question, TALK) == question


@pytest.mark.parametrize("history", [[], [Message("assistant", "Hello.")]], ids=["none", "only-ours"])
def test_without_an_earlier_question_it_is_searched_alone(history) -> None:
    assert search_query("and if he refuses?", history) == "and if he refuses?"
