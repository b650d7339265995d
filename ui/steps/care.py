"""Beside what a person writes for themselves: where danger is heard in it, the written reply with help lines, before all else.

What they wrote is kept or not as they wished; this only stands beside it.
"""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from coach.safety_replies import SafetyReply
from ui import render
from ui.steps.space import Heard


def place(name: str = "care") -> gr.HTML:
    """Lay out where the reply will stand; empty until it is needed. `name` is its own on the page."""
    return gr.HTML("", elem_id=name)


def caring(
    handler: Callable[..., Any], outputs: Any, care: gr.HTML, heard: Heard
) -> tuple[Callable[..., Any], list[Any]]:
    """Return a handler that does the same and fills `care` too, and its outputs; inputs that are no text are passed over."""
    before = list(outputs) if isinstance(outputs, Sequence) else [outputs]

    def answered(*given: Any) -> tuple[Any, ...]:
        result = handler(*given)
        # a handler that changes nothing returns one value for all of its outputs
        values = result if isinstance(result, tuple) else (result,) * len(before)
        return *values, reply_html(heard([one for one in given if isinstance(one, str)]))

    return answered, [*before, care]


def reply_html(reply: SafetyReply | None) -> str:
    """Render the reply to a danger that was heard; empty where none was."""
    return f'<div class="care" role="alert">{render.to_html(reply.text)}</div>' if reply else ""
