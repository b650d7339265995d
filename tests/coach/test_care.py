"""Care: for what people write for themselves, in words that fit who writes, and not for what only asks."""

import pytest

from coach.care import heard, only_asks, reply_to
from coach.screening import Screening, Span, screen


def by_meaning(text: str, label="self_harm", score: float = 0.6, imminent: bool = False) -> Screening:
    """What the screen says where the classifier alone hears danger."""
    return Screening(label, score, imminent, (Span(0, len(text), text, ""),))


def test_danger_in_any_of_the_texts_is_answered_with_help_lines() -> None:
    reply = heard(["a quiet day", "Last night he choked me and I'm afraid of him."], "GB")
    assert reply is not None
    assert reply.text == heard(["Last night he choked me and I'm afraid of him."], "GB").text  # type: ignore[union-attr]
    assert reply.lines


def test_danger_that_is_told_over_two_texts_is_heard() -> None:
    apart = ["I want to", "end my life"]
    assert all(screen(one).label == "none" for one in apart[:1])
    assert heard(apart) is not None


@pytest.mark.parametrize("texts", [[], [""], ["  ", "\n"], ["We laughed at supper.", "He forgot the bins again."]])
def test_ordinary_pages_are_left_alone(texts: list[str]) -> None:
    assert heard(texts) is None


def test_what_was_heard_is_not_said_of_the_one_who_worries() -> None:
    text = "My husband is talking about ending it all tonight"
    reply = reply_to(screen(text), "GB", text=text)
    assert "close to you" in reply.text or "somebody's life" in reply.text
    assert "call 999 and say where they are" in reply.text and "Are you safe" not in reply.text


def test_what_the_other_said_is_not_told_to_the_one_who_wants_to_die() -> None:
    text = "He says he'll kill himself and I wish I was dead too"
    reply = reply_to(screen(text), "GB", text=text)
    assert "that you do not want to be alive" in reply.text and "close to you may" not in reply.text


def test_who_finds_the_other_with_an_overdose_is_not_told_that_they_took_it() -> None:
    text = "My wife has taken 30 paracetamol."
    reply = reply_to(screen(text), "GB", text=text)
    assert "say where they are" in reply.text and "that you may have taken" not in reply.text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I beat my wife. I hit her again.", "gb-respect"),
        ("I slapped him during the row and I hate myself", "gb-respect"),
        ("I hit her back when she hit me", "gb-ndah"),
        ("He was choking me so I hit him", "gb-ndah"),
        ("I slapped him, it was self-defence", "gb-ndah"),
        ("My husband hits me", "gb-ndah"),
    ],
)
def test_who_hurt_someone_gets_other_lines_than_who_was_hurt(text: str, first: str) -> None:
    judged = screen(text)
    assert judged.label == "partner_violence"
    assert reply_to(judged, "GB", text=text).lines[0].id == first


def test_a_man_who_is_hit_in_spain_gets_no_suicide_line() -> None:
    text = "My wife hits me"
    assert "024" not in [line.call for line in reply_to(screen(text), "ES", text=text).lines]


@pytest.mark.parametrize(
    "question",
    [
        "Is it OK to take ibuprofen tablets with sertraline?",
        "how many sleeping tablets are safe for one night",
        "Can I take my wife's sleeping pills?",
        "would antidepressants make him talk",
        "Is it dangerous to mix my tablets with wine?",
        "Do antidepressants kill desire?",
        "What happens if I double my dose of sertraline?",
        "Should he come off his medication?",
        "Are these pills too strong for me?",
        "Is my husband bipolar or just moody?",
    ],
)
def test_a_question_that_the_classifier_mistakes_for_danger_is_a_question(question: str) -> None:
    assert only_asks(question, by_meaning(question))


@pytest.mark.parametrize(
    "text",
    [
        "I've swallowed every tablet in the house and I feel sleepy",
        "I took my whole prescription an hour ago.",
        "I've been saving up my antidepressants for months, I think I'm ready.",
        "I took all my tablets, what happens now?",
        "I have lined up my pills, is it wrong?",
        "ive swallowed the tablets, will it hurt?",
        "I've taken too many sleeping pills, should I worry?",
        "My tablets are on the table and I am done",
        "I saved up my medication, can anyone see that?",
        "im hoarding my meds, is that bad?",
    ],
)
def test_whoever_tells_of_taking_or_saving_does_not_only_ask(text: str) -> None:
    assert not only_asks(text, by_meaning(text))


@pytest.mark.parametrize(
    "judged",
    [
        by_meaning("", score=0.7),
        by_meaning("", imminent=True),
        by_meaning("", label="partner_violence"),
        by_meaning("", label="child_safety"),
        Screening("self_harm", 0.6, False, (Span(0, 2, "Is", "a note"),)),
    ],
)
def test_what_is_sure_or_near_or_of_another_kind_is_no_mere_question(judged: Screening) -> None:
    assert not only_asks("Can I take my wife's sleeping pills?", judged)


@pytest.mark.parametrize(
    "text",
    [
        "He is a psychopath, he threw me against the wall and broke my arm",
        "My boyfriend is bipolar and he threw me down the stairs",
        "Is he a narcissist? He threw me down the stairs",
    ],
)
def test_violence_told_with_a_diagnosis_stays_violence(text: str) -> None:
    assert not only_asks(text, by_meaning(text, label="partner_violence"))
