"""Beside what a person writes for themselves: where danger is heard in it, the written reply with help lines, before all else.

What they wrote is kept or not as they wished; this only stands beside it.
"""

from typing import Any

import gradio as gr

from coach.care import heard
from ui import render
from ui.steps.parts import WAYS


def place() -> gr.HTML:
    """Lay out where the reply will stand; empty until it is needed."""
    return gr.HTML("", elem_id="care")


def watch(button: gr.Button, inputs: Any, care: gr.HTML, country: str) -> None:
    """Let `care` answer what was typed, whenever the button is pressed; what is not text among the inputs is passed over."""
    if inputs:
        button.click(
            lambda *given: reply_html([one for one in given if isinstance(one, str)], country), inputs, care, **WAYS
        )


def reply_html(texts: list[str], country: str) -> str:
    """Render the reply to the danger that is heard in the texts; empty where none is."""
    reply = heard(texts, country or None)
    return f'<div class="care" role="alert">{render.to_html(reply.text)}</div>' if reply else ""
