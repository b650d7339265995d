"""Files that are handed in, left out, listed and indexed behind everything else."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import assemble, own_files
from coach.assemble import Parts, documents_folder, load_library, own_folders, own_store
from coach.own_files import Indexing, add_copies, add_folders, check_removal, indexed_files, remove_path, safe_name
from coach.settings import Settings, load_settings
from knowledge.errors import StoreError
from knowledge.own_documents import IndexingStoppedError
from tests.fakes import KeywordEmbedder, small_documents


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small library and a light embedder in place of the shipped ones."""
    monkeypatch.setattr(assemble, "read_shipped", small_documents)
    monkeypatch.setattr(assemble, "SentenceTransformerEmbedder", lambda name: KeywordEmbedder())


def file(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))  # long ago: what changed just now is looked at twice
    return path


def quiet(stage: str, share: float | None) -> None:
    """No progress."""


class TestCopies:
    """Files handed in on the page."""

    def test_a_file_is_copied_and_the_original_stays(self, settings: Settings, tmp_path: Path) -> None:
        given_ = file(tmp_path, "tango.txt", "We dance the tango.")
        (result,) = add_copies(settings, [given_])
        assert (result.outcome, result.name) == ("added", "tango.txt")
        assert (documents_folder(settings) / "tango.txt").read_text() == given_.read_text() == "We dance the tango."

    def test_same_content_is_said_and_not_copied_again(self, settings: Settings, tmp_path: Path) -> None:
        add_copies(settings, [file(tmp_path, "tango.txt", "We dance.")])
        (result,) = add_copies(settings, [file(tmp_path / "x", "other.md", "We dance.")])
        assert (result.outcome, result.name) == ("same", "tango.txt")
        assert [one.name for one in documents_folder(settings).iterdir()] == ["tango.txt"]

    def test_same_name_is_numbered_and_nothing_is_written_over(self, settings: Settings, tmp_path: Path) -> None:
        texts = ["one", "two", "three"]
        given_ = [file(tmp_path / text, "notes.txt", f"We say {text}.") for text in texts]
        names = [one.name for one in add_copies(settings, given_)]
        assert names == ["notes.txt", "notes (2).txt", "notes (3).txt"]
        assert [(documents_folder(settings) / name).read_text() for name in names] == [
            f"We say {one}." for one in texts
        ]

    def test_another_kind_and_too_large_a_file_are_refused_with_the_reason(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        large = tmp_path / "large.txt"
        with large.open("wb") as out:
            out.truncate(own_files.MAX_FILE_BYTES + 1)
        first, second = add_copies(settings, [file(tmp_path, "a.exe", "MZ"), large])
        assert first.outcome == second.outcome == "refused"
        assert ".docx" in first.why and "50 MB" in second.why
        assert list(documents_folder(settings).iterdir()) == []

    def test_a_copy_that_fails_leaves_no_half_file(self, settings: Settings, tmp_path: Path, monkeypatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(own_files.shutil, "copyfileobj", full)
        with pytest.raises(OSError, match="No space left"):
            add_copies(settings, [file(tmp_path, "a.txt", "We dance.")])
        assert list(documents_folder(settings).iterdir()) == []

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("../../etc/passwd.txt", "passwd.txt"),
            ("C:\\Users\\me\\notes.md", "notes.md"),
            (".hidden.txt", "hidden.txt"),
            ('a<b>:"c|?*.txt', "a_b___c___.txt"),
            ("con.txt", "_con.txt"),
            ("a\n\u202eb\x00.txt", "a b.txt"),
            ("   .txt", "txt"),
            ("x" * 300 + ".txt", "x" * 96 + ".txt"),
            ("é" * 90 + ".pdf", "é" * 48 + ".pdf"),
        ],
    )
    def test_names_are_made_safe(self, name: str, expected: str) -> None:
        assert safe_name(name) == expected

    @given(st.text(max_size=150).map(lambda text: text + ".txt"))
    def test_any_name_gives_one_that_can_be_written(self, name: str) -> None:
        safe = safe_name(name)
        assert safe and safe == Path(safe).name and not safe.startswith(".") and len(safe.encode()) <= 105
        assert not set(safe) & set('<>:"/\\|?*\n\0')


