"""What a person, a document or its name says is shown as letters: nothing of it runs, links anywhere or is asked for."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.driving import ANSWER_MS, BLAMING, answers, ask, open_tab, plan
from tests.ui.browser.serving import PageServer
from tests.ui.browser.test_guides import LANTERN, QUESTION, files, nothing_left, row, upload, wait_until_ready

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.timeout(900)]
__all__ = ["files", "nothing_left"]  # fixtures

AWAY = "https://elsewhere.example"
PAYLOADS = {
    "script": "<script>window.ran = 1</script>",
    "image that fails": "<img src=x onerror='window.ran = 2'>",
    "image from elsewhere": f"<img src='{AWAY}/a.png'>",
    "drawing": "<svg onload='window.ran = 3'></svg>",
    "frame": f"<iframe src='{AWAY}/b' srcdoc='<script>parent.ran = 4</script>'></iframe>",
    "link": "<a href='javascript:window.ran = 5'>press</a>",
    "Markdown links": "[press](javascript:window.ran=6) [press](data:text/html,x) [press](file:///etc/passwd) [here][1]",
    "Markdown reference": f"\n\n[1]: {AWAY}/c",
    "Markdown images": f"![]({AWAY}/d.png) ![](javascript:window.ran=7) ![x][1]",
    "bare addresses": f"<{AWAY}/e> {AWAY}/f www.elsewhere.example me@elsewhere.example javascript:window.ran=8",
    "style": f"<style>@import '{AWAY}/g.css'; * {{ background: url({AWAY}/h.png) }}</style>",
    "form": f"<form action='{AWAY}'><button autofocus onfocus='window.ran = 9'>go</button></form>",
    "disclosure": "<details open ontoggle='window.ran = 10'>x</details>",
    "templates": "${window.ran = 11} {{constructor.constructor('window.ran = 12')()}} {{{value}}} <%= 7*7 %> #{7*7}",
    "formulas": rf"$$\href{{javascript:window.ran=13}}{{x}}$$ $$\includegraphics{{{AWAY}/i.png}}$$ \(\url{{{AWAY}/j}}\)",
    "entities": "&lt;img src=x onerror='window.ran = 14'&gt; &#60;script&#62;window.ran = 15&#60;/script&#62;",
    "code": "`<img src=x onerror='window.ran = 16'>` ```html\n<script>window.ran = 17</script>\n```",
    "diagram": f"\n```mermaid\ngraph TD; A-->B; click A href '{AWAY}/k'\n```\n",
    "broken tags": "<<img src=x onerror='window.ran = 18'>/><scr<script>ipt>window.ran = 19</scr</script>ipt>",
    "attribute": "\"' onmouseover='window.ran = 20' autofocus onfocus='window.ran = 21' x='",
}
ACTIVE = "\n".join(PAYLOADS.values())
FILE_NAME = "<img src=x onerror=alert(1)> ![](x) & 'talk' \"lantern\" ${1}.md"
FROM_DOCUMENTS = "#own-list, #own-said, #sources, #talk"

_ALIVE = """() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]
    .filter((a) => /^on/i.test(a.name) || /^\\s*(javascript:|data:text|file:|https?:\\/\\/elsewhere)/i.test(a.value))
    .map((a) => `${one.tagName} ${a.name}=${a.value}`))"""


def nothing_is_alive(page: Page, places: str) -> None:
    """Assert that nothing ran, nothing on the page could, and nothing in `places` links, loads or embeds anything."""
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert page.evaluate(_ALIVE) == []
    # a style within a drawing is Gradio's: its icons have some
    kinds = "script, iframe, object, embed, form, style:not(svg style), link, img, math, a:not([href^='#cite-'])".split(
        ", "
    )
    inside = ", ".join(f"{place} {kind}" for place in places.split(", ") for kind in kinds)
    assert page.locator(inside).count() == 0, [page.locator(inside).nth(0).evaluate("(one) => one.outerHTML")]


def test_a_question_stays_letters(page: Page) -> None:
    said = page.locator("#talk [data-testid=user]")
    for turn, start in enumerate(range(0, len(PAYLOADS), 4), start=1):
        few = "\n\n".join(list(PAYLOADS.values())[start : start + 4])
        ask(page, f"How do I bring up number {turn}? {few}", turn)
        expect(said.last).to_contain_text(f"How do I bring up number {turn}?")
        nothing_is_alive(page, "#talk, #sources")
    for kind in ("script", "image that fails", "drawing", "frame", "style", "form", "disclosure"):
        expect(said.filter(has_text=PAYLOADS[kind])).to_have_count(1)


def test_a_message_stays_letters(page: Page) -> None:
    open_tab(page, "Before you send")
    # those that the screen does not take for something else
    few = ("script", "image that fails", "drawing", "link", "Markdown links", "Markdown images")
    page.locator("#message textarea").fill(" ".join([BLAMING, *(PAYLOADS[one] for one in few)]))
    page.locator("#rewrite").click()
    expect(page.locator("#marks")).to_contain_text("<script>window.ran = 1</script>", timeout=ANSWER_MS)
    nothing_is_alive(page, "#marks, #reasons, #why, #versions, #build")
    page.locator("#rewrite-stop").click()
    expect(page.locator("#rewrite")).to_be_enabled(timeout=ANSWER_MS)
    nothing_is_alive(page, "#marks, #reasons, #why, #versions, #build")


def test_a_situation_stays_letters(page: Page) -> None:
    plan(page, f"We hardly talk any more. {ACTIVE}")
    nothing_is_alive(page, "#plan-intro, #plan-cards")


def test_what_is_kept_stays_letters(page: Page) -> None:
    page.get_by_role("button", name="Safety plan").click()
    boxes = page.locator("#plan-inside textarea")
    expect(boxes.first).to_be_visible(timeout=ANSWER_MS)
    for box in boxes.all():
        box.fill(ACTIVE.replace("\n", " ")[:480])
    page.locator("#plan-keep-mine").click()
    expect(page.locator("#plan-view")).to_contain_text("<script>window.ran = 1</script>", timeout=ANSWER_MS)
    nothing_is_alive(page, "#plan-view")


@pytest.mark.usefixtures("nothing_left")
def test_a_document_and_its_name_stay_letters(page: Page, files: Path, page_server: PageServer) -> None:
    given = files / FILE_NAME
    active = "\n\n".join(PAYLOADS.values())
    given.write_text(f"{LANTERN}\n\n## After a lantern talk <img src=x onerror='window.ran = 22'>\n\n{active}\n")
    upload(page, given)
    wait_until_ready(page)
    (kept,) = (page_server.data / "documents").iterdir()
    expect(row(page, kept.name)).to_contain_text("passage")
    nothing_is_alive(page, FROM_DOCUMENTS)
    open_tab(page, "Ask")
    answer = ask(page, QUESTION)
    expect(answer).to_contain_text("candlelight")
    own = page.locator("#sources .passage").filter(has_text="Your own file")
    expect(own.first).to_be_attached()
    for one in page.locator("#sources .passage summary").all():
        one.click()
    nothing_is_alive(page, FROM_DOCUMENTS)
    assert answers(page).count() == 1
    # taken out by `nothing_left`, whose button is found by the same name
