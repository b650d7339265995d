"""The appreciation note: one exact thing, and what it meant."""

from typing import Any

import gradio as gr

from coach.keeping import notes
from coach.keeping.kinds import AppreciationNote
from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.steps.parts import where_kept
from ui.steps.tools.building import looked_at
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, said_line


def build(desk: Desk) -> None:
    """Lay out the note and those kept before."""
    noticed = gr.Textbox(
        label=texts.NOTES_NOTICED, placeholder=texts.NOTES_NOTICED_HINT, lines=2, elem_id="note-noticed"
    )
    meant = gr.Textbox(label=texts.NOTES_MEANT, placeholder=texts.NOTES_MEANT_HINT, lines=2, elem_id="note-meant")
    show = gr.Button(texts.PUT_TOGETHER, variant="primary", elem_id="note-show")
    found = gr.HTML(elem_id="note-found")
    with gr.Column(visible=False) as ready:
        sentence = gr.Textbox(
            label=texts.NOTES_SENTENCE,
            info=texts.COPY_HINT,
            lines=2,
            buttons=["copy"],
            interactive=True,
            elem_id="note-sentence",
        )
        keep = gr.Button(texts.KEEP, elem_id="note-keep")
    where_kept()
    said = said_line("note-said")
    shelf = Shelf(desk, _rows, name="note-kept", labels={"give": texts.NOTES_GIVE})

    def on_show(noticed_: str, meant_: str) -> tuple[Any, ...]:
        built = notes.build(noticed_, meant_)
        return looked_at(built, texts.NOTES_FINE), built.sentence, gr.update(visible=not built.blocked)

    def on_keep(noticed_: str, meant_: str, own: str) -> tuple[Any, ...]:
        notes.keep(desk.notebook, desk.today, noticed_, meant_, own)
        return kept_line(), shelf.html(), "", "", "", "", gr.update(visible=False)

    def on_give(notebook: Notebook, entry: int) -> str:
        notes.give(notebook, entry, desk.today)
        return texts.NOTES_WAS_GIVEN

    desk.wire(show, on_show, [noticed, meant], [found, sentence, ready])
    desk.wire(
        keep, on_keep, [noticed, meant, sentence], [said, shelf.component, noticed, meant, sentence, found, ready]
    )
    shelf.wire({"give": on_give}, said)


def _rows(notebook: Notebook) -> list[Row]:
    return [
        Row(one.id, one.day, one.data.sentence, (texts.NOTES_GIVEN,), ())
        if one.data.given
        else Row(one.id, one.day, one.data.sentence, (), ("give",))
        for one in notebook.all(AppreciationNote)
    ]
