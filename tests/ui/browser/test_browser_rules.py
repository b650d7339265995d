"""What a real browser lets other pages do with Hearth, what it would let an intruder's script do, and what it keeps: nothing.

The page is served with no model, in a process of its own; the other page comes from another port of this machine.
"""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser.conftest import CHROMIUM, FLAGS
from tests.ui.browser.driving import open_tab
from tests.ui.browser.serving import PageServer, serve

pytestmark = pytest.mark.browser

# each way gives "" where it failed, and otherwise what it came to
_TRIES = """async (hearth) => {
  const within = (promise) => Promise.race([promise, new Promise((done) => setTimeout(() => done(""), 3000))]);
  const seen = async (one) => one.type === "opaque" ? "" : await one.text();
  const ask = (path, options) => fetch(hearth + path, options).then(seen, () => "");
  const load = (kind, path) => within(new Promise((done) => {
    const one = Object.assign(document.createElement(kind), { onload: () => done("loaded"), onerror: () => done("") });
    one.src = hearth + path;
    document.body.append(one);
  }));
  const stream = (path) => within(new Promise((done) => {
    const one = new EventSource(hearth + path);
    one.onmessage = (event) => done(event.data);
    one.onerror = () => { one.close(); done(""); };
  }));
  const socket = (path) => within(new Promise((done) => {
    const one = new WebSocket(hearth.replace("http", "ws") + path);
    one.onopen = () => done("open");
    one.onerror = () => done("");
  }));
  const form = new FormData();
  form.append("files", new Blob(["sentinel"]), "planted.md");
  return {
    read: await ask("", {}),
    readWithCookies: await ask("", { credentials: "include" }),
    readStyle: await ask("theme.css", {}),
    post: await ask("gradio_api/run/predict", { method: "POST", body: '{"fn_index": 0, "data": []}' }),
    postJson: await ask("gradio_api/queue/join", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }),
    blindUpload: await ask("gradio_api/upload", { method: "POST", mode: "no-cors", body: form }),
    image: await load("img", "favicon.ico"),
    script: await load("script", "static/js/iframeResizer.contentWindow.min.js"),
    stream: await stream("gradio_api/heartbeat/s"),
    socket: await socket("gradio_api/queue/join"),
  };
}"""
_LEAVES = """async (elsewhere) => {
  const blocked = [];
  document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
  const box = document.createElement("div");
  document.body.append(box);
  box.innerHTML = `<img src=x onerror="window.ran = 1"><svg onload="window.ran = 2"></svg>
    <a id=press href="javascript:window.ran = 3">x</a>
    <img src="${elsewhere}image"><iframe src="${elsewhere}frame"></iframe><link rel=stylesheet href="${elsewhere}style">
    <object data="${elsewhere}object"></object><form id=send action="${elsewhere}form"><input name=a value=b></form>`;
  const script = document.createElement("script");
  script.textContent = "window.ran = 4";
  document.body.append(script);
  const far = document.createElement("script");
  far.src = elsewhere + "script";
  document.body.append(far);
  document.getElementById("press").click();
  document.getElementById("send").submit();
  fetch(elsewhere + "fetch").catch(() => {});
  navigator.sendBeacon(elsewhere + "beacon", "x");
  try { new WebSocket(elsewhere.replace("http", "ws")); } catch {}
  try { new EventSource(elsewhere + "stream"); } catch {}
  await new Promise((done) => setTimeout(done, 1500));
  box.remove();
  return { ran: window.ran ?? null, blocked: [...new Set(blocked)].sort() };
}"""


# 23 million letters: typing them, or Playwright's own fill, would take minutes
_PASTE = """() => {
  const box = document.querySelector("#question textarea");
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, "word ".repeat(4600000));
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""


class Elsewhere(ThreadingHTTPServer):
    """Another site on this machine: answers every path, and remembers which were asked for."""

    asked: list[str]

    class _Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.asked.append(self.path)  # type: ignore[attr-defined]
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title><body>elsewhere</body>")

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *given: Any) -> None:
            pass

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self._Handler)
        self.asked = []
        self.address = f"http://127.0.0.1:{self.server_port}/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """The page with no model."""
    server = serve(tmp_path_factory.mktemp("rules"), "tests.ui.browser.unloaded")
    yield server
    server.stop(now=True)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Another site."""
    with Elsewhere() as site:
        threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        site.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser with nothing in it."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def open_hearth(page: Page, served: PageServer) -> None:
    page.goto(served.address)
    expect(page.locator("#ask")).to_be_visible(timeout=60_000)


def _chromium() -> str:
    return next(found for name in CHROMIUM if (found := shutil.which(name)))


