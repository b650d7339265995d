"""What a person does with each tool, and what they find of it when they come back: USE and SEE, a function a tool."""

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from tests.ui.browser.driving import refused
from ui import texts_tools as texts

WAIT_MS = 30_000
TOOLS = tuple(texts.TOOLS)


def open_tools(page: Page, address: str) -> None:
    """Open the page and go to the list of tools."""
    page.goto(address)
    page.get_by_role("tab", name="Next steps").click(timeout=WAIT_MS)
    page.get_by_role("tab", name="Tools").click(timeout=WAIT_MS)
    expect(page.locator("#tools h2")).to_be_visible(timeout=WAIT_MS)


def open_tool(page: Page, tool: str, title: str = "") -> None:
    """Open a tool from the list; `title` is what it is called where the page speaks another language."""
    title = title or texts.TOOLS[tool][0]
    button, head = page.locator(f"#tools button[data-tool={tool}]"), page.locator("#tool-head h2")
    button.click()
    try:
        expect(head).to_have_text(title, timeout=3_000)
    except AssertionError:  # Gradio drops a press that comes while one before it is answered: a person presses again
        with suppress(PlaywrightError):  # the list went just now: the tool is on its way
            if button.is_visible():
                button.click(timeout=1_000)
    expect(head).to_have_text(title, timeout=WAIT_MS)
    expect(page.locator("#tool")).to_contain_text(re.compile(r"\w"))
    page.locator("#tool .shelf").first.wait_for(state="attached", timeout=WAIT_MS)


def back(page: Page) -> None:
    """Go back to the list."""
    page.locator("#tool-head button").click()
    expect(page.locator("#tools h2")).to_be_visible(timeout=WAIT_MS)
    # until the press is over: Gradio drops one that comes before, and open_tool presses again
    page.wait_for_timeout(250)


def fill(page: Page, name: str, text: str) -> None:
    """Type into the box with this id."""
    page.locator(f"#{name} :is(textarea, input)").first.fill(text)


def press(page: Page, name: str) -> None:
    """Press the button with this id."""
    page.locator(f"#{name}").click()


def rows(page: Page, shelf: str) -> Locator:
    """The rows of a list of what was kept."""
    return page.locator(f"#{shelf} li")


def kept(page: Page, said: str) -> None:
    """Wait until the page says that it was kept."""
    expect(page.locator(f"#{said} [role=status]")).to_contain_text("Kept", timeout=WAIT_MS)


def use_jar(page: Page) -> None:
    """Two slips in, one of them drawn and done; a third stays inside."""
    for count, text in enumerate(("Bring tea before you are up", "Dance to one song", "Warm the car"), start=1):
        fill(page, "jar-slip", text)
        page.locator("#jar-by").get_by_label("My partner's" if count == 2 else "Mine").check()
        press(page, "jar-put")
        expect(page.locator("#jar-count")).to_contain_text(
            ("one slip", "2 slips", "3 slips")[count - 1], timeout=WAIT_MS
        )
        expect(page.locator("#jar-slip textarea")).to_have_value("")
    page.locator("#jar-from").get_by_label("My partner's").check()
    press(page, "jar-draw")
    expect(page.locator("#jar-said")).to_contain_text("Dance to one song", timeout=WAIT_MS)
    rows(page, "jar-out").get_by_role("button", name=texts.JAR_DONE).click()
    expect(rows(page, "jar-done")).to_have_count(1, timeout=WAIT_MS)
    page.locator("#jar-from").get_by_label("Mine", exact=True).check()
    press(page, "jar-draw")
    expect(rows(page, "jar-out")).to_have_count(1, timeout=WAIT_MS)


def see_jar(page: Page) -> None:
    """One done, one drawn, one inside; each in its place."""
    expect(rows(page, "jar-done")).to_have_text(re.compile("Dance to one song"))
    expect(rows(page, "jar-out")).to_have_text(re.compile("Bring tea|Warm the car"))
    expect(page.locator("#jar-count")).to_contain_text("one slip")
    page.get_by_role("button", name=texts.JAR_INSIDE).click()
    expect(rows(page, "jar-inside")).to_have_text(re.compile("Bring tea|Warm the car"))


def use_touch(page: Page) -> None:
    """Begin together, keep a day, and pause."""
    press(page, "touch-begin")  # nobody has said yes
    refused(page, "it can wait until you do")
    page.locator("#touch-me input").check()
    page.locator("#touch-partner input").check()
    fill(page, "touch-welcome", "holding hands\na long hug")
    press(page, "touch-begin")
    expect(page.locator("#touch-keep")).to_be_visible(timeout=WAIT_MS)
    fill(page, "touch-moment", "Two hands on the sofa")
    press(page, "touch-keep")
    kept(page, "touch-said")
    press(page, "touch-pause")
    expect(page.locator("#touch-go-on")).to_be_visible(timeout=WAIT_MS)


