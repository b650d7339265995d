"""Serve the page: one a data folder, on loopback unless the person says otherwise, with the guard (guard.py) before Gradio.

Gradio is imported only once it is known that no other page is open and that the port is free: both are said at once.
"""

import asyncio
import errno
import gc
import ipaddress
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError, InputError
from coach.settings import Settings
from ui.alone import AlreadyOpenError, alone, tell

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from ui.loading import Loading

HOST = "127.0.0.1"
PORT = 7860
FILE_SIZE = "50mb"
"""The most that one file handed in on the page may take."""
SHORTEST_PASSWORD = 12
_TRIED_PORTS = 20
_START_S, _END_S = 60, 3
_ENDING = ("SIGTERM", "SIGHUP")  # asked to end, or the terminal was closed


@dataclass(frozen=True)
class Opened:
    """A page that answers at `address` for as long as `thread` lives; its parts load once `loading` is started."""

    address: str
    loading: "Loading"
    thread: threading.Thread


def serve(
    settings: Settings,
    *,
    host: str = HOST,
    port: int | None = None,
    password: str | None = None,
    open_browser: bool = True,
) -> None:
    """Serve the page until interrupted; without a `port`, the first free one from PORT on.

    Raises InputError when `host` lets other machines in and there is no good password, AlreadyOpenError when the data folder
    has a page already (the browser is opened there, if it would have been), CoachError when the port or address cannot be had.
    """
    try:
        with ending_well(), opened(settings, host=host, port=port, password=password) as page:
            page.loading.start()
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(page.address,), daemon=True).start()
            while page.thread.is_alive():
                page.thread.join(1)
    except AlreadyOpenError as error:
        if open_browser and error.address:
            webbrowser.open(error.address)
        raise


@contextmanager
def opened(
    settings: Settings, *, host: str = HOST, port: int | None = None, password: str | None = None
) -> Iterator[Opened]:
    """Open the page and close it again; raises what `serve` raises."""
    if (is_wide(host) or password) and len(password or "") < SHORTEST_PASSWORD:
        raise InputError(f"a page with a password needs one of {SHORTEST_PASSWORD} characters or more")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(alone(settings.data_dir))
        listener = stack.enter_context(listen(host, port))
        address = address_of(host, listener.getsockname()[1])
        tell(settings.data_dir, address)
        stack.enter_context(private_temp(settings.tmp_dir))

        with uncollected():
            from ui.language import speak
            from ui.loading import Loading

            speak(settings.language)
            if is_wide(host):  # what is typed and not asked should not cross a network
                settings = settings.model_copy(update={"read_ahead": False})
            loading = Loading(settings)
            # within a loop: Gradio opens some of its own otherwise, and never closes them
            application = asyncio.run(_application(loading, host, listener.getsockname()[1], password))
        yield Opened(address, loading, stack.enter_context(running(application, listener)))


def is_wide(host: str) -> bool:
    """Say whether other machines can reach a page that is served on the address `host`; raises ValueError if it is none."""
    return not ipaddress.ip_address(host).is_loopback


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile, nor later in what is there by then: it stays, and looking took a fifth of the start."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


@contextmanager
def private_temp(folder: Path) -> Iterator[None]:
    """Keep this process's temporary files, uploads among them, in `folder`: for this account alone, empty before and after."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    before = os.environ.get("GRADIO_TEMP_DIR"), tempfile.tempdir
    # not TMPDIR: the browser that is started from here would keep its own there
    os.environ["GRADIO_TEMP_DIR"] = tempfile.tempdir = str(folder.resolve())
    try:
        yield
    finally:
        os.environ.pop("GRADIO_TEMP_DIR", None)
        if before[0] is not None:
            os.environ["GRADIO_TEMP_DIR"] = before[0]
        tempfile.tempdir = before[1]
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def listen(host: str, port: int | None) -> Iterator[socket.socket]:
    """Listen on an address: on `port`, or the first free one from PORT on. Raises CoachError where neither can be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for one in [port] if port is not None else range(PORT, PORT + _TRIED_PORTS):
        try:
            listener = socket.create_server((host, one), family=family)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            if error.errno == errno.EADDRNOTAVAIL:
                raise CoachError(f"this computer has no address {host}; give --host one that it has") from error
            raise CoachError(f"port {one} cannot be used ({error.strerror}); choose another with --port") from error
        with listener:
            yield listener
            return
    taken = f"port {port} is taken" if port is not None else f"no free port from {PORT} to {PORT + _TRIED_PORTS - 1}"
    raise CoachError(f"{taken}; choose another with --port")


def address_of(host: str, port: int) -> str:
    """Return where a browser, or another program, finds what is served there."""
    # "all addresses" is none that a browser could go to
    name = {"0.0.0.0": HOST, "::": "::1"}.get(host, host)
    return f"http://{named(name)}:{port}/"


def named(host: str) -> str:
    """Return a host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


async def _application(loading: "Loading", host: str, port: int, password: str | None) -> "ASGIApp":
    """Return the page as Gradio serves it, with the guard before it.

    Mounted and not launched: `launch` puts its own answers to other origins before every middleware, and asks itself over HTTP
    whether it is up, by way of a proxy where the environment names one.
    """
    from fastapi import FastAPI
    from gradio import mount_gradio_app

    from ui import app, texts
    from ui.door import Door
    from ui.failing import Answering
    from ui.guard import Guard

    page = app.build(loading)
    page.queue(default_concurrency_limit=4, api_open=False)
    page.state_session_capacity = 50
    mounted = mount_gradio_app(
        FastAPI(openapi_url=None),
        page,
        path="/",
        root_path="",
        footer_links=[],
        # what is typed would be kept in the browser otherwise, if ever a handler were not private
        run_history=False,
        allowed_paths=[],
        favicon_path=str(app.ASSETS / "favicon.svg"),
        show_error=False,
        max_file_size=FILE_SIZE,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=app.theme(),
        css=app.style(),
    )
    # a page that was not launched takes any path of this computer for an uploaded file
    page.has_launched = True
    _fetch_nothing()
    door = Door(password) if password else None
    head = f"<script>{app.script()}</script>"
    return Guard(Answering(mounted), named(host), port, door=door, head=head, language=texts.LANGUAGE)


def _fetch_nothing() -> None:
    """Take from Gradio what fetches an address that stands in place of a file."""
    from gradio import processing_utils

    async def refuse(url: str, cache_dir: str) -> str:
        raise ValueError("Hearth fetches nothing")

    processing_utils.async_ssrf_protected_download = refuse


@contextmanager
def running(application: "ASGIApp", listener: socket.socket) -> Iterator[threading.Thread]:
    """Serve an application in a thread until the block ends."""
    import uvicorn

    config = uvicorn.Config(
        application,
        loop="asyncio",  # of what goes out by uvloop, where it is installed, nothing is heard (coach/connections.py)
        lifespan="on",
        ws="none",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    # a thread of its own: an answer that is being written does not hold up the end
    thread = threading.Thread(target=server.run, args=([listener],), name="hearth-page", daemon=True)
    thread.start()
    end = time.monotonic() + _START_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise CoachError("the page could not be started; run `hearth doctor`")
        time.sleep(0.01)
    try:
        yield thread
    finally:
        server.should_exit = True
        thread.join(_END_S)


@contextmanager
def ending_well() -> Iterator[None]:
    """Let a request to end the process be an exit like any other, so that temporary files go."""

    def leave(number: int, frame: Any) -> None:
        sys.exit(128 + number)

    signals = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {one: signal.signal(one, leave) for one in signals if signal.getsignal(one) is signal.SIG_DFL}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
