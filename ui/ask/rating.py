"""Thumbs for an answer, with a note if one likes. Both are the person's: kept with a kept talk, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from coach.errors import InputError
from coach.history import History
from ui import texts_ask as texts
from ui.ask.talk import Talk
from ui.session import AT_ONCE, Stops
from ui.steps.parts import WAYS, gently, said

_WAYS: dict[str, Any] = {**WAYS, "concurrency_limit": AT_ONCE, "concurrency_id": "model"}


class Rating:
    """The box under the talk that a thumb opens."""

    def __init__(self, stops: Stops) -> None:
        self._stops = stops
        with gr.Column(visible=False, elem_id="rating") as self.box:
            self._said = gr.HTML(said(""), elem_id="rating-said")
            with gr.Row(equal_height=False):
                self._remark = gr.Textbox(
                    label=texts.REMARK_LABEL, max_lines=3, max_length=1_000, scale=3, elem_id="remark"
                )
                self._keep = gr.Button(texts.REMARK_KEEP, scale=1, min_width=120, elem_id="remark-keep")
        self._at = gr.State(0)

    def wire(
        self,
        chat: gr.Chatbot,
        talk: gr.State,
        opened: gr.State,
        history_of: Callable[[str | None], History | None],
    ) -> None:
        """Let the thumbs of `chat` mark the answers of `talk`."""

        def kept(now: Talk, at: int, name: str | None) -> bool:
            one, history = now.turns[at], history_of(name)
            if one.answer_id is None or now.kept_in != name or history is None:
                return False
            history.rate(one.answer_id, one.liked, one.remark)
            return True

        @gently
        def on_like(now: Talk, name: str | None, event: gr.LikeData, request: gr.Request) -> tuple[Any, ...]:
            if self._stops.is_running(request.session_hash, "ask"):  # the talk as it ends would not hold the mark
                raise InputError(texts.RATE_LATER)
            at = min(int(event.index) // 2, len(now.turns) - 1)
            liked = event.liked if isinstance(event.liked, bool) else None
            one = now.turns[at]
            now = now.with_turn(at, replace(one, liked=liked, remark=one.remark if liked is not None else ""))
            where = texts.RATED_KEPT if kept(now, at, name) else texts.RATED_NOT_KEPT
            first = texts.UNRATED if liked is None else texts.LIKED if liked else texts.DISLIKED
            line = said(first if liked is None else f"{first} {where}")
            return (
                now,
                at,
                gr.update(visible=True),
                line,
                gr.update(value=one.remark, visible=liked is not None),
                (gr.update(visible=liked is not None)),
            )

        @gently
        def on_remark(now: Talk, at: int, text: str, name: str | None) -> tuple[Any, ...]:
            now = now.with_turn(at, replace(now.turns[at], remark=" ".join(text.split())))
            return now, said(texts.REMARK_KEPT if kept(now, at, name) else texts.RATED_NOT_KEPT)

        marked = [talk, self._at, self.box, self._said, self._remark, self._keep]
        chat.like(on_like, [talk, opened], marked, **_WAYS)
        gr.on(
            [self._keep.click, self._remark.submit],
            on_remark,
            [talk, self._at, self._remark, opened],
            [talk, self._said],
            **_WAYS,
        )
