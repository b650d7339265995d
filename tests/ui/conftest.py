"""Run the hearth command within the test's process, with fakes for the heavy parts."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coach.assemble import Library
from coach.chat_model import ChatModel
from coach.turn import Coach
from tests.fakes import FakeParts, ScriptedModel, never_model, small_library


@dataclass(frozen=True)
class Ran:
    """What a run of the command left: exit code and the two streams."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        """The only JSON line."""
        (row,) = self.rows
        return row

    def failed_with(self, code: int) -> str:
        """Assert that it failed as the contract says, and return the one line that says why."""
        assert self.code == code, self
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


class Terminal(io.TextIOWrapper):
    """A standard input that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass
class Hearth:
    """Runs `hearth …`; `model` and `library` are what the coach gets."""

    monkeypatch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    make_library: Callable[[], Library]
    model: Callable[[], ChatModel] = never_model

    def __call__(self, *arguments: str, stdin: bytes | str | None = None) -> Ran:
        from ui.cli import parts, run

        raw = stdin.encode() if isinstance(stdin, str) else stdin
        source = Terminal(io.BytesIO()) if raw is None else io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8")
        self.monkeypatch.setattr(sys, "stdin", source)
        self.monkeypatch.setattr(
            parts, "make_coach", lambda settings, progress: Coach(settings, FakeParts(self.make_library, self.model))
        )
        self.capture.readouterr()
        code = run(arguments)
        out, err = self.capture.readouterr()
        return Ran(code, out, err)

    def with_replies(self, *replies: str | Exception) -> ScriptedModel:
        """Let the language model write `replies`, over and over from the last one on."""
        model = ScriptedModel(replies, forever=True)
        self.model = lambda: model
        return model


@pytest.fixture(scope="session")
def fake_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A small library with a keyword embedder, indexed once."""
    return small_library(tmp_path_factory.mktemp("cli") / "index")


@pytest.fixture
def hearth(
    hearth_folders: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fake_library: Library,
) -> Hearth:
    """The hearth command, with empty folders of its own."""
    return Hearth(monkeypatch, capsys, lambda: fake_library)
