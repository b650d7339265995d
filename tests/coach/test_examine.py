"""`hearth doctor` sees what is wrong, says what to do, and shows nothing of whose computer it is."""

import os
import shutil
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest

from coach import examine as package
from coach import log
from coach.assemble import load_library, set_own_folders
from coach.examine import Finding, examine, install, machine
from coach.examine.models import language_model
from coach.keeping import locking, sealing
from coach.keeping.checkins import check_in
from coach.keeping.spaces import open_notebook, space_folder
from coach.settings import Settings, load_settings
from tests.coach.serving import standin
from tests.fakes import KeywordEmbedder, small_documents
from ui.alone import LOCK, alone

NAME = "xyzzy"
CHEAP = sealing.Cost(memory_kib=8 * 1024, iterations=1, lanes=1)


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def indexed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose index is built: a small library, and words in the place of the embedding model."""
    for module in ("coach.assemble", "coach.examine.kept"):
        monkeypatch.setattr(f"{module}.read_documents", lambda *_: (small_documents(), []))
    monkeypatch.setattr("coach.assemble.SentenceTransformerEmbedder", lambda name: KeywordEmbedder(settings.embedder))
    load_library(settings, lambda stage, share: None)
    return settings


def found(full: bool = False) -> dict[str, Finding]:
    """All findings by name; whatever the state, each has a name of its own and says what to do where something is wrong."""
    all_ = examine(full)
    assert len({one.name for one in all_}) == len(all_)
    assert all(one.todo for one in all_ if one.status != "ok")
    return {one.name: one for one in all_}


def test_a_fresh_install_is_well() -> None:
    assert {one.status for one in found().values() if one.name != "index"} == {"ok"}


def test_every_package_that_hearth_needs_is_compared_with_what_it_was_made_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed = {one.name: one for one in install.packages()}
    assert {"torch", "chromadb", "gradio", "llama-cpp-python"} <= set(installed)
    assert "pytest" not in installed, "what developers need is not what Hearth needs"
    versions = {"torch": "1.0", "gradio": "7.0"}
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: versions.get(name) or real(name))
    now = {one.name: one for one in install.packages()}
    assert (now["torch"].status, now["gradio"].status) == ("note", "note")
    assert now["torch"].detail == "1.0; Hearth was made for ==2.13.0" and "pip install" in now["torch"].todo

    def gone(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", gone)
    assert {one.status for one in install.packages()} == {"missing"}


def test_a_python_that_hearth_was_not_made_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install.platform, "python_version", lambda: "3.9.1")
    assert install.python().status == "missing" and ">=3.11" in install.python().detail


class TestIndex:
    """The index: built, whole, of what there is now."""

    def test_one_that_is_fresh_and_whole(self, indexed: Settings) -> None:
        assert found()["index"] == Finding("index", "ok", "fresh and whole, 8 documents, 9 passages")

    def test_one_that_is_out_of_date(self, indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("coach.examine.kept.read_documents", lambda *_: (small_documents()[1:], []))
        assert found()["index"].detail == "out of date"

    @pytest.mark.parametrize("pattern", ["index.json", "chroma/chroma.sqlite3", "lexical-*/ids.json"])
    def test_one_that_is_damaged(self, indexed: Settings, pattern: str) -> None:
        (file,) = indexed.index_dir.glob(pattern)
        file.write_bytes(file.read_bytes()[:-7])
        assert "damaged" in found()["index"].detail

    def test_a_server_that_is_not_there(self, indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HEARTH_CHROMA_SERVER", "127.0.0.1:9")
        assert found()["index"] == Finding(
            "index", "missing", "the Chroma server does not answer", "start it, or empty chroma_server"
        )


class TestSpaces:
    """The spaces, by number."""

    def test_readable_locked_and_damaged_ones(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "COST", CHEAP)
        for name in ("anna", "ben", "cleo", "dora"):
            check_in(open_notebook(settings, name), date(2026, 1, 5), ["calm"], 3, NAME)
        locking.protect(settings, "ben", "five words are easy enough").wipe()
        locking.protect(settings, "dora", "five words are easy enough").wipe()
        for one in space_folder(settings, "dora").glob("key.*"):
            one.unlink()
        for one in space_folder(settings, "cleo").glob("notebook.*"):
            one.unlink() if one.name != "notebook.sqlite3" else one.write_bytes(b"no database " * 1000)
        now = found()
        assert [(now[f"space {at}"].status, now[f"space {at}"].detail) for at in range(1, 5)] == [
            ("ok", "readable, without a passphrase"),
            ("ok", "locked by a passphrase; what is in it was not looked at"),
            ("missing", "its file is damaged"),
            ("missing", "locked, and its sealed key is gone"),
        ]
        assert "backup" in now["space 3"].todo

    def test_looking_changes_nothing(self, settings: Settings) -> None:
        check_in(open_notebook(settings), date(2026, 1, 5), ["calm"], 3, "")
        before = {one: one.read_bytes() for one in settings.spaces_dir.rglob("*") if one.is_file()}
        found()
        assert {one: one.read_bytes() for one in before} == before


class TestMachine:
    """What is half done, who can read, what runs."""

    def test_what_broke_off_is_named_with_what_goes_on(self, settings: Settings) -> None:
        for path in ("models/big/big.gguf.abc.part", "index/build.begun", "tmp/upload/file"):
            (settings.data_dir / path).parent.mkdir(parents=True, exist_ok=True)
            (settings.data_dir / path).write_bytes(b"." * 2**21)
        half = found()["half done"]
        assert half.status == "note"
        for words in ("1 download (2 MB)", "build of the index", "temporary files"):
            assert words in half.detail
        assert "hearth models get" in half.todo

    def test_an_open_page_is_told_from_another_program(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert machine.PAGE_LOCK == LOCK
        import socket

        with socket.create_server(("127.0.0.1", 0)) as taken:
            monkeypatch.setattr(machine, "PORT", taken.getsockname()[1])
            assert found()["port"].status == "note"
            settings.data_dir.mkdir()
            with alone(settings.data_dir):
                assert found()["port"].detail.endswith("Hearth's page is open")
            assert found()["port"].status == "note"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
    def test_files_that_other_accounts_can_read_are_counted(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # the tests' own folder is closed to others
        monkeypatch.setattr(machine, "_is_reachable", lambda path: bool(path.stat().st_mode & 1))
        (settings.data_dir / "documents").mkdir(parents=True)
        for number, mode in enumerate((0o644, 0o600, 0o640)):
            file = settings.data_dir / "documents" / str(number)
            file.write_text(NAME)
            file.chmod(mode)
        assert found()["permissions"].detail == "other accounts can read 1 file of Hearth's"
        assert found()["permissions"].todo == "chmod -R go= on the data folder"
        settings.data_dir.chmod(0o700)
        assert found()["permissions"].status == "ok"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
    def test_a_folder_is_reachable_only_where_all_above_it_are(self, tmp_path: Path) -> None:
        inner = tmp_path / "a" / "b"
        inner.mkdir(parents=True)
        assert machine._is_reachable(inner) == all(one.stat().st_mode & 1 for one in [inner, *inner.parents])
        (tmp_path / "a").chmod(0o700)
        assert not machine._is_reachable(inner)

    def test_the_log_is_counted(self, settings: Settings) -> None:
        assert found()["log"].detail == "empty"
        for _ in range(2):
            log.note(ValueError(NAME), "a test", settings.log_dir)
        assert found()["log"].detail.startswith("2 entries (")

    def test_a_disk_without_room_is_a_note(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(1, 1, 5 * 2**20))
        assert found()["disk"] == Finding("disk", "note", "5 MB free", "make some room")


def test_full_reads_a_fetched_model_through(hearth_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = '[models.far]\ntitle = "F"\nrepo = "o/r"\nfile = "far.gguf"\nmemory_mb = 1\n'
    (hearth_folders / "config" / "models.toml").write_text(entry, encoding="utf-8")
    monkeypatch.setenv("HEARTH_MODEL", "far")
    file = load_settings().models_dir / "far" / "far.gguf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"GGUF and more")
    file.with_name("far.gguf.sha256").write_text("0" * 64)
    assert found()["language model"].status == "ok"
    assert "damaged" in found(full=True)["language model"].detail


@pytest.mark.model
def test_full_lets_the_model_be_tried() -> None:
    assert found(full=True)["language model"].detail.endswith(", loads")


def _wrong_everything(hearth_folders: Path, settings: Settings) -> None:
    """A home full of names, in every state that a look can find."""
    documents = hearth_folders / f"{NAME}-folder"
    documents.mkdir()
    (documents / f"{NAME}.md").write_text(f"# {NAME}\n\nWhat {NAME} said.")
    (documents / f"{NAME}.pdf").write_bytes(b"%PDF broken")
    set_own_folders(settings, [documents, hearth_folders / f"{NAME}-gone"])
    check_in(open_notebook(settings, NAME), date(2026, 1, 5), ["calm"], 3, NAME)
    space_folder(settings, NAME).joinpath("notebook.sqlite3.damaged-1").write_text(NAME)
    (settings.models_dir / NAME).mkdir(parents=True)
    (settings.models_dir / NAME / f"{NAME}.part").write_text(NAME)
    settings.history_file.write_text(NAME)
    log.note(ValueError(NAME), "a test", settings.log_dir)


@pytest.mark.parametrize(
    "wrong",
    ["nothing", "own model", "model gone", "models.toml", "unknown setting", "setting", "toml", "embedder", "folders"],
)
def test_the_report_names_nobody(
    wrong: str, hearth_folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.cli import run

    home = hearth_folders / f"home-{NAME}"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("HEARTH_DATA_DIR", str(home / NAME / "data"))
    settings = load_settings()
    _wrong_everything(hearth_folders, settings)
    config = hearth_folders / "config"
    model = hearth_folders / f"{NAME}.gguf"
    entry = f'[models.{NAME}]\ntitle = "{NAME}"\npath = "{model.as_posix()}"\nmemory_mb = 1\nlicence = "MIT"\n'
    toml = {
        "own model": f'model = "{NAME}"',
        "model gone": f'model = "{NAME}-nowhere"',
        "unknown setting": f'{NAME} = "{NAME}"',
        "setting": f'role = "{NAME}"',
        "toml": f"{NAME} {NAME}",
        "embedder": f'embedder = "/{NAME}/{NAME}"',
    }
    (config / "models.toml").write_text(NAME if wrong == "models.toml" else entry, encoding="utf-8")
    (config / "hearth.toml").write_text(toml.get(wrong, ""), encoding="utf-8")
    model.write_bytes(b"GGUF" + NAME.encode())
    if wrong == "folders":
        (settings.data_dir / "folders.json").write_text(NAME)
    for arguments in (["doctor"], ["doctor", "--json"]):
        run(arguments)
        shown = "".join(capsys.readouterr())
        assert "language model" in shown or "settings" in shown
        assert NAME not in shown, shown
        assert str(hearth_folders) not in shown and os.environ["HOME"] not in shown


def test_the_usual_place_is_named_from_the_home_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.examine.finding import place

    monkeypatch.setenv("HOME", str(tmp_path / NAME))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / NAME))
    for name in ("XDG_DATA_HOME", "HEARTH_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert place(load_settings()).startswith("~/") and NAME not in place(load_settings())
    assert place(load_settings(data_dir=tmp_path)) == "the folder that you chose"


def test_the_parts_of_the_report_are_all_looked_at() -> None:
    assert package.__all__ == ["Finding", "examine"]
    names = list(found())
    assert names[0] == "python" and names[-2:] == ["port", "log"]
    for name in ("settings", "language model", "adapter", "embedding model", "data folder", "permissions", "index"):
        assert name in names


def test_served_model_is_looked_at_and_its_address_is_not_told(hearth_folders: Path) -> None:
    with standin() as one:
        file = hearth_folders / "config" / "models.toml"
        file.write_text(f'[models.far]\ntitle = "F"\nserver = "{one.address}"\n', encoding="utf-8")
        (found,) = language_model(load_settings(model="far"), False)
        assert (found.status, found.detail) == ("ok", "served by another program, on this computer")
    (found,) = language_model(load_settings(model="far"), False)
    assert found.status == "missing" and "127.0.0.1" not in found.detail
