"""`hearth ui`: who else is let in, what is said of it, and one page a data folder."""

import os
import signal
import stat
import subprocess
import sys
import time
import types
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.ui.browser.serving import PageServer, serve
from tests.ui.conftest import Hearth
from ui import server

PASSWORD = "a long walk by the sea"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the page would have been served with, in place of serving it."""
    calls: list[dict[str, Any]] = []
    stand_in = types.ModuleType("ui.server")
    stand_in.is_wide, stand_in.SHORTEST_PASSWORD = server.is_wide, server.SHORTEST_PASSWORD  # type: ignore[attr-defined]
    stand_in.uncollected = nullcontext  # type: ignore[attr-defined]
    stand_in.serve = lambda settings, **options: calls.append(options)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ui.server", stand_in)
    monkeypatch.setattr("ui.server", stand_in)
    return calls


DEFAULT: dict[str, Any] = {"host": "127.0.0.1", "port": None, "password": None, "open_browser": True}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), {}),
        (("ui", "--port", "7999", "--no-browser"), {"port": 7999, "open_browser": False}),
        (("ui", "--host", "localhost"), {}),
        (("ui", "--host", "127.0.0.7"), {"host": "127.0.0.7"}),
        (("ui", "--host", "[::1]"), {"host": "::1"}),
    ],
    ids=["bare", "port", "localhost", "another loopback", "IPv6"],
)
def test_on_loopback_no_password_is_asked_for(
    hearth: Hearth, served: list[dict[str, Any]], arguments: tuple[str, ...], expected: dict[str, Any]
) -> None:
    ran = hearth(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert served == [DEFAULT | expected]


@pytest.mark.parametrize("given", [None, "", "eleven chrs"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::"])
def test_a_wide_page_without_a_good_password_is_wrong_usage(
    hearth: Hearth, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, host: str, given: str | None
) -> None:
    if given is not None:
        monkeypatch.setenv("HEARTH_PASSWORD", given)
    line = hearth("ui", "--host", host, stdin=b"").failed_with(2)
    assert "password of 12 characters or more" in line and "HEARTH_PASSWORD" in line
    assert "eleven" not in line
    assert served == []


@pytest.mark.parametrize(("host", "who"), [("0.0.0.0", "any network"), ("192.168.1.20", "network of 192.168.1.20")])
def test_a_wide_page_says_what_that_means(
    hearth: Hearth, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, host: str, who: str
) -> None:
    monkeypatch.setenv("HEARTH_PASSWORD", PASSWORD)
    ran = hearth("ui", "--host", host)
    assert served == [DEFAULT | {"host": host, "password": PASSWORD}]
    assert "plain HTTP" in ran.err and who in ran.err and PASSWORD not in ran.err
    assert "HEARTH_PASSWORD" not in os.environ, "what Hearth starts does not inherit it"


def test_the_password_is_typed_unseen(
    hearth: Hearth, served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr("typer.prompt", lambda text, **options: asked.append(options) or PASSWORD)
    assert hearth("ui", "--host", "0.0.0.0").code == 0
    assert asked == [{"hide_input": True, "confirmation_prompt": True, "err": True}]
    assert served[0]["password"] == PASSWORD


def test_a_password_is_no_argument(hearth: Hearth, served: list[dict[str, Any]]) -> None:
    hearth("ui", "--password", PASSWORD).failed_with(2)
    assert served == []


@pytest.mark.parametrize(
    "host", ["", "everyone", "example.org", "300.1.1.1", "fe80::1%eth0", "192.168.1.0/24", "::1]:80"]
)
def test_a_host_that_is_no_address_is_wrong_usage(hearth: Hearth, served: list[dict[str, Any]], host: str) -> None:
    assert "takes an address of this computer" in hearth("ui", "--host", host).failed_with(2)
    assert served == []


# a page in a process of its own, with no model


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], PageServer]]:
    """Start a page with its data in `tmp_path / "data"`; it is ended with the test."""
    begun: list[PageServer] = []

    def one() -> PageServer:
        begun.append(serve(tmp_path, "tests.ui.browser.unloaded"))
        return begun[-1]

    yield one
    for page in begun:
        if page.process.poll() is None:
            page.stop()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A page that is open, for tests that only try to do something beside it."""
    found = serve(tmp_path_factory.mktemp("page"), "tests.ui.browser.unloaded")
    yield found
    found.stop()


def second(page: PageServer, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `hearth …` with the data of a page that is open."""
    data = {"HEARTH_DATA_DIR": str(page.data), "HEARTH_CONFIG_DIR": str(page.folder / "config")}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        env=os.environ | data | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_second_page_says_where_the_first_is_open_and_goes_there(page: PageServer, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/visited\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    for arguments in ((), ("ui",), ("ui", "--no-browser"), ("ui", "--port", "7999")):
        ran = second(page, *arguments, BROWSER=str(browser))
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr == f"hearth: Hearth is already open at {page.address}\n"
    visited = (tmp_path / "visited").read_text().split()
    assert visited == [page.address] * 3, "not with --no-browser"
    assert urllib.request.urlopen(page.address, timeout=30).status == 200, "the first one goes on"


def test_other_commands_go_on_beside_the_page(page: PageServer) -> None:
    assert second(page, "screen", "He hit me again", "--json").returncode == 0
    assert second(page, "today").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_killed_page_blocks_nothing_and_what_it_left_goes(
    start: Callable[[], PageServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "system-temp"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    page = start()
    upload(page, b"sentinel: not for others")
    (left,) = (page.data / "tmp").rglob("mine.md")
    assert left.read_bytes() == b"sentinel: not for others"
    os.killpg(page.process.pid, signal.SIGKILL)
    page.process.wait(30)
    assert left.exists(), "this is what a kill leaves"

    page = start()
    assert not left.exists()
    upload(page, b"sentinel: neither is this")
    page.process.terminate()
    page.process.wait(30)
    for _ in range(100):
        if not (page.data / "tmp").exists():
            break
        time.sleep(0.1)
    assert not (page.data / "tmp").exists()
    assert not (page.data / "page.address").exists()
    assert not [one for one in elsewhere.rglob("*") if one.is_file()]
    assert not [one for one in page.data.rglob("*") if one.is_file() and b"sentinel" in one.read_bytes()]


def upload(page: PageServer, content: bytes) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="mine.md"\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    body = head + content + b"\r\n--b--\r\n"
    sent = urllib.request.Request(f"{page.address}gradio_api/upload", body, form)
    assert urllib.request.urlopen(sent, timeout=30).status == 200
