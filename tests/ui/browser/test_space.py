"""A space with a passphrase, and leaving quickly, as a person meets them: a real browser, Hearth in a process of its own.

No model is loaded. After a whole evening with a protected space, its words are looked for wherever this computer could have them.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coach.keeping import checkins, safety_plan
from coach.keeping.export import TITLES
from coach.keeping.locking import has_passphrase, protect, unlock
from coach.keeping.spaces import erase_all_spaces, open_history, open_notebook
from tests.ui.browser.driving import open_tab, wait_for_answer
from tests.ui.browser.home import UNLOADED, Home
from tests.ui.browser.test_look import MIN_CONTRAST, contrast
from ui import texts, texts_safe
from ui import texts_space as words
from ui import texts_steps as steps

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
SECRET = "horse battery lamp rain"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
CODES = ("utf-8", "utf-16-le", "utf-16-be", "unicode_escape")
SENTINELS = ("Vögel-qzx-note", "qzx-plan-sentinel", "qzx-talk-sentinel", "qzx-typed-only", "qzx-gratitude-sentinel")


@contextmanager
def started(folder: Path, settings: str = "") -> Iterator[Home]:
    """Serve the page on a folder, its temporary files in a folder of their own."""
    (folder / "config").mkdir()
    (folder / "config" / "hearth.toml").write_text(settings, encoding="utf-8")
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder / "tmp"))
        found = Home.start(folder, UNLOADED)
    try:
        yield found
    finally:
        found.server.stop(now=True)


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with started(tmp_path_factory.mktemp("space")) as found:
        yield found


@pytest.fixture
def home(house: Home) -> Home:
    """The page's home, with nothing kept in it."""
    erase_all_spaces(house.settings)
    return house


@contextmanager
def visiting(browser: Browser, home: Home) -> Iterator[Callable[..., Page]]:
    """Open pages; whatever one asks of elsewhere, raises or logs as an error fails the test."""
    home.faults.clear()

    def open_page(context: BrowserContext | None = None, **options: object) -> Page:
        context = context or home.visit(browser, **options)
        page = context.new_page()
        page.goto(home.server.address)
        expect(page.locator("#ask")).to_be_visible(timeout=WAIT_MS)
        return page

    yield open_page
    home.end()


@pytest.fixture
def visit(browser: Browser, home: Home) -> Iterator[Callable[..., Page]]:
    with visiting(browser, home) as open_page:
        yield open_page


def said(page: Page, name: str, text: str) -> None:
    """Wait until a live region says something."""
    expect(page.locator(f"#{name} [role=status]")).to_contain_text(text, timeout=WAIT_MS)


def unfold(page: Page, name: str) -> None:
    """Open a fold of Your space."""
    page.locator("button.label-wrap", has_text=name).click()


def write(page: Page, name: str, text: str) -> None:
    """Type into the box with this id."""
    page.locator(f"#{name} :is(input, textarea)").fill(text)


def put_on(page: Page) -> None:
    """Protect the space that is open."""
    open_tab(page, words.TAB)
    expect(page.locator("#space-state h2")).to_be_visible(timeout=WAIT_MS)
    unfold(page, words.PROTECT_TITLE)
    write(page, "protect-first", SECRET)
    write(page, "protect-again", SECRET)
    page.locator("#protect").click()
    said(page, "space-said", words.PROTECTED)
    expect(page.locator("#space-lock")).to_be_visible(timeout=WAIT_MS)


def enter(page: Page, where: str = "space-who") -> None:
    """Open the locked space that is chosen."""
    write(page, f"{where}-passphrase", SECRET)
    page.locator(f"#{where}-open").click()
    expect(page.locator(f"#{where}-locked")).to_be_hidden(timeout=WAIT_MS)


def to_check_in(page: Page) -> None:
    """Go to the check-in."""
    open_tab(page, texts.TAB_STEPS)
    page.locator("#steps-tabs").get_by_role("tab", name=steps.TAB_CHECK_IN).click(timeout=WAIT_MS)


def check_in(page: Page, note: str) -> None:
    """Keep a check-in with a line of one's own."""
    to_check_in(page)
    write(page, "check-note", note)
    page.locator("#check-keep").click()
    said(page, "check-said", "Kept at")


