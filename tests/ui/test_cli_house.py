"""hearth models, data, doctor, index, help: looking after the house."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.keeping.spaces import open_history
from coach.messages import Message
from coach.settings import load_settings
from knowledge import own_documents
from knowledge.manifest import read_manifest
from knowledge.reading import MAX_FILE_BYTES, MAX_TEXT_CHARS
from tests.fakes import KeywordEmbedder
from tests.ui.conftest import Hearth

GGUF = b"GGUF" + b"\0" * 64
OWN_MODEL = '[models.mine]\ntitle = "Mine"\npath = "{path}"\nmemory_mb = 1\nlicence = "MIT"\n'


@pytest.fixture
def own_model(hearth_folders: Path) -> Path:
    """A model of the person's own, in models.toml."""
    path = hearth_folders / "mine.gguf"
    path.write_bytes(GGUF)
    entry = OWN_MODEL.format(path=path.as_posix())
    (hearth_folders / "config" / "models.toml").write_text(entry, encoding="utf-8")
    return path


def set_up(hearth_folders: Path) -> Path:
    return hearth_folders / "config" / "hearth.toml"


# -- models ------------------------------------------------------------------------------------------------------------


def test_models_json_says_what_each_is_and_whether_it_fits(hearth: Hearth, own_model: Path) -> None:
    rows = hearth("models", "--json").row["models"]
    assert rows == hearth("models", "list", "--json").row["models"]
    known = {row["name"]: row for row in rows}
    keys = {
        "name",
        "title",
        "good_for",
        "size_mb",
        "memory_mb",
        "n_ctx",
        "licence",
        "languages",
        "on_disk",
        "fits",
        "in_use",
    }
    assert all(set(row) == keys for row in rows)
    first, mine = known["smollm2-135m"], known["mine"]
    assert (first["on_disk"], first["fits"], first["in_use"]) == (True, True, True)
    assert (mine["on_disk"], mine["in_use"]) == (True, False)


def test_models_table_names_every_model(hearth: Hearth, own_model: Path) -> None:
    ran = hearth("models")
    assert ran.code == 0
    assert "smollm2-135m" in ran.out
    assert "mine" in ran.out


def test_use_changes_one_line_of_the_settings(hearth: Hearth, own_model: Path, hearth_folders: Path) -> None:
    file = set_up(hearth_folders)
    file.write_text(
        '# mine, keep this\nrole = "neglected"\nmodel = "smollm2-135m"  # the small one\ntop_k = 3\n', encoding="utf-8"
    )
    assert hearth("models", "use", "mine").code == 0
    text = file.read_text(encoding="utf-8")
    assert text == '# mine, keep this\nrole = "neglected"\nmodel = "mine"  # the small one\ntop_k = 3\n'
    assert load_settings().model == "mine"


def test_use_writes_the_settings_where_there_were_none(hearth: Hearth, own_model: Path, hearth_folders: Path) -> None:
    hearth("models", "use", "mine")
    assert set_up(hearth_folders).read_text(encoding="utf-8") == 'model = "mine"\n'


def test_use_takes_a_file_and_remembers_it_from_everywhere(
    hearth: Hearth, own_model: Path, hearth_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_model.parent)
    assert hearth("models", "use", "mine.gguf").code == 0
    assert load_settings().model == str(own_model.resolve())
    used = [row["name"] for row in hearth("models", "list", "--json").row["models"] if row["in_use"]]
    assert used == ["mine"]


def test_use_of_a_name_that_there_is_none_for_changes_nothing(hearth: Hearth, hearth_folders: Path) -> None:
    assert "there is no model called 'nope'" in hearth("models", "use", "nope").failed_with(2)
    assert not set_up(hearth_folders).exists()


def test_use_of_a_model_that_is_not_here_says_how_to_get_it(
    hearth: Hearth, own_model: Path, hearth_folders: Path
) -> None:
    own_model.unlink()
    assert "hearth models get mine" in hearth("models", "use", "mine").failed_with(1)
    assert not set_up(hearth_folders).exists()


