"""hearth bench: what it measures and how it shows it; the figures themselves are the machine's."""

import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.assemble import Library
from coach.bench import QUESTIONS, asked, measure_checks, measure_retrieval, percentile
from coach.errors import CoachError
from knowledge.retrieval import Retriever
from tests.fakes import KeywordEmbedder, ScriptedModel, small_documents
from tests.ui.conftest import Hearth
from ui.cli import bench
from ui.cli.bench import first_response_s

_PAGE = (
    "import sys, time\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\ntime.sleep(0.5)\n"
    "class Page(BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n"
    "HTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()\n"
)


def test_start_is_timed_to_the_first_answer() -> None:
    port = bench._free_port()
    assert 0.5 < first_response_s([sys.executable, "-c", _PAGE, str(port)], port) < 20


def test_page_that_ends_before_it_answers_is_said() -> None:
    with pytest.raises(CoachError, match="hearth doctor"):
        first_response_s([sys.executable, "-c", "raise SystemExit(1)"], bench._free_port())


@pytest.mark.parametrize(
    # nearest rank: of 1..40, half lie at or below the 20th, 95 of 100 at or below the 38th
    ("values", "share", "expected"),
    [(range(1, 41), 0.5, 20), (range(1, 41), 0.95, 38), ([7], 0.95, 7)],
    ids=["median", "p95", "one value"],
)
def test_percentile_is_the_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(list(values), share) == expected


def test_there_are_forty_different_questions_and_each_opening_makes_new_ones() -> None:
    assert len({one.strip() for one in QUESTIONS}) == 40
    assert all(one.strip() for one in QUESTIONS)
    assert len(asked()) == len(set(asked())) == 240
    assert asked()[:40] == [one.strip() for one in QUESTIONS]


def test_retrieval_is_timed_whole_and_in_parts(fake_library: Library) -> None:
    found = measure_retrieval(fake_library.retriever, ["How do we rebuild trust?", "What of therapy?", "The kettle?"])
    assert found.n == 3
    assert 0 < found.p50_ms <= found.p95_ms
    assert {"embed", "vectors", "BM25", "fuse and join"} <= set(found.parts)
    for middle, high in found.parts.values():
        assert 0 <= middle <= high <= found.p95_ms


def test_slow_part_shows_where_it_is(fake_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    index = fake_library.retriever.index
    search = index.lexical

    def slow(query: str, top_k: int) -> list[str]:
        time.sleep(0.2)
        return search(query, top_k)

    monkeypatch.setattr(index, "lexical", slow)
    found = measure_retrieval(fake_library.retriever, ["How do we rebuild trust?", "What of therapy?"])
    # a sleep is never shorter than asked for; how long the rest takes is the machine's
    assert 200 <= found.parts["BM25"][0] <= found.p50_ms


def test_timing_leaves_the_retriever_as_it_was(fake_library: Library) -> None:
    retriever = fake_library.retriever
    before = dict(vars(retriever))
    measure_retrieval(retriever, ["How do we rebuild trust?"])
    assert vars(retriever) == before


def test_every_question_is_embedded_once_each_time_it_is_measured(fake_library: Library) -> None:
    embedder = KeywordEmbedder()
    retriever = Retriever(fake_library.retriever.index, embedder)
    for times in (1, 2):
        measure_retrieval(retriever, asked()[:20])
        assert [embedder.queries.count(text) for text in asked()[:20]] == [times] * 20


def test_checks_are_timed() -> None:
    assert set(measure_checks(rounds=2)) == {"screen_ms", "screen_long_ms", "check_ms"}


def test_bench_shows_a_table_or_json(hearth: Hearth, fake_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    start = {"hearth_s": 3.1, "empty_page_s": 2.9, "ratio": 1.07}
    monkeypatch.setattr(bench, "measure_start", lambda status: start)
    monkeypatch.setattr("coach.assemble.load_library", lambda settings, status, embedder: fake_library)
    monkeypatch.setattr("coach.assemble.load_model", lambda settings, status: ScriptedModel())
    row = hearth("bench", "--json").row
    assert set(row) == {"start", "checks", "retrieval", "peak_memory_mb"}
    assert row["start"] == start
    assert row["peak_memory_mb"] > 10
    assert row["retrieval"]["n"] == 240 and 0 < row["retrieval"]["p50_ms"] <= row["retrieval"]["p95_ms"]
    shown = hearth("bench").out
    assert "1.07 of an empty page's 2.9 s" in shown
    assert "(240 questions)" in shown and "fuse and join" in shown


class TestAtSize:
    """hearth bench --passages N: search alone, as it is and at that size."""

    @pytest.fixture(autouse=True)
    def _fakes(self, fake_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object) -> None:
            raise AssertionError("search alone is measured")

        monkeypatch.setattr(bench, "measure_start", never)
        monkeypatch.setattr("coach.assemble.load_model", never)
        monkeypatch.setattr("coach.assemble.load_library", lambda settings, status: fake_library)
        monkeypatch.setattr("knowledge.embedding.SentenceTransformerEmbedder", lambda name: KeywordEmbedder())
        monkeypatch.setattr("knowledge.reading.read_shipped", small_documents)

    def test_shows_both_sizes_and_leaves_nothing_behind(
        self, hearth: Hearth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        row = hearth("bench", "--passages", "150", "--json").row
        assert set(row) == {"retrieval", "at_size", "peak_memory_mb"}
        assert row["at_size"]["passages"] == 150 and row["at_size"]["n"] == row["retrieval"]["n"] == 240
        assert row["at_size"]["build_s"] > 0
        assert list(tmp_path.iterdir()) == []
        shown = hearth("bench", "--passages", "150").out
        assert "with 150 passages" in shown and "page answers" not in shown

    @pytest.mark.parametrize("number", ["0", "-5", "1000001", "many"])
    def test_number_that_makes_no_sense_is_wrong_usage(self, hearth: Hearth, number: str) -> None:
        hearth("bench", "--passages", number).failed_with(2)

    def test_too_little_disk_is_said_before_anything_is_built(
        self, hearth: Hearth, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=10_000))
        assert "ask for fewer" in hearth("bench", "--passages", "100000").failed_with(1)