class TestTakingOut:
    """Folders and files that are not to be indexed any more."""

    def test_removing_a_copy_deletes_it(self, settings: Settings, small, tmp_path: Path) -> None:
        original = file(tmp_path, "tango.txt", "We dance the tango on Fridays.")
        add_copies(settings, [original])
        load_library(settings, quiet)
        copy = documents_folder(settings) / "tango.txt"
        assert [one.name for one in indexed_files(settings)] == ["tango.txt"]
        remove_path(settings, copy)
        assert not copy.exists() and original.exists() and indexed_files(settings) == []
        assert all(one.kind != "own" for one in load_library(settings, quiet).documents)

    def test_removing_a_file_of_a_folder_leaves_the_file_where_it_is(self, settings: Settings, small, tmp_path) -> None:
        folder = tmp_path / "mine"
        paths = [file(folder, name, f"We dance {name}.") for name in ("a.txt", "b.txt")]
        add_folders(settings, [folder])
        load_library(settings, quiet)
        assert check_removal(settings, paths[0]) and check_removal(settings, folder)
        remove_path(settings, paths[0])
        assert paths[0].exists() and own_folders(settings) == [folder]
        assert [one.title for one in load_library(settings, quiet).documents if one.kind == "own"] == ["b"]
        assert not check_removal(settings, paths[0])

    def test_a_folder_named_again_brings_back_what_was_left_out(
        self, settings: Settings, small, tmp_path: Path
    ) -> None:
        path = file(tmp_path / "mine", "a.txt", "We dance.")
        add_folders(settings, [path.parent])
        remove_path(settings, path)
        assert indexed_files(settings) == []
        add_folders(settings, [path.parent])
        assert [one.kind for one in load_library(settings, quiet).documents].count("own") == 1

    def test_nothing_is_written_where_nothing_is_asked(self, settings: Settings) -> None:
        assert indexed_files(settings) == []
        add_folders(settings, [])
        assert not settings.data_dir.exists()


class TestRefreshing:
    """The library made anew while the one before it answers."""

    def test_questions_find_new_files_and_holders_of_the_old_library_go_on(
        self, settings, small, tmp_path: Path
    ) -> None:
        parts = Parts(settings)
        before = parts.library()
        assert all(one.chunk.kind != "own" for one in before.retriever.search("tango Fridays", 5))
        add_copies(settings, [file(tmp_path, "tango.txt", "We dance the tango on Fridays.")])
        after = parts.refresh_library(quiet)
        assert parts.library() is after is not before
        assert after.retriever.search("tango Fridays", 1)[0].chunk.source == "Your own file: tango.txt"
        assert before.retriever.search("sliding scale", 1)[0].chunk.document_id == "guide-therapy"

    def test_a_refresh_that_fails_leaves_the_old_library(self, settings, small, monkeypatch) -> None:
        parts = Parts(settings)
        before = parts.library()

        def fail(*_: Any, **__: Any) -> None:
            raise StoreError("the store failed")

        monkeypatch.setattr(assemble, "load_library", fail)
        with pytest.raises(StoreError):
            parts.refresh_library(quiet)
        assert parts.library() is before

    def test_stopping_leaves_the_old_index_and_the_next_refresh_goes_on(self, settings, small, tmp_path: Path) -> None:
        folder = tmp_path / "mine"
        for at in range(200):
            file(folder, f"{at:03}.txt", f"We dance number{at} in the kitchen.")
        parts = Parts(settings)
        before = parts.library()
        add_folders(settings, [folder])
        stop = threading.Event()

        def stop_midway(stage: str, share: float | None) -> None:
            if stage.startswith("Indexing") and share and share > 0.3:
                stop.set()

        with pytest.raises(IndexingStoppedError):
            parts.refresh_library(stop_midway, stop)
        assert parts.library() is before
        assert before.retriever.search("sliding scale", 1)[0].chunk.document_id == "guide-therapy"
        assert len(own_store(settings).files()) == 200 and indexed_files(settings) == []
        told: list[str] = []
        after = parts.refresh_library(lambda stage, share: told.append(stage))
        assert not [one for one in told if one.startswith("Reading your files")], "all were read before"
        assert len(indexed_files(settings)) == 200
        # by words: the graph of neighbours is approximate, and 200 texts differ in one word
        (found,) = after.retriever.index.lexical("number150", 1)
        ((chunk, _),) = after.retriever.index.get([found], after.retriever.read("number150").vector).values()
        assert chunk.title == "150"

    def test_questions_are_answered_while_it_indexes(self, settings, small, tmp_path: Path) -> None:
        folder = tmp_path / "mine"
        for at in range(100):
            file(folder, f"{at:03}.txt", f"We dance number{at} in the kitchen.")
        parts = Parts(settings)
        parts.library()
        add_folders(settings, [folder])
        found: list[str] = []

        def ask(stage: str, share: float | None) -> None:
            if stage.startswith("Indexing"):
                answerer = threading.Thread(
                    target=lambda: found.append(
                        parts.library().retriever.search("sliding scale", 1)[0].chunk.document_id
                    )
                )
                answerer.start()
                answerer.join(60)

        parts.refresh_library(ask)
        assert found and set(found) == {"guide-therapy"}


