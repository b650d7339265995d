"""Nothing that is typed leaves this machine: shown for a whole session, by two watches that are themselves seen at work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.straces import straced, under_strace
from tests.ui.browser.conftest import LOADING_MS
from tests.ui.browser.driving import (
    FAQ,
    OWN_QUESTION,
    REWORDED,
    SITUATION,
    WRITTEN,
    ask,
    choose_country,
    open_tab,
    plan,
    rewrite,
)
from tests.ui.browser.serving import ROOT, PageServer, audited, serve
from tests.ui.browser.test_guides import LANTERN, QUESTION, row, take_out, upload, wait_until_ready
from tests.ui.browser.test_space import check_in, said, unfold
from tests.ui.browser.test_space import plan as keep_safety_plan
from tests.ui.browser.using_tools import USE, open_tool
from ui import texts_safe, texts_space

pytestmark = [pytest.mark.browser, pytest.mark.model]

ELSEWHERE = "192.0.2.1"  # RFC 5737: documentation only, never in use
# connecting a datagram socket names the target and sends nothing
_LEAVE = f"import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(({ELSEWHERE!r}, 9))"


@pytest.fixture(scope="module")
def page_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A page that starts for the first time, with both watches kept from then on."""
    server = serve(tmp_path_factory.mktemp("stays"), trace=True)
    try:
        yield server
    finally:
        server.stop(now=True)


@pytest.mark.timeout(900)  # the index is built twice
def test_a_whole_session_opens_no_connection_but_loopback(page: Page, page_server: PageServer, tmp_path: Path) -> None:
    expect(page.locator("#status [role=status]"), page_server.log).to_have_text("Ready.", timeout=LOADING_MS)
    choose_country(page, "Ireland")
    page.keyboard.press("Escape")
    expect(ask(page, FAQ)).to_contain_text("Gottman")
    page.locator("#talk a[href^='#cite-']").first.click()
    ask(page, OWN_QUESTION, 2)
    rewrite(page, WRITTEN, REWORDED)
    plan(page, SITUATION)
    expect(page.locator("#plan-cards .card")).to_have_count(3)
    page.locator("#plan-keep").click()
    said(page, "week-said", "Kept")
    check_in(page, "We laughed")
    page.locator("#steps-tabs").get_by_role("tab", name="Tools").click()
    open_tool(page, "jar")
    USE["jar"](page)
    keep_safety_plan(page, "Walk to the river")
    page.get_by_role("button", name=texts_safe.GROUNDING, exact=True).click()
    expect(page.locator(".grounding .name").first).to_be_visible()
    page.keyboard.press("Escape")
    (tmp_path / "Lantern talk.md").write_text(f"{LANTERN}\n\n![](http://{ELSEWHERE}/candle.png)", encoding="utf-8")
    upload(page, tmp_path / "Lantern talk.md")
    wait_until_ready(page)
    open_tab(page, "Ask")
    expect(ask(page, QUESTION, 3)).to_contain_text("candlelight")
    open_tab(page, "Guides")
    take_out(page, "Lantern talk.md")
    expect(row(page, "Lantern talk.md")).to_have_count(0)
    wait_until_ready(page)
    open_tab(page, texts_space.TAB)
    unfold(page, texts_space.TAKE_TITLE)
    with page.expect_download():
        page.locator("#space-data").click()
    assert page_server.contacts() == []
    expect(page.locator("#connections summary")).to_have_text("0 connections to the internet since Hearth started")


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
