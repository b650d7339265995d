"""A document in a protected space: answers draw on it while the space is open, and it lies nowhere in plain."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coach.keeping.spaces import erase_space
from coach.settings import Settings
from tests.ui.browser.driving import answers, ask, open_tab
from tests.ui.browser.serving import PageServer
from tests.ui.browser.test_space import WAIT_MS, begins_anew, enter, put_on, said, unfold, write
from ui import texts
from ui import texts_space as words

pytestmark = [pytest.mark.browser, pytest.mark.model]

WORD = "qzxpelau"
TEXT = f"# Our Thursdays\n\nOn Thursdays we cook {WORD} together and both phones stay in the blue drawer until nine.\n"
QUESTION = "Where do our phones stay on Thursdays when we cook?"


@pytest.fixture
def settings(page_server: PageServer) -> Iterator[Settings]:
    found = Settings(data_dir=page_server.data)
    yield found
    erase_space(found, "papers")


def _lies(folder: Path) -> list[Path]:
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    return [
        one
        for one in folder.rglob("*")
        if one.is_file() and any(WORD.encode(code) in one.read_bytes() for code in codes)
    ]


def _be(page: Page, name: str) -> None:
    open_tab(page, words.TAB)
    write(page, "space-who-new", name)
    page.locator("#space-who-add").click()
    said(page, "space-who-said", "this space is open")


def test_a_document_of_a_protected_space(
    new_page: Callable[..., Page], page_server: PageServer, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "thursdays.md"
    file.write_text(TEXT)
    page = new_page()
    _be(page, "papers")
    expect(page.locator("#space-documents")).to_be_hidden()
    put_on(page)
    unfold(page, words.DOCUMENTS_TITLE)
    expect(page.locator("#space-files")).to_have_text(words.DOCUMENTS_NONE, timeout=WAIT_MS)
    page.locator("#space-upload input[type=file]").set_input_files(file)
    said(page, "space-upload-said", words.DOCUMENTS_ADDED.format(name="thursdays.md"))
    expect(page.locator("#space-files li .name")).to_have_text("thursdays.md")
    open_tab(page, texts.TAB_ASK)
    ask(page, QUESTION)
    expect(page.locator("#sources")).to_contain_text(WORD)
    assert _lies(page_server.folder) == [], "while it is open"

    other = new_page()  # somebody else, at the same time
    ask(other, QUESTION)
    expect(other.locator("#sources")).not_to_contain_text(WORD)
    expect(answers(other).last).not_to_contain_text(WORD)

    begins_anew(page, lambda: (open_tab(page, words.TAB), page.locator("#space-lock").click()))
    assert WORD not in page.content()
    open_tab(page, words.TAB)
    page.locator("#space-who").get_by_text("Papers", exact=True).click()
    expect(page.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)
    enter(page)
    unfold(page, words.DOCUMENTS_TITLE)
    remove = page.get_by_role("button", name=words.DOCUMENTS_REMOVE_LABEL.format(name="thursdays.md"))
    remove.click()
    page.locator("#space-files button[data-act=remove]").click()
    said(page, "space-upload-said", words.DOCUMENTS_REMOVED)
    open_tab(page, texts.TAB_ASK)
    ask(page, QUESTION)
    expect(page.locator("#sources")).not_to_contain_text(WORD)
    assert _lies(page_server.folder) == []


def test_what_cannot_be_read_is_named(new_page: Callable[..., Page], settings: Settings, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"%PDF-1.4 nothing")
    page = new_page()
    _be(page, "papers")
    put_on(page)
    unfold(page, words.DOCUMENTS_TITLE)
    page.locator("#space-upload input[type=file]").set_input_files(empty)
    said(page, "space-upload-said", "“empty.pdf” was left out")
    expect(page.locator("#space-files")).to_have_text(words.DOCUMENTS_NONE)
