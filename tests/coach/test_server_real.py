"""A model on a real server: llama-cpp-python's own, started here on loopback with the embedded model."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.assemble import Library, load_model
from coach.candidates import head_grammar, parse_head
from coach.errors import ModelError
from coach.messages import TONES, Done, Message, Notice, Version
from coach.server import ServerModel
from coach.server_entry import ServerFields
from coach.settings import Settings, load_settings
from coach.turn import Coach
from knowledge.index import ChromaIndex
from knowledge.reading import practice
from knowledge.retrieval import Retriever
from tests.coach.llama_server import LlamaServer
from tests.fakes import FakeParts, KeywordEmbedder, never_library, small_documents
from tests.knowledge.test_server import Server as ChromaServer

pytestmark = [pytest.mark.model, pytest.mark.slow]

KEY = "sesame-open"
COVERED = "How does trust grow when small promises are kept every day?"
LONG = [Message("user", "Write a very long letter about the sea, the wind and the birds. Never stop.")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaServer]:
    """The server that the tests of this module share; it asks for a key."""
    running = LlamaServer(tmp_path_factory.mktemp("llama") / "log", key=KEY)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def far(server: LlamaServer) -> ServerModel:
    """The model on it."""
    return ServerModel("far", ServerFields(server=server.address), key=KEY)


def test_entry_in_models_toml_leads_to_it(
    server: LlamaServer, hearth_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = f'[models.far]\ntitle = "Far"\nserver = "{server.address}"\napi_key_env = "FAR_KEY"\nn_ctx = 2048\n'
    (hearth_folders / "config" / "models.toml").write_text(entry, encoding="utf-8")
    monkeypatch.setenv("FAR_KEY", KEY)
    model = load_model(load_settings(model="far"), lambda stage, share: None)
    assert model.n_ctx == 2048
    asked = [Message("user", "What is the capital of France?")]
    first, again = (list(model.stream(asked, max_tokens=20, temperature=0.0)) for _ in range(2))
    assert len(first) > 3 and "".join(first).strip() and first == again


def test_wrong_key_is_said(server: LlamaServer) -> None:
    with pytest.raises(ModelError, match="wants a key"):
        ServerModel("far", ServerFields(server=server.address), key="other")


def test_grammar_binds_what_the_server_writes(far: ServerModel) -> None:
    written = "".join(far.stream(LONG, max_tokens=60, temperature=0.0, grammar=head_grammar()))
    feeling, need = parse_head(written)
    assert feeling and need and re.fullmatch(r"Feeling: [^\n]+\nNeed: [^\n]+\n", written)


def test_too_long_a_prompt_is_said(far: ServerModel) -> None:
    with pytest.raises(ModelError, match="too long"):
        list(far.stream([Message("user", "sea and wind " * 3000)], max_tokens=10))


def test_tokens_are_not_counted_too_few(far: ServerModel, llama: Any) -> None:
    for text in (
        "You never listen to me when I talk about work.",
        "I’ve said “please, listen” a hundred times…",
        COVERED * 5,
    ):
        assert far.count_tokens(text) >= llama.count_tokens(text)


def test_cancel_frees_the_server_for_the_next(far: ServerModel) -> None:
    cancel = threading.Event()
    pieces = far.stream(LONG, max_tokens=2000, cancel=cancel)
    next(iter(pieces))
    cancel.set()
    began = time.monotonic()
    assert list(pieces) == []
    assert time.monotonic() - began < 1
    # one that wrote on would keep this one waiting for all of its 2,000 tokens
    assert "".join(far.stream([Message("user", "Say hello.")], max_tokens=8))
    assert time.monotonic() - began < 15


def test_rewrite_goes_through_the_checks(far: ServerModel) -> None:
    coach = Coach(Settings(), FakeParts(never_library, lambda: far))
    found = list(coach.rewrite("You never listen to me when I talk about work", TONES[:1]))
    done = found[-1]
    assert isinstance(done, Done) and done.reply.kind in ("rewrite", "hard")
    assert bool(done.reply.rewrites) == any(isinstance(one, Version) for one in found)


@pytest.mark.timeout(180)
def test_eight_talks_at_once_over_a_model_server_and_a_chroma_server(far: ServerModel, tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    chroma = ChromaServer(tmp_path / "chroma")
    try:
        documents, embedder = small_documents(), KeywordEmbedder()
        index = ChromaIndex(tmp_path / "data", chroma.address)
        index.build(documents, embedder)
        practices = {one.id: practice(one) for one in documents if one.kind == "practice"}
        library = Library(Retriever(index, embedder), practices, tuple(documents), embedder.embed_documents)
        coach = Coach(Settings(), FakeParts(lambda: library, lambda: far))
        replies: dict[int, list[Any]] = {}
        told: list[Notice] = []  # that the server could not help; with a line of its own nobody would wait here

        def talk(at: int) -> None:
            try:
                events = list(coach.ask(COVERED, id=str(at)))
                replies[at] = [one.reply for one in events if isinstance(one, Done)]
                told.extend(one for one in events if isinstance(one, Notice))
            except Exception as error:
                replies[at] = [error]

        threads = [threading.Thread(target=talk, args=(at,)) for at in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(150)
    finally:
        chroma.stop()
    assert sorted(replies) == list(range(8))
    for at, found in replies.items():
        (reply,) = found
        assert not isinstance(reply, Exception), reply
        assert reply.id == str(at) and reply.kind in ("generated", "quoted")
        assert reply.citations and reply.answer
    assert told == []
