"""The tab Ask, as a person uses it."""

import json
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coach.history import History, Said
from coach.keeping.spaces import erase_all_spaces, open_history
from coach.settings import Settings
from tests.ui.browser.conftest import _is_elsewhere
from tests.ui.browser.driving import ANSWER_MS, FAQ, OWN_QUESTION, answers, ask, wait_for_answer
from tests.ui.browser.serving import PageServer
from ui import texts_ask as words

pytestmark = [pytest.mark.browser, pytest.mark.model]

_RECORD_ANSWER = """
window.seen = [];
new MutationObserver(() => {
  const answer = document.querySelector('#talk [data-testid="bot"]');
  if (answer && answer.textContent !== window.seen.at(-1)) window.seen.push(answer.textContent);
}).observe(document.querySelector('#talk'), {subtree: true, childList: true, characterData: true});
"""


JAR = "What is a connection jar?"


def press(page: Page, message: Locator, label: str) -> None:
    """Press one of the buttons that Gradio puts under a message of the talk."""
    row = message.locator("xpath=ancestor::div[contains(@class, 'message-row')]/following-sibling::div[1]")
    row.get_by_role("button", name=label, exact=True).click()


@pytest.fixture
def kept(page_server: PageServer) -> History:
    """What is kept in one's own space, which is empty at first."""
    settings = Settings(data_dir=page_server.data)
    erase_all_spaces(settings)
    return open_history(settings)


def until(page: Page, claim: Callable[[], bool]) -> None:
    """Wait until something is true of what is kept."""
    end = time.monotonic() + ANSWER_MS / 1000
    while not claim():
        assert time.monotonic() < end
        page.wait_for_timeout(200)


@pytest.fixture
def reloading(browser: Browser, page_server: PageServer) -> Iterator[Page]:
    """The page in a browser of its own: the stream that a reload cuts off is an error in the console."""
    context = browser.new_context()
    elsewhere: list[str] = []
    context.on("request", lambda one: elsewhere.append(one.url) if _is_elsewhere(one.url) else None)
    page = context.new_page()
    page.goto(page_server.address)
    expect(page.locator("#ask")).to_be_visible(timeout=60_000)
    yield page
    context.close()
    assert elsewhere == []


def said(kept: History) -> list[list[str]]:
    """The questions of each talk that is kept."""
    return [[row["content"] for row in one["messages"] if row["role"] == "user"] for one in kept.export()]


