"""A message and a version, change by change."""

from hypothesis import given
from hypothesis import strategies as st

from coach.changes import Part, apply, changed, compare

TEXTS = st.text(alphabet="ab you'’never .,\n😀é", max_size=80)


@given(TEXTS, TEXTS)
def test_all_changes_give_the_version_and_none_the_message(message: str, version: str) -> None:
    parts = compare(message, version)
    assert apply(parts, range(len(changed(parts)))) == version
    assert apply(parts, ()) == message


@given(TEXTS)
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert changed(compare(text, text)) == []


def test_one_change_is_taken_and_another_left() -> None:
    parts = compare(
        "You never listen when I talk about work. Forget dinner.", "Please listen when I talk about work. Keep dinner."
    )
    assert changed(parts) == [Part("You never", "Please"), Part("Forget", "Keep")]
    assert apply(parts, [1]) == "You never listen when I talk about work. Keep dinner."
    assert apply(parts, [0]) == "Please listen when I talk about work. Forget dinner."


def test_changes_with_one_word_between_them_are_one() -> None:
    assert changed(compare("you always forget me here", "we sometimes forget us here")) == [
        Part("you always forget me", "we sometimes forget us")
    ]
