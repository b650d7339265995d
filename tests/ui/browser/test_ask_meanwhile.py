"""What a person does in the tab Ask while an answer is being written: nothing of it is lost. A real browser, and no model."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coach.history import History, Said
from coach.keeping.spaces import erase_all_spaces, open_history
from tests.ui.browser.driving import answers, open_tab
from tests.ui.browser.home import Home
from tests.ui.browser.slow import LEADS_ON
from ui import texts, texts_ask, texts_welcome

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
NEXT = "And after that?"
PRESSING = """async (rounds) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const [box, ask] = [document.querySelector("#question textarea"), document.querySelector("#ask")];
  const answered = () => document.querySelectorAll("#talk [data-testid=bot]").length;
  for (let round = 1; round <= rounds; round++) {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, `0 of ${round}`);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (round % 2) document.querySelector("#keep input").click();
    await wait((round * 10) % 50);
    ask.click();
    for (let end = performance.now() + 10000; answered() < round || ask.disabled; await wait(5))
      if (performance.now() > end) return round;
  }
  return 0;
}"""
"""Ask, and press the box that keeps, again and again, each as soon as it can be; returns the round that nothing came of, or 0."""
_HEARD = """
window.heard = [];
new MutationObserver(() => {
  const now = document.querySelector('#spoken').textContent;
  if (now && now !== heard.at(-1)) heard.push(now);
}).observe(document.querySelector('#spoken'), {childList: true, characterData: true, subtree: true});
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    found = Home.start(tmp_path_factory.mktemp("slow"), "tests.ui.browser.slow", HEARTH_READ_AHEAD="false")
    try:
        yield found
    finally:
        found.server.stop(now=True)


@pytest.fixture
def kept(house: Home) -> History:
    """What is kept in one's own space: two talks."""
    erase_all_spaces(house.settings)
    history = open_history(house.settings)
    for about in ("About trust", "About touch"):
        history.keep(None, [Said("user", about), Said("assistant", "Yes.")])
    return history


@pytest.fixture
def visit(house: Home, browser: Browser) -> Iterator[Callable[[], Page]]:
    house.faults.clear()

    def open_page() -> Page:
        page = house.visit(browser).new_page()
        page.goto(house.server.address)
        expect(page.locator("#ask")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator("#spoken")).to_be_attached(timeout=WAIT_MS)
        page.evaluate(_HEARD)
        return page

    yield open_page
    house.end()


def begin(page: Page, text: str) -> Locator:
    """Ask a question, and return its box while the answer comes."""
    box = page.locator("#question textarea")
    box.fill(text)
    page.locator("#ask").click()
    expect(answers(page).last).to_contain_text("word", timeout=WAIT_MS)
    expect(page.locator("#ask")).to_be_disabled()
    expect(box).to_have_value("")
    return box


def ended(page: Page, line: str = texts_ask.ANSWERED) -> None:
    expect(page.locator("#ask")).to_be_enabled(timeout=WAIT_MS)
    expect(page.locator("#ask-said")).to_have_text(line)


def heard(page: Page) -> list[str]:
    """Return what a screen reader was given to say; that the page starts is said sooner or later, on a slow machine."""
    page.wait_for_timeout(600)
    return [one for one in page.evaluate("window.heard") if one != texts_welcome.STARTING]


def test_the_next_question_stays_in_its_box_whatever_happens_to_the_talk(visit: Callable[[], Page]) -> None:
    page = visit()
    box = begin(page, "30")
    box.press_sequentially(NEXT, delay=60)
    ended(page)
    expect(box).to_have_value(NEXT)
    page.locator("#talk button.option", has_text=LEADS_ON).click()
    expect(answers(page)).to_have_count(2, timeout=WAIT_MS)
    ended(page)
    expect(box).to_have_value(NEXT)
    page.locator("#new-talk").click()
    expect(answers(page)).to_have_count(0, timeout=WAIT_MS)
    expect(box).to_have_value(NEXT)


def test_a_question_that_failed_does_not_take_the_place_of_the_next(visit: Callable[[], Page]) -> None:
    page = visit()
    box = begin(page, "30 fail")
    ended(page, "")
    expect(box).to_have_value("30 fail")
    box = begin(page, "30 fail")
    box.press_sequentially(NEXT)
    ended(page, "")
    page.wait_for_timeout(500)
    expect(box).to_have_value(NEXT)
    failure = answers(page).last.inner_text()
    assert failure.startswith(texts.NOT_ANSWERED.split("{")[0])
    assert heard(page) == [texts_welcome.BEGUN, failure] * 2


