"""The journal: a page, and a beginning to write from; one set for those who went without, one for those who were absent."""

from typing import Any

import gradio as gr

from coach.keeping import journal
from coach.keeping.kinds import JournalPage
from coach.keeping.notebook import Notebook
from coach.keeping.person import role_of
from knowledge.schema import Audience
from ui import texts_tools as texts
from ui.steps.parts import WAYS, gently, where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, kept_line, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the page and those kept before."""
    closer = role_of(desk.notebook, desk.space.settings.role)
    role: Audience = "neglectful" if closer == "neglectful" else "neglected"
    first = journal.prompt_of_the_day(desk.notebook, desk.today, role)
    gr.HTML(paragraphs(journal.note()))
    who = gr.Radio(
        list(texts.JOURNAL_ROLES), value=role, interactive=True, label=texts.JOURNAL_ROLE, elem_id="journal-role"
    )
    beginning = gr.State(first.id)
    shown = gr.HTML(_shown(first.text), elem_id="journal-prompt")
    with gr.Row():
        other = gr.Button(texts.JOURNAL_OTHER, min_width=160, elem_id="journal-other")
        free = gr.Button(texts.JOURNAL_FREE, min_width=120, elem_id="journal-free")
    page = gr.Textbox(label=texts.JOURNAL_TEXT, lines=8, max_lines=24, elem_id="journal-page")
    keep = gr.Button(texts.KEEP, variant="primary", elem_id="journal-keep")
    where_kept()
    said = said_line("journal-said")
    shelf = Shelf(desk, _rows, name="journal-kept")

    def on_role(as_role: Audience) -> tuple[str, str]:
        prompt = journal.prompt_of_the_day(desk.notebook, desk.today, as_role)
        return prompt.id, _shown(prompt.text)

    def on_other(as_role: Audience, now: str) -> tuple[str, str]:
        choice = journal.prompts(as_role)
        ids = [one.id for one in choice]
        prompt = choice[(ids.index(now) + 1) % len(choice) if now in ids else 0]
        return prompt.id, _shown(prompt.text)

    def on_free() -> tuple[str, str]:
        return "", _shown(texts.JOURNAL_NO_BEGINNING)

    def on_keep(text: str, prompt: str) -> tuple[Any, ...]:
        journal.keep(desk.notebook, desk.today, text, prompt)
        return kept_line(), shelf.html(), ""

    who.change(gently(on_role), who, [beginning, shown], **WAYS)
    desk.wire(other, on_other, [who, beginning], [beginning, shown])
    desk.wire(free, on_free, None, [beginning, shown])
    desk.wire(keep, on_keep, [page, beginning], [said, shelf.component, page])
    shelf.wire({}, said)


def _shown(text: str) -> str:
    return f'<div role="status">{paragraphs(texts.JOURNAL_PROMPT, css="meta")}<blockquote>{paragraphs(text)}</blockquote></div>'


def _rows(notebook: Notebook) -> list[Row]:
    beginnings = {one.id: one.text for one in journal.prompts("both")}
    return [
        Row(one.id, one.day, one.data.text, (beginnings.get(one.data.prompt, ""),)) for one in notebook.all(JournalPage)
    ]
