"""Help lines, the safety plan and grounding, one press from every tab, with no model loaded and none ever loading."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coach.keeping import grounding, safety_plan
from coach.keeping.notebook import Notebook
from coach.keeping.spaces import erase_all_spaces, open_notebook, space_names
from coach.settings import Settings
from tests.ui.browser.driving import choose_country, open_tab, refused, wait_for_answer
from tests.ui.browser.home import UNLOADED, Home
from tests.ui.browser.test_look import MIN_CONTRAST, TABS, contrast, press_until
from ui import texts
from ui import texts_safe as words
from ui.safe.bar import GROUNDING, HELP, PLAN

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
PARTS = {HELP: words.HELP, PLAN: words.PLAN, GROUNDING: words.GROUNDING}
MIN_TARGET = 30  # pixels; WCAG 2.2, 2.5.8 asks for 24
_SMALL = """least => [...document.querySelectorAll('#safe-bar button, .safe-part :is(button, summary)')].filter(
  one => one.checkVisibility() && one.tabIndex >= 0 && one.getBoundingClientRect().height < least)
  .map(one => one.outerHTML.slice(0, 160))"""
_TOO_WIDE = """() => { const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > width ? ['the page'] : [...document.querySelectorAll('#safe-bar *, .safe-part *')]
    .filter(one => one.checkVisibility() && !one.closest('.unseen') && (one.getBoundingClientRect().right > width + 1
      || one.matches('button:not(.label-wrap)') && one.scrollWidth > one.clientWidth + 1))
    .map(one => one.outerHTML.slice(0, 160)); }"""
_NAMELESS = """() => [...document.querySelectorAll('.safe-part :is(input, textarea, button, select)')].filter(
  one => one.checkVisibility() && !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')
    || one.textContent.trim() || [...(one.labels || [])].map(label => label.textContent.trim()).join('')))
  .map(one => one.outerHTML.slice(0, 200))"""


def notebook(home: Home, name: str = "me") -> Notebook:
    """The notebook of a space."""
    return open_notebook(home.settings, name)


@pytest.fixture(scope="module")
def started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("safe")
    found = Home.start(folder, UNLOADED)
    yield found
    found.server.stop(now=True)


@pytest.fixture
def home(started: Home) -> Home:
    """The page's home, with nothing kept in it."""
    erase_all_spaces(Settings(data_dir=started.server.data))
    return started


@pytest.fixture
def visit(browser: Browser, home: Home) -> Iterator[Callable[..., Page]]:
    """Open the page, and a part of it; whatever a page asks of elsewhere, raises or logs as an error fails the test."""
    home.faults.clear()

    def open_page(part: str = "", **options: object) -> Page:
        context = home.visit(browser, **options)
        page = context.new_page()
        page.goto(home.server.address)
        expect(page.locator("#ask")).to_be_visible(timeout=WAIT_MS)
        if part:
            press(page, part)
        return page

    yield open_page
    home.end()


def press(page: Page, part: str) -> None:
    """Open a part by its button, and wait until it can be used."""
    page.get_by_role("button", name=PARTS[part], exact=True).click(timeout=WAIT_MS)
    expect(page.locator(f"#{part} h2")).to_be_focused()
    if part == PLAN:
        expect(page.locator("#plan-inside, #plan-who").first).to_be_visible(timeout=WAIT_MS)
    if part == GROUNDING:
        expect(page.locator("#card-new, #grounding-who").first).to_be_visible(timeout=WAIT_MS)


def box(page: Page, name: str) -> Locator:
    """A part of the plan to write in."""
    return page.locator(f"#plan-{name} textarea")


def unfold(page: Page) -> None:
    """Open the form of a plan that is kept: it is folded, for one reads first."""
    expect(page.locator("#plan-keep-mine")).to_be_hidden(timeout=WAIT_MS)
    page.get_by_role("button", name=words.PLAN_WRITE).click()
    expect(page.locator("#plan-keep-mine")).to_be_visible()