def plan(page: Page, text: str) -> None:
    """Keep a safety plan, and close it again."""
    page.get_by_role("button", name=texts_safe.PLAN, exact=True).click()
    expect(page.locator("#plan-inside")).to_be_visible(timeout=WAIT_MS)
    first = page.locator("#plan-by-myself :is(input, textarea)")
    try:
        expect(first).to_be_visible(timeout=10_000)
    except AssertionError:  # on a slow machine the fold may stay as it was
        unfold(page, texts_safe.PLAN_WRITE)
    write(page, "plan-by-myself", text)
    page.locator("#plan-keep-mine").click()
    said(page, "safety-plan-said", "Kept at")
    page.keyboard.press("Escape")


def blank(page: Page) -> None:
    """Wait until a blank page is in Hearth's place, with nothing on it."""
    page.wait_for_url("about:blank", timeout=5_000)
    assert page.content() == "<html><head></head><body></body></html>"
    assert page.title() == ""


def begins_anew(page: Page, act: Callable[[], object], within_ms: int = 10_000) -> None:
    """Do something after which the page is to begin anew, and wait until it has."""
    page.evaluate("window.same = true")
    act()
    page.wait_for_function("window.same !== true", timeout=within_ms)
    expect(page.locator("#ask")).to_be_visible(timeout=WAIT_MS)


