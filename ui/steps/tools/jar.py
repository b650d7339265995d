"""The connection jar: slips with small kindnesses go in, chance draws one, and it is done or goes back."""

from typing import Any

import gradio as gr

from coach.keeping import jar
from coach.keeping.kinds import Slip, Whose
from coach.keeping.notebook import Entry, Notebook
from ui import texts_tools as texts
from ui.steps.parts import said, where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, bullets, now, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the slip to write, the draw, and what is out, done or still inside."""
    slip = gr.Textbox(label=texts.JAR_SLIP, info=texts.JAR_SLIP_HINT, lines=2, elem_id="jar-slip")
    whose = gr.Radio(list(texts.JAR_WHOSE), value="me", interactive=True, label=texts.JAR_BY, elem_id="jar-by")
    asked = gr.HTML(elem_id="jar-asked")
    with gr.Row():
        put = gr.Button(texts.JAR_PUT, variant="primary", min_width=150, elem_id="jar-put")
        anyway = gr.Button(texts.JAR_ANYWAY, visible=False, min_width=180, elem_id="jar-anyway")
    where_kept()
    with gr.Accordion(texts.JAR_IDEAS, open=False):
        gr.HTML(bullets(jar.ideas()))
    gr.Markdown(f"### {texts.JAR_DRAW_TITLE}")
    count = gr.HTML(_count(desk.notebook), elem_id="jar-count")
    source = gr.Radio(
        list(texts.JAR_FROM_WHOM), value="all", interactive=True, label=texts.JAR_FROM, elem_id="jar-from"
    )
    draw = gr.Button(texts.JAR_DRAW, elem_id="jar-draw")
    said_ = said_line("jar-said")
    out = Shelf(
        desk,
        lambda notebook: [_row(one, "done", "back") for one in jar.drawn(notebook)],
        name="jar-out",
        title=texts.JAR_OUT,
        empty="",
        labels={"done": texts.JAR_DONE, "back": texts.JAR_BACK},
    )
    done = Shelf(desk, _done, name="jar-done", title=texts.JAR_DONE_TITLE, empty="", labels={"back": texts.JAR_BACK})
    with gr.Accordion(texts.JAR_INSIDE, open=False, elem_id="jar-inside-fold"):
        inside = Shelf(
            desk,
            lambda notebook: [_row(one) for one in jar.slips(notebook)],
            name="jar-inside",
            title=texts.JAR_INSIDE_TITLE,
        )
    lists = [count, out.component, done.component, inside.component]

    def look() -> tuple[str, ...]:
        return _count(desk.notebook), out.html(), done.html(), inside.html()

    def put_in(text: str, by: Whose) -> tuple[Any, ...]:
        jar.put_in(desk.notebook, desk.today, text, by)
        return said(texts.JAR_IN.format(time=now())), "", "", gr.update(visible=False), *look()

    def on_put(text: str, by: Whose) -> tuple[Any, ...]:
        caution = jar.caution(text)
        if not caution:
            return put_in(text, by)
        question = f'<div role="status">{paragraphs(caution)}</div>'
        return said(""), gr.skip(), question, gr.update(visible=True), *(gr.skip() for _ in lists)

    def on_draw(whose_: str) -> tuple[Any, ...]:
        # an empty jar is not opened: that would make a file
        by: Whose | None = "me" if whose_ == "me" else "partner" if whose_ == "partner" else None
        drawn = jar.draw(desk.notebook, desk.today, by) if jar.slips(desk.notebook) else None
        line = texts.JAR_DREW.format(text=drawn.data.text) if drawn else texts.JAR_NONE
        return said(line), *look()

    def on_done(notebook: Notebook, entry: int) -> str:
        jar.done(notebook, entry, desk.today)
        return texts.JAR_WAS_DONE

    def on_back(notebook: Notebook, entry: int) -> str:
        jar.put_back(notebook, entry)
        return texts.JAR_WENT_BACK

    desk.wire(put, on_put, [slip, whose], [said_, slip, asked, anyway, *lists])
    desk.wire(anyway, put_in, [slip, whose], [said_, slip, asked, anyway, *lists])
    desk.wire(draw, on_draw, source, [said_, *lists])
    for shelf in (out, done, inside):
        others = [one for one in lists if one is not shelf.component]

        def look_at_others(this: Shelf = shelf) -> tuple[Any, ...]:
            return tuple(now_ for one, now_ in zip(lists, look(), strict=True) if one is not this.component)

        shelf.wire({"done": on_done, "back": on_back}, said_, *others, after=look_at_others)


def _count(notebook: Notebook) -> str:
    count = len(jar.slips(notebook))
    return paragraphs(texts.JAR_COUNT[min(count, 2)].format(count=count))


def _row(one: Entry[Slip], *acts: str) -> Row:
    return Row(one.id, one.day, one.data.text, (texts.JAR_OF[one.data.by],), acts)


def _done(notebook: Notebook) -> list[Row]:
    return [_row(one, "back") for one in notebook.all(Slip) if one.data.state == "done"]
