"""Take it out: a calendar file, the plan on paper, a card of chosen sentences, everything as a file. Only on a press.

What is made goes straight to the browser, which saves or prints it; the server keeps no copy.
"""

from datetime import datetime
from html import escape
from typing import Any

import gradio as gr

from coach.errors import InputError
from coach.keeping.card import card_html, card_text, sentences_of
from coach.keeping.export import as_json, as_markdown
from coach.keeping.plans import this_week
from coach.keeping.printing import plan_html
from ui import texts_steps as words
from ui.steps.parts import GIVE_JS, PRINT_JS, WAYS, file, gently, said
from ui.steps.space import Space


def build(space: Space, who: gr.components.Component) -> None:
    """Lay out the part and wire it."""
    with gr.Accordion(words.OUT_TITLE, open=False, elem_id="take-out") as box:
        gr.Markdown(f"{words.OUT_INTRO}\n\n## {words.CALENDAR_TITLE}\n{words.CALENDAR_INTRO}")
        named = gr.Checkbox(label=words.CALENDAR_OPEN, info=words.CALENDAR_OPEN_INFO, elem_id="calendar-open")
        calendar = gr.Button(words.CALENDAR_MAKE, elem_id="calendar-save")
        gr.Markdown(f"## {words.PLAN_TITLE}")
        with gr.Row():
            plan_print = gr.Button(words.PLAN_PRINT, min_width=160, elem_id="plan-print")
            plan_save = gr.Button(words.PLAN_SAVE, min_width=160, elem_id="plan-save")
        gr.Markdown(f"## {words.CARD_TITLE}\n{words.CARD_INTRO}")
        none = gr.Markdown(words.CARD_NONE, elem_classes="quiet")
        chosen = gr.CheckboxGroup([], label=words.CARD_CHOOSE, visible=False, elem_id="card-sentences")
        heading = gr.Textbox(label=words.CARD_HEADING, max_lines=1, max_length=120, elem_id="card-heading")
        preview = gr.HTML(elem_id="card-text")
        with gr.Row():
            card_print = gr.Button(words.CARD_PRINT, min_width=160, elem_id="card-print")
            card_save = gr.Button(words.CARD_SAVE, min_width=160, elem_id="card-save")
        gr.Markdown(f"## {words.ALL_TITLE}\n{words.ALL_INTRO}")
        with gr.Row():
            all_read = gr.Button(words.ALL_READ, min_width=160, elem_id="all-read")
            all_data = gr.Button(words.ALL_DATA, min_width=160, elem_id="all-data")
        line = gr.HTML(said(""), elem_id="take-out-said")
    made = gr.JSON(visible=False)

    def look(name: str | None) -> tuple[Any, ...]:
        """Offer the sentences there are now; none is chosen by itself."""
        found = sentences_of(space.notebook(name)) if name else []
        choices = [(f"{one.text} ({one.what})", one.id) for one in found]
        return gr.update(choices=choices, value=[], visible=bool(found)), gr.update(visible=not found), "", said("")

    def on_who(name: str | None) -> tuple[Any, ...]:
        return "", gr.update(open=False), *look(name)

    def texts_of(name: str, ids: list[int]) -> list[str]:
        return [one.text for one in sentences_of(space.notebook(name)) if one.id in ids]

    @gently
    def on_choose(name: str, ids: list[int], title: str) -> str:
        sentences = texts_of(name, ids)
        return _preview(card_text(sentences, title)) if sentences else ""

    @gently
    def on_calendar(name: str, openly: bool) -> tuple[Any, ...]:
        from coach.keeping.ics import FILE_NAME, calendar  # its library is wanted only now

        raw = calendar(space.notebook(name), space.today(), discreet=not openly)
        if b"BEGIN:VEVENT" not in raw:
            raise InputError(words.CALENDAR_EMPTY)
        return file(FILE_NAME, raw.decode("utf-8"), "text/calendar;charset=utf-8"), _saved(FILE_NAME)

    @gently
    def on_plan(name: str) -> tuple[Any, ...]:
        notebook, today = space.notebook(name), space.today()
        if this_week(notebook, today) is None:
            raise InputError(words.PLAN_NONE)
        return file(words.PLAN_NAME, plan_html(notebook, today), "text/html"), said(words.PLAN_MADE)

    @gently
    def on_card_print(name: str, ids: list[int], title: str) -> tuple[Any, ...]:
        made = card_html(texts_of(name, ids), title)
        return file(words.CARD_NAME, made, "text/html"), said(words.PRINTED)

    @gently
    def on_card_save(name: str, ids: list[int], title: str) -> tuple[Any, ...]:
        return file(words.CARD_NAME, card_text(texts_of(name, ids), title)), _saved(words.CARD_NAME)

    @gently
    def on_read(name: str) -> tuple[Any, ...]:
        called = f"{words.ALL_NAME}.md"
        return file(called, as_markdown(space.notebook(name)), "text/markdown"), _saved(called)

    @gently
    def on_data(name: str) -> tuple[Any, ...]:
        called = f"{words.ALL_NAME}.json"
        return file(called, as_json(space.notebook(name)), "application/json"), _saved(called)

    def wire(button: gr.Button, handler: Any, inputs: list[Any], js: str) -> None:
        # emptied first: where the handler only warns, no earlier file is given again
        button.click(lambda: None, None, made, queue=False, **WAYS).then(handler, inputs, [made, line], **WAYS).then(
            None, made, None, js=js
        )

    box.expand(gently(look), who, [chosen, none, preview, line], **WAYS)
    who.change(gently(on_who), who, [heading, box, chosen, none, preview, line], **WAYS)
    gr.on([chosen.change, heading.change], on_choose, [who, chosen, heading], preview, **WAYS)
    wire(calendar, on_calendar, [who, named], GIVE_JS)
    wire(plan_print, on_plan, [who], PRINT_JS)
    wire(plan_save, on_plan, [who], GIVE_JS)
    wire(card_print, on_card_print, [who, chosen, heading], PRINT_JS)
    wire(card_save, on_card_save, [who, chosen, heading], GIVE_JS)
    wire(all_read, on_read, [who], GIVE_JS)
    wire(all_data, on_data, [who], GIVE_JS)


def _preview(text: str) -> str:
    return (
        f'<div role="status"><p class="meta">{escape(words.CARD_TEXT)}</p>'
        f'<blockquote class="paper">{escape(text.strip())}</blockquote></div>'
    )


def _saved(name: str) -> str:
    return said(words.SAVED.format(name=name, time=f"{datetime.now():%H:%M:%S}"))
