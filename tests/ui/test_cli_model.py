"""The hearth command with the real embedded models."""

import re

import pytest

from coach.assemble import Library
from coach.bench_model import measure_beside
from coach.model import LlamaCppModel
from tests.ui.conftest import Hearth

pytestmark = pytest.mark.model


@pytest.fixture
def real(hearth: Hearth, shipped_library: Library, llama: LlamaCppModel) -> Hearth:
    """The hearth command with the shipped guides and the embedded models."""
    hearth.make_library = lambda: shipped_library
    hearth.model = lambda: llama
    return hearth


def test_faq_gets_its_curated_answer(real: Hearth) -> None:
    row = real("ask", "What kind of therapy helps with emotional neglect?", "--json").row
    assert row["kind"] == "faq"
    assert "EFT" in row["answer"]
    assert "Gottman" in row["answer"]
    assert row["citations"][0]["source"]


def test_question_outside_the_guides_is_not_covered(real: Hearth) -> None:
    assert real("ask", "How much ibuprofen can I take?", "--json").row["kind"] == "not_covered"


def test_rewrite_passed_its_checks_or_says_that_it_is_hard(real: Hearth) -> None:
    row = real("rewrite", "You never listen to me when I talk about work", "--tone", "all", "--json").row
    assert row["kind"] in ("rewrite", "hard")
    assert all(row["checks"][tone]["passed"] for tone in row["rewrites"])
    for text in row["rewrites"].values():
        assert "work" in text
        assert not re.search(r"\bnever\b", text, re.IGNORECASE)
    if row["kind"] == "hard":
        assert row["rewrites"] == {}
        assert row["feeling"] and row["need"] and row["request"]


def test_stream_is_about_as_fast_as_the_bare_runtime(llama: LlamaCppModel) -> None:
    found = measure_beside(llama, rounds=2, tokens=24)
    assert found.bare_tokens_per_s > 1
    assert found.ratio > 0.2, "the same work, on a machine that does other things too"
    assert found.prompt_tokens_per_s > found.stream_tokens_per_s
