"""bench: how fast Hearth is on this machine, beside the bare model and an empty page."""

import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.bench_table import beside, keep, kept
from ui.cli.output import Status, console, emit

if TYPE_CHECKING:
    from coach.assemble import Library
    from coach.model import LlamaCppModel
    from coach.settings import Settings


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
    """Measure Hearth's speed on this machine, beside the bare runtime, an empty page and the last run (about five minutes)."""
    from ui.cli import parts

    settings = parts.settings_for(model)
    before = {} if passages else kept(settings.index_dir)
    with Status() as status:
        figures = _search_figures(settings, passages, status) if passages else _all_figures(settings, status)
    figures["peak_memory_mb"] = _peak_memory_mb()
    if not passages:
        with suppress(OSError):  # the figures are here all the same
            keep(settings.index_dir, figures)
    if as_json:
        emit(figures | ({"before": before} if before else {}))
    else:
        _table(figures, before)


def _all_figures(settings: "Settings", status: Status) -> dict[str, Any]:
    from ui.cli.page_start import measure_start

    # first: nothing of ours competes for the processor yet
    figures: dict[str, Any] = {"start": measure_start(status)}
    from coach.assemble import load_danger, load_embedder, load_library, load_model, load_shipped
    from coach.bench import measure_checks, measure_retrieval
    from coach.errors import CoachError
    from coach.model import LlamaCppModel
    from ui.cli import at_rest

    status("Weighing what is held in memory")
    with suppress(CoachError):  # what is wrong is said when the parts are loaded here
        figures["memory"] = at_rest.measured(settings.model)
    embedder = load_embedder(settings, status)
    figures["checks"] = measure_checks(load_danger(lambda: load_shipped(settings, lambda: embedder)))
    library = load_library(settings, status, embedder=lambda: embedder)
    status("Timing retrieval")
    figures["retrieval"] = asdict(measure_retrieval(library.retriever))
    language_model = load_model(settings, status)
    if isinstance(language_model, LlamaCppModel):
        figures["model"] = _model_figures(language_model, library, settings.candidates, status)
    return figures


def _model_figures(model: "LlamaCppModel", library: "Library", versions: int, status: Status) -> dict[str, Any]:
    from coach import bench_model

    status("Timing the language model")
    besides = asdict(bench_model.measure_beside(model))
    status("Timing each job's first token")
    jobs = {name: asdict(one) for name, one in bench_model.measure_jobs(model, library).items()}
    status("Timing a stop")
    stop_s = bench_model.measure_stop(model)
    status(f"Timing {bench_model.PEOPLE} people at once")
    people_ratio = bench_model.measure_people(model)
    status("Timing a rewrite on a busy machine")
    quiet_s, busy_s = bench_model.measure_busy(model, versions)
    return {
        "name": model.name,
        "beside": besides,
        "jobs": jobs,
        "stop_s": stop_s,
        "people": bench_model.PEOPLE,
        "people_ratio": people_ratio,
        "busy": {"quiet_s": quiet_s, "busy_s": busy_s, "ratio": round(busy_s / max(quiet_s, 1e-6), 2)},
    }


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


def _peak_memory_mb() -> int:
    import psutil

    memory = psutil.Process().memory_info()
    peak = getattr(memory, "peak_wset", 0)  # Windows
    if not peak:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return int(peak // 2**20)


def _table(figures: dict[str, Any], before: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=bool(before))
    for heading in ("", "", "", f"before ({before.get('date', '')})" if before else ""):
        table.add_column(heading)
    for row in beside(figures, before):
        table.add_row(*row)
    console().print(table)
