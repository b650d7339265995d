"""Lay out the page, and give its look and its scripts. Nothing is loaded from anywhere else; server.py serves it.

The page answers at once; the models load behind it (loading.py). Decides nothing: every answer comes from coach/.
"""

import json
from importlib.resources import files as package_files
from pathlib import Path

import gradio as gr

from coach.keeping.keys import Keys
from ui import ask, connections, guides, rewrite, safe, space, steps, texts, texts_space
from ui.failing import Page
from ui.house import House
from ui.loading import Loading
from ui.session import Stops
from ui.steps.space import Space
from ui.theme import theme
from ui.visits import Visits

__all__ = ["ASSETS", "build", "script", "style", "theme"]

ASSETS = Path(str(package_files("ui").joinpath("assets")))
SCRIPTS = ("page.js", "safe.js", "space.js", "failing.js")


def build(loading: Loading) -> gr.Blocks:
    """Lay out the whole page."""
    stops = Stops()
    coach = loading.coach
    keys = Keys(coach.settings.lock_after_minutes * 60)
    visits = Visits(keys, stops)
    name = texts.PLAIN_NAME if coach.settings.plain_title else texts.NAME
    with Page(title=name, analytics_enabled=False) as page:
        house = House(Space(coach.settings, coach.heard, keys), visits)
        safe.build(house)
        gr.Markdown(f"# {texts.NAME}\n{texts.TAGLINE}", elem_id="head")
        status = gr.HTML(loading.html(), elem_id="status")
        with gr.Tabs(overflow_behavior="wrap"):
            with gr.Tab(texts.TAB_ASK, id="ask"):
                said = ask.build(coach, stops, house)
            with gr.Tab(texts.TAB_REWRITE, id="rewrite"):
                rewrite.build(coach, stops, said)
            with gr.Tab(texts.TAB_STEPS, id="steps"):
                steps.build(coach, stops, said, house)
            with gr.Tab(texts.TAB_GUIDES, id="guides") as tab:
                guides.build(coach.settings, loading.indexing, tab)
            with gr.Tab(texts_space.TAB, id="your-space", elem_id="your-space-tab") as tab:
                space.build(house, tab, coach, stops)
        house.wire(page)

        def on_unload(request: gr.Request) -> None:
            visits.leave(request.session_hash or "")

        page.unload(on_unload)
        gr.Markdown(texts.FOOT, elem_id="foot")
        connections.build(page)
        timer = gr.Timer(0.5)

        def on_tick() -> tuple[str, gr.Timer]:
            return loading.html(), gr.Timer(active=not loading.status.ready)

        timer.tick(on_tick, None, [status, timer], queue=False, show_progress="hidden", api_visibility="private")
    visits.attach(page)
    return page


def style() -> str:
    """Return the page's own CSS."""
    return (ASSETS / "page.css").read_text(encoding="utf-8")


def script() -> str:
    """Return the page's own JavaScript, all of it as one script."""
    words = {name: getattr(texts_space, name) for name in ("LEAVE", "LEAVE_SHORT", "LEAVE_HINT", "IDLE")}
    files = "".join((ASSETS / one).read_text(encoding="utf-8") for one in SCRIPTS)
    return f"const WORDS = {json.dumps(words)};\n{files}"
