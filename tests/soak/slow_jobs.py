"""What is killed outside of a space: an index that is built, a model that is fetched."""

import os
import signal
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from coach.catalogue import locate
from coach.download import check_model, get_model
from knowledge.index import ChromaIndex
from knowledge.manifest import fingerprint
from tests.coach.test_download import CONTENT, Hub, _handler, entry
from tests.fakes import KeywordEmbedder, document
from tests.soak.killing import Job, State, Tell

_DOCUMENTS = 90  # more than one batch


class BuildIndex(Job):
    """An index with another in force: the old or the new one answers, and the next build completes."""

    name = "index build"

    def settle(self, state: State) -> State:
        return {"version": state.get("version", 0) + 1}

    def work(self, state: State, tell: Tell) -> None:
        _index(self.folder).build(_documents(state["version"]), KeywordEmbedder())
        tell("in force")

    def check(self, state: State, told: list[Any]) -> State:
        version, embedder = state["version"], KeywordEmbedder()
        index = _index(self.folder)
        if version > 1 or told:
            names = {fingerprint(_documents(one), embedder.id): one for one in (version - 1, version)}
            in_force = names[index.manifest.fingerprint]
            assert in_force == version or not told
            _answers(index, in_force)
            index.close()
        index = _index(self.folder)
        index.build(_documents(version), embedder)
        _answers(index, version)
        return state


def _index(folder: Path) -> ChromaIndex:
    return ChromaIndex(folder / "index")


def _documents(version: int) -> list[Any]:
    return [
        document(f"doc-{at:03}", f"Paragraph number{at} of version{version if at % 3 == 0 else 0} matters.")
        for at in range(_DOCUMENTS)
    ]


def _answers(index: ChromaIndex, version: int) -> None:
    vector = KeywordEmbedder().embed_query(f"number33 version{version}")
    ids = [f"doc-{at:03}#0" for at in range(_DOCUMENTS)]
    held = index.get(ids, vector)
    assert set(held) == set(ids), f"{len(held)} of {len(ids)} passages are there"
    for at, id_ in enumerate(ids):
        assert f"version{version if at % 3 == 0 else 0}" in held[id_][0].text
    assert index.nearest(vector, 3)[0][0] == "doc-033#0"
    assert "doc-033#0" in index.lexical(f"number33 version{version}", 3)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked was killed: nothing to say."""


class Download(Job):
    """A model from a stand-in of the hub: never half a file under its name, and the next try goes on."""

    name = "download"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.endpoint, self._server = _serve()

    def stop(self) -> None:
        """End the stand-in."""
        os.kill(self._server, signal.SIGKILL)
        os.waitpid(self._server, 0)

    def settle(self, state: State) -> State:
        target = locate(entry(), self.folder)
        for one in target.parent.glob("*") if target.parent.exists() else ():
            one.unlink()
        return state

    def work(self, state: State, tell: Tell) -> None:
        get_model(entry(), self.folder, self.endpoint)
        tell("here")

    def check(self, state: State, told: list[Any]) -> State:
        target = locate(entry(), self.folder)
        assert target.is_file() or not told
        assert not target.is_file() or target.read_bytes() == CONTENT, "half a model lies under its name"
        begun: list[int] = []
        get_model(entry(), self.folder, self.endpoint, lambda done, total: begun.append(done))
        assert target.read_bytes() == CONTENT
        digest = check_model(entry(), self.folder)
        assert (target.parent / f"{target.name}.sha256").read_text() == digest
        assert sorted(one.name for one in target.parent.iterdir()) == [target.name, f"{target.name}.sha256"]
        return state


def _serve() -> tuple[str, int]:
    """Serve the model from a process of its own, for a parent that forks has no threads."""
    hub = Hub()
    server = _Server(("127.0.0.1", 0), _handler(hub))
    child = os.fork()
    if child == 0:
        try:
            server.serve_forever()
        finally:
            os._exit(0)
    port = server.server_port
    server.server_close()
    return f"http://127.0.0.1:{port}", child