def keep(page: Page) -> None:
    """Keep the plan as it is typed."""
    page.locator("#plan-keep-mine").click()
    said(page, "safety-plan-said", "Kept at")


def said(page: Page, name: str, text: str) -> None:
    """Wait until a live region says something."""
    expect(page.locator(f"#{name} [role=status]")).to_contain_text(text, timeout=WAIT_MS)


def act(page: Page, card: str, name: str) -> None:
    """Press a card's button."""
    page.locator(f"#card-{card}").get_by_role("button", name=name).click()


def open_card(page: Page, card: str) -> None:
    """Unfold a card."""
    page.locator(f"#fold-{card} > summary").click()


def test_each_part_is_one_press_away_from_every_tab_before_anything_is_loaded(visit: Callable[..., Page]) -> None:
    page = visit()
    for tab in TABS:
        open_tab(page, tab)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        place = page.evaluate("scrollY")
        for part in PARTS:
            button = page.get_by_role("button", name=PARTS[part], exact=True)
            expect(button).to_be_in_viewport()
            expect(button).to_have_attribute("aria-expanded", "false")
            press(page, part)
            expect(page.locator(f"#{part} h2")).to_be_in_viewport()
            expect(button).to_have_attribute("aria-expanded", "true")
            assert [one for one in PARTS if page.locator(f"#{one}").is_visible()] == [part]
        page.keyboard.press("Escape")
        page.keyboard.press(
            "Shift"
        )  # on a quick machine three tabs are done so soon that three times Escape would leave
        expect(button).to_be_focused()
        assert [one for one in PARTS if page.locator(f"#{one}").is_visible()] == []
        assert page.evaluate("scrollY") == place, "the person is back where they were"
    assert "Ready" not in page.locator("#status").inner_text()


def test_help_lines_are_those_of_the_country_and_escape_closes_a_list_first(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(choose_country(page, "United Kingdom")).to_contain_text("999", timeout=WAIT_MS)
    page.locator("#country input").click()
    expect(page.locator("#country .options, .options").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"#{HELP}")).to_be_visible()
    page.get_by_role("button", name=f"{words.CLOSE}: {words.HELP}").click()
    expect(page.locator(f"#{HELP}")).to_be_hidden()
    expect(page.get_by_role("button", name=words.HELP, exact=True)).to_be_focused()


def test_what_hearth_says_in_danger_names_the_lines_of_the_country_chosen_there(visit: Callable[..., Page]) -> None:
    page = visit()
    choose_country(page, "United Kingdom")
    expect(page.locator("#help-lines")).to_contain_text("999", timeout=WAIT_MS)
    expect(page.locator("#country")).to_contain_text("until Hearth is closed")
    page.keyboard.press("Escape")
    page.locator("#question textarea").fill("My husband hit me last night.")
    page.locator("#ask").click()
    answer = wait_for_answer(page, 1)
    expect(answer).to_contain_text("0808 801 0327")
    expect(answer).not_to_contain_text("Choose your country")


def test_plan_is_written_kept_and_there_after_hearth_was_started_again(home: Home, visit: Callable[..., Page]) -> None:
    page = visit(PLAN)
    page.locator("#plan-keep-mine").click()
    refused(page, "Write one line first")
    box(page, "warning-signs").fill("I stop answering <b>messages</b>\nI lie awake")
    box(page, "word-for-help").fill("Pineapple")
    keep(page)
    home.restart()
    again = visit(PLAN)
    view = again.locator("#plan-view")
    expect(view.locator("li")).to_have_text(
        ["I stop answering <b>messages</b>", "I lie awake", "Pineapple"], timeout=WAIT_MS
    )
    unfold(again)
    expect(box(again, "warning-signs")).to_have_value("I stop answering <b>messages</b>\nI lie awake")
    box(again, "by-myself").fill("Tea")
    keep(again)
    expect(view.locator("li")).to_have_count(4)
    remove = again.locator("#safety-plan-remove")
    remove.click()
    expect(remove).to_have_text(words.REMOVE_SURE)
    again.keyboard.press("Tab")
    expect(remove).to_have_text(words.PLAN_REMOVE)
    assert safety_plan.current(notebook(home)) is not None
    remove.click()
    remove.click()
    said(again, "safety-plan-said", words.PLAN_REMOVED)
    expect(again.locator(f"#{PLAN} h2")).to_be_focused()
    expect(box(again, "by-myself")).to_have_value("")
    assert safety_plan.current(notebook(home)) is None


