"""A pause before sending: a few plain questions, twenty minutes that the browser keeps, and the draft waiting (waiting.py)."""

from collections.abc import Sequence

import gradio as gr

from coach.reasons import PAUSE, section
from ui import texts_rewrite as words
from ui.rewrite.marking import folded
from ui.steps.parts import WAYS, said, timer

MINUTES = 20


def build() -> gr.Accordion:
    """Lay out the pause and wire it; returns what it folds away in."""
    with gr.Accordion(words.PAUSE_TITLE, open=False, elem_id="pause") as fold:
        gr.Markdown(words.PAUSE_INTRO)
        signs = gr.CheckboxGroup(list(words.PAUSE_SIGNS), label=words.PAUSE_LABEL, elem_id="pause-signs")
        line = gr.HTML(said(words.PAUSE_NO), elem_id="pause-said")
        gr.HTML(timer("pause", MINUTES, words.PAUSE_OVER), elem_id="pause-timer", js_on_load="")
        gr.HTML(folded(words.PAUSE_WHY, section(*PAUSE)))
    signs.change(advice, signs, line, queue=False, **WAYS)
    return fold


def advice(signs: Sequence[str]) -> str:
    """Render what to do: one sign is enough for a pause."""
    return said(words.PAUSE_YES if signs else words.PAUSE_NO)
