"""hearth bench: what it measures and how it shows it; the figures themselves are the machine's."""

import sys

import pytest

from coach.assemble import Library
from coach.bench import QUESTIONS, measure_checks, measure_retrieval, percentile
from coach.errors import CoachError
from tests.fakes import ScriptedModel
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


def test_there_are_forty_different_questions() -> None:
    assert len({one.strip() for one in QUESTIONS}) == 40
    assert all(one.strip() for one in QUESTIONS)


def test_retrieval_and_checks_are_timed(fake_library: Library) -> None:
    found = measure_retrieval(fake_library.retriever, QUESTIONS[:5])
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert set(measure_checks(rounds=2)) == {"screen_ms", "check_ms"}


def test_bench_shows_a_table_or_json(hearth: Hearth, fake_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    start = {"hearth_s": 3.1, "empty_page_s": 2.9, "ratio": 1.07}
    monkeypatch.setattr(bench, "measure_start", lambda status: start)
    monkeypatch.setattr("coach.assemble.load_library", lambda settings, status: fake_library)
    monkeypatch.setattr("coach.assemble.load_model", lambda settings, status: ScriptedModel())
    row = hearth("bench", "--json").row
    assert set(row) == {"start", "checks", "retrieval", "peak_memory_mb"}
    assert row["start"] == start
    assert row["peak_memory_mb"] > 10
    assert "1.07 of an empty page's 2.9 s" in hearth("bench").out
