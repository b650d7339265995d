"""The bar's three buttons, and the head of the part that each opens. Opening and closing is the browser's (safe.js)."""

from html import escape

import gradio as gr

from ui import texts_safe as texts

HELP, PLAN, GROUNDING = "help", "safety-plan", "grounding"
"""Ids of the three parts."""


def buttons() -> gr.HTML:
    """Lay out the bar; it triggers `click` when a part is opened."""
    named = ((HELP, texts.HELP), (PLAN, texts.PLAN), (GROUNDING, texts.GROUNDING))
    pressed = "".join(
        f'<button type="button" data-part="{part}" aria-expanded="false" aria-controls="{part}">{escape(name)}</button>'
        for part, name in named
    )
    return gr.HTML(
        f'<div role="group" aria-label="{escape(texts.BAR)}"><span>{escape(texts.BAR)}</span>{pressed}</div>',
        js_on_load="hearth.bar(element, trigger)",
        elem_id="safe-bar",
    )


def head(part: str, title: str) -> gr.HTML:
    """Lay out a part's heading, which takes the focus as it opens, and the button that closes it."""
    return gr.HTML(
        f'<div class="safe-head"><h2 tabindex="-1">{escape(title)}</h2>'
        f'<button type="button" data-close="{part}" aria-label="{escape(f"{texts.CLOSE}: {title}")}">'
        f"{escape(texts.CLOSE)}</button></div>"
    )
