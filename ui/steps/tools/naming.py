"""Naming the neglect: real moments, one at a time, for one's own eyes first."""

from typing import Any

import gradio as gr

from coach.keeping import naming
from coach.keeping.notebook import Notebook
from coach.keeping.person import role_of
from ui import texts_tools as texts
from ui.steps.parts import where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, paragraphs, said_line

_LINES = {"where": 1, "happened": 3, "missing": 1, "effect": 3}


def build(desk: Desk) -> None:
    """Lay out the questions and the moments kept before."""
    absent = role_of(desk.notebook, desk.space.settings.role) == "neglectful"
    note = gr.HTML(paragraphs(naming.note(absent)), elem_id="naming-note")
    mine = gr.Checkbox(value=absent, interactive=True, label=texts.NAMING_MINE, elem_id="naming-mine")
    boxes = {
        one.id: gr.Textbox(label=one.text, lines=_LINES.get(one.id, 2), max_lines=14, elem_id=f"naming-{one.id}")
        for one in naming.parts()
    }
    keep = gr.Button(texts.KEEP, variant="primary", elem_id="naming-keep")
    where_kept()
    said = said_line("naming-said")
    shelf = Shelf(desk, _rows, name="naming-kept")

    def on_mine(is_mine: bool) -> str:
        return paragraphs(naming.note(is_mine))

    def on_keep(is_mine: bool, *answers: str) -> tuple[Any, ...]:
        naming.keep(desk.notebook, desk.today, mine=is_mine, **dict(zip(boxes, answers, strict=True)))
        return kept_line(), shelf.html(), *("" for _ in boxes)

    mine.change(on_mine, mine, note, queue=False, api_visibility="private", show_progress="hidden")
    desk.wire(keep, on_keep, [mine, *boxes.values()], [said, shelf.component, *boxes.values()])
    shelf.wire({}, said)


def _rows(notebook: Notebook) -> list[Row]:
    return [
        Row(
            one.id,
            one.day,
            one.data.happened,
            (one.data.where, one.data.missing, one.data.effect, texts.NAMING_MINE if one.data.mine else ""),
        )
        for one in naming.instances(notebook)
    ]
