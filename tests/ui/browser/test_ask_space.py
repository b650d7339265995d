"""The talks that were kept, in a space that is locked, opened and left again: a real browser, and no model."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from coach.history import Said
from coach.keeping.locking import protect, unlock
from coach.keeping.spaces import erase_all_spaces, open_history
from tests.ui.browser.driving import answers, open_tab
from tests.ui.browser.home import Home
from tests.ui.browser.test_space import SECRET, WAIT_MS, enter, started, visiting
from ui import texts, texts_ask, texts_space

pytestmark = pytest.mark.browser

TITLE, SAID = "About the lantern", "Keep one promise."


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with started(tmp_path_factory.mktemp("ask-space")) as found:
        yield found


@pytest.fixture
def home(house: Home) -> Home:
    """The page's home, with nothing kept in it."""
    erase_all_spaces(house.settings)
    return house


def test_of_a_locked_space_no_talk_is_shown(browser: Browser, home: Home) -> None:
    talk = [Said("user", TITLE), Said("assistant", SAID)]
    open_history(home.settings).keep(None, talk)
    protect(home.settings, "me", SECRET)
    with visiting(browser, home) as visit:
        page = visit()
        box, go_on = page.locator("#kept-talks-box"), page.locator("#go-on")
        expect(page.locator("#keep")).to_contain_text(texts_space.KEEP_IN[None], timeout=WAIT_MS)
        expect(box).to_be_hidden()
        expect(go_on).to_be_hidden()
        assert TITLE not in page.content()
        open_tab(page, texts_space.TAB)
        enter(page)
        open_tab(page, texts.TAB_ASK)
        expect(box).to_contain_text("Talks you kept (1)", timeout=WAIT_MS)
        go_on.click()
        expect(answers(page)).to_have_text([SAID])
        press = page.locator("#talk .message-buttons").get_by_role("button", name="Like", exact=True)
        press.click()
        expect(page.locator("#rating-said")).to_contain_text(texts_ask.RATED_KEPT)
        open_tab(page, texts_space.TAB)
        page.locator("#space-lock").click()
        expect(page.locator("#keep")).to_contain_text(texts_space.KEEP_IN[None], timeout=WAIT_MS)
        expect(answers(page)).to_have_count(0)
        expect(box).to_be_hidden()
        assert TITLE not in page.content() and SAID not in page.content()
    kept = open_history(home.settings, "me", unlock(home.settings, "me", SECRET)).talks()
    assert [one.messages[1].liked for one in kept] == [True]
    for file in home.folder.rglob("*"):
        assert not file.is_file() or TITLE.encode() not in file.read_bytes(), file


def test_the_talks_of_another_are_not_left_on_the_page(browser: Browser, home: Home) -> None:
    open_history(home.settings, "ann").keep(None, [Said("user", "Words of Ann"), Said("assistant", "For Ann.")])
    open_history(home.settings, "bob").keep(None, [Said("user", "Words of Bob"), Said("assistant", "For Bob.")])
    with visiting(browser, home) as visit:
        page = visit()
        expect(page.locator("#keep")).to_contain_text(texts_space.KEEP_IN[None], timeout=WAIT_MS)
        assert "Words of" not in page.content(), "nobody has said who they are"
        open_tab(page, texts_space.TAB)
        page.locator("#space-who").get_by_label("Ann").check()
        expect(page.locator("#space-state h2")).to_be_visible(timeout=WAIT_MS)
        open_tab(page, texts.TAB_ASK)
        expect(page.locator("#keep")).to_contain_text("the space of Ann", timeout=WAIT_MS)
        page.locator("#go-on").click(timeout=WAIT_MS)
        expect(answers(page)).to_have_text(["For Ann."])
        open_tab(page, texts_space.TAB)
        page.locator("#space-who").get_by_label("Bob").check()
        open_tab(page, texts.TAB_ASK)
        expect(page.locator("#keep")).to_contain_text("the space of Bob", timeout=WAIT_MS)
        expect(page.locator("#go-on")).to_contain_text("Words of Bob", timeout=WAIT_MS)
        expect(answers(page)).to_have_count(0)
        assert "Words of Ann" not in page.content() and "For Ann" not in page.content()
