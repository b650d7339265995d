"""A real Chromium on the real page, which runs in a process of its own with the embedded models (serving.py).

Playwright's event loop runs in the tests' own thread for as long as it is open, so the fixtures end with this folder: other tests
may then have a loop of their own. Whatever the page asks of another machine is refused, and fails the test.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from coach.connections import is_local
from tests.ui.browser.driving import choose_country
from tests.ui.browser.serving import PageServer, serve

HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SIZE = {"width": 1280, "height": 900}
LOADING_MS = 240_000
expect.set_options(timeout=20_000)  # a busy machine may take long; what is there already costs no wait

_RECORD_STATUS = """
window.statuses = [];
new MutationObserver(() => {
  const status = document.querySelector('#status [role="status"]');
  const bar = status && status.querySelector('progress');
  const now = status && [status.textContent, bar ? bar.getAttribute('value') : null];
  if (now && String(now) !== String(window.statuses.at(-1))) window.statuses.push(now);
}).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
"""


@dataclass(frozen=True)
class FirstVisit:
    """What a person saw who opened the page as soon as it answered, with nothing loaded and no index built."""

    help_lines: str
    """The help lines after a country was chosen, and how far loading was then."""
    status_at_help: str
    statuses: list[tuple[str, str | None]]
    """Every status shown, with the share of the progress bar, if it had one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have what fails in a browser fail twice: a machine that does other work may keep a page waiting."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    executable = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if executable is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(CHROMIUM)})")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def _started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PageServer, FirstVisit]]:
    # the first visit is made here, and judged in test_first_visit.py: a page starts for the first time only once
    server = serve(tmp_path_factory.mktemp("page"))
    try:
        yield server, _first_visit(browser, server)
        assert server.contacts() == []
    finally:
        server.stop(now=True)


def _first_visit(browser: Browser, server: PageServer) -> FirstVisit:
    page = browser.new_page(viewport=SIZE)
    page.add_init_script(_RECORD_STATUS)
    page.goto(server.address)
    lines = choose_country(page, "United Kingdom")
    expect(lines).to_contain_text("999", timeout=LOADING_MS)
    status = page.locator("#status [role=status]")
    help_lines, status_at_help = lines.inner_text(), status.inner_text()
    expect(status, server.log).to_have_text("Ready.", timeout=LOADING_MS)
    statuses = [(text, share) for text, share in page.evaluate("window.statuses")]
    page.close()
    return FirstVisit(help_lines, status_at_help, statuses)


@pytest.fixture
def page_server(_started: tuple[PageServer, FirstVisit]) -> PageServer:
    """The page, ready to answer."""
    return _started[0]


@pytest.fixture
def first_visit(_started: tuple[PageServer, FirstVisit]) -> FirstVisit:
    """What the first start looked like."""
    return _started[1]


@pytest.fixture
def new_page(
    browser: Browser, page_server: PageServer, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open the page in a browser with nothing in it; takes Playwright's options for a context.

    The test fails when a page asks anything of another machine, raises an error or writes one to the console.
    """
    faults: list[str] = []
    with ExitStack() as stack:

        def open_page(**options: Any) -> Page:
            context = browser.new_context(
                **{"viewport": SIZE, "permissions": ["clipboard-read", "clipboard-write"], **options}
            )
            stack.callback(context.close)
            context.route(_is_elsewhere, lambda route: route.abort())
            context.on("request", lambda one: faults.append(f"asked for {one.url}") if _is_elsewhere(one.url) else None)
            context.on("weberror", lambda one: faults.append(f"raised {one.error}"))
            context.on("console", lambda one: faults.append(f"logged {one.text}") if one.type == "error" else None)
            page = context.new_page()
            page.goto(page_server.address)
            expect(page.locator("#ask")).to_be_visible(timeout=60_000)
            return page

        yield open_page
    if faults:
        request.node.add_report_section("teardown", "the page's log", page_server.log)
    assert not faults


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """The page on a desktop, with nothing typed yet."""
    return new_page()


def _is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and not is_local(parts.hostname or "nowhere")
