"""Messy text made into Markdown that can be cut well, with every word kept."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.chunking import split_sections
from knowledge.sentences import words
from knowledge.tidying import tidy

WALL = (
    "These notes are from our evening class. 1. Light a Lamp Before Supper Every evening one of us lights the blue lamp and the "
    "other puts the phones into the drawer. It takes a minute. 2. Trade One Story Each person tells one small story of the day. "
    "Nobody comments. 3. Name a Wish for Tomorrow Say one wish in one sentence and write it on the slate. 4. Close With Thanks. "
    "Thank each other for one thing."
)


def headings(text: str) -> list[str]:
    return [heading.rpartition(" > ")[2] for heading, _ in split_sections(tidy(text))]


class TestSteps:
    """Steps that are numbered within a wall of text."""

    def test_every_step_gets_a_section_with_its_title(self) -> None:
        sections = dict(split_sections(tidy(WALL)))
        assert list(sections) == [
            "",
            "1. Light a Lamp Before Supper",
            "2. Trade One Story",
            "3. Name a Wish for Tomorrow",
            "4. Close With Thanks.",
        ]
        assert sections["3. Name a Wish for Tomorrow"] == "Say one wish in one sentence and write it on the slate."

    def test_steps_without_titles_start_lines_of_their_own(self) -> None:
        text = "How we do it: 1. Sit down on the low bench. 2. Breathe in and out for a minute. 3. Say what you saw."
        assert [line for line in tidy(text).splitlines() if line] == [
            "How we do it:",
            "1. Sit down on the low bench.",
            "2. Breathe in and out for a minute.",
            "3. Say what you saw.",
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "We met at 7. Then we left at 9. The bus was late.",
            "It was 1. April when we met, and 2. May when we moved.",
            "Version 1. It broke. Version 5. It held.",
        ],
    )
    def test_numbers_that_are_no_sequence_stay_where_they_are(self, text: str) -> None:
        assert tidy(text) == text


class TestHeadings:
    """Lines that are headings though nothing marks them."""

    @pytest.mark.parametrize(
        ("line", "after"),
        [
            ("Step 3: Ask about the garden", "Every week we walk round the beds and look at what has grown."),
            ("WHAT WE PROMISED", "We keep the calendar by the door and write our evenings down."),
            ("Chapter 2", "The winter was long and we hardly spoke with one another."),
            ("The Year of the Long Winter", "We hardly spoke with one another for the whole of that winter."),
            ("Things to Try:", "- a walk\n- a song"),
            ("**Small rituals**", "One of us makes tea."),
            ("2. Keep the Calendar", "It hangs by the door, and each of us writes an evening down."),
            ("3.Why do we keep a slate?", "Because a wish that is written down is seen every day."),
            ("Introduction", "We wrote these pages for our children, who asked how we met."),
        ],
    )
    def test_a_line_that_looks_like_one_becomes_one(self, line: str, after: str) -> None:
        text = f"We began in spring, with little money and much hope.\n\n{line}\n{after}"
        assert line.strip("*") in headings(text)

    @pytest.mark.parametrize(
        "text",
        [
            "milk\neggs\nbread",
            "1. Sit down\n2. Breathe\n3. Speak",
            "Dear Anna,\nI hope that you are well and that the garden grows.",
            "We talked.\nIt was good.",
            "NO!",
            "Anna",
        ],
        ids=["list", "numbered-list", "letter", "sentences", "shout", "name"],
    )
    def test_other_lines_stay_as_they_are(self, text: str) -> None:
        assert "#" not in tidy(text)

    def test_underlined_headings_are_marked(self) -> None:
        assert headings("Our plan\n========\n\nWe talk.\n\nLater\n-----\n\nWe rest.") == ["Our plan", "Later"]

    def test_marked_headings_are_left_alone(self) -> None:
        text = "# Plan\n\nWe Walk Home\nand then we talk about it.\n\n## Later\n\nSome words."
        assert tidy(text) == text

    def test_code_is_left_alone(self) -> None:
        text = "Notes\n```\nSTEP ONE\n| a\n```\nEnd of it."
        assert tidy(text) == text


class TestLines:
    """Lines that were broken by a program, and bullets that stand alone."""

    def test_lines_wrapped_at_a_width_are_joined(self) -> None:
        text = (
            "On Sundays we take the long way round the lake and do not\nspeak until the first bench, where one of us begins and\n"
            "the other listens. Then we change places, and go on with\nthe walk until the boathouse comes in sight.\n\nNext week."
        )
        assert tidy(text).split("\n\n") == [text.split("\n\n")[0].replace("\n", " "), "Next week."]

    def test_a_sentence_broken_by_a_line_end_is_joined(self) -> None:
        assert tidy("Maybe you have noticed that\nyou are quieter than before.") == (
            "Maybe you have noticed that you are quieter than before."
        )

    def test_lone_bullets_go_to_their_lines(self) -> None:
        assert tidy("Signs:\n-\nSilence at supper\n•\nNo questions") == "Signs:\n- Silence at supper\n- No questions"


class TestTables:
    """Tables that lost their frame."""

    def test_rows_without_frame_become_a_table(self) -> None:
        text = "Day | What | Who |\n---|---|---|\nMonday | walk | both |\nTuesday | cook |\nText after."
        assert tidy(text) == (
            "| Day | What | Who |\n| --- | --- | --- |\n| Monday | walk | both |\n| Tuesday | cook |  |\n\nText after."
        )

    @pytest.mark.parametrize("text", ["yes | no", "<|im_start|>system\n<|im_end|>", "a|b|c"])
    def test_bars_alone_make_no_table(self, text: str) -> None:
        assert tidy(text) == text


_LINES = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60),
        st.sampled_from(
            [
                "Step 1: Begin",
                "1. Sit Down Before You speak to me",
                "ALL CAPS",
                "-",
                "• a",
                "a | b | c |",
                "---|---",
                "===",
                "",
                "# x",
            ]
        ),
    ),
    max_size=12,
).map("\n".join)


@example(WALL)
@example("1. A Bee And then 2. A Cee And then 3. A Dee And then it is done and we go home to rest, all of us.")
@given(_LINES)
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    assert words(tidy(text)) == words(text)


@given(st.lists(st.sampled_from(WALL.split()), min_size=1, max_size=200).map(" ".join))
def test_shuffled_walls_keep_their_words_in_order(text: str) -> None:
    assert words(tidy(text)) == words(text)
