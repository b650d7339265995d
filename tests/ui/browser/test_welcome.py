"""The welcome as a person meets it: on the first start alone, in two steps, skipped with one press; what it keeps and where."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.keeping.kinds import Person
from coach.keeping.person import person
from coach.keeping.spaces import open_notebook
from tests.ui.browser.driving import open_tab
from tests.ui.browser.home import UNLOADED, Home
from ui import texts, texts_safe, texts_space
from ui import texts_welcome as words

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    found = Home.start(tmp_path, UNLOADED, HEARTH_WELCOMED="")
    try:
        yield found
        found.end()
    finally:
        found.server.stop(now=True)


def first(home: Home, browser: Browser, **options: object) -> Page:
    """Open the page as someone does who has never seen it."""
    page = home.visit(browser, **options).new_page()
    page.goto(home.server.address)
    expect(page.locator("#welcome h2").first).to_be_focused(timeout=WAIT_MS)
    expect(page.locator("#ask")).to_be_hidden()
    return page


def begun(page: Page) -> None:
    """Wait until the welcome is gone and the person may ask."""
    expect(page.locator("#welcome")).to_be_hidden(timeout=WAIT_MS)
    expect(page.locator("#question textarea")).to_be_focused(timeout=WAIT_MS)


def again(home: Home, page: Page) -> Page:
    """Open another page, and wait until it is clear that nobody is welcomed."""
    other = page.context.new_page()
    other.goto(home.server.address)
    expect(other.locator("#ask")).to_be_visible(timeout=WAIT_MS)
    other.wait_for_timeout(1_500)
    expect(other.locator("#welcome")).to_be_hidden()
    return other


def test_two_steps_are_kept_in_the_space_and_not_shown_again(home: Home, browser: Browser) -> None:
    page = first(home, browser)
    expect(page.locator("#welcome")).to_contain_text("not a therapist")
    page.locator("#welcome-next").click()
    expect(page.get_by_role("heading", name=words.SECOND_TITLE)).to_be_focused(timeout=WAIT_MS)
    page.locator("#welcome-role").get_by_label(texts.ROLES[1][0]).check()
    page.get_by_label(words.ME).first.fill("Sam")
    page.get_by_label(words.PARTNER).first.fill("Alex")
    country = page.locator("#welcome-country input")
    country.fill("United Kingdom")
    country.press("Enter")
    page.locator("#welcome-begin").click()
    begun(page)
    assert person(open_notebook(home.settings)) == Person(role="neglectful", me="Sam", partner="Alex")
    written = (home.folder / "config" / "hearth.toml").read_text(encoding="utf-8")
    assert 'country = "GB"' in written and "Sam" not in written
    page.get_by_role("button", name=texts_safe.HELP, exact=True).click()
    expect(page.locator("#help-lines")).to_contain_text("999", timeout=WAIT_MS)
    page.keyboard.press("Escape")
    open_tab(page, texts.TAB_STEPS)
    expect(page.locator("#role").get_by_label(texts.ROLES[1][0])).to_be_checked(timeout=WAIT_MS)
    other = again(home, page)
    open_tab(other, texts_space.TAB)
    expect(other.locator("#space-state h2")).to_have_text("Sam", timeout=WAIT_MS)
    home.restart()
    page = home.visit(browser).new_page()
    again(home, page)


def test_it_is_skipped_at_once_and_keeps_nothing(home: Home, browser: Browser) -> None:
    page = first(home, browser)
    page.locator("#welcome-skip").click()
    begun(page)
    assert not home.settings.spaces_dir.exists()
    again(home, page)


def test_help_and_leaving_are_there_meanwhile_and_it_goes_by_keyboard(home: Home, browser: Browser) -> None:
    page = first(home, browser)
    page.get_by_role("button", name=texts_safe.HELP, exact=True).click()
    expect(page.locator("#help-lines")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#welcome h2").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#welcome-next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words.SECOND_TITLE)).to_be_focused(timeout=WAIT_MS)
    page.locator("#welcome-skip-second").focus()
    page.keyboard.press("Enter")
    begun(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_phone(scheme: str, home: Home, browser: Browser) -> None:
    page = first(home, browser, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        if page.locator("#welcome-next").is_visible():
            page.locator("#welcome-next").tap()
            expect(page.get_by_role("heading", name=words.SECOND_TITLE)).to_be_focused(timeout=WAIT_MS)
