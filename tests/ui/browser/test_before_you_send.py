"""The tab Before you send, as a person uses it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.keeping.spaces import erase_all_spaces
from tests.ui.browser.driving import ANSWER_MS, BLAMING, REWORDED, WRITTEN, begin_rewrite, open_tab, rewrite
from tests.ui.browser.home import UNLOADED, Home
from ui import texts_rewrite

pytestmark = [pytest.mark.browser, pytest.mark.model]

KIND = "I feel lonely in the evenings. Could we eat together on Friday?"
DANGER = "You hit me again last night and I am scared to come home"
CONTROLLING = "Give me the password to your phone so I can read your messages"
PLAIN = "You never take the bins out"
"""A message that has wordings written beforehand."""


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A page that loads no model and no index."""
    found = Home.start(tmp_path_factory.mktemp("before-you-send"), UNLOADED)
    yield found
    found.server.stop(now=True)


@pytest.fixture
def unloaded(browser: Browser, house: Home) -> Iterator[Page]:
    """The tab on that page, with nothing kept."""
    erase_all_spaces(house.settings)
    house.faults.clear()
    page = house.visit(browser).new_page()
    page.goto(house.server.address)
    open_tab(page, "Before you send")
    yield page
    house.end()


def test_a_blaming_message_is_marked_and_comes_back_as_something_to_send(page: Page) -> None:
    rewrite(page, BLAMING, REWORDED)
    marked = page.locator("#marks .highlighted")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("never")
    reason = page.locator("#reasons summary").first
    expect(reason).to_contain_text("'never' is rarely the whole truth")
    expect(page.locator("#reasons .passage-text").first).to_be_hidden()
    reason.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reasons .passage-text").first).to_contain_text("An accusation asks for a defence")
    ready = page.locator("[id^=version-] textarea")
    expect(page.locator("#built textarea")).not_to_have_value("")
    for at in range(ready.count()):
        assert "work" in ready.nth(at).input_value()
        assert "never" not in ready.nth(at).input_value()
    if ready.count() == 0:
        expect(page.locator("#why")).to_contain_text("Here are the pieces to build it from")
    box = page.locator("[id^=version-], #built").first
    box.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == box.locator("textarea").input_value()


def test_a_piece_that_is_changed_changes_the_message_and_is_kept(page: Page) -> None:
    begin_rewrite(page, WRITTEN)
    built = page.locator("#built textarea")
    expect(page.locator("#part-1 textarea")).to_have_value("When I talk about work", timeout=ANSWER_MS)
    expect(built).to_have_value(
        "When I talk about work, I feel lonely. What I need is to be heard. "
        "Could you listen for a few minutes before anything else?",
        timeout=ANSWER_MS,
    )
    page.locator("#part-2 textarea").fill("a bit lost")
    page.locator("#part-4 textarea").fill("Shall we take a walk tonight?")
    changed = "When I talk about work, I feel a bit lost. What I need is to be heard. Shall we take a walk tonight?"
    expect(built).to_have_value(changed, timeout=ANSWER_MS)
    page.locator("#rewrite-stop").click()
    expect(page.locator("#rewrite")).to_be_enabled(timeout=30_000)
    expect(page.locator("#why")).to_contain_text("(stopped)")
    expect(built).to_have_value(changed)


def test_versions_say_what_they_kept_and_a_change_can_be_left(page: Page) -> None:
    rewrite(page, PLAIN, "What may land as blame went")
    version = page.locator("[id^=version-] textarea").first.input_value()
    expect(page.locator("[id^=kept-] li").first).to_contain_text(re.compile("Kept|Left out"))
    result = page.locator("#result textarea")
    expect(result).to_have_value(version)
    expect(page.locator("#diff del").first).to_be_visible()
    boxes = page.locator("#changes input[type=checkbox]")
    for at in range(boxes.count()):
        boxes.nth(at).focus()
        page.keyboard.press("Space")
    expect(result).to_have_value(PLAIN)
    expect(page.locator("#result-said")).to_contain_text("may land as blame")
    boxes.first.check()
    expect(result).not_to_have_value(PLAIN)
    page.locator("#result").get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == result.input_value()
    page.locator("#compare-with").get_by_label("Brief").check()
    expect(result).to_have_value(page.locator("#version-brief textarea").input_value())
    result.fill("Let us talk about the bins.")
    boxes.first.uncheck()
    expect(page.locator("#result-stays")).to_contain_text(texts_rewrite.RESULT_STAYS)
    expect(page.locator("#result-said")).to_contain_text(texts_rewrite.BLAMES_NOT)
    page.locator("#compare-with").get_by_role("radio").first.check()
    expect(boxes.first).to_be_checked()
    expect(result).to_have_value("Let us talk about the bins.")
    result.fill("")
    boxes.first.uncheck()
    expect(result).not_to_have_value("")
    expect(page.locator("#result-stays")).not_to_contain_text(texts_rewrite.RESULT_STAYS)


def test_what_many_people_type_comes_back_in_every_tone_and_says_where_the_words_are_from(page: Page) -> None:
    rewrite(page, PLAIN, "These words were written beforehand")
    ready = page.locator("[id^=version-] textarea")
    expect(ready).to_have_count(3)
    for at in range(3):
        assert "bins" in ready.nth(at).input_value() and "never" not in ready.nth(at).input_value()
        assert ready.nth(at).evaluate("box => box.scrollHeight <= box.clientHeight + 1"), "its words are cut off"
    expect(page.locator("#built textarea")).not_to_have_value("")


