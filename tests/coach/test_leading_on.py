"""What leads on from an answer, and what reads like a message to the partner."""

from pathlib import Path

import pytest

from coach.leading_on import follow_ups, reads_as_message, stands_alone
from coach.settings import load_settings
from coach.turn import Coach
from knowledge.retrieval import Retriever
from knowledge.schema import Document
from tests.fakes import FakeParts, never_model, small_library


def faq(name: str, title: str, audience: str = "both") -> Document:
    return Document(f"faq-{name}", title, "faq", audience, "s", f"About {title}", name, {})  # type: ignore[arg-type]


FAQS = (
    faq("trust", "How do we rebuild trust?"),
    faq("trust-long", "How long until trust is back?"),
    faq("trust-mine", "I broke trust. How do I rebuild it?", "neglectful"),
    faq("trust-lost", "Why do I not trust them?", "neglected"),
    faq("jar", "What is a connection jar?"),
)


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    return small_library(tmp_path / "index", FAQS).retriever


def test_faqs_near_lead_on_but_the_question_itself_and_what_was_asked_do_not(retriever: Retriever) -> None:
    found = follow_ups("How do we rebuild trust?", retriever, "both", "both", ["how long until trust is back"])
    assert "How do we rebuild trust?" not in found and "How long until trust is back?" not in found
    assert "What is a connection jar?" not in found
    assert found == ("Why do I not trust them?",)


def test_nobody_is_handed_a_question_that_is_the_others(retriever: Retriever) -> None:
    mine = "I broke trust. How do I rebuild it?"
    assert mine not in follow_ups("rebuild trust", retriever, "both", "both", [])
    assert mine not in follow_ups("rebuild trust", retriever, "neglected", "neglectful", [])
    assert mine in follow_ups("rebuild trust", retriever, "both", "neglectful", [])
    assert mine in follow_ups("rebuild trust", retriever, "neglectful", "both", [])


def test_an_faq_word_for_word_stands_alone(retriever: Retriever) -> None:
    assert stands_alone("How do we rebuild trust?", retriever)
    assert not stands_alone("How long does that take?", retriever)


@pytest.mark.parametrize(
    "text",
    [
        "You never listen to me when I talk about work",
        "Why do you always ignore me?",
        "you are so selfish, you only care about your phone!!",
        "What is wrong with you? You never help.",
    ],
)
def test_blame_that_speaks_to_the_partner_reads_as_a_message(text: str) -> None:
    assert reads_as_message(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why does he never listen to me?",
        "My husband says you never listen, is he right?",
        "How do I tell someone that they never listen to you?",
        "Can you help me? Nobody ever listens",
        "What do you think, is always being late a sign of neglect?",
        "I miss you, and I would love an evening with you.",
        "How was your day?",
        "",
    ],
)
def test_questions_and_kind_words_do_not(text: str) -> None:
    assert not reads_as_message(text)


def test_where_danger_was_told_nothing_leads_on_and_nothing_is_softened(tmp_path: Path) -> None:
    coach = Coach(load_settings(), FakeParts(lambda: small_library(tmp_path / "index"), never_model))
    *_, done = coach.ask("You never listen and you hit me last night")
    reply = done.reply  # type: ignore[union-attr]
    assert reply.kind == "safety" and not reply.follow_ups and not reply.to_partner
