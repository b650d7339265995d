"""A fair friend's view: seven minutes of writing about one quarrel. No model takes part."""

from typing import Any

import gradio as gr

from coach.keeping import observer
from coach.keeping.kinds import ObserverWriting
from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.steps.parts import timer, where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the timer, the questions and what was written before."""
    gr.HTML(paragraphs(observer.note()))
    with gr.Accordion(texts.SOURCE, open=False):
        gr.HTML(paragraphs(observer.source()))
    if not observer.due(desk.notebook, desk.today):
        gr.HTML(paragraphs(texts.OBSERVER_RECENT))
    gr.HTML(paragraphs(observer.begin()))
    gr.HTML(timer("observer", observer.MINUTES), elem_id="observer-timer")
    facts = gr.Textbox(label=texts.OBSERVER_FACTS, lines=3, max_lines=14, elem_id="observer-facts")
    boxes = {
        one.id: gr.Textbox(label=one.text, lines=4, max_lines=18, elem_id=f"observer-{one.id}")
        for one in observer.parts()
    }
    keep = gr.Button(texts.KEEP, variant="primary", elem_id="observer-keep")
    where_kept()
    said = said_line("observer-said")
    shelf = Shelf(desk, _rows, name="observer-kept")

    def on_keep(facts_: str, *answers: str) -> tuple[Any, ...]:
        observer.keep(desk.notebook, desk.today, facts_, **dict(zip(boxes, answers, strict=True)))
        return kept_line(), shelf.html(), "", *("" for _ in boxes)

    desk.wire(keep, on_keep, [facts, *boxes.values()], [said, shelf.component, facts, *boxes.values()])
    shelf.wire({}, said)


def _rows(notebook: Notebook) -> list[Row]:
    rows = []
    for one in notebook.all(ObserverWriting):
        said = [
            label.format(text=getattr(one.data, name))
            for name, label in texts.OBSERVER_ROW.items()
            if getattr(one.data, name)
        ]
        rows.append(Row(one.id, one.day, said[0], tuple(said[1:])))
    return rows
