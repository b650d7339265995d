"""Nothing that is typed leaves this machine: shown for a whole session, by two watches that are themselves seen at work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.driving import BLAMING, FAQ, REWORDED, SITUATION, ask, plan, rewrite
from tests.ui.browser.serving import ROOT, PageServer, audited, straced, under_strace

pytestmark = [pytest.mark.browser, pytest.mark.model]

ELSEWHERE = "192.0.2.1"  # RFC 5737: documentation only, never in use
# connecting a datagram socket names the target and sends nothing
_LEAVE = f"import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(({ELSEWHERE!r}, 9))"


def test_a_whole_session_opens_no_connection_but_loopback(page: Page, page_server: PageServer) -> None:
    expect(ask(page, FAQ)).to_contain_text("Gottman")
    rewrite(page, BLAMING, REWORDED)
    plan(page, SITUATION)
    expect(page.locator("#plan-cards .card")).to_have_count(3)
    assert page_server.contacts() == []


def test_the_audit_would_have_seen_it(tmp_path: Path) -> None:
    file = tmp_path / "audit"
    program = (
        f"from pathlib import Path; from tests.ui.browser.watched import watch; watch(Path({str(file)!r})); {_LEAVE}"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
    assert audited(file) == [f"socket.connect {ELSEWHERE}"]


def test_strace_would_have_seen_it(tmp_path: Path) -> None:
    file = tmp_path / "strace"
    command = under_strace(file, [sys.executable, "-c", _LEAVE])
    if command[0] != "strace":
        pytest.skip("strace is not installed, or may not trace here")
    subprocess.run(command, cwd=ROOT, env=os.environ, check=True, timeout=60)
    (line,) = straced(file)
    assert ELSEWHERE in line
