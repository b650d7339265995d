"""The page in Spanish: every tab speaks it, says so to a screen reader, and stays as narrow as a phone."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser.home import UNLOADED, Home
from tests.ui.browser.test_look import _WIDER_THAN_THE_WINDOW
from tests.ui.browser.using_tools import back, open_tool
from tests.ui.test_language import EXAMPLES, MODULES, has_words, pairs, words_of
from ui.spanish import texts, texts_safe, texts_space, texts_steps, texts_tools

pytestmark = pytest.mark.browser

STEPS = {
    texts_steps.TAB_WEEK: "#situation textarea",
    texts_steps.TAB_CHECK_IN: "#check-keep",
    texts_steps.TAB_TALK: "#question-card .question",
    texts_steps.TAB_TOOLS: "#tools h2",
    texts_steps.TAB_LOOK_BACK: "#look-week h2",
}
AT_HAND = {
    texts_safe.HELP: "#help-lines",
    texts_safe.PLAN: "#plan-inside textarea",
    texts_safe.GROUNDING: "#card-new",
}
"""A tab, or a part of the bar -> something of the last that it shows."""
SHOWN = {
    texts.TAB_ASK: (texts.ASK_BUTTON, texts.SOURCES_EMPTY),
    texts.TAB_REWRITE: (texts.REWRITE_INTRO, texts.REWRITE_BUTTON),
    texts.TAB_STEPS: (texts_steps.WHO_TITLE,),
    texts.TAB_GUIDES: (texts.OWN_TITLE, texts.OWN_LIMITS),
    texts_space.TAB: (texts_space.INTRO, texts_space.PROTECT_TITLE, texts_space.ERASE_TITLE),
}
"""A tab -> some of what it must show."""
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
FROM_THE_COACH = {"LOOK_KEEP_ONE", "LOOK_DROP_ONE", "BUILD_LABELS", "MOOD_NAMES", "TOOLS"}
"""Words that coach/ and the guides have as well, in English; the titles of the tools are looked at below."""
FEWEST_LETTERS = 6
LONG = 25  # shorter ones may stand by chance within what the coach says


@pytest.fixture(scope="module")
def home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A page that a person has set to Spanish."""
    folder = tmp_path_factory.mktemp("spanish")
    (folder / "config").mkdir()
    (folder / "config" / "hearth.toml").write_text('language = "es"\n', encoding="utf-8")
    home = Home.start(folder, UNLOADED)
    try:
        yield home
        home.end()
    finally:
        home.server.stop(now=True)


@pytest.fixture
def page(home: Home, browser: Browser) -> Iterator[Page]:
    """The page in a browser whose own language is Spanish."""
    page = home.visit(browser, locale="es-MX", viewport=DESKTOP).new_page()
    page.goto(home.server.address)
    expect(page.locator("#head h1")).to_be_visible()
    yield page
    home.leave()


def english() -> set[str]:
    """Return the English words that must not be seen: all that have no placeholder and are not examples of what to type."""
    return {
        one
        for module in MODULES
        for name, value in words_of(f"ui.{module}").items()
        for _, one, other in pairs(name, value, getattr(import_module(f"ui.spanish.{module}"), name))
        if name not in EXAMPLES | FROM_THE_COACH
        if isinstance(one, str) and one != other and len(one) >= FEWEST_LETTERS and "{" not in one and has_words(one)
    }


def shown(page: Page, last: str) -> None:
    """Wait until what was read is there, `last` with it, and drawn."""
    expect(page.locator(last).first).to_be_visible()
    page.wait_for_timeout(250)


def looked_at(page: Page, place: str) -> None:
    """Fail where something English is seen, or anything is wider than the window."""
    text = page.locator("body").inner_text()
    lines, shown = {" ".join(one.split()) for one in text.splitlines()}, " ".join(text.split())
    labels = page.locator("[aria-label], [title], [placeholder]").evaluate_all(
        "all => all.flatMap(one => ['aria-label', 'title', 'placeholder'].map(name => one.getAttribute(name) || ''))"
    )
    seen = [one for one in english() if one in lines or one in labels or (len(one) >= LONG and one in shown)]
    assert not seen, place
    page.set_viewport_size(PHONE)
    assert page.evaluate(_WIDER_THAN_THE_WINDOW) == [], place
    page.set_viewport_size(DESKTOP)


def test_a_screen_reader_is_told_the_language_from_the_first_byte_on(page: Page, home: Home) -> None:
    assert page.evaluate("document.documentElement.lang") == "es"
    answer = page.request.get(home.server.address)
    assert 'lang="es"' in answer.text()[:200] and 'lang="en"' not in answer.text()[:200]


def test_every_tab_is_in_spanish(page: Page) -> None:
    expect(page.locator("#language-note")).to_contain_text("español")
    for tab, words in SHOWN.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        for one in words:
            expect(page.get_by_text(one, exact=True).first).to_be_visible()
        looked_at(page, tab)


def test_every_part_of_next_steps_is_in_spanish(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_STEPS, exact=True).click()
    for tab, last in STEPS.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        expect(page.get_by_role("tab", name=tab, exact=True)).to_have_attribute("aria-selected", "true")
        shown(page, last)
        looked_at(page, tab)


def test_every_tool_is_in_spanish(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_STEPS, exact=True).click()
    page.get_by_role("tab", name=texts_steps.TAB_TOOLS, exact=True).click()
    for tool, (title, *_) in texts_tools.TOOLS.items():
        open_tool(page, tool, title)
        page.wait_for_timeout(250)
        looked_at(page, tool)
        back(page)


@pytest.mark.parametrize("name", AT_HAND)
def test_what_is_at_hand_in_danger_is_in_spanish(name: str, page: Page) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name=f"{texts_safe.CLOSE}: {name}", exact=True)).to_be_visible()
    shown(page, AT_HAND[name])
    looked_at(page, name)


def test_days_are_named_in_spanish(page: Page) -> None:
    page.get_by_role("tab", name=texts.TAB_STEPS, exact=True).click()
    expect(page.locator("body")).not_to_contain_text("Monday")
    page.get_by_role("tab", name=texts_steps.TAB_TALK, exact=True).click()
    page.get_by_role("button", name=texts_steps.TIME_TITLE).click()
    expect(page.locator("#talk-days")).to_contain_text("Miércoles")
