"""Questions that are another's to answer get a line that says so, and ordinary ones do not."""

from functools import cache

import pytest

from coach.danger import DangerReader
from coach.referrals import kind_of, line_of, referral
from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Is he a narcissist?", "diagnosis"),
        ("he's a narcissist right", "diagnosis"),
        ("Do you think my wife has ADHD or is she just rude", "diagnosis"),
        ("Should I leave him?", "leave"),
        ("do I stay or go", "leave"),
        ("is our marriage over", "leave"),
        ("Can I take my wife's sleeping pills?", "medication"),
        ("would antidepressants make him talk", "medication"),
        ("Can she take the kids to Spain legally?", "legal"),
        ("am i entitled to half the house", "legal"),
    ],
)
def test_a_question_for_somebody_else_is_known(question: str, kind: str) -> None:
    assert kind_of(question) == kind
    assert referral(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is emotional neglect?",
        "How do I ask for more time together?",
        "Should I go first when we talk?",
        "should we go to therapy",
        "how do we make supper a calm time",
        "He leaves the room when I cry. What can I do?",
        "Can being ignored make you depressed?",
    ],
)
def test_ordinary_questions_get_no_such_line(question: str) -> None:
    assert referral(question) == ""


@cache
def reader() -> DangerReader:
    return DangerReader(SentenceTransformerEmbedder(EMBEDDED))


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("She washes her hands till they bleed and counts the stairs. What has she got?", "diagnosis"),
        ("He takes citalopram for his nerves, could he have half of it in the evening instead?", "medication"),
        ("If I move to my sister's, does the flat go to him?", "legal"),
        ("Give it to me straight, would a sensible woman have walked out by now", "leave"),
    ],
)
def test_what_the_rules_do_not_know_is_heard_by_meaning(question: str, kind: str) -> None:
    assert kind_of(question) == ""
    assert kind_of(question, reader().read(question)) == kind
    assert referral(question, reader().read(question)) == line_of(kind)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "What is emotional neglect?",
        "How do I ask for more time together?",
        "how do I tell her I want to stay",
        "Why is saying sorry not enough?",
        "we never talk about anything real any more",
    ],
)
def test_what_is_hearths_to_answer_gets_no_line(question: str) -> None:
    assert referral(question, reader().read(question)) == ""