class TestIndexing:
    """The thread behind the page."""

    def wait(self, indexing: Indexing) -> None:
        for one in threading.enumerate():
            if one.name == "hearth-indexing":
                one.join(60)
        assert not indexing.status.running

    def test_it_ends_done_with_what_was_skipped(self, settings, small, tmp_path: Path) -> None:
        add_copies(settings, [file(tmp_path, "tango.txt", "We dance."), file(tmp_path, "bad.pdf", "%PDF broken")])
        indexing = Indexing(Parts(settings).refresh_library)
        indexing.start()
        self.wait(indexing)
        assert indexing.status.outcome == "done"
        assert len(indexing.status.skipped) == 1 and "bad.pdf" in indexing.status.skipped[0]

    @pytest.mark.parametrize(
        ("error", "outcome", "says"),
        [
            (StoreError("the vector store failed"), "failed", "the vector store failed"),
            (RuntimeError("secret words"), "failed", "RuntimeError"),
            (IndexingStoppedError(), "stopped", ""),
        ],
    )
    def test_it_ends_with_one_line_however_it_ends(self, error: Exception, outcome: str, says: str) -> None:
        def refresh(*_: object) -> Any:
            raise error

        indexing = Indexing(refresh)
        indexing.start()
        self.wait(indexing)
        assert indexing.status.outcome == outcome
        assert says in indexing.status.stage and "secret" not in indexing.status.stage

    def test_a_start_meanwhile_makes_it_run_once_more_and_stop_does_not(self, settings, small) -> None:
        library = load_library(settings, quiet)
        runs: list[bool] = []
        go, inside = threading.Event(), threading.Event()

        def refresh(progress: Any, stop: threading.Event) -> Any:
            inside.set()
            go.wait(30)
            runs.append(stop.is_set())
            return library

        indexing = Indexing(refresh)
        indexing.start()
        assert inside.wait(30)
        indexing.start()
        indexing.start()
        go.set()
        self.wait(indexing)
        assert runs == [False, False]
        go.clear()
        inside.clear()
        indexing.start()
        assert inside.wait(30)
        indexing.start()
        indexing.stop()
        go.set()
        self.wait(indexing)
        assert runs == [False, False, True]

    def test_time_left_is_told_once_it_can_be(self, monkeypatch) -> None:
        now = [100.0]
        monkeypatch.setattr(own_files.time, "monotonic", lambda: now[0])
        indexing = Indexing(lambda *_: pytest.fail("not run"))
        indexing._note("Indexing the guides: 0 of 100 passages", 0.0)
        now[0] = 101.0
        indexing._note("Indexing the guides: 10 of 100 passages", 0.1)
        assert indexing.status.seconds_left is None, "too early to tell"
        now[0] = 104.0
        indexing._note("Indexing the guides: 25 of 100 passages", 0.25)
        assert indexing.status.seconds_left == pytest.approx(12.0)  # 4 s for a quarter, three quarters left
        indexing._note("Loading the embedding model", None)
        assert indexing.status.seconds_left is None


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_into_the_documents_folder_is_followed_to_its_place(settings: Settings, small, tmp_path: Path) -> None:
    target = file(tmp_path / "far", "a.txt", "We dance.")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "link.txt").symlink_to(target)
    add_folders(settings, [folder, target.parent])
    assert [one.kind for one in load_library(settings, quiet).documents].count("own") == 1
