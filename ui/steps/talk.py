"""Talk: the question of the day, a timer that the browser keeps, a line to remember, and the daily time."""

import re
from datetime import datetime, time
from html import escape
from typing import Any

import gradio as gr

from coach.errors import InputError
from coach.keeping.kinds import Drawn, Talk
from coach.keeping.notebook import Notebook
from coach.keeping.questions import THEMES, Question, begin_anew, deck, question_of_the_day, skip
from coach.keeping.talk import EVERY_DAY, MINUTES, keep_talk, set_talk_time, talk_time
from ui import texts_days
from ui import texts_steps as words
from ui.days import first_capital, spoken
from ui.steps.care import caring
from ui.steps.parts import ACTS_JS, WAYS, acted, gently, kept_list, said, timer, where_kept
from ui.steps.space import Space

_LENGTHS = (5, 10, 15, 20, 30, 45, 60)
_SHOWN = 10
_TIME = re.compile(r"([01]?\d|2[0-3])[:.h ]([0-5]\d)")


def build(space: Space, who: gr.components.Component, tab: gr.Tab, care: gr.HTML) -> None:
    """Lay out the tab and wire it."""
    gr.Markdown(f"## {words.TALK_TITLE}\n{words.TALK_INTRO}")
    card = gr.HTML(card_html(None), elem_id="question-card")
    with gr.Row():
        depth = gr.Radio(
            [(words.DEPTH_ANY, 0), *((name.capitalize(), number) for number, name in words.DEPTHS.items())],
            value=0,
            label=words.DEPTH,
            min_width=280,
            elem_id="depth",
        )
        theme = gr.Dropdown(
            [(words.THEME_ANY, ""), *((words.THEMES[one].capitalize(), one) for one in THEMES)],
            value="",
            label=words.THEME,
            min_width=280,
            elem_id="theme",
        )
    with gr.Row():
        draw = gr.Button(words.DRAW, variant="primary", min_width=160, elem_id="draw")
        other = gr.Button(words.SKIP, min_width=160, elem_id="skip")
        anew = gr.Button(words.BEGIN_ANEW, min_width=160, visible=False, elem_id="begin-anew")
    gr.Markdown(words.DRAW_NOTE, elem_classes="quiet")
    line = gr.HTML(said(""), elem_id="talk-said")
    gr.Markdown(f"## {words.TIMER_TITLE}\n{words.TIMER_INTRO}")
    clock = gr.HTML(timer("talk", MINUTES), elem_id="talk-timer", js_on_load="")
    gr.Markdown(f"## {words.SAID_TITLE}")
    with gr.Row():
        note = gr.Textbox(
            label=words.SAID_LABEL,
            placeholder=words.SAID_PLACEHOLDER,
            max_lines=2,
            max_length=500,
            scale=3,
            elem_id="talk-note",
        )
        minutes = gr.Number(
            MINUTES,
            label=words.SAID_MINUTES,
            minimum=1,
            maximum=240,
            precision=0,
            min_width=100,
            elem_id="talk-minutes",
        )
    keep = gr.Button(words.SAID_KEEP, variant="primary", elem_id="talk-keep")
    where_kept()
    heard = gr.HTML(said(""), elem_id="talk-kept-said")
    before = gr.HTML(js_on_load=ACTS_JS, elem_id="talks")
    with gr.Accordion(words.TIME_TITLE, open=False, elem_id="talk-time-box"):
        gr.Markdown(words.TIME_INTRO)
        with gr.Row():
            at = gr.Textbox(
                label=words.TIME_AT,
                info=words.TIME_AT_INFO,
                max_lines=1,
                max_length=8,
                min_width=140,
                elem_id="talk-at",
            )
            length = gr.Dropdown(
                [(words.MINUTES_SHORT.format(minutes=one), one) for one in _LENGTHS],
                value=MINUTES,
                label=words.SAID_MINUTES,
                min_width=140,
                elem_id="talk-length",
            )
        days = gr.CheckboxGroup(
            [(first_capital(name), number) for number, name in enumerate(texts_days.WEEKDAYS)],
            value=list(EVERY_DAY),
            label=words.TIME_DAYS,
            elem_id="talk-days",
        )
        set_time = gr.Button(words.TIME_KEEP, elem_id="talk-time-keep")
        where_kept()
        time_line = gr.HTML(said(""), elem_id="talk-time-said")

    def look(name: str | None) -> tuple[Any, ...]:
        if name is None:
            return card_html(None), "", gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        notebook = space.notebook(name)
        chosen = talk_time(notebook)
        long = chosen.minutes if chosen else MINUTES
        return (
            card_html(drawn_today(space, name)),
            talks_html(notebook),
            timer("talk", long),
            long,
            f"{chosen.at:%H:%M}" if chosen and chosen.at else "",
            gr.update(value=long, choices=_lengths(long)),
            list(chosen.weekdays if chosen else EVERY_DAY),
        )

    def on_who(name: str | None) -> tuple[Any, ...]:
        return "", said(""), said(""), said(""), gr.update(visible=False), *look(name)

    def shown(question: Question | None) -> tuple[Any, ...]:
        through = question is None
        return card_html(question), gr.update(visible=through), said(words.DECK_THROUGH if through else "")

    @gently
    def on_draw(name: str, deep: int, about: str) -> tuple[Any, ...]:
        return shown(question_of_the_day(space.notebook(name), space.today(), deep or None, about or None))

    @gently
    def on_skip(name: str, deep: int, about: str) -> tuple[Any, ...]:
        return shown(skip(space.notebook(name), space.today(), deep or None, about or None))

    @gently
    def on_anew(name: str) -> tuple[Any, ...]:
        begin_anew(space.notebook(name), space.today())
        return card_html(None), gr.update(visible=False), said(words.BEGUN)

    @gently
    def on_keep(name: str, text: str, long: float | None) -> tuple[Any, ...]:
        notebook = space.notebook(name)
        question = drawn_today(space, name)
        keep_talk(notebook, space.today(), int(long or 0), question.text if question else None, text)
        return "", said(words.SAID_KEPT.format(time=f"{datetime.now():%H:%M:%S}")), talks_html(notebook)

    @gently
    def on_remove(name: str, event: gr.EventData) -> tuple[Any, ...]:
        _, of, _ = acted(event)
        notebook = space.notebook(name)
        notebook.remove(int(of))
        return said(words.REMOVED), talks_html(notebook)

    @gently
    def on_time(name: str, typed: str, long: int, on: list[int]) -> tuple[Any, ...]:
        entry = set_talk_time(space.notebook(name), space.today(), time_of(typed), long, on)
        data = entry.data
        named = ", ".join(texts_days.WEEKDAYS[one] for one in data.weekdays)
        when = ", ".join(part for part in (f"{data.at:%H:%M}" if data.at else "", named) if part)
        return said(words.TIME_KEPT.format(when=when)), timer("talk", data.minutes), data.minutes

    looked = [card, before, clock, minutes, at, length, days]
    tab.select(gently(look), who, looked, **WAYS)
    who.change(gently(on_who), who, [note, line, heard, time_line, anew, *looked], **WAYS)
    draw.click(on_draw, [who, depth, theme], [card, anew, line], **WAYS)
    other.click(on_skip, [who, depth, theme], [card, anew, line], **WAYS)
    anew.click(on_anew, who, [card, anew, line], **WAYS)
    answered, filled = caring(on_keep, [note, heard, before], care, space.heard)
    keep.click(answered, [who, note, minutes], filled, **WAYS)
    before.click(on_remove, who, [heard, before], **WAYS)
    set_time.click(on_time, [who, at, length, days], [time_line, clock, minutes], **WAYS)


