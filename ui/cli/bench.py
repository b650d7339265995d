"""bench: how fast Hearth is on this machine, beside the bare model and an empty page."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import Status, console, emit

if TYPE_CHECKING:
    from coach.settings import Settings

_EMPTY_PAGE = (
    "import sys, gradio as gr\n"
    "with gr.Blocks(analytics_enabled=False) as page:\n"
    "    gr.Markdown('empty')\n"
    "page.launch(server_name='127.0.0.1', server_port=int(sys.argv[1]), quiet=True, inbrowser=False, ssr_mode=False, "
    "share=False)\n"
)
_START_TIMEOUT_S = 120.0
_ROUNDS = 3


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as one line of JSON.")] = False,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Measure this language model.")] = None,
    passages: Annotated[
        int | None,
        typer.Option(
            min=1, max=1_000_000, metavar="N", help="Measure search alone: as it is, and with N passages, built for it."
        ),
    ] = None,
) -> None:
    """Measure Hearth's speed on this machine, beside the bare model and an empty page (a minute or two)."""
    from ui.cli import parts

    settings = parts.settings_for(model)
    with Status() as status:
        figures = _search_figures(settings, passages, status) if passages else _all_figures(settings, status)
    figures["peak_memory_mb"] = _peak_memory_mb()
    if as_json:
        emit(figures)
    else:
        _table(figures)


def _all_figures(settings: "Settings", status: Status) -> dict[str, Any]:
    # first: nothing of ours competes for the processor yet
    figures: dict[str, Any] = {"start": measure_start(status)}
    from coach.assemble import load_danger, load_embedder, load_library, load_model
    from coach.bench import measure_checks, measure_model, measure_retrieval
    from coach.model import LlamaCppModel

    embedder = load_embedder(settings, status)
    figures["checks"] = measure_checks(load_danger(settings, lambda: embedder))
    language_model = load_model(settings, status)
    if isinstance(language_model, LlamaCppModel):
        status("Timing the language model")
        figures["model"] = {"name": language_model.name} | asdict(measure_model(language_model))
    library = load_library(settings, status, embedder=lambda: embedder)
    status("Timing retrieval")
    return figures | {"retrieval": asdict(measure_retrieval(library.retriever))}


def _search_figures(settings: "Settings", passages: int, status: Status) -> dict[str, Any]:
    """Time the search of the index in force, and of one with `passages` passages, which is gone afterwards."""
    from coach.assemble import load_library
    from coach.bench import measure_retrieval
    from coach.bench_corpus import build_of_size, require_disk
    from knowledge.embedding import SentenceTransformerEmbedder
    from knowledge.reading import read_shipped

    with tempfile.TemporaryDirectory(prefix="hearth-bench-", ignore_cleanup_errors=True) as folder:
        require_disk(Path(folder), passages)
        library = load_library(settings, status)
        status("Timing retrieval")
        figures: dict[str, Any] = {"retrieval": asdict(measure_retrieval(library.retriever))}
        stage = f"Building an index of {passages:,} passages"
        status(stage)
        built = build_of_size(
            Path(folder),
            read_shipped(),
            passages,
            SentenceTransformerEmbedder(settings.embedder),
            lambda done, total: status(stage, done / max(1, total)),
        )
        status("Timing retrieval there")
        figures["at_size"] = {
            "passages": built.passages,
            "build_s": round(built.chunk_s + built.store_s + built.words_s, 1),
            **asdict(measure_retrieval(built.retriever)),
        }
    return figures


def measure_start(status: Status, rounds: int = _ROUNDS) -> dict[str, float]:
    """Time from starting the process to the first answer of the page, Hearth's and an empty one's in turn; medians."""
    commands: dict[str, Callable[[int], list[str]]] = {
        "hearth": lambda port: [sys.executable, "-m", "ui.cli", "ui", "--no-browser", "--port", str(port)],
        "empty": lambda port: [sys.executable, "-c", _EMPTY_PAGE, str(port)],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            status("Timing the start of the page", number / rounds)
            port = _free_port()
            taken[name].append(first_response_s(command(port), port))
    hearth, empty = statistics.median(taken["hearth"]), statistics.median(taken["empty"])
    return {"hearth_s": round(hearth, 2), "empty_page_s": round(empty, 2), "ratio": round(hearth / empty, 3)}


def first_response_s(command: Sequence[str], port: int) -> float:
    """Start `command` and return the seconds until 127.0.0.1:`port` answers a request; the process is ended then.

    Raises CoachError when it ends by itself or does not answer in time.
    """
    from coach.errors import CoachError

    began = time.perf_counter()
    # Gradio asks itself whether it is up, and would ask a proxy's way
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "no_proxy": "*"}
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - began < _START_TIMEOUT_S:
            if process.poll() is not None:
                raise CoachError("the page ended before it answered; run `hearth doctor`")
            if _answers(port):
                return time.perf_counter() - began
            time.sleep(0.02)
        raise CoachError(f"the page did not answer within {_START_TIMEOUT_S:.0f} s")
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _peak_memory_mb() -> int:
    import psutil

    memory = psutil.Process().memory_info()
    peak = getattr(memory, "peak_wset", 0)  # Windows
    if not peak:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return int(peak // 2**20)


def _table(figures: dict[str, Any]) -> None:
    from rich.table import Table

    rows: list[tuple[str, str, str]] = []
    if start := figures.get("start"):
        note = f"{start['ratio']} of an empty page's {start['empty_page_s']} s"
        rows.append(("page answers first after", f"{start['hearth_s']} s", note))
    if model := figures.get("model"):
        rows += [
            (
                "writing",
                f"{model['stream_tokens_per_s']} tokens/s",
                f"{model['ratio']} of the bare runtime's {model['bare_tokens_per_s']}",
            ),
            ("reading", f"{model['prompt_tokens_per_s']} tokens/s", model["name"]),
            (
                "first token",
                f"{model['first_token_cold_s']} s",
                f"{model['first_token_warm_s']} s when the prompt was read before",
            ),
        ]
    rows += _search_rows("retrieval", figures["retrieval"])
    if at_size := figures.get("at_size"):
        rows += _search_rows(f"with {at_size['passages']:,} passages", at_size)
        rows.append(("  building them", f"{at_size['build_s']} s", "the embedding of their texts not counted"))
    if checks := figures.get("checks"):
        rows.append(
            (
                "safety screen",
                f"{checks['screen_ms']} ms",
                f"a question; {checks['screen_long_ms']} ms 2,000 characters",
            )
        )
        rows.append(("checks of a rewrite", f"{checks['check_ms']} ms", ""))
    rows.append(("peak memory", f"{figures['peak_memory_mb']:,} MB", "all of it loaded"))
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in rows:
        table.add_row(*row)
    console().print(table)


def _search_rows(name: str, speed: dict[str, Any]) -> list[tuple[str, str, str]]:
    first = (name, f"{speed['p50_ms']:.1f} ms", f"95 of 100 within {speed['p95_ms']:.1f} ms ({speed['n']} questions)")
    parts = [
        (f"  {part}", f"{middle:.1f} ms", f"95 of 100 within {high:.1f} ms")
        for part, (middle, high) in speed["parts"].items()
    ]
    return [first, *parts]
