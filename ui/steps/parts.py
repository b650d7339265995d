"""Small things that every part of Next steps shares: warnings that lose nothing, lists with buttons, a timer, a file to take."""

from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from typing import Any

import gradio as gr
from gradio.context import LocalContext

from coach.failures import report
from coach.keeping.errors import LockedError
from ui import texts_space
from ui import texts_steps as texts
from ui.steps.space import session

WAYS: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""How every handler of Next steps is wired: not an endpoint for others, and no veil over the page.

With `queue=False` beside it only where nothing can go wrong: a warning reaches the page through the queue alone.
"""

ACTS_JS = "hearth.acts(element, trigger, watch)"
"""The `js_on_load` of an HTML list whose buttons act (page.js): `data-act` on a button says what, `data-of` around it on what.

The fields around a button go with it, by name; `acted` reads them. What is drawn anew keeps the focus and what was typed. A
button with `data-sure` asks with those words first, and acts on the second press; `<details data-stay>` stays open all the while.
"""

GIVE_JS = "(file) => hearth.give(file)"
"""The `js` of a step that follows a handler which returned `file(…)`: the browser saves it."""

PRINT_JS = "(file) => hearth.print(file)"
"""The same, printed instead."""


def gently(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a handler, which must be queued: what goes wrong is a warning, and everything on the page stays as it was typed."""

    @wraps(handler)
    def wrapped(*given: Any, **named: Any) -> Any:
        try:
            return handler(*given, **named)
        except LockedError:
            if not _begins_anew():
                line = texts_space.LOCKED_MEANWHILE.format(space=texts_space.TAB)
                gr.Warning(escape(line), title=texts.NOT_DONE)
            return gr.skip()
        except Exception as error:
            gr.Warning(warning(error), title=texts.NOT_DONE)
            return gr.skip()

    return wrapped


def _begins_anew() -> bool:
    """Say whether the page that asks showed a protected space: once that is locked, the page empties itself (house.py)."""
    house = getattr(LocalContext.blocks.get(None), "house", None)
    return house is not None and house.visits.holds(session()) is not None


def warning(error: Exception) -> str:
    """Report an error and return the sentence for it, in letters only: Gradio shows a warning as HTML."""
    return escape(sentence(error))


def sentence(error: Exception) -> str:
    """Report an error and return the sentence for it, for what escapes by itself."""
    return report(error, "page").said


def acted(event: gr.EventData) -> tuple[str, str, dict[str, Any]]:
    """Return what a button of a list was pressed for: the act, what it is about, and the fields around it."""
    data = event._data if isinstance(event._data, dict) else {}
    fields = data.get("fields")
    return str(data.get("act", "")), str(data.get("of", "")), fields if isinstance(fields, dict) else {}


def said(text: str) -> str:
    """Render one line for a live region: sighted people read it, a screen reader says it."""
    return f'<p class="said" role="status">{escape(text)}</p>'


def kept_list(name: str, title: str, rows: Sequence[tuple[int, str]], shown: int) -> str:
    """Render entries that were kept, newest first, as (id, text), each with a button that removes it; "" where there are none.

    Only the first `shown` are in sight, the others fold away. `name` is the list's own among the page's.
    """
    lines = [
        f'<li data-of="{id_}"><span>{escape(text)}</span>'
        f'<button type="button" data-act="remove" aria-label="{escape(f"{texts.REMOVE}: {text}")}">'
        f"{escape(texts.REMOVE)}</button></li>"
        for id_, text in rows
    ]
    if not lines:
        return ""
    head = f'<h3>{escape(title)}</h3><ul class="kept-list">{"".join(lines[:shown])}</ul>' if shown else ""
    earlier = lines[shown:]
    if not earlier:
        return head
    label = texts.EARLIER.format(count=len(earlier))
    return (
        f'{head}<details class="passage" id="{escape(name)}-earlier" data-stay><summary>{escape(label)}</summary>'
        f'<ul class="kept-list">{"".join(earlier)}</ul></details>'
    )


def where_kept() -> gr.Markdown:
    """Lay out the line that says where things are kept."""
    return gr.Markdown(texts.WHERE_KEPT, elem_classes="quiet")


def file(name: str, text: str, kind: str = "text/plain") -> dict[str, str]:
    """Return a file for GIVE_JS or PRINT_JS. It goes straight to the browser: no copy of it lies on the server."""
    return {"name": name, "text": text, "type": kind}


def timer(name: str, minutes: int, end: str = "") -> str:
    """Render a countdown that the browser keeps (page.js); `name` is its own among the page's timers.

    It goes on while another tab is shown. Its end is a line of text (`end`, or one for any), and a soft tone only if that was
    asked for.
    """
    return (
        f'<div class="timer" data-timer="{escape(name)}" data-minutes="{minutes}">'
        f'<span class="clock" role="timer" aria-label="{escape(texts.TIMER_LEFT)}">{minutes}:00</span>'
        f'<button type="button" data-do="start">{escape(texts.TIMER_START)}</button>'
        f'<button type="button" data-do="pause" hidden>{escape(texts.TIMER_PAUSE)}</button>'
        f'<button type="button" data-do="reset" hidden>{escape(texts.TIMER_RESET)}</button>'
        f'<label><input type="checkbox" data-do="tone"> {escape(texts.TIMER_TONE)}</label>'
        f'<p class="said" role="status" data-end="{escape(end or texts.TIMER_END)}"></p></div>'
    )