def test_a_new_talk_is_not_put_back_by_the_answer_that_it_ended(visit: Callable[[], Page]) -> None:
    page = visit()
    begin(page, "100")
    page.locator("#new-talk").click()
    expect(answers(page)).to_have_count(0, timeout=WAIT_MS)
    page.wait_for_timeout(1_000)
    expect(answers(page)).to_have_count(0)
    assert texts_ask.ANSWERED not in heard(page) and texts_welcome.ENDED not in heard(page)
    begin(page, "30")
    ended(page)
    expect(page.locator("#talk [data-testid=user]")).to_have_text(["30"])
    assert heard(page)[-1] == texts_ask.ANSWERED
    page.locator("#ask").click()  # nothing is asked
    page.locator("#new-talk").click()
    expect(answers(page)).to_have_count(0, timeout=WAIT_MS)
    assert heard(page)[-1] == texts_ask.ANSWERED


def test_a_new_talk_waits_for_no_answer_that_hears_no_stop(visit: Callable[[], Page]) -> None:
    page = visit()
    begin(page, "150 deaf")
    page.locator("#new-talk").click()
    expect(answers(page)).to_have_count(0, timeout=10_000)
    expect(page.locator("#ask")).to_be_disabled()
    expect(page.locator("#ask")).to_be_enabled(timeout=WAIT_MS)
    page.wait_for_timeout(500)
    expect(answers(page)).to_have_count(0)
    assert texts_ask.ANSWERED not in heard(page)
    begin(page, "30")
    ended(page)
    expect(page.locator("#talk [data-testid=user]")).to_have_text(["30"])


def test_a_talk_is_kept_once_and_the_box_waits_for_the_answer(visit: Callable[[], Page], kept: History) -> None:
    page = visit()
    keep = page.locator("#keep input")
    begin(page, "100")
    expect(keep).to_be_disabled()
    page.locator("#stop").click()
    ended(page, texts_ask.STOPPED_SAID)
    keep.check()
    expect(page.locator("#kept-talks-box")).to_contain_text("(3)", timeout=WAIT_MS)
    begin(page, "30")
    ended(page)
    questions = [[one.content for one in talk.messages if one.role == "user"] for talk in kept.talks()]
    assert questions == [["100", "30"], ["About touch"], ["About trust"]]


def test_the_list_of_talks_takes_no_focus_from_who_types(visit: Callable[[], Page], kept: History) -> None:
    page = visit()
    page.locator("#kept-talks-box").get_by_role("button", name="Talks you kept").click()
    entry = page.locator("#kept-talks li", has_text="About trust")
    entry.locator("summary").click()
    with page.expect_download():
        entry.get_by_role("button", name=texts_ask.SAVE_READ).click()
    page.locator("#keep input").check()
    box = begin(page, "30")
    box.press_sequentially(NEXT)
    names = page.locator("#kept-talks .name")
    expect(names).to_have_count(3, timeout=WAIT_MS)
    ended(page)
    expect(box).to_be_focused()


def test_what_is_read_out_after_a_rewrite_is_what_the_page_says(visit: Callable[[], Page]) -> None:
    page = visit()
    open_tab(page, texts.TAB_REWRITE)
    why = page.locator("#why [data-testid=markdown]")
    begins = texts.NOT_WORKED.split("{")[0]
    for message, line in (("", begins), ("My husband hit me last night.", rf"^\s*(?!{begins}|…)\S")):
        page.locator("#message textarea").fill(message)
        page.locator("#rewrite").click()
        expect(why).to_have_text(re.compile(line), timeout=WAIT_MS)
        expect(page.locator("#spoken")).to_contain_text(why.locator("p").first.inner_text(), timeout=WAIT_MS)
        expect(page.locator("#spoken")).not_to_have_text(texts_welcome.ENDED)


def test_what_is_pressed_the_moment_that_it_can_be_is_heard(visit: Callable[[], Page], kept: History) -> None:
    assert visit().evaluate(PRESSING, 40) == 0