def test_use_says_when_a_variable_goes_before_it(
    hearth: Hearth, own_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTH_MODEL", "smollm2-135m")
    assert "HEARTH_MODEL" in hearth("models", "use", "mine").out


def test_check_reads_the_shipped_model_through(hearth: Hearth) -> None:
    ran = hearth("models", "check", "smollm2-135m")
    assert ran.code == 0
    assert "is whole: SHA-256 " in ran.out


def test_check_names_a_file_that_is_no_model(hearth: Hearth, own_model: Path) -> None:
    own_model.write_bytes(b"<html>")
    assert "not a GGUF model" in hearth("models", "check", "mine").failed_with(1)


def test_get_of_a_model_that_is_here_fetches_nothing(hearth: Hearth, own_model: Path) -> None:
    assert str(own_model) in hearth("models", "get", "mine").out


# -- data --------------------------------------------------------------------------------------------------------------


def keep_something(hearth_folders: Path) -> None:
    settings = load_settings()
    history = open_history(settings)
    talk = history.start("We drifted")
    history.add(talk, Message("user", "We drifted, é😀"))
    (settings.data_dir / "folders.json").write_text(json.dumps([str(hearth_folders / "mine")]), encoding="utf-8")
    for folder in (settings.index_dir, settings.models_dir / "big"):
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(b"x" * 2048)


def test_where_lists_what_is_there_with_its_size(hearth: Hearth, hearth_folders: Path) -> None:
    assert {one["exists"] for one in hearth("data", "where", "--json").row["places"] if one["name"] != "data"} == {
        False
    }
    keep_something(hearth_folders)
    places = {one["name"]: one for one in hearth("data", "--json").row["places"]}
    assert places["notebooks"]["path"] == str(hearth_folders / "data" / "spaces")
    assert places["notebooks"]["size_bytes"] > 0
    assert (places["index"]["size_bytes"], places["models"]["size_bytes"]) == (2048, 2048)
    assert "2.0 KB" in hearth("data", "where").out


def test_export_is_one_document_with_everything(hearth: Hearth, hearth_folders: Path) -> None:
    keep_something(hearth_folders)
    document = json.loads(hearth("data", "export").out)
    assert set(document) == {"hearth", "exported_at", "conversations", "notebook", "folders", "settings"}
    assert document["conversations"][0]["messages"][0]["content"] == "We drifted, é😀"
    assert document["folders"] == [str(hearth_folders / "mine")]
    assert document["settings"]["role"] == "both"


def test_export_to_a_file_is_for_its_owner_only_and_overwrites_nothing(hearth: Hearth, hearth_folders: Path) -> None:
    keep_something(hearth_folders)
    file = hearth_folders / "out.json"
    assert hearth("data", "export", "--output", str(file)).code == 0
    first = file.read_bytes()
    assert json.loads(first)["conversations"]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "is there already" in hearth("data", "export", "--output", str(file)).failed_with(2)
    assert file.read_bytes() == first


@pytest.mark.parametrize("answer", ["", "no\n", "y\n"], ids=["end of input", "no", "y"])
def test_erase_asks_for_the_word(hearth: Hearth, hearth_folders: Path, answer: str) -> None:
    keep_something(hearth_folders)
    ran = hearth("data", "erase", stdin=answer)
    assert ran.code == 1
    assert "nothing was erased" in ran.err
    assert open_history(load_settings()).export()


def test_erase_removes_what_was_kept_but_not_the_models(hearth: Hearth, hearth_folders: Path) -> None:
    keep_something(hearth_folders)
    settings_file = set_up(hearth_folders)
    settings_file.write_text('role = "both"\n', encoding="utf-8")
    ran = hearth("data", "erase", stdin="erase\n")
    assert ran.code == 0
    assert "Erased the notebook 'me'" in ran.out
    left = sorted(one.name for one in (hearth_folders / "data").iterdir())
    assert left == ["models"]
    assert "--models" in ran.out
    assert settings_file.is_file()


def test_erase_with_models_leaves_nothing(hearth: Hearth, hearth_folders: Path) -> None:
    keep_something(hearth_folders)
    assert hearth("data", "erase", "--yes", "--models").code == 0
    assert not (hearth_folders / "data").exists()
    assert hearth("data", "erase", "--yes").code == 0, "and once more, with nothing there"


def test_erase_removes_conversations_that_cannot_be_read(hearth: Hearth, hearth_folders: Path) -> None:
    file = load_settings().history_file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"this is no database, but it is what someone wrote" * 100)
    log = file.with_name(file.name + "-wal")
    log.write_bytes(b"what someone wrote last")
    assert hearth("data", "erase", "--yes").code == 0
    assert not file.exists() and not log.exists()


def test_erase_removes_old_conversations_that_were_kept_aside(hearth: Hearth) -> None:
    file = load_settings().history_file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"this is no database, but it is what someone wrote" * 100)
    open_history(load_settings())
    assert not file.exists() and list(file.parent.glob("conversations*"))
    assert "Erased: older conversations" in hearth("data", "erase", "--yes").out
    assert list(file.parent.glob("conversations*")) == []


# -- doctor ------------------------------------------------------------------------------------------------------------


def findings(ran: Any) -> dict[str, dict[str, str]]:
    return {one["name"]: one for one in ran.row["findings"]}


def test_doctor_finds_everything_that_is_needed(hearth: Hearth) -> None:
    ran = hearth("doctor", "--json")
    found = findings(ran)
    assert ran.code == 0
    assert ran.row["ok"]
    assert {
        "python",
        "torch",
        "chromadb",
        "settings",
        "language model",
        "embedding model",
        "data folder",
        "index",
    } <= set(found)
    assert all(set(one) == {"name", "status", "detail", "todo"} for one in found.values())
    assert found["index"]["status"] == "note"
    assert "hearth index" in found["index"]["todo"]


