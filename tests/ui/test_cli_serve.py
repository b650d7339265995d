"""hearth serve: who is asked for a token, what is said, and the command as a process of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.coach.serving import free_port
from tests.ui.browser.serving import audited
from tests.ui.conftest import Hearth
from tests.ui.test_cli_jobs import DANGER, FAQ

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-more-than-twenty-four"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """With what the API would be served; it is not."""
    from ui import api_server

    found: list[dict[str, Any]] = []

    def serve(coach: Any, *, on_open: Callable[[str], None], **how: Any) -> None:
        found.append(how)
        on_open("http://192.0.2.1:7870/")

    monkeypatch.setattr(api_server, "serve", serve)
    return found


def test_on_this_computer_no_token_is_made(hearth: Hearth, served: list[dict[str, Any]]) -> None:
    ran = hearth("serve")
    assert ran.code == 0 and served == [{"host": "127.0.0.1", "port": 7870, "token": ""}]
    assert "oken" not in ran.err and ran.out == ""


def test_opened_wider_a_token_is_made_and_shown_once(hearth: Hearth, served: list[dict[str, Any]]) -> None:
    tokens = set()
    for _ in range(2):
        ran = hearth("serve", "--host", "0.0.0.0", "--port", "7999")
        token = served[-1]["token"]
        assert len(token) >= 24 and ran.err.count(token) == 1 and "plain HTTP" in ran.err
        tokens.add(token)
    assert len(tokens) == 2


def test_token_of_the_environment_is_taken_and_not_shown(
    hearth: Hearth, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTH_TOKEN", TOKEN)
    ran = hearth("serve", "--host", "0.0.0.0")
    assert served[0]["token"] == TOKEN and TOKEN not in ran.err and "HEARTH_TOKEN" not in os.environ


def test_short_token_is_refused(hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_TOKEN", "sesame")
    assert "24 characters" in hearth("serve").failed_with(2)


def test_name_as_address_is_wrong_usage(hearth: Hearth) -> None:
    assert "--host takes" in hearth("serve", "--host", "example.org").failed_with(2)


@pytest.mark.model
@pytest.mark.slow
def test_command_serves_until_it_is_told_to_end(hearth_folders: Path, shipped_index: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped_index, hearth_folders / "data" / "index")
    port = free_port()
    command = [sys.executable, "-m", "tests.ui.browser.watched", str(tmp_path / "audit"), "serve", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ.copy())
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=200) as client:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                assert process.poll() is None, (tmp_path / "log").read_text()
                try:
                    client.get("/openapi.json")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            # help does not wait for the models
            assert client.post("/screen", json={"text": DANGER}).json()["label"] == "partner_violence"
            assert client.post("/ask", json={"text": FAQ}).json()["kind"] == "faq"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(90) == 128 + signal.SIGTERM
    said = (tmp_path / "log").read_text()
    assert re.fullmatch(rf"Hearth answers other programs at http://127\.0\.0\.1:{port}/ [^\n]*\n", said), said
    assert audited(tmp_path / "audit") == []