def test_what_is_typed_stays_can_be_taken_along_and_is_kept_only_on_a_press(
    home: Home, visit: Callable[..., Page]
) -> None:
    page = visit(PLAN)
    box(page, "people-to-ask").fill("Ana, 555 0101")
    page.keyboard.press("Escape")
    expect(page.locator(f"#{PLAN}")).to_be_hidden()
    press(page, GROUNDING)
    press(page, PLAN)
    page.wait_for_timeout(1_000)
    expect(box(page, "people-to-ask")).to_have_value("Ana, 555 0101")
    with page.expect_download(timeout=WAIT_MS) as caught:
        page.locator("#safety-plan-save").click()
    assert caught.value.suggested_filename == "my-plan.txt", "the name of the file tells nobody what it is"
    text = caught.value.path().read_text(encoding="utf-8")
    assert text == "My plan\n\nPeople I can ask for help\n\n- Ana, 555 0101\n"
    page.locator("#safety-plan-print").click()
    said(page, "safety-plan-said", words.PLAN_PRINTED)
    expect(page.frame_locator("#paper").locator("li")).to_have_text("Ana, 555 0101", timeout=WAIT_MS)
    assert space_names(Settings(data_dir=home.server.data)) == []


def test_lines_of_the_country_are_named_and_added_only_on_a_press(visit: Callable[..., Page]) -> None:
    page = visit()
    choose_country(page, "Ireland")
    press(page, PLAN)
    expect(page.locator("#plan-lines")).to_contain_text("Lines for Ireland", timeout=WAIT_MS)
    expect(box(page, "professionals")).to_have_value("")
    box(page, "professionals").fill("Dr Okafor")
    page.locator("#plan-lines-add").click()
    said(page, "safety-plan-said", "Added under")
    lines = box(page, "professionals").input_value().splitlines()
    assert lines == ["Dr Okafor", *safety_plan.suggested_lines("IE")]


def test_danger_in_a_plan_is_answered_beside_it_and_the_plan_is_kept(home: Home, visit: Callable[..., Page]) -> None:
    page = visit(PLAN)
    box(page, "warning-signs").fill("I want to kill myself")
    keep(page)
    expect(page.locator("#plan-care").get_by_role("alert")).to_contain_text("In danger right now", timeout=WAIT_MS)
    kept = safety_plan.current(notebook(home))
    assert kept is not None and kept.data.warning_signs == ("I want to kill myself",)


def test_plan_that_another_window_kept_meanwhile_is_not_lost_unseen(home: Home, visit: Callable[..., Page]) -> None:
    page = visit(PLAN)
    box(page, "by-myself").fill("Mine")
    safety_plan.keep(notebook(home), date.today(), {"by_myself": "Theirs"})
    page.locator("#plan-keep-mine").click()
    said(page, "safety-plan-said", "another window")
    expect(page.locator("#plan-view li")).to_have_text("Theirs")
    expect(box(page, "by-myself")).to_have_value("Mine")
    keep(page)
    expect(page.locator("#plan-view li")).to_have_text("Mine")


