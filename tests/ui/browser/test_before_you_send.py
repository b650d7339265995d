"""The tab Before you send, as a person uses it."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.driving import ANSWER_MS, BLAMING, REWORDED, begin_rewrite, rewrite

pytestmark = [pytest.mark.browser, pytest.mark.model]

KIND = "I feel lonely in the evenings. Could we eat together on Friday?"
DANGER = "You hit me again last night and I am scared to come home"
CONTROLLING = "Give me the password to your phone so I can read your messages"


def test_a_blaming_message_is_marked_and_comes_back_as_something_to_send(page: Page) -> None:
    rewrite(page, BLAMING, REWORDED)
    marked = page.locator("#marks .highlighted")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("never")
    expect(page.locator("#reasons")).to_contain_text("'never' is rarely the whole truth")
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
    begin_rewrite(page, BLAMING)
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


def test_a_kind_message_is_fine_as_it_is(page: Page) -> None:
    rewrite(page, KIND, "It's fine as it is")
    expect(page.locator("[id^=version-], #build, #marks")).to_have_count(0)


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
    expect(page.locator("[id^=version-]")).to_have_count(0)
    begin_rewrite(page, BLAMING)
    expect(page.locator("#marks")).to_be_visible()
    page.locator("#rewrite-stop").click()
    expect(page.locator("#rewrite")).to_be_enabled(timeout=5_000)
    rewrite(page, DANGER, "Your safety comes first")
    expect(page.locator("#build, #marks, #reasons")).to_have_count(0)