def drawn_today(space: Space, name: str) -> Question | None:
    """Return today's question if it was drawn already; looking draws none."""
    today = space.today()
    drawn = [one.data.question for one in space.notebook(name).all(Drawn, today, today) if one.data.state == "drawn"]
    known = {one.id: one for one in deck()}
    return next((known[one] for one in reversed(drawn) if one in known), None)


def card_html(question: Question | None) -> str:
    """Render the question of the day, or an invitation to draw one; a live region."""
    if question is None:
        return f'<div class="question" role="status"><p class="meta">{escape(words.NO_CARD)}</p></div>'
    meta = words.CARD_META.format(depth=words.DEPTHS[question.depth], theme=words.THEMES[question.theme])
    return (
        f'<div class="question" role="status"><p class="asked">{escape(question.text)}</p>'
        f'<p class="meta">{escape(meta)}</p></div>'
    )


def talks_html(notebook: Notebook) -> str:
    """Render the talks that were kept, newest first, each with a button that removes it."""
    rows = []
    for one in reversed(notebook.all(Talk)):
        parts = (one.data.question, one.data.note)
        length = words.MINUTES_SHORT.format(minutes=one.data.minutes)
        rows.append((one.id, " · ".join(part for part in (first_capital(spoken(one.day)), length, *parts) if part)))
    return kept_list("talks", words.SAID_BEFORE, rows, _SHOWN)


def time_of(typed: str) -> time | None:
    """Read a time of day, such as 20:30 or 8.05; None for nothing. Raises InputError for anything else."""
    if not typed.strip():
        return None
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise InputError(words.TIME_WRONG)
    return time(int(found[1]), int(found[2]))


def _lengths(chosen: int) -> list[tuple[str, int]]:
    return [(words.MINUTES_SHORT.format(minutes=one), one) for one in sorted({*_LENGTHS, chosen})]
