"""The line at the foot of the page: how often Hearth tried to reach the internet since it started, and what that number counts.

The counting is coach/connections.py's. The page asks for the number as it opens and every ten seconds; nothing is sent back while
it stays the same, and it is no live region: a screen reader reads it when a person goes there.
"""

from html import escape

import gradio as gr

from coach import connections
from coach.connections import Attempt, Seen
from ui import texts
from ui.steps.parts import WAYS

REFRESH_S = 10
_NAMED = 2  # places in the line itself; all of them stand below it


def build(page: gr.Blocks) -> None:
    """Lay out the line, and begin to count if nobody has yet."""
    connections.watch()
    line = gr.HTML(html(connections.seen()), elem_id="connections")
    timer = gr.Timer(REFRESH_S)
    # WAYS' warning about the queue: nothing can go wrong here
    gr.on([page.load, timer.tick], changed, line, line, queue=False, **WAYS)


def changed(shown: str) -> str:
    """Return the line as it is now, or gr.skip() where it is what the page shows."""
    now = html(connections.seen())
    return gr.skip() if now == shown else now


def html(seen: Seen) -> str:
    """Render the number, where to and what for; folded below it when, and what is counted and what not."""
    one, many = texts.CONNECTIONS
    line = one if seen.count == 1 else many.format(count=seen.count)
    latest: dict[str, list[Attempt]] = {}
    for attempt in seen.latest:
        latest.setdefault(_place(attempt), []).append(attempt)
    if latest:
        line += f": {'; '.join([*latest][:_NAMED])}{'; …' if len(latest) > _NAMED else ''}"
    rows = "".join(
        f"<li>{escape(texts.CONNECTIONS_WHEN.format(place=place, count=len(found), time=f'{found[-1].at:%H:%M}'))}</li>"
        for place, found in latest.items()
    )
    below = "".join(f"<p>{escape(one)}</p>" for one in texts.CONNECTIONS_MEANT)
    return f"<details><summary>{escape(line)}</summary>{f'<ul>{rows}</ul>' if rows else ''}{below}</details>"


def _place(attempt: Attempt) -> str:
    wanted = texts.CONNECTIONS_FOR[attempt.purpose]
    return texts.CONNECTIONS_TO.format(host=attempt.host) + (f", {wanted}" if wanted else "")
