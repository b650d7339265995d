"""The versions of a message side by side, each with what it kept."""

from collections.abc import Mapping
from html import escape
from typing import Any

import gradio as gr

from coach.kept_facts import KeptFact, kept_facts
from coach.messages import TONES, Outcome, RewriteKind
from ui import texts
from ui import texts_rewrite as words


class Versions:
    """A box for each tone, hidden while it holds nothing."""

    def __init__(self) -> None:
        self._columns: list[gr.Column] = []
        self._boxes: list[gr.Textbox] = []
        self._facts: list[gr.HTML] = []
        with gr.Row(elem_id="versions"):
            for tone in TONES:
                # on a phone one below the other: side by side the words are cut off
                with gr.Column(visible=False, min_width=260, elem_id=f"offer-{tone}") as column:
                    box = gr.Textbox(
                        label=texts.TONE_LABELS[tone],
                        lines=3,
                        max_lines=12,
                        buttons=["copy"],
                        interactive=True,
                        elem_id=f"version-{tone}",
                    )
                    self._facts.append(gr.HTML(elem_id=f"kept-{tone}"))
                self._columns.append(column)
                self._boxes.append(box)
        self.outputs: list[Any] = [*self._columns, *self._boxes, *self._facts]

    def show(
        self, message: str, kind: RewriteKind, found: Mapping[str, str], outcome: Outcome | None, working: bool
    ) -> dict[Any, Any]:
        """Return what shows these versions, and no other; none can be changed while the next moment would undo it."""
        shown: dict[Any, Any] = {}
        for tone, column, box, facts in zip(TONES, self._columns, self._boxes, self._facts, strict=True):
            text = found.get(tone, "")
            shown[column] = gr.update(visible=bool(text))
            shown[box] = gr.update(value=text, label=label_of(tone, kind, outcome), interactive=not working)
            shown[facts] = facts_html(message, text, kind) if text and outcome not in ("unchanged", "declined") else ""
        return shown

    def wait(self, working: bool) -> dict[Any, Any]:
        """Return what leaves all as it stands; nothing is to be changed in it while what comes next may take its place."""
        boxes = {one: gr.update(interactive=not working) for one in self._boxes}
        return {**dict.fromkeys(self.outputs, gr.skip()), **boxes}


def label_of(tone: str, kind: RewriteKind, outcome: Outcome | None = None) -> str:
    """Return what a version is called: where a limit is set, the direct one is plain and firm."""
    if outcome == "declined":
        return words.DECLINED_LABEL
    if outcome == "unchanged":
        return words.UNCHANGED_LABEL
    return words.FIRM_LABEL if kind == "boundary" and tone == "direct" else texts.TONE_LABELS[tone]


def facts_html(message: str, version: str, kind: RewriteKind) -> str:
    """Render what a version kept of the message, and what it left out; empty where the message holds no facts."""
    rows = [_row(one) for one in kept_facts(message, version, kind)]
    label = escape(words.KEPT_LABEL)
    return f'<ul class="kept" aria-label="{label}">{"".join(rows)}</ul>' if rows else ""


def _row(fact: KeptFact) -> str:
    what = words.KEPT_LIMIT.format(what=fact.text) if fact.kind == "limit" else fact.text
    line = (words.KEPT if fact.kept else words.LEFT_OUT).format(what=what)
    return f'<li class="{"is-kept" if fact.kept else "is-gone"}">{escape(line)}</li>'
