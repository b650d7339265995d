"""One embedding model, several threads."""

import threading

import numpy as np
import pytest

from knowledge.sharing import Interruptible, SharedEmbedder
from tests.fakes import KeywordEmbedder


class Gated(KeywordEmbedder):
    """Waits in its first call until `gate` opens, and notes what runs at once."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.began = threading.Event()
        self.order: list[str] = []
        self.inside = 0
        self.most = 0

    def _note(self, name: str) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.began.set()
        self.gate.wait(30)
        self.order.append(name)
        self.inside -= 1

    def embed_documents(self, texts):
        self._note(f"{len(texts)} documents")
        return super().embed_documents(texts)

    def embed_query(self, text):
        self._note("query")
        return super().embed_query(text)


def test_rows_come_in_the_order_of_the_texts() -> None:
    texts = [f"{'lake ' * (20 - at)}word{at}" for at in range(20)]
    plain = KeywordEmbedder()
    assert np.array_equal(SharedEmbedder(KeywordEmbedder()).embed_documents(texts), plain.embed_documents(texts))


def test_a_question_goes_before_the_rest_of_a_build_and_never_beside_it() -> None:
    gated = Gated()
    shared = SharedEmbedder(gated)
    build = threading.Thread(target=shared.embed_documents, args=(["text"] * 24,))
    build.start()
    assert gated.began.wait(30)
    ask = threading.Thread(target=shared.embed_query, args=("question",))
    ask.start()
    while not shared._urgent:
        pass
    gated.gate.set()
    for one in (build, ask):
        one.join(30)
    assert gated.order == ["8 documents", "query", "8 documents", "8 documents"]
    assert gated.most == 1


def test_a_call_that_fails_lets_the_next_one_in() -> None:
    class Broken(KeywordEmbedder):
        def embed_query(self, text):
            raise RuntimeError

    shared = SharedEmbedder(Broken())
    with pytest.raises(RuntimeError):
        shared.embed_query("x")
    assert shared.count_tokens("two words") == 2


def test_interruption_is_heeded_before_every_step() -> None:
    def heed() -> None:
        raise InterruptedError

    stopped = Interruptible(KeywordEmbedder(), heed)
    for call in (stopped.count_tokens, stopped.embed_query, lambda text: stopped.embed_documents([text])):
        with pytest.raises(InterruptedError):
            call("x")
    assert stopped.id == "keywords" and stopped.dim == 512
