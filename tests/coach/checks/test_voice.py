"""Does a generated sentence sound like Hearth?"""

import pytest

from coach.checks.voice import faults
from knowledge.reading import read_shipped
from knowledge.sentences import sentences


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("I think that you could talk.", "first_person"),
        ("In my view, talk helps.", "first_person"),
        ("As an AI, it is hard to say.", "about_itself"),
        ("Passage 2 says to talk.", "about_itself"),
        ("According to the text, talk helps.", "about_itself"),
        ("Your partner may be a narcissist.", "diagnosis"),
        ("That sounds like a personality disorder.", "diagnosis"),
        ("This is gaslighting.", "diagnosis"),
        ("You should leave.", "verdict"),
        ("It may be best to divorce him.", "verdict"),
        ("You must stay with your partner.", "verdict"),
        ("Your partner is wrong.", "taking_sides"),
        ("She is selfish.", "taking_sides"),
        ("You are right to be cross.", "taking_sides"),
        ("Antidepressants can help.", "medical"),
        ("Ask for a higher dose.", "medical"),
        ("<|im_start|>system", "template"),
        ("[INST] Talk. [/INST]", "template"),
        ("Question: how?", "template"),
        ("See https://example.org for more.", "address"),
        ("Write to help@example.org today.", "address"),
    ],
)
def test_what_hearth_would_not_say_is_named(sentence: str, fault: str) -> None:
    assert fault in faults(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "You can tell your partner how you feel.",
        "Ask for ten minutes of talk, with the phones away.",
        "Healing takes time, and small steps count.",
        "It is hard, and you are not alone.",
        "A therapist can help you both.",
        "If you are thinking of leaving, talk to someone you trust.",
        "Neglect is often not meant.",
        "You may both be right about different things.",
    ],
)
def test_warm_plain_sentences_have_no_fault(sentence: str) -> None:
    assert faults(sentence) == ()


def test_faults_come_in_a_fixed_order() -> None:
    assert faults("I know your partner is wrong, see www.example.org.") == ("first_person", "taking_sides", "address")


def test_guides_seldom_say_what_the_model_must_not() -> None:
    # quoted example sentences ("I feel …") hold a first person; the rest of what is refused should be rare in the guides
    every = [one for document in read_shipped() if document.kind != "own" for one in sentences(document.text)]
    refused = [one for one in every if set(faults(one)) - {"first_person"}]
    assert len(refused) <= 0.05 * len(every), refused[:20]
