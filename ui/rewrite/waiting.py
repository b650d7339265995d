"""A message that waits in the open space: kept from the pause, brought back into its box, or deleted. Never shown unasked."""

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.keeping.draft import draft, keep_draft, let_go
from coach.keeping.spaces import OWN
from ui import texts_rewrite as words
from ui.days import spoken
from ui.steps import care
from ui.steps.parts import WAYS, gently, said

if TYPE_CHECKING:
    from ui.house import House


class Waiting:
    """The line that says that a message waits, with its buttons; and, in the pause, the button that keeps one."""

    def __init__(self, house: "House") -> None:
        """Lay out the line, which goes above the message."""
        self._house = house
        with gr.Row(visible=False, equal_height=True, elem_id="draft-row") as self._row:
            self._line = gr.HTML(elem_id="draft-line")
            self._back = gr.Button(words.DRAFT_BACK, min_width=140, elem_id="draft-back")
            self._gone = gr.Button(words.DRAFT_DELETE, min_width=140, elem_id="draft-delete")
        self._shown = [self._row, self._line]

    def lay_out_keeping(self) -> None:
        """Lay out what keeps a message; call it where that is to stand."""
        self._keep = gr.Button(self._label(OWN), min_width=200, elem_id="draft-keep")
        self._said = gr.HTML(said(""), elem_id="draft-said")
        self._care = care.place("draft-care")

    def wire(self, message: gr.Textbox) -> None:
        """Let the buttons act on `message`, and the line follow the space that is open."""
        opened, turned = self._house.opened, self._house.turned
        self._keep.click(gently(self._on_keep), [message, opened], [self._said, self._care, *self._shown], **WAYS)
        self._back.click(gently(self._on_back), [message, opened], [message, self._said, *self._shown], **WAYS).then(
            None, None, None, js="() => document.querySelector('#message textarea')?.focus()"
        )
        self._gone.click(gently(self._on_delete), opened, [self._said, *self._shown], **WAYS)
        gr.on([opened.change, turned.change], gently(self._on_opened), opened, [self._keep, *self._shown], **WAYS)

    def wire_load(self, page: gr.Blocks) -> None:
        """Say at the start that a message waits: where there are several spaces, not before someone says who they are."""

        def on_load(name: str | None) -> tuple[Any, ...]:
            names = self._house.space.names()
            return gr.update(value=self._label(name)), *self._look(names[0] if len(names) == 1 else None)

        page.load(gently(on_load), self._house.opened, [self._keep, *self._shown], **WAYS)

    def _on_opened(self, name: str | None) -> tuple[Any, ...]:
        return gr.update(value=self._label(name)), *self._look(name)

    def _label(self, name: str | None) -> str:
        if name is None:
            return words.DRAFT_KEEP[None]
        return words.DRAFT_KEEP[self._house.space.is_protected(name)].format(name=self._house.called(name))

    def _look(self, name: str | None) -> tuple[Any, ...]:
        space = self._house.space
        found = draft(space.notebook(name)) if name and space.is_open(name) else None
        if found is None:
            return gr.update(visible=False), ""
        at = found.changed.astimezone()
        line = words.DRAFT_WAITS.format(day=spoken(at.date()), time=f"{at:%H:%M}")
        return gr.update(visible=True), f"<p>{escape(line)}</p>"

    def _on_keep(self, text: str, name: str | None) -> tuple[Any, ...]:
        if name is None:  # never into another one's
            return said(words.DRAFT_NO_SPACE), "", gr.skip(), gr.skip()
        space = self._house.space
        keep_draft(space.notebook(name), space.today(), text)
        line = words.DRAFT_KEPT.format(time=f"{datetime.now():%H:%M:%S}")
        return said(line), care.reply_html(space.heard([text])), *self._look(name)

    def _on_back(self, text: str, name: str | None) -> tuple[Any, ...]:
        found = draft(self._house.space.notebook(name)) if name else None
        if found is None:
            return gr.skip(), said(words.DRAFT_NONE), *self._look(name)
        if text.strip() and text.strip() != found.data.text:  # nothing that stands there is lost
            return gr.skip(), said(words.DRAFT_BOX_FULL), gr.skip(), gr.skip()
        return found.data.text, said(words.DRAFT_IS_BACK), gr.skip(), gr.skip()

    def _on_delete(self, name: str | None) -> tuple[Any, ...]:
        if name is None:
            return said(words.DRAFT_NO_SPACE), gr.skip(), gr.skip()
        let_go(self._house.space.notebook(name))
        return said(words.DRAFT_GONE), *self._look(name)
