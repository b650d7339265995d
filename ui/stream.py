"""Keeps a page's stream of events open for a while after the last of them has ended, so that none is joined to a closing one.

Gradio ends the stream (server-sent events) as soon as no event of its page is pending, and the browser opens another with its
next event, unless it thinks that one is open. A press while "it ends" is on its way is joined to the one that ends, and its
answer is never heard of: the question stays in its box, or the tick does what it did for the eye alone (Gradio 6.31: routes.py,
`queue_data`; its client's `open_stream`). One question in ten was lost that was asked as soon as *Ask* could be pressed again.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAM, JOIN = "/gradio_api/queue/data", "/gradio_api/queue/join"
_END = b'"msg":"close_stream"'
_IDLE_S = 0.5
"""How long a stream with nothing to tell stays: a browser has six connections for all the tabs of one address."""
_HEARD_S = 0.25
"""How long the word that a stream has ended may take to its page; what is joined meanwhile is answered after it."""


class Stream:
    """Around Gradio's application. `pending` says whether a page, by its session, has an event that has not ended."""

    def __init__(self, app: "ASGIApp", pending: Callable[[str], bool]) -> None:
        self._app, self._pending = app, pending
        self._joined = asyncio.Condition()
        self._ended = 0.0

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request, as ASGI has it."""
        if scope.get("path") == STREAM:
            await self._listen(scope, receive, send)
        elif scope.get("path") == JOIN:
            await self._join(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _join(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def held(message: "Message") -> None:
            if message["type"] == "http.response.start":
                async with self._joined:
                    self._joined.notify_all()
                await asyncio.sleep(self._ended + _HEARD_S - asyncio.get_running_loop().time())
            await send(message)

        await self._app(scope, receive, held)

    async def _listen(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
        begun, end = False, list["Message"]()

        async def held(message: "Message") -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                if begun:
                    return
                begun = True
            elif _END in message.get("body", b""):
                end.append(message)
                return
            if not end:
                await send(message)

        while True:
            end.clear()
            await self._app(scope, receive, held)
            if not end:
                return
            more = await self._waits(session, receive)
            if more is None:
                return
            if not more:
                break
        self._ended = asyncio.get_running_loop().time()
        await send(end[0])
        await send({"type": "http.response.body", "body": b""})

    async def _waits(self, session: str, receive: "Receive") -> bool | None:
        """Wait a while for the page's next event; return whether there is one, None when the page has gone."""

        async def next_event() -> None:
            async with self._joined:
                await self._joined.wait_for(lambda: self._pending(session))

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        tasks = [asyncio.create_task(next_event()), asyncio.create_task(gone())]
        try:
            done, _ = await asyncio.wait(tasks, timeout=_IDLE_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in tasks:
                one.cancel()
        return None if tasks[1] in done else tasks[0] in done
