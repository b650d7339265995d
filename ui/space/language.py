"""The language of the page's own words: chosen here, kept in hearth.toml, in force from the next start."""

from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.settings import Settings
from coach.settings_file import save_settings
from ui import texts_language as texts
from ui.steps.parts import WAYS, said, sentence


def build(settings: Settings) -> None:
    """Lay out the choice and wire it. It belongs to this computer, not to a space."""
    with gr.Accordion(texts.TITLE, open=False, elem_id="space-language-fold"):
        choices = [(name, code) for code, name in texts.NAMES.items()]
        chosen = gr.Radio(
            choices, value=settings.language, label=texts.TITLE, info=texts.INFO, elem_id="space-language"
        )
        line = gr.HTML(said(""), elem_id="language-said")
    chosen.input(_keep, chosen, line, **WAYS)


def _keep(code: str) -> Any:
    try:
        save_settings(language=code)
    except (CoachError, OSError) as error:
        return said(sentence(error))
    return said(texts.KEPT.format(language=texts.NAMES[code]))
