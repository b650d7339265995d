"""The number at the foot of the page, in a real browser: it is true, it is quiet, and it says what it counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browser.conftest import SIZE
from tests.ui.browser.leaving import ELSEWHERE, sign
from tests.ui.browser.serving import PageServer, serve
from ui import texts

pytestmark = pytest.mark.browser

_COUNT_CHANGES = """
window.line = document.querySelector('#connections details');
window.changes = 0;
new MutationObserver((all) => { window.changes += all.length; })
  .observe(window.line, {subtree: true, childList: true, characterData: true, attributes: true});
"""
_IS_UNTOUCHED = "window.changes === 0 && window.line === document.querySelector('#connections details')"


_IS_LIVE = "(one) => Boolean(one.closest('[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]'))"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PageServer]:
    found = serve(tmp_path, "tests.ui.browser.leaving")
    yield found
    if found.process.poll() is None:
        found.stop(now=True)


def test_an_attempt_is_shown_and_the_line_lies_still_otherwise(browser: Browser, server: PageServer) -> None:
    page = browser.new_page(viewport={**SIZE, "width": 320})
    page.goto(server.address)
    line = page.locator("#connections summary")
    expect(line).to_have_text("0 connections to the internet since Hearth started", timeout=60_000)
    page.evaluate(_COUNT_CHANGES)
    for _ in range(3):
        with page.expect_response(lambda one: "/run/predict" in one.url, timeout=10_000):
            pass
    page.wait_for_timeout(200)
    assert page.evaluate(_IS_UNTOUCHED), "while the number stays"
    assert page.locator("#connections").evaluate(_IS_LIVE) is False
    line.click()
    for told in texts.CONNECTIONS_MEANT:
        expect(page.get_by_text(told)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert server.contacts() == []
    sign(server.folder / "audit").touch()
    said = f"1 connection to the internet since Hearth started: to {ELSEWHERE}"
    expect(line).to_have_text(said, timeout=10_000)
    assert server.contacts()[0] == f"socket.connect {ELSEWHERE}"
    page.reload()
    expect(line).to_have_text(said, timeout=60_000)
    server.stop()
    page.wait_for_timeout(4_000)  # it asks for the number in vain
    assert page.get_by_test_id("toast-body").count() <= 1, "Gradio says once that the connection was lost"
    page.close()
