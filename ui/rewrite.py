"""The tab Before you send: a message in, its versions out, or the pieces to build it from. Nothing is ever sent."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.messages import TONES, Done, Notice, RewriteKind, RewriteReply, Version
from coach.rewriting import compose
from coach.turn import Coach
from knowledge.errors import KnowledgeError
from ui import render, texts
from ui.session import Stops


def marked(reply: RewriteReply) -> list[tuple[str, str | None]]:
    """Return the message in pieces with the label of each flagged one, as HighlightedText takes it."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for flag in sorted(reply.flags, key=lambda one: one.start):
        if flag.start < at:
            continue
        pieces += [(reply.message[at : flag.start], None), (flag.text, texts.FLAG_LABELS.get(flag.kind, flag.kind))]
        at = flag.end
    pieces.append((reply.message[at:], None))
    return [piece for piece in pieces if piece[0]]


def reasons(reply: RewriteReply) -> str:
    """Return why each phrase may land as blame, as a Markdown list, each reason once."""
    lines = dict.fromkeys(f"- **{flag.text.strip()}**: {flag.why}" for flag in reply.flags)
    return "\n".join(lines)


def build(coach: Coach, stops: Stops) -> None:
    """Lay out the tab and wire it."""
    gr.Markdown(texts.REWRITE_INTRO)
    message = gr.Textbox(
        label=texts.REWRITE_LABEL, placeholder=texts.REWRITE_PLACEHOLDER, lines=4, max_lines=14, elem_id="message"
    )
    kind = gr.Radio(list(texts.REWRITE_KINDS), value="i-statement", label=texts.REWRITE_KIND, elem_id="kind")
    with gr.Row():
        go = gr.Button(texts.REWRITE_BUTTON, variant="primary", elem_id="rewrite")
        stop = gr.Button(texts.STOP_BUTTON, interactive=False, elem_id="rewrite-stop")
    said = gr.Markdown(elem_id="why")
    lines = gr.HTML(visible=False)
    with gr.Row():
        versions = {
            tone: gr.Textbox(
                label=texts.TONE_LABELS[tone],
                lines=3,
                max_lines=12,
                buttons=["copy"],
                visible=False,
                elem_id=f"version-{tone}",
            )
            for tone in TONES
        }
    with gr.Group(visible=False, elem_id="build") as together:
        gr.Markdown(f"### {texts.BUILD_TITLE}\n{texts.BUILD_INTRO}", container=True)
        parts = [
            gr.Textbox(label=label, lines=2, elem_id=f"part-{at}")
            for at, label in enumerate(texts.BUILD_LABELS, start=1)
        ]
        built = gr.Textbox(label=texts.BUILT_LABEL, lines=3, max_lines=12, buttons=["copy"], elem_id="built")
    marks = gr.HighlightedText(label=texts.MARKED_LABEL, visible=False, show_legend=False, elem_id="marks")
    why = gr.Markdown(visible=False, elem_id="reasons")
    gr.Markdown(texts.SEND_YOURSELF, elem_classes="meta")

    outputs = [said, lines, *versions.values(), together, *parts, marks, why, go, stop]

    def frame(status: str, found: dict[str, str], reply: RewriteReply | None, working: bool) -> list[Any]:
        pieces = (reply.observation, reply.feeling, reply.need, reply.request) if reply else ("", "", "", "")
        hard = reply is not None and reply.kind == "hard"
        flagged = bool(reply and reply.flags)
        help_html = render.help_lines(reply.resources) if reply else ""
        return [
            status,
            gr.update(value=help_html, visible=bool(help_html)),
            *(gr.update(value=found.get(tone, ""), visible=tone in found) for tone in TONES),
            gr.update(visible=hard),
            *pieces,
            gr.update(value=marked(reply) if reply else [], visible=flagged),
            gr.update(value=reasons(reply) if reply else "", visible=flagged),
            gr.update(interactive=not working),
            gr.update(interactive=working),
        ]

    def on_rewrite(text: str, as_kind: RewriteKind, request: gr.Request) -> Iterator[list[Any]]:
        found: dict[str, str] = {}
        reply: RewriteReply | None = None
        status = ""
        with stops.running(request.session_hash) as signal:
            try:
                for event in coach.rewrite(text, TONES, as_kind, cancel=signal):
                    if isinstance(event, Notice):
                        status = event.text
                    elif isinstance(event, Version):
                        found[event.tone] = event.text
                    elif isinstance(event, Done) and isinstance(event.reply, RewriteReply):
                        reply = event.reply
                        status = texts.STOPPED if signal.is_set() else reply.why
                        found = dict(reply.rewrites)
                        break
                    yield frame(status, found, reply, working=True)
            except (CoachError, KnowledgeError) as error:
                status = f"That did not work: {error}."
        yield frame(status, found, reply, working=False)

    def on_part(*pieces: str | None) -> str:
        happened, felt, needed, asked = (piece or "" for piece in pieces)
        return compose(happened, felt, needed, asked)

    def on_stop(request: gr.Request) -> None:
        stops.stop(request.session_hash)

    go.click(
        on_rewrite,
        [message, kind],
        outputs,
        concurrency_limit=1,
        concurrency_id="model",
        api_visibility="private",
        show_progress="hidden",
    )
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
    gr.on(
        [part.change for part in parts],
        on_part,
        parts,
        built,
        queue=False,
        api_visibility="private",
        show_progress="hidden",
    )
