"""A disk that is really full, a folder that can really only be read: one clear line each, and nothing that was kept is lost.

Both are mounts of their own, which take root; without it the file runs itself again in a user namespace, where that is allowed.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from coach import assemble
from coach.assemble import load_library, own_folders, set_own_folders
from coach.download import get_model
from coach.errors import CoachError, DownloadError
from coach.failures import explain, report
from coach.keeping.checkins import check_in, of_day
from coach.keeping.spaces import open_history, open_notebook
from coach.own_files import add_copies
from coach.settings import Settings, load_settings
from knowledge.errors import KnowledgeError
from tests.coach.test_download import CONTENT, Hub, entry, hub
from tests.fakes import KeywordEmbedder, document, small_documents
from tests.ui.conftest import Hearth, fake_library, hearth

__all__ = ["fake_library", "hearth", "hub"]

FULL = "the disk is full; make room and try again (what was kept before is still there)"
READ_ONLY = (
    "the folder can only be read, so nothing new can be kept; "
    "make it writable, or choose another with data_dir in hearth.toml"
)
SIZE = 8 * 2**20
DAY = date(2026, 1, 5)
NAMESPACE = "IN_A_NAMESPACE"
CAN_MOUNT = sys.platform == "linux" and os.geteuid() == 0
needs_mounts = pytest.mark.skipif(not CAN_MOUNT, reason="mounting a small disk takes root on Linux")

_MS_RDONLY, _MS_REMOUNT, _MS_BIND, _MNT_DETACH = 1, 32, 4096, 2


def _mount(what: str, where: Path, kind: str, flags: int, options: str = "") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(what.encode(), str(where).encode(), kind.encode(), flags, options.encode()):
        pytest.skip(f"this machine mounts nothing ({os.strerror(ctypes.get_errno())})")


def _unmount(where: Path) -> None:
    ctypes.CDLL(None).umount2(str(where).encode(), _MNT_DETACH)


class Disk:
    """A disk of a few megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, but: int = 0) -> None:
        """Take all its room, but for some bytes."""
        with self._filler.open("wb", buffering=0) as file:
            with suppress(OSError):
                while True:
                    file.write(b"x" * 4096)
            file.truncate(max(0, self._filler.stat().st_size - but))

    def make_room(self) -> None:
        """Give it back."""
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    _mount("tmpfs", folder, "tmpfs", 0, f"size={SIZE}")
    yield Disk(folder)
    _unmount(folder)