def see_touch(page: Page) -> None:
    """It rests where it was, and goes on from there."""
    expect(page.locator("#touch-state")).to_contain_text("Resting")
    expect(page.locator("#touch-state")).to_contain_text("holding hands; a long hug")
    expect(rows(page, "touch-kept")).to_contain_text("Two hands on the sofa")
    press(page, "touch-go-on")
    expect(page.locator("#touch-keep")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#touch-begin")).to_be_hidden()


def use_languages(page: Page) -> None:
    """Reflect, do one act, and look at the week."""
    expect(page.locator("#lang-note")).to_contain_text("the research behind them is weak")
    for pair in ("p01", "p04"):
        page.locator(f"#lang-{pair} input").nth(1 if pair == "p01" else 0).check()
    page.locator("#lang-guess").get_by_label("Kind words").check()
    press(page, "lang-show")
    expect(page.locator("#lang-shown")).to_contain_text("time together", timeout=WAIT_MS)
    press(page, "lang-keep")
    kept(page, "lang-said")
    page.get_by_role("button", name=texts.LANG_ACT).click()
    page.locator("#lang-which").get_by_label("Time together").check()
    expect(page.locator("#lang-ideas li").first).to_be_visible(timeout=WAIT_MS)
    fill(page, "lang-act-text", "Ten minutes with tea")
    press(page, "lang-act-keep")
    kept(page, "lang-act-said")
    page.get_by_role("button", name=texts.LANG_WEEK).click()
    page.locator("#lang-how").get_by_label("3: in between").check()
    fill(page, "lang-landed", "The walk")
    press(page, "lang-week-keep")
    kept(page, "lang-week-said")


def see_languages(page: Page) -> None:
    """The act of the day is open now; the others open on demand, with what was kept."""
    expect(rows(page, "lang-acts")).to_contain_text("Ten minutes with tea")
    page.get_by_role("button", name=texts.LANG_REFLECT).click()
    expect(rows(page, "lang-kept")).to_contain_text("A guess for my partner: kind words")
    page.get_by_role("button", name=texts.LANG_WEEK).click()
    expect(rows(page, "lang-weeks")).to_contain_text("How loved: 3 of 5")


def use_expectations(page: Page) -> None:
    """A vague wish is met with a question; a clear one is kept in the person's own words."""
    fill(page, "expect-act", "be there for me")
    press(page, "expect-show")
    expect(page.locator("#expect-found")).to_contain_text(texts.LOOK_AGAIN, timeout=WAIT_MS)
    fill(page, "expect-act", "ask how my day was")
    fill(page, "expect-when", "when we are both home")
    press(page, "expect-show")
    expect(page.locator("#expect-found")).to_contain_text("it can be done", timeout=WAIT_MS)
    sentence = page.locator("#expect-sentence textarea")
    expect(sentence).to_have_value("I need you to ask how my day was, when we are both home.")
    sentence.fill("Would you ask how my day was, when we are both home?")
    press(page, "expect-keep")
    kept(page, "expect-said")


def see_expectations(page: Page) -> None:
    """The person's own sentence."""
    expect(rows(page, "expect-kept")).to_contain_text("Would you ask how my day was, when we are both home?")


def use_limits(page: Page) -> None:
    """A demand gets no sentence; a limit does."""
    fill(page, "limit-do", "check your phone")
    press(page, "limit-show")
    expect(page.locator("#limit-found")).to_contain_text(texts.LOOK_AGAIN, timeout=WAIT_MS)
    expect(page.locator("#limit-keep")).to_be_hidden()
    fill(page, "limit-when", "voices get loud")
    fill(page, "limit-do", "go for a walk")
    press(page, "limit-show")
    press(page, "limit-keep")
    kept(page, "limit-said")


def see_limits(page: Page) -> None:
    """The limit."""
    expect(rows(page, "limit-kept")).to_contain_text("When voices get loud, I'll go for a walk.")


def use_promises(page: Page) -> None:
    """Three promises: one kept, one owned, one moved."""
    for count, text in enumerate(("Ring at one", "Hand in the form {A}", "Be home by six {as said}"), start=1):
        fill(page, "promise-what", text)
        press(page, "promise-make")
        expect(rows(page, "promise-open")).to_have_count(count, timeout=WAIT_MS)

    def of(text: str) -> Locator:
        return rows(page, "promise-open").filter(has_text=text)

    of("Ring at one").get_by_role("button", name=texts.PROMISE_KEPT).click()
    expect(rows(page, "promise-open")).to_have_count(2, timeout=WAIT_MS)
    of("Hand in the form").get_by_role("button", name=texts.PROMISE_MISSED).click()
    expect(page.locator("#promise-owning h3").first).to_be_focused(timeout=WAIT_MS)
    fill(page, "promise-now", "I am doing it now")
    expect(page.locator("#promise-sentence textarea")).to_have_value(
        "I said I would hand in the form {A}, and I didn't. I'm sorry. I am doing it now.", timeout=WAIT_MS
    )
    press(page, "promise-own")
    expect(rows(page, "promise-open")).to_have_count(1, timeout=WAIT_MS)
    of("Be home by six").get_by_role("button", name=texts.PROMISE_MOVE).click()
    press(page, "promise-move")
    expect(rows(page, "promise-open")).to_contain_text("By: Tomorrow", timeout=WAIT_MS)


def see_promises(page: Page) -> None:
    """The moved one is open; the others are told as they went."""
    expect(rows(page, "promise-open")).to_have_text(re.compile("Be home by six.*Moved from", re.DOTALL))
    expect(rows(page, "promise-before").filter(has_text="Ring at one")).to_contain_text("Kept")
    expect(rows(page, "promise-before").filter(has_text="Hand in the form")).to_contain_text("I'm sorry")


def use_naming(page: Page) -> None:
    """One moment."""
    fill(page, "naming-where", "Sunday, in the kitchen")
    fill(page, "naming-happened", "I told you about Mum.\nThe television stayed on.")
    fill(page, "naming-effect", "I went to bed early.")
    press(page, "naming-keep")
    kept(page, "naming-said")


def see_naming(page: Page) -> None:
    """The moment, with its lines."""
    for text in ("Sunday, in the kitchen", "The television stayed on.", "I went to bed early."):
        expect(rows(page, "naming-kept")).to_contain_text(text)


def use_signs(page: Page) -> None:
    """Look, read the table, and keep it; readings come at the end."""
    page.locator("#signs-noticed").get_by_label("I feel lonely while they are right beside me.").check()
    fill(page, "signs-good", "You still warm the car")
    page.get_by_role("button", name=texts.SIGNS_TABLE).click()
    expect(page.locator("#signs-table").get_by_role("rowheader", name="Being heard")).to_be_visible(timeout=WAIT_MS)
    press(page, "signs-keep")
    kept(page, "signs-said")
    reading = page.locator("#signs-next details").first
    reading.locator("summary").click()
    expect(reading.locator(".passage-text")).to_be_visible()


def see_signs(page: Page) -> None:
    """What was noticed, and what is still good; no number anywhere."""
    expect(rows(page, "signs-kept")).to_contain_text("I feel lonely while they are right beside me.")
    expect(rows(page, "signs-kept")).to_contain_text("Still good: You still warm the car")
    assert not re.search(r"\d (?:of|/) \d|\d+ ?%", page.locator("#signs-kept").inner_text())


def use_notes(page: Page) -> None:
    """A note, given."""
    fill(page, "note-noticed", "you got up with him at three")
    fill(page, "note-meant", "I could sleep")
    press(page, "note-show")
    expect(page.locator("#note-sentence textarea")).to_have_value(
        "You got up with him at three. I could sleep.", timeout=WAIT_MS
    )
    press(page, "note-keep")
    kept(page, "note-said")
    expect(page.locator("#note-kept h3")).to_be_focused()  # the button that was pressed is gone
    rows(page, "note-kept").get_by_role("button", name=texts.NOTES_GIVE).click()
    expect(page.locator("#note-said")).to_contain_text(texts.NOTES_WAS_GIVEN, timeout=WAIT_MS)


def see_notes(page: Page) -> None:
    """The note, as given."""
    expect(rows(page, "note-kept")).to_contain_text("You got up with him at three. I could sleep.")
    expect(rows(page, "note-kept").locator(".more")).to_have_text(texts.NOTES_GIVEN)


def use_journal(page: Page) -> None:
    """Another beginning, then the other role's, and a page."""
    prompt = page.locator("#journal-prompt blockquote")
    first = prompt.inner_text()
    press(page, "journal-other")
    expect(prompt).not_to_have_text(first, timeout=WAIT_MS)
    page.locator("#journal-role").get_by_label("Someone who has neglected").check()
    expect(prompt).to_have_text(re.compile(r"\b(?:partner|they|them|I|my)\b"), timeout=WAIT_MS)
    fill(page, "journal-page", "nothing nothing tired")
    press(page, "journal-keep")
    kept(page, "journal-said")


def see_journal(page: Page) -> None:
    """The page, with its beginning."""
    expect(rows(page, "journal-kept")).to_contain_text("nothing nothing tired")
    expect(rows(page, "journal-kept").locator(".more")).not_to_be_empty()


def use_observer(page: Page) -> None:
    """The timer runs, and the writing is kept."""
    timer = page.locator("#observer-timer")
    timer.get_by_role("button", name="Start").click()
    expect(timer.locator(".clock")).to_have_text(re.compile("^6:5"), timeout=WAIT_MS)
    fill(page, "observer-observer", "Two tired people who wanted the same thing.")
    fill(page, "observer-next_time", "Say that I am scared.")
    press(page, "observer-keep")
    kept(page, "observer-said")
    expect(page.locator("#observer-observer textarea")).to_have_value("")


def see_observer(page: Page) -> None:
    """Each part under its name."""
    expect(rows(page, "observer-kept")).to_contain_text("A fair friend: Two tired people who wanted the same thing.")
    expect(rows(page, "observer-kept")).to_contain_text("Next time: Say that I am scared.")
    expect(page.locator("#tool")).to_contain_text(texts.OBSERVER_RECENT)


USE: dict[str, Callable[[Page], None]] = {one: globals()[f"use_{one}"] for one in TOOLS}
SEE: dict[str, Callable[[Page], None]] = {one: globals()[f"see_{one}"] for one in TOOLS}
