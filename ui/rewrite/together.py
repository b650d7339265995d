"""Build it together: four small steps, each with something to press, and the message as one goes. Needs no model."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from coach.composing import compose
from coach.messages import Pieces
from coach.safety_replies import SafetyReply
from coach.suggesting import Suggester, with_feeling
from ui import texts
from ui import texts_rewrite as words
from ui.rewrite.comparing import blame_line
from ui.steps.care import place, reply_html
from ui.steps.parts import WAYS, said

_FOCUS_JS = "() => setTimeout(() => document.querySelector('#part-1 textarea')?.focus(), 100)"
_IN_TURN: dict[str, Any] = {**WAYS, "concurrency_limit": 1, "concurrency_id": "pieces"}
"""Four pieces come at once, and the message must follow the last of them."""
Offered = tuple[str, Sequence[str]]
"""A message, and the four pieces as Hearth last put them there for it; no message before anything was offered."""
_NOTHING: Offered = ("", ("", "", "", ""))


class Together:
    """The part of the tab, laid out and wired.

    `heard` is Coach.heard, for what is built here is screened like all else; `suggester` is Coach.suggester.
    """

    def __init__(
        self,
        message: gr.Textbox,
        opener: gr.Button,
        heard: Callable[[list[str]], SafetyReply | None],
        suggester: Callable[[], Suggester],
    ) -> None:
        self._heard = heard
        self._suggester = suggester
        self.parts: list[gr.Textbox] = []
        self.chips: list[gr.Dataset] = []
        with gr.Column(visible=False, elem_id="build") as self.column:
            gr.Markdown(f"### {texts.BUILD_TITLE}\n{texts.BUILD_INTRO}")
            with gr.Row(equal_height=False):
                for at in (0, 1):
                    self._step(at)
            with gr.Row(equal_height=False):
                for at in (2, 3):
                    self._step(at)
            self.built = gr.Textbox(label=texts.BUILT_LABEL, lines=3, max_lines=12, buttons=["copy"], elem_id="built")
            self.line = gr.HTML(said(""), elem_id="built-said")
            self.care = place("built-care")
        self._offered = gr.State(_NOTHING)
        self.inputs: list[Any] = [self._offered, *self.parts]
        """What `show` is told last: the message that pieces were offered for, with these, and the pieces that stand there."""
        self.outputs: list[Any] = [self.column, *self.parts, *self.chips, self.built, self._offered]
        """What `show` returns values for."""
        opener.click(self._on_open, [message, *self.inputs], self.outputs, **_IN_TURN).then(
            self._on_part, self.parts, self._composed(), js=None, **_IN_TURN
        ).then(None, None, None, js=_FOCUS_JS)
        gr.on(
            [part.change for part in self.parts],  # input is never sent for boxes that were hidden when the page came
            self._on_part,
            self.parts,
            self._composed(),
            trigger_mode="always_last",
            **_IN_TURN,
        )
        happened, felt, needed, asked = self.parts
        ways: dict[str, Any] = {**WAYS, "queue": False}
        self.chips[0].click(_chosen, self.chips[0], happened, **ways)
        self.chips[1].click(_felt, [felt, self.chips[1]], felt, **ways)
        self.chips[2].click(self._needed, [message, self.chips[2]], [needed, self.chips[3]], **ways)
        self.chips[3].click(_chosen, self.chips[3], asked, **ways)

    def _step(self, at: int) -> None:
        with gr.Column(min_width=260, elem_classes="build-step"):
            label = words.BUILD_STEP.format(number=at + 1, label=texts.BUILD_LABELS[at])
            self.parts.append(
                gr.Textbox(label=label, info=words.BUILD_INFO[at], lines=2, max_lines=8, elem_id=f"part-{at + 1}")
            )
            self.chips.append(
                gr.Dataset(
                    components=[gr.Textbox(render=False)],
                    samples=[],
                    label=words.BUILD_CHIPS[at],
                    visible=False,
                    layout="gallery",
                    container=False,
                    elem_id=f"chips-{at + 1}",
                    elem_classes="build-chips",
                )
            )

    def _composed(self) -> list[Any]:
        return [self.built, self.line, self.care]

    def compose_after(self, step: Any) -> Any:
        """Compose anew after a step: a change that was heard of before the last piece stood there must not have the last word."""
        return step.then(self._on_part, self.parts, self._composed(), **_IN_TURN)

    def show(self, text: str | None, offer: Pieces | None, offered: Offered, *pieces: str | None) -> dict[Any, Any]:
        """Return what shows the pieces of a message; None hides them.

        What the person wrote or chose for this message, or for none yet, stays in its box; what was for another one goes.
        """
        text, (earlier, were) = (text or "").strip(), offered
        same = not text or earlier in ("", text)
        own = [
            piece if same and piece and piece.strip() and piece != was else ""
            for piece, was in zip(pieces, were, strict=True)
        ]
        if offer is None and any(own):
            return dict.fromkeys(self.outputs, gr.skip())
        four = (offer.observation, offer.feeling, offer.need, offer.request) if offer else ("", "", "", "")
        return {
            self.column: gr.update(visible=offer is not None),
            **{part: gr.skip() if mine else new for part, mine, new in zip(self.parts, own, four, strict=True)},
            **dict(zip(self.chips, self._suggested(text if offer else ""), strict=True)),
            self.built: compose(*(mine or new for mine, new in zip(own, four, strict=True))),
            self._offered: (text, four) if offer else _NOTHING,
        }

    def _on_open(self, text: str | None, offered: Offered, *pieces: str | None) -> dict[Any, Any]:
        """Open it with the message there is, or none; what was written in it stays."""
        text, stand = (text or "").strip(), tuple(piece or "" for piece in pieces)
        another = text and offered[0] not in ("", text)
        return {
            self.column: gr.update(visible=True),
            **dict(zip(self.parts, stand, strict=True)),
            **dict(zip(self.chips, self._suggested(text), strict=True)),
            self.built: gr.skip(),
            # what is written from now on is for this message
            self._offered: (text, stand) if another else gr.skip(),
        }

    def _on_part(self, *pieces: str | None) -> tuple[str, str, str]:
        happened, felt, needed, asked = (piece or "" for piece in pieces)
        text = compose(happened, felt, needed, asked)
        return text, said(blame_line(text) if text else ""), reply_html(self._heard([text]) if text else None)

    def _suggested(self, text: str) -> list[Any]:
        found = self._suggester().suggestions(text)
        return [samples(one) for one in (found.happened, found.feelings, found.needs, found.requests)]

    def _needed(self, message: str | None, sample: list[str]) -> tuple[str, Any]:
        return sample[0], samples(self._suggester().requests(message or "", sample[0]))


def samples(suggested: tuple[str, ...]) -> Any:
    """Return suggestions as a Dataset takes them."""
    return gr.Dataset(samples=[[one] for one in suggested], visible=bool(suggested))


def _chosen(sample: list[str]) -> str:
    return sample[0]


def _felt(felt: str | None, sample: list[str]) -> str:
    return with_feeling(felt or "", sample[0])
