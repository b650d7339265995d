"""The nearest training questions: their arithmetic, and that what is shipped belongs to the router and to its questions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder
from knowledge.low_rank import read_arrays
from knowledge.neighbours import DIM, SHARE, WARMTH, K, Neighbours, mixed, shortened
from knowledge.router import NO_FAQ, OUTSIDE, Asked, load_router
from training.router.data import Example, examples, situations, tellings
from training.router.memory import answers
from training.router.train import HELD_OUT, parted


def flat(*angles: float) -> dict[str, np.ndarray]:
    """Arrays of texts on a circle, as they are: nothing is left out and nothing is turned."""
    points = np.array([(np.cos(one), np.sin(one)) for one in angles])
    return {
        "mean": np.zeros(2, dtype=np.float16),
        "basis": np.eye(2, dtype=np.float16),
        "vectors": np.round(points * 127).astype(np.int8),
    }


EAST = np.array([1, 0], dtype=np.float32)


class TestNearest:
    """Few texts, worked out by hand."""

    def test_weights_fall_with_the_cosine_and_add_up_to_one(self) -> None:
        rows, weights = Neighbours(flat(0.0, 0.3, 3.0)).nearest(EAST, np.ones(3, dtype=bool))
        of = dict(zip(rows.tolist(), weights, strict=True))
        assert weights.sum() == pytest.approx(1)
        assert of[1] / of[0] == pytest.approx(np.exp((np.cos(0.3) - 1) / WARMTH), rel=0.15)  # whole numbers are coarse
        assert of[2] < 1e-6

    def test_those_that_nothing_is_known_of_are_passed_over(self) -> None:
        rows, weights = Neighbours(flat(0.0, 0.3, 3.0)).nearest(EAST, np.array([False, True, True]))
        assert sorted(rows.tolist()) == [1, 2] and weights.sum() == pytest.approx(1)

    def test_no_more_than_k_count(self) -> None:
        rows, _ = Neighbours(flat(*np.linspace(0, 3, 3 * K))).nearest(EAST, np.ones(3 * K, dtype=bool))
        assert sorted(rows.tolist()) == list(range(K))

    @given(st.integers(0, 400))
    def test_a_text_that_is_there_is_its_own_nearest(self, at: int) -> None:
        rows, weights = Neighbours(KEPT).nearest(VECTORS[at], np.ones(len(VECTORS), dtype=bool))
        assert rows[np.argmax(weights)] == at


VECTORS = np.random.default_rng(1).normal(size=(401, 2 * DIM)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
KEPT = shortened(VECTORS)


def test_shortened_keeps_what_differs() -> None:
    wide = VECTORS * np.where(np.arange(2 * DIM) < DIM, 1.0, 1e-3).astype(np.float32)
    made = shortened(wide)
    assert made["vectors"].shape == (401, DIM) and made["vectors"].dtype == np.int8
    assert np.abs(made["basis"].astype(np.float32)[:, DIM:]).max() < 0.01, (
        "the directions in which they hardly differ go"
    )


def test_mixed_shares_add_up() -> None:
    assert mixed(np.array([0.2, 0.8]), np.array([0.6, 0.4])) == pytest.approx([0.2 + 0.4 * SHARE, 0.8 - 0.4 * SHARE])


def test_sections_named_later_count_less_and_faqs_as_judged() -> None:
    asked = Asked({**flat(0.0), "sections": np.array([[2, 0]], dtype=np.int16), "faqs": np.array([1], dtype=np.int16)})
    assert asked.sections(EAST, 3) == pytest.approx([0.3 / 1.3, 0, 1 / 1.3])
    assert asked.faqs(EAST, 3) == pytest.approx([0, 1, 0])


class TestShipped:
    """What stands beside the router."""

    def test_it_is_of_the_same_training_and_holds_what_was_trained_on_alone(self) -> None:
        memory, arrays = read_arrays(EMBEDDED, ".asked"), read_arrays(EMBEDDED)
        assert str(memory["data"]) == str(arrays["data"]), "run `python -m training.router.memory`"
        kept, _ = parted([*examples(), *situations(), *tellings()], HELD_OUT)
        asked = answers([one for one in kept if isinstance(one, Example)], arrays)
        assert np.array_equal(memory["sections"], asked["sections"]) and np.array_equal(memory["faqs"], asked["faqs"])
        assert len(memory["vectors"]) == len(asked["faqs"])

    def test_the_router_looks_there(self) -> None:
        router = load_router(EMBEDDED)
        assert router is not None and router.asked is not None
        embedder = SentenceTransformerEmbedder()
        read = router.read(*embedder.embed_twice("How do we fill a connection jar?"))
        assert "connection-jar" in read.sections[0][0]
        assert OUTSIDE not in dict(read.sections) and read.faq != NO_FAQ
        assert 0 < sum(share for _, share in read.sections) <= 1 + 1e-9
