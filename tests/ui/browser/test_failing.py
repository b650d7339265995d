"""Whatever fails on the page ends in a sentence with a next step; what was typed stays where it was, and is nowhere else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.browser.broken import PIECES, TYPED
from tests.ui.browser.conftest import SIZE
from tests.ui.browser.driving import choose_country, open_tab
from tests.ui.browser.serving import PageServer, serve

pytestmark = pytest.mark.browser

UNEXPECTED = re.compile(r"omething unexpected happened \(\w+\); try again, and run `hearth doctor` if it stays so\.")
FULL = re.compile(r"he disk is full; make room and try again \(what was kept before is still there\)\.")


@pytest.fixture(scope="module")
def broken(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    server = serve(tmp_path_factory.mktemp("broken"), "tests.ui.browser.broken")
    yield server
    server.stop(now=True)


@pytest.fixture
def page(browser: Browser, broken: PageServer) -> Iterator[Page]:
    opened = browser.new_page(viewport=SIZE)
    opened.goto(broken.address)
    expect(opened.locator("#ask")).to_be_visible(timeout=60_000)
    yield opened
    opened.close()


def toast(page: Page) -> Locator:
    return page.get_by_test_id("toast-body").last


def test_a_question_is_answered_by_the_sentence_and_goes_back_into_its_box(page: Page) -> None:
    page.locator("#question textarea").fill(TYPED)
    page.locator("#ask").click()
    expect(page.locator("#talk [data-testid=bot]")).to_contain_text(UNEXPECTED)
    expect(page.locator("#question textarea")).to_have_value(TYPED)
    expect(page.locator("#ask")).to_be_enabled()
    expect(page.locator("#stop")).to_be_disabled()


def test_a_message_stays_where_it_was_typed(page: Page) -> None:
    open_tab(page, "Before you send")
    page.locator("#message textarea").fill(TYPED)
    page.locator("#rewrite").click()
    expect(page.locator("#why")).to_contain_text(UNEXPECTED)
    expect(page.locator("#message textarea")).to_have_value(TYPED)
    expect(page.locator("#rewrite")).to_be_enabled()


def test_a_handler_that_catches_nothing_is_heard(page: Page) -> None:
    open_tab(page, "Before you send")
    page.locator("#message textarea").fill(f"{TYPED} {PIECES}")
    page.locator("#rewrite").click()
    expect(toast(page)).to_contain_text(UNEXPECTED)
    expect(page.locator("#message textarea")).to_have_value(f"{TYPED} {PIECES}")


def test_a_full_disk_is_said_and_the_note_stays(page: Page) -> None:
    open_tab(page, "Next steps")
    open_tab(page, "Check in")
    note = page.locator("#check-note").locator("input, textarea")
    note.fill(TYPED)
    page.locator("#check-keep").click()
    expect(toast(page)).to_contain_text(FULL)
    expect(note).to_have_value(TYPED)


def test_a_handler_outside_the_queue_is_heard_too(page: Page) -> None:
    choose_country(page, "United Kingdom")
    failed = page.locator("#failed")
    expect(failed.get_by_role("alert")).to_have_text(UNEXPECTED)
    failed.get_by_role("button", name="Close").click()
    expect(failed).to_have_count(0)


def test_a_file_that_does_not_arrive_is_said(page: Page) -> None:
    open_tab(page, "Guides")
    page.locator("#own-upload input[type=file]").set_input_files(
        {"name": "notes.md", "mimeType": "text/markdown", "buffer": TYPED.encode()}
    )
    expect(toast(page)).to_contain_text(FULL)


def test_nothing_typed_was_printed_or_logged(broken: PageServer) -> None:
    log = (broken.data / "log" / "hearth.log").read_text(encoding="utf-8")
    assert log.count("hearth ") >= 5, "each failure above has an entry"
    assert "ui/ask/answering.py" in log and "page: ui.rewrite.build.on_begin" in log
    assert TYPED not in log and TYPED not in broken.log
    assert broken.log.strip() == ""
    for file in broken.data.rglob("*"):
        assert not file.is_file() or TYPED.encode() not in file.read_bytes(), file
