"""Check in: a mood word or a few, how close one feels, one line. As often or as seldom as one likes."""

from datetime import datetime
from typing import Any

import gradio as gr

from coach.keeping.checkins import MOODS, check_in
from coach.keeping.kinds import CheckIn
from coach.keeping.notebook import Entry
from ui import texts_steps as words
from ui.days import first_capital, spoken
from ui.steps.care import caring
from ui.steps.parts import ACTS_JS, WAYS, acted, gently, kept_list, said, where_kept
from ui.steps.space import Space


def build(space: Space, who: gr.components.Component, tab: gr.Tab, care: gr.HTML) -> None:
    """Lay out the tab and wire it."""
    gr.Markdown(f"## {words.CHECK_TITLE}\n{words.CHECK_INTRO}")
    moods = gr.CheckboxGroup([(words.MOOD_NAMES[one], one) for one in MOODS], label=words.MOODS, elem_id="moods")
    connection = gr.Radio(
        [(f"{number} {name}", number) for number, name in words.SCALE.items()],
        label=words.CONNECTION,
        elem_id="connection",
    )
    note = gr.Textbox(
        label=words.CHECK_NOTE,
        placeholder=words.CHECK_NOTE_PLACEHOLDER,
        max_lines=2,
        max_length=500,
        elem_id="check-note",
    )
    keep = gr.Button(words.CHECK_KEEP, variant="primary", elem_id="check-keep")
    where_kept()
    line = gr.HTML(said(""), elem_id="check-said")
    today = gr.HTML(js_on_load=ACTS_JS, elem_id="check-today")

    def look(name: str | None) -> str:
        return kept_html(space, name)

    def on_who(name: str | None) -> tuple[Any, ...]:
        return [], None, "", said(""), look(name)

    @gently
    def on_keep(name: str, chosen: list[str], number: int | None, text: str) -> tuple[Any, ...]:
        check_in(space.notebook(name), space.today(), chosen, number, text)
        return [], None, "", said(words.CHECK_KEPT.format(time=f"{datetime.now():%H:%M:%S}")), look(name)

    @gently
    def on_remove(name: str, event: gr.EventData) -> tuple[Any, ...]:
        _, of, _ = acted(event)
        space.notebook(name).remove(int(of))
        return said(words.REMOVED), look(name)

    everything = [moods, connection, note, line, today]
    tab.select(gently(look), who, today, **WAYS)
    who.change(gently(on_who), who, everything, **WAYS)
    answered, shown = caring(on_keep, everything, care, space.heard)
    keep.click(answered, [who, moods, connection, note], shown, **WAYS)
    today.click(on_remove, who, [line, today], **WAYS)


def kept_html(space: Space, name: str | None) -> str:
    """Render the check-ins of a space, newest first, each with a button that removes it; those before today fold away."""
    today = space.today()
    kept = list(reversed(space.notebook(name).all(CheckIn))) if name else []
    of_today = [(one.id, _line(one)) for one in kept if one.day == today]
    before = [(one.id, f"{first_capital(spoken(one.day))}, {_line(one)}") for one in kept if one.day != today]
    return kept_list("today", words.CHECK_TODAY, of_today, len(of_today)) + kept_list("checks", "", before, 0)


def _line(entry: Entry[CheckIn]) -> str:
    data = entry.data
    number = data.connection
    parts = [
        ", ".join(words.MOOD_NAMES.get(one, one) for one in data.moods),
        words.CHECK_NUMBER.format(number=number, name=words.SCALE[number]) if number else "",
        data.note,
    ]
    return f"{entry.made.astimezone():%H:%M} · {' · '.join(part for part in parts if part)}"
