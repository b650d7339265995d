"""Which sentences of a passage an answer's sentence rests on."""

from coach.citing import sentences_cited
from coach.messages import Citation

PASSAGE = (
    "Trust grows slowly. Keep one small promise every day, and say when you cannot keep it.\n\n"
    "- Put the phone away at supper.\n- Ask about the day.\n\nNobody has to be perfect."
)
CITED = (Citation(1, "Trust", "", "s", PASSAGE), Citation(2, "Other", "", "s", "Jars hold slips of paper."))


def test_each_sentence_leads_to_the_one_that_it_rests_on() -> None:
    answer = "Keep one small promise each day. [1] Put your phone away at supper. [1] The jar holds paper slips. [2]"
    assert sentences_cited(answer, CITED) == {
        1: ("Keep one small promise every day, and say when you cannot keep it.", "- Put the phone away at supper."),
        2: ("Jars hold slips of paper.",),
    }


def test_sentences_before_the_numbered_one_are_not_its_own() -> None:
    found = sentences_cited("Nobody has to be perfect. Keep one small promise each day. [1]", CITED)
    assert found == {1: ("Keep one small promise every day, and say when you cannot keep it.",)}


def test_what_is_not_there_or_has_no_number_leads_nowhere() -> None:
    assert sentences_cited("Keep one small promise each day.", CITED) == {}
    assert sentences_cited("Elephants swim across wide rivers. [1] [7]", CITED) == {1: ()}
