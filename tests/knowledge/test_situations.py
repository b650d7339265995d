"""The reader of situations: its arithmetic, how it is joined with the router, and the weights that are shipped."""

import json
import random
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embedding import EMBEDDED, SentenceTransformerEmbedder
from knowledge.low_rank import Matrices, read_arrays
from knowledge.reading import read_shipped
from knowledge.router import Layer
from knowledge.situations import CHANGES, SituationReader, joined, load_reader
from tests.fakes import KeywordEmbedder
from training.router.data import Situation, digest
from training.situations.data import TEXTS, clauses, examples, practices, varied, written

CASES = Path(__file__).parents[2] / "evals" / "cases"


class TwoWays:
    """An embedder whose changed vectors point east for what holds "east", and north for all else."""

    id, dim = "two-ways", 2

    def change(self, name: str, matrices: Matrices) -> None:
        """Take no notice."""

    def embed_changed(self, name: str, texts: Sequence[str]) -> np.ndarray:
        """Return (n, 2)."""
        assert name == CHANGES
        return np.array([(1, 0) if "east" in one else (0, 1) for one in texts], dtype=np.float32)


def layer(*rows: tuple[float, float]) -> Layer:
    return Layer(("talk", "touch"), np.array(rows, dtype=np.float32), np.zeros(2, dtype=np.float32))


def reader() -> SituationReader:
    return SituationReader(TwoWays(), fits=layer((0, 1), (1, 0)), never=layer((1, 0), (0, 0)))  # type: ignore[arg-type]


class TestArithmetic:
    """Two practices, worked out by hand."""

    def test_practices_come_best_first_with_share_and_chance(self) -> None:
        ((first, second),) = reader().read(["to the east"])
        assert (first[0], second[0]) == ("touch", "talk")
        # scores of (1, 0): fits 0 and 1, never 1 and 0
        assert first[1:] == pytest.approx((0.73106, 0.5), abs=1e-4)
        assert second[1:] == pytest.approx((0.26894, 0.73106), abs=1e-4)

    def test_many_texts_are_read_in_their_order(self) -> None:
        found = reader().read(["east" if at % 3 else "north" for at in range(50)])
        assert [one[0][0] for one in found] == ["touch" if at % 3 else "talk" for at in range(50)]

    def test_no_text_gives_nothing(self) -> None:
        assert reader().read([]) == []


class TestJoined:
    """Two readings of one text."""

    def test_shares_are_averaged_and_so_are_the_logits_of_the_chances(self) -> None:
        one = (("a", 0.8, 0.5), ("b", 0.2, 0.9))
        other = (("b", 0.9, 0.9), ("a", 0.1, 0.9))
        assert joined(one, other) == (
            ("b", pytest.approx(0.55), pytest.approx(0.9)),
            (
                "a",
                pytest.approx(0.45),
                pytest.approx(0.75),
            ),  # odds of 1 and of 9: the mean of their logits is odds of 3
        )

    def test_where_one_knows_nothing_the_other_counts(self) -> None:
        one = (("a", 1.0, 0.1),)
        assert joined(one, ()) == joined((), one) == one
        assert joined((), ()) == ()

    @given(
        st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6)
    )
    def test_each_number_lies_between_the_two_and_the_best_comes_first(self, rows) -> None:
        one = tuple((str(at), row[0], row[1]) for at, row in enumerate(rows))
        other = tuple((str(at), row[2], row[3]) for at, row in enumerate(rows))
        found = joined(one, other)
        assert sorted(id_ for id_, _, _ in found) == sorted(id_ for id_, _, _ in one)
        assert [fit for _, fit, _ in found] == sorted((fit for _, fit, _ in found), reverse=True)
        for id_, fit, chance in found:
            row = rows[int(id_)]
            assert min(row[0], row[2]) - 1e-9 <= fit <= max(row[0], row[2]) + 1e-9
            assert min(row[1], row[3]) - 1e-5 <= chance <= max(row[1], row[3]) + 1e-5


class TestShipped:
    """The weights that come with Hearth."""

    def test_every_practice_is_known_and_no_other(self) -> None:
        arrays = read_arrays(EMBEDDED, ".situations")
        ids = {one.id for one in read_shipped() if one.kind == "practice"}
        assert {str(one) for one in arrays["fits/names"]} == {str(one) for one in arrays["never/names"]} == ids

    def test_trained_on_the_situations_as_they_are_now(self) -> None:
        data = str(read_arrays(EMBEDDED, ".situations")["data"])
        assert data == digest(examples()), "run `python -m training.situations.train`"

    def test_small(self) -> None:
        assert len(files("knowledge").joinpath("routers", f"{EMBEDDED}.situations.npz").read_bytes()) < 2_000_000

    def test_embedding_model_without_one_has_none(self) -> None:
        assert load_reader(KeywordEmbedder()) is None

    @pytest.mark.model
    def test_one_clause_in_passing_rules_a_practice_out(self, embedder: SentenceTransformerEmbedder) -> None:
        shipped = load_reader(embedder)
        assert shipped is not None

        def chance(text: str) -> float:
            return next(chance for id_, _, chance in shipped.read([text])[0] if id_ == "compassionate-support-circle")

        assert chance("I have a whole crowd of friends who would come at midnight.") > chance(
            "I have nobody to talk to in this town."
        )


class TestTrainingData:
    """What it was trained on."""

    def test_every_practice_that_is_named_exists_and_none_both_fits_and_must_not(self) -> None:
        known = set(practices())
        for one in examples():
            assert known.issuperset((*one.fits, *one.never)) and not {*one.fits} & {*one.never}, one

    def test_clauses_rule_out_every_practice_and_twins_nothing(self) -> None:
        single = clauses()
        assert len(single) > 1000 and all(not one.fits for one in single)
        assert {id_ for one in single for id_ in one.never} == set(practices())
        assert sum(not one.never for one in single) > len(single) / 6

    def test_no_situation_that_is_measured_with_was_trained_on(self) -> None:
        def plain(text: str) -> str:
            return " ".join(re.findall(r"\w+", text.casefold()))

        trained = {plain(one.question) for one in examples()}
        for path in TEXTS.parent.glob("next/*.jsonl"):  # for the next training
            rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            trained |= {plain(row.get("situation") or row["clause"]) for row in rows}
        for path in CASES.glob("situations*.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                assert plain(json.loads(line)["situation"]) not in trained, line

    def test_no_text_stands_twice(self) -> None:
        texts = [one.question for one in (*written(), *clauses())]
        assert len(texts) == len(set(texts))


class TestVaried:
    """What one epoch shows."""

    ROWS = (
        Situation("She rows. He sews. Both are tired.", ("talk", "walk"), ("jar",)),
        Situation("One sentence only.", ("talk",), ("jar",)),
        Situation("They walk every day.", (), ("walk",)),
    )

    def shown(self, seed: int) -> list[Situation]:
        return varied(self.ROWS, random.Random(seed))

    def test_a_clause_said_in_passing_rules_out_what_it_rules_out(self) -> None:
        whole = [one for seed in range(40) for one in self.shown(seed) if one.fits and "rows" in one.question]
        with_clause = [one for one in whole if "They walk every day." in one.question]
        assert 0 < len(with_clause) < len(whole) == 40
        assert all(one.fits == ("talk",) and one.never == ("jar", "walk") for one in with_clause)
        assert all(one == self.ROWS[0] for one in whole if one not in with_clause)

    def test_as_many_are_shown_as_there_are(self) -> None:
        assert {len(self.shown(seed)) for seed in range(20)} == {3}
