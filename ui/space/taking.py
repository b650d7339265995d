"""Taking everything along as a file, and erasing a space for good. The files go straight to the browser: no copy lies here."""

import json
from datetime import datetime
from typing import Any

import gradio as gr

from coach.errors import InputError
from coach.keeping.errors import LockedError
from coach.keeping.export import as_markdown, document
from coach.keeping.spaces import erase_space
from ui import texts_space as texts
from ui.house import SHUT, House
from ui.steps.parts import GIVE_JS, WAYS, file, gently, said


class Taking:
    """The part's components."""

    def __init__(self, house: House) -> None:
        self._house, self._space = house, house.space
        with gr.Accordion(texts.TAKE_TITLE, open=False, elem_id="space-take"):
            gr.Markdown(texts.TAKE)
            with gr.Row():
                self._read = gr.Button(texts.TAKE_READ, min_width=160, elem_id="space-read")
                self._data = gr.Button(texts.TAKE_DATA, min_width=160, elem_id="space-data")
            self._said = gr.HTML(said(""), elem_id="space-take-said")
        with gr.Accordion(texts.ERASE_TITLE, open=False, elem_id="space-erase"):
            gr.Markdown(texts.ERASE)
            self._word = gr.Textbox(label=texts.ERASE_LABEL, max_lines=1, max_length=40, elem_id="erase-word")
            self._erase = gr.Button(texts.ERASE_BUTTON, variant="stop", elem_id="erase")
        self._made = gr.JSON(visible=False)

    def wire(self) -> None:
        """Let the buttons act on the space that is open."""
        opened, made = self._house.opened, self._made
        for button, handler in ((self._read, self._on_read), (self._data, self._on_data)):
            # emptied before and after: no earlier file is given again, and none stays in the page
            button.click(lambda: None, None, made, queue=False, **WAYS).then(
                gently(handler), opened, [made, self._said], **WAYS
            ).then(None, made, None, js=GIVE_JS).then(lambda: None, None, made, queue=False, **WAYS)
        self._erase.click(gently(self._on_erase), [opened, self._word], [self._word, self._house.watch], **WAYS)

    def _on_read(self, name: str) -> tuple[Any, ...]:
        text = as_markdown(self._space.notebook(name), history=self._space.history(name))
        return self._given(f"{texts.TAKE_NAME}.md", text, "text/markdown")

    def _on_data(self, name: str) -> tuple[Any, ...]:
        found = document(name, self._space.notebook(name), self._space.history(name))
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        return self._given(f"{texts.TAKE_NAME}.json", text, "application/json")

    @staticmethod
    def _given(name: str, text: str, kind: str) -> tuple[Any, ...]:
        return file(name, text, kind), said(texts.TAKEN.format(time=f"{datetime.now():%H:%M:%S}", name=name))

    def _on_erase(self, name: str, word: str) -> tuple[Any, ...]:
        if word.strip().casefold() != texts.ERASE_WORD:
            raise InputError(texts.ERASE_UNSURE)
        if not self._space.is_open(name):
            raise LockedError
        erase_space(self._space.settings, name)
        self._space.keys.lock(space=name)
        return "", SHUT
