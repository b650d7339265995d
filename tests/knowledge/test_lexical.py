"""BM25 over a handful of texts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import LexicalIndex, best, terms

IDS = ["jar", "touch", "talk"]
TEXTS = [
    "The connection jar holds slips of paper. Draw one from the jar.",
    "The touch challenge is a hug a day.",
    "Talking daily, even for ten minutes, keeps a connection.",
]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(IDS, TEXTS)


def test_terms_are_stemmed_content_words() -> None:
    assert terms(["The partners talking to the partner"]) == [["partner", "talk", "partner"]]
    assert terms(["", "!?"]) == [[], []]


def test_text_with_more_of_the_query_comes_first(index: LexicalIndex) -> None:
    assert [id_ for id_, _ in index.search("connection jar", 3)] == ["jar", "talk"]


def test_other_forms_of_a_word_are_found(index: LexicalIndex) -> None:
    assert [id_ for id_, _ in index.search("hugs", 3)] == ["touch"]
    assert [id_ for id_, _ in index.search("we talked", 3)] == ["talk"]


def test_scores_fall_and_are_positive(index: LexicalIndex) -> None:
    scores = [score for _, score in index.search("connection jar talking", 3)]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


def test_top_k_bounds_the_result(index: LexicalIndex) -> None:
    assert len(index.search("connection", 1)) == 1


@pytest.mark.parametrize("query", ["", "   ", "the of and", "ibuprofen", "!!!", "🌧"])
def test_query_without_a_known_word_finds_nothing(index: LexicalIndex, query: str) -> None:
    assert index.search(query, 3) == []


@pytest.mark.parametrize("texts", [[], [""], ["", "!?"]], ids=["none", "empty", "wordless"])
def test_index_without_words_finds_nothing_also_when_read_back(tmp_path: Path, texts: list[str]) -> None:
    built = LexicalIndex.build([str(at) for at in range(len(texts))], texts)
    built.save(tmp_path)
    assert built.search("anything", 3) == LexicalIndex.load(tmp_path).search("anything", 3) == []


def test_index_read_back_gives_the_same_results(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "deep" / "folder")
    again = LexicalIndex.load(tmp_path / "deep" / "folder")
    for query in ("connection jar", "hugs", "ten minutes"):
        assert again.search(query, 3) == index.search(query, 3) != []


def test_missing_folder_raises_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        LexicalIndex.load(tmp_path / "nowhere")


def test_every_damaged_or_missing_file_raises_os_or_value_error(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "whole")
    names = sorted(one.name for one in (tmp_path / "whole").iterdir())
    assert "ids.json" in names
    for damage in ("half", "empty", "gone"):
        for name in names:
            if name == "params.index.json" and damage == "gone":
                continue  # its absence marks an index without words
            folder = tmp_path / f"{damage}-{name}"
            index.save(folder)
            raw = (folder / name).read_bytes()
            if damage == "gone":
                (folder / name).unlink()
            else:
                (folder / name).write_bytes(raw[: len(raw) // 2] if damage == "half" else b"")
            with pytest.raises((OSError, ValueError)):
                LexicalIndex.load(folder)


# few different values, so that ties are common, and zeros, which are texts without a word of the query
SCORES = st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0, 1.0, 2.5, 7.25]), max_size=60)


@given(scores=SCORES, top_k=st.integers(min_value=-1, max_value=70))
def test_best_are_those_of_a_full_stable_sort(scores: list[float], top_k: int) -> None:
    row = np.array(scores, dtype=np.float32)
    slow = [at for at in sorted(range(len(scores)), key=lambda at: -scores[at]) if scores[at] > 0][: max(0, top_k)]
    assert best(row, top_k) == slow


@given(st.lists(st.floats(min_value=0, max_value=50, width=32), max_size=200), st.integers(min_value=1, max_value=40))
def test_best_are_those_of_a_full_stable_sort_for_any_scores(scores: list[float], top_k: int) -> None:
    row = np.array(scores, dtype=np.float32)
    slow = [int(at) for at in np.argsort(-row, kind="stable") if row[at] > 0][:top_k]
    assert best(row, top_k) == slow


def test_texts_that_say_the_same_come_in_their_order_whatever_top_k() -> None:
    texts = ["A walk by the river."] * 9 + ["Nothing of the kind."]
    index = LexicalIndex.build([f"t{at}" for at in range(10)], texts)
    for top_k in range(1, 12):
        assert [id_ for id_, _ in index.search("river walk", top_k)] == [f"t{at}" for at in range(min(top_k, 9))]


def test_search_at_some_size_finds_what_a_full_sort_finds() -> None:
    draw = np.random.default_rng(0)
    vocabulary = [f"word{at}" for at in range(300)]
    # Zipf's law, roughly: words that nearly every text has, and words that few have
    texts = [" ".join(vocabulary[min(299, at)] for at in draw.zipf(1.3, size=25)) for _ in range(3000)]
    index = LexicalIndex.build([str(at) for at in range(3000)], texts)
    for query in ("word1 word2", "word7 word40 word41", "word250", "word1 word1 word99"):
        scores = index._scorer.get_scores([one for one in terms([query])[0] if one in index._scorer.vocab_dict])
        slow = [str(at) for at in np.argsort(-scores, kind="stable")[:30] if scores[at] > 0]
        assert [id_ for id_, _ in index.search(query, 30)] == slow != []
