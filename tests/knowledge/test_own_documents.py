"""A person's own files: read once, read again when they change, forgotten when they go, bounded in time and number."""

import os
import sqlite3
from pathlib import Path

import pytest

from knowledge import own_documents, reading_apart
from knowledge.errors import DocumentError
from knowledge.own_documents import IndexingStoppedError, OwnStore
from knowledge.reading_apart import ApartReader

OLD = 1_700_000_000  # a time of change that is no longer fresh, in seconds


@pytest.fixture
def store(tmp_path: Path) -> OwnStore:
    return OwnStore(tmp_path / "kept" / "own.sqlite3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    for name, text in {"a.txt": "We walk by the lake.", "b.md": "# Plan\n\nWe cook soup."}.items():
        write(made / name, text)
    return made


def write(path: Path, text: str, when: int = OLD) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (when, when))


class Told:
    """Counts the files that had to be read."""

    def __init__(self) -> None:
        self.totals: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.totals.append((done, total))

    @property
    def read(self) -> int:
        return self.totals[-1][1] if self.totals else 0


def read_count(store: OwnStore, *roots: Path) -> int:
    told = Told()
    store.read(roots, told)
    return told.read


class TestReading:
    """What is read, and when again."""

    def test_documents_come_with_progress(self, store: OwnStore, folder: Path) -> None:
        told = Told()
        documents, skipped = store.read([folder], told)
        assert [one.text for one in documents] == ["We walk by the lake.", "# Plan\n\nWe cook soup."]
        assert skipped == [] and told.totals == [(0, 2), (1, 2), (2, 2)]

    def test_what_did_not_change_is_not_read_again(self, store: OwnStore, folder: Path) -> None:
        first, _ = store.read([folder])
        assert read_count(store, folder) == 0
        assert store.read([folder])[0] == first

    def test_nothing_is_made_where_there_is_nothing_to_read(self, store: OwnStore, tmp_path: Path) -> None:
        assert store.read([]) == ([], [])
        assert store.files() == [] and not (tmp_path / "kept").exists()

    def test_a_changed_file_alone_is_read_again(self, store: OwnStore, folder: Path) -> None:
        before, _ = store.read([folder])
        write(folder / "a.txt", "We walk by the sea.", OLD + 60)
        told = Told()
        after, _ = store.read([folder], told)
        assert told.read == 1
        assert after[0].text == "We walk by the sea." and after[0].id == before[0].id
        assert after[0].digest != before[0].digest and after[1] == before[1]

    def test_a_file_that_was_only_touched_keeps_its_text_and_its_passages(self, store: OwnStore, folder: Path) -> None:
        documents, _ = store.read([folder])
        store.note_indexed(documents, lambda one: 3, "x")
        os.utime(folder / "a.txt", (OLD + 60, OLD + 60))
        assert read_count(store, folder) == 1, "its digest is looked at"
        assert [one.passages for one in store.files()] == [3, 3]
        assert read_count(store, folder) == 0

    def test_a_file_changed_within_its_clock_tick_is_seen(self, store: OwnStore, folder: Path) -> None:
        path = folder / "a.txt"
        path.write_text("We talk.", encoding="utf-8")  # changed now: size and time may stay the same once more
        now = path.stat()
        store.read([folder])
        path.write_text("We rest.", encoding="utf-8")
        os.utime(path, ns=(now.st_atime_ns, now.st_mtime_ns))
        assert store.read([folder])[0][0].text == "We rest."

    def test_a_file_that_is_gone_is_forgotten_with_its_text(
        self, store: OwnStore, folder: Path, tmp_path: Path
    ) -> None:
        store.read([folder])
        (folder / "a.txt").unlink()
        assert [one.title for one in store.read([folder])[0]] == ["b"]
        assert b"by the lake" not in (tmp_path / "kept" / "own.sqlite3").read_bytes()

    def test_another_version_of_the_readers_reads_all_again(self, store: OwnStore, folder: Path, monkeypatch) -> None:
        store.read([folder])
        monkeypatch.setattr(own_documents, "READER_VERSION", own_documents.READER_VERSION + 1)
        assert read_count(store, folder) == 2

    def test_a_bad_file_is_named_and_not_tried_again_until_it_changes(self, store: OwnStore, folder: Path) -> None:
        write(folder / "bad.pdf", "%PDF broken")
        documents, skipped = store.read([folder])
        assert len(documents) == 2 and len(skipped) == 1 and "'bad.pdf'" in skipped[0]
        assert read_count(store, folder) == 0
        assert store.read([folder])[1] == skipped
        (found,) = [one for one in store.files() if one.problem]
        assert (found.name, found.kind, found.problem) == ("bad.pdf", "pdf", skipped[0])

    def test_stopping_keeps_what_was_read(self, store: OwnStore, folder: Path) -> None:
        def stop(done: int, total: int) -> None:
            if done == 1:
                raise IndexingStoppedError

        with pytest.raises(IndexingStoppedError):
            store.read([folder], stop)
        assert [one.name for one in store.files()] == ["a.txt"]
        assert read_count(store, folder) == 1

    def test_damaged_memory_is_begun_anew(self, store: OwnStore, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "kept").mkdir()
        (tmp_path / "kept" / "own.sqlite3").write_bytes(b"no database at all" * 100)
        assert len(store.read([folder])[0]) == 2

    @pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
    def test_loops_pipes_and_folders_that_are_gone_are_told(
        self, store: OwnStore, folder: Path, tmp_path: Path
    ) -> None:
        os.mkfifo(folder / "pipe.txt")
        (folder / "self.txt").symlink_to("self.txt")
        (folder / "round").symlink_to(folder)
        documents, skipped = store.read([folder, tmp_path / "gone"])
        assert len(documents) == 2
        assert [next(name for name in ("round", "gone", "pipe", "self") if name in one) for one in skipped] == [
            "round",
            "gone",
            "pipe",
            "self",
        ]


