"""Take the pictures of docs/screenshots from the running product: `python docs/screenshots.py [--out FOLDER]`.

Starts the real page on a free port with a temporary data folder and its own models, and drives it in a headless Chromium: each
tab in a telling state, on a desktop and on a phone, in light and in dark. Nothing in the pictures is staged beyond what is typed.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from ui import texts_welcome
from ui.spanish import texts_welcome as spanish

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"desktop": (1280, 860), "phone": (390, 844)}
SCHEMES = ("light", "dark")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
START_S = 300
ANSWER_MS = 180_000

QUESTION = "What kind of therapy helps with emotional neglect?"
MESSAGE = "You never listen to me when I talk about work"
SITUATION = "We eat in front of the TV and hardly talk. I miss us, and I don't know where to start."


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """Serve the real page from an empty data folder, and give its address once it answers; `settings` as HEARTH_ variables."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("HEARTH_")}
    with tempfile.TemporaryDirectory(prefix="hearth-pictures-") as folder:
        own = {"HEARTH_DATA_DIR": f"{folder}/data", "HEARTH_CONFIG_DIR": f"{folder}/config", "HEARTH_WELCOMED": "true"}
        own |= settings
        command = [sys.executable, "-m", "ui.cli", "ui", "--no-browser", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=kept | own)
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("the page did not start")


def ask(page: Page) -> None:
    """Ask one of the FAQs and open the passage that its answer rests on."""
    page.locator("#question textarea").fill(QUESTION)
    page.locator("#ask").click()
    number = page.locator('#talk a[href="#cite-1-1"]')
    expect(number).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator("#ask")).to_be_enabled(timeout=ANSWER_MS)
    number.click()
    page.wait_for_selector("#cite-1-1[open]")


def rewrite(page: Page) -> None:
    """Have a blaming message looked at: its marks, and its versions or its pieces."""
    page.get_by_role("tab", name="Before you send").click()
    page.locator("#message textarea").fill(MESSAGE)
    page.locator("#rewrite").click()
    expect(page.locator("#marks")).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator("#why")).to_contain_text("land as blame", timeout=ANSWER_MS)
    expect(page.locator("#rewrite")).to_be_enabled(timeout=ANSWER_MS)


def steps(page: Page) -> None:
    """Ask for a plan."""
    page.get_by_role("tab", name="Next steps").click()
    page.wait_for_timeout(2_000)  # what is kept is read as the tab opens
    if not page.locator("#situation").is_visible():  # a plan is kept already
        page.get_by_role("button", name="Find next steps").first.click()
    page.locator("#situation textarea").fill(SITUATION)
    page.locator("#plan").click()
    expect(page.locator("#plan-cards .card")).to_have_count(3, timeout=ANSWER_MS)
    expect(page.locator("#plan")).to_be_enabled(timeout=ANSWER_MS)


def week(page: Page) -> None:
    """Keep the plan for this week, choose days for its first step, and tick the second."""
    page.locator("#plan-keep").click()
    first, second = (page.locator("#week .card").nth(number) for number in (0, 1))
    expect(first).to_be_visible(timeout=ANSWER_MS)
    if not first.get_by_label("At (if you like)").is_visible():  # open already, where a plan was kept before
        first.locator("summary").first.click()
    for day in (1, 3, 5):
        first.locator("[name=days]").nth(day).check()
    first.get_by_label("At (if you like)").fill("20:30")
    first.get_by_role("button", name="Keep these days").click()
    expect(first.locator("summary").first).to_contain_text("Tue, Thu, Sat", timeout=ANSWER_MS)
    if second.get_by_role("button", name="Done today").get_attribute("aria-pressed") == "false":
        second.get_by_role("button", name="Done today").click()
    expect(second.get_by_role("button", name="Done today")).to_have_attribute("aria-pressed", "true", timeout=ANSWER_MS)


def check_in(page: Page) -> None:
    """Check in, and begin another."""
    page.locator("#steps-tabs").get_by_role("tab", name="Check in").click()
    for kept in (True, False):
        page.get_by_label("hopeful" if kept else "tender").check()
        page.get_by_label("3 in between" if kept else "4 fairly close").check()
        page.locator("#check-note :is(textarea, input)").first.fill("We walked to the river, phones at home")
        if kept:
            page.locator("#check-keep").click()
            expect(page.locator("#check-today li").first).to_be_visible(timeout=ANSWER_MS)


