"""The tab Tools, as a person uses it: each used, the page closed, Hearth stopped and started again, and all of it still there.

No model takes part, and none is loaded. The page runs in a process of its own for these tests, for it is stopped in the middle of
them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.ui.browser.home import UNLOADED
from tests.ui.browser.serving import PageServer, serve
from tests.ui.browser.test_look import MIN_CONTRAST, contrast
from tests.ui.browser.using_tools import SEE, TOOLS, USE, WAIT_MS, back, fill, open_tool, open_tools, press, rows
from ui import texts_tools as texts
from ui.steps import tools
from ui.steps.tools.desk import spoken_day
from ui.texts_steps import WHERE_KEPT

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MIN_TARGET = 40  # pixels; WCAG 2.2, 2.5.8 asks for 24
_NAMELESS = """() => {
  const named = one => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim()
    || [...(one.labels || [])].map(label => label.textContent.trim()).join('');
  return [...document.querySelectorAll('#tool :is(input, textarea, button, select), #tools button')].filter(
    one => one.checkVisibility() && !named(one)).map(one => one.outerHTML.slice(0, 200));
}"""
_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4')].filter(one => one.checkVisibility())
  .map(one => [Number(one.tagName[1]), one.textContent])"""
_SMALL = """least => [...document.querySelectorAll('#tool button, #tools button')].filter(one => one.checkVisibility()
  && !one.closest('.copy-button, .icon-button-wrapper') && one.getBoundingClientRect().height < least)
  .map(one => `${one.getBoundingClientRect().height} ${one.outerHTML.slice(0, 160)}`)"""
_TOO_WIDE = """() => { const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll('#tool *, #tools *')].filter(one => one.checkVisibility()
    && one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 160)); }"""


@dataclass
class Visits:
    """The page as it is served after Hearth was started again; before, every tool was used once."""

    server: PageServer
    failed: dict[str, BaseException] = field(default_factory=dict)
    """Tool -> what went wrong when it was used."""


