"""Beside what a person writes for themselves: where danger is heard in it, the written reply with help lines, before all else.

What they wrote is kept or not as they wished; this only stands beside it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from coach.care import heard
from ui import render


def place() -> gr.HTML:
    """Lay out where the reply will stand; empty until it is needed."""
    return gr.HTML("", elem_id="care")


def caring(
    handler: Callable[..., Any], outputs: Any, care: gr.HTML, country: str
) -> tuple[Callable[..., Any], list[Any]]:
    """Return a handler that does the same and fills `care` too, and its outputs; inputs that are no text are passed over."""
    before = list(outputs) if isinstance(outputs, Sequence) else [outputs]

    def answered(*given: Any) -> tuple[Any, ...]:
        result = handler(*given)
        # a handler that changes nothing returns one value for all of its outputs
        values = result if isinstance(result, tuple) else (result,) * len(before)
        return *values, reply_html([one for one in given if isinstance(one, str)], country)

    return answered, [*before, care]


def reply_html(texts: list[str], country: str) -> str:
    """Render the reply to the danger that is heard in the texts; empty where none is."""
    reply = heard(texts, country or None)
    return f'<div class="care" role="alert">{render.to_html(reply.text)}</div>' if reply else ""
