"""Lay out the page, and give its look and its scripts. Nothing is loaded from anywhere else; server.py serves it.

The page answers at once; the models load behind it (loading.py). Decides nothing: every answer comes from coach/.
"""

import json
from html import escape
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import gradio as gr

from coach.keeping.keys import Keys
from ui import ask, connections, guides, rewrite, safe, space, steps, texts, texts_ask, texts_space, texts_welcome
from ui.failing import Page
from ui.house import House
from ui.leaving import far_host, where_it_goes
from ui.loading import Loading
from ui.session import Stops
from ui.steps.space import Space
from ui.theme import theme
from ui.visits import Visits
from ui.welcome import Welcome

__all__ = ["ASSETS", "build", "script", "style", "theme"]

AGAIN_JS = "element.addEventListener('click', (event) => event.target.closest('[data-again]') && trigger('click'))"
ASSETS = Path(str(package_files("ui").joinpath("assets")))
STYLES = ("page.css", "ask.css", "rewrite.css")
SCRIPTS = ("stream.js", "page.js", "ask.js", "safe.js", "space.js", "guides.js", "around.js", "failing.js")
SPOKEN = {
    texts_ask: ("EDIT_LABEL",),
    texts_space: ("LEAVE", "LEAVE_SHORT", "LEAVE_HINT", "IDLE", "AWAY"),
    texts_welcome: (
        *("KEYS", "KEYS_CLOSE", "KEYS_ROWS", "KEYS_NOTE", "KEYS_USE", "BEGUN", "ENDED", "STOPPED"),
        *("OTHER_TAB", "OTHER_TAB_OPEN", "CLOSE"),
    ),
}
"""The words that the scripts need, by the module that has them."""


def build(loading: Loading) -> gr.Blocks:
    """Lay out the whole page."""
    stops = Stops()
    coach, ahead = loading.coach, loading.ahead
    keys = Keys(coach.settings.lock_after_minutes * 60)
    visits = Visits(keys, stops, ahead)
    name = texts.PLAIN_NAME if coach.settings.plain_title else texts.NAME
    with Page(title=name, analytics_enabled=False) as page:
        house = House(Space(coach.settings, coach.heard, keys), visits)
        help_lines = safe.build(house, coach)
        far = bool(far_host(coach.settings))
        gr.Markdown(f"# {texts.NAME}\n{texts.TAGLINE_LEAVES if far else texts.TAGLINE}", elem_id="head")
        if texts.OTHER_LANGUAGE_NOTE:
            gr.Markdown(texts.OTHER_LANGUAGE_NOTE, elem_id="language-note", elem_classes="quiet")
        status = gr.HTML(loading.html(), js_on_load=AGAIN_JS, elem_id="status")
        welcome = Welcome(house, coach)
        with gr.Tabs(overflow_behavior="wrap", elem_id="rooms") as tabs:
            with gr.Tab(texts.TAB_ASK, id="ask"):
                asked = ask.build(coach, stops, house, ahead)
            with gr.Tab(texts.TAB_REWRITE, id="rewrite"):
                draft = rewrite.build(coach, stops, asked.talk, house, ahead)
            with gr.Tab(texts.TAB_STEPS, id="steps"):
                steps.build(coach, stops, asked.talk, house, ahead)
            with gr.Tab(texts.TAB_GUIDES, id="guides") as tab:
                guides.build(coach, loading.indexing, tab, house)
            with gr.Tab(texts_space.TAB, id="your-space", elem_id="your-space-tab") as tab:
                country = space.build(house, tab, coach, stops, loading.shelf, help_lines)
        house.wire(page)
        welcome.wire(page, help_lines, country)
        asked.wire(page, tabs, draft.message)
        draft.waiting.wire_load(page)

        def on_unload(request: gr.Request) -> None:
            visits.leave(request.session_hash or "")

        page.unload(on_unload)
        gr.Markdown(f"**{where_it_goes(coach.settings)}** {texts.FOOT}" if far else texts.FOOT, elem_id="foot")
        connections.build(page)
        gr.HTML(f'<button type="button" data-keys>{escape(texts_welcome.KEYS)}</button>', elem_id="keys-open")
        timer = gr.Timer(0.5)

        def on_tick(shown: str) -> tuple[Any, gr.Timer]:
            now, failed = loading.html(), loading.status.failed
            # after a failure more slowly: another model may be chosen
            again = gr.Timer(3 if failed else 0.5, active=failed or not loading.status.ready)
            return gr.skip() if now == shown else now, again

        def on_again() -> tuple[str, gr.Timer]:
            loading.start()
            return loading.html(), gr.Timer(0.5, active=True)

        ways: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        timer.tick(on_tick, status, [status, timer], **ways)
        status.click(on_again, None, [status, timer], **ways)
    visits.attach(page)
    return page


def style() -> str:
    """Return the page's own CSS."""
    return "".join((ASSETS / one).read_text(encoding="utf-8") for one in STYLES)


def script() -> str:
    """Return the page's own JavaScript, all of it as one script."""
    words = {name: getattr(module, name) for module, names in SPOKEN.items() for name in names}
    files = "".join((ASSETS / one).read_text(encoding="utf-8") for one in SCRIPTS)
    return f"const WORDS = {json.dumps(words)};\n{files}"