def test_an_apology_is_worded_too(page: Page) -> None:
    open_tab(page, "Before you send")
    page.get_by_label("An apology", exact=True).check()
    rewrite(page, "sorry I was late, traffic", "These words were written beforehand")
    assert "late" in page.locator("#version-gentle textarea").input_value()


def test_a_kind_message_is_fine_as_it_is(page: Page) -> None:
    rewrite(page, KIND, "It's fine as it is")
    expect(page.locator("[id^=version-]")).to_have_count(1)
    expect(page.get_by_label("Your message, as it is")).to_have_value(KIND)
    expect(page.locator("#build, #marks, #compare")).to_have_count(0)
    page.locator("#version-gentle").get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == KIND


def test_a_message_is_built_without_a_model_and_without_a_message(unloaded: Page) -> None:
    page = unloaded
    page.locator("#build-open").click()
    happened = page.locator("#part-1 textarea")
    expect(happened).to_be_focused()
    happened.fill("When we eat apart")
    page.locator("#chips-2").get_by_role("button", name="lonely").click()
    page.locator("#chips-3 button").nth(2).click()
    expect(page.locator("#part-3 textarea")).to_have_value("time together")
    page.locator("#chips-4 button").first.click()
    built = page.locator("#built textarea")
    expect(built).to_have_value(
        "When we eat apart, I feel lonely. What I need is time together. Could we keep one evening this week just for us?"
    )
    expect(page.locator("#built-said")).to_contain_text("Nothing in your text")
    page.locator("#part-2 textarea").fill("ignored")
    expect(page.locator("#built-said")).to_contain_text("'ignored' says what they did to you")
    page.locator("#rewrite").click()
    expect(page.locator("#why")).to_contain_text("there is no text", timeout=ANSWER_MS)
    expect(page.locator("#rewrite")).to_be_enabled()
    expect(happened).to_have_value("When we eat apart")
    expect(built).to_have_value(re.compile("When we eat apart, I feel ignored"))


def test_a_pause_runs_on_in_another_tab_and_says_its_end(unloaded: Page) -> None:
    page = unloaded
    page.locator("#message textarea").fill(BLAMING)
    page.get_by_role("button", name="A pause first?").click()
    page.get_by_label("I want to win").check()
    expect(page.locator("#pause-said")).to_contain_text("At least twenty minutes")
    timer = page.locator("#pause-timer")
    timer.get_by_role("button").first.click()
    open_tab(page, "Ask")
    page.evaluate("const now = Date.now; Date.now = () => now() + 20 * 60000")
    open_tab(page, "Before you send")
    expect(timer.get_by_role("status")).to_contain_text("The twenty minutes are over")
    expect(page.locator("#message textarea")).to_have_value(BLAMING)


def test_a_draft_waits_in_the_space_and_is_brought_back_or_deleted(unloaded: Page) -> None:
    page = unloaded
    open_tab(page, "Before you send")
    box, row = page.locator("#message textarea"), page.locator("#draft-row")
    expect(row).to_be_hidden()
    box.fill(BLAMING)
    page.get_by_role("button", name="A pause first?").click()
    page.locator("#draft-keep").click()
    expect(page.locator("#draft-said [role=status]")).to_contain_text("Kept at")
    expect(row).to_be_visible()
    expect(page.locator("#draft-keep")).to_be_focused()
    page.reload()
    open_tab(page, "Before you send")
    expect(row).to_contain_text("is waiting", timeout=30_000)
    expect(row).not_to_contain_text("listen")
    back, answer = row.get_by_role("button", name="Bring it back"), page.locator("#draft-answer [role=status]")
    box.fill("Something else")
    back.click()
    expect(answer).to_be_visible()
    expect(answer).to_contain_text("Empty it first")
    expect(box).to_be_focused()
    expect(box).to_have_value("Something else")
    box.fill("")
    back.click()
    expect(box).to_have_value(BLAMING)
    page.wait_for_timeout(1_000)
    row.get_by_role("button", name="Delete it").click()
    expect(row).to_contain_text("is waiting")
    row.get_by_role("button", name=texts_rewrite.DRAFT_SURE).click()
    expect(row).to_be_hidden()
    expect(answer).to_contain_text("The draft is deleted")
    page.reload()
    open_tab(page, "Before you send")
    expect(box).to_be_visible()
    page.wait_for_timeout(2_000)
    expect(row).to_be_hidden()


def test_a_message_that_shows_danger_gives_help_lines_and_no_rewriting(page: Page) -> None:
    rewrite(page, DANGER, "Your safety comes first")
    expect(page.get_by_role("tabpanel").locator("ul.lines li").first).to_be_visible()
    expect(page.locator("[id^=version-], #build, #marks")).to_have_count(0)


def test_a_controlling_message_is_declined_with_another_way_to_say_it(page: Page) -> None:
    rewrite(page, CONTROLLING, "I won't word a demand")
    expect(page.locator("#version-direct textarea")).to_have_value(
        "I've been anxious about us, and I'd like to feel sure "
        "again. Could we talk tonight about what would help us both?"
    )
    expect(page.locator("#build")).to_have_count(0)


def test_a_second_message_clears_what_was_said_of_the_first(page: Page) -> None:
    rewrite(page, CONTROLLING, "I won't word a demand")
    rewrite(page, KIND, "It's fine as it is")
    expect(page.locator("#version-direct")).to_have_count(0)
    begin_rewrite(page, WRITTEN)
    expect(page.locator("#marks")).to_be_visible()
    page.locator("#rewrite-stop").click()
    expect(page.locator("#rewrite")).to_be_enabled(timeout=5_000)
    rewrite(page, DANGER, "Your safety comes first")
    expect(page.locator("#build, #marks, #reasons")).to_have_count(0)