def test_cards_are_hidden_kept_first_reworded_added_and_all_of_it_stays(home: Home, visit: Callable[..., Page]) -> None:
    page = visit(GROUNDING)
    names = page.locator(".grounding .name")
    expect(names).to_have_count(12)
    open_card(page, "humming")
    act(page, "humming", words.CARD_FIRST)
    expect(names.first).to_contain_text("Hum", timeout=WAIT_MS)
    expect(page.locator("#first-humming")).to_be_focused()  # still open, the focus where it was
    expect(page.locator("#first-humming")).to_have_attribute("aria-pressed", "true")
    open_card(page, "cold-water")
    act(page, "cold-water", words.CARD_HIDE)
    said(page, "grounding-said", "Hidden: Cold water")
    page.locator("#words-new summary").click()
    form = page.locator("#words-new")
    form.locator("[name=title]").fill("The <i>cat</i>")
    act(page, "new", words.CARD_ADD)
    refused(page, "A card needs a title and one step")
    expect(form.locator("[name=title]")).to_have_value("The <i>cat</i>")
    form.locator("[name=steps]").fill("Find the cat\nListen")
    act(page, "new", words.CARD_ADD)
    said(page, "grounding-said", "Added: The <i>cat</i>")
    expect(form.locator("[name=title]")).to_have_value("")
    open_card(page, "count-steps")
    page.locator("#words-count-steps summary").click()
    page.locator("#minutes-count-steps").fill("15")
    act(page, "count-steps", words.CARD_KEEP)
    said(page, "grounding-said", "Kept in your words: Walk and count")
    home.restart()
    again = visit(GROUNDING)
    names = again.locator(".grounding .name")
    expect(names).to_have_count(12, timeout=WAIT_MS)
    expect(names.nth(0)).to_contain_text("Hum")
    expect(names.nth(1)).to_have_text("The <i>cat</i>")
    expect(again.locator("#fold-count-steps summary").first).to_contain_text("15 minutes · in your words")
    again.locator("#cards-hidden > summary").click()
    again.locator("#show-cold-water").click()
    said(again, "grounding-said", "Shown again")
    own = next(one.id for one in grounding.cards(notebook(home)) if one.own)
    open_card(again, own)
    act(again, own, words.CARD_REMOVE)
    expect(again.locator(f"#remove-{own}")).to_have_text(words.REMOVE_SURE)
    again.locator(f"#remove-{own}").click()
    said(again, "grounding-said", "Removed for good")
    expect(names).to_have_count(12)


def test_danger_in_a_card_is_answered_beside_it(visit: Callable[..., Page]) -> None:
    page = visit(GROUNDING)
    page.locator("#words-new summary").click()
    page.locator("#title-new").fill("Tonight")
    page.locator("#steps-new").fill("I want to kill myself")
    act(page, "new", words.CARD_ADD)
    expect(page.locator("#grounding-care").get_by_role("alert")).to_be_visible(timeout=WAIT_MS)


def test_where_there_are_several_spaces_no_plan_is_shown_before_one_says_who_they_are(
    home: Home, visit: Callable[..., Page]
) -> None:
    for name in ("ana", "sam"):
        safety_plan.keep(notebook(home, name), date.today(), {"by_myself": f"Words of {name}"})
    page = visit(PLAN)
    expect(page.locator("#plan-who")).to_be_visible(timeout=WAIT_MS)
    assert "Words of" not in page.content()
    page.locator("#plan-who").get_by_label("Ana").check()
    expect(page.locator("#plan-view")).to_contain_text("Words of ana", timeout=WAIT_MS)
    page.locator("#plan-who").get_by_label("Sam").check()
    expect(page.locator("#plan-view")).to_contain_text("Words of sam", timeout=WAIT_MS)
    assert "Words of ana" not in page.content()
    press(page, GROUNDING)
    expect(page.locator("#grounding-who").get_by_label("Sam")).to_be_checked()
    page.keyboard.press("Escape")
    open_tab(page, texts.TAB_STEPS)
    page.locator("#who").get_by_label("Ana").check()  # whose space is open in Next steps is open here too
    press(page, PLAN)
    expect(page.locator("#plan-view")).to_contain_text("Words of ana", timeout=WAIT_MS)
    assert "Words of sam" not in page.content()


