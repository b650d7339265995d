"""Around every tab, with no model loaded: the book, keys, another tab, what is said aloud, role and names."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.keeping.kinds import Person
from coach.keeping.person import person
from coach.keeping.spaces import erase_all_spaces, open_notebook
from tests.ui.browser.driving import open_tab, wait_for_answer
from tests.ui.browser.home import UNLOADED, Home
from tests.ui.browser.test_look import _WIDER_THAN_THE_WINDOW, press_until
from ui import guides, texts, texts_ask, texts_guides, texts_space
from ui import texts_welcome as words

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
SPOKEN = "#spoken[aria-live=polite]"
DANGER = "My husband hit me last night."
"""Answered in words that are written, without a model."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    found = Home.start(tmp_path_factory.mktemp("around"), UNLOADED)
    try:
        yield found
    finally:
        found.server.stop(now=True)


@pytest.fixture
def visit(house: Home, browser: Browser) -> Iterator[Callable[..., Page]]:
    erase_all_spaces(house.settings)
    house.faults.clear()

    def open_page(context: object = None, **options: object) -> Page:
        page = (context or house.visit(browser, **options)).new_page()  # type: ignore[attr-defined]
        page.goto(house.server.address)
        expect(page.locator("#ask")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator("#spoken")).to_be_attached(timeout=WAIT_MS)
        return page

    yield open_page
    house.end()


def rest(page: Page) -> None:
    """Take the focus out of every box."""
    page.evaluate("document.activeElement.blur()")


class TestBook:
    """Guides, read and searched before anything is loaded."""

    def test_a_page_is_read_from_the_contents_and_its_sections_found(self, visit: Callable[..., Page]) -> None:
        page = visit()
        open_tab(page, texts.TAB_GUIDES)
        page.locator("#book").get_by_role("link", name="Signs of emotional neglect", exact=True).click()
        expect(page.get_by_role("heading", name="Signs of emotional neglect")).to_be_focused(timeout=WAIT_MS)
        inside = page.get_by_role("navigation", name=texts_guides.ON_THIS_PAGE).get_by_role("link")
        name = inside.last.inner_text()
        inside.last.click()
        expect(page.locator("#book-page").get_by_role("heading", name=name)).to_be_focused()
        assert "#" not in page.url, "what was read is not left in the browser's history"
        page.locator("#book .around a").last.click()
        expect(page.get_by_role("heading", name="Needs and neglect compared")).to_be_focused(timeout=WAIT_MS)
        page.locator("#book").get_by_role("button", name=texts_guides.BACK, exact=True).click()
        expect(page.get_by_role("heading", name=texts_guides.CONTENTS)).to_be_focused(timeout=WAIT_MS)

    def test_search_finds_by_words_says_that_more_is_coming_and_leads_to_the_section(
        self, visit: Callable[..., Page]
    ) -> None:
        page = visit()
        open_tab(page, texts.TAB_GUIDES)
        page.get_by_label(texts_guides.SEARCH).fill("connection jar slips")
        page.keyboard.press("Enter")
        expect(page.locator("#book-said [role=status]")).to_have_text(texts_guides.NOT_YET, timeout=WAIT_MS)
        hit = page.locator("#book-hits a").first
        section = hit.get_attribute("href").removeprefix("#read-")
        hit.click()
        expect(page.locator(f"[id='{section}']")).to_be_focused(timeout=WAIT_MS)

    def test_danger_in_a_search_gets_help_lines(self, visit: Callable[..., Page]) -> None:
        page = visit()
        open_tab(page, texts.TAB_GUIDES)
        page.get_by_label(texts_guides.SEARCH).fill(DANGER)
        page.locator("#book-search").click()
        expect(page.locator("#book-care [role=alert]")).to_be_visible(timeout=WAIT_MS)

    def test_a_link_from_another_tab_leads_to_the_section_and_back(self, visit: Callable[..., Page]) -> None:
        page = visit()
        address = guides.link("rebuilding-trust")
        page.evaluate(
            "href => document.querySelector('#sources').insertAdjacentHTML('beforeend', `<a href='${href}'>x</a>`)",
            address,
        )
        page.locator(f"#sources a[href='{address}']").click()
        expect(page.locator("#book-head[data-page=rebuilding-trust]")).to_be_focused(timeout=WAIT_MS)
        page.get_by_role("button", name=texts_guides.BACK_TO).click()
        expect(page.locator(f"#sources a[href='{address}']")).to_be_focused()

    @pytest.mark.parametrize("width", [390, 320])
    def test_it_fits_a_phone(self, width: int, visit: Callable[..., Page]) -> None:
        page = visit(viewport={"width": width, "height": 800}, has_touch=True, is_mobile=True)
        open_tab(page, texts.TAB_GUIDES)
        assert page.evaluate(_WIDER_THAN_THE_WINDOW) == []
        page.locator("#book").get_by_role("link", name="Needs and neglect compared").tap()
        expect(page.locator("#book-page")).to_be_visible(timeout=WAIT_MS)
        assert page.evaluate(_WIDER_THAN_THE_WINDOW) == []


