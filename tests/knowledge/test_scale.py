"""What measures at size, in small: the made corpus, its vectors, an index of it, and the growth that is read from it."""

import math
from pathlib import Path

import numpy as np
import pytest

from coach.bench_corpus import MARK, MadeVectors, added_documents, build_of_size, corpus, require_disk
from evals.scale import Known, build_figures, embed_figures, exponent, growth, load, save, search_figures, table
from knowledge.chunking import chunk_document
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError
from knowledge.reading import read_shipped
from knowledge.schema import Document
from knowledge.sentences import sentences
from tests.fakes import KeywordEmbedder, small_documents


@pytest.fixture(scope="module")
def shipped() -> list[Document]:
    return read_shipped()


class TestCorpus:
    """Passages made of the shipped guides."""

    def test_added_passages_are_as_many_as_asked_for_and_each_distinct(self, shipped: list[Document]) -> None:
        chunks = [
            chunk
            for one in added_documents(shipped, 1001)
            for chunk in chunk_document(one, KeywordEmbedder().count_tokens)
        ]
        assert len(chunks) == 1001 == len({chunk.text for chunk in chunks}) == len({chunk.id for chunk in chunks})
        assert {chunk.kind for chunk in chunks} == {"own"}
        assert {chunk.audience for chunk in chunks} == {"both", "neglected", "neglectful"}
        assert added_documents(shipped, 0) == []

    def test_added_passages_are_whole_sentences_of_the_shipped_guides(self, shipped: list[Document]) -> None:
        held = {line for one in shipped for line in sentences(one.text)}

        def made(text: str) -> bool:
            return text in held or any(text.startswith(f"{line} ") and made(text[len(line) + 1 :]) for line in held)

        for one in added_documents(shipped, 50):
            for chunk in chunk_document(one, KeywordEmbedder().count_tokens):
                assert made(chunk.text.removeprefix(MARK).strip())

    def test_shipped_texts_have_no_mark(self, shipped: list[Document]) -> None:
        assert not [one.id for one in shipped if MARK in one.text + one.title]

    def test_corpus_is_the_same_each_time(self, shipped: list[Document]) -> None:
        assert added_documents(shipped, 90) == added_documents(shipped, 90)

    @pytest.mark.model
    def test_each_added_section_is_one_passage_to_the_real_tokeniser(
        self, shipped: list[Document], embedder: Embedder
    ) -> None:
        documents = added_documents(shipped, 1500)
        assert sum(len(chunk_document(one, embedder.count_tokens)) for one in documents) == 1500


class TestMadeVectors:
    """Real vectors for real texts, made ones for the rest."""

    def test_real_texts_have_real_vectors_and_added_ones_lie_near_a_base(self) -> None:
        real = KeywordEmbedder()
        known = ["trust and promises", "a walk by the sea", "the jar"]
        bases = real.embed_documents(known)
        made = MadeVectors(real, dict(zip(known, bases, strict=True)))
        texts = ["the jar of slips", *(f"{MARK} added text number {at}" for at in range(40))]
        rows = made.embed_documents(texts)
        assert rows.dtype == np.float32 and rows.shape == (41, real.dim)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        assert np.array_equal(rows[0], real.embed_documents(texts[:1])[0])
        nearest = (rows[1:] @ bases.T).max(axis=1)
        # 1 / sqrt(1 + 0.75²) = 0.8, and a little more or less for what the noise has along the base
        assert nearest.min() > 0.65 and nearest.max() < 0.92 and nearest.mean() == pytest.approx(0.8, abs=0.04)
        assert np.array_equal(made.embed_documents(texts[::-1])[::-1], rows)
        assert len({row.tobytes() for row in rows}) == 41
        assert made.seconds > 0 and made.cpu_seconds >= 0 and made.embed_documents([]).shape == (0, real.dim)

    def test_embedder_does_not_pass_for_the_real_one(self) -> None:
        _, made = corpus(small_documents(), 0, KeywordEmbedder())
        assert made.id != KeywordEmbedder().id and "made" in made.id


