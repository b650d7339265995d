"""What holds for every test: nothing leaves loopback, nothing touches the person's own folders; and the shared heavy fixtures.

The guard is an audit hook, which sees every connection and look-up made through Python's sockets, whoever asks. It judges them as
Hearth's own counter does (coach/connections.py; test_network_guard.py holds it to what is written out there). It does not see
sockets opened by native code: strace does, whose log is judged by rules of its own (straces.py).
"""

import ast
import gc
import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from coach.connections import reached
from coach.silence import silence


class LeftLoopback(BaseException):
    """Something tried to reach another machine. Not an Exception, so that no `except Exception` hides it."""


class NetworkGuard:
    """Refuses, and remembers, every attempt to reach another machine."""

    def __init__(self) -> None:
        self.attempts: list[str] = []
        self.on = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Judge one audit event."""
        host = reached(event, args) if self.on else ""
        if host:
            self.attempts.append(f"{event} {host}")
            raise LeftLoopback(f"{event} to {host!r}: tests stay on this machine")


_GUARD = NetworkGuard()


def pytest_configure(config: pytest.Config) -> None:
    """Silence the libraries before any test module imports one."""
    # two at a time on two cores: a second thread of torch would only spin (docs/decisions.md)
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    silence()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what it leaves in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.version_info < (3, 11, 8):
        _parse_undisturbed()


def _parse_undisturbed() -> None:
    """Let nothing collect garbage while a syntax tree is made: a finalizer that makes one too (a traceback does) fails both.

    CPython before 3.11.8 (python/cpython issue 106905) raises "AST constructor recursion depth mismatch" then, now and then,
    where pytest reads a test module.
    """
    parse, alone = ast.parse, threading.RLock()

    def undisturbed(*given: Any, **named: Any) -> Any:
        with alone:
            collects = gc.isenabled()
            gc.disable()
            try:
                return parse(*given, **named)
            finally:
                if collects:
                    gc.enable()

    ast.parse = undisturbed


@pytest.fixture(scope="session", autouse=True)
def _guard_on() -> Iterator[None]:
    sys.addaudithook(_GUARD)
    _GUARD.on = True
    yield
    _GUARD.on = False


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """The guard; fails the test in which something tried to leave, even where the refusal was swallowed."""
    _GUARD.attempts.clear()
    yield _GUARD
    assert not _GUARD.attempts, f"tried to leave this machine: {_GUARD.attempts}"


@pytest.fixture(scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, one after the other: pytest would look through all it has made before it makes another."""
    inside = tmp_path_factory.mktemp("hearth")
    return (inside / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def hearth_folders(_own_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give Hearth empty folders of its own (`data`, `config`) and none of this machine's settings; returns where they lie."""
    folder = next(_own_folders)
    _keep_to(folder, monkeypatch)
    return folder


def _keep_to(folder: Path, patch: pytest.MonkeyPatch) -> None:
    # made before they are named: a thread that outlives its test makes what is named and missing
    folder.mkdir(mode=0o700)
    (folder / "config").mkdir()
    for name in [one for one in os.environ if one.startswith("HEARTH_")]:
        patch.delenv(name)
    patch.setenv("HEARTH_DATA_DIR", str(folder / "data"))
    patch.setenv("HEARTH_CONFIG_DIR", str(folder / "config"))


@pytest.fixture
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a guess at a passphrase cost next to nothing, for tests that make many."""
    from coach.keeping import sealing

    monkeypatch.setattr(sealing, "COST", sealing.Cost(memory_kib=8 * 1024, iterations=1, lanes=1))


@pytest.fixture(scope="session")
def embedder() -> Any:
    """The real embedding model; for tests marked `model`."""
    from knowledge.embedding import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of what Hearth ships, made once for all who test at the same time: to be copied, never opened."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    data, made = shared / "shipped-data", shared / "shipped-index"
    with FileLock(shared / "shipped-index.lock"):
        if not made.exists():
            environment = os.environ | {"HEARTH_DATA_DIR": str(data), "HEARTH_CONFIG_DIR": str(data)}
            subprocess.run([sys.executable, "-m", "ui.cli", "index"], env=environment, check=True, timeout=280)
            (data / "index").rename(made)
    return made


@pytest.fixture(scope="session")
def shipped_library(embedder: Any, shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The shipped guides, FAQs and practices, indexed with the real embedding model; for tests marked `model`."""
    from coach.assemble import Library
    from knowledge.index import ChromaIndex
    from knowledge.reading import practice, read_shipped
    from knowledge.retrieval import Retriever

    documents = read_shipped()
    folder = tmp_path_factory.mktemp("shipped") / "index"
    shutil.copytree(shipped_index, folder)
    index = ChromaIndex(folder)
    index.build(documents, embedder)
    practices = {one.id: practice(one) for one in documents if one.kind == "practice"}
    return Library(Retriever(index, embedder), practices, tuple(documents), embedder.embed_documents)


@pytest.fixture(scope="session")
def llama() -> Any:
    """The language model that comes with Hearth, without an adapter; for tests marked `model`."""
    from coach.catalogue import choose, load_catalogue, locate
    from coach.model import LlamaCppModel

    entry = choose("smollm2-135m", load_catalogue(Path("no-models.toml")))
    path = locate(entry, Path("no-models"))
    return LlamaCppModel(entry.name, path, n_ctx=entry.n_ctx, sampling=entry.sampling.model_dump())


@pytest.fixture(scope="session")
def tuned(_own_folders: Iterator[Path]) -> Any:
    """The language model that comes with Hearth, with Hearth's adapter, as the coach loads it; for tests marked `model`."""
    from coach.assemble import load_model
    from coach.settings import Settings

    with pytest.MonkeyPatch.context() as patch:  # it comes before any test's own folders
        _keep_to(next(_own_folders), patch)
        return load_model(Settings(), lambda stage, share: None)


@pytest.fixture(scope="session")
def screen_examples() -> tuple[Any, ...]:
    """The texts that the screen's classifier was trained on, put together once: its patterns read them all for that."""
    from training.screen.data import examples

    return tuple(examples())
