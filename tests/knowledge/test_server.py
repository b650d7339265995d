"""The same search through a Chroma server, started here on loopback, as through the store that lies in the data folder."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.assemble import Library, load_library
from coach.bench import QUESTIONS
from coach.settings import load_settings
from knowledge.errors import StoreError
from knowledge.index import ChromaIndex
from knowledge.schema import AUDIENCES, KINDS, RetrievedChunk
from tests.fakes import KeywordEmbedder, small_documents

ASKED = [one.strip() for one in QUESTIONS]


class Server:
    """`chroma run` on a free port of loopback, in a process group of its own, ended whole by stop()."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or _free_port()
        command = shutil.which("chroma", path=str(Path(sys.executable).parent))
        assert command is not None, "chromadb comes with the command chroma"
        self._process = subprocess.Popen(
            [command, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(self.port)],
            cwd=folder,
            env=os.environ | {"ANONYMIZED_TELEMETRY": "False", "DO_NOT_TRACK": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return "127.0.0.1", self.port

    def stop(self) -> None:
        """End it, and whatever it started, at once."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):  # gone already: nothing left to end
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait(timeout=30)

    def _wait(self) -> None:
        for _ in range(600):
            assert self._process.poll() is None, "chroma ended by itself"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v2/heartbeat", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("chroma did not answer within a minute")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "served"
    folder.mkdir()
    running = Server(folder)
    try:
        yield running
    finally:
        running.stop()


class Remembering:
    """The real embedding model; a text that is known, or that two stores hold, is not embedded again."""

    def __init__(self, real: Any, known: dict[str, Any]) -> None:
        self.id, self.dim = real.id, real.dim
        self.count_tokens, self.embed_query, self.embed_twice = real.count_tokens, real.embed_query, real.embed_twice
        self._real = real
        self._known = known

    def embed_documents(self, texts: Sequence[str]) -> Any:
        """Return (len(texts), dim) float32, unit rows."""
        new = [one for one in dict.fromkeys(texts) if one not in self._known]
        self._known.update(zip(new, self._real.embed_documents(new), strict=True))
        return np.stack([self._known[one] for one in texts]) if texts else np.zeros((0, self.dim), dtype=np.float32)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that the tests of this module share."""
    running = Server(tmp_path_factory.mktemp("served"))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def both(
    embedder: Any, shipped_library: Library, served: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Library, Library]:
    """The shipped guides in the embedded store and on a server; nothing but the settings tells them apart."""
    folder = tmp_path_factory.mktemp("both")
    known = {chunk.embedded_text: vector for chunk, vector in shipped_library.retriever.index.shipped().values()}
    remembering = Remembering(embedder, known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTH_CONFIG_DIR", str(folder / "config"))
        patch.setattr("coach.assemble.SentenceTransformerEmbedder", lambda name: remembering)
        patch.setattr("coach.assemble.read_shipped", lambda: list(shipped_library.documents))
        here, there = (
            load_library(load_settings(data_dir=folder / name, chroma_server=where), lambda stage, share: None)
            for name, where in (("here", ""), ("there", f"127.0.0.1:{served.port}"))
        )
    return here, there


def _same(found: Sequence[RetrievedChunk], other: Sequence[RetrievedChunk]) -> None:
    assert [(one.chunk, one.rank) for one in found] == [(one.chunk, one.rank) for one in other]
    assert [one.score for one in found] == pytest.approx([one.score for one in other], abs=1e-5)


@pytest.mark.model
@pytest.mark.timeout(900)  # alone, its first test waits until every guide is embedded
class TestSameHits:
    """Forty questions over the shipped guides, put to both stores."""

    def test_vectors_lie_on_the_server_and_not_in_the_data_folder(self, both: tuple[Library, Library]) -> None:
        here, there = (one.retriever.index for one in both)
        assert (here._folder / "chroma").is_dir() and not (there._folder / "chroma").exists()
        assert there.manifest == here.manifest and there.manifest.n_chunks > 300

    @pytest.mark.parametrize("role", AUDIENCES)
    def test_passages_and_order_are_the_same_for_every_role(self, both: tuple[Library, Library], role: Any) -> None:
        here, there = (one.retriever for one in both)
        assert len(set(ASKED)) >= 40
        for question in ASKED:
            found = here.search(question, 10, role)
            assert len(found) == 10
            _same(found, there.search(question, 10, role))

    @pytest.mark.parametrize("kind", KINDS)
    def test_passages_and_order_are_the_same_for_every_kind(self, both: tuple[Library, Library], kind: Any) -> None:
        here, there = (one.retriever for one in both)
        for at, question in enumerate(ASKED):
            role = AUDIENCES[at % len(AUDIENCES)]
            found = here.search(question, 5, role, [kind])
            assert all(one.chunk.kind == kind for one in found) and bool(found) == (kind != "own")
            _same(found, there.search(question, 5, role, [kind]))

    def test_decisions_are_the_same(self, both: tuple[Library, Library]) -> None:
        here, there = (one.retriever for one in both)
        meant = set()
        for question in [*ASKED, "How do I bake a sourdough loaf?", "Which phone should I buy?"]:
            one, other = here.retrieve(question, 4), there.retrieve(question, 4)
            _same(one.chunks, other.chunks)
            assert (one.faq and one.faq.document_id) == (other.faq and other.faq.document_id)
            assert one.covered == other.covered and one.coverage == pytest.approx(other.coverage, abs=1e-5)
            meant.add(one.faq and one.faq.document_id)
        assert len(meant) > 5

    def test_second_start_finds_the_index_on_the_server(self, both: tuple[Library, Library], served: Server) -> None:
        _, there = both
        again = ChromaIndex(there.retriever.index._folder, served.address)
        assert again.is_fresh(there.documents, there.retriever.index.manifest.embedder)
        vector = there.retriever.read(ASKED[0]).vector
        assert again.nearest(vector, 5) == there.retriever.index.nearest(vector, 5)


def _one_line(caught: pytest.ExceptionInfo[StoreError]) -> None:
    said = str(caught.value)
    assert said and "\n" not in said and "Traceback" not in said and len(said) < 200


class TestServerOutOfReach:
    """A server that is not there, goes away, and comes back."""

    def test_build_without_a_server_is_a_store_error_and_leaves_no_index(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path, ("127.0.0.1", _free_port()))
        with pytest.raises(StoreError) as caught:
            index.build(small_documents(), KeywordEmbedder())
        _one_line(caught)
        assert index.embedder_in_force() is None

    def test_search_after_the_server_died_is_a_store_error(self, server: Server, tmp_path: Path) -> None:
        index, vector = ChromaIndex(tmp_path / "data", server.address), KeywordEmbedder().embed_query("trust")
        index.build(small_documents(), KeywordEmbedder())
        assert len(index.nearest(vector, 3)) == 3
        server.stop()
        for open_already in (True, False):
            asked = index if open_already else ChromaIndex(tmp_path / "data", server.address)
            with pytest.raises(StoreError) as caught:
                asked.nearest(vector, 3)
            _one_line(caught)

    def test_server_that_dies_during_a_build_leaves_the_old_index_and_the_next_build_ends_it(
        self, server: Server, tmp_path: Path
    ) -> None:
        index, vector = ChromaIndex(tmp_path / "data", server.address), KeywordEmbedder().embed_query("trust")
        old = index.build(small_documents()[:3], KeywordEmbedder())

        class Fatal(KeywordEmbedder):
            """Ends the server before it answers."""

            def embed_documents(self, texts: Sequence[str]) -> Any:
                server.stop()
                return super().embed_documents(texts)

        with pytest.raises(StoreError) as caught:
            index.build(small_documents(), Fatal())
        _one_line(caught)
        assert ChromaIndex(tmp_path / "data").manifest == old
        again = Server(server.folder, server.port)
        try:
            # the client that was open all the while finds the server that came back
            assert len(index.nearest(vector, 3)) == 3
            assert index.build(small_documents(), KeywordEmbedder()).n_chunks > old.n_chunks
            assert index.nearest(vector, 1)[0][0] in ("guide-trust#0", "kept-promise#0")
        finally:
            again.stop()
