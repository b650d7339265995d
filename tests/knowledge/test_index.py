"""Building and searching the index with real Chroma and BM25."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from knowledge.errors import IndexBusyError, IndexMissingError, StoreError
from knowledge.index import ChromaIndex
from knowledge.manifest import manifest_path, read_manifest
from tests.fakes import KeywordEmbedder, document, small_documents

ROOT = Path(__file__).parents[2]
EVERY = [f"{one.id}#{at}" for one in small_documents() for at in range(3)]


class FailingEmbedder(KeywordEmbedder):
    """Stops after a number of batches, as a process does that is killed in the middle."""

    def __init__(self, batches: int, error: BaseException) -> None:
        super().__init__()
        self._left = batches
        self._error = error

    def embed_documents(self, texts: Sequence[str]):
        """Embed, or raise when the batches are used up."""
        if self._left == 0:
            raise self._error
        self._left -= 1
        return super().embed_documents(texts)


def many(count: int, word: str = "plain") -> list:
    """`count` short documents of one chunk each."""
    return [document(f"doc-{at:03}", f"Paragraph number{at} about {word} matters.") for at in range(count)]


def ids(found) -> list[str]:
    return [id_ for id_, _ in found]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ChromaIndex:
    index = ChromaIndex(tmp_path_factory.mktemp("small"))
    index.build(small_documents(), KeywordEmbedder())
    return index


def vector(text: str):
    return KeywordEmbedder().embed_query(text)


class TestQueries:
    """Searching an index that is there."""

    def test_nearest_come_best_first_with_their_cosine(self, small: ChromaIndex) -> None:
        query = vector("promises trust")
        found = small.nearest(query, 4)
        assert ids(found)[:2] in (["kept-promise#0", "guide-trust#0"], ["guide-trust#0", "kept-promise#0"])
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        held = small.get(ids(found), query)
        for id_, score in found:
            assert score == pytest.approx(float(vector(held[id_][0].embedded_text) @ query), abs=1e-5)

    def test_top_k_bounds_the_result(self, small: ChromaIndex) -> None:
        assert len(small.nearest(vector("trust"), 2)) == 2

    def test_what_hearth_ships_is_found_exactly_beside_the_persons_own(self, tmp_path: Path) -> None:
        own = [replace(one, kind="own", id=f"mine-{one.id}") for one in many(150, "garden")]
        index = ChromaIndex(tmp_path)
        index.build([*own, *small_documents()], KeywordEmbedder())
        assert set(index.shipped()) == set(index.get(EVERY, vector("x")))
        query = vector("garden promise")
        exact = {id_: score for id_, (_, score) in index.get(list(index.shipped()), query).items()}
        found = dict(index.nearest(query, 400))
        assert {id_: found[id_] for id_ in exact} == pytest.approx(exact, abs=1e-5)
        assert any(id_.startswith("mine-") for id_ in found)

    def test_sections_name_their_chunks_in_order(self, small: ChromaIndex) -> None:
        assert list(small.section("guides/guide-therapy#Costs")) == ["guide-therapy#1"]
        assert list(small.section("guides/nowhere#")) == []

    def test_closed_index_opens_again(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path)
        index.build(many(2), KeywordEmbedder())
        index.close()
        assert len(index.nearest(vector("number1"), 2)) == 2

    def test_chunks_come_back_as_they_went_in(self, small: ChromaIndex) -> None:
        ((chunk, score),) = small.get(["guide-therapy#1"], vector("sliding scale")).values()
        assert (chunk.document_id, chunk.kind, chunk.audience, chunk.title) == (
            "guide-therapy",
            "guide",
            "both",
            "Getting professional help",
        )
        assert (chunk.heading, chunk.source, chunk.position, chunk.section) == ("Costs", "Hearth's own", 1, 1)
        assert chunk.text.endswith("Ask about a sliding scale.")
        assert score == pytest.approx(float(vector(chunk.embedded_text) @ vector("sliding scale")), abs=1e-5)

    def test_ids_that_do_not_exist_are_left_out(self, small: ChromaIndex) -> None:
        assert small.get([], vector("x")) == {}
        assert list(small.get(["guide-trust#0", "guide-trust#99", "nowhere#0"], vector("x"))) == ["guide-trust#0"]

    def test_faqs_are_found_by_any_of_their_phrasings_each_once(self, small: ChromaIndex) -> None:
        first, second = small.nearest_faqs(vector("Does counselling help after neglect?"))
        assert (first.document_id, second.document_id) == ("faq-therapy", "faq-abuse")
        assert first.score == pytest.approx(1.0, abs=1e-5) and second.score < first.score

    def test_words_are_searched_too(self, small: ChromaIndex) -> None:
        assert small.lexical("kettle sliding", 5) == ["guide-therapy#1"]

    def test_library_without_faqs_has_no_nearest_faq(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path)
        index.build(many(2), KeywordEmbedder())
        assert index.nearest_faqs(vector("number1")) == []

    def test_library_without_documents_finds_nothing(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path)
        assert index.build([], KeywordEmbedder()).n_chunks == 0
        assert index.nearest(vector("x"), 5) == [] and index.lexical("x", 5) == []


class TestBuild:
    """When an index is built, and what of it."""

    def test_index_is_fresh_until_something_changes(self, tmp_path: Path) -> None:
        index, documents = ChromaIndex(tmp_path), many(3)
        assert not index.is_fresh(documents, "keywords")
        assert index.embedder_in_force() is None
        manifest = index.build(documents, KeywordEmbedder())
        assert (manifest.n_chunks, manifest.embedder) == (3, "keywords")
        assert manifest.documents == {one.id: one.digest for one in documents}
        assert index.is_fresh(documents, "keywords") and index.embedder_in_force() == "keywords"
        assert not index.is_fresh(documents[:2], "keywords")
        assert not index.is_fresh(documents, "another")

    def test_building_what_is_in_force_embeds_nothing(self, tmp_path: Path) -> None:
        embedder, index = KeywordEmbedder(), ChromaIndex(tmp_path)
        first = index.build(many(3), embedder)
        count = len(embedder.documents)
        assert index.build(many(3), embedder) == first
        assert len(embedder.documents) == count == 3

    def test_unchanged_chunks_are_not_embedded_again(self, tmp_path: Path) -> None:
        embedder, index = KeywordEmbedder(), ChromaIndex(tmp_path)
        documents = many(70)
        index.build(documents, embedder)
        embedder.documents.clear()
        changed = [document("doc-003", "All new words here."), document("added", "One more.")]
        index.build([*documents[:3], *documents[4:], *changed], embedder)
        assert sorted(embedder.documents) == ["Added\nOne more.", "Doc 003\nAll new words here."]
        # the nearest-neighbour graph is approximate; the stored vector is not
        ((chunk, score),) = index.get(["doc-003#0"], vector("all new words")).values()
        assert chunk.text == "All new words here."
        assert score == pytest.approx(float(vector(chunk.embedded_text) @ vector("all new words")), abs=1e-5)
        # a vector that was taken over is the one that would have been made
        ((chunk, score),) = index.get(["doc-050#0"], vector("number50")).values()
        assert score == pytest.approx(float(vector(chunk.embedded_text) @ vector("number50")), abs=1e-5)

    def test_an_faqs_phrasings_are_not_embedded_again_unless_an_faq_has_changed(self, tmp_path: Path) -> None:
        def faq(id_: str, *asked: str):
            return document(id_, f"An answer to {id_}.", kind="faq", also_asked=list(asked))

        embedder, index = KeywordEmbedder(), ChromaIndex(tmp_path)
        one, two = faq("one", "promises kept", "trust again"), faq("two", "phones at dinner")
        index.build([one, two], embedder)
        best = [(one.document_id, one.score) for one in index.nearest_faqs(vector("trust again"))]
        embedder.documents.clear()
        index.build([one, two, document("own", "A lantern on the table.")], embedder)
        assert embedder.documents == ["Own\nA lantern on the table."]
        assert [(one.document_id, one.score) for one in index.nearest_faqs(vector("trust again"))] == best
        for again, fresh in (([two, one], []), ([one, faq("two", "phones in bed")], ["phones in bed"]), ([one], [])):
            embedder.documents.clear()
            index.build(again, embedder)
            assert [text for text in embedder.documents if text in ("promises kept", "trust again", *fresh)] == fresh
            assert [(one.document_id, one.score) for one in index.nearest_faqs(vector("trust again"))][:1] == best[:1]

    def test_another_embedder_embeds_everything_again(self, tmp_path: Path) -> None:
        index, other = ChromaIndex(tmp_path), KeywordEmbedder("other", dim=64)
        index.build(many(3), KeywordEmbedder())
        index.build(many(3), other)
        assert len(other.documents) == 3
        assert ids(index.nearest(other.embed_query("number2"), 1)) == ["doc-002#0"]

    def test_removed_documents_are_gone_from_both_searches(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path)
        index.build(many(3), KeywordEmbedder())
        index.build(many(2), KeywordEmbedder())
        assert sorted(ids(index.nearest(vector("number2"), 5))) == ["doc-000#0", "doc-001#0"]
        assert index.lexical("number2", 5) == []

    def test_progress_counts_up_to_all_chunks(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        ChromaIndex(tmp_path).build(many(130), KeywordEmbedder(), lambda done, total: told.append((done, total)))
        assert told == [(64, 130), (128, 130), (130, 130)]

    def test_old_builds_are_swept_away(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path)
        for count in (2, 3, 4):
            manifest = index.build(many(count), KeywordEmbedder())
        assert index._store.names() == {manifest.passages, manifest.questions}
        assert [one.name for one in tmp_path.glob("lexical-*")] == [f"lexical-{manifest.fingerprint}"]

    def test_forgotten_index_is_built_from_nothing(self, tmp_path: Path) -> None:
        embedder, index = KeywordEmbedder(), ChromaIndex(tmp_path)
        index.build(many(3), embedder)
        index.forget()
        assert not index.is_fresh(many(3), "keywords")
        index.build(many(3), embedder)
        assert len(embedder.documents) == 6
        assert ids(index.nearest(vector("number2"), 1)) == ["doc-002#0"]

    def test_forgetting_nothing_is_no_error(self, tmp_path: Path) -> None:
        ChromaIndex(tmp_path / "nowhere").forget()


class TestInterruptedBuild:
    """A build that stops half-way costs nothing that was there before."""

    @pytest.mark.parametrize("error", [RuntimeError("out of memory"), KeyboardInterrupt()], ids=["error", "ctrl-c"])
    def test_old_index_works_on_and_the_next_build_goes_on_from_there(self, tmp_path: Path, error) -> None:
        index = ChromaIndex(tmp_path)
        old = index.build(many(5, "garden"), KeywordEmbedder())
        new = many(200, "kitchen")
        expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else StoreError
        with pytest.raises(expected):
            index.build(new, FailingEmbedder(2, error))
        for reader in (index, ChromaIndex(tmp_path)):
            assert reader.manifest == old
            ((chunk, _),) = reader.get(ids(reader.nearest(vector("garden"), 1)), vector("garden")).values()
            assert chunk.text.endswith("about garden matters.")
            assert reader.lexical("garden", 10) and not reader.lexical("kitchen", 10)
        again = KeywordEmbedder()
        assert index.build(new, again).n_chunks == 200
        assert len(again.documents) == 200 - 2 * 64
        assert len(index.get([f"{one.id}#0" for one in new], vector("kitchen"))) == 200
        assert index.lexical("kitchen number7", 1) == ["doc-007#0"]

    def test_build_killed_in_another_process_leaves_the_old_index(self, tmp_path: Path) -> None:
        old = ChromaIndex(tmp_path).build(many(5, "garden"), KeywordEmbedder())
        script = (
            "import sys, time; from pathlib import Path\n"
            "from knowledge.index import ChromaIndex\n"
            "from tests.fakes import KeywordEmbedder\n"
            "from tests.knowledge.test_index import many\n"
            "def progress(done, total):\n"
            "    if done >= 64: print('half-way', flush=True); time.sleep(60)\n"
            "ChromaIndex(Path(sys.argv[1])).build(many(200, 'kitchen'), KeywordEmbedder(), progress)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        ) as builder:
            assert builder.stdout is not None and builder.stdout.readline() == b"half-way\n"
            with pytest.raises(IndexBusyError):
                ChromaIndex(tmp_path).build(many(3), KeywordEmbedder())
            os.kill(builder.pid, signal.SIGKILL)
        # read in a new process: this one's Chroma was open beside the other's
        check = (
            "import sys; from pathlib import Path\n"
            "from knowledge.index import ChromaIndex\n"
            "from tests.fakes import KeywordEmbedder\n"
            "from tests.knowledge.test_index import many\n"
            "index, embedder = ChromaIndex(Path(sys.argv[1])), KeywordEmbedder()\n"
            "query = embedder.embed_query('garden')\n"
            "assert len(index.nearest(query, 10)) == 5 and len(index.lexical('garden', 10)) == 5\n"
            "index.build(many(200, 'kitchen'), embedder)\n"
            "assert len(embedder.documents) <= 200 - 64, len(embedder.documents)\n"
            "assert len(index.get([f'doc-{at:03}#0' for at in range(200)], query)) == 200\n"
        )
        assert read_manifest(tmp_path) == old
        done = subprocess.run([sys.executable, "-c", check, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def test_second_builder_is_told_to_wait(self, tmp_path: Path) -> None:
        with FileLock(tmp_path / "build.lock"):
            begin = time.perf_counter()
            with pytest.raises(IndexBusyError, match="another Hearth"):
                ChromaIndex(tmp_path).build(many(1), KeywordEmbedder())
            assert time.perf_counter() - begin < 5
        assert ChromaIndex(tmp_path).build(many(1), KeywordEmbedder()).n_chunks == 1

    def test_reader_follows_to_the_index_that_another_put_in_force(self, tmp_path: Path) -> None:
        reader, writer = ChromaIndex(tmp_path), ChromaIndex(tmp_path)
        writer.build(many(2, "garden"), KeywordEmbedder())
        assert len(reader.nearest(vector("garden"), 5)) == 2 and reader.lexical("garden", 5)
        writer.build(many(3, "kitchen"), KeywordEmbedder())
        assert len(reader.nearest(vector("kitchen"), 5)) == 3
        assert len(reader.lexical("kitchen", 5)) == 3


class TestDamage:
    """Index files that are missing or broken."""

    @pytest.mark.parametrize(
        "search",
        [
            lambda index: index.nearest(vector("x"), 3),
            lambda index: index.get(["a#0"], vector("x")),
            lambda index: index.nearest_faqs(vector("x")),
            lambda index: index.lexical("x", 3),
            lambda index: index.manifest,
        ],
        ids=["nearest", "get", "faqs", "lexical", "manifest"],
    )
    def test_searching_before_anything_is_indexed_says_so(self, tmp_path: Path, search) -> None:
        with pytest.raises(IndexMissingError, match="hearth index"):
            search(ChromaIndex(tmp_path))

    def test_damaged_manifest_leads_to_a_new_build(self, tmp_path: Path) -> None:
        ChromaIndex(tmp_path).build(many(3), KeywordEmbedder())
        manifest_path(tmp_path).write_text("{half")
        index, embedder = ChromaIndex(tmp_path), KeywordEmbedder()
        assert not index.is_fresh(many(3), "keywords")
        index.build(many(3), embedder)
        assert embedder.documents == []  # the vectors were still there
        assert ids(index.nearest(vector("number2"), 1)) == ["doc-002#0"]

    def test_lost_vectors_are_a_store_error_in_one_line(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path)
        manifest = index.build(many(3), KeywordEmbedder())
        index._store.delete(manifest.passages)
        with pytest.raises(StoreError, match="--rebuild") as caught:
            index.nearest(vector("x"), 3)
        assert "\n" not in str(caught.value)

    def test_lost_word_index_is_a_store_error_and_a_rebuild_mends_it(self, tmp_path: Path) -> None:
        ChromaIndex(tmp_path).build(many(3), KeywordEmbedder())
        (folder,) = tmp_path.glob("lexical-*")
        (folder / "ids.json").write_text("[")
        index = ChromaIndex(tmp_path)
        with pytest.raises(StoreError, match="--rebuild"):
            index.lexical("number1", 3)
        index.forget()
        index.build(many(3), KeywordEmbedder())
        assert index.lexical("number1", 3) == ["doc-001#0"]

    def test_server_out_of_reach_is_a_store_error(self, tmp_path: Path) -> None:
        index = ChromaIndex(tmp_path, server=("127.0.0.1", 9))
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:9 does not answer"):
            index.build(many(1), KeywordEmbedder())