def test_protected_locked_opened_changed_and_taken_off(home: Home, visit: Callable[..., Page]) -> None:
    page = visit()
    check_in(page, "Pancakes at midnight")
    open_tab(page, texts.TAB_ASK)
    expect(page.locator("#keep")).to_contain_text("not encrypted")
    open_tab(page, words.TAB)
    expect(page.locator("#space-state")).to_contain_text("no passphrase", timeout=WAIT_MS)
    expect(page.locator("#space-state li")).to_have_text(["Check-ins1"])
    unfold(page, words.PROTECT_TITLE)
    for first, again, line in (
        ("too short", "too short", "at least 10 characters"),
        (SECRET, f"{SECRET}!", words.UNLIKE),
    ):
        write(page, "protect-first", first)
        write(page, "protect-again", again)
        page.locator("#protect").click()
        said(page, "space-said", line[1:])
        expect(page.locator("#protect-first input")).to_have_value("")
        expect(page.locator("#protect-again input")).to_have_value("")
    unfold(page, words.PROTECT_TITLE)
    put_on(page)
    assert has_passphrase(home.settings, "me")
    expect(page.locator("#space-state")).to_contain_text("encrypted on the disk", timeout=WAIT_MS)
    expect(page.locator("#keep")).to_contain_text("(encrypted)")
    begins_anew(page, page.locator("#space-lock").click)
    assert "Pancakes at midnight" not in page.content()
    open_tab(page, words.TAB)
    expect(page.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#space-inside")).to_be_hidden()
    write(page, "space-who-passphrase", "horse battery lamp snow")
    page.locator("#space-who-open").click()
    said(page, "space-who-open-said", "That is not the passphrase of this space")
    expect(page.locator("#space-who-passphrase input")).to_have_value("")
    enter(page)
    expect(page.locator("#space-state li")).to_have_text(["Check-ins1"], timeout=WAIT_MS)
    to_check_in(page)
    expect(page.locator("#check-today li")).to_contain_text("Pancakes at midnight", timeout=WAIT_MS)
    open_tab(page, words.TAB)
    unfold(page, words.CHANGE_TITLE)
    for name, text in (("change-now", SECRET), ("change-new", SECRET * 2), ("change-again", SECRET * 2)):
        write(page, name, text)
    page.locator("#change").click()
    said(page, "space-said", words.CHANGED)
    unlock(home.settings, "me", SECRET * 2).wipe()
    unfold(page, words.OFF_TITLE)
    write(page, "off-now", SECRET * 2)
    page.locator("#off").click()
    said(page, "space-said", words.OFF_DONE)
    assert not has_passphrase(home.settings, "me")
    expect(page.locator("#space-state")).to_contain_text("no passphrase", timeout=WAIT_MS)


def test_locked_space_shows_one_line_and_a_way_in_wherever_it_is_met(home: Home, visit: Callable[..., Page]) -> None:
    safety_plan.keep(open_notebook(home.settings), date.today(), {"by_myself": "Words of mine"})
    protect(home.settings, "me", SECRET).wipe()
    page = visit()
    expect(page.locator("#keep")).to_contain_text("open your space first", timeout=WAIT_MS)
    page.locator("#keep input").check()
    write(page, "question", "How do we talk again?")
    page.locator("#ask").click()
    expect(page.get_by_text(words.KEEP_WHERE)).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#question textarea")).to_have_value("How do we talk again?")
    open_tab(page, texts.TAB_STEPS)
    expect(page.locator("#who-locked")).to_contain_text("this space is locked", timeout=WAIT_MS)
    expect(page.locator("#space")).to_be_hidden()
    page.get_by_role("button", name=texts_safe.GROUNDING, exact=True).click()
    said(page, "grounding-said", words.LOCKED_CARDS)
    expect(page.locator(".grounding .name")).to_have_count(12)
    expect(page.locator("#card-new")).to_have_count(0)
    page.get_by_role("button", name=texts_safe.PLAN, exact=True).click()
    expect(page.locator("#plan-locked")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#plan-inside")).to_be_hidden()
    assert "Words of mine" not in page.content()
    assert page.locator(".toast-body.warning").count() <= 1  # the one about the talk, if it is still there
    enter(page, "plan")
    expect(page.locator("#plan-view")).to_contain_text("Words of mine", timeout=WAIT_MS)
    page.keyboard.press("Escape")
    expect(page.locator("#who-locked")).to_be_hidden()
    expect(page.locator("#space")).to_be_visible(timeout=WAIT_MS)


def test_choosing_someone_else_locks_what_was_open_and_takes_it_off_the_page(
    home: Home, visit: Callable[..., Page]
) -> None:
    for name in ("sam", "tom"):
        checkins.check_in(open_notebook(home.settings, name), date.today(), ["calm"])
    page = visit()
    open_tab(page, words.TAB)
    page.locator("#space-who").get_by_label("Sam").check()
    said(page, "space-who-said", "Sam: this space is open")
    write(page, "space-who-new", "Ana")
    page.locator("#space-who-add").click()
    said(page, "space-who-said", "Ana: this space is open")
    check_in(page, "Words of Ana")
    put_on(page)
    begins_anew(page, page.locator("#space-who").get_by_label("Sam").check)
    assert "Words of Ana" not in page.content()
    open_tab(page, words.TAB)
    expect(page.locator("#space-inside")).to_be_hidden()
    page.locator("#space-who").get_by_label("Ana").check(timeout=WAIT_MS)
    expect(page.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)


def test_locking_in_one_window_takes_it_off_another(home: Home, visit: Callable[..., Page]) -> None:
    page = visit()
    check_in(page, "Pancakes at midnight")
    put_on(page)
    other = visit(page.context)
    open_tab(other, words.TAB)
    expect(other.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)  # each window opens it for itself
    enter(other)
    to_check_in(other)
    expect(other.locator("#check-today li")).to_contain_text("Pancakes at midnight", timeout=WAIT_MS)
    begins_anew(other, page.locator("#space-lock").click)
    assert "Pancakes at midnight" not in other.content()


def test_space_that_another_window_protected_is_opened_with_what_was_typed_still_there(
    home: Home, visit: Callable[..., Page]
) -> None:
    page = visit()
    page.get_by_role("button", name=texts_safe.PLAN, exact=True).click()
    write(page, "plan-by-myself", "Tea")
    page.keyboard.press("Escape")
    to_check_in(page)
    write(page, "check-note", "Pancakes at midnight")
    put_on(visit(page.context))
    page.bring_to_front()
    page.locator("#check-keep").click()
    expect(page.get_by_text("This space is locked: in another window")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#check-note :is(input, textarea)")).to_have_value("Pancakes at midnight")
    page.get_by_role("button", name=texts_safe.PLAN, exact=True).click()
    expect(page.locator("#plan-locked")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#plan-inside")).to_be_hidden()
    page.keyboard.press("Escape")
    open_tab(page, words.TAB)
    expect(page.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#space-inside")).to_be_hidden()
    enter(page)
    expect(page.locator("#space-state")).to_contain_text("encrypted on the disk", timeout=WAIT_MS)
    page.get_by_role("button", name=texts_safe.PLAN, exact=True).click()
    expect(page.locator("#plan-by-myself :is(input, textarea)")).to_have_value("Tea", timeout=WAIT_MS)
    page.keyboard.press("Escape")
    open_tab(page, texts.TAB_STEPS)
    expect(page.locator("#check-note :is(input, textarea)")).to_have_value("Pancakes at midnight")
    page.wait_for_timeout(1_000)
    page.locator("#check-keep").click()
    said(page, "check-said", "Kept at")


def test_role_and_names_that_are_not_kept_stay_when_the_tab_was_left(home: Home, visit: Callable[..., Page]) -> None:
    page = visit()
    open_tab(page, words.TAB)
    expect(page.locator("#space-state h2")).to_be_visible(timeout=WAIT_MS)
    unfold(page, words.PERSON_TITLE)
    write(page, "person-me", "Sam")
    page.locator("#person-role").get_by_label(texts.ROLES[0][0]).check()
    open_tab(page, texts.TAB_ASK)
    checkins.check_in(open_notebook(home.settings), date.today(), ["calm"])
    open_tab(page, words.TAB)
    expect(page.locator("#space-state")).to_contain_text(TITLES["checkin"], timeout=WAIT_MS)  # the tab was read anew
    expect(page.locator("#person-me :is(input, textarea)")).to_have_value("Sam")
    expect(page.locator("#person-role").get_by_label(texts.ROLES[0][0])).to_be_checked()


def test_everything_is_saved_and_erased(home: Home, visit: Callable[..., Page]) -> None:
    page = visit()
    check_in(page, "Pancakes at midnight")
    put_on(page)
    unfold(page, words.TAKE_TITLE)
    for button, end in (("space-read", ".md"), ("space-data", ".json")):
        with page.expect_download(timeout=WAIT_MS) as caught:
            page.locator(f"#{button}").click()
        assert caught.value.suggested_filename == f"{words.TAKE_NAME}{end}"
        assert "Pancakes at midnight" in caught.value.path().read_text(encoding="utf-8")
    unfold(page, words.ERASE_TITLE)
    write(page, "erase-word", "yes")
    page.locator("#erase").click()
    expect(page.get_by_text(f"Write “{words.ERASE_WORD}” in the box first")).to_be_visible(timeout=WAIT_MS)
    assert has_passphrase(home.settings, "me")
    page.wait_for_timeout(1_000)
    write(page, "erase-word", words.ERASE_WORD)
    begins_anew(page, page.locator("#erase").click)
    assert list(home.settings.spaces_dir.glob("*")) == []


@pytest.mark.parametrize("way", ["button", "keyboard", "escape", "touch"])
def test_leaving_quickly_leaves_a_blank_page_and_a_locked_space(
    way: str, home: Home, visit: Callable[..., Page]
) -> None:
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True) if way == "touch" else visit()
    put_on(page)
    check_in(page, "Pancakes at midnight")
    other = visit(page.context)
    page.bring_to_front()
    if way == "button":
        page.locator("#leave").click()
    elif way == "touch":
        page.locator("#leave").tap()
    elif way == "keyboard":
        page.evaluate("document.activeElement.blur()")
        page.locator("#leave").focus()
        page.keyboard.press("Enter")
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    blank(page)
    blank(other)  # in every tab of this browser
    page.go_back()
    assert home.server.address not in page.url
    again = visit(page.context)
    open_tab(again, words.TAB)
    expect(again.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)
    assert "Pancakes at midnight" not in again.content()


def test_one_escape_or_two_leave_nothing(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("button", name=texts_safe.HELP, exact=True).click()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1_600)
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    expect(page.locator("#ask")).to_be_visible()


def test_button_is_there_and_works_before_the_page_has_loaded(home: Home, browser: Browser) -> None:
    page = browser.new_page(viewport=DESKTOP)
    # Gradio's own code never comes; its style sheets do not either, but a browser draws nothing while it waits for those
    page.route("**/assets/**", lambda route: route.abort() if route.request.resource_type == "stylesheet" else None)
    page.goto(home.server.address, wait_until="commit")
    page.locator("#leave").click(timeout=WAIT_MS)
    blank(page)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_can_be_read_on_a_small_phone(scheme: str, home: Home, visit: Callable[..., Page]) -> None:
    page = visit(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    put_on(page)
    for name in (words.CHANGE_TITLE, words.OFF_TITLE, words.TAKE_TITLE, words.ERASE_TITLE):
        unfold(page, name)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    leave = page.locator("#leave").bounding_box()
    assert leave["height"] >= 40 and leave["x"] + leave["width"] <= PHONE["width"]
    for one in page.locator("#safe-bar button").all():
        box = one.bounding_box()
        assert box["x"] + box["width"] <= leave["x"], "the buttons stand beside each other"
    seen = {
        selector: contrast(page.locator(selector).locator("visible=true").first)
        for selector in (
            "#leave .short",
            "#space-state p",
            "#space-state .meta",
            "#space-lock",
            "#leaving p",
            "#erase",
            "#off",
        )
    }
    assert {name: ratio for name, ratio in seen.items() if ratio < MIN_CONTRAST} == {}


def test_idle_page_is_warned_stays_on_a_movement_and_locks_without_one(browser: Browser, tmp_path: Path) -> None:
    with started(tmp_path, "lock_after_minutes = 0.25\n") as home, visiting(browser, home) as visit:
        page = visit()
        check_in(page, "Pancakes at midnight")
        put_on(page)
        page.evaluate("window.same = true")
        notice = page.locator("#idle")
        expect(notice).to_be_visible(timeout=20_000)
        page.mouse.move(200, 200)
        expect(notice).to_be_hidden(timeout=5_000)
        for across in (300, 400, 500):  # longer than it may lie still, were it not for the movements
            page.wait_for_timeout(6_000)
            page.mouse.move(across, 200)
        assert page.evaluate("window.same")
        begins_anew(page, lambda: None, within_ms=40_000)
        assert "Pancakes at midnight" not in page.content()
        open_tab(page, words.TAB)
        expect(page.locator("#space-who-locked")).to_be_visible(timeout=WAIT_MS)


def found(home: Home) -> list[tuple[str, str]]:
    """Return where a sentinel lies, in UTF-8 or UTF-16, in any file or file name below the home: data, temporary files, log."""
    hits = []
    for file in sorted(home.folder.rglob("*")):
        raw = str(file).encode() + (file.read_bytes() if file.is_file() else b"")
        hits += [(file.name, one) for one in SENTINELS if any(one.encode(code) in raw for code in CODES)]
    return hits


def evening(page: Page) -> None:
    """What a person may write in one evening: a check-in, a plan, a talk that is kept, a tool, and what is never kept."""
    note, own_plan, talk, typed, gratitude = SENTINELS
    check_in(page, note)
    plan(page, own_plan)
    page.locator("#steps-tabs").get_by_role("tab", name=steps.TAB_LOOK_BACK).click()
    page.wait_for_timeout(1_000)  # what is kept of this week is read first
    write(page, "look-helped", gratitude)
    page.locator("#look-back-keep").click()
    said(page, "look-said", "Kept")
    open_tab(page, texts.TAB_ASK)
    page.locator("#keep input").check()
    write(
        page, "question", f"My husband hit me last night. {talk}"
    )  # answered in words that are written, without a model
    page.locator("#ask").click()
    wait_for_answer(page, 1)
    write(page, "question", typed)


def test_nothing_of_a_protected_space_is_found_anywhere_after_leaving_quickly(browser: Browser, tmp_path: Path) -> None:
    with started(tmp_path) as home, visiting(browser, home) as visit:
        page = visit()
        put_on(page)
        evening(page)
        assert found(home) == [], "while it is open"
        for _ in range(3):
            page.keyboard.press("Escape")
        blank(page)
        time.sleep(3)  # what was on its way
        assert found(home) == [], "after it was left"
        key = unlock(home.settings, "me", SECRET)
        assert len(open_notebook(home.settings, "me", key).export()["entries"]) == 3
        kept = open_history(home.settings, "me", key).export()
        assert SENTINELS[2] in kept[0]["messages"][0]["content"], "all of it was kept"
        key.wipe()
        # the same without a passphrase: the search sees what there is to see
        other = visit()
        open_tab(other, words.TAB)
        write(other, "space-who-new", "plain")
        other.locator("#space-who-add").click()
        said(other, "space-who-said", "Plain: this space is open")
        evening(other)
        assert {one for _, one in found(home)} == set(SENTINELS) - {SENTINELS[3]}