def talk(page: Page) -> None:
    """Draw a question, and start the timer."""
    page.locator("#steps-tabs").get_by_role("tab", name="Talk", exact=True).click()
    page.locator("#draw").click()
    expect(page.locator("#question-card .asked")).to_be_visible(timeout=ANSWER_MS)
    page.locator("#talk-timer [data-do=start]").click()


def tools(page: Page) -> None:
    """Show the list of tools."""
    page.locator("#steps-tabs").get_by_role("tab", name="Tools").click()
    expect(page.locator("#tools h2")).to_be_visible(timeout=ANSWER_MS)


def look_back(page: Page) -> None:
    """Look back on the week."""
    page.locator("#steps-tabs").get_by_role("tab", name="Look back").click()
    expect(page.locator("#look-week li").first).to_be_visible(timeout=ANSWER_MS)


def guides(page: Page) -> None:
    """Open a page of the book."""
    page.get_by_role("tab", name="Guides").click()
    page.locator("#book").get_by_role("link", name="Signs of emotional neglect", exact=True).click()
    expect(page.get_by_role("heading", name="Signs of emotional neglect")).to_be_visible(timeout=ANSWER_MS)


def welcome(page: Page) -> None:
    """Wait for the first of its two steps."""
    expect(page.locator("#welcome h2").first).to_be_visible(timeout=ANSWER_MS)


def your_space(page: Page) -> None:
    """Show what is kept, and how a space is protected."""
    page.get_by_role("tab", name="Your space").click()
    expect(page.locator("#space-state h2")).to_be_visible(timeout=ANSWER_MS)
    fold = page.locator("button.label-wrap", has_text="Protect with a passphrase")
    if not page.locator("#protect").is_visible():
        fold.click()
    expect(page.locator("#protect")).to_be_visible(timeout=ANSWER_MS)


Reach = dict[str, tuple[Callable[[Page], None], str]]
TABS: Reach = {
    "ask": (ask, "#talk"),
    "before-you-send": (rewrite, "#message"),
    "next-steps": (steps, "#situation"),
    "this-week": (week, "#week"),
    "check-in": (check_in, "#steps-tabs"),
    "talk": (talk, "#steps-tabs"),
    "tools": (tools, "#steps-tabs"),
    "look-back": (look_back, "#steps-tabs"),
    "guides": (guides, "#book"),
    "your-space": (your_space, "#space-inside"),
}
"""Name of the picture -> how its state is reached, and what is at the top of the picture on a phone."""
WELCOME: Reach = {"welcome": (welcome, "body")}
SPANISH: Reach = {"ask-spanish": (ask, "#talk")}


def take(browser: Browser, address: str, out: Path, states: Reach, ready: str | None, *, whole: bool = False) -> None:
    """Write one PNG for each state, size and scheme into `out`, once the page's status is `ready`, if one is given.

    `whole` takes all of the page, beyond the window too.
    """
    for size, (width, height) in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(address)
        if ready:
            expect(page.locator("#status [role=status]")).to_have_text(ready, timeout=START_S * 1000)
        for name, (reach, top) in states.items():
            reach(page)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.locator(top if size == "phone" else "body").evaluate("one => one.scrollIntoView({block: 'start'})")
                page.mouse.move(0, 0)
                page.screenshot(path=out / f"{name}-{size}-{scheme}.png", full_page=whole)
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
        context.close()


def main() -> None:
    """Take all the pictures."""
    parser = argparse.ArgumentParser(description="Take the pictures of docs/screenshots from the running product.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots", help="the folder to write them to")
    parser.add_argument("--whole", action="store_true", help="all of each page, not only what a window shows")
    parser.add_argument("--address", help="a page that is already served")
    options = parser.parse_args()
    executable = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if executable is None:
        raise SystemExit("no Chromium found; install one (Debian: apt install chromium)")
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        if options.address:
            take(browser, options.address, options.out, TABS, texts_welcome.READY, whole=options.whole)
        else:
            with serving() as address:
                take(browser, address, options.out, TABS, texts_welcome.READY, whole=options.whole)
            with serving(HEARTH_WELCOMED="") as address:
                take(browser, address, options.out, WELCOME, None, whole=options.whole)
            with serving(HEARTH_LANGUAGE="es") as address:
                take(browser, address, options.out, SPANISH, spanish.READY, whole=options.whole)
        browser.close()


if __name__ == "__main__":
    main()
