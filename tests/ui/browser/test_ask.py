"""The tab Ask, as a person uses it."""

import pytest
from playwright.sync_api import Page, expect

from coach.keeping.spaces import open_history
from coach.settings import Settings
from tests.ui.browser.driving import ANSWER_MS, FAQ, OWN_QUESTION, answers, ask, wait_for_answer
from tests.ui.browser.serving import PageServer

pytestmark = [pytest.mark.browser, pytest.mark.model]

_RECORD_ANSWER = """
window.seen = [];
new MutationObserver(() => {
  const answer = document.querySelector('#talk [data-testid="bot"]');
  if (answer && answer.textContent !== window.seen.at(-1)) window.seen.push(answer.textContent);
}).observe(document.querySelector('#talk'), {subtree: true, childList: true, characterData: true});
"""


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


def test_a_question_beyond_the_guides_is_told_so(page: Page) -> None:
    answer = ask(page, "How much ibuprofen can I take?")
    expect(answer).to_contain_text("The guides don't cover this, so I won't guess.")
    expect(answer.get_by_role("link")).to_have_count(0)


def test_a_second_question_keeps_the_first_and_its_sources(page: Page) -> None:
    first = ask(page, FAQ).inner_text()
    ask(page, "What is a connection jar?", count=2)
    assert answers(page).first.inner_text() == first
    expect(answers(page).last).to_contain_text("jar")
    answers(page).first.get_by_role("link", name="[1]").click()
    expect(page.locator("#cite-1-1 .passage-text")).to_contain_text("Gottman")
    answers(page).last.get_by_role("link", name="[1]").click()
    expect(page.locator("#cite-2-1 .passage-text")).to_contain_text("jar")


def test_a_starter_question_is_asked_by_one_click(page: Page) -> None:
    page.get_by_role("button", name="Why isn't sorry enough?").click()
    answer = wait_for_answer(page, 1)
    expect(page.locator("#talk [data-testid=user]")).to_have_text("Why isn't sorry enough?")
    expect(answer.get_by_role("link", name="[1]")).to_be_visible()


def test_stop_frees_the_coach_within_seconds(page: Page) -> None:
    page.locator("#question textarea").fill(OWN_QUESTION)
    page.locator("#ask").click()
    expect(page.locator("#cite-1-1")).to_be_visible(timeout=ANSWER_MS)  # now the model is reading
    expect(page.locator("#ask")).to_be_disabled()
    page.locator("#stop").click()
    expect(page.locator("#ask")).to_be_enabled(timeout=5_000)
    expect(page.locator("#stop")).to_be_disabled()
    expect(answers(page)).to_contain_text("(stopped)")
    expect(ask(page, FAQ, count=2)).to_contain_text("Gottman")


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
