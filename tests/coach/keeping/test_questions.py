"""The deck of questions: well made, and never one twice before it is through."""

import random
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import InputError
from coach.keeping import questions
from coach.keeping.kinds import Drawn
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY

# words that corner, judge or compare; a warm question needs none of them
_CORNERING = re.compile(
    r"\b(?:why (?:do|did|don't|didn't|can't|won't) (?:you|i)|should you|fault|wrong with|do you (?:still )?love me|prove|admit"
    r"|weight|calorie|ex\b|sex\w*|you (?:never|always)|failed me|confess)\b",
    re.IGNORECASE,
)


def test_deck_is_large_varied_and_has_no_doubles() -> None:
    deck = questions.deck()
    assert len(deck) >= 150
    assert len({one.id for one in deck}) == len({one.text.lower() for one in deck}) == len(deck)
    themes = Counter(one.theme for one in deck)
    assert set(themes) == set(questions.THEMES) and min(themes.values()) >= 12
    depths = Counter(one.depth for one in deck)
    assert set(depths) == {1, 2, 3} and min(depths.values()) >= 30
    assert {(one.theme, 1) for one in deck} <= {(one.theme, one.depth) for one in deck}, "each theme has an easy way in"


@pytest.mark.parametrize("card", questions.deck(), ids=lambda one: one.id)
def test_question_is_open_short_and_corners_nobody(card: questions.Question) -> None:
    assert card.text.endswith("?") and len(card.text) <= 140
    assert not _CORNERING.search(card.text)
    # an open question: not one to be answered with yes or no, unless it goes on to ask for more
    first = card.text.split()[0].lower()
    assert first not in {"do", "does", "did", "are", "can", "will", "would", "have", "should"}


def test_question_stays_the_same_all_day_and_is_another_tomorrow(notebook: Notebook) -> None:
    first = questions.question_of_the_day(notebook, WEDNESDAY)
    assert first is not None
    assert all(questions.question_of_the_day(notebook, WEDNESDAY) == first for _ in range(5))
    assert questions.question_of_the_day(notebook, WEDNESDAY + timedelta(days=1)) != first
    assert len(notebook.all(Drawn)) == 2


def test_first_questions_are_easy_unless_asked_otherwise(notebook: Notebook) -> None:
    chance = random.Random(3)
    depths = []
    for number in range(40):
        card = questions.question_of_the_day(notebook, WEDNESDAY + timedelta(days=number), chance=chance)
        assert card is not None
        depths.append(card.depth)
    assert set(depths[:7]) == {1} and max(depths[7:21]) == 2 and max(depths[21:]) == 3
    other = Notebook(notebook.path.with_name("other.sqlite3"))
    deep = questions.question_of_the_day(other, WEDNESDAY, depth=3)
    assert deep is not None and deep.depth == 3


def test_theme_and_depth_choose_and_skip_lays_aside(notebook: Notebook) -> None:
    play = questions.question_of_the_day(notebook, WEDNESDAY, theme="play")
    assert play is not None and play.theme == "play"
    assert questions.question_of_the_day(notebook, WEDNESDAY) == play
    other = questions.skip(notebook, WEDNESDAY, depth=2, theme="repair")
    assert other is not None and (other.depth, other.theme) == (2, "repair")
    assert questions.question_of_the_day(notebook, WEDNESDAY) == other
    assert [one.data.state for one in notebook.all(Drawn)] == ["skipped", "drawn"]
    assert questions.left(notebook) == len(questions.deck()) - 2


def test_theme_that_is_used_up_says_so_until_the_deck_is_begun_anew(notebook: Notebook) -> None:
    seen = []
    while (card := questions.skip(notebook, WEDNESDAY, theme="values")) is not None:
        seen.append(card.id)
    assert len(seen) == len(set(seen)) == sum(one.theme == "values" for one in questions.deck())
    assert questions.left(notebook, theme="values") == 0
    assert questions.question_of_the_day(notebook, WEDNESDAY, theme="values") is None
    assert questions.question_of_the_day(notebook, WEDNESDAY) is not None, "the other themes go on"
    questions.begin_anew(notebook, WEDNESDAY)
    assert questions.left(notebook) == len(questions.deck())
    assert questions.question_of_the_day(notebook, WEDNESDAY, theme="values") is not None


def test_deck_that_is_through_begins_again_by_itself(notebook: Notebook) -> None:
    size = len(questions.deck())
    drawn = [questions.skip(notebook, WEDNESDAY) for _ in range(size + 1)]
    ids = [one.id for one in drawn if one is not None]
    assert len(set(ids[:size])) == size
    assert ids[size] in set(ids[:size])
    assert questions.left(notebook) == size - 1


def test_two_spaces_have_a_deck_each(notebook: Notebook, tmp_path: Path) -> None:
    other = Notebook(tmp_path / "spaces" / "sam" / "notebook.sqlite3")
    questions.question_of_the_day(notebook, WEDNESDAY)
    assert questions.left(other) == len(questions.deck())


def test_cards_that_left_the_deck_trouble_nobody(notebook: Notebook) -> None:
    notebook.add(Drawn(question="gone-01", round=1), WEDNESDAY, "1/gone-01")
    card = questions.question_of_the_day(notebook, WEDNESDAY)
    assert card is not None
    assert questions.left(notebook) == len(questions.deck()) - 1
    assert questions.question_text("gone-01") == ""


@pytest.mark.parametrize(("depth", "theme"), [(0, None), (4, None), (None, "weather")])
def test_depth_and_theme_that_are_not_there_are_wrong_usage(
    notebook: Notebook, depth: int | None, theme: str | None
) -> None:
    for draw in (questions.question_of_the_day, questions.skip):
        with pytest.raises(InputError):
            draw(notebook, WEDNESDAY, depth, theme)
    assert not notebook.path.exists()


# what a person may do with the deck: (skip?, depth, theme, days passed)
_ACTS = st.tuples(
    st.booleans(),
    st.sampled_from([None, None, 1, 2, 3]),
    st.sampled_from([None, None, None, *questions.THEMES]),
    st.integers(-2, 3),
)


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(_ACTS, max_size=60), seed=st.integers(0, 9999))
def test_no_question_comes_twice_before_the_deck_is_through(
    acts: list[tuple[bool, int | None, str | None, int]], seed: int
) -> None:
    chance = random.Random(seed)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # a small deck, so that it is gone through
        small = tuple(one for number, one in enumerate(questions.deck()) if number % 20 == 0)
        patch.setattr(questions, "deck", lambda: small)
        notebook, day = Notebook(Path(folder) / "n.sqlite3"), date(2026, 3, 28)
        for skips, depth, theme, days in acts:
            day += timedelta(days=days)
            left = questions.left(notebook, depth, theme)
            whole_deck_left = questions.left(notebook)
            draw = questions.skip if skips else questions.question_of_the_day
            card = draw(notebook, day, depth, theme, chance)
            if card is None:
                fits_none = not any(depth in (None, one.depth) and theme in (None, one.theme) for one in small)
                assert fits_none or (left == 0 and whole_deck_left > 0), "refused though something was left"
                continue
            assert depth in (None, card.depth) and theme in (None, card.theme)
        rounds: dict[int, list[str]] = {}
        for one in notebook.all(Drawn):
            rounds.setdefault(one.data.round, []).append(one.data.question)
        assert all(len(set(ids)) == len(ids) for ids in rounds.values()), "a question came twice in one round"
        for number in sorted(rounds)[:-1]:
            assert len(rounds[number]) == len(small), "a round ended before the deck was through"
