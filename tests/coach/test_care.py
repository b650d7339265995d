"""Care for what people write for themselves."""

import pytest

from coach.care import heard
from coach.screening import screen


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
