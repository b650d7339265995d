"""hearth bench: what it measures and how it shows it; the figures themselves are the machine's."""

import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from coach import bench_model
from coach.assemble import Library
from coach.bench import QUESTIONS, asked, measure_checks, measure_retrieval, percentile
from coach.errors import CoachError
from coach.model import LlamaCppModel
from coach.settings import load_settings
from knowledge.retrieval import Retriever
from tests.fakes import KeywordEmbedder, ScriptedModel, small_documents
from tests.ui.conftest import Hearth
from ui.cli import at_rest, bench_table, page_start
from ui.cli.page_start import first_response_s, free_port

_PAGE = (
    "import sys, time\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\ntime.sleep(0.5)\n"
    "class Page(BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n"
    "HTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()\n"
)


def test_start_is_timed_to_the_first_answer() -> None:
    port = free_port()
    assert 0.5 < first_response_s([sys.executable, "-c", _PAGE, str(port)], port) < 20


def test_page_that_ends_before_it_answers_is_said() -> None:
    with pytest.raises(CoachError, match="hearth doctor"):
        first_response_s([sys.executable, "-c", "raise SystemExit(1)"], free_port())


def test_page_that_cannot_be_asked_is_said() -> None:
    port = free_port()
    with (
        page_start._started([sys.executable, "-c", _PAGE, str(port)], port),
        pytest.raises(CoachError, match="could not be asked"),
    ):
        page_start._ask(port, page_start.QUESTION)


@pytest.mark.model
def test_first_words_of_the_real_page_come_after_its_first_response(hearth_folders: Path, shipped_index: Path) -> None:
    shutil.copytree(shipped_index, load_settings().index_dir)
    found = page_start.measure_start(lambda *_: None, rounds=1)
    assert 0 < found["hearth_s"] < found["first_words_s"]
    assert found["ratio"] == pytest.approx(found["hearth_s"] / found["empty_page_s"], rel=0.05)


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


START = {"hearth_s": 3.1, "empty_page_s": 2.9, "ratio": 1.07, "first_words_s": 9.4}
BLAMING = "You never listen to me."
CHECKS = {"screen_ms": 13.0, "screen_long_ms": 157.0, "check_ms": 1.3}
MEMORY = {"Python and the page": 170, "language model": 200, "all": 640}


