"""What size costs: building and searching indexes of 1,000 to 100,000 passages. Needs the embedding model, no language model.

Chroma and BM25 are the real ones, on disk, through ChromaIndex. The passages beyond the shipped ones are not written by anyone,
and their vectors are not embedded: coach/bench_corpus.py recombines whole sentences of the shipped guides, and its embedder
double gives each text a real vector of a shipped passage plus noise. So seconds, bytes and milliseconds are those of a library
of that size, apart from embedding, whose rate is measured on the shipped passages; how well anything is found is not measured
here. Queries are embedded by the real model, and each text is asked once.

Every size is built in a process of its own and searched in another, so that no peak of memory hides another.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from knowledge.embedding import Embedder, Vectors
    from knowledge.schema import Document

SIZES = (1_000, 10_000, 30_000, 100_000)
TOLERANCE = 0.05  # by which an exponent may pass that of n log n and still be taken for noise
_DEEP = 30  # how deep the approximate search is compared with an exact one
_COMPARED = 40


def run(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Measure every size and return the report."""
    with tempfile.TemporaryDirectory(prefix="hearth-scale-", ignore_cleanup_errors=True) as place:
        known = Path(place) / "known.npz"
        report: dict[str, Any] = {"suite": "scale", "embedding": _apart("embed", known), "sizes": []}
        for size in sizes:
            folder = Path(place) / str(size)
            built = _apart("build", known, size, folder)
            row = {"passages": built["passages"], "build": built, "search": _apart("search", known, size, folder)}
            report["sizes"].append(row)
            print(_line(row), file=sys.stderr, flush=True)
            shutil.rmtree(folder, ignore_errors=True)
    return report | {"growth": growth(report["sizes"])}


