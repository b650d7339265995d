"""Fusing the two searches, joining passages, and deciding what is covered."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ChromaIndex
from knowledge.retrieval import RRF_K, Retriever, _own_in_place, coverage_score, fuse, thresholds
from knowledge.schema import Chunk, RetrievedChunk
from tests.fakes import KeywordEmbedder, document, practice_document, small_documents


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return make(tmp_path_factory.mktemp("retrieval"), small_documents())


def make(folder: Path, documents) -> Retriever:
    index, embedder = ChromaIndex(folder), KeywordEmbedder()
    index.build(documents, embedder)
    return Retriever(index, embedder)


def chunk(text: str, *, title: str = "T", score: float = 0.5, rank: int = 1) -> RetrievedChunk:
    return RetrievedChunk(Chunk("a#0", "a", "guide", "both", title, "", "Hearth's own", text, 0, 0), score, rank)


class TestFusion:
    """Reciprocal rank fusion."""

    def test_order_is_that_of_the_sums_worked_out_by_hand(self) -> None:
        # with K = 60: a = 1/61 + 1/63 = 0.03227, b = 1/62 + 1/61 = 0.03252, c = 1/63 = 0.01587, d = 1/62 = 0.01613
        assert RRF_K == 60
        assert fuse([["a", "b", "c"], ["b", "d", "a"]]) == ["b", "a", "d", "c"]

    def test_found_by_both_goes_before_first_of_one(self) -> None:
        # x = 2/70 = 0.02857 > 1/61 = 0.01639
        one = ["first", *(f"a{at}" for at in range(8)), "x"]
        other = [*(f"b{at}" for at in range(9)), "x"]
        assert fuse([one, other])[0] == "x"

    def test_one_ranking_alone_keeps_its_order_and_ties_keep_the_first_rankings(self) -> None:
        assert fuse([["c", "a", "b"], []]) == ["c", "a", "b"]
        assert fuse([["a"], ["b"]]) == ["a", "b"]
        assert fuse([]) == []

    def test_bonus_lifts_an_id_and_brings_in_what_no_ranking_holds(self) -> None:
        # a = 1/61 = 0.0164, b = 1/62 + 0.01 = 0.0261, z = 0.02
        assert fuse([["a", "b"]], {"b": 0.01, "z": 0.02}) == ["b", "z", "a"]

    @given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True), max_size=3))
    def test_every_id_comes_once_by_falling_sum(self, rankings: list[list[str]]) -> None:
        found = fuse(rankings)
        assert sorted(found) == sorted({id_ for one in rankings for id_ in one})
        sums = [sum(1 / (60 + one.index(id_) + 1) for one in rankings if id_ in one) for id_ in found]
        assert all(first >= second - 1e-12 for first, second in itertools.pairwise(sums))


class TestOwnInPlace:
    """The router knows Hearth's own sections alone, and must not push a person's files away."""

    def test_own_passages_keep_their_places_and_the_rest_is_reordered_around_them(self) -> None:
        assert _own_in_place(["o", "a", "p", "b"], ["b", "new", "a", "o", "p"], {"o", "p"}) == [
            "o",
            "b",
            "p",
            "new",
            "a",
        ]

    @given(st.permutations("abcdef"), st.permutations("abcdefgh"), st.sets(st.sampled_from("abcdef")))
    def test_nothing_is_lost_and_every_own_passage_stands_where_it_stood(self, plain, routed, own) -> None:
        found = _own_in_place(plain, routed, own)
        assert sorted(found) == sorted(routed)
        assert [found.index(one) for one in own] == [plain.index(one) for one in own]


class TestSearch:
    """Ranked passages for a query."""

    def test_best_passage_comes_first_with_ranks_from_one(self, retriever: Retriever) -> None:
        found = retriever.search("sliding scale for therapists", 3)
        assert found[0].chunk.id == "guide-therapy#1"
        assert [one.rank for one in found] == [1, 2, 3]

    def test_scores_are_cosines_also_of_what_only_words_found(self, tmp_path: Path) -> None:
        # 40 texts nearer by vector push the one with the rare word out of the vectors' pool of 30
        near = [document(f"near-{at}", "calm evening", title=f"Calm evening{at}") for at in range(40)]
        far = document("far", "calm kettle " + " ".join(f"filler{at}" for at in range(60)), title="Far")
        retriever = make(tmp_path, [*near, far])
        found = {one.chunk.id: one for one in retriever.search("calm evening kettle", 60)}
        query = retriever.read("calm evening kettle").vector
        expected = float(KeywordEmbedder().embed_query(found["far#0"].chunk.embedded_text) @ query)
        assert found["far#0"].score == pytest.approx(expected, abs=1e-5)

    @pytest.mark.parametrize(("query", "top_k"), [("", 5), ("  \n", 5), ("trust", 0)])
    def test_empty_query_or_no_room_returns_nothing(self, retriever: Retriever, query: str, top_k: int) -> None:
        assert retriever.search(query, top_k) == []

    def test_top_k_bounds_the_passages(self, retriever: Retriever) -> None:
        assert len(retriever.search("trust talk therapy", 2)) == 2

    @pytest.mark.parametrize(
        ("role", "left_out"),
        [("neglected", {"kept-promise"}), ("neglectful", {"own-evening"}), ("both", set())],
    )
    def test_what_speaks_only_to_the_other_partner_is_left_out(self, retriever: Retriever, role, left_out) -> None:
        # the words of both are in the query, so that the word search finds them too
        found = {one.chunk.document_id for one in retriever.search("promise rest evening trust", 20, role)}
        assert {"kept-promise", "own-evening"} - found == left_out

    def test_kinds_leave_out_the_rest(self, retriever: Retriever) -> None:
        found = retriever.search("therapy promise trust", 20, kinds=["faq"])
        assert {one.chunk.kind for one in found} == {"faq"}

    def test_query_is_embedded_once(self, tmp_path: Path) -> None:
        index, embedder = ChromaIndex(tmp_path), KeywordEmbedder()
        index.build(small_documents(), embedder)
        retriever = Retriever(index, embedder)
        retriever.retrieve("trust", 2)
        retriever.search("trust", 4)
        assert embedder.queries == ["trust"]


class Reversing:
    """A reranker that turns the order round, and remembers how much it was given."""

    def __init__(self) -> None:
        self.given: list[int] = []

    def rerank(self, query: str, passages: Sequence[RetrievedChunk]) -> list[RetrievedChunk]:
        """Return the last first."""
        self.given.append(len(passages))
        return [replace(one, rank=rank) for rank, one in enumerate(reversed(passages), start=1)]


class TestReranking:
    """A reranker has the last word, on more passages than are wanted."""

    def test_it_sees_four_times_what_is_wanted_and_its_first_ones_are_returned(self, tmp_path: Path) -> None:
        plain = make(tmp_path, [document(f"d-{at}", f"trust and word{at}") for at in range(12)])
        reranker = Reversing()
        reranked = Retriever(plain.index, KeywordEmbedder(), reranker)
        before = [one.chunk.id for one in plain.search("trust word3", 8)]
        found = reranked.search("trust word3", 2)
        assert reranker.given == [8]
        assert [one.chunk.id for one in found] == before[::-1][:2]
        assert [one.rank for one in found] == [1, 2]


class TestPassages:
    """Chunks joined into passages that read whole."""

    def test_neighbours_of_a_section_are_joined_in_order(self, tmp_path: Path) -> None:
        # 3 paragraphs of 80 words: three chunks of one section, 240 words together, under the limit of 260
        paragraphs = [" ".join([word, *(f"{word}{at}" for at in range(79))]) for word in ("alpha", "beta", "gamma")]
        retriever = make(tmp_path, [document("long", "# S\n\n" + " ".join(f"{one}." for one in paragraphs) * 1)])
        (found,) = retriever.search("gamma", 5)
        assert found.chunk.text.replace("\n\n", " ") == " ".join(f"{one}." for one in paragraphs)

    def test_joined_passage_stays_under_its_length_and_holds_what_was_found(self, tmp_path: Path) -> None:
        sentences = [" ".join(f"w{part}x{at}" for at in range(100)) + "." for part in range(8)]
        retriever = make(tmp_path, [document("long", " ".join(sentences))])
        (found,) = retriever.search("w5x7", 5)
        assert "w5x7" in found.chunk.text and len(found.chunk.text.split()) <= 260

    def test_own_file_without_headings_gives_a_passage_for_each_place_that_was_found(self, tmp_path: Path) -> None:
        filler = [" ".join(f"w{part}x{at}" for at in range(100)) + "." for part in range(12)]
        filler[1], filler[10] = f"Our lantern hangs low. {filler[1]}", f"Lantern oil is dear. {filler[10]}"
        retriever = make(tmp_path, [replace(document("mine", " ".join(filler)), kind="own")])
        found = [one.chunk.text for one in retriever.search("lantern", 5)]
        with_it = [one for one in found if "antern" in one]
        assert len(with_it) == 2 and "hangs low" in with_it[0] + with_it[1] and "oil is dear" in with_it[0] + with_it[1]

    def test_sections_are_not_joined_with_each_other(self, tmp_path: Path) -> None:
        retriever = make(tmp_path, [document("two", "# A\n\nalpha words\n\n# B\n\nbeta words")])
        assert [one.chunk.text for one in retriever.search("alpha", 5)] == ["alpha words", "beta words"]

    def test_near_duplicates_come_once(self, tmp_path: Path) -> None:
        text = "Put the phones away at dinner and ask each other one real question every single day."
        retriever = make(
            tmp_path,
            [document("one", text), document("two", f"{text} Truly."), document("three", "Phones are useful.")],
        )
        found = [one.chunk.document_id for one in retriever.search("phones at dinner question", 5)]
        assert len({"one", "two"} & set(found)) == 1 and "three" in found
        assert [one.rank for one in retriever.search("phones at dinner question", 5)] == [1, 2]

    def test_short_line_does_not_hide_a_long_passage_that_holds_it(self, tmp_path: Path) -> None:
        line = "Fifteen minutes a day at the table."
        more = "Begin with the phones away, and let the one who spoke last time listen first this evening."
        retriever = make(tmp_path, [document("line", line), document("long", f"{line} {more}")])
        assert {one.chunk.document_id for one in retriever.search(line, 5)} >= {"long"}

    def test_document_comes_as_one_passage(self, retriever: Retriever) -> None:
        found = retriever.document("faq-abuse", "is it abuse")
        assert found is not None and found.rank == 1
        assert found.chunk.text == "Neglect can be part of abuse, and it can be something else."
        assert retriever.document("nowhere", "x") is None


class TestDecision:
    """FAQ, covered, or not covered."""

    def test_question_like_a_phrasing_is_that_faq(self, retriever: Retriever) -> None:
        found = retriever.retrieve("Does counselling help after neglect?", 3)
        assert found.faq is not None and found.faq.document_id == "faq-therapy"
        assert found.covered

    def test_question_between_two_faqs_is_neither(self, tmp_path: Path) -> None:
        twins = [
            document(f"faq-{at}", "Answer.", kind="faq", title="Should we see a therapist together?", also_asked=[])
            for at in range(2)
        ]
        assert make(tmp_path, twins).retrieve("Should we see a therapist together?", 2).faq is None

    def test_question_far_from_every_faq_is_none(self, retriever: Retriever) -> None:
        assert retriever.retrieve("keeping small promises daily", 3).faq is None

    def test_question_of_other_things_is_not_covered(self, retriever: Retriever) -> None:
        found = retriever.retrieve("How much ibuprofen is safe?", 3)
        assert not found.covered and found.faq is None and found.coverage < 0.2

    @pytest.mark.parametrize("query", ["", "  "])
    def test_nothing_asked_is_not_covered(self, retriever: Retriever, query: str) -> None:
        found = retriever.retrieve(query, 3)
        assert (found.chunks, found.faq, found.coverage, found.covered) == ((), None, 0.0, False)

    def test_empty_library_covers_nothing(self, tmp_path: Path) -> None:
        assert make(tmp_path, []).retrieve("trust", 3).covered is False

    def test_coverage_is_worked_out_by_hand(self) -> None:
        # closest 0.6 (the FAQ); "trust" and "promis" are held, "ibuprofen" is not: 0.75 * 0.6 + 0.25 * 2/3
        passages = [chunk("Trust is built slowly.", score=0.4), chunk("A promise kept.", score=0.2)]
        assert coverage_score("trust promises ibuprofen", passages, 0.6) == pytest.approx(0.45 + 0.5 / 3)
        # the passage is closer than the FAQ
        assert coverage_score("ibuprofen", passages, 0.1) == pytest.approx(0.3)

    def test_coverage_counts_words_of_title_and_heading(self) -> None:
        assert coverage_score("jar", [chunk("Draw a slip.", title="The connection jar", score=0.0)], 0.0) == 0.25

    @given(st.text(max_size=60), st.floats(-1, 1), st.floats(-1, 1))
    def test_coverage_stays_between_0_and_1(self, query: str, score: float, faq: float) -> None:
        assert 0.0 <= coverage_score(query, [chunk("Trust.", score=score)], faq) <= 1.0

    def test_thresholds_of_an_unmeasured_model_are_the_embedded_ones(self) -> None:
        assert thresholds("never measured") == thresholds("all-MiniLM-L6-v2")
        limits = thresholds("all-MiniLM-L6-v2")
        assert 0 < limits.covered < 1 and 0 < limits.faq < 1 and 0 <= limits.faq_margin < 0.5


class TestNeighbourRole:
    """A practice's audience also holds for the words."""

    def test_word_search_does_not_bring_back_what_the_role_leaves_out(self, tmp_path: Path) -> None:
        retriever = make(
            tmp_path,
            [
                practice_document("for-one", "Zebra crossing exercise.", audience="neglectful"),
                practice_document("for-all", "A quiet walk.", audience="both"),
            ],
        )
        assert [one.chunk.document_id for one in retriever.search("zebra", 5, "neglected")] == ["for-all"]