def test_index_of_a_size_holds_so_many_passages_and_the_shipped_ones_among_them(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    built = build_of_size(
        tmp_path, small_documents(), 300, KeywordEmbedder(), lambda done, total: told.append((done, total))
    )
    assert built.passages == 300 == told[-1][0] == told[-1][1]
    assert min(built.chunk_s, built.store_s, built.words_s, built.cpu_s) > 0
    first = built.retriever.search("emotionally focused therapy partners quarrels pattern", 3)[0]
    assert first.chunk.document_id == "guide-therapy"


def test_more_than_the_disk_holds_is_said(tmp_path: Path) -> None:
    require_disk(tmp_path, 10)
    with pytest.raises(KnowledgeError, match="ask for fewer"):
        require_disk(tmp_path, 10**12)


def test_known_texts_are_not_embedded_again(tmp_path: Path) -> None:
    real = KeywordEmbedder()
    known = Known(real, {"a walk": real.embed_documents(["a walk"])[0]})
    real.documents.clear()
    rows = known.embed_documents(["tea", "a walk", "the jar"])
    assert real.documents == ["tea", "the jar"] and rows.shape == (3, real.dim)
    assert np.array_equal(rows, KeywordEmbedder().embed_documents(["tea", "a walk", "the jar"]))
    save(tmp_path / "known.npz", {"tea": rows[0], "a walk": rows[1]})
    again = load(tmp_path / "known.npz")
    assert list(again) == ["tea", "a walk"] and np.array_equal(again["a walk"], rows[1])


class TestReport:
    """The report, its growth, its table."""

    @pytest.mark.parametrize(
        ("cost", "expected"),
        [(lambda n: 3.0, 0.0), (lambda n: 0.2 * n, 1.0), (lambda n: n**1.5, 1.5)],
        ids=["constant", "linear", "n^1.5"],
    )
    def test_exponent_is_the_slope_on_logarithms(self, cost, expected) -> None:
        sizes = [1_000, 10_000, 30_000, 100_000]
        assert exponent(sizes, [cost(n) for n in sizes]) == pytest.approx(expected, abs=1e-9)

    def test_n_log_n_is_within_and_a_root_more_is_not(self) -> None:
        def rows(cost):
            return [
                {
                    "passages": n,
                    "build": {
                        "build_s": cost(n),
                        "store_s": cost(n),
                        "words_s": n / 1e4,
                        "cpu_s": cost(n),
                        "disk_mb": n,
                    },
                    "search": {"both": {"p95_ms": 20.0}},
                }
                for n in (1_000, 10_000, 30_000, 100_000)
            ]

        good, bad = growth(rows(lambda n: n * math.log(n) / 1e4)), growth(rows(lambda n: n**1.5 / 1e4))
        assert good["n log n"] == pytest.approx(1.11, abs=0.01) and all(good["within n log n"].values())
        held = bad["within n log n"]
        assert (
            not held["build, seconds"] and not held["store, seconds"] and held["BM25, seconds"] and held["query, p95"]
        )

    def test_report_of_two_small_sizes_is_whole(self, tmp_path: Path) -> None:
        # in this process, with words for vectors: the real run has a process for each and the embedding model
        embedder, rows = KeywordEmbedder(), []
        for size in (100, 200):
            folder = tmp_path / str(size)
            build = build_figures(folder, size, small_documents(), embedder)
            search = search_figures(
                folder, size, small_documents(), embedder, ["How do we rebuild trust?", "What of therapy?"]
            )
            assert build["passages"] == size and build["disk_mb"] > build["disk_words_mb"] > 0
            assert build["memory_peak_mb"] >= build["memory_before_mb"] > 10
            assert search["open_s"] >= search["open_words_s"] > 0
            assert search["both"]["n"] == search["neglected"]["n"] == 2
            assert search["found_of_exact"] > 0.9  # so few are searched all but exactly
            rows.append({"passages": size, "build": build, "search": search})
        rate, vectors = embed_figures(small_documents(), embedder)
        assert rate["passages"] == 9 and rate["passages_per_s"] > 0
        assert "Which therapy is best for neglect?" in vectors and len(vectors) == 9 + 5
        text = table({"embedding": rate, "sizes": rows, "growth": growth(rows)}, {})
        assert "     100 " in text and "     200 " in text and text.count("n log n") >= 6