@pytest.fixture
def settings(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with the data on the small disk."""
    monkeypatch.setenv("HEARTH_DATA_DIR", str(disk.folder / "data"))
    return load_settings()


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small library, and words in the place of the embedding model."""
    monkeypatch.setattr(assemble, "read_shipped", small_documents)
    monkeypatch.setattr(assemble, "SentenceTransformerEmbedder", lambda name: KeywordEmbedder(dim=32))


def notes(settings: Settings) -> list[str]:
    return [one.data.note for one in of_day(open_notebook(settings), DAY)]


@needs_mounts
class TestFullDisk:
    """What is going on as the disk gets full."""

    @pytest.mark.parametrize("left", [0, 4096, 16384], ids=["nothing left", "a page left", "some pages left"])
    def test_a_note(self, disk: Disk, settings: Settings, left: int) -> None:
        check_in(open_notebook(settings), DAY, ["calm"], 3, "before")
        disk.fill(but=left)
        kept = []
        with pytest.raises(CoachError) as caught:
            for at in range(100):
                check_in(open_notebook(settings), DAY, ["calm"], 3, f"{at} {'x' * 480}")
                kept.append(at)
        assert explain(caught.value).line == FULL
        disk.make_room()
        check_in(open_notebook(settings), DAY, ["calm"], 3, "after")
        assert [one.split()[0] for one in notes(settings)] == ["before", *map(str, kept), "after"]

    def test_the_first_note_of_all(self, disk: Disk, settings: Settings) -> None:
        disk.fill()
        with pytest.raises((CoachError, OSError)) as caught:
            check_in(open_notebook(settings), DAY, ["calm"], 3, "first")
        assert explain(caught.value).line == FULL
        disk.make_room()
        check_in(open_notebook(settings), DAY, ["calm"], 3, "first")
        assert notes(settings) == ["first"]

    def test_a_talk_goes_on_and_says_that_it_is_not_kept(self, disk: Disk, settings: Settings) -> None:
        from coach.messages import AskReply, Done, Text
        from ui.ask import Talk, respond

        class Answering:
            def ask(self, question: str, history: object, cancel: object = None) -> Iterator[object]:
                yield Text("Yes.")
                yield Done(AskReply("", question, "Yes.", "faq"))

        history = open_history(settings)
        *_, first = respond(Answering(), "One?", Talk(), None, history)  # type: ignore[arg-type]
        disk.fill()
        *_, shown = respond(Answering(), "Two?", first.talk, None, history)  # type: ignore[arg-type]
        answer = shown.rows[-1]["content"]
        assert answer.startswith("Yes.") and f"This talk could not be kept: {FULL}." in answer
        disk.make_room()
        *_, shown = respond(Answering(), "Three?", shown.talk, None, history)  # type: ignore[arg-type]
        assert "could not be kept" not in shown.rows[-1]["content"]
        (talk,) = history.export()
        said = [one["content"] for one in talk["messages"]]
        assert said[:2] == ["One?", "Yes."] and said[-2:] == ["Three?", "Yes."]

    @pytest.mark.usefixtures("words")
    def test_the_index(self, disk: Disk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        before = load_library(settings, lambda stage, share: None)
        own = [document(f"own-{at}", f"Evening number{at}. " * 40, kind="own") for at in range(300)]
        monkeypatch.setattr(assemble, "read_shipped", lambda: [*small_documents(), *own])
        disk.fill(but=100_000)
        with pytest.raises((KnowledgeError, OSError)) as caught:
            load_library(settings, lambda stage, share: None)
        assert explain(caught.value).line.startswith("the disk is full; make room and try again")
        assert before.retriever.search("sliding scale", 1)[0].chunk.id == "guide-therapy#1", "the old one serves"
        disk.make_room()
        library = load_library(settings, lambda stage, share: None)
        assert not library.mended, "a full disk is no damage"
        assert library.retriever.search("number77", 1)[0].chunk.document_id == "own-77"

    @pytest.mark.usefixtures("words")
    def test_the_first_index(self, disk: Disk, settings: Settings) -> None:
        disk.fill()
        with pytest.raises((KnowledgeError, OSError)) as caught:
            load_library(settings, lambda stage, share: None)
        assert explain(caught.value).line.startswith("the disk is full; make room and try again")
        disk.make_room()
        library = load_library(settings, lambda stage, share: None)
        assert library.retriever.search("sliding scale", 1)[0].chunk.id == "guide-therapy#1"

    def test_a_model_that_is_fetched(self, disk: Disk, hub: Hub) -> None:
        def progress(done: int, total: int) -> None:
            if not done:  # there was room when it began
                disk.fill(but=2 * 2**20)

        with pytest.raises(DownloadError) as caught:
            get_model(entry(), disk.folder / "models", hub.endpoint, progress)
        assert explain(caught.value).line == "the disk is full; make room and run `hearth models get big` again"
        disk.make_room()
        asked = len(hub.downloads)
        path = get_model(entry(), disk.folder / "models", hub.endpoint)
        assert path.read_bytes() == CONTENT
        assert hub.downloads[asked].startswith("bytes="), "it goes on where it stopped"

    def test_an_export(self, disk: Disk, hearth: Hearth) -> None:
        check_in(open_notebook(load_settings()), DAY, ["calm"], 3, "kept")
        out = disk.folder / "out.json"
        disk.fill()
        ran = hearth("data", "export", "--output", str(out))
        assert FULL in ran.failed_with(1)
        assert not out.exists(), "half of it would be taken for all"
        disk.make_room()
        assert hearth("data", "export", "--output", str(out)).code == 0
        assert "kept" in out.read_text()

    def test_an_export_through_a_pipe_that_is_full(self, hearth_folders: Path) -> None:
        with Path("/dev/full").open("wb") as full:
            ran = subprocess.run(
                [sys.executable, "-m", "ui.cli", "data", "export"], stdout=full, stderr=subprocess.PIPE, timeout=120
            )
        assert (ran.returncode, ran.stderr.decode()) == (1, f"hearth: {FULL}\n")

    def test_the_settings(self, disk: Disk, hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HEARTH_CONFIG_DIR", str(disk.folder))
        file = disk.folder / "hearth.toml"
        file.write_text('# mine\nrole = "neglected"\n' + "# long\n" * 2000)
        before = file.read_bytes()
        disk.fill()
        assert FULL in hearth("models", "use", "smollm2-135m").failed_with(1)
        assert file.read_bytes() == before
        assert hearth("data", "where").code == 0, "the settings can be read meanwhile"
        disk.make_room()
        assert hearth("models", "use", "smollm2-135m").code == 0
        assert load_settings().model == "smollm2-135m" and load_settings().role == "neglected"

    def test_the_list_of_folders(self, disk: Disk, settings: Settings, tmp_path: Path) -> None:
        set_own_folders(settings, [tmp_path])
        disk.fill()
        with pytest.raises(OSError) as caught:
            set_own_folders(settings, [tmp_path / f"{at:0200}" for at in range(100)])
        assert explain(caught.value).line == FULL
        assert own_folders(settings) == [tmp_path]

    def test_a_document_that_is_added(self, disk: Disk, settings: Settings, tmp_path: Path) -> None:
        from ui.guides.own import take_in

        (tmp_path / "in").mkdir()
        for at in range(2):
            (tmp_path / "in" / f"{at}.txt").write_text(f"{at}" * 300_000)
        settings.data_dir.mkdir()
        disk.fill(but=400_000)
        assert take_in(settings, [tmp_path / "in" / f"{at}.txt" for at in range(2)]) == f"That did not work: {FULL}."
        assert [one.name for one in (settings.data_dir / "documents").iterdir()] == ["0.txt"], "no half of a file"
        disk.make_room()
        (tmp_path / "1.txt").write_text("1" * 300_000)
        assert [one.outcome for one in add_copies(settings, [tmp_path / "1.txt"])] == ["added"]

    def test_the_log_is_done_without(self, disk: Disk, settings: Settings) -> None:
        disk.fill()
        assert report(ValueError("x"), "a test").sentence.startswith("something unexpected")


@pytest.fixture
def only_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: None) -> Iterator[Settings]:
    """Settings with data that were kept, and a folder that can only be read by now."""
    folder = tmp_path / "data"
    monkeypatch.setenv("HEARTH_DATA_DIR", str(folder))
    settings = load_settings()
    check_in(open_notebook(settings), DAY, ["calm"], 3, "before")
    load_library(settings, lambda stage, share: None)
    _mount(str(folder), folder, "", _MS_BIND)
    _mount("", folder, "", _MS_BIND | _MS_REMOUNT | _MS_RDONLY)
    yield settings
    _unmount(folder)


@needs_mounts
class TestReadOnlyFolder:
    """What is done on a folder that can only be read."""

    def test_it_is_one(self, only_read: Settings) -> None:
        with pytest.raises(OSError, match="Read-only"):
            (only_read.data_dir / "x").touch()

    def test_a_note(self, only_read: Settings) -> None:
        with pytest.raises(CoachError) as caught:
            check_in(open_notebook(only_read), DAY, ["calm"], 3, "new")
        assert explain(caught.value).line == READ_ONLY
        _unmount(only_read.data_dir)
        check_in(open_notebook(only_read), DAY, ["calm"], 3, "after")
        assert notes(only_read) == ["before", "after"]

    def test_the_index_is_one_line_at_most(self, only_read: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(assemble, "read_shipped", lambda: small_documents()[:-1])
        with pytest.raises((KnowledgeError, OSError)) as caught:
            load_library(only_read, lambda stage, share: None)
        assert explain(caught.value).line == READ_ONLY
        _unmount(only_read.data_dir)
        library = load_library(only_read, lambda stage, share: None)
        assert library.retriever.search("sliding scale", 1)[0].chunk.id == "guide-therapy#1"

    def test_a_document_that_is_added(self, only_read: Settings, tmp_path: Path) -> None:
        from ui.guides.own import take_in

        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text("text")
        assert take_in(only_read, [tmp_path / "in" / "a.txt"]) == f"That did not work: {READ_ONLY}.".replace("_", "\\_")

    @pytest.mark.parametrize(
        "arguments",
        [("checkin", "--mood", "calm"), ("index", "--rebuild"), ("data", "erase", "--yes"), ("ui", "--no-browser")],
        ids=lambda one: one[0],
    )
    def test_each_command_says_it_in_one_line(
        self, only_read: Settings, hearth: Hearth, arguments: tuple[str, ...]
    ) -> None:
        assert READ_ONLY in hearth(*arguments).failed_with(1)

    def test_the_doctor_sees_it(self, only_read: Settings, hearth: Hearth) -> None:
        found = {one["name"]: one for one in hearth("doctor", "--json").row["findings"]}
        assert found["data folder"]["detail"] == "the folder that you chose cannot be written"
        assert found["space 1"]["status"] == "ok" or "not to be read now" in found["space 1"]["detail"]


def test_the_same_as_an_ordinary_user(tmp_path: Path) -> None:
    """Without root, the tests above run in a namespace of their own."""
    if CAN_MOUNT:
        pytest.skip("they ran as they are")
    if sys.platform != "linux" or not shutil.which("unshare") or NAMESPACE in os.environ:
        pytest.skip("no user namespaces here")
    probe = subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "true"], capture_output=True)
    if probe.returncode:
        pytest.skip("this system lets nobody but root mount anything")
    here = f"--basetemp={tmp_path / 'inner'}"
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", here, __file__]
    ran = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", *pytest_here],
        env=os.environ | {NAMESPACE: "1"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
