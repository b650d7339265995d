"""The tab Before you send: a message in, its versions out, or the pieces to build it from. Nothing is ever sent."""

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

import gradio as gr

from coach.checks.blame import Flag
from coach.failures import report
from coach.inputs import clean
from coach.messages import TONES, Done, Notice, Pieces, RewriteKind, RewriteReply, Version
from coach.rewriting import compose
from coach.turn import Coach
from ui import render, texts
from ui.ask import Talk, told
from ui.session import Stops

MARK_COLOUR = "#9a4c2c"  # clay; a list of faults in red would shame


def marked(message: str, flags: Sequence[Flag]) -> list[tuple[str, str | None]]:
    """Return the message in pieces with the label of each flagged one, as HighlightedText takes it."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for flag in sorted(flags, key=lambda one: one.start):
        if flag.start < at:
            continue
        pieces += [(message[at : flag.start], None), (flag.text, texts.FLAG_LABELS.get(flag.kind, flag.kind))]
        at = flag.end
    pieces.append((message[at:], None))
    return [piece for piece in pieces if piece[0]]


def reasons(flags: Sequence[Flag]) -> str:
    """Return why each phrase may land as blame, as a Markdown list, each reason once."""
    lines = dict.fromkeys(f"- **{render.literal(flag.text.strip())}**: {render.literal(flag.why)}" for flag in flags)
    return "\n".join(lines)


def build(coach: Coach, stops: Stops, talk: gr.State) -> None:
    """Lay out the tab and wire it; `talk` holds the Talk of the tab Ask."""
    gr.Markdown(texts.REWRITE_INTRO)
    message = gr.Textbox(
        label=texts.REWRITE_LABEL, placeholder=texts.REWRITE_PLACEHOLDER, lines=4, max_lines=14, elem_id="message"
    )
    kind = gr.Radio(list(texts.REWRITE_KINDS), value="i-statement", label=texts.REWRITE_KIND, elem_id="kind")
    with gr.Row():
        go = gr.Button(texts.REWRITE_BUTTON, variant="primary", scale=2, min_width=80, elem_id="rewrite")
        stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="rewrite-stop")
    said = gr.Markdown(elem_id="why", latex_delimiters=[])
    lines = gr.HTML(visible=False)
    marks = gr.HighlightedText(
        label=texts.MARKED_LABEL,
        visible=False,
        show_legend=False,
        color_map=dict.fromkeys(texts.FLAG_LABELS.values(), MARK_COLOUR),
        elem_id="marks",
    )
    why = gr.Markdown(visible=False, elem_id="reasons", latex_delimiters=[])
    with gr.Row(elem_id="versions"):
        versions = {
            tone: gr.Textbox(
                label=texts.TONE_LABELS[tone],
                lines=3,
                max_lines=12,
                buttons=["copy"],
                visible=False,
                interactive=True,
                min_width=260,  # on a phone one below the other: side by side the words are cut off
                elem_id=f"version-{tone}",
            )
            for tone in TONES
        }
    with gr.Column(visible=False, elem_id="build") as together:
        gr.Markdown(f"### {texts.BUILD_TITLE}\n{texts.BUILD_INTRO}")
        parts = [
            gr.Textbox(label=label, lines=2, elem_id=f"part-{at}")
            for at, label in enumerate(texts.BUILD_LABELS, start=1)
        ]
        built = gr.Textbox(label=texts.BUILT_LABEL, lines=3, max_lines=12, buttons=["copy"], elem_id="built")
    gr.Markdown(texts.SEND_YOURSELF, elem_classes="quiet")

    progress = [said, lines, *versions.values(), go, stop]
    on_offer = [together, *parts, built, marks, why]

    def on_begin(text: str, as_kind: RewriteKind, said_before: Talk) -> dict[Any, Any]:
        """What needs no model, at once and only once: what the person makes of the pieces from then on is theirs."""
        offer: Pieces | None = None
        with (
            suppress(Exception),  # on_rewrite meets the same and says it
            closing(coach.rewrite(text, TONES, as_kind, told(said_before))) as events,
        ):
            first = next(events)  # the pieces come before the model is asked
            offer = first if isinstance(first, Pieces) else None
        four = (offer.observation, offer.feeling, offer.need, offer.request) if offer else ("", "", "", "")
        flags = offer.flags if offer else ()
        return {
            together: gr.update(visible=offer is not None),
            **dict(zip(parts, four, strict=True)),
            built: compose(*four),
            marks: gr.update(value=marked(clean(text), flags) if offer else [], visible=bool(flags)),
            why: gr.update(value=reasons(flags), visible=bool(flags)),
        }

    def frame(status: str, found: dict[str, str], help_html: str, working: bool) -> dict[Any, Any]:
        """What one moment of a turn shows: all of it each time, for Gradio lets moments that come close run into one."""
        return {
            said: status,
            lines: gr.update(value=help_html, visible=bool(help_html)),
            **{box: gr.update(value=found.get(tone, ""), visible=tone in found) for tone, box in versions.items()},
            go: gr.update(interactive=not working),
            stop: gr.update(interactive=working),
        }

    def on_rewrite(text: str, as_kind: RewriteKind, said_before: Talk, request: gr.Request) -> Iterator[dict[Any, Any]]:
        found: dict[str, str] = {}
        status, help_html = "…", ""
        with stops.running(request.session_hash) as signal:
            yield frame(status, found, help_html, working=True)
            try:
                for event in coach.rewrite(text, TONES, as_kind, told(said_before), cancel=signal):
                    if isinstance(event, Notice):
                        status = event.text
                    elif isinstance(event, Version):
                        found[event.tone] = event.text
                    elif isinstance(event, Done) and isinstance(event.reply, RewriteReply):
                        status, help_html = event.reply.why, render.help_lines(event.reply.resources)
                        found = {} if event.reply.kind == "unchanged" else dict(event.reply.rewrites)
                    yield frame(status, found, help_html, working=True)
            except Exception as error:
                status = texts.NOT_WORKED.format(why=render.literal(report(error, "page: rewrite").line))
            status = texts.STOPPED if signal.is_set() else status
        yield frame(status, found, help_html, working=False)

    def on_part(*pieces: str | None) -> str:
        happened, felt, needed, asked = (piece or "" for piece in pieces)
        return compose(happened, felt, needed, asked)

    def on_stop(request: gr.Request) -> None:
        stops.stop(request.session_hash)

    # four pieces come at once, and the message must follow the last of them
    in_turn: dict[str, Any] = {
        "concurrency_limit": 1,
        "concurrency_id": "pieces",
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    go.click(
        on_begin,
        [message, kind, talk],
        on_offer,
        api_visibility="private",
        show_progress="hidden",
    ).then(
        on_part,  # a change that was heard of before the last piece stood there must not have the last word
        parts,
        built,
        **in_turn,
    ).then(
        on_rewrite,
        [message, kind, talk],
        progress,
        concurrency_limit=1,
        concurrency_id="model",
        api_visibility="private",
        show_progress="hidden",
    )
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
    gr.on(
        [part.change for part in parts],  # input is never sent for boxes that were hidden when the page came
        on_part,
        parts,
        built,
        trigger_mode="always_last",
        **in_turn,
    )
