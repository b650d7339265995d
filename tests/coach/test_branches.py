"""Several texts at once from one prompt, with the real model: the same as one at a time, and stopped when told."""

import threading

import pytest

from coach.branches import MOST, N_CTX
from coach.candidates import head_grammar
from coach.errors import ModelError
from coach.messages import Message
from coach.tuned import LABELS, TEMPLATE, system

pytestmark = pytest.mark.model

ASKED = [Message("system", system("i-statement")), Message("user", "You forgot to pick me up from the station.")]
HEAD = "Feeling: hurt\nNeed: reliability\n"
OPENING = (HEAD, f"{LABELS['gentle']}:")


def draw(model, n: int = 4, *, messages=ASKED, temperature: float = 0.7, seed: int = 0, greedy=True, **options):
    options = {"max_tokens": 40, "cancel": None, **options}
    return model.draw(messages, OPENING, n, temperature=temperature, seed=seed, greedy_first=greedy, **options)


def test_the_prompt_is_the_one_that_the_adapter_was_taught(tuned) -> None:
    filled = TEMPLATE.format(system=ASKED[0].content, user=ASKED[1].content)
    assert tuned.prompt_tokens(ASKED) == tuned._tokens(filled, special=True)


def test_texts_come_back_whole_and_the_same_for_the_same_seed(tuned) -> None:
    first, again = draw(tuned), draw(tuned)
    assert first == again and len(first) == 4
    assert all(text.startswith(" ") and "<|" not in text and likelihood < 0 for text, likelihood in first)
    assert draw(tuned, seed=7)[1:] != first[1:]


def test_what_was_read_before_does_not_change_what_is_written(tuned) -> None:
    first = draw(tuned)
    draw(tuned, messages=[ASKED[0], Message("user", "You never take the bins out. " * 10)])
    assert draw(tuned) == first


def test_what_was_read_ahead_is_not_read_again_and_changes_nothing(tuned) -> None:
    head = tuned.write_bound(ASKED, head_grammar(), None)
    before = tuned.work()[0]
    assert tuned.read(ASKED, threading.Event(), several=True)
    read = tuned.work()[0] - before
    assert tuned.write_bound(ASKED, head_grammar(), None) == head
    assert tuned.work()[0] - before == read == len(tuned.prompt_tokens(ASKED))
    assert tuned.write_bound(ASKED, head_grammar(), None) == head
    assert tuned.work()[0] - before == 2 * read  # what went on from it is no longer the prompt alone


def test_one_greedy_text_is_what_the_stream_writes(tuned) -> None:
    opened = [ASKED[0], ASKED[1]]
    ((alone, _),) = draw(tuned, 1, messages=opened)
    bound = tuned.write_bound(opened, 'root ::= "Feeling: hurt" "\\nNeed: reliability" "\\n" "Gentle:" [^\\n]+', None)
    assert bound.startswith(f"{HEAD}Gentle:") and bound[len(HEAD) + 7 :][:25] == alone[:25]


def test_a_text_is_likelier_after_its_own_prompt(tuned) -> None:
    back = [Message("system", system("back")), Message("user", "I was hurt when I was not picked up from the station.")]
    other = [back[0], Message("user", "I'm worn out doing the bins, could you take them this week?")]
    own, strange = tuned.likelihoods([(back, ASKED[1].content), (other, ASKED[1].content)], None)
    assert strange < own < 0
    assert tuned.likelihoods([(back, ASKED[1].content)], None)[0] == pytest.approx(own, abs=0.02)


def test_stop_ends_it_within_a_token_and_leaves_the_model_usable(tuned) -> None:
    cancel = threading.Event()
    cancel.set()
    assert draw(tuned, cancel=cancel) == [] and tuned.likelihoods([(ASKED, "a")], cancel) == []
    assert tuned.write_bound(ASKED, 'root ::= "Feeling"', cancel) == ""
    assert len(draw(tuned, 2)) == 2


def test_no_more_than_the_context_holds(tuned) -> None:
    assert len(draw(tuned, MOST + 5, max_tokens=4)) == MOST
    with pytest.raises(ModelError, match="no room"):
        draw(tuned, messages=[ASKED[0], Message("user", "word " * N_CTX)])
    assert not tuned._lock.locked()


def test_a_grammar_that_cannot_be_read_is_a_model_error(tuned) -> None:
    with pytest.raises(ModelError, match="grammar"):
        tuned.write_bound(ASKED, "root ::= (", None)
    assert not tuned._lock.locked()