def test_cards_can_be_read_but_not_changed_before_one_says_who_they_are(home: Home, visit: Callable[..., Page]) -> None:
    for name in ("ana", "sam"):
        grounding.mark(notebook(home, name), date.today(), "humming", hidden=True)
    page = visit(GROUNDING)
    expect(page.locator(".grounding .name")).to_have_count(12)
    expect(page.locator("#card-new")).to_have_count(0)
    open_card(page, "humming")
    expect(page.locator("#fold-humming ol")).to_be_visible()
    expect(page.locator("#card-humming button")).to_have_count(0)
    page.locator("#grounding-who").get_by_label("Sam").check()
    expect(page.locator(".grounding .name")).to_have_count(11, timeout=WAIT_MS)


def test_keyboard_alone_reaches_writes_keeps_and_goes_back(home: Home, visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate("document.activeElement.blur()")
    press_until(page, "Tab", f"#safe-bar [data-part={PLAN}]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "focus must be seen"
    page.keyboard.press("Enter")
    expect(page.locator(f"#{PLAN} h2")).to_be_focused()
    expect(page.locator("#plan-inside")).to_be_visible(timeout=WAIT_MS)
    press_until(page, "Tab", "#plan-warning-signs textarea", at_most=5)
    page.keyboard.type("I go quiet")
    press_until(page, "Tab", "#plan-keep-mine")
    page.keyboard.press("Enter")
    said(page, "safety-plan-said", "Kept at")
    page.keyboard.press("Escape")
    expect(page.locator(f"#safe-bar [data-part={PLAN}]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#card-new")).to_be_visible(timeout=WAIT_MS)
    press_until(page, "Tab", "#fold-slow-breath > summary", at_most=6)
    page.keyboard.press("Enter")
    expect(page.locator("#fold-slow-breath ol")).to_be_visible()
    press_until(page, "Tab", "#hide-slow-breath", at_most=4)
    page.keyboard.press("Enter")
    said(page, "grounding-said", "Hidden")
    expect(page.locator("#grounding-cards h3")).to_be_focused()  # the card is gone, the list is not
    assert [one.id for one in grounding.cards(notebook(home)) if one.hidden] == ["slow-breath"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_can_be_read_and_touched_on_a_small_phone(
    scheme: str, home: Home, visit: Callable[..., Page]
) -> None:
    safety_plan.keep(notebook(home), date.today(), {"by_myself": "Tea", "people_to_ask": "x" * 300})
    grounding.mark(notebook(home), date.today(), "humming", hidden=True)
    page = visit(color_scheme=scheme, viewport=PHONE, has_touch=True, is_mobile=True)
    tops = {one.bounding_box()["y"] for one in page.locator("#safe-bar button").all()}
    assert len(tops) == 1, "three buttons side by side"
    assert page.locator("#safe-bar").bounding_box()["height"] <= 70
    seen = {}
    for part in PARTS:
        press(page, part)
        if part == PLAN:
            unfold(page)
            page.locator("#plan-lines-named summary").click()
        if part == GROUNDING:
            for one in ("not-now", "words-not-now", "words-new", "cards-hidden"):
                page.locator(f"#{one} > summary, #fold-{one} > summary").first.click()
        page.wait_for_timeout(500)
        assert page.evaluate(_TOO_WIDE) == [], part
        assert page.evaluate(_SMALL, MIN_TARGET) == [], part
        assert page.evaluate(_NAMELESS) == [], part
        for selector in (
            "h2",
            "h3:not(.unseen)",
            "p",
            "li",
            ".meta",
            ".source",
            "label",
            "summary",
            "button",
            "textarea",
        ):
            found = page.locator(f"#{part} {selector}").locator("visible=true")
            if found.count():
                seen[f"{part} {selector}"] = contrast(found.first)
        for button in page.locator("#safe-bar button").all():
            seen[f"{part} {button.inner_text()}"] = contrast(button)
    assert len(seen) > 20
    assert {name: ratio for name, ratio in seen.items() if ratio < MIN_CONTRAST} == {}
