"""A talk -> what the page shows of it: rows for the chat, the passages beside it, what can be pressed under an answer."""

from collections.abc import Sequence
from html import escape
from textwrap import shorten
from typing import Any

from coach.citing import sentences_cited
from ui import render, texts, texts_ask
from ui.ask.talk import Turn

_SHORT = 60  # letters

Row = dict[str, Any]
"""A message as gr.Chatbot takes it."""


def rows(turns: Sequence[Turn]) -> list[Row]:
    """Return two rows a turn: the question, and the answer."""
    return [row for number, one in enumerate(turns, start=1) for row in (question_row(one), answer_row(one, number))]


def question_row(turn: Turn) -> Row:
    """Return a question as letters only."""
    return {"role": "user", "content": render.literal(turn.question)}


def answer_row(turn: Turn, number: int, *, working: bool = False) -> Row:
    """Return an answer with what belongs to it; `number` is its turn's, from 1. While it is written, nothing is to be pressed."""
    details = turn.details
    kind = texts.KIND_NOTES[details.kind] if details.kind else ""
    if details.kind == "not_covered":
        kind = texts_ask.NOT_FROM_GUIDES
    if not working and not turn.note and (details.unfinished or not turn.answer):
        kind = texts_ask.CUT_OFF if turn.answer else texts_ask.NO_ANSWER
    offer = texts_ask.REWRITE_NOTE if turn.to_partner else ""
    often = texts.LONG_TALK if not working and number % texts.LONG_TALK_TURNS == 0 else ""
    lines = [f"*{one}*" for one in (kind, offer, often) if one]
    parts = (_body(turn, number), *lines[:1], render.help_lines(details.resources), *lines[1:], turn.note)
    content = "\n\n".join(part for part in parts if part)
    return {"role": "assistant", "content": content or "…", **({} if working else _options(turn))}


def passages(turn: Turn, number: int) -> str:
    """Return the passages of a turn; in those of an answer that was written, what it rests on is marked."""
    details = turn.details
    marked = sentences_cited(turn.answer, details.citations) if details.kind == "generated" else {}
    found = render.passages(details.citations, number, marked)
    to = texts_ask.SOURCES_TO.format(question=shortened(turn.question))
    return f'<p class="meta sources-to">{escape(to)}</p>{found}' if found else ""


def sources(turns: Sequence[Turn]) -> str:
    """Return the passages of all turns, the newest first."""
    return "".join(passages(one, number) for number, one in reversed([*enumerate(turns, start=1)]))


def no_sources() -> str:
    """Return what stands where no answer has a source."""
    return f"<p class='meta'>{texts.SOURCES_EMPTY}</p>"


def shortened(text: str) -> str:
    """Return what someone wrote as it stands on a button or above a list."""
    return shorten(text, _SHORT, placeholder=" …") if " " in text[:_SHORT] else text[:_SHORT]


def thumbs(turns: Sequence[Turn]) -> list[str | None]:
    """Return how each answer was marked, as gr.Chatbot takes it."""
    return [None if one.liked is None else "Like" if one.liked else "Dislike" for one in turns]


def _options(turn: Turn) -> dict[str, Any]:
    words = [*([texts_ask.REWRITE_OFFER] if turn.to_partner else []), *turn.follow_ups]
    return {"options": [{"value": one, "label": one} for one in words]} if words else {}


def _body(turn: Turn, number: int) -> str:
    """The answer with its numbers as links; what is drawn from no passage is named as Hearth's own words."""
    pieces, rest = [], turn.answer
    for part in turn.details.own:
        before, found, after = rest.partition(part)
        if found:
            pieces += [(before, False), (part, True)]
            rest = after
    count = len(turn.details.citations)
    return "".join(
        f'<span class="own-words">{texts_ask.OWN_WORDS}</span> {render.linked(text, number, count)}'
        if own
        else render.linked(text, number, count)
        for text, own in [*pieces, (rest, False)]
    )


def line(text: str) -> str:
    """Render how far an answer is, for the eye; the page's own script says its begin and end aloud (assets/around.js)."""
    return f'<p class="said">{escape(text)}</p>'
