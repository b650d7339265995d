"""The net under the page: what no handler caught is reported, and shown as a sentence with a next step.

Gradio would show a bare "Error" and print a traceback, whose last line may quote what was typed. A handler that knows better
where to put the sentence does so itself. Of a handler outside the queue Gradio shows nothing: failing.js does.
"""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.failures import report
from ui import texts_space
from ui import texts_steps as texts

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHOWN_S = 20
_WATCH = "ui.house.House._on_watch"  # this one empties a page that showed a protected space


class Page(gr.Blocks):  # type: ignore[misc]
    """Blocks whose handlers never end in a bare "Error"."""

    has_left: Callable[[str], bool] | None = None
    """Says whether a page, by its session, was left, and all that was known of it is gone (visits.py)."""

    async def process_api(self, block_fn: Any, *given: Any, **named: Any) -> dict[str, Any]:
        """Run one step of a handler, from what the browser sent to what it is sent back."""
        # its connection broke, and it is shown all the same: whose talk and space it has, nobody here knows any more
        left = self.has_left and self.has_left(named.get("session_hash") or "")
        if left and _name(block_fn) != _WATCH:
            raise gr.Error(escape(texts_space.AWAY), title=texts.NOT_DONE, duration=None, print_exception=False)
        try:
            return await super().process_api(block_fn, *given, **named)  # type: ignore[no-any-return]
        except Exception as error:
            said = escape(report(error, f"page: {_name(block_fn)}").said)
            raise gr.Error(said, title=texts.NOT_DONE, duration=_SHOWN_S, print_exception=False) from None


class Answering:
    """Around Gradio's application: what fails in it is answered with a sentence, where it would be "Internal Server Error"."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass one request on."""
        begun = failing = False

        async def held(message: "Message") -> None:
            nonlocal begun, failing
            if message["type"] == "http.response.start":
                # Starlette answers so before it raises what failed
                failing = message["status"] == 500 and _kind(message).startswith("text/plain")
                begun = begun or not failing
            if not failing:
                await send(message)

        try:
            await self._app(scope, receive, held)
        except Exception as error:
            said = report(error, "page: a request").said
            if begun or scope["type"] != "http":  # cut off in the middle: the server closes it
                raise
            await _answer(said, scope)(scope, receive, send)


def _answer(said: str, scope: "Scope") -> "ASGIApp":
    from starlette.responses import JSONResponse, PlainTextResponse

    # the page shows what stands under "detail"; of an upload, the whole answer
    if _kind(scope).startswith("application/json"):
        return JSONResponse({"detail": said}, 500)
    return PlainTextResponse(said, 500)


def _kind(message: "Message | Scope") -> str:
    return next((value.decode("latin-1") for name, value in message["headers"] if name == b"content-type"), "")


def _name(block_fn: Any) -> str:
    """Return where a handler is written: a name of Hearth's code."""
    handler = getattr(block_fn, "fn", None)
    name = f"{getattr(handler, '__module__', '')}.{getattr(handler, '__qualname__', 'handler')}"
    return name.replace("<locals>.", "")