@pytest.fixture
def measured(fake_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs processes of its own, or the real screen, is measured in tests of its own: its figures are given here."""
    monkeypatch.setattr(page_start, "measure_start", lambda status: START)
    monkeypatch.setattr(at_rest, "measured", lambda name: MEMORY)
    monkeypatch.setattr("coach.bench.measure_checks", lambda danger: CHECKS)
    monkeypatch.setattr("coach.assemble.load_library", lambda settings, status, embedder: fake_library)
    monkeypatch.setattr("coach.assemble.load_model", lambda settings, status: ScriptedModel())


def load_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no embedding model and no classifier be loaded: the library that is given has its own."""
    monkeypatch.setattr("coach.assemble.load_embedder", lambda settings, status: KeywordEmbedder())
    monkeypatch.setattr("coach.assemble.load_danger", lambda shipped: None)


@pytest.fixture
def quickly_measured(measured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with nothing loaded, and eight questions."""
    load_nothing(monkeypatch)
    monkeypatch.setattr("coach.bench.asked", lambda: list(QUESTIONS[:8]))


def test_bench_shows_a_table_or_json(hearth: Hearth, measured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    row = hearth("bench", "--json").row
    assert set(row) == {"start", "checks", "retrieval", "memory", "peak_memory_mb"}
    assert (row["start"], row["checks"], row["memory"]) == (START, CHECKS, MEMORY)
    assert row["peak_memory_mb"] > 10
    assert row["retrieval"]["n"] == 240 and 0 < row["retrieval"]["p50_ms"] <= row["retrieval"]["p95_ms"]
    load_nothing(monkeypatch)  # once is enough
    shown = hearth("bench").out
    assert "1.07 of an empty page's 2.9 s" in shown and "9.4 s" in shown
    assert "(240 questions)" in shown and "fuse and join" in shown
    assert "640 MB" in shown and "  language model" in shown


def test_last_run_stands_beside_this_one(
    hearth: Hearth, quickly_measured: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "before" not in hearth("bench").out
    monkeypatch.setattr(page_start, "measure_start", lambda status: START | {"hearth_s": 6.2})
    shown = hearth("bench").out
    assert f"before ({date.today().isoformat()})" in shown
    (line,) = [one for one in shown.splitlines() if one.startswith("page is there after")]
    assert "6.2 s" in line and line.rstrip().endswith("3.1 s")
    (line,) = [one for one in shown.splitlines() if one.startswith("memory at rest")]
    assert line.count("640 MB") == 1  # the same again is not worth a word
    assert hearth("bench", "--json").row["before"]["start"]["hearth_s"] == 6.2


@pytest.mark.parametrize("kept", ["", "{", "[1]", '{"start": 5}', '{"start": {"hearth_s": 1}}', '{"model": null}'])
def test_last_run_that_cannot_be_read_is_left_aside(
    hearth: Hearth, quickly_measured: None, hearth_folders: Path, kept: str
) -> None:
    folder = load_settings().index_dir
    folder.mkdir(parents=True)
    (folder / "bench.json").write_text(kept)
    assert "640 MB" in hearth("bench").out
    assert bench_table.kept(folder)["memory"] == MEMORY


@pytest.mark.model
class TestModel:
    """What is timed of the language model; the figures are the machine's, and most machines that run this are busy."""

    def test_writing_and_reading_stand_beside_the_bare_runtime(self, tuned: LlamaCppModel) -> None:
        found = bench_model.measure_beside(tuned, rounds=1, tokens=6)
        assert min(found.bare_tokens_per_s, found.stream_tokens_per_s) > 0
        assert min(found.bare_prompt_tokens_per_s, found.prompt_tokens_per_s) > 0
        assert found.ratio > 0 and found.prompt_ratio > 0

    def test_bare_runtime_writes_what_hearth_writes(self, llama: LlamaCppModel) -> None:
        prompt = llama.prompt_tokens(bench_model._LETTER)
        with bench_model.bare_runtime(llama) as bare:
            reading, writing = bare.run(prompt, 5)
            first = bare._c.llama_sampler_sample(bare._sampler, bare._context.ctx, -1)
        assert reading > 0 and writing > 0
        text = "".join(llama.stream(bench_model._LETTER, max_tokens=7, temperature=0.0))
        assert llama._llama.detokenize([first]).decode() in text

    def test_every_job_has_a_first_token_cold_and_warm(self, llama: LlamaCppModel, fake_library: Library) -> None:
        found = bench_model.measure_jobs(llama, fake_library, texts=1)
        assert set(found) == {"answer", "rewrite", "plan"}
        assert all(min(one.cold_s, one.kept_s, one.warm_s) > 0 for one in found.values())
        # of its 250 tokens 20 are new, and one where it was typed: far below, on any machine
        assert found["rewrite"].kept_s / found["rewrite"].cold_s < 0.5 and found["rewrite"].ratio < 0.5

    def test_stop_is_timed_until_the_model_is_free(self, llama: LlamaCppModel) -> None:
        assert 0 <= bench_model.measure_stop(llama, rounds=1) < 30
        assert not llama._lock.locked()

    def test_people_at_once_are_all_served(self, llama: LlamaCppModel) -> None:
        assert bench_model.measure_people(llama, people=3, tokens=4) > 0
        assert len(llama.line) == 0

    def test_busy_cores_are_let_go_again(self, tuned: LlamaCppModel) -> None:
        quiet, busy = bench_model.measure_busy(tuned, 1, [BLAMING])
        assert quiet > 0 and busy > 0
        assert [one for one in psutil.Process().children() if "while True: pass" in one.cmdline()] == []


@pytest.mark.model
def test_memory_is_weighed_part_by_part(
    hearth_folders: Path, shipped_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shipped_index, load_settings().index_dir)
    monkeypatch.setenv("HEARTH_CANDIDATES", "1")  # how many versions the rewrite is picked from is nothing to the parts
    found = at_rest.measured("smollm2-135m")
    parts = {name: size for name, size in found.items() if name != "all"}
    assert sum(parts.values()) == found["all"]
    assert parts["language model"] > 90  # its file alone


def test_memory_that_cannot_be_weighed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_TOP_K", "none")
    with pytest.raises(CoachError, match="hearth doctor"):
        at_rest.measured("smollm2-135m")


class TestAtSize:
    """hearth bench --passages N: search alone, as it is and at that size."""

    @pytest.fixture(autouse=True)
    def _fakes(self, fake_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object) -> None:
            raise AssertionError("search alone is measured")

        monkeypatch.setattr(page_start, "measure_start", never)
        monkeypatch.setattr(at_rest, "measured", never)
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
