"""Signs, looked at calmly, beside the table of needs and neglect. Not a test: nothing is counted."""

from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from typing import Any

import gradio as gr

from coach.helplines import lines_for
from coach.keeping import signs
from coach.keeping.kinds import SignsReflection
from coach.keeping.notebook import Notebook
from knowledge.reading import read_shipped
from ui import render
from ui import texts_tools as texts
from ui.steps.parts import where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the reflection, the table, and what was kept before."""
    gr.HTML(paragraphs(signs.note()))
    noticed = gr.CheckboxGroup(
        [(one.text, one.id) for one in signs.signs()], label=texts.SIGNS_WHICH, elem_id="signs-noticed"
    )
    missing_label, good_label = signs.questions()
    missing = gr.Textbox(label=missing_label, lines=2, max_lines=14, elem_id="signs-missing")
    good = gr.Textbox(label=good_label, lines=2, max_lines=14, elem_id="signs-good")
    with gr.Accordion(texts.SIGNS_TABLE, open=False, elem_id="signs-table"):
        gr.HTML(_table(), css_template=_TABLE_CSS)
    with gr.Row():
        show = gr.Button(texts.SIGNS_SHOW, min_width=240, elem_id="signs-show")
        keep = gr.Button(texts.KEEP, variant="primary", min_width=120, elem_id="signs-keep")
    where_kept()
    said = said_line("signs-said")
    next_ones = gr.HTML(elem_id="signs-next")
    shelf = Shelf(desk, _rows, name="signs-kept")

    def readings(chosen: Sequence[str] | None) -> str:
        return _readings(chosen or (), desk.space.settings.country)

    def on_keep(chosen: Sequence[str] | None, missing_: str, good_: str) -> tuple[Any, ...]:
        signs.keep(desk.notebook, desk.today, chosen or (), missing_, good_)
        return kept_line(), shelf.html(), readings(chosen), [], "", ""

    desk.wire(show, readings, noticed, next_ones)
    desk.wire(keep, on_keep, [noticed, missing, good], [said, shelf.component, next_ones, noticed, missing, good])
    shelf.wire({}, said)


def _readings(noticed: Sequence[str], country: str) -> str:
    """Render what may help to read, each guide folded behind its title; help lines first where there is fear."""
    afraid = signs.AFRAID in noticed
    lines = render.help_lines([asdict(one) for one in lines_for(country or None)]) if afraid else ""
    shipped = {one.id: one for one in read_shipped()}
    guides = "".join(
        f'<details class="passage"><summary><span><strong>{escape(one.title)}</strong>, {escape(one.why)}</span></summary>'
        f'<div class="passage-text">{render.to_html(shipped[one.id].text)}</div></details>'
        for one in signs.readings(noticed)
        if one.id in shipped
    )
    return f'<div role="status">{paragraphs(signs.closing(noticed))}</div>{lines}{guides}'


def _table() -> str:
    head = "".join(f'<th scope="col" role="columnheader">{escape(one)}</th>' for one in texts.SIGNS_COLUMNS)
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{escape(one.need)}</th>'
        f'<td role="cell" data-of="{escape(texts.SIGNS_COLUMNS[1])}">{escape(one.neglected)}</td>'
        f'<td role="cell" data-of="{escape(texts.SIGNS_COLUMNS[2])}">{escape(one.met)}</td></tr>'
        for one in signs.table()
    )
    return (
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _rows(notebook: Notebook) -> list[Row]:
    named = {one.id: one.text for one in signs.signs()}
    rows = []
    for one in notebook.all(SignsReflection):
        lines = [named[sign] for sign in one.data.noticed if sign in named]
        lines += [texts.SIGNS_MISSING_ROW.format(text=one.data.missing)] if one.data.missing else []
        lines += [texts.SIGNS_GOOD_ROW.format(text=one.data.good)] if one.data.good else []
        first, *more = lines or [texts.SIGNS_NONE_NOTICED]
        rows.append(Row(one.id, one.day, first, tuple(more)))
    return rows


# on a phone a row becomes a small card, so that nothing is scrolled sideways; by its roles it stays a table for a screen reader
_TABLE_CSS = """
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--block-border-color); padding: 0.5rem 0.7rem; text-align: left; vertical-align: top; }
thead th { color: var(--body-text-color-subdued); font-weight: 600; }
@media (max-width: 640px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td, tbody th { display: block; width: 100%; }
  table, tbody, tr { border: 0; padding: 0; }
  tr { margin-bottom: 0.9rem; }
  td::before { content: attr(data-of); display: block; color: var(--body-text-color-subdued); font-size: 0.85rem; }
}
"""
