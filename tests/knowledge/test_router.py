"""The router: its arithmetic, the shipped weights, and that they belong to the shipped questions."""

from importlib.resources import files

import numpy as np
import pytest

from knowledge.reading import read_shipped
from knowledge.router import COVERED, OUTSIDE, Router, load_router
from training.router.train import TARGET, digest, examples


def _router() -> Router:
    weights = np.array([[1, 0], [0, 1], [0, 0], [-1, -1]], dtype=np.float32)
    return Router(("faq-a", "faq-b", COVERED, OUTSIDE), weights, np.zeros(4, dtype=np.float32))


def test_probabilities_are_the_softmax_of_the_scores() -> None:
    # scores of (1, 0): 1, 0, 0, -1; e^1 + 2 e^0 + e^-1 = 5.0862
    judged = _router().judge(np.array([1, 0], dtype=np.float32))
    assert judged.faq == "faq-a"
    assert judged.faq_probability == pytest.approx(2.71828 / 5.08616, abs=1e-4)
    assert judged.inside == pytest.approx(1 - 0.36788 / 5.08616, abs=1e-4)


def test_covered_and_outside_are_never_taken_for_an_faq() -> None:
    assert _router().judge(np.array([-1, -1], dtype=np.float32)).faq in ("faq-a", "faq-b")


def test_shipped_router_knows_every_faq_and_no_other() -> None:
    router = load_router("all-MiniLM-L6-v2")
    assert router is not None
    assert set(router.classes) == {one.id for one in read_shipped() if one.kind == "faq"} | {COVERED, OUTSIDE}


def test_shipped_router_was_trained_on_the_questions_as_they_are_now() -> None:
    with np.load(TARGET, allow_pickle=False) as file:
        assert str(file["data"]) == digest(examples()), "run `python -m training.router.train`"


def test_shipped_router_is_found_inside_the_package() -> None:
    assert files("knowledge").joinpath("routers", TARGET.name).is_file()


@pytest.mark.parametrize("name", ["some-other-model", "../guides/x", ""])
def test_embedding_model_without_a_router_has_none(name: str) -> None:
    assert load_router(name) is None
