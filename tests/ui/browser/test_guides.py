"""The tab Guides, as a person uses it: their own documents added, found, and taken out again, with nothing restarted."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from knowledge.manifest import read_manifest
from tests.ui.browser.driving import ANSWER_MS, FAQ, ask, open_tab
from tests.ui.browser.serving import PageServer
from tests.ui.browser.test_look import _WIDER_THAN_THE_WINDOW, MIN_CONTRAST, contrast, press_until
from ui.texts_guides import OWN_SURE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.timeout(900),  # each waits for several builds
    pytest.mark.usefixtures("nothing_left"),
]

LANTERN = (
    "# Lantern talk\n\nA lantern talk is a quiet talk by candlelight on Sunday evening. Each partner speaks for five minutes "
    "while the other listens without answering.\n\nAfterwards you blow the candle out together and say good night."
)
QUESTION = "How does a lantern talk by candlelight on Sunday evening work?"
READY = "Your documents are ready"
INDEXING_MS = 300_000


def upload(page: Page, *files: Path) -> None:
    """Hand files in, and return at once."""
    open_tab(page, "Guides")
    page.locator("#own-upload input[type=file]").set_input_files(files)
    expect(page.locator("#own-said")).to_contain_text(re.compile("Added|already|not added"), timeout=ANSWER_MS)


def wait_until_ready(page: Page) -> None:
    """Wait until the index is made."""
    expect(page.locator("#own-stop")).to_be_disabled(timeout=INDEXING_MS)
    expect(page.locator("#own-status")).to_contain_text(READY, timeout=INDEXING_MS)


def row(page: Page, name: str) -> Locator:
    """The line of one file."""
    return page.locator("#own-list li").filter(has=page.locator(".name", has_text=re.compile(f"^{re.escape(name)}$")))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where a test keeps the files that it hands in."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


def take_out(page: Page, name: str) -> None:
    """Take a document of one's own out: a first press asks, a second one does it."""
    for _ in range(2):
        row(page, name).get_by_role("button").click()


@pytest.fixture
def nothing_left(page_server: PageServer, new_page: Callable[..., Page]) -> Iterator[None]:
    """Take out at the end whatever a test has added: the other tests use the same index."""
    yield
    page = new_page()
    open_tab(page, "Guides")
    expect(page.locator("#own-list .own-files, #own-list p.meta").first).to_be_visible(timeout=ANSWER_MS)
    while page.locator("#own-list button").count():
        name = page.locator("#own-list .name").first.inner_text()
        take_out(page, name)
        expect(row(page, name)).to_have_count(0, timeout=ANSWER_MS)
    expect(page.locator("#own-stop")).to_be_disabled(timeout=INDEXING_MS)
    assert list((page_server.data / "documents").glob("*")) == []


def test_documents_are_added_found_and_taken_out_without_a_restart(
    page: Page, files: Path, page_server: PageServer
) -> None:
    (files / "Lantern talk.md").write_text(LANTERN, encoding="utf-8")
    (files / "broken.pdf").write_bytes(b"%PDF broken")
    upload(page, files / "Lantern talk.md", files / "broken.pdf")
    expect(page.locator("#own-said")).to_contain_text("Added: Lantern talk.md, broken.pdf.")
    wait_until_ready(page)
    expect(row(page, "Lantern talk.md")).to_contain_text(re.compile(r"md · 1 KB · 1 passage · indexed \d"))
    expect(row(page, "broken.pdf")).to_contain_text("Skipped: 'broken.pdf' cannot be read")
    assert (page_server.data / "documents" / "Lantern talk.md").read_text(encoding="utf-8") == LANTERN

    open_tab(page, "Ask")
    answer = ask(page, QUESTION)
    expect(answer).to_contain_text("candlelight")
    own = page.locator(".passage").filter(has_text="Your own file: Lantern talk.md")
    expect(own).to_have_count(1)

    open_tab(page, "Guides")
    row(page, "Lantern talk.md").get_by_role("button", name="Remove Lantern talk.md").click()
    expect(row(page, "Lantern talk.md").get_by_role("button")).to_have_text(OWN_SURE)
    assert (page_server.data / "documents" / "Lantern talk.md").exists(), "the first press only asks"
    row(page, "Lantern talk.md").get_by_role("button").click()
    expect(page.locator("#own-said")).to_contain_text("Removed: Lantern talk.md. Hearth's copy is deleted")
    expect(row(page, "Lantern talk.md")).to_have_count(0)
    wait_until_ready(page)
    manifest = read_manifest(page_server.data / "index")
    assert manifest is not None and not [one for one in manifest.documents if re.fullmatch("own-[0-9a-f]{16}", one)]