@pytest.fixture(scope="module")
def first_start(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    server = serve(tmp_path_factory.mktemp("tools"), UNLOADED)
    yield server
    if server.process.poll() is None:
        server.stop(now=True)


@pytest.fixture(scope="module")
def visits(browser: Browser, first_start: PageServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    failed: dict[str, BaseException] = {}
    page = browser.new_page(viewport=DESKTOP)
    open_tools(page, first_start.address)
    for tool in TOOLS:
        open_tool(page, tool)
        try:
            USE[tool](page)
        except (AssertionError, PlaywrightError) as error:  # told by the tool's own test
            failed[tool] = error
        back(page)
    page.close()
    first_start.stop()
    again = tmp_path_factory.mktemp("tools-again")
    first_start.data.rename(again / "data")
    server = serve(again, UNLOADED)
    try:
        yield Visits(server, failed)
        assert server.contacts() == []
    finally:
        server.stop(now=True)


@pytest.fixture
def tools_page(browser: Browser, visits: Visits) -> Iterator[Callable[..., Page]]:
    """Open the list of tools in a browser with nothing in it; an error on the page fails the test."""
    faults: list[str] = []
    contexts = []

    def opened(**options: object) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        context.on("weberror", lambda one: faults.append(f"raised {one.error}"))
        context.on("console", lambda one: faults.append(f"logged {one.text}") if one.type == "error" else None)
        page = context.new_page()
        open_tools(page, visits.server.address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


def test_opening_and_reading_writes_nothing(browser: Browser, first_start: PageServer) -> None:
    page = browser.new_page(viewport=DESKTOP)
    open_tools(page, first_start.address)
    for tool in TOOLS:
        open_tool(page, tool)
        back(page)
    page.close()
    assert list((first_start.data / "spaces").rglob("*")) == []


@pytest.mark.parametrize("tool", TOOLS)
def test_what_was_kept_is_there_after_hearth_was_started_again(
    tool: str, visits: Visits, tools_page: Callable[..., Page]
) -> None:
    if tool in visits.failed:
        raise AssertionError(f"{tool} could not be used") from visits.failed[tool]
    page = tools_page()
    open_tool(page, tool)
    SEE[tool](page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_tool_can_be_read_touched_and_heard(scheme: str, tools_page: Callable[..., Page]) -> None:
    page = tools_page(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    page.add_style_tag(content="#foot { display: none; }")
    for tool in TOOLS:
        open_tool(page, tool)
        assert page.evaluate(_NAMELESS) == [], tool
        assert page.evaluate(_SMALL, MIN_TARGET) == [], tool
        levels = [level for level, _ in page.evaluate(_HEADINGS)]
        assert levels[0] == 1, tool
        assert all(after - before <= 1 for before, after in pairwise(levels)), (tool, levels)
        assert page.locator("#tool [role=status]").count() >= 1, f"{tool} says nothing when something is kept"
        assert page.locator("#tool").get_by_text(WHERE_KEPT).count() >= 1, tool
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{tool} at {width}"
            assert page.evaluate(_TOO_WIDE) == [], f"{tool} at {width}"
        seen = {
            selector: contrast(page.locator(selector).first)
            for selector in (
                "#tool-head p",
                "#tool .shelf .text",
                "#tool .shelf .meta",
                "#tool .shelf .more",
                "#tool .shelf button",
            )
            if page.locator(selector).count() and page.locator(selector).first.is_visible()
        }
        assert {name: ratio for name, ratio in seen.items() if ratio < MIN_CONTRAST} == {}, tool
        back(page)


def test_a_tool_is_opened_and_left_by_keyboard(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    page.locator("#tools button[data-tool=notes]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tool-head h2")).to_be_focused(timeout=WAIT_MS)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#tool-head button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#tools button[data-tool=notes]")).to_be_focused(timeout=WAIT_MS)


def test_one_tool_is_open_at_a_time_and_stays_open_while_another_tab_is_shown(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "notes")
    expect(page.locator("#tools")).to_be_hidden()
    fill(page, "note-noticed", "you rang my mother")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("tab", name="Next steps").click()
    expect(page.locator("#note-noticed textarea")).to_have_value("you rang my mother")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "naming")
    fill(page, "naming-where", "In the car")
    press(page, "naming-keep")
    expect(page.get_by_text("Write what happened, or did not happen.")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#naming-where textarea, #naming-where input")).to_have_value("In the car")


def test_an_entry_is_removed_only_on_the_second_press(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "journal")
    before = rows(page, "journal-kept").count()
    for text in ("first of two", "to be removed"):
        fill(page, "journal-page", text)
        press(page, "journal-keep")
        before += 1
        expect(rows(page, "journal-kept")).to_have_count(before, timeout=WAIT_MS)
    newest = rows(page, "journal-kept").first
    expect(newest).to_contain_text("to be removed")  # newest first
    newest.get_by_role("button").click()
    expect(newest.get_by_role("button")).to_have_text(texts.REMOVE_SURE)
    page.locator("#journal-page textarea").focus()  # leaving takes the question back
    expect(newest.get_by_role("button")).to_have_text(texts.REMOVE)
    newest.get_by_role("button").click()
    newest.get_by_role("button").click()
    expect(rows(page, "journal-kept")).to_have_count(before - 1, timeout=WAIT_MS)
    expect(page.locator("#journal-kept")).not_to_contain_text("to be removed")
    expect(page.locator("#journal-said")).to_contain_text(texts.REMOVED)


def test_what_a_person_typed_is_never_markup(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "journal")
    wicked = "<img src=x onerror=\"document.title='taken'\"> ${1+1} {{value}} `"
    fill(page, "journal-page", wicked)
    press(page, "journal-keep")
    expect(rows(page, "journal-kept").first).to_contain_text(wicked, timeout=WAIT_MS)
    assert page.locator("#journal-kept img").count() == 0
    assert page.title() != "taken"


def test_a_tender_slip_is_asked_about_once_and_goes_in_if_both_want_it(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "jar")
    page.get_by_role("button", name=texts.JAR_INSIDE).click()
    expect(page.locator("#jar-inside")).to_be_visible(timeout=WAIT_MS)
    before = rows(page, "jar-inside").count()
    fill(page, "jar-slip", "Help with the budget")
    press(page, "jar-put")
    expect(page.locator("#jar-asked")).to_contain_text("only if you both want it", timeout=WAIT_MS)
    expect(page.locator("#jar-slip textarea")).to_have_value("Help with the budget")
    assert rows(page, "jar-inside").count() == before
    press(page, "jar-anyway")
    expect(rows(page, "jar-inside")).to_have_count(before + 1, timeout=WAIT_MS)


def test_fear_among_the_signs_brings_help_lines_and_no_couple_exercise(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "signs")
    page.locator("#signs-noticed").get_by_label("I am careful because I am frightened of what they might do.").check()
    press(page, "signs-show")
    expect(page.locator("#signs-next ul.lines li").first).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#signs-next details")).to_have_count(1)
    expect(page.locator("#signs-next details")).to_contain_text("abuse")


def test_danger_told_in_a_tool_is_answered_with_help_and_the_page_is_kept_all_the_same(
    tools_page: Callable[..., Page],
) -> None:
    page = tools_page()
    open_tool(page, "journal")
    before = rows(page, "journal-kept").count()
    fill(page, "journal-page", "He choked me again last night and I am afraid of him.")
    press(page, "journal-keep")
    expect(page.locator("#care").get_by_role("alert")).to_contain_text("emergency", timeout=WAIT_MS, ignore_case=True)
    expect(rows(page, "journal-kept")).to_have_count(before + 1, timeout=WAIT_MS)
    fill(page, "journal-page", "We walked by the river and laughed.")
    press(page, "journal-keep")
    expect(page.locator("#care").get_by_role("alert")).to_have_count(0, timeout=WAIT_MS)


def test_another_person_finds_nothing_of_mine(tools_page: Callable[..., Page]) -> None:
    page = tools_page()
    open_tool(page, "notes")
    expect(rows(page, "note-kept").first).to_be_visible()
    fill(page, "note-noticed", "half a thought")
    if not page.locator("#who-new").is_visible():
        page.locator("#who-box > button").click()
    fill(page, "who-new", "robin")
    press(page, "who-add")
    expect(page.locator("#tools h2")).to_be_visible(timeout=WAIT_MS)  # the tool is closed with what was typed
    open_tool(page, "notes")
    expect(page.locator("#note-kept")).to_contain_text(texts.KEPT_NONE)
    expect(page.locator("#note-noticed textarea")).to_have_value("")
    fill(page, "note-noticed", "you rang my mother")
    press(page, "note-show")
    press(page, "note-keep")
    expect(rows(page, "note-kept")).to_have_count(1, timeout=WAIT_MS)


def test_the_days_of_a_promise_are_said_as_one_says_them() -> None:
    today = date(2026, 12, 31)
    said = [
        spoken_day(date.fromisoformat(one), today) for one in ("2026-12-31", "2027-01-01", "2026-12-30", "2027-01-02")
    ]
    assert said == ["Today", "Tomorrow", "Yesterday", "Saturday 2 January 2027"]


def test_every_tool_of_the_list_has_its_module_and_its_line() -> None:
    folder = Path(tools.__file__).parent
    assert [one.id for one in tools.tools()] == list(TOOLS)
    assert all((folder / f"{one.id}.py").is_file() and one.line.endswith(".") for one in tools.tools())
