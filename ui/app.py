"""Build the page and serve it, on loopback, with nothing loaded from anywhere else.

The page answers at once; the models load behind it (loading.py). Decides nothing: every answer comes from coach/.
"""

import socket
import threading
import webbrowser
from importlib.resources import files as package_files
from pathlib import Path

import gradio as gr

from coach.errors import CoachError
from coach.settings import Settings
from ui import ask, guides, rewrite, safe, steps, texts
from ui.loading import Loading
from ui.session import Stops
from ui.theme import theme

HOST = "127.0.0.1"
PORT = 7860
SCRIPTS = ("page.js", "safe.js")
_TRIED_PORTS = 20


def build(loading: Loading) -> gr.Blocks:
    """Lay out the whole page."""
    stops = Stops()
    coach = loading.coach
    with gr.Blocks(title=texts.NAME, analytics_enabled=False) as page:
        gr.Markdown(f"# {texts.NAME}\n{texts.TAGLINE}", elem_id="head")
        status = gr.HTML(loading.html(), elem_id="status")
        follow = safe.build(coach.settings, coach.heard)
        with gr.Tabs():
            with gr.Tab(texts.TAB_ASK, id="ask"):
                said = ask.build(coach, stops)
            with gr.Tab(texts.TAB_REWRITE, id="rewrite"):
                rewrite.build(coach, stops, said)
            with gr.Tab(texts.TAB_STEPS, id="steps"):
                follow(steps.build(coach, stops, said))
            with gr.Tab(texts.TAB_GUIDES, id="guides") as tab:
                guides.build(coach.settings, loading.indexing, tab)
        gr.Markdown(texts.FOOT, elem_id="foot")
        timer = gr.Timer(0.5)

        def on_tick() -> tuple[str, gr.Timer]:
            return loading.html(), gr.Timer(active=not loading.status.ready)

        timer.tick(on_tick, None, [status, timer], queue=False, show_progress="hidden", api_visibility="private")
    return page


def serve(settings: Settings, *, port: int | None = None, open_browser: bool = True) -> None:
    """Serve the page until interrupted; without a `port`, the first free one from PORT on.

    Raises CoachError when the port is taken.
    """
    loading = Loading(settings)
    page = build(loading)
    page.queue(default_concurrency_limit=4)
    assets = package_files("ui").joinpath("assets")
    try:
        _, address, _ = page.launch(
            server_name=HOST,
            server_port=port or _free_port(),
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            show_error=False,
            footer_links=[],
            ssr_mode=False,
            theme=theme(),
            css=assets.joinpath("page.css").read_text(encoding="utf-8"),
            head=f"<script>{''.join(assets.joinpath(one).read_text(encoding='utf-8') for one in SCRIPTS)}</script>",
            favicon_path=str(Path(str(assets.joinpath("favicon.svg")))),
            max_file_size="50mb",
            state_session_capacity=50,
        )
    except OSError as error:
        raise CoachError(f"port {port or PORT} is taken; choose another with --port") from error
    loading.start()
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    page.block_thread()


def _free_port() -> int:
    for port in range(PORT, PORT + _TRIED_PORTS):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return port
    raise CoachError(f"no free port from {PORT} to {PORT + _TRIED_PORTS - 1}; choose one with --port")
