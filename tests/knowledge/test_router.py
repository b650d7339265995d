"""The router: its arithmetic, the shipped weights, and that they belong to what is shipped and to the training questions."""

import json
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from knowledge.chunking import chunk_document
from knowledge.embedding import EMBEDDED
from knowledge.low_rank import read_arrays
from knowledge.reading import read_shipped
from knowledge.router import NO_FAQ, OUTSIDE, Layer, Router, load_router
from training.router.data import digest, examples, situations, tellings

CASES = Path(__file__).parents[2] / "evals" / "cases"
EAST = np.array([1, 0], dtype=np.float32)


def layer(names: tuple[str, ...], *rows: tuple[float, float], bias: tuple[float, ...] = ()) -> Layer:
    weights = np.array(rows, dtype=np.float32)
    return Layer(names, weights, np.array(bias or [0.0] * len(names), dtype=np.float32))


def small_router() -> Router:
    return Router(
        sections=layer(("guides/a#A", "guides/b#B", OUTSIDE), (1, 0), (0, 1), (-1, -1)),
        faqs=layer(("faq-a", "faq-b", NO_FAQ), (0, 1), (0.5, 0), (2, 0)),
        fits=layer(("talk", "touch"), (0, 1), (1, 0)),
        never=layer(("talk", "touch"), (1, 0), (0, 0)),
        views=layer(("silence", ""), (1, 0), (0, 0)),
    )


class TestArithmetic:
    """Small layers worked out by hand."""

    def test_sections_come_likeliest_first_by_the_softmax_of_their_scores(self) -> None:
        # scores of (1, 0): 1, 0, -1; e^1 + e^0 + e^-1 = 4.0862
        read = small_router().read(EAST, EAST)
        assert [name for name, _ in read.sections] == ["guides/a#A", "guides/b#B"]
        assert [share for _, share in read.sections] == pytest.approx([2.71828 / 4.08616, 1 / 4.08616], abs=1e-4)
        assert read.inside == pytest.approx(1 - 0.36788 / 4.08616, abs=1e-4)

    def test_likeliest_faq_is_named_though_none_is_likelier(self) -> None:
        # scores 0, 0.5, 2 (none); e^0 + e^0.5 + e^2 = 10.0378
        read = small_router().read(EAST, EAST)
        assert read.faq == "faq-b"
        assert read.faq_probability == pytest.approx(1.64872 / 10.03778, abs=1e-4)

    def test_practices_come_best_first_each_with_its_own_chance_to_be_unwelcome(self) -> None:
        (first, share, chance), (second, _, other) = small_router().read(EAST, EAST).practices
        assert (first, second) == ("touch", "talk")
        assert share == pytest.approx(2.71828 / 3.71828, abs=1e-4)
        assert (chance, other) == (pytest.approx(0.5), pytest.approx(0.73106, abs=1e-4))

    def test_views_come_likeliest_first(self) -> None:
        (first, share), (other, _) = small_router().read(EAST, EAST).views
        assert (first, other) == ("silence", "")
        assert share == pytest.approx(0.73106, abs=1e-4)

    def test_the_plain_vector_is_kept_and_the_adapted_one_is_read(self) -> None:
        north = np.array([0, 1], dtype=np.float32)
        read = small_router().read(north, EAST)
        assert read.vector is north
        assert read.sections[0][0] == "guides/a#A"

    def test_bias_counts(self) -> None:
        shares = layer(("a", "b"), (0, 0), (0, 0), bias=(0.0, 1.0)).shares(EAST)
        assert shares.tolist() == pytest.approx([0.26894, 0.73106], abs=1e-4)


@pytest.fixture(scope="module")
def shipped() -> Router:
    router = load_router(EMBEDDED)
    assert router is not None
    return router


class TestShipped:
    """The weights that come with Hearth belong to what comes with it."""

    def test_every_section_is_known_and_no_other(self, shipped: Router) -> None:
        chunks = [chunk for one in read_shipped() for chunk in chunk_document(one, lambda text: len(text.split()))]
        assert set(shipped.sections.names) == {one.section_name for one in chunks} | {OUTSIDE}, (
            "run `python -m training.router.train`"
        )

    def test_every_faq_and_practice_is_known_and_no_other(self, shipped: Router) -> None:
        kinds = {kind: {one.id for one in read_shipped() if one.kind == kind} for kind in ("faq", "practice")}
        assert set(shipped.faqs.names) == kinds["faq"] | {NO_FAQ}
        assert set(shipped.fits.names) == set(shipped.never.names) == kinds["practice"]

    def test_trained_on_the_questions_as_they_are_now(self) -> None:
        rows = [*examples(), *situations(), *tellings()]
        assert str(read_arrays(EMBEDDED)["data"]) == digest(rows), "run `python -m training.router.train`"

    def test_found_inside_the_package_and_small(self) -> None:
        entry = files("knowledge").joinpath("routers", f"{EMBEDDED}.npz")
        assert len(entry.read_bytes()) < 3_000_000

    @pytest.mark.parametrize("name", ["some-other-model", "../guides/x", ""])
    def test_embedding_model_without_a_router_has_none(self, name: str) -> None:
        assert load_router(name) is None


class TestTrainingData:
    """What it was trained on."""

    def test_every_section_faq_and_practice_that_is_named_exists(self) -> None:
        chunks = [chunk for one in read_shipped() for chunk in chunk_document(one, lambda text: len(text.split()))]
        sections, ids = {one.section_name for one in chunks}, {one.id for one in read_shipped()} | {NO_FAQ}
        for one in examples():
            assert sections.issuperset(one.sections) and (one.faq is None or one.faq in ids), one
            assert one.outside != bool(one.sections or one.faq) or not one.outside, one
        for one in situations():
            assert ids.issuperset((*one.fits, *one.never)) and not {*one.fits} & {*one.never}, one

    def test_every_section_is_asked_for(self) -> None:
        asked = {section for one in examples() for section in one.sections}
        chunks = [chunk for one in read_shipped() for chunk in chunk_document(one, lambda text: len(text.split()))]
        assert {one.section_name for one in chunks} - asked == set()

    def test_nothing_that_is_measured_with_was_trained_on(self) -> None:
        def plain(text: str) -> str:
            return " ".join(re.findall(r"\w+", text.casefold()))

        trained = {plain(one.question) for one in (*examples(), *situations(), *tellings())}
        for path in sorted(CASES.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                text = next(row[key] for key in ("question", "situation", "message", "turns") if key in row)
                text = text if isinstance(text, str) else " ".join(text)
                assert plain(text) not in trained, f"{path.name}: {text}"
