"""Kind limits: what I need, when it touches me, and what I will do. A demand that would control the other gets no sentence."""

from typing import Any

import gradio as gr

from coach.keeping import limits
from coach.keeping.kinds import KindLimit
from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.steps.parts import where_kept
from ui.steps.tools.building import examples, looked_at
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the builder and what was kept."""
    gr.HTML(paragraphs(limits.NOTE))
    need = gr.Textbox(label=texts.LIMIT_NEED, placeholder=texts.LIMIT_NEED_HINT, elem_id="limit-need")
    when = gr.Textbox(label=texts.LIMIT_WHEN, placeholder=texts.LIMIT_WHEN_HINT, elem_id="limit-when")
    doing = gr.Textbox(label=texts.LIMIT_DO, placeholder=texts.LIMIT_DO_HINT, lines=2, elem_id="limit-do")
    examples(texts.LIMIT_EXAMPLES, [texts.LIMIT_EXAMPLE.format(**one) for one in limits.examples()])
    show = gr.Button(texts.PUT_TOGETHER, variant="primary", elem_id="limit-show")
    found = gr.HTML(elem_id="limit-found")
    with gr.Column(visible=False) as ready:
        sentence = gr.Textbox(
            label=texts.LIMIT_SENTENCE,
            info=texts.COPY_HINT,
            lines=2,
            buttons=["copy"],
            interactive=True,
            elem_id="limit-sentence",
        )
        keep = gr.Button(texts.KEEP, elem_id="limit-keep")
    where_kept()
    said = said_line("limit-said")
    shelf = Shelf(desk, _rows, name="limit-kept")

    def on_show(need_: str, when_: str, doing_: str) -> tuple[Any, ...]:
        built = limits.build(need_, when_, doing_)
        return looked_at(built, texts.LIMIT_FINE), built.sentence, gr.update(visible=not built.blocked)

    def on_keep(need_: str, when_: str, doing_: str, own: str) -> tuple[Any, ...]:
        limits.keep(desk.notebook, desk.today, need_, when_, doing_, own)
        return kept_line(), shelf.html(), "", "", "", "", "", gr.update(visible=False)

    desk.wire(show, on_show, [need, when, doing], [found, sentence, ready])
    desk.wire(
        keep, on_keep, [need, when, doing, sentence], [said, shelf.component, need, when, doing, sentence, found, ready]
    )
    shelf.wire({}, said)


def _rows(notebook: Notebook) -> list[Row]:
    return [Row(one.id, one.day, one.data.sentence) for one in notebook.all(KindLimit)]
