"""The touch challenge: both say yes first; then a day at a time, with pause and stop at hand and no reason asked."""

from typing import Any

import gradio as gr

from coach.keeping import touch
from coach.keeping.kinds import TouchChallenge
from coach.keeping.notebook import Entry, Notebook
from ui import texts_tools as texts
from ui.days import first_capital, weekday
from ui.steps.parts import said, where_kept
from ui.steps.tools.desk import Desk, Row, Shelf, bullets, kept_line, paragraphs, said_line


def build(desk: Desk) -> None:
    """Lay out the beginning or the day, whichever it is time for."""
    words = touch.words()
    current = touch.current(desk.notebook)
    running, going = current is not None, _going(current)
    with gr.Column(visible=not running) as before:
        gr.HTML(paragraphs(*words.before))
        mine = gr.Checkbox(label=texts.TOUCH_ME, interactive=True, elem_id="touch-me")
        theirs = gr.Checkbox(label=texts.TOUCH_PARTNER, interactive=True, elem_id="touch-partner")
        welcome = gr.Textbox(label=texts.TOUCH_WELCOME, lines=3, elem_id="touch-welcome")
        begin = gr.Button(texts.TOUCH_BEGIN, variant="primary", elem_id="touch-begin")
    with gr.Column(visible=going) as during:
        gr.HTML(f"<h3>{texts.TOUCH_EACH_DAY}</h3>{bullets(words.each_day)}")
        with gr.Accordion(texts.TOUCH_IDEAS, open=False):
            gr.HTML(bullets(words.ideas))
        moment = gr.Textbox(label=texts.TOUCH_MOMENT, lines=2, elem_id="touch-moment")
        with gr.Row():
            keep = gr.Button(texts.TOUCH_KEEP, variant="primary", min_width=120, elem_id="touch-keep")
            rest = gr.Button(texts.TOUCH_REST, min_width=120, elem_id="touch-rest")
        gr.HTML(paragraphs(words.rest, css="meta"))
    where_kept()
    said_ = said_line("touch-said")
    state = gr.HTML(_state(current), elem_id="touch-state")
    with gr.Row():
        pause = gr.Button(texts.TOUCH_PAUSE, visible=going, min_width=80, elem_id="touch-pause")
        go_on = gr.Button(texts.TOUCH_GO_ON, visible=running and not going, min_width=80, elem_id="touch-go-on")
        stop = gr.Button(texts.TOUCH_STOP, visible=running, min_width=80, elem_id="touch-stop")
    earlier = Shelf(desk, _earlier, name="touch-kept", title=texts.TOUCH_ALL)
    everything = [before, during, state, pause, go_on, stop, earlier.component]

    def look() -> tuple[Any, ...]:
        now = touch.current(desk.notebook)
        return (
            gr.update(visible=now is None),
            gr.update(visible=_going(now)),
            _state(now),
            gr.update(visible=_going(now)),
            gr.update(visible=now is not None and not _going(now)),
            gr.update(visible=now is not None),
            earlier.html(),
        )

    def on_begin(mine_: bool, theirs_: bool, welcome_: str) -> tuple[Any, ...]:
        touch.begin(desk.notebook, desk.today, mine_, theirs_, welcome_.splitlines())
        return said(texts.TOUCH_BEGUN), False, False, "", *look()

    def kept(moment_: str, is_rest: bool) -> tuple[Any, ...]:
        entry = touch.keep_day(desk.notebook, desk.today, moment_, is_rest)
        line = said(words.finished) if entry.data.state == "finished" else kept_line()
        return line, "", *look()

    def on_pause() -> tuple[Any, ...]:
        touch.pause(desk.notebook)
        return said(words.paused), *look()

    def on_go_on() -> tuple[Any, ...]:
        touch.go_on(desk.notebook)
        return said(texts.TOUCH_GOES_ON), *look()

    def on_stop() -> tuple[Any, ...]:
        touch.stop(desk.notebook)
        return said(words.stopped), *look()

    desk.wire(begin, on_begin, [mine, theirs, welcome], [said_, mine, theirs, welcome, *everything])
    desk.wire(keep, lambda text: kept(text, False), moment, [said_, moment, *everything])
    desk.wire(rest, lambda text: kept(text, True), moment, [said_, moment, *everything])
    desk.wire(pause, on_pause, None, [said_, *everything])
    desk.wire(go_on, on_go_on, None, [said_, *everything])
    desk.wire(stop, on_stop, None, [said_, *everything])
    earlier.wire({}, said_, *everything[:-1], after=lambda: look()[:-1])


def _going(entry: Entry[TouchChallenge] | None) -> bool:
    return entry is not None and entry.data.state == "going"


def _state(entry: Entry[TouchChallenge] | None) -> str:
    """Render where the challenge that is going on stands: what is welcome, and whether it rests."""
    if entry is None:
        return ""
    data = entry.data
    welcome = texts.TOUCH_WELCOMED.format(these="; ".join(data.welcome)) if data.welcome else ""
    resting = touch.words().paused if data.state == "paused" else ""
    return paragraphs(resting, welcome)


def _earlier(notebook: Notebook) -> list[Row]:
    rows = []
    for one in notebook.all(TouchChallenge):
        what = tuple(
            f"{first_capital(weekday(each.day))}: {each.moment or (texts.TOUCH_RESTED if each.rest else texts.TOUCH_A_MOMENT)}"
            for each in reversed(one.data.moments)
        )
        rows.append(Row(one.id, one.day, texts.TOUCH_STATES[one.data.state], what))
    return rows