@pytest.mark.parametrize(
    ("broken", "name", "says"),
    [
        ("model gone", "language model", "is not there"),
        ("model damaged", "language model", "damaged"),
        ("settings", "settings", "top_k"),
        ("folder", "data folder", "cannot be written"),
    ],
)
def test_doctor_names_what_is_missing_and_what_to_do(
    hearth: Hearth,
    own_model: Path,
    hearth_folders: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    name: str,
    says: str,
) -> None:
    if broken.startswith("model"):
        monkeypatch.setenv("HEARTH_MODEL", "mine")
        if broken == "model gone":
            own_model.unlink()
        else:
            own_model.write_bytes(b"half a mo")
    elif broken == "settings":
        set_up(hearth_folders).write_text("top_k = 900\n", encoding="utf-8")
    else:
        (hearth_folders / "data").write_text("a file where the folder should be", encoding="utf-8")
    ran = hearth("doctor", "--json")
    assert ran.code == 1
    found = findings(ran)[name]
    assert found["status"] == "missing"
    assert says in found["detail"]
    assert found["todo"]
    assert name in hearth("doctor").out


def test_doctor_hides_the_home_folder(hearth: Hearth, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert str(tmp_path) not in hearth("doctor").out


# -- index -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def keyword_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.assemble.SentenceTransformerEmbedder", lambda name: KeywordEmbedder())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the person's own, with good files and broken ones."""
    made = tmp_path / "guides"
    (made / "deep").mkdir(parents=True)
    (made / "notes.md").write_text("# Our rules\n\nWe speak softly after nine.", encoding="utf-8")
    (made / "deep" / "talk.txt").write_text("Ask about the garden.", encoding="utf-8")
    (made / "broken.pdf").write_bytes(b"%PDF-1.4 nothing follows")
    (made / "empty.txt").write_bytes(b"")
    (made / "picture.png").write_bytes(b"\x89PNG")
    return made


@pytest.mark.usefixtures("keyword_index")
def test_index_takes_a_folder_in_and_names_what_it_could_not_read(hearth: Hearth, folder: Path) -> None:
    row = hearth("index", str(folder), "--json").row
    assert set(row) == {"documents", "own", "chunks", "skipped", "folders", "files", "seconds"}
    assert (row["own"], row["folders"]) == (2, [str(folder)])
    assert row["documents"] > 2
    assert row["chunks"] >= row["documents"]
    assert ["broken.pdf" in one or "empty.txt" in one for one in row["skipped"]] == [True, True]
    assert findings(hearth("doctor", "--json"))["index"]["detail"].startswith("out of date"), "another embedder made it"


@pytest.mark.usefixtures("keyword_index")
def test_index_remembers_folders_until_they_are_removed(hearth: Hearth, folder: Path) -> None:
    own = folder / "notes.md"
    hearth("index", str(own))
    out = hearth("index").out
    assert "1 of them your own" in out
    assert str(own) in out
    assert hearth("index", "--remove", str(own), "--rebuild", "--json").row["own"] == 0


@pytest.mark.usefixtures("keyword_index")
def test_index_lists_each_file_with_kind_passages_and_when(hearth: Hearth, folder: Path) -> None:
    first, second = hearth("index", str(folder), "--json").row["files"]
    assert set(first) == {"name", "kind", "passages", "indexed_at", "path", "size_bytes"}
    assert [(one["name"], one["kind"], one["passages"]) for one in (first, second)] == [
        ("talk.txt", "txt", 1),
        ("notes.md", "md", 1),
    ]
    assert first["path"] == str(folder / "deep" / "talk.txt") and first["size_bytes"] == 21
    assert first["indexed_at"].endswith("+00:00")
    out = hearth("index").out
    assert "Skipped: 'broken.pdf'" in out
    assert "2. notes.md (md, 1 passage, indexed 2" in out


@pytest.mark.usefixtures("keyword_index")
def test_index_leaves_out_one_file_of_a_folder_and_takes_it_back(hearth: Hearth, folder: Path) -> None:
    hearth("index", str(folder))
    row = hearth("index", "--remove", str(folder / "notes.md"), "--json").row
    assert [one["name"] for one in row["files"]] == ["talk.txt"] and row["folders"] == [str(folder)]
    assert (folder / "notes.md").exists()
    assert len(hearth("index", str(folder), "--json").row["files"]) == 2


@pytest.mark.usefixtures("keyword_index")
def test_index_that_is_interrupted_says_so_keeps_what_was_done_and_goes_on(
    hearth: Hearth, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hearth("index")
    before = read_manifest(load_settings().index_dir)
    for at in range(100):
        (folder / f"{at}.txt").write_text(f"On evening number{at} we ask about the garden.", encoding="utf-8")

    class Interrupted(KeywordEmbedder):
        def embed_documents(self, texts: Any) -> Any:
            if len(self.documents) >= 64:
                raise KeyboardInterrupt
            return super().embed_documents(texts)

    monkeypatch.setattr("coach.assemble.SentenceTransformerEmbedder", lambda name: Interrupted())
    ran = hearth("index", str(folder))
    assert ran.failed_with(1) == "Stopped. What was done is kept; run it again to go on."
    assert read_manifest(load_settings().index_dir) == before, "the old index serves"
    whole = KeywordEmbedder()
    monkeypatch.setattr("coach.assemble.SentenceTransformerEmbedder", lambda name: whole)
    assert hearth("index", "--json").row["own"] == 102
    assert len([one for one in whole.documents if "garden" in one]) < 101, (
        "what was embedded before is not embedded again"
    )


@pytest.mark.usefixtures("keyword_index")
def test_erase_takes_the_text_of_own_files_too(hearth: Hearth, folder: Path, hearth_folders: Path) -> None:
    hearth("index", str(folder))
    kept = hearth_folders / "data"
    assert any(b"speak softly" in one.read_bytes() for one in kept.rglob("*") if one.is_file())
    assert hearth("data", "erase", "--yes").code == 0
    assert not any(b"speak softly" in one.read_bytes() for one in kept.rglob("*") if one.is_file())
    assert (folder / "notes.md").exists()


def test_index_says_its_limits_up_front(hearth: Hearth) -> None:
    said = " ".join(hearth("index", "--help").out.split())
    files, chars = own_documents.MAX_FILES, own_documents.MAX_TOTAL_CHARS
    for limit in (f"{MAX_FILE_BYTES // 2**20} MB", f"{MAX_TEXT_CHARS // 10**6} million characters a file"):
        assert limit in said
    assert f"{files:,} files and {chars // 10**6} million characters in all" in said


def test_index_of_a_folder_that_is_not_there_is_wrong_usage(
    hearth: Hearth, tmp_path: Path, hearth_folders: Path
) -> None:
    assert "there is no" in hearth("index", str(tmp_path / "nowhere")).failed_with(2)
    assert "not among your folders" in hearth("index", "--remove", str(tmp_path)).failed_with(2)
    assert not (hearth_folders / "data").exists()


# -- help --------------------------------------------------------------------------------------------------------------

COMMANDS = ("ask", "talk", "rewrite", "plan", "screen", "search", "index", "models", "data", "doctor", "bench", "ui")


def test_help_names_every_command(hearth: Hearth) -> None:
    out = hearth("--help").out
    assert [one for one in COMMANDS if f"\n  {one} " not in out] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(hearth: Hearth, command: str) -> None:
    ran = hearth(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: hearth {command}")


def test_version(hearth: Hearth) -> None:
    from coach import __version__

    assert hearth("--version").out == f"hearth {__version__}\n"


# -- a model on another computer ---------------------------------------------------------------------------------------

FAR = '[models.far]\ntitle = "Far"\nserver = "{server}"\n{more}'


def far(folder: Path, server: str, more: str = "") -> None:
    (folder / "config" / "models.toml").write_text(FAR.format(server=server, more=more), encoding="utf-8")


def test_model_on_another_computer_is_told_of_before_anything_is_asked(hearth: Hearth, hearth_folders: Path) -> None:
    hearth.with_replies("Trust grows.")
    far(hearth_folders, "https://models.example.org/v1", "leaves_this_machine = true\n")
    ran = hearth("ask", "What helps?", "--model", "far", "--json")
    assert ran.code == 0 and ran.row["question"] == "What helps?"
    assert "models.example.org" in ran.err and "leaves this computer" in ran.err
    assert hearth("screen", "hello you", "--model", "far", "--json").err == ""
    used = hearth("models", "use", "far")
    assert used.code == 0 and "leaves this computer" in used.out
    assert "leaves this computer" in hearth("ask", "What helps?", "--json").err


def test_model_on_another_computer_without_the_persons_word_is_refused(hearth: Hearth, hearth_folders: Path) -> None:
    far(hearth_folders, "https://models.example.org/v1")
    assert "leaves_this_machine = true" in hearth("ask", "What helps?", "--model", "far").failed_with(1)


def test_server_on_this_computer_is_told_of_to_nobody(hearth: Hearth, hearth_folders: Path) -> None:
    hearth.with_replies("Trust grows.")
    far(hearth_folders, "http://127.0.0.1:8080/v1")
    assert hearth("ask", "What helps?", "--model", "far", "--json").err == ""
    assert "its server's" in hearth("models").out
