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
from ui.steps.parts import ACTS_JS, WAYS, acted, gently, said

if TYPE_CHECKING:
    from ui.house import House


class Waiting:
    """The row that says that a message waits, with its buttons; and, in the pause, the button that keeps one."""

    def __init__(self, house: "House") -> None:
        """Lay out the row, which goes above the message."""
        self._house = house
        self._row = gr.HTML(js_on_load=ACTS_JS, elem_id="draft-row")
        self._answer = gr.HTML(said(""), elem_id="draft-answer")
        self._shown = [self._row, self._answer]
        """What `_look` returns values for."""

    def lay_out_keeping(self) -> None:
        """Lay out what keeps a message, under what waits without it; call it where that is to stand."""
        waits, label = self._keeps(OWN)
        self._waits = gr.Markdown(waits, elem_classes="quiet", elem_id="pause-waits")
        self._keep = gr.Button(label, min_width=200, elem_id="draft-keep")
        self._said = gr.HTML(said(""), elem_id="draft-said")
        self._care = care.place("draft-care")
        self._keeping = [self._waits, self._keep]
        """What `_keeps` returns values for."""

    def wire(self, message: gr.Textbox) -> None:
        """Let the buttons act on `message`, and the row follow the space that is open."""
        opened, turned = self._house.opened, self._house.turned
        self._keep.click(gently(self._on_keep), [message, opened], [self._said, self._care, *self._shown], **WAYS)
        self._row.click(gently(self._on_act), [message, opened], [message, self._said, *self._shown], **WAYS).then(
            None, None, None, js="() => document.querySelector('#message textarea')?.focus()"
        )
        gr.on([opened.change, turned.change], gently(self._on_opened), opened, [*self._keeping, *self._shown], **WAYS)

    def wire_load(self, page: gr.Blocks) -> None:
        """Say at the start that a message waits: where there are several spaces, not before someone says who they are."""

        def on_load(name: str | None) -> tuple[Any, ...]:
            names = self._house.space.names()
            return *self._keeps(name), *self._look(names[0] if len(names) == 1 else None)

        page.load(gently(on_load), self._house.opened, [*self._keeping, *self._shown], **WAYS)

    def _on_opened(self, name: str | None) -> tuple[Any, ...]:
        return *self._keeps(name), *self._look(name)

    def _keeps(self, name: str | None) -> tuple[str, str]:
        """Return how long a message waits on the page, and what the button says of where it is kept."""
        if name is None:
            return words.PAUSE_WAITS, words.DRAFT_KEEP[None]
        space = self._house.space
        protected = space.is_protected(name)
        waits = words.PAUSE_WAITS
        if protected and space.is_open(name):
            waits = words.PAUSE_LOCKS.format(minutes=space.settings.lock_after_minutes)
        return waits, words.DRAFT_KEEP[protected].format(name=self._house.called(name))

    def _look(self, name: str | None, line: str = "") -> tuple[str, str]:
        """Return the row, empty where no message waits, and beside it what is said of what was pressed there."""
        space = self._house.space
        found = draft(space.notebook(name)) if name and space.is_open(name) else None
        return row_html(found.changed.astimezone()) if found else "", said(line)

    def _on_keep(self, text: str, name: str | None) -> tuple[Any, ...]:
        if name is None:  # never into another one's
            return said(words.DRAFT_NO_SPACE), "", gr.skip(), gr.skip()
        space = self._house.space
        keep_draft(space.notebook(name), space.today(), text)
        line = words.DRAFT_KEPT.format(time=f"{datetime.now():%H:%M:%S}")
        return said(line), care.reply_html(space.heard([text])), *self._look(name)

    def _on_act(self, text: str, name: str | None, event: gr.EventData) -> tuple[Any, ...]:
        if acted(event)[0] == "delete":
            return self._on_delete(name)
        found = draft(self._house.space.notebook(name)) if name else None
        if found is None:
            return gr.skip(), gr.skip(), *self._look(name, words.DRAFT_NONE)
        if text.strip() and text.strip() != found.data.text:  # nothing that stands there is lost
            return gr.skip(), gr.skip(), *self._look(name, words.DRAFT_BOX_FULL)
        return found.data.text, gr.skip(), *self._look(name, words.DRAFT_IS_BACK)

    def _on_delete(self, name: str | None) -> tuple[Any, ...]:
        if name is None:
            return gr.skip(), gr.skip(), *self._look(name, words.DRAFT_NO_SPACE)
        let_go(self._house.space.notebook(name))
        return gr.skip(), said(""), *self._look(name, words.DRAFT_GONE)


def row_html(at: datetime) -> str:
    """Render the line that a message of this moment waits, with its buttons."""
    line = words.DRAFT_WAITS.format(day=spoken(at.date()), time=f"{at:%H:%M}")
    return (
        f'<div class="card"><p>{escape(line)}</p><div class="acts">'
        f'<button type="button" data-act="back">{escape(words.DRAFT_BACK)}</button>'
        f'<button type="button" data-act="delete" data-sure="{escape(words.DRAFT_SURE)}">{escape(words.DRAFT_DELETE)}</button>'
        "</div></div>"
    )
