"""Cutting documents into chunks: nothing lost, nothing over budget, in order."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chunking import MAX_TOKENS, chunk_document, pack, split_sections
from knowledge.sentences import words
from tests.fakes import document


def count(text: str) -> int:
    """Words and signs: what a tokeniser sees at least."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def by_pieces(text: str) -> int:
    """A tokeniser that cuts words into pieces of four letters, as subword models do."""
    return sum(-(-len(one) // 4) for one in re.findall(r"\w+|[^\w\s]", text))


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("plain text", [("", "plain text")]),
        ("# A\n\none\n\n## B\n\ntwo\n\n# C\n\nthree", [("A", "one"), ("A > B", "two"), ("C", "three")]),
        ("# A\n### Deep\ntext\n## B\ntext", [("A > Deep", "text"), ("A > B", "text")]),
        ("before\n# A\nafter", [("", "before"), ("A", "after")]),
        ("# A ##\ntext", [("A", "text")]),
        ("#no heading\n####### nor this", [("", "#no heading\n####### nor this")]),
        ("# A\n```\n# a comment\n```\n", [("A", "```\n# a comment\n```")]),
        ("# Alone\n# B\ntext", [("", "Alone"), ("B", "text")]),
        ("# A\n## First\n## Second\n", [("A", "First"), ("A", "Second")]),
        ("", []),
        ("# \n", []),
    ],
    ids=[
        "plain",
        "nested",
        "skipped-level",
        "preamble",
        "closing-marks",
        "no-headings",
        "fence",
        "lone",
        "lone-nested",
        "empty",
        "empty-heading",
    ],
)
def test_sections_carry_their_heading_path(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert list(split_sections(markdown)) == expected


def test_heading_with_many_spaces_takes_linear_time() -> None:
    begin = time.perf_counter()
    assert list(split_sections("#" + " " * 5000 + "x" + " " * 5000 + "y\ntext")) == [("x" + " " * 5000 + "y", "text")]
    assert time.perf_counter() - begin < 2


def test_section_that_fits_stays_whole() -> None:
    text = "First sentence. Second sentence.\n\nSecond paragraph."
    (chunk,) = chunk_document(document("a", text), count)
    assert chunk.text == text


def test_chunk_knows_its_document_and_place() -> None:
    one = document("talking", "# Why\n\nBecause.\n\n# How\n\nSlowly.", title="Talking", audience="neglected")
    first, second = chunk_document(one, count)
    assert (first.id, first.heading, first.position, first.section) == ("talking#0", "Why", 0, 0)
    assert (second.id, second.heading, second.position, second.section) == ("talking#1", "How", 1, 1)
    assert (second.document_id, second.title, second.audience, second.source) == (
        "talking",
        "Talking",
        "neglected",
        one.source,
    )
    assert second.embedded_text == "Talking\nHow\nSlowly."


def test_long_section_is_cut_at_blank_lines_first() -> None:
    # budget 10: two paragraphs of six tokens cannot share a piece
    assert pack("one two three four five six\n\none two three four five six", count, 10) == [
        "one two three four five six",
        "one two three four five six",
    ]


def test_long_line_is_cut_between_sentences() -> None:
    # 5 tokens a sentence with its full stop; two fit into 11
    text = "One two three four. One two three four. One two three four."
    assert pack(text, count, 11) == ["One two three four. One two three four.", "One two three four."]


def test_long_sentence_is_cut_between_words() -> None:
    assert pack("a b c d e f g", count, 3) == ["a b c", "d e f", "g"]


def test_very_long_word_is_cut_by_letters() -> None:
    pieces = pack("x" * 1000, by_pieces, 60)
    assert "".join(pieces).replace(" ", "") == "x" * 1000
    assert all(by_pieces(one) <= 60 for one in pieces)


def test_very_long_heading_becomes_text() -> None:
    heading = " ".join(f"word{at}" for at in range(400))
    chunks = chunk_document(document("a", f"# {heading}\n\nThe end."), count)
    assert all(count(one.embedded_text) <= MAX_TOKENS for one in chunks)
    held = [word for one in chunks for word in words(one.text)]
    assert held == [*words(heading), "the", "end"]


_LINES = st.one_of(
    st.text(alphabet=st.sampled_from("ab .,!?'*-1\t"), max_size=200),
    st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=12), max_size=60).map(" ".join),
    st.builds(
        lambda level, text: f"{'#' * level} {text}",
        st.integers(1, 6),
        st.text(alphabet="abc ", min_size=1, max_size=20),
    ),
    st.just(""),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES, max_size=25).map("\n".join), st.integers(45, 120), st.sampled_from([count, by_pieces]))
def test_no_text_is_lost_none_is_over_budget_and_order_is_kept(text: str, budget: int, counter) -> None:
    one = document("doc", text, title="T")
    chunks = chunk_document(one, counter, budget)
    said = [(heading, words(body)) for heading, body in split_sections(text)]
    # each section's words, in order, in that section's chunks
    for section, (heading, expected) in enumerate(said):
        own = [chunk for chunk in chunks if chunk.section == section]
        assert [word for chunk in own for word in words(chunk.text)] == expected
        assert {chunk.heading for chunk in own} <= {heading, ""}
    assert [chunk.position for chunk in chunks] == list(range(len(chunks)))
    assert [chunk.id for chunk in chunks] == [f"doc#{at}" for at in range(len(chunks))]
    assert [chunk.section for chunk in chunks] == sorted(chunk.section for chunk in chunks)
    assert all(counter(chunk.embedded_text) <= budget for chunk in chunks)
    # and the sections together hold every word of the text
    every = {word for heading, body in said for word in [*words(heading), *body]}
    assert set(words(text)) <= every


@pytest.mark.model
def test_no_chunk_of_the_shipped_guides_is_cut_off_by_the_embedding_model(embedder) -> None:
    from knowledge.reading import read_shipped

    chunks = [chunk for one in read_shipped() for chunk in chunk_document(one, embedder.count_tokens)]
    too_long = [
        chunk.id for chunk in chunks if embedder.count_tokens(chunk.embedded_text) > 254
    ]  # and two special ones
    assert not too_long
