"""A page's stream of events, without a browser: browser/test_ask_meanwhile.py presses as fast as a page lets it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ui import stream
from ui.stream import JOIN, STREAM, Stream

CLOSE = b'data: {"msg":"close_stream","event_id":null}\n\n'
START = {"type": "http.response.start", "status": 200, "headers": []}
Messages = list[dict[str, Any]]


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work())
    finally:
        loop.close()


class Gradio:
    """Tells of each event that was joined and closes the stream as soon as none is left, as Gradio does."""

    def __init__(self, *, closes: bool = True) -> None:
        self.pending: list[bytes] = []
        self.streams = 0
        self.closes = closes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == JOIN:
            self.pending.append(b"data: one more\n\n")
            await send(START)
            await send({"type": "http.response.body", "body": b"{}"})
            return
        await send(START)
        self.streams += 1
        while self.pending:
            await send({"type": "http.response.body", "body": self.pending.pop(0), "more_body": True})
        if self.closes:
            await send({"type": "http.response.body", "body": CLOSE, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def scope(path: str) -> dict[str, Any]:
    return {"type": "http", "path": path, "query_string": b"session_hash=abc"}


class Pages:
    """A browser's side: requests begun, and what came back."""

    def __init__(self, gradio: Gradio) -> None:
        self.sessions: list[str] = []
        self.gradio = gradio
        self.stream = Stream(gradio, self.is_pending)
        self.gone = asyncio.Event()

    def is_pending(self, session: str) -> bool:
        self.sessions.append(session)
        return bool(self.gradio.pending)

    def begin(self, path: str, got: Messages) -> "asyncio.Task[None]":
        async def receive() -> dict[str, Any]:
            await self.gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            got.append({**message, "at": asyncio.get_running_loop().time()})

        return asyncio.ensure_future(self.stream(scope(path), receive, send))


def bodies(got: Messages) -> list[bytes]:
    return [one["body"] for one in got if one.get("body")]


def test_what_is_joined_to_a_stream_that_would_have_ended_is_told_in_it() -> None:
    async def work() -> None:
        gradio = Gradio()
        gradio.pending.append(b"data: first\n\n")
        pages, got, joined = Pages(gradio), Messages(), Messages()
        listening = pages.begin(STREAM, got)
        await asyncio.sleep(0.01)
        assert bodies(got) == [b"data: first\n\n"], "nothing is pending, and it has not ended"
        await pages.begin(JOIN, joined)
        await asyncio.sleep(0.01)
        assert bodies(got) == [b"data: first\n\n", b"data: one more\n\n"]
        assert bodies(joined) == [b"{}"] and gradio.streams == 2
        assert [one["type"] for one in got].count("http.response.start") == 1, "for the browser it is one answer"
        await listening
        assert bodies(got)[-1] == CLOSE and not got[-1].get("more_body")
        assert set(pages.sessions) == {"abc"}

    run(work)


def test_it_ends_when_nothing_comes_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_IDLE_S", 0.05)

    async def work() -> None:
        pages, got = Pages(Gradio()), Messages()
        await asyncio.wait_for(pages.begin(STREAM, got), 5)
        assert bodies(got) == [CLOSE]
        assert got[-1]["at"] - got[0]["at"] >= 0.04

    run(work)


def test_what_is_joined_as_it_ends_is_answered_once_the_page_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_IDLE_S", 0.01)

    async def work() -> None:
        pages, got, joined = Pages(Gradio()), Messages(), Messages()
        await pages.begin(STREAM, got)
        await pages.begin(JOIN, joined)
        assert joined[0]["at"] - got[-1]["at"] >= stream._HEARD_S - 0.02
        later: Messages = []
        began = asyncio.get_running_loop().time()
        await pages.begin(JOIN, later)
        assert later[0]["at"] - began < stream._HEARD_S, "only then"

    run(work)


def test_a_page_that_goes_leaves_nothing_waiting_and_holds_up_no_other() -> None:
    async def work() -> None:
        pages, got, joined = Pages(Gradio()), Messages(), Messages()
        listening = pages.begin(STREAM, got)
        await asyncio.sleep(0.01)
        pages.gone.set()
        await asyncio.wait_for(listening, 0.3)
        assert bodies(got) == [], "nobody is there to be told"
        began = asyncio.get_running_loop().time()
        await pages.begin(JOIN, joined)
        assert joined[0]["at"] - began < stream._HEARD_S / 2

    run(work)


def test_a_stream_that_ends_otherwise_ends() -> None:
    async def work() -> None:
        gradio = Gradio(closes=False)
        gradio.pending.append(b"data: broken\n\n")
        got: Messages = []
        await asyncio.wait_for(Pages(gradio).begin(STREAM, got), 0.3)
        assert bodies(got) == [b"data: broken\n\n"] and not got[-1].get("more_body")
        assert gradio.streams == 1

    run(work)