def test_another_page_can_read_nothing_and_do_nothing(page: Page, served: PageServer, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.address)
    own = page.evaluate(_TRIES, elsewhere.address)
    assert own["read"] and own["readStyle"] and own["post"] and own["postJson"], "the tries are real"
    got = page.evaluate(_TRIES, served.address)
    assert got == dict.fromkeys(got, ""), got
    assert not list((served.data / "tmp").rglob("planted.md"))


def test_another_page_cannot_frame_it_or_hold_on_to_it(page: Page, served: PageServer, elsewhere: Elsewhere) -> None:
    page.goto(elsewhere.address)
    page.evaluate(
        "(to) => document.body.append(Object.assign(document.createElement('iframe'), {src: to}))", served.address
    )
    page.wait_for_timeout(1500)
    assert [one for one in page.frames if urlsplit(one.url).port == urlsplit(served.address).port] == []
    with page.context.expect_page() as opened:
        page.evaluate("(to) => { window.held = window.open(to) }", served.address)
    expect(opened.value.locator("#ask")).to_be_visible(timeout=60_000)
    assert page.evaluate("window.held.closed") is True, "a window of its own: what opened it has no hold on it"
    assert opened.value.evaluate("window.opener") is None


def test_a_name_that_was_bent_to_this_machine_opens_nothing(browser: Browser, served: PageServer) -> None:
    # what DNS rebinding comes to: the browser takes the name's page to be at 127.0.0.1
    rule = "--host-resolver-rules=MAP rebound.example 127.0.0.1"
    bent = browser.browser_type.launch(executable_path=_chromium(), args=[*FLAGS, rule])
    try:
        page = bent.new_page()
        answer = page.goto(served.address.replace("127.0.0.1", "rebound.example"))
        assert answer is not None and answer.status == 403
        assert page.locator("body").inner_text().strip().startswith("Hearth does not answer to that name.")
        read = "fetch('/theme.css').then((one) => one.status)"
        assert page.evaluate(read) == 403
    finally:
        bent.close()


def test_a_script_that_got_in_would_not_run_and_could_send_nothing(
    page: Page, served: PageServer, elsewhere: Elsewhere
) -> None:
    open_hearth(page, served)
    found = page.evaluate(_LEAVES, elsewhere.address)
    assert found["ran"] is None
    assert elsewhere.asked == []
    blocked = {one.removesuffix("-elem").removesuffix("-attr") for one in found["blocked"]}
    assert blocked >= {"script-src", "img-src", "connect-src", "style-src", "form-action", "object-src"}, (
        "the policy did it"
    )
    assert blocked & {"frame-src", "default-src", "child-src"}


def test_a_paste_beyond_all_bounds_is_answered_with_a_line(page: Page, served: PageServer) -> None:
    open_hearth(page, served)
    page.evaluate(_PASTE)
    page.locator("#ask").click(timeout=60_000)
    expect(page.get_by_test_id("toast-body")).to_contain_text("That is more than Hearth takes at once.", timeout=30_000)


def test_the_browser_keeps_nothing(page: Page, served: PageServer) -> None:
    open_hearth(page, served)
    page.locator("#question textarea").fill("sentinel: what I ask")
    open_tab(page, "Before you send")
    page.locator("#message textarea").fill("sentinel: what I would send")
    page.wait_for_timeout(1000)
    kept = page.evaluate(
        """async () => [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage),
            (await indexedDB.databases()).length, (await caches.keys()).length,
            (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert kept == ["", "{}", "{}", 0, 0, 0]
    assert page.context.cookies() == []


def test_back_does_not_bring_it_again(page: Page, served: PageServer, elsewhere: Elsewhere) -> None:
    open_hearth(page, served)
    page.locator("#question textarea").fill("sentinel: what I ask")
    page.goto(elsewhere.address)
    page.go_back()
    expect(page.locator("#ask")).to_be_visible(timeout=60_000)
    assert "sentinel" not in page.content()
    expect(page.locator("#question textarea")).to_have_value("")


def test_nothing_of_it_lies_in_the_browsers_cache(browser: Browser, served: PageServer, tmp_path: Path) -> None:
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=_chromium(), args=FLAGS
    )
    page = context.new_page()
    open_hearth(page, served)
    page.wait_for_timeout(1000)
    context.close()
    cached = [one for one in (tmp_path / "profile").rglob("*Cache*/**/*") if one.is_file()]
    texts = [one.read_bytes() for one in cached]
    assert any(b"/assets/" in one for one in texts), "it has a cache, with Gradio's own code in it"
    assert not any(b"gradio_config" in one or b"/gradio_api/" in one for one in texts if b"/assets/" not in one)
