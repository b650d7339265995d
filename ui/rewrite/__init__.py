"""The tab Before you send: a message in, its versions out, or the pieces to build it from. Nothing is ever sent."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.failures import report
from coach.inputs import clean
from coach.messages import TONES, Done, Notice, Outcome, Pieces, RewriteKind, RewriteReply, Version
from coach.reading_ahead import ReadingAhead
from coach.turn import Coach
from ui import render, texts
from ui import texts_rewrite as words
from ui.ask import Talk, told
from ui.rewrite import pause
from ui.rewrite.comparing import Comparing, Offer
from ui.rewrite.marking import marked, reasons
from ui.rewrite.together import Together
from ui.rewrite.versions import Versions
from ui.rewrite.waiting import Waiting
from ui.session import AT_ONCE, TYPED, Stops

if TYPE_CHECKING:
    from ui.house import House

__all__ = ["Draft", "build", "marked", "reasons"]

MARK_COLOUR = "#9a4c2c"  # clay; a list of faults in red would shame


@dataclass(frozen=True)
class Draft:
    """What the rest of the page needs: the box, to put a message into it, and what is kept of one."""

    message: gr.Textbox
    waiting: Waiting


@dataclass
class _Moment:
    """What one moment of a turn has come to."""

    status: str
    found: dict[str, str]
    outcome: Outcome | None = None
    help_html: str = ""
    came: bool = False
    """There is something to take the place of what an earlier turn left: pieces, a version, or an end."""


def build(coach: Coach, stops: Stops, talk: gr.State, house: "House", ahead: ReadingAhead) -> Draft:
    """Lay out the tab and wire it; `talk` holds the Talk of the tab Ask, `ahead` is told what is typed."""
    gr.Markdown(texts.REWRITE_INTRO)
    waiting = Waiting(house)
    message = gr.Textbox(
        label=texts.REWRITE_LABEL, placeholder=texts.REWRITE_PLACEHOLDER, lines=4, max_lines=14, elem_id="message"
    )
    kind = gr.Radio(
        list(texts.REWRITE_KINDS),
        value="i-statement",
        label=texts.REWRITE_KIND,
        info=texts.REWRITE_KIND_INFO,
        elem_id="kind",
    )
    with gr.Row():
        go = gr.Button(texts.REWRITE_BUTTON, variant="primary", scale=2, min_width=150, elem_id="rewrite")
        stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="rewrite-stop")
        opener = gr.Button(words.BUILD_BUTTON, min_width=170, elem_id="build-open")
    with pause.build():
        waiting.lay_out_keeping()
    waiting.wire(message)
    line = gr.Markdown(elem_id="why", latex_delimiters=[])
    lines = gr.HTML(visible=False)
    marks = gr.HighlightedText(
        label=texts.MARKED_LABEL,
        visible=False,
        show_legend=False,
        color_map=dict.fromkeys(texts.FLAG_LABELS.values(), MARK_COLOUR),
        elem_id="marks",
    )
    why = gr.HTML(visible=False, elem_id="reasons")
    versions = Versions()
    comparing = Comparing()
    together = Together(message, opener, coach.heard, coach.suggester)
    gr.Markdown(texts.SEND_YOURSELF, elem_classes="quiet")

    def on_begin(text: str, as_kind: RewriteKind, said_before: Talk, *built_from: Any) -> dict[Any, Any]:
        """What needs no model, at once and only once: what the person makes of the pieces from then on is theirs."""
        offer: Pieces | None = None
        with (
            suppress(Exception),  # on_rewrite meets the same and says it
            closing(coach.rewrite(text, TONES, as_kind, told(said_before))) as events,
        ):
            first = next(events)  # the pieces come before the model is asked
            offer = first if isinstance(first, Pieces) else None
        flags = offer.flags if offer else ()
        return {
            **together.show(text, offer, *built_from),
            marks: gr.update(value=marked(clean(text), flags) if offer else [], visible=bool(flags)),
            why: gr.update(value=reasons(flags), visible=bool(flags)),
        }

    def frame(
        text: str, as_kind: RewriteKind, now: _Moment, stands: tuple[str | None, str], working: bool
    ) -> dict[Any, Any]:
        """What one moment of a turn shows: all of it each time, for Gradio lets moments that come close run into one."""
        turn = {line: now.status, go: gr.update(interactive=not working), stop: gr.update(interactive=working)}
        if not now.came:  # a press may come to nothing, and what stands there is the person's by now
            return {**turn, lines: gr.skip(), **versions.wait(working), **dict.fromkeys(comparing.outputs, gr.skip())}
        # until all are there, nothing is compared
        compared = {} if working or now.outcome != "rewrite" else now.found
        closes = now.outcome in ("safety", "declined")
        offered = comparing.offer(Offer(text, as_kind, compared), *stands, closes=closes)
        return {
            **turn,
            lines: gr.update(value=now.help_html, visible=bool(now.help_html)),
            **versions.show(text, as_kind, now.found, now.outcome, working),
            **dict(zip(comparing.outputs, offered, strict=True)),
        }

    def on_rewrite(
        text: str, as_kind: RewriteKind, said_before: Talk, result: str | None, built: str, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        now, sent, trouble, stands = _Moment("…", {}), text, "", (result, built)
        ahead.forget(request.session_hash or "", text)
        with stops.running(request.session_hash, "rewrite") as signal:
            yield frame(sent, as_kind, now, stands, working=True)
            try:
                for event in coach.rewrite(text, TONES, as_kind, told(said_before), cancel=signal):
                    if isinstance(event, Notice):
                        now.status = render.literal(event.text)
                        trouble = now.status if event.trouble else trouble
                    elif isinstance(event, Version):
                        now.found[event.tone] = event.text
                    elif isinstance(event, Done) and isinstance(event.reply, RewriteReply):
                        now, sent = ended(event.reply), event.reply.message
                        now.status = f"{trouble}\n\n{now.status}" if trouble else now.status
                    now.came = now.came or isinstance(event, Pieces | Version | Done)
                    yield frame(sent, as_kind, now, stands, working=True)
            except Exception as error:
                now.status = texts.NOT_WORKED.format(why=render.literal(report(error, "page: rewrite").line))
            now.status = texts.STOPPED if signal.is_set() else now.status
        yield frame(sent, as_kind, now, stands, working=False)

    def on_typed(text: str, as_kind: RewriteKind, said_before: Talk, request: gr.Request) -> None:
        earlier = told(said_before)
        ahead.typed(
            request.session_hash or "",
            coach,
            text,
            lambda reading, signal: reading.rewrite(text, TONES, as_kind, earlier, cancel=signal),
        )

    def on_stop(request: gr.Request) -> None:
        stops.stop(request.session_hash, "rewrite")

    ways: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    begun = go.click(on_begin, [message, kind, talk, *together.inputs], [*together.outputs, marks, why], **ways)
    together.compose_after(begun).then(
        on_rewrite,
        [message, kind, talk, *comparing.inputs],
        [line, lines, *versions.outputs, *comparing.outputs, go, stop],
        concurrency_limit=AT_ONCE,
        concurrency_id="model",
        **ways,
    )
    if coach.settings.read_ahead:
        message.input(on_typed, [message, kind, talk], None, **TYPED)
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
    return Draft(message, waiting)


def ended(reply: RewriteReply) -> _Moment:
    """Return what the end of a turn shows; a message that is fine as it is stands there once."""
    found = {"gentle": reply.message} if reply.kind == "unchanged" else dict(reply.rewrites)
    return _Moment(reply.why, found, reply.kind, render.help_lines(reply.resources))
