"""What a person does on the page, in Playwright's words, with waits that end when the page has done its part."""

import re

from playwright.sync_api import Locator, Page, expect

ANSWER_MS = 120_000
"""How long an answer may take on a slow, busy machine."""
FAQ = "What kind of therapy helps with emotional neglect?"
OWN_QUESTION = "My partner plays games every evening and I eat alone. How do I ask for time together?"
"""Covered by the guides and none of the FAQs: the language model is asked."""
BLAMING = "You never listen to me when I talk about work"
"""Put together from its pieces: the language model is not asked."""
WRITTEN = f"{BLAMING}. I told you on Tuesday, on Friday and twice on Sunday"
"""Holds more than the pieces tell: the language model is asked."""
REWORDED = re.compile("What may land as blame went|I could not word well enough")
"""The two verdicts on a blaming message: versions that passed their checks, or none."""
SITUATION = "We eat in front of the TV and hardly talk. I miss us, and I don't know where to start."


def refused(page: Page, text: str, button: Locator | None = None) -> None:
    """Wait until a warning says this, and the press that it answers is over: Gradio drops a press that comes before.

    Where the `button` is given and its press was dropped so (on a slow machine), it is pressed once more, as a person would.
    """
    warning = page.get_by_text(text)
    if button is not None:
        try:
            expect(warning).to_be_visible(timeout=10_000)
        except AssertionError:
            button.click()
    expect(warning).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1_000)


def answers(page: Page) -> Locator:
    """The coach's side of the talk."""
    return page.locator("#talk [data-testid=bot]")


def wait_for_answer(page: Page, count: int) -> Locator:
    """Wait until the talk's answer number `count` is complete, and return it."""
    expect(answers(page)).to_have_count(count, timeout=ANSWER_MS)
    last = answers(page).nth(count - 1)
    expect(last).not_to_have_text("…", timeout=ANSWER_MS)
    expect(page.locator("#question textarea")).to_have_value("", timeout=ANSWER_MS)
    expect(page.locator("#ask")).to_be_enabled(timeout=ANSWER_MS)
    return last


def ask(page: Page, question: str, count: int = 1) -> Locator:
    """Ask a question and return its complete answer, the talk's number `count`."""
    page.locator("#question textarea").fill(question)
    page.locator("#ask").click()
    return wait_for_answer(page, count)


def open_tab(page: Page, name: str) -> None:
    """Go to a tab."""
    page.get_by_role("tab", name=name).click()


def begin_rewrite(page: Page, message: str) -> None:
    """Hand in a message that the language model will be asked about, and return while it writes."""
    open_tab(page, "Before you send")
    page.locator("#message textarea").fill(message)
    page.locator("#rewrite").click()
    expect(page.locator("#why")).to_contain_text("Writing", timeout=ANSWER_MS)


def rewrite(page: Page, message: str, verdict: str | re.Pattern[str]) -> None:
    """Hand in a message and wait until all is said about it, and `verdict` among it."""
    open_tab(page, "Before you send")
    page.locator("#message textarea").fill(message)
    page.locator("#rewrite").click()
    expect(page.locator("#why")).to_contain_text(verdict, timeout=ANSWER_MS)
    expect(page.locator("#rewrite")).to_be_enabled(timeout=ANSWER_MS)


def plan(page: Page, situation: str) -> None:
    """Ask for next steps, the first on this page, and wait for them."""
    open_tab(page, "Next steps")
    page.locator("#situation textarea").fill(situation)
    page.locator("#plan").click()
    expect(page.locator("#plan-intro [data-testid=markdown]")).to_have_text(re.compile(r"\w"), timeout=ANSWER_MS)
    expect(page.locator("#plan")).to_be_enabled(timeout=ANSWER_MS)


def choose_country(page: Page, name: str) -> Locator:
    """Open the help lines, choose a country by keyboard, and return the lines."""
    lines = page.locator("#help-lines")
    if not lines.is_visible():
        page.get_by_role("button", name="Help lines").click()
    box = page.locator("#country input")
    box.fill(name)
    expect(page.locator("#country").get_by_role("option", name=name)).to_be_visible(
        timeout=60_000
    )  # a page just loading is slow
    box.press("Enter")
    return lines
