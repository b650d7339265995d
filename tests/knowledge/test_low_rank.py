"""Low-rank changes: which rows they touch, in which thread, and that they leave the model as it was."""

import threading

import numpy as np
import torch

from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.low_rank import LowRank, layers_of


def linear() -> tuple[torch.nn.Module, LowRank]:
    """A layer that doubles its input of two, and a change of rank 1 that adds the sum of the input to the first output."""
    module = torch.nn.Sequential(torch.nn.Linear(2, 2, bias=False))
    module[0].weight.data = 2 * torch.eye(2)
    change = np.array([[1, 1]], dtype=np.float32), np.array([[1], [0]], dtype=np.float32)
    return module, LowRank(module, {"0": change})


ROWS = torch.tensor([[1.0, 2.0], [3.0, 4.0]])


def test_without_effect_until_applied_and_after() -> None:
    module, changes = linear()
    assert module(ROWS).tolist() == [[2, 4], [6, 8]]
    with changes.applied():
        assert module(ROWS).tolist() == [[5, 4], [13, 8]]
    assert module(ROWS).tolist() == [[2, 4], [6, 8]]


def test_rows_before_the_first_stay_as_they_are() -> None:
    module, changes = linear()
    with changes.applied(first_row=1):
        assert module(ROWS).tolist() == [[2, 4], [13, 8]]


def test_taken_off_though_the_pass_fails() -> None:
    module, changes = linear()
    try:
        with changes.applied():
            raise RuntimeError
    except RuntimeError:
        pass
    assert module(ROWS).tolist() == [[2, 4], [6, 8]]


def test_another_thread_sees_the_model_as_it_came() -> None:
    module, changes = linear()
    seen: list[list[list[float]]] = []
    with changes.applied():
        other = threading.Thread(target=lambda: seen.append(module(ROWS).tolist()))
        other.start()
        other.join()
    assert seen == [[[2, 4], [6, 8]]]


def test_layers_are_named_with_their_sizes() -> None:
    assert layers_of(linear()[0]) == [("0", 2, 2)]


def test_shipped_changes_give_a_second_vector_and_leave_the_first() -> None:
    embedder = SentenceTransformerEmbedder()
    text = "he never asks how my day was"
    plain, adapted = embedder.embed_twice(text)
    assert np.allclose(plain, embedder.embed_query(text), atol=1e-5)
    assert abs(np.linalg.norm(adapted) - 1) < 1e-4
    assert float(plain @ adapted) < 0.99


def test_model_without_changes_gives_its_vector_twice() -> None:
    plain, adapted = SentenceTransformerEmbedder(adapted=False).embed_twice("tea")
    assert np.array_equal(plain, adapted)