class TestLimits:
    """How many, how much, how long."""

    def test_files_after_the_limit_are_left_out_and_said(self, store: OwnStore, folder: Path) -> None:
        documents, skipped = store.read([folder], max_files=1)
        assert [one.title for one in documents] == ["a"]
        assert skipped == ["there are more than 1 files; those after the first 1 were left out"]

    def test_text_beyond_the_limit_is_left_out_and_said(self, store: OwnStore, folder: Path) -> None:
        write(folder / "c.txt", "x" * 30 + " end")
        documents, skipped = store.read([folder], max_chars=45)
        assert [one.title for one in documents] == ["a", "b"]
        assert len(skipped) == 1 and skipped[0].startswith("'c.txt' left out")

    def test_a_file_that_takes_too_long_is_named_and_the_next_is_read(self, folder: Path, monkeypatch) -> None:
        with ApartReader(limit_s=0.0) as slow:
            with pytest.raises(DocumentError, match=r"'a\.txt' takes longer"):
                slow.read(folder / "a.txt")
            slow._limit_s = 60.0
            assert slow.read(folder / "b.md").text == "# Plan\n\nWe cook soup."

    def test_a_reader_that_dies_is_told_and_the_next_file_is_read(self, folder: Path) -> None:
        with ApartReader() as reader:
            reader.read(folder / "b.md")
            assert reader._process is not None
            reader._process.kill()
            reader._process.wait()
            assert reader.read(folder / "a.txt").text == "We walk by the lake."

    def test_memory_that_runs_out_is_one_line(self, folder: Path, monkeypatch) -> None:
        def fill(*_: object) -> str:
            raise MemoryError

        monkeypatch.setattr(reading_apart, "read_own_text", fill)
        answer = reading_apart._answer(str(folder / "a.txt"), None)
        assert "'a.txt' takes more memory" in str(answer["error"])

    def test_known_bytes_are_not_read_twice(self, folder: Path) -> None:
        with ApartReader() as reader:
            first = reader.read(folder / "a.txt")
            assert reader.read(folder / "a.txt", first.digest).text is None

    def test_modules_of_the_folder_one_stands_in_are_not_run(self, folder: Path, tmp_path: Path, monkeypatch) -> None:
        trap = "from pathlib import Path\nPath('ran').write_text('x')\n"
        (folder / "knowledge.py").write_text(trap)
        (folder / "json.py").write_text(trap)
        monkeypatch.chdir(folder)
        with ApartReader() as reader:
            assert reader.read(folder / "a.txt").text == "We walk by the lake."
        assert not (folder / "ran").exists()


class TestList:
    """What is indexed, and what is left out."""

    def test_list_says_kind_size_passages_and_when(self, store: OwnStore, folder: Path) -> None:
        documents, _ = store.read([folder])
        assert [one.passages for one in store.files()] == [None, None]
        store.note_indexed(documents, lambda one: len(one.text.split("\n\n")), "chunker")
        first, second = store.files()
        assert (first.name, first.kind, first.size_bytes, first.passages) == ("a.txt", "txt", 20, 1)
        assert second.passages == 2
        assert first.indexed_at is not None and first.indexed_at.endswith("+00:00")

    def test_passages_are_counted_again_for_another_model_and_the_time_stays(
        self, store: OwnStore, folder: Path
    ) -> None:
        documents, _ = store.read([folder])
        store.note_indexed(documents, lambda one: 1, "one")
        before = store.files()[0].indexed_at
        store.note_indexed(documents, lambda one: pytest.fail("counted twice"), "one")
        store.note_indexed(documents, lambda one: 7, "two")
        assert (store.files()[0].passages, store.files()[0].indexed_at) == (7, before)

    def test_left_out_files_stay_out_until_they_are_taken_back(self, store: OwnStore, folder: Path) -> None:
        store.read([folder])
        store.leave_out(folder / "a.txt")
        assert [one.title for one in store.read([folder])[0]] == ["b"]
        store.take_back(folder)
        assert [one.title for one in store.read([folder])[0]] == ["a", "b"]

    def test_forgetting_overwrites_the_text(self, store: OwnStore, folder: Path, tmp_path: Path) -> None:
        store.read([folder])
        store.forget(folder / "a.txt")
        file = tmp_path / "kept" / "own.sqlite3"
        assert b"by the lake" not in file.read_bytes()
        with sqlite3.connect(file) as connection:
            assert connection.execute("SELECT count(*) FROM files").fetchone() == (1,)
