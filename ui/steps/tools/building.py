"""What the builders show beside a sentence: examples, and where it may go wrong, kindly."""

from collections.abc import Sequence
from html import escape

import gradio as gr

from coach.keeping.building import Built
from ui import texts_tools as texts
from ui.steps.tools.desk import bullets


def examples(title: str, lines: Sequence[str]) -> None:
    """Lay out examples, folded."""
    with gr.Accordion(title, open=False):
        gr.HTML(bullets(lines))


def looked_at(built: Built, fine: str) -> str:
    """Render what was found in a sentence, each place with why; `fine` where nothing was. Spoken by a screen reader."""
    if built.ok:
        return f'<div role="status"><p>{escape(fine)}</p></div>'
    lines = [texts.MARKED.format(text=one.text, why=one.why) if one.text else one.why for one in built.findings]
    return f'<div role="status"><p><strong>{escape(texts.LOOK_AGAIN)}</strong></p>{bullets(lines)}</div>'
