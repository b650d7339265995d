"""Questions that are another's to answer get a line that says so, and ordinary ones do not."""

import pytest

from coach.referrals import kind_of, referral


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