class TestKeys:
    """The keys and their sheet."""

    def test_keys_go_to_tabs_and_the_question_and_do_nothing_in_a_box(self, visit: Callable[..., Page]) -> None:
        page = visit()
        rest(page)
        for key, name in zip(
            "2345", (texts.TAB_REWRITE, texts.TAB_STEPS, texts.TAB_GUIDES, texts_space.TAB), strict=True
        ):
            page.keyboard.press(key)
            expect(page.locator("#rooms").get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("/")
        box = page.locator("#question textarea")
        expect(box).to_be_focused()
        page.keyboard.type("2 of us? 5/7.")
        expect(box).to_have_value("2 of us? 5/7.")
        expect(page.locator("#keys")).to_have_count(0)

    def test_sheet_opens_by_key_and_button_closes_and_gives_the_focus_back(self, visit: Callable[..., Page]) -> None:
        page = visit()
        page.get_by_role("button", name=words.KEYS).click()
        sheet = page.get_by_role("dialog", name=words.KEYS)
        expect(sheet).to_be_visible()
        expect(page.locator("#keys-head")).to_be_focused()
        expect(page.locator("#leave")).to_be_enabled()
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()
        expect(page.get_by_role("button", name=words.KEYS)).to_be_focused()
        page.keyboard.press("?")
        expect(sheet).to_be_visible()
        page.get_by_label(words.KEYS_USE).uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("4")
        expect(page.locator("#rooms").get_by_role("tab", name=texts.TAB_ASK)).to_have_attribute("aria-selected", "true")

    def test_keyboard_alone_asks_reads_a_guide_and_leaves(self, visit: Callable[..., Page]) -> None:
        page = visit()
        rest(page)
        page.keyboard.press("/")
        expect(page.locator("#question textarea")).to_be_focused()
        page.keyboard.type(DANGER)
        expect(page.locator("#question textarea")).to_have_value(DANGER)
        press_until(page, "Tab", "#ask")
        page.keyboard.press("Enter")
        wait_for_answer(page, 1)
        page.keyboard.press("4")
        press_until(page, "Tab", "#book a")
        page.keyboard.press("Enter")
        expect(page.locator("#book-page #book-head")).to_be_focused(timeout=WAIT_MS)
        for _ in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url("about:blank", timeout=5_000)


def test_begin_and_end_of_an_answer_are_said_and_its_words_are_not(visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate(
        "window.heard = []; new MutationObserver(() => { const now = document.querySelector('#spoken').textContent;"
        "if (now && now !== heard.at(-1)) heard.push(now); }).observe(document.querySelector('#spoken'),"
        "{ childList: true, characterData: true, subtree: true })"
    )
    page.locator("#question textarea").fill(DANGER)
    page.locator("#ask").click()
    wait_for_answer(page, 1)
    expect(page.locator(SPOKEN)).to_have_text(texts_ask.ANSWERED, timeout=WAIT_MS)
    heard = page.evaluate("window.heard")
    started = words.STARTING  # said once, sooner or later on a slow machine
    assert heard[-1] == texts_ask.ANSWERED and set(heard) <= {words.BEGUN, texts_ask.ANSWERED, started}
    expect(page.locator("#talk [role=log]")).to_have_attribute("aria-live", "off")


def test_two_tabs_work_and_say_so(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.locator("#other-tab")).to_have_count(0)
    other = visit(page.context)
    for one in (page, other):
        expect(one.locator("#other-tab")).to_contain_text(words.OTHER_TAB, timeout=WAIT_MS)
    for one in (page, other):
        one.locator("#question textarea").fill(DANGER)
        one.locator("#ask").click()
    for one in (page, other):
        wait_for_answer(one, 1)
    other.close()
    expect(page.locator("#other-tab")).to_have_count(0, timeout=WAIT_MS)


def test_a_space_that_is_open_in_another_tab_is_told(visit: Callable[..., Page]) -> None:
    from tests.ui.browser.test_space import put_on

    page = visit()
    other = visit(page.context)
    put_on(page)
    expect(other.locator("#other-tab")).to_contain_text(words.OTHER_TAB_OPEN, timeout=WAIT_MS)
    expect(page.locator("#other-tab")).to_contain_text(words.OTHER_TAB)


def test_role_names_and_country_are_changed_in_your_space(house: Home, visit: Callable[..., Page]) -> None:
    page = visit()
    open_tab(page, texts_space.TAB)
    expect(page.locator("#space-state h2")).to_be_visible(timeout=WAIT_MS)
    page.locator("button.label-wrap", has_text=texts_space.PERSON_TITLE).click()
    page.locator("#person-role").get_by_label(texts.ROLES[0][0]).check()
    page.locator("#person-partner :is(input, textarea)").fill("Alex")
    page.locator("#person-keep").click()
    expect(page.locator("#person-said [role=status]")).to_contain_text("Kept at", timeout=WAIT_MS)
    assert person(open_notebook(house.settings)) == Person(role="neglected", partner="Alex")
    page.locator("button.label-wrap", has_text=texts_space.COUNTRY_TITLE).click()
    box = page.locator("#space-country input")
    box.fill("United Kingdom")
    box.press("Enter")
    expect(page.locator("#country-said [role=status]")).to_contain_text("United Kingdom", timeout=WAIT_MS)
    assert 'country = "GB"' in (house.folder / "config" / "hearth.toml").read_text(encoding="utf-8")
    page.locator("button.label-wrap", has_text=texts_space.PLACES_TITLE).click()
    expect(page.locator("#space-places")).to_contain_text(str(house.settings.spaces_dir / "me"))
    open_tab(page, texts.TAB_STEPS)
    expect(page.locator("#role").get_by_label(texts.ROLES[0][0])).to_be_checked(timeout=WAIT_MS)
