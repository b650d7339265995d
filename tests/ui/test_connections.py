"""ui/connections.py: the line at the foot of the page, without a browser."""

import asyncio
import http.client
import re
import socket
from datetime import datetime
from typing import Any

import gradio as gr
import pytest

from coach import connections as counter
from coach.connections import Attempt, Seen
from ui import connections, texts
from ui.server import running

AT = datetime(2026, 3, 1, 14, 2)


def summary(seen: Seen) -> str:
    found = re.search("<summary>(.*)</summary>", connections.html(seen))
    assert found
    return found[1]


def test_the_number_is_said_with_where_to_and_what_for() -> None:
    assert summary(Seen(0, ())) == "0 connections to the internet since Hearth started"
    one = Attempt("huggingface.co", AT, "model")
    assert summary(Seen(1, (one,))) == (
        "1 connection to the internet since Hearth started: to huggingface.co, for the model you asked for"
    )
    others = tuple(Attempt(host, AT) for host in ("a.example", "b.example"))
    assert summary(Seen(1203, (*others, one))) == (
        "1,203 connections to the internet since Hearth started: to a.example; to b.example; …"
    )


def test_each_place_stands_below_with_its_number_and_the_last_time() -> None:
    found = connections.html(Seen(3, (Attempt("a.example", AT), Attempt("a.example", AT.replace(hour=15)))))
    assert re.findall("<li>(.*?)</li>", found) == ["to a.example: 2, last at 15:02"]
    for line in texts.CONNECTIONS_MEANT:
        assert line.split(";")[0] in found


def test_a_host_s_name_is_letters_only() -> None:
    found = connections.html(Seen(1, (Attempt("<img src=x>", AT),)))
    assert "<img" not in found and "&lt;img src=x&gt;" in found


def test_it_is_no_live_region() -> None:
    found = connections.html(Seen(1, (Attempt("a.example", AT),)))
    assert "aria-live" not in found and "role=" not in found


def test_nothing_is_sent_while_the_number_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Seen(0, ())
    monkeypatch.setattr(counter, "seen", lambda: now)
    shown = connections.html(now)
    assert connections.changed(shown) == gr.skip()
    now = Seen(1, (Attempt("a.example", AT),))
    assert connections.changed(shown) == connections.html(now)


def test_laying_it_out_begins_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(counter, "watch", lambda: begun.append(True))

    async def laid_out() -> gr.Blocks:  # within a loop: Gradio opens one of its own otherwise, and never closes it
        with gr.Blocks(analytics_enabled=False) as page:
            connections.build(page)
        return page

    page = asyncio.run(laid_out())
    assert begun == [True]
    ticks = [one for one in page.fns.values() if one.fn is connections.changed]
    assert ticks and all(not one.queue for one in ticks)


def test_the_page_is_served_in_a_loop_whose_connections_are_heard() -> None:
    # uvicorn takes uvloop where it finds it, and that speaks to no audit hook
    async def name_the_loop(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        named = type(asyncio.get_running_loop()).__module__.encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": named})

    with socket.create_server(("127.0.0.1", 0)) as listener, running(name_the_loop, listener):
        host, port = listener.getsockname()
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request("GET", "/")
        assert connection.getresponse().read().startswith(b"asyncio.")
        connection.close()
