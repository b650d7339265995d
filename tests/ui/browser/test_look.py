"""The page on a phone, by night, and by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.browser.driving import (
    ANSWER_MS,
    FAQ,
    SITUATION,
    WRITTEN,
    ask,
    begin_rewrite,
    open_tab,
    plan,
    wait_for_answer,
)

pytestmark = [pytest.mark.browser, pytest.mark.model]

MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, level AA
TABS = ("Ask", "Before you send", "Next steps", "Guides")
_COLOURS = """one => {
  const solid = colour => !/, 0\\)$|^transparent$/.test(colour);
  let at = one;
  while (at.parentElement && !solid(getComputedStyle(at).backgroundColor)) at = at.parentElement;
  return [getComputedStyle(one).color, getComputedStyle(at).backgroundColor].map(
    colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number));
}"""
_WIDER_THAN_THE_WINDOW = """() => {
  const width = document.documentElement.clientWidth;
  const confined = one => { for (let at = one.parentElement; at; at = at.parentElement)
    if (getComputedStyle(at).overflowX !== 'visible') return true; return false; };
  return document.documentElement.scrollWidth > width
    ? ['the page'] : [...document.querySelectorAll('main *')].filter(
        one => one.checkVisibility() && one.getBoundingClientRect().right > width + 1 && !confined(one)
      ).map(one => one.outerHTML.slice(0, 200));
}"""


def luminance(colour: list[float]) -> float:
    """Return the relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2, glossary)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Locator) -> float:
    """Return the contrast of a text with what lies behind it, 1 to 21."""
    text, ground = (luminance(colour) for colour in one.evaluate(_COLOURS))
    return (max(text, ground) + 0.05) / (min(text, ground) + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert luminance([255, 255, 255]) == pytest.approx(1.0)
    assert luminance([0, 0, 0]) == 0.0
    assert luminance([119, 119, 119]) == pytest.approx(0.1845, abs=1e-4)  # #777 on white is the known 4.48 to 1


def test_nothing_is_wider_than_a_phone(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    ask(page, FAQ).get_by_role("link", name="[1]").click()
    begin_rewrite(page, WRITTEN)
    expect(page.locator("#built textarea")).not_to_have_value("", timeout=ANSWER_MS)
    page.locator("#rewrite-stop").click()
    plan(page, SITUATION)
    page.get_by_role("button", name="Help lines").click()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        for tab in TABS:
            open_tab(page, tab)
            assert page.evaluate(_WIDER_THAN_THE_WINDOW) == [], f"{tab} at {width}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in(scheme: str, new_page: Callable[..., Page]) -> None:
    page = new_page(color_scheme=scheme)
    ask(page, FAQ).get_by_role("link", name="[1]").click()
    body = page.locator("body")
    text, ground = (luminance(colour) for colour in body.evaluate(_COLOURS))
    assert (text > ground) == (scheme == "dark")
    seen = {
        name: contrast(page.locator(selector).first)
        for name, selector in {
            "body": "body",
            "tagline": "#head p",
            "status": "#status [role=status]",
            "chosen tab": "[role=tab][aria-selected=true]",
            "other tab": "[role=tab][aria-selected=false]",
            "question": "#talk [data-testid=user] p",
            "answer": "#talk [data-testid=bot] p",
            "number": "#talk a[href^='#cite-']",
            "passage": "#cite-1-1 .passage-text p",
            "source": "#cite-1-1 .source",
            "label": "#question [data-testid=block-info]",
            "input": "#question textarea",
            "ask": "#ask",
            "new talk": "#new-talk",
            "keep": "#keep span",
            "foot": "#foot p",
        }.items()
    }
    assert {name: ratio for name, ratio in seen.items() if ratio < MIN_CONTRAST} == {}


def press_until(page: Page, key: str, selector: str, at_most: int = 60) -> None:
    """Press `key` until what `selector` names has the focus."""
    for _ in range(at_most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {key}")


def test_keyboard_alone_asks_and_reads_a_source(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    press_until(page, "Tab", "#question textarea")
    page.keyboard.type(FAQ)
    press_until(page, "Tab", "#ask")
    assert page.locator("#ask").evaluate("one => getComputedStyle(one).outlineStyle") == "solid", "focus must be seen"
    page.keyboard.press("Enter")
    wait_for_answer(page, 1)
    press_until(page, "Shift+Tab", "#talk a[href='#cite-1-1']")
    page.keyboard.press("Enter")
    expect(page.locator("#cite-1-1 .passage-text")).to_be_visible()
    expect(page.locator("#cite-1-1 summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cite-1-1 .passage-text")).to_be_hidden()


def test_tabs_are_changed_by_keyboard(page: Page) -> None:
    page.get_by_role("tab", name="Ask").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tab", name="Before you send")).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page, "Tab", "#message textarea")
    expect(page.locator("#message")).to_be_visible()