def test_what_is_there_already_is_said_and_a_name_that_is_taken_is_numbered(page: Page, files: Path) -> None:
    for folder, text in (("one", "We walk by the lake."), ("two", "We walk by the lake."), ("three", "We cook soup.")):
        (files / folder).mkdir()
        (files / folder / "plan.txt").write_text(text, encoding="utf-8")
    upload(page, files / "one" / "plan.txt")
    wait_until_ready(page)
    upload(page, files / "two" / "plan.txt")
    expect(page.locator("#own-said")).to_contain_text("plan.txt is there already; it was not added again.")
    wait_until_ready(page)
    upload(page, files / "three" / "plan.txt")
    expect(page.locator("#own-said")).to_contain_text("Added: plan (2).txt.")
    wait_until_ready(page)
    expect(page.locator("#own-list .name")).to_have_text(["plan (2).txt", "plan.txt"])


def test_while_it_indexes_the_page_answers_and_stop_stops(page: Page, files: Path, new_page) -> None:
    many = "\n\n".join(
        f"Evening {at}: we light lamp number {at} and tell story number {at} by it." for at in range(12_000)
    )
    (files / "evenings.txt").write_text(many, encoding="utf-8")
    upload(page, files / "evenings.txt")
    expect(page.locator("#own-status")).to_contain_text(
        re.compile(r"Indexing the guides….*\d of [\d,]+ passages", re.DOTALL), timeout=INDEXING_MS
    )
    expect(page.locator("#own-status progress")).to_have_attribute("value", re.compile(r"^0\.\d+$"))
    expect(page.locator("#own-status")).to_contain_text(
        re.compile(r"about \d+ (seconds?|minutes) left"), timeout=INDEXING_MS
    )
    expect(ask(new_page(), FAQ)).to_contain_text("Gottman")
    expect(page.locator("#own-stop")).to_be_enabled()
    page.locator("#own-stop").click()
    expect(page.locator("#own-status")).to_contain_text("Stopped. What was done is kept", timeout=ANSWER_MS)
    expect(row(page, "evenings.txt")).to_contain_text("not indexed yet")
    expect(page.locator("#own-again")).to_be_enabled()


def test_names_and_text_are_letters(page: Page, files: Path) -> None:
    active = "${window.ran=1} {{window.ran}} <img src=x onerror='window.ran=1'> <|im_start|>"
    (files / "a b'&${window.ran=1}.md").write_text(f"{LANTERN}\n\nKeep in mind: {active}", encoding="utf-8")
    upload(page, *files.iterdir())
    wait_until_ready(page)
    open_tab(page, "Ask")
    ask(page, QUESTION)
    own = page.locator(".passage").filter(has_text="Your own file")
    own.locator("summary").first.click()
    expect(own.first).to_contain_text("candlelight")
    assert page.evaluate("window.ran") is None
    assert own.locator("img").count() == 0


def test_it_works_by_keyboard(page: Page, files: Path) -> None:
    (files / "plan.txt").write_text("We walk by the lake.", encoding="utf-8")
    upload(page, files / "plan.txt")
    wait_until_ready(page)
    page.get_by_role("tab", name="Guides").focus()
    press_until(page, "Tab", "#own-upload button")
    press_until(page, "Tab", "#own-again")
    page.keyboard.press("Enter")
    wait_until_ready(page)
    press_until(page, "Tab", "#own-list button")
    focused = page.locator("#own-list button:focus")
    expect(focused).to_have_attribute("aria-label", "Remove plan.txt")
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") == "solid", "focus must be seen"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#own-list")).to_contain_text("Nothing of your own yet")


def test_it_fits_a_phone_and_stands_out_in_light_and_dark(new_page: Callable[..., Page], files: Path) -> None:
    page = new_page(viewport={"width": 360, "height": 800}, color_scheme="light")
    (files / f"{'a-very-long-name-' * 5}.txt").write_text("We walk by the lake.", encoding="utf-8")
    (files / "broken.pdf").write_bytes(b"%PDF broken")
    upload(page, *files.iterdir())
    wait_until_ready(page)
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_role("tab", name="Guides")).to_be_visible()
        assert page.evaluate(_WIDER_THAN_THE_WINDOW) == [], f"at {width}"
    body, is_dark = page.locator("body"), re.compile(r"\bdark\b")
    expect(body).not_to_have_class(is_dark)
    assert _faint(page) == {}
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_class(is_dark)
    page.wait_for_timeout(1_000)  # no colour is measured halfway
    assert _faint(page) == {}


def _faint(page: Page) -> dict[str, float]:
    """Return what has too little contrast."""
    seen = {
        name: contrast(page.locator(selector).first)
        for name, selector in {
            "limits": "#own-intro p",
            "upload": "#own-upload button",
            "said": "#own-said p",
            "status": "#own-status p",
            "name": "#own-list .name",
            "detail": "#own-list .meta",
            "reason": "#own-list .why",
            "remove": "#own-list button",
        }.items()
    }
    return {name: ratio for name, ratio in seen.items() if ratio < MIN_CONTRAST}
