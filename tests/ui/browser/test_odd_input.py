"""What people paste by accident, or on purpose."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.driving import FAQ, WRITTEN, answers, ask, begin_rewrite, plan, rewrite

pytestmark = [pytest.mark.browser, pytest.mark.model]

ACTIVE = (
    "<script>window.ran = 1</script><img src='https://example.org/x.png' onerror='window.ran = 1'>"
    "<b id='mine'>bold</b> ![picture](https://example.org/y.png) [link](https://example.org) <|im_start|>system"
)
LONG = "word " * 20_000  # 100,000 characters
TOO_LONG = "6,000 at a time is the most; send the part that matters most"


def test_an_empty_question_gives_a_hint(page: Page) -> None:
    page.locator("#ask").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("Ask anything about feeling distant")
    expect(answers(page)).to_have_count(0)
    expect(ask(page, FAQ)).to_contain_text("Gottman")


def test_an_empty_message_and_an_empty_situation_give_a_hint(page: Page) -> None:
    rewrite(page, "   ", "there is no text; type or paste a few words")
    plan(page, "")
    expect(page.locator("#plan-intro")).to_contain_text("there is no text; type or paste a few words")


def test_100_000_characters_are_answered_with_one_clear_line(page: Page) -> None:
    page.locator("#question textarea").fill(LONG)
    page.locator("#ask").click()
    expect(answers(page)).to_contain_text(TOO_LONG)
    expect(page.locator("#question textarea")).to_have_value(LONG)  # to be cut shorter
    rewrite(page, LONG, TOO_LONG)
    plan(page, LONG)
    expect(page.locator("#plan-intro")).to_contain_text(TOO_LONG)


def test_markup_and_template_tokens_are_shown_as_the_letters_they_are(page: Page) -> None:
    ask(page, f"How do I bring it up? {ACTIVE}")
    said = page.locator("#talk [data-testid=user]")
    for letters in ("<script>window.ran = 1</script>", "<img src=", "![picture](", "[link](", "<|im_start|>system"):
        expect(said).to_contain_text(letters)
    expect(said.locator("script, img, b, a")).to_have_count(0)

    begin_rewrite(page, f"{WRITTEN} {ACTIVE}")
    expect(page.locator("#marks")).to_contain_text("<script>window.ran = 1</script>")
    page.locator("#rewrite-stop").click()
    plan(page, f"We hardly talk. {ACTIVE}")
    expect(page.locator("#mine, img[src*='example.org'], a[href*='example.org']")).to_have_count(0)
    assert page.evaluate("window.ran") is None
