"""Clear expectations: a need, one act and a time become "I need you to …", looked at before it is kept."""

from typing import Any

import gradio as gr

from coach.keeping import expectations
from coach.keeping.kinds import Expectation
from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.steps.parts import where_kept
from ui.steps.tools.building import examples, looked_at
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, said_line


def build(desk: Desk) -> None:
    """Lay out the builder and what was kept."""
    need = gr.Dropdown(
        list(expectations.needs()),
        value="",
        allow_custom_value=True,
        interactive=True,
        label=texts.EXPECT_NEED,
        elem_id="expect-need",
    )
    act = gr.Textbox(label=texts.EXPECT_ACT, placeholder=texts.EXPECT_ACT_HINT, lines=2, elem_id="expect-act")
    when = gr.Textbox(label=texts.EXPECT_WHEN, placeholder=texts.EXPECT_WHEN_HINT, elem_id="expect-when")
    examples(texts.EXPECT_EXAMPLES, [texts.EXPECT_EXAMPLE.format(**one) for one in expectations.examples()])
    show = gr.Button(texts.PUT_TOGETHER, variant="primary", elem_id="expect-show")
    found = gr.HTML(elem_id="expect-found")
    with gr.Column(visible=False) as ready:
        sentence = gr.Textbox(
            label=texts.EXPECT_SENTENCE,
            info=texts.COPY_HINT,
            lines=2,
            buttons=["copy"],
            interactive=True,
            elem_id="expect-sentence",
        )
        keep = gr.Button(texts.KEEP, elem_id="expect-keep")
    where_kept()
    said = said_line("expect-said")
    shelf = Shelf(desk, _rows, name="expect-kept")

    def on_show(need_: str | None, act_: str, when_: str) -> tuple[Any, ...]:
        built = expectations.build(need_ or "", act_, when_)
        return looked_at(built, texts.EXPECT_FINE), built.sentence, gr.update(visible=not built.blocked)

    def on_keep(need_: str | None, act_: str, when_: str, own: str) -> tuple[Any, ...]:
        expectations.keep(desk.notebook, desk.today, need_ or "", act_, when_, own)
        return kept_line(), shelf.html(), "", "", "", "", "", gr.update(visible=False)

    desk.wire(show, on_show, [need, act, when], [found, sentence, ready])
    desk.wire(
        keep, on_keep, [need, act, when, sentence], [said, shelf.component, need, act, when, sentence, found, ready]
    )
    shelf.wire({}, said)


def _rows(notebook: Notebook) -> list[Row]:
    return [Row(one.id, one.day, one.data.sentence) for one in notebook.all(Expectation)]
