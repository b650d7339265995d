"""Change by change: the message beside one of its versions, each change taken or left, and the text that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import gradio as gr

from coach.changes import Part, apply, changed, compare
from coach.checks.blame import flags
from coach.messages import RewriteKind
from ui import texts_rewrite as words
from ui.rewrite.versions import facts_html, label_of
from ui.steps.parts import WAYS, said


@dataclass(frozen=True)
class Offer:
    """What a message became: its versions, by tone."""

    message: str = ""
    kind: RewriteKind = "i-statement"
    versions: Mapping[str, str] = field(default_factory=dict)


class Comparing:
    """The part of the tab, laid out and wired; `offer` says what there is to compare."""

    def __init__(self) -> None:
        with gr.Column(visible=False, elem_id="compare") as self.column:
            gr.Markdown(f"### {words.COMPARE_TITLE}\n{words.COMPARE_INTRO}")
            self.tone = gr.Radio([], label=words.COMPARE_WITH, elem_id="compare-with")
            self.shown = gr.HTML(elem_id="diff")
            self.taken = gr.CheckboxGroup([], label=words.CHANGES_LABEL, elem_id="changes")
            self.result = gr.Textbox(
                label=words.RESULT_LABEL, lines=3, max_lines=12, buttons=["copy"], interactive=True, elem_id="result"
            )
            self.facts = gr.HTML(elem_id="result-facts")
            self.stays = gr.HTML(said(""), elem_id="result-stays")
            self.line = gr.HTML(said(""), elem_id="result-said")
        self._offer = gr.State(Offer())
        self._built = gr.State("")  # the last text that was put into the box: what differs from it is the person's own
        # a line apart: what blames in the text is said when the text changes, maybe at the same moment
        text = [self.result, self._built, self.stays]
        compared = [self.shown, self.taken, *text]
        self.outputs: list[Any] = [self._offer, self.column, self.tone, *compared, self.facts]
        """What `offer` returns values for."""
        ways: dict[str, Any] = {**WAYS, "trigger_mode": "always_last"}
        self.inputs: list[Any] = [self.result, self._built]
        """What `offer` is told last: the text that stands there, and the one that was put there."""
        stands = self.inputs
        # input, for `offer` says it all itself, and must not be said again over what the person has unticked by then
        self.tone.input(self._on_tone, [self._offer, self.tone, *stands], compared, **ways)
        self.taken.input(self._on_taken, [self._offer, self.tone, self.taken, *stands], [self.shown, *text], **ways)
        # change, for no input is sent of boxes that were hidden when the page came
        self.result.change(self._on_result, [self._offer, self.result], [self.facts, self.line], **ways)

    def offer(self, found: Offer, text: str | None = "", built: str = "", *, closes: bool = False) -> tuple[Any, ...]:
        """Show what there is to compare; nothing where there is no version that differs.

        A text that the person changed stays, and what it stands beside too until there is something else to compare; unless it
        all `closes`, with the text out of sight.
        """
        tones = [one for one, version in found.versions.items() if version != found.message]
        mine = _is_own(text, built)
        if mine and not tones and not closes:
            return tuple(gr.skip() for _ in self.outputs)
        first = tones[0] if tones else None
        choices = [(label_of(one, found.kind), one) for one in tones]
        shown = gr.update(visible=bool(tones))
        compared = self._on_tone(found, first, text, built)
        facts = self._on_result(found, text if mine else compared[2])[0]
        return found, shown, gr.update(choices=choices, value=first), *compared, facts

    @staticmethod
    def _on_tone(offer: Offer, tone: str | None, text: str | None, built: str) -> tuple[Any, ...]:
        if tone is None or tone not in offer.versions:
            return "", gr.update(choices=[], value=[]), *_followed("", text, built)
        parts = compare(offer.message, offer.versions[tone])
        every = list(range(len(changed(parts))))
        ticked = gr.update(choices=choices(parts), value=every)
        return diff_html(parts, every), ticked, *_followed(apply(parts, every), text, built)

    @staticmethod
    def _on_taken(
        offer: Offer, tone: str | None, taken: Sequence[int], text: str | None, built: str
    ) -> tuple[Any, ...]:
        if tone is None or tone not in offer.versions:
            return (gr.skip(),) * 4
        parts = compare(offer.message, offer.versions[tone])
        return diff_html(parts, taken), *_followed(apply(parts, taken), text, built)

    @staticmethod
    def _on_result(offer: Offer, text: str | None) -> tuple[str, str]:
        if not text or not offer.message:
            return "", said("")
        return facts_html(offer.message, text, offer.kind), said(blame_line(text))


def _followed(new: str, text: str | None, built: str) -> tuple[Any, ...]:
    """Return the text for the box, the same to remember, and a line: what the person changed stays, and that is said."""
    if _is_own(text, built):
        return gr.skip(), gr.skip(), said(words.RESULT_STAYS)
    return new, new, said("")


def _is_own(text: str | None, built: str) -> bool:
    return bool(text and text.strip()) and text != built


def choices(parts: Sequence[Part]) -> list[tuple[str, int]]:
    """Return each change in words, with its number, as a group of boxes takes it."""
    return [(in_words(one), number) for number, one in enumerate(changed(parts))]


def in_words(part: Part) -> str:
    """Return a change in words."""
    before, after = " ".join(part.before.split()), " ".join(part.after.split())
    form = words.CHANGE_REPLACED if before and after else words.CHANGE_ADDED if after else words.CHANGE_REMOVED
    return form.format(before=before, after=after)


def diff_html(parts: Sequence[Part], taken: Sequence[int]) -> str:
    """Render the message with its changes: what is taken struck out and put in, what is left as it was."""
    rows: list[str] = []
    number = 0
    for one in parts:
        if one.changed and number in taken:
            rows += [_edit("del", words.DIFF_TAKEN_OUT, one.before), _edit("ins", words.DIFF_PUT_IN, one.after)]
        else:
            rows.append(escape(one.before))
        number += one.changed
    label = escape(words.DIFF_LABEL)
    return f'<div class="diff" role="group" aria-label="{label}"><p>{"".join(rows)}</p></div>' if rows else ""


def _edit(tag: str, opening: str, text: str) -> str:
    """An edit; screen readers rarely say that a text is a deletion, so that words for them alone stand around it."""
    if not text:
        return ""
    aside = '<span class="aside">{}</span>'
    return f"<{tag}>{aside.format(escape(opening))}{escape(text)}{aside.format(escape(words.DIFF_END))}</{tag}>"


def blame_line(text: str) -> str:
    """Return one line on what in a text may land as blame."""
    found = dict.fromkeys(one.why for one in flags(text))
    return words.BLAMES_AGAIN.format(reasons=" ".join(found)) if found else words.BLAMES_NOT