def test_an_faq_streams_in_and_its_number_opens_the_passage(page: Page) -> None:
    page.evaluate(_RECORD_ANSWER)
    answer = ask(page, FAQ)
    expect(answer).to_contain_text("Emotionally Focused Therapy")
    expect(answer).to_contain_text("Gottman")
    expect(answer).to_contain_text("From the FAQs, as written.")
    lengths = [len(text) for text in page.evaluate("window.seen")]
    assert len(lengths) >= 3, "the answer came in one piece"
    assert lengths == sorted(lengths)
    passage = page.locator("#cite-1-1")
    expect(passage.locator(".passage-text")).to_be_hidden()
    answer.get_by_role("link", name="[1]").click()
    expect(passage.locator(".passage-text")).to_contain_text("Emotionally Focused Therapy")
    expect(passage.locator(".source")).to_contain_text("Article: ")
    expect(passage.locator(".passage-text")).to_be_in_viewport()
    assert page.url.endswith("/"), "the number must not leave its mark in the address"
    expect(passage.locator("summary")).to_be_focused()
    passage.get_by_role("button", name=words.BACK).click()
    number = answer.get_by_role("link", name="[1]")
    expect(number).to_be_focused()
    expect(passage.get_by_role("button", name=words.BACK)).to_be_hidden()
    number.press("Enter")
    expect(passage.locator("summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(number).to_be_focused()
    press(page, answer, "Copy message")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Gottman" in copied and "[1]" in copied and "#cite" not in copied and "\\[" not in copied


def test_a_question_beyond_the_guides_is_told_so(page: Page) -> None:
    answer = ask(page, "How much ibuprofen can I take?")
    expect(answer).to_contain_text("The guides don't cover this, so I won't guess.")
    expect(answer.get_by_role("link")).to_have_count(0)


def test_a_second_question_keeps_the_first_and_its_sources(page: Page) -> None:
    first = ask(page, FAQ).inner_text()
    answers(page).first.get_by_role("link", name="[1]").click()
    read = page.locator("#cite-1-1 .passage-text")
    expect(read).to_contain_text("Gottman")
    ask(page, "What is a connection jar?", count=2)
    assert answers(page).first.inner_text() == first
    expect(answers(page).last).to_contain_text("jar")
    expect(page.locator("#cite-2-1")).to_be_visible()
    expect(read).to_be_visible()  # what is being read stays open
    expect(page.locator("#cite-2-1 .passage-text")).to_be_hidden()
    answers(page).last.get_by_role("link", name="[1]").click()
    expect(page.locator("#cite-2-1 .passage-text")).to_contain_text("jar")


def test_a_starter_question_is_asked_by_one_click(page: Page) -> None:
    page.get_by_role("button", name="Why isn't sorry enough?").click()
    answer = wait_for_answer(page, 1)
    expect(page.locator("#talk [data-testid=user]")).to_have_text("Why isn't sorry enough?")
    expect(answer.get_by_role("link", name="[1]")).to_be_visible()


def test_stop_frees_the_coach_and_the_question_can_be_asked_again(page: Page) -> None:
    page.locator("#question textarea").fill(OWN_QUESTION)
    page.locator("#ask").click()
    expect(page.locator("#cite-1-1")).to_be_visible(timeout=ANSWER_MS)  # now the model is reading
    expect(page.locator("#ask")).to_be_disabled()
    expect(page.locator("#ask-said")).to_have_text(words.ANSWERING)
    page.locator("#stop").click()
    expect(page.locator("#ask")).to_be_enabled(timeout=5_000)
    expect(page.locator("#stop")).to_be_disabled()
    expect(page.locator("#ask-said")).to_have_text(words.STOPPED_SAID)
    expect(answers(page)).to_contain_text("(stopped)")
    press(page, answers(page).last, "Retry")
    expect(page.locator("#ask-said")).to_have_text(words.ANSWERED, timeout=ANSWER_MS)
    expect(answers(page)).not_to_contain_text("(stopped)")
    expect(answers(page)).to_contain_text(re.compile(r"\w+ \w+"))


def test_a_new_talk_is_empty(page: Page) -> None:
    ask(page, FAQ)
    page.locator("#new-talk").click()
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#sources .passage")).to_have_count(0)
    expect(page.get_by_role("button", name="Why isn't sorry enough?")).to_be_visible()
    ask(page, FAQ)
    expect(page.locator("#sources .passage")).to_have_count(1)


def test_a_talk_is_written_to_disk_only_when_the_person_asks(page: Page, page_server: PageServer) -> None:
    settings = Settings(data_dir=page_server.data)
    before = open_history(settings).export()
    ask(page, FAQ)
    assert open_history(settings).export() == before
    page.locator("#new-talk").click()
    expect(answers(page)).to_have_count(0)
    page.locator("#keep input").check()
    ask(page, "What is a connection jar?")
    (talk,) = open_history(settings).export()[len(before) :]
    asked, said = talk["messages"]
    assert (asked["role"], asked["content"]) == ("user", "What is a connection jar?")
    assert said["role"] == "assistant" and "jar" in said["content"]


def test_danger_in_a_question_gives_help_lines_and_no_model_text(page: Page) -> None:
    answer = ask(page, "He hit me last night and I am afraid to go home. Is that neglect?")
    expect(answer.locator("ul.lines li").first).to_be_visible()
    expect(answer).not_to_contain_text("From the FAQs")
    expect(page.locator("#sources .passage")).to_have_count(0)


def test_a_follow_up_is_asked_by_one_press_and_danger_has_none(page: Page) -> None:
    ask(page, FAQ)
    options = page.locator("#talk button.option")
    expect(options).not_to_have_count(0)
    lead = options.first.inner_text()
    options.first.click()
    answer = wait_for_answer(page, 2)
    expect(page.locator("#talk [data-testid=user]").last).to_have_text(lead)
    expect(answer).to_contain_text("From the FAQs, as written.")
    ask(page, "He hit me last night and I am afraid to go home. Is that neglect?", count=3)
    expect(options).to_have_count(0)


def test_a_message_to_the_partner_is_answered_and_goes_to_its_own_tab_by_one_press(page: Page) -> None:
    message = "You never listen to me, you only care about your phone!"
    expect(ask(page, message)).to_contain_text(words.REWRITE_NOTE)
    page.get_by_role("button", name=words.REWRITE_OFFER).click()
    expect(page.get_by_role("tab", name="Before you send")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#message textarea")).to_have_value(message)
    page.get_by_role("tab", name="Ask").click()
    expect(answers(page)).to_have_count(1)


def test_a_long_answer_is_read_from_its_start(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 700})
    for count in (1, 2):
        ask(page, FAQ, count)
        expect(answers(page).last.locator('a[href^="#cite-"]')).to_be_attached()
        page.wait_for_timeout(500)
        top = "one => one.getBoundingClientRect().top"
        talk = page.locator("#talk [role=log]").evaluate(top)
        question = page.locator("#talk [data-testid=user]").last.evaluate(top)
        assert 0 <= question - talk < 60, "the question stands at the top of the talk, its answer under it"


def test_a_question_is_changed_and_what_is_kept_follows(page: Page, kept: History) -> None:
    page.locator("#keep input").check()
    ask(page, "Why isn't sorry <enough>?")
    ask(page, JAR, count=2)
    assert said(kept) == [["Why isn't sorry <enough>?", JAR]]
    press(page, page.locator("#talk [data-testid=user]").first, "Edit")
    box = page.locator("#talk textarea")
    expect(box).to_have_value("Why isn't sorry <enough>?")
    expect(box).to_have_accessible_name(words.EDIT_LABEL)
    box.fill(FAQ)
    page.locator("#talk").get_by_role("button", name="Submit").click()
    expect(page.locator("#talk [data-testid=user]")).to_have_text([FAQ], timeout=ANSWER_MS)
    expect(wait_for_answer(page, 1)).to_contain_text("Gottman")
    assert said(kept) == [[FAQ]]
    (first,) = kept.talks()
    press(page, answers(page).last, "Retry")
    until(page, lambda: len(kept.talks()[0].messages) == 2 and kept.talks()[0].messages[1].details.kind == "faq")
    until(page, lambda: kept.talks()[0].messages[0].id > first.messages[1].id)
    assert [one.role for one in kept.talks()[0].messages] == ["user", "assistant"]
    expect(wait_for_answer(page, 1)).to_contain_text("Gottman")


def test_a_thumb_and_a_note_are_kept_with_a_kept_talk_alone(page: Page, kept: History) -> None:
    answer = ask(page, FAQ)
    press(page, answer, "Dislike")
    expect(page.locator("#rating-said")).to_contain_text(words.RATED_NOT_KEPT)
    assert kept.export() == []
    page.locator("#keep input").check()
    expect(page.locator("#kept-talks-box")).to_be_visible()
    (talk,) = kept.export()
    assert talk["messages"][1]["liked"] is False, "what was said so far is kept with its marks"
    press(page, answer, "Like")
    expect(page.locator("#rating-said")).to_contain_text(words.RATED_KEPT)
    page.locator("#remark textarea").fill("the part on EFT helped")
    page.locator("#remark-keep").click()
    expect(page.locator("#rating-said")).to_contain_text(words.REMARK_KEPT)
    row = kept.export()[0]["messages"][1]
    assert (row["liked"], row["note"]) == (True, "the part on EFT helped")


def test_a_page_loaded_again_in_the_middle_of_an_answer_offers_the_talk(reloading: Page, kept: History) -> None:
    page = reloading
    expect(page.locator("#keep")).to_contain_text(words.TEMPORARY)
    page.locator("#keep input").check()
    expect(page.locator("#keep")).to_contain_text(words.KEPT_AS_IT_GOES)
    ask(page, FAQ)
    page.locator("#question textarea").fill(OWN_QUESTION)
    page.locator("#ask").click()
    expect(page.locator("#cite-2-1")).to_be_visible(timeout=ANSWER_MS)
    page.reload()
    page.locator("#go-on").click(timeout=60_000)
    expect(page.locator("#talk [data-testid=user]")).to_have_text([FAQ, OWN_QUESTION])
    expect(answers(page).first).to_contain_text("Gottman")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#go-on")).to_be_hidden()
    expect(answers(page).last).to_contain_text(re.compile("cut off|no answer came|\\[1\\]"))
    answers(page).first.get_by_role("link", name="[1]").click()
    expect(page.locator("#cite-1-1 .passage-text")).to_contain_text("Gottman")
    ask(page, JAR, count=3)
    assert said(kept) == [[FAQ, OWN_QUESTION, JAR]]


def test_a_temporary_talk_is_gone_with_its_page(reloading: Page, kept: History) -> None:
    page = reloading
    ask(page, FAQ)
    page.reload()
    expect(page.locator("#ask")).to_be_visible(timeout=60_000)
    expect(page.locator("#keep")).to_contain_text(words.TEMPORARY)
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#go-on")).to_be_hidden()
    assert kept.export() == []


def test_kept_talks_are_found_renamed_saved_gone_on_with_and_deleted(
    new_page: Callable[..., Page], kept: History
) -> None:
    kept.keep(None, [Said("user", "About trust"), Said("assistant", "Keep one promise.")])
    kept.keep(None, [Said("user", "About touch"), Said("assistant", "A hand on the arm.")])
    page = new_page(viewport={"width": 390, "height": 844})
    box = page.locator("#kept-talks-box")
    expect(box).to_contain_text("Talks you kept (2)")
    expect(page.locator("#kept-talks")).to_be_hidden()
    box.get_by_role("button", name="Talks you kept").click()
    names = page.locator("#kept-talks .name")
    expect(names).to_have_text(["About touch", "About trust"])
    page.locator("#talks-search input").press_sequentially("promise", delay=20)
    expect(names).to_have_text(["About trust"])
    entry = page.locator("#kept-talks li")
    entry.locator("summary").click()
    entry.get_by_label(words.NAME).fill("Promises of ours")
    entry.get_by_role("button", name=words.RENAME).click()
    expect(names).to_have_text(["Promises of ours"])
    expect(page.locator("#kept-talks-said")).to_contain_text("Promises of ours")
    for label, end in ((words.SAVE_READ, ".md"), (words.SAVE_DATA, ".json")):
        with page.expect_download() as given:
            entry.get_by_role("button", name=label).click()
        assert given.value.suggested_filename.endswith(end)
        text = given.value.path().read_text(encoding="utf-8")
        assert "Keep one promise." in text and "A hand on the arm." not in text
        assert end == ".md" or json.loads(text)["conversations"][0]["title"] == "Promises of ours"
    entry.get_by_role("button", name=words.GO_ON).click()
    expect(answers(page)).to_have_text(["Keep one promise."])
    expect(page.locator("#keep input")).to_be_checked()
    entry.get_by_role("button", name=words.DELETE).click()
    assert len(kept.export()) == 2, "the first press asks"
    entry.get_by_role("button", name=words.DELETE).click()
    expect(page.locator("#kept-talks-said")).to_contain_text(words.DELETED)
    expect(answers(page)).to_have_count(0)
    assert [one.title for one in kept.talks()] == ["About touch"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_sentence_that_an_answer_rests_on_is_marked_in_its_passage(page: Page) -> None:
    answer = ask(page, "Can't forgive myself for how I treated him. Does that hold us back?")
    expect(answer).to_contain_text("from the passages; each sentence was checked")
    answer.get_by_role("link").first.click()
    marked = page.locator("#sources .passage[open] mark")
    expect(marked.first).to_be_visible()
    expect(marked.first).to_contain_text("orgiv")