def growth(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the exponent b of cost = a n^b for each cost, beside that of n log n on the same sizes."""
    sizes = [row["passages"] for row in rows]
    most = exponent(sizes, [n * math.log(n) for n in sizes])
    costs = {
        "build, seconds": [row["build"]["build_s"] for row in rows],
        "build, CPU s": [row["build"]["cpu_s"] for row in rows],
        "store, seconds": [row["build"]["store_s"] for row in rows],
        "BM25, seconds": [row["build"]["words_s"] for row in rows],
        "disk": [row["build"]["disk_mb"] for row in rows],
        "query, p95": [row["search"]["both"]["p95_ms"] for row in rows],
    }
    found = {name: round(exponent(sizes, values), 3) for name, values in costs.items()}
    return {
        "n log n": round(most, 3),
        "exponents": found,
        "within n log n": {name: value <= most + TOLERANCE for name, value in found.items()},
    }


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """Return the slope of log(cost) over log(size), by least squares: 1.0 is linear."""
    xs, ys = [math.log(n) for n in sizes], [math.log(max(1e-9, cost)) for cost in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((one - x) ** 2 for one in xs)
    return sum((one - x) * (other - y) for one, other in zip(xs, ys, strict=True)) / spread if spread else 0.0


class Known:
    """An Embedder that has some vectors already, so that no process embeds the shipped guides again."""

    def __init__(self, real: "Embedder", vectors: "Mapping[str, Vectors]") -> None:
        self.id, self.dim = real.id, real.dim
        self.count_tokens, self.embed_query, self.embed_twice = real.count_tokens, real.embed_query, real.embed_twice
        self._real = real
        self._vectors = vectors

    def embed_documents(self, texts: Sequence[str]) -> "Vectors":
        """Return (len(texts), dim) float32, unit rows."""
        new = [text for text in texts if text not in self._vectors]
        made = dict(zip(new, self._real.embed_documents(new), strict=True))
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for at, text in enumerate(texts):
            rows[at] = made[text] if text in made else self._vectors[text]
        return rows


def save(path: Path, vectors: "Mapping[str, Vectors]") -> None:
    """Write texts and their vectors."""
    np.savez(path, texts=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))


def load(path: Path) -> "dict[str, Vectors]":
    """Read what save() wrote."""
    with np.load(path, allow_pickle=False) as file:
        return dict(zip((str(one) for one in file["texts"]), file["vectors"], strict=True))


def embed_figures(shipped: "Sequence[Document]", embedder: "Embedder") -> "tuple[dict[str, Any], dict[str, Vectors]]":
    """Time the embedding of the shipped passages, as a build does it; return the figures, and all vectors of a build."""
    from knowledge.chunking import chunk_document

    texts = [chunk.embedded_text for one in shipped for chunk in chunk_document(one, embedder.count_tokens)]
    embedder.embed_documents(texts[:32])
    began = time.perf_counter()
    rows = [embedder.embed_documents(texts[at : at + 64]) for at in range(0, len(texts), 64)]
    seconds = time.perf_counter() - began
    tokens = sum(embedder.count_tokens(text) for text in texts)
    asked = [text for one in shipped if one.kind == "faq" for text in (one.title, *one.details.get("also_asked", ()))]
    figures = {
        "passages": len(texts),
        "tokens_each": round(tokens / len(texts)),
        "passages_per_s": round(len(texts) / seconds, 1),
        "load_average": _load(),
    }
    vectors = dict(zip(texts, np.concatenate(rows), strict=True))
    return figures, vectors | dict(zip(asked, embedder.embed_documents(asked), strict=True))


def build_figures(folder: Path, size: int, shipped: "Sequence[Document]", embedder: "Embedder") -> dict[str, Any]:
    """Build an index of `size` passages in `folder`: seconds, megabytes on disk and of memory."""
    from coach.bench_corpus import build_of_size

    embedder.embed_query("a text that loads all that there is to load")
    before, load = _memory_mb(), _load()
    built = build_of_size(folder, shipped, size, embedder)
    seconds = {"chunk_s": built.chunk_s, "store_s": built.store_s, "words_s": built.words_s}
    return {
        "passages": built.passages,
        "build_s": round(sum(seconds.values()), 2),
        **{name: round(value, 2) for name, value in seconds.items()},
        "cpu_s": round(built.cpu_s, 2),
        "disk_mb": round(_disk_mb(folder), 3),
        "disk_words_mb": round(sum(_disk_mb(one) for one in folder.glob("lexical-*")), 3),
        "memory_before_mb": before,
        "memory_peak_mb": _peak_mb(),
        "load_average": load,
    }


def search_figures(
    folder: Path,
    size: int,
    shipped: "Sequence[Document]",
    embedder: "Embedder",
    questions: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Open the index in `folder` and search it: seconds, milliseconds, megabytes, and what the approximate search misses."""
    import chromadb  # noqa: F401, TID251 - its import is no part of opening an index

    from coach.bench import asked, measure_retrieval
    from knowledge.index import ChromaIndex
    from knowledge.retrieval import Retriever

    questions = asked() if questions is None else questions
    vector = embedder.embed_query("a text that loads all that there is to load")
    before, load = _memory_mb(), _load()
    began = time.perf_counter()
    index = ChromaIndex(folder)
    index.lexical("trust", 1)
    words_s = time.perf_counter() - began
    index.nearest(vector, 1)
    open_s = time.perf_counter() - began
    retriever = Retriever(index, embedder)
    figures = {
        "open_s": round(open_s, 3),
        "open_words_s": round(words_s, 3),
        "both": asdict(measure_retrieval(retriever, questions)),
        "neglected": asdict(measure_retrieval(Retriever(index, embedder), questions, "neglected")),
        "memory_before_mb": before,
        "memory_peak_mb": _peak_mb(),
        "load_average": load,
    }
    # after the peak was read: an exact search holds every vector at once
    return figures | {"found_of_exact": round(_found(index, size, shipped, embedder, questions[:_COMPARED]), 4)}


def _found(
    index: Any, size: int, shipped: "Sequence[Document]", embedder: "Embedder", questions: Sequence[str]
) -> float:
    """Return the share of the exact nearest passages that the index finds (0 to 1).

    A lower bound for real texts: noise in every direction leaves hundreds of passages about equally near, and the graph in
    clumps, which is the hardest case for an approximate search.
    """
    from coach.bench_corpus import corpus
    from knowledge.chunking import chunk_document

    documents, made = corpus(shipped, size, embedder)
    # an added section is one passage, whatever its tokens
    counts = {True: embedder.count_tokens, False: lambda text: 1}
    chunks = [c for at, one in enumerate(documents) for c in chunk_document(one, counts[at < len(shipped)])]
    vectors = made.embed_documents([one.embedded_text for one in chunks])
    hits = 0
    for question in questions:
        query = embedder.embed_query(question)
        exact = {chunks[at].id for at in np.argsort(-(vectors @ query))[:_DEEP]}
        hits += len(exact & {id_ for id_, _ in index.nearest(query, _DEEP)})
    return hits / (len(questions) * min(_DEEP, len(chunks)))


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text; the last one's figures are not compared, since a machine's load changes more than code does."""
    rate = report["embedding"]
    lines = [
        f"embedding  {rate['passages_per_s']} passages/s ({rate['tokens_each']} tokens each; load {rate['load_average']})",
        "",
        "passages   build s (cut, store, BM25; CPU)         disk MB   peak MB build/search  open s   query ms p50/p95  "
        "with a role   of exact   load",
    ]
    lines += [_line(row) for row in report["sizes"]]
    held = report["growth"]
    lines += ["", f"growth as n^b; n log n would be b = {held['n log n']} on these sizes"]
    lines += [
        f"  {name:18}{value:6.3f}   {'within' if held['within n log n'][name] else 'NOT within'} n log n"
        for name, value in held["exponents"].items()
    ]
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    build, search = row["build"], row["search"]
    parts = f"({build['chunk_s']:.1f}, {build['store_s']:.1f}, {build['words_s']:.1f}; {build['cpu_s']:.1f})"
    both, role = search["both"], search["neglected"]
    return (
        f"{row['passages']:>8,}   {build['build_s']:>7.1f} {parts:32}{build['disk_mb']:>8.0f}   "
        f"{build['memory_peak_mb']:>7}/{search['memory_peak_mb']:<7}       {search['open_s']:>6.2f}   "
        f"{both['p50_ms']:>7.1f}/{both['p95_ms']:<7.1f}   {role['p50_ms']:>5.1f}/{role['p95_ms']:<5.1f}   "
        f"{search['found_of_exact']:>7.3f}   {build['load_average']}"
    )


def _apart(task: str, *arguments: object) -> dict[str, Any]:
    """Run a task of main() in a process of its own and return its figures; what it says on stderr is shown."""
    command = [sys.executable, "-m", "evals.scale", task, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main(task: str, known: str, size: str = "0", folder: str = "") -> None:
    """Do one task in this process and print its figures as JSON; `known` is where vectors lie that all of them need."""
    from coach.silence import silence

    silence()
    from knowledge.embedding import SentenceTransformerEmbedder
    from knowledge.reading import read_shipped

    shipped, real = read_shipped(), SentenceTransformerEmbedder()
    if task == "embed":
        figures, vectors = embed_figures(shipped, real)
        save(Path(known), vectors)
    else:
        measure = build_figures if task == "build" else search_figures
        figures = measure(Path(folder), int(size), shipped, Known(real, load(Path(known))))
    print(json.dumps(figures))


def _disk_mb(folder: Path) -> float:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 2**20


def _memory_mb() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss // 2**20)


def _peak_mb() -> int:
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) // 2**20)


def _load() -> float:
    return round(os.getloadavg()[0], 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
