"""Fitting a conversation into the model's context."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.context import fit
from coach.errors import InputError
from coach.messages import Message

OVERHEAD = 8  # what a chat template spends on a message


def count(text: str) -> int:
    return len(text.split())


def build(parts) -> str:
    return " ".join([*parts, "QUESTION"])


def talk(*texts: str) -> list[Message]:
    return [Message("assistant" if at % 2 else "user", text) for at, text in enumerate(texts)]


def test_all_is_kept_where_it_fits() -> None:
    history = talk("hello", "hi there")
    assert fit("sys", history, ["p1", "p2"], build, 1000, count) == [
        Message("system", "sys"),
        *history,
        Message("user", "p1 p2 QUESTION"),
    ]


def test_old_turns_go_before_passages() -> None:
    # system 1+8, last 3+8: 20; each message of history is 9
    history = talk("one", "two", "three", "four")
    kept = fit("sys", history, ["p1", "p2"], build, 20 + 18, count)
    assert kept == [Message("system", "sys"), *history[2:], Message("user", "p1 p2 QUESTION")]


def test_an_answer_without_its_question_is_left_out() -> None:
    kept = fit("sys", talk("one", "two"), ["p1", "p2"], build, 20 + 9, count)
    assert kept == [Message("system", "sys"), Message("user", "p1 p2 QUESTION")]


def test_worst_passages_go_before_the_question() -> None:
    # one passage fits: 9 + 2 + 8
    assert fit("sys", [], ["p1", "p2"], build, 19, count)[-1] == Message("user", "p1 QUESTION")
    assert fit("sys", [], ["p1", "p2"], build, 18, count)[-1] == Message("user", "QUESTION")


def test_question_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="too long"):
        fit("sys", [], ["p1"], build, 17, count)


@given(
    st.lists(st.integers(0, 40), max_size=8),
    st.lists(st.integers(0, 30), max_size=6),
    st.integers(1, 10),
    st.integers(0, 300),
)
def test_result_never_exceeds_the_budget_and_drops_no_more_than_it_must(turns, parts, question, budget) -> None:
    history = talk(*("t " * size for size in turns))
    passages = ["p " * size for size in parts]

    def make(kept) -> str:
        return "".join(kept) + "q " * question

    try:
        kept = fit("sys", history, passages, make, budget, count)
    except InputError:
        assert 1 + OVERHEAD + question + OVERHEAD > budget
        return
    assert sum(count(one.content) + OVERHEAD for one in kept) <= budget
    assert kept[0] == Message("system", "sys") and kept[-1].role == "user"
    assert kept[-1].content.endswith("q " * question)
    recent = kept[1:-1]
    assert recent == history[len(history) - len(recent) :]
    assert not recent or recent[0].role == "user"
    # the question holds the best passages, and one more would not have fitted, even without any history
    held = next(n for n in range(len(passages) + 1) if kept[-1].content == make(passages[:n]))
    while held < len(passages) and not passages[held]:
        held += 1  # an empty passage makes no difference
    if held < len(passages):
        assert 1 + OVERHEAD + count(make(passages[: held + 1])) + OVERHEAD > budget
