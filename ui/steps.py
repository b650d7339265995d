"""The tab Next steps: where the two stand -> three small things for this week, as cards with their sources."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from coach.errors import CoachError
from coach.messages import Done, Notice, PlanReply, Text
from coach.turn import Coach
from knowledge.errors import KnowledgeError
from knowledge.schema import Audience
from ui import render, texts
from ui.session import Stops


def build(coach: Coach, stops: Stops) -> None:
    """Lay out the tab and wire it."""
    gr.Markdown(texts.STEPS_INTRO)
    situation = gr.Textbox(
        label=texts.STEPS_LABEL, placeholder=texts.STEPS_PLACEHOLDER, lines=4, max_lines=14, elem_id="situation"
    )
    role = gr.Radio(list(texts.ROLES), value=coach.settings.role, label=texts.ROLE_LABEL, elem_id="role")
    with gr.Row():
        go = gr.Button(texts.STEPS_BUTTON, variant="primary", scale=2, min_width=80, elem_id="plan")
        stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="plan-stop")
    intro = gr.Markdown(elem_id="plan-intro")
    cards = gr.HTML(elem_id="plan-cards")

    def on_plan(text: str, who: Audience, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        said, shown = "", ""
        busy = gr.update(interactive=False), gr.update(interactive=True)
        yield "…", "", *busy
        with stops.running(request.session_hash) as signal:
            try:
                for event in coach.plan(text, role=who, cancel=signal):
                    if isinstance(event, Text):
                        said += event.delta
                    elif isinstance(event, Notice):
                        gr.Info(event.text)
                    elif isinstance(event, Done) and isinstance(event.reply, PlanReply):
                        shown = render.plan_cards(event.reply) + render.help_lines(event.reply.resources)
                    yield render.literal(said) or "…", shown, *busy
            except (CoachError, KnowledgeError) as error:
                said = f"That did not work: {error}."
        yield render.literal(said), shown, gr.update(interactive=True), gr.update(interactive=False)

    def on_stop(request: gr.Request) -> None:
        stops.stop(request.session_hash)

    go.click(
        on_plan,
        [situation, role],
        [intro, cards, go, stop],
        concurrency_limit=1,
        concurrency_id="model",
        api_visibility="private",
        show_progress="hidden",
    )
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
