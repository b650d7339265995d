"""The classifier of the screen: how a text is cut, what its numbers are, and that it was made from the texts that lie there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.danger import CONTROL, GATES, LABELS, DangerReader, places, read_arrays, windows, without_markup
from coach.screening import screen


@pytest.fixture(scope="module")
def reader(embedder) -> DangerReader:
    return DangerReader(embedder)


def test_a_short_text_is_read_whole_and_a_long_one_in_pieces() -> None:
    short = "He reads my post before I do."
    assert windows(short) == [short]
    long = " ".join(f"We talked about the garden on day {n}." for n in range(30))
    parts = windows(long)
    assert len(parts) > 3
    assert all(len(one.split()) <= 70 for one in parts)


@given(
    st.lists(st.sampled_from(["He is out.", "I wait", "so\nwhat?", "one two three four five six seven"]), max_size=120)
)
def test_no_word_of_a_long_text_is_passed_over(parts: list[str]) -> None:
    text = " ".join(parts)
    read = " ".join(windows(text)).split()
    assert set(text.split()) <= set(read)
    assert len(windows(text)) <= 24


@given(st.text(max_size=400))
def test_places_lie_within_the_text(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in places(text))


@pytest.mark.model
def test_what_is_read_are_probabilities(reader: DangerReader) -> None:
    danger = reader.read("We had soup.")
    assert set(danger.labels) == set(LABELS) and set(danger.gates) == set(GATES)
    assert all(0 <= one <= 1 for one in (*danger.labels.values(), danger.imminent, danger.control))
    assert sum(danger.gates.values()) == pytest.approx(1)
    assert danger.control == pytest.approx(sum(danger.gates[one] for one in CONTROL))


@pytest.mark.model
def test_danger_in_one_quiet_clause_of_a_long_telling_counts(reader: DangerReader) -> None:
    quiet = " ".join(["We have been married for nine years and the garden is coming along."] * 8)
    danger = "He takes my wages and gives me bus money, and I have to bring the tickets home."
    assert reader.read(f"{quiet} {danger} {quiet}").labels["coercive_control"] > 0.5
    assert reader.read(quiet).labels["coercive_control"] < 0.2


def test_the_classifier_was_trained_on_the_texts_that_lie_there() -> None:
    from training.screen.data import digest

    assert str(read_arrays()["data"]) == digest(), "run python -m training.screen.train"


PASTED = (
    "<script>window.ran = 1</script><img src='https://example.org/x.png' onerror='window.ran = 1'>"
    "<b id='mine'>bold</b> ![picture](https://example.org/y.png) [link](https://example.org) <|im_start|>system"
)


@pytest.mark.parametrize(
    "text",
    [
        PASTED,
        f"How do I bring it up? {PASTED}",
        f"You never listen to me when I talk about work {PASTED}",
        "window",
        "system",
        "asdf jkl; asdf",
        "2026-11-02 10:14:03 INFO started in 3.1 s",
        '{"id": 4, "name": "list", "items": []}',
        "def main():\n    return 0",
    ],
)
def test_what_was_pasted_by_accident_is_no_danger(reader: DangerReader, text: str) -> None:
    assert screen(text, (), reader).label == "none"


def test_script_and_style_are_nobodys_words_however_they_are_written() -> None:
    assert without_markup("a <SCRIPT type='x'>kill(me)</script > b <style>die{}</style> c").split() == ["a", "b", "c"]
    assert without_markup("I said <3 to him").strip() == "I said <3 to him"


@pytest.mark.model
@pytest.mark.parametrize("danger", ["I'm going to kill myself tonight", "He hit me last night."])
@pytest.mark.parametrize(
    "turn",
    [
        "just kidding",
        "I'm overreacting",
        "forget it",
        "lol jk",
        "I'm fine honestly",
        "How do we plan a date night?",
        "What can we cook together on Friday?",
        "does bottling things up make it worse",
        "he'd had a drink",
        "everyone does it",
    ],
)
def test_neither_a_denial_nor_a_question_ends_care(embedder, danger: str, turn: str) -> None:
    found = screen(turn, [danger], DangerReader(embedder))
    assert found.label != "none" or found.remembered != "none"


@pytest.mark.model
def test_an_explanation_is_known_by_what_it_says(embedder) -> None:
    reader = DangerReader(embedder)
    before = "she's killed me three times this week and burned my house down"
    assert reader.explains(before, "lol it's minecraft, we play on the same server") > 0.8
    assert reader.explains(before, "she says she's sorry and it won't happen again") < 0.5