@pytest.mark.model
class TestRealEmbedder:
    """The embedding model that comes with Hearth, over what Hearth ships."""

    def test_vectors_are_unit_rows_and_alike_for_query_and_document(self, embedder) -> None:
        rows = embedder.embed_documents(["I feel alone in this marriage.", "The bins are full."])
        assert rows.shape == (2, embedder.dim) and rows.dtype == np.float32
        assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-4)
        query = embedder.embed_query("my partner makes me feel lonely")
        assert query.shape == (embedder.dim,) and float(rows[0] @ query) > float(rows[1] @ query) + 0.2
        assert embedder.embed_documents([]).shape == (0, embedder.dim)
        assert embedder.count_tokens("I feel alone.") == 4

    def test_a_model_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        from knowledge.embedding import SentenceTransformerEmbedder
        from knowledge.errors import KnowledgeError

        with pytest.raises(KnowledgeError, match="doctor"):
            SentenceTransformerEmbedder(str(tmp_path / "no-model"))

    def test_every_faq_is_reached_by_its_own_title_and_its_answer_comes_whole(self, shipped_library) -> None:
        wrong = []
        for one in shipped_library.documents:
            if one.kind == "faq":
                found = shipped_library.retriever.retrieve(one.title, 4)
                answer = shipped_library.retriever.document(one.id, one.title)
                if found.faq is None or found.faq.document_id != one.id:
                    wrong.append(f"{one.id}: found {found.faq}")
                elif answer is None or answer.chunk.text.split() != one.text.split():
                    wrong.append(f"{one.id}: its answer is cut")
        assert not wrong

    def test_every_practice_is_found_by_its_title(self, shipped_library) -> None:
        missed = [
            one.id
            for one in shipped_library.documents
            if one.kind == "practice"
            and one.id
            not in {hit.chunk.document_id for hit in shipped_library.retriever.search(one.title, 3, kinds=["practice"])}
        ]
        assert not missed

    @pytest.mark.parametrize(
        "question",
        [
            "How much ibuprofen can I take?",
            "What is the capital of Mongolia?",
            "How do I change a bicycle tyre?",
            "Write a python function that sorts a list",
        ],
    )
    def test_question_of_other_things_is_not_covered(self, shipped_library, question: str) -> None:
        assert not shipped_library.retriever.retrieve(question, 4).covered
