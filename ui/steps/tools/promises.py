"""The promise keeper: a small promise with a day; kept, moved, or owned where it slipped. Nothing is added up."""

from datetime import date, timedelta
from html import escape
from typing import Any

import gradio as gr

from coach.keeping import promises
from coach.keeping.kinds import Promise
from coach.keeping.notebook import Notebook
from ui import texts_tools as texts
from ui.steps.parts import WAYS, gently, said, where_kept
from ui.steps.tools.desk import (
    Desk,
    Row,
    Shelf,
    bullets,
    kept_line,
    paragraphs,
    pressed,
    removed,
    said_line,
    spoken_day,
)

_AHEAD = 28  # days to choose from; a promise for later is too big

# the form that a button of the list opens stands above the list: whoever pressed it goes on at its heading
_FORM_JS = """
const go = () => setTimeout(() => {
  const title = element.querySelector('h3');
  if (title) { title.focus({preventScroll: true}); element.scrollIntoView({block: 'nearest'}); }
}, 50);
go();
watch('value', go);
"""


def build(desk: Desk) -> None:
    """Lay out the promise to make, those that are open, and how to own one."""
    days = _days(desk.today)
    what = gr.Textbox(label=texts.PROMISE_WHAT, placeholder=texts.PROMISE_WHAT_HINT, lines=2, elem_id="promise-what")
    by = gr.Dropdown(
        days, value=days[0][1], interactive=True, label=texts.PROMISE_BY, filterable=False, elem_id="promise-by"
    )
    make = gr.Button(texts.PROMISE_KEEP, variant="primary", elem_id="promise-make")
    where_kept()
    said_ = said_line("promise-said")
    chosen = gr.State(0)
    composed = gr.State("")  # the sentence as it was last put together
    with gr.Column(visible=False, elem_id="promise-owning") as owning:
        own_head = gr.HTML(js_on_load=_FORM_JS)
        gr.HTML(bullets(promises.owning()) + paragraphs(promises.smaller(), css="meta"))
        now = gr.Textbox(label=texts.PROMISE_NOW, placeholder=texts.PROMISE_NOW_HINT, elem_id="promise-now")
        change = gr.Textbox(label=texts.PROMISE_CHANGE, placeholder=texts.PROMISE_CHANGE_HINT, elem_id="promise-change")
        sentence = gr.Textbox(
            label=texts.PROMISE_OWN_SENTENCE,
            info=texts.COPY_HINT,
            lines=3,
            buttons=["copy"],
            interactive=True,
            elem_id="promise-sentence",
        )
        with gr.Row():
            own = gr.Button(texts.PROMISE_OWN_KEEP, variant="primary", min_width=200, elem_id="promise-own")
            leave_own = gr.Button(texts.PROMISE_CANCEL, min_width=160)
    with gr.Column(visible=False, elem_id="promise-moving") as moving:
        move_head = gr.HTML(js_on_load=_FORM_JS)
        new_day = gr.Dropdown(
            days,
            value=days[1][1],
            interactive=True,
            label=texts.PROMISE_MOVE_TITLE,
            filterable=False,
            elem_id="promise-new-day",
        )
        with gr.Row():
            move = gr.Button(texts.PROMISE_MOVE_KEEP, variant="primary", min_width=160, elem_id="promise-move")
            leave_move = gr.Button(texts.PROMISE_CANCEL, min_width=160)
    open_ = Shelf(
        desk,
        lambda notebook: _open(notebook, desk.today),
        name="promise-open",
        title=texts.PROMISE_OPEN,
        empty=texts.PROMISE_OPEN_NONE,
        labels={"kept": texts.PROMISE_KEPT, "missed": texts.PROMISE_MISSED, "move": texts.PROMISE_MOVE},
        newest_first=False,
    )
    before = Shelf(
        desk, lambda notebook: _before(notebook, desk.today), name="promise-before", title=texts.PROMISE_BEFORE
    )
    lists = [open_.component, before.component]
    forms = [owning, moving]
    closed = (gr.update(visible=False), gr.update(visible=False))

    def look() -> tuple[str, str]:
        return open_.html(), before.html()

    def on_make(what_: str, by_: str) -> tuple[Any, ...]:
        promises.promise(desk.notebook, desk.today, what_, date.fromisoformat(by_))
        return kept_line(), "", *look()

    def on_act(event: gr.EventData) -> tuple[Any, ...]:
        """What a button of an open promise does: kept and removed at once, the others open a form."""
        act, entry = pressed(event)
        promise = desk.notebook.get(Promise, entry).data
        about = paragraphs(texts.PROMISE_OWN_WHAT.format(what=promise.what))
        if act == "missed":
            text = promises.own_sentence(promise.what)
            opened = _head(texts.PROMISE_OWN_TITLE, about)
            shown = gr.update(visible=True), gr.update(visible=False)
            return said(""), entry, *shown, opened, "", "", "", text, text, *look()
        if act == "move":
            opened = _head(texts.PROMISE_MOVE_TITLE, about)
            shown = gr.update(visible=False), gr.update(visible=True)
            return said(""), entry, *shown, "", opened, "", "", "", "", *look()
        line = texts.PROMISE_WAS_KEPT
        if act == "kept":
            promises.kept(desk.notebook, entry, desk.today)
        else:
            line = removed(desk.notebook, entry)
        return said(line), 0, *closed, "", "", "", "", "", "", *look()

    def on_words(
        entry: int, now_: str | None, change_: str | None, shown: str | None, composed: str
    ) -> tuple[Any, Any]:
        if not entry or (shown or "") != composed:  # what the person wrote into it stays
            return gr.skip(), gr.skip()
        text = promises.own_sentence(desk.notebook.get(Promise, entry).data.what, now_ or "", change_ or "")
        return text, text

    def on_own(entry: int, text: str) -> tuple[Any, ...]:
        promises.missed(desk.notebook, entry, desk.today, text)
        return said(texts.PROMISE_OWNED), *closed, *look()

    def on_move(entry: int, by_: str) -> tuple[Any, ...]:
        promises.moved(desk.notebook, entry, desk.today, date.fromisoformat(by_))
        return said(texts.PROMISE_MOVED), *closed, *look()

    desk.wire(make, on_make, [what, by], [said_, what, *lists])
    open_.component.click(
        gently(on_act),
        None,
        [said_, chosen, *forms, own_head, move_head, now, change, sentence, composed, *lists],
        **WAYS,
    )
    for box in (now, change):
        box.change(
            gently(on_words),
            [chosen, now, change, sentence, composed],
            [sentence, composed],
            trigger_mode="always_last",
            **WAYS,
        )
    desk.wire(own, on_own, [chosen, sentence], [said_, *forms, *lists])
    desk.wire(move, on_move, [chosen, new_day], [said_, *forms, *lists])
    for leave in (leave_own, leave_move):
        desk.wire(leave, lambda: closed, None, forms)
    before.wire({}, said_)


def _head(title: str, about: str) -> str:
    return f'<h3 tabindex="-1">{escape(title)}</h3>{about}'


def _days(today: date) -> list[tuple[str, str]]:
    ahead = [today + timedelta(days=count) for count in range(_AHEAD)]
    return [(spoken_day(one, today), one.isoformat()) for one in ahead]


def _open(notebook: Notebook, today: date) -> list[Row]:
    return [
        Row(
            one.id,
            one.data.by,
            one.data.what,
            (_moved(one.data, today),),
            ("kept", "missed", "move"),
            texts.PROMISE_BY_ROW.format(day=spoken_day(one.data.by, today)),
        )
        for one in promises.open_promises(notebook)
    ]


def _before(notebook: Notebook, today: date) -> list[Row]:
    return [
        Row(one.id, one.data.settled or one.day, one.data.what, (texts.PROMISE_STATES[one.data.state], one.data.owned))
        for one in notebook.all(Promise)
        if one.data.state != "open"
    ]


def _moved(promise: Promise, today: date) -> str:
    days = ", ".join(spoken_day(one, today) for one in promise.earlier)
    return texts.PROMISE_EARLIER.format(days=days) if days else ""
