"""Grounding cards: the shipped ones stay data; hidden, kept first, reworded and added in one's own space."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import CoachError, InputError
from coach.keeping import grounding, place
from coach.keeping.export import as_markdown
from coach.keeping.kinds import GroundingCard
from coach.keeping.notebook import Notebook
from tests.coach.keeping.conftest import WEDNESDAY

SHIPPED = grounding.shipped()
IDS = [one.id for one in SHIPPED]


def ids(notebook: Notebook, *, hidden: bool = False) -> list[str]:
    """The cards in their order, those that are hidden or those that are not."""
    return [one.id for one in grounding.cards(notebook) if one.hidden == hidden]


def test_shipped_cards_are_short_and_say_when_to_leave_them() -> None:
    assert len(SHIPPED) == len(set(IDS)) == len({one.title for one in SHIPPED}) == 12
    for one in SHIPPED:
        assert 1 <= one.minutes <= 10 and 2 <= len(one.steps) <= 5, one.id
        assert len(one.title) <= 60 and all(len(step) <= 160 for step in one.steps), one.id
        # "Skip this if …" goes on in these words
        assert one.skip_if[0].islower() or one.skip_if.startswith("I "), one.id
        assert one.skip_if.endswith("."), one.id
    assert sum(bool(one.source) for one in SHIPPED) >= 8
    assert [one.id for one in SHIPPED if one.timer] == ["not-now"]
    assert all(re.search(r"\b(?:19|20)\d\d\b", one.source) for one in SHIPPED if one.source)


def test_without_a_word_the_cards_are_as_shipped_and_nothing_is_written(notebook: Notebook) -> None:
    assert grounding.cards() == grounding.cards(notebook) == SHIPPED
    assert not notebook.path.exists()


def test_card_is_hidden_shown_kept_first_and_no_trace_stays_when_all_is_undone(notebook: Notebook) -> None:
    grounding.mark(notebook, WEDNESDAY, "humming", favourite=True)
    grounding.mark(notebook, WEDNESDAY, "cold-water", hidden=True)
    assert ids(notebook) == ["humming", *(one for one in IDS if one not in ("humming", "cold-water"))]
    assert ids(notebook, hidden=True) == ["cold-water"]
    grounding.mark(notebook, WEDNESDAY, "humming", hidden=True)
    (humming,) = [one for one in grounding.cards(notebook) if one.id == "humming"]
    assert humming.favourite and humming.hidden
    assert len(notebook.all(GroundingCard)) == 2, "one entry a card"
    grounding.mark(notebook, WEDNESDAY, "humming", favourite=False, hidden=False)
    grounding.mark(notebook, WEDNESDAY, "cold-water", hidden=False)
    assert grounding.cards(notebook) == SHIPPED and notebook.all(GroundingCard) == []


def test_shipped_card_is_reworded_and_comes_back_as_it_was(notebook: Notebook) -> None:
    grounding.mark(notebook, WEDNESDAY, "cold-water", favourite=True)
    grounding.reword(notebook, WEDNESDAY, "cold-water", " Snow ", "4", "Open the door\n\nHold some snow", "it is July.")
    card = grounding.cards(notebook)[0]
    assert (card.id, card.title, card.minutes, card.steps) == (
        "cold-water",
        "Snow",
        4,
        ("Open the door", "Hold some snow"),
    )
    assert card.reworded and card.favourite and not card.own
    assert card.source == "", "other words do not rest on the source"
    assert grounding.shipped() == SHIPPED
    text = as_markdown(notebook)
    assert "- card: Cold water" in text and "> Open the door\n> Hold some snow" in text
    grounding.as_shipped(notebook, WEDNESDAY, "cold-water")
    assert grounding.cards(notebook)[0].steps == next(one.steps for one in SHIPPED if one.id == "cold-water")
    assert grounding.cards(notebook)[0].favourite


@pytest.mark.parametrize("favourite", [False, True], ids=["the entry goes", "the entry stays"])
def test_words_that_are_taken_back_are_gone_from_the_copy_of_the_day_too(notebook: Notebook, favourite: bool) -> None:
    grounding.mark(notebook, WEDNESDAY, "humming", hidden=True)
    grounding.reword(notebook, WEDNESDAY, "cold-water", "zanzibarsecret", "4", "Hold some snow")
    grounding.mark(notebook, WEDNESDAY, "cold-water", favourite=favourite)
    notebook.forget_copies()
    copy = notebook.path.with_name(notebook.path.name + place.BACKUP)
    assert b"zanzibarsecret" in copy.read_bytes()
    grounding.as_shipped(notebook, WEDNESDAY, "cold-water")
    assert b"zanzibarsecret" not in copy.read_bytes()


def test_own_card_is_added_changed_and_removed(notebook: Notebook) -> None:
    entry = grounding.add(notebook, WEDNESDAY, "The cat", "5", "Find the cat\nListen to it", "the cat is asleep.")
    own = f"own-{entry.id}"
    assert ids(notebook) == [own, *IDS]
    grounding.mark(notebook, WEDNESDAY, "humming", favourite=True)
    assert ids(notebook)[:2] == ["humming", own]
    grounding.mark(notebook, WEDNESDAY, own, favourite=True)
    grounding.reword(notebook, WEDNESDAY, own, "The dog", "10", "Find the dog")
    first = grounding.cards(notebook)[0]
    assert (first.title, first.own, first.reworded, first.skip_if) == ("The dog", True, False, "")
    assert grounding.remove(notebook, own) and not grounding.remove(notebook, own)
    assert own not in ids(notebook)


@pytest.mark.parametrize(
    ("title", "minutes", "steps", "why"),
    [
        ("", "3", "Sit", "title and one step"),
        ("Sit", "3", " \n", "title and one step"),
        *[("Sit", minutes, "Sit", "from 1 to 60") for minutes in ("", "0", "61", "-3", "2.5", "ten", "٣", "9" * 5000)],
        ("x" * 61, "3", "Sit", "under 60 characters"),
        ("Sit", "3", "x" * 501, "under 500 characters"),
        ("Sit", "3", "\n".join("x" * 9), "at most 8"),
    ],
)
def test_card_that_is_none_is_refused_and_nothing_is_written(
    notebook: Notebook, title: str, minutes: str, steps: str, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        grounding.add(notebook, WEDNESDAY, title, minutes, steps)
    with pytest.raises(InputError, match=why):
        grounding.reword(notebook, WEDNESDAY, "humming", title, minutes, steps)
    assert not notebook.path.exists()


@pytest.mark.parametrize("id_", ["", "nothing", "own-", "own-99", "own-x", "own-²", f"own-{'9' * 30}"])
def test_card_that_is_not_there_cannot_be_marked_or_removed(notebook: Notebook, id_: str) -> None:
    grounding.add(notebook, WEDNESDAY, "The cat", "5", "Find the cat")
    with pytest.raises(CoachError):
        grounding.mark(notebook, WEDNESDAY, id_, hidden=True)
    if id_.startswith("own-9"):
        return
    with pytest.raises(InputError):
        grounding.remove(notebook, id_)


def test_removing_a_shipped_card_is_refused(notebook: Notebook) -> None:
    with pytest.raises(InputError, match="card of your own"):
        grounding.remove(notebook, "humming")


def test_words_for_a_card_that_is_shipped_no_more_are_still_there(notebook: Notebook) -> None:
    notebook.add(GroundingCard(card="juggling", title="Juggle", steps=("Two balls",)), WEDNESDAY, "juggling")
    notebook.add(GroundingCard(card="whistling", hidden=True), WEDNESDAY, "whistling")
    assert [one.title for one in grounding.cards(notebook) if one.own] == ["Juggle"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(IDS), st.sampled_from(["favourite", "hidden"]), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_marks_lose_no_card_and_keep_the_order_within_favourites_and_the_rest(
    tmp_path_factory: pytest.TempPathFactory, marks: list[tuple[str, str, bool]]
) -> None:
    notebook = Notebook(tmp_path_factory.mktemp("n") / "n.sqlite3")
    last: dict[tuple[str, str], bool] = {}
    for id_, what, on in marks:
        grounding.mark(notebook, WEDNESDAY, id_, **{what: on})
        last[id_, what] = on
    found = grounding.cards(notebook)
    assert sorted(one.id for one in found) == sorted(IDS)
    for one in found:
        assert one.favourite == last.get((one.id, "favourite"), False)
        assert one.hidden == last.get((one.id, "hidden"), False)
    expected = [one for one in IDS if last.get((one, "favourite"))] + [
        one for one in IDS if not last.get((one, "favourite"))
    ]
    assert [one.id for one in found] == expected
