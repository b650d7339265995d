"""Every kind of failure that has words of a person in it, and a log that has none of them."""

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach import log
from coach.keeping import locking
from coach.keeping.checkins import check_in
from coach.keeping.spaces import open_notebook
from coach.own_files import Indexing
from coach.settings import load_settings
from knowledge.errors import StoreError
from tests.fakes import KeywordEmbedder
from tests.ui.conftest import Hearth

TYPED = "xyzzy"
QUESTION = f"Why does {TYPED} never listen to me?"


class Quoting(KeywordEmbedder):
    """Fails over the first text that it is given, and quotes it."""

    def embed_query(self, text: str) -> Any:
        raise ValueError(text)

    def embed_documents(self, texts: Any) -> Any:
        raise RuntimeError(f"cannot embed {list(texts)!r}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents of a person's own, whose names and words are theirs."""
    made = tmp_path / f"{TYPED}-folder"
    made.mkdir()
    (made / f"{TYPED}.md").write_text(f"# {TYPED}\n\n{QUESTION}", encoding="utf-8")
    (made / f"{TYPED}.pdf").write_bytes(b"%PDF broken")
    return made


def logged(entries: int) -> str:
    """Return the log, which holds this many entries or more, after seeing that no words of anyone are in it."""
    folder = load_settings().log_dir
    assert log.count(folder) >= entries
    text = log.log_file(folder).read_text(encoding="utf-8")
    assert TYPED not in text, text
    assert "Error" in text
    return text


@pytest.mark.parametrize("error", [KeyError, ValueError, RuntimeError, StoreError, OSError, sqlite3.DatabaseError])
def test_what_was_asked_and_an_error_that_quotes_it(hearth: Hearth, error: type[Exception]) -> None:
    def broken() -> Any:
        raise error(QUESTION)

    hearth.make_library = broken
    for arguments in (("ask", QUESTION), ("search", QUESTION), ("plan", QUESTION), ("ask", QUESTION, "--json")):
        ran = hearth(*arguments)
        assert ran.code == 1 and (error is StoreError or TYPED not in ran.err)
    hearth("talk", "--json", stdin=json.dumps(QUESTION))
    text = logged(5)
    for job in (" hearth ask\n", " hearth search\n", " hearth plan\n", " hearth talk\n"):
        assert job in text


def test_a_message_and_a_model_that_quotes_it(hearth: Hearth) -> None:
    hearth.with_replies(RuntimeError(QUESTION))
    ran = hearth("rewrite", f"You never listen to {TYPED}, and I hate it")
    assert ran.code == 1 and TYPED not in ran.err
    assert " hearth rewrite\n" in logged(1)


def test_documents_their_names_and_their_words(hearth: Hearth, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.assemble.SentenceTransformerEmbedder", lambda name: Quoting())
    ran = hearth("index", str(folder))
    assert ran.code == 1 and TYPED not in ran.err
    assert " hearth index\n" in logged(1)


def test_indexing_behind_the_page() -> None:
    def refresh(*_: Any) -> Any:
        raise UnicodeError(QUESTION)

    indexing = Indexing(refresh)
    status = indexing._once()
    assert status.outcome == "failed" and TYPED not in status.stage
    assert "index your own documents" in logged(1)


@pytest.mark.usefixtures("cheap_passphrases")
def test_a_passphrase(hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    check_in(open_notebook(settings), date(2026, 1, 5), ["calm"], 3, TYPED)
    locking.protect(settings, "me", "five words are easy enough").wipe()
    monkeypatch.setenv("HEARTH_PASSPHRASE", f"{TYPED} {TYPED} {TYPED}")
    ran = hearth("today")
    assert ran.code == 1 and TYPED not in ran.err
    assert log.count(settings.log_dir) == 0, "a wrong passphrase is no failure of Hearth's"

    def breaking(*_: Any) -> Any:
        raise ValueError(f"{TYPED} {TYPED} {TYPED}")

    monkeypatch.setattr(locking, "unseal", breaking)
    assert TYPED not in hearth("today").failed_with(1)
    logged(1)


def test_names_of_files_and_spaces(hearth: Hearth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / f"{TYPED}.json"
    file.write_text(json.dumps({"entries": [TYPED]}), encoding="utf-8")
    hearth("data", "import", str(file))
    hearth("data", "export", "--output", str(tmp_path / TYPED / "out.json"))
    settings = load_settings()
    (settings.spaces_dir / TYPED).mkdir(parents=True)
    (settings.spaces_dir / TYPED / "notebook.sqlite3").write_bytes(TYPED.encode() * 1000)
    assert hearth("today", "--space", TYPED).code == 1
    logged(2)


def test_settings_that_mean_nothing(hearth: Hearth, hearth_folders: Path) -> None:
    (hearth_folders / "config" / "models.toml").write_text(f"{TYPED} = {TYPED}", encoding="utf-8")
    assert hearth("models").code == 1
    logged(1)
