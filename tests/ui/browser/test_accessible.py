"""axe-core over every tab, the bar's parts and the welcome, in light and dark, on a desktop and a phone. No model is loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser.driving import open_tab, wait_for_answer
from tests.ui.browser.home import UNLOADED, Home
from ui import texts, texts_safe, texts_space, texts_steps

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
SIZES = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
HEAVY = ("serious", "critical")
SHOWN = {
    texts.TAB_REWRITE: "#message textarea",
    texts.TAB_STEPS: "#situation textarea",
    texts.TAB_GUIDES: "#own-list .own-files, #own-list p.meta",
    texts_space.TAB: "#space-state h2",
    texts_steps.TAB_CHECK_IN: "#check-keep",
    texts_steps.TAB_TALK: "#question-card .question",
    texts_steps.TAB_TOOLS: "#tools h2",
    texts_steps.TAB_LOOK_BACK: "#look-week h2",
    texts_safe.HELP: "#help-lines",
    texts_safe.PLAN: "#plan-inside textarea",
    texts_safe.GROUNDING: "#card-new",
}
"""A tab, or a part of the bar -> something of the last that it shows."""


def violations(page: Page) -> list[tuple[str, str, list[str]]]:
    """Return what axe finds that is serious or critical: the rule, how heavy it is, and where."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"]])
        for one in found
        if one["impact"] in HEAVY
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    found = Home.start(tmp_path_factory.mktemp("accessible"), UNLOADED)
    try:
        yield found
    finally:
        found.server.stop(now=True)


@pytest.fixture(scope="module", params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")], ids="-".join)
def visitor(request: pytest.FixtureRequest, house: Home, browser: Browser) -> Iterator[Page]:
    """A browser of each size and scheme; still, so that no colour is measured halfway."""
    size, scheme = request.param
    yield house.visit(browser, color_scheme=scheme, reduced_motion="reduce", **SIZES[size]).new_page()
    house.end()


@pytest.fixture
def page(visitor: Page, house: Home) -> Iterator[Page]:
    """The page in that browser, opened anew."""
    house.faults.clear()
    visitor.goto(house.server.address)
    expect(visitor.locator("#ask")).to_be_visible(timeout=WAIT_MS)
    expect(visitor.locator("#spoken")).to_be_attached(timeout=WAIT_MS)
    visitor.wait_for_timeout(500)
    yield visitor
    assert not house.faults, house.server.log


def shown(page: Page, name: str) -> None:
    """Wait until a tab, or a part of the bar, shows what it read as it opened."""
    expect(page.locator(SHOWN[name]).first).to_be_visible(timeout=WAIT_MS)
    page.wait_for_timeout(300)


def test_axe_finds_a_fault_that_is_there(page: Page) -> None:
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
    assert [one[0] for one in violations(page)] == ["button-name"]


def test_nothing_serious_on_any_tab(page: Page) -> None:
    found = {texts.TAB_ASK: violations(page)}
    page.locator("#question textarea").fill("My husband hit me last night.")
    page.locator("#ask").click()
    wait_for_answer(page, 1)
    found["an answer"] = violations(page)
    for name in (texts.TAB_REWRITE, texts.TAB_STEPS, texts.TAB_GUIDES, texts_space.TAB):
        open_tab(page, name)
        shown(page, name)
        found[name] = violations(page)
    for fold in page.locator(".tabitem:visible button.label-wrap:visible").all():
        fold.click()
    page.wait_for_timeout(600)
    found["your space, unfolded"] = violations(page)
    open_tab(page, texts.TAB_GUIDES)
    page.locator("#book a").first.click()
    expect(page.locator("#book-page")).to_be_visible(timeout=WAIT_MS)
    found["a page of the book"] = violations(page)
    page.locator("#book-query :is(input, textarea)").fill("connection jar")
    page.locator("#book-search").click()
    expect(page.locator("#book-hits a").first).to_be_visible(timeout=WAIT_MS)
    found["a search"] = violations(page)
    page.locator("#keys-open button").click()
    found["the sheet of keys"] = violations(page)
    assert {name: one for name, one in found.items() if one} == {}


def test_nothing_serious_within_next_steps_and_the_bar(page: Page) -> None:
    found = {}
    open_tab(page, texts.TAB_STEPS)
    for name in (texts_steps.TAB_CHECK_IN, texts_steps.TAB_TALK, texts_steps.TAB_TOOLS, texts_steps.TAB_LOOK_BACK):
        page.locator("#steps-tabs").get_by_role("tab", name=name, exact=True).click(timeout=WAIT_MS)
        shown(page, name)
        found[name] = violations(page)
    for name in (texts_safe.HELP, texts_safe.PLAN, texts_safe.GROUNDING):
        page.get_by_role("button", name=name, exact=True).click()
        shown(page, name)
        found[name] = violations(page)
    assert {name: one for name, one in found.items() if one} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_in_the_welcome(scheme: str, tmp_path: Path, browser: Browser) -> None:
    home = Home.start(tmp_path, UNLOADED, HEARTH_WELCOMED="")
    try:
        page = home.visit(browser, color_scheme=scheme, reduced_motion="reduce").new_page()
        page.goto(home.server.address)
        expect(page.locator("#welcome h2").first).to_be_focused(timeout=WAIT_MS)
        found = violations(page)
        page.locator("#welcome-next").click()
        expect(page.locator("#welcome-begin")).to_be_visible(timeout=WAIT_MS)
        assert [*found, *violations(page)] == []
        home.end()
    finally:
        home.server.stop(now=True)


def test_landmarks_are_there_and_nothing_moves_for_who_wants_it_still(page: Page) -> None:
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("tablist").first).to_be_visible()
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((one) => { const of = getComputedStyle(one);"
        "return parseFloat(of.animationDuration) > 0 && of.animationName !== 'none'; }).map((one) => one.outerHTML.slice(0, 120))"
    )
    assert moving == []
