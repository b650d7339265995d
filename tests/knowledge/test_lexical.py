"""BM25 over a handful of texts."""

from pathlib import Path

import pytest

from knowledge.lexical import LexicalIndex, terms

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
