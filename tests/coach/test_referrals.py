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
        ("Can I sue him for the money?", "legal"),
        ("will the court take her side", "legal"),
        ("Do I need a lawyer to separate?", "legal"),
        ("is it legal to record him", "legal"),
        ("Do I get half the house?", "legal"),
        ("Can he claim half of my pension?", "legal"),
        ("does she keep half", "legal"),
        ("will he take half the savings", "legal"),
        ("Who gets half of the furniture?", "legal"),
        ("Does he have to pay maintenance?", "legal"),
        ("How much child maintenance is fair?", "legal"),
        ("Can I claim maintenance from her?", "legal"),
        ("Are maintenance payments for life?", "legal"),
        ("what is a maintenance order", "legal"),
        ("what are my rights if the flat is in his name", "legal"),
        ("I want to file for divorce and I am lost", "legal"),
        ("Should we try weed to relax?", "medication"),
        ("how many sleeping tablets are safe", "medication"),
        ("I want to come off my antidepressants", "medication"),
        ("what dose of melatonin can he take", "medication"),
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
        "My wife Sue never listens to me",
        "Why does Sue never listen to me?",
        "How do I tell Sue that I love her?",
        "My husband is a lawyer and is never home",
        "My husband is a lawyer, how do I get an hour with him?",
        "I clean half the house and he does nothing",
        "I clean half the house, is that fair?",
        "We play tennis on the court by the river and he sulks when he loses",
        "He smokes weed every night and ignores me",
        "My mother-in-law runs our lives. What can I say to her?",
        "The ball is in your court, she said",
        "He feels entitled to my time",
        "We inherited his mother's temper, both of us",
        "He forgets his tablets and I remind him every morning",
        "She is on the pill and we hardly touch",
        "I am the only one who maintains this house",
        "How do I get half an hour to myself?",
        "Is there a maintenance routine for our relationship?",
        "Can he take half the blame?",
        "Could she take half of the blame for once?",
        "Why does he get half the bed and all the duvet?",
        "How do we keep half the weekend free?",
        "Can he take half the chores?",
        "Should he take half the night with the baby?",
        "Does love need maintenance?",
        "How do I get half a chance to speak?",
        "Why do I get half as much praise as his mother?",
        "Who pays attention to maintenance of what we have?",
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
        "Can he take half the blame?",
    ],
)
def test_what_is_hearths_to_answer_gets_no_line(question: str) -> None:
    assert referral(question, reader().read(question)) == ""
