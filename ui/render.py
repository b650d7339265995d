"""Text -> safe HTML for the page. What a model, a document or a person wrote is never active HTML."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from coach.messages import Citation
from knowledge.sentences import sentences
from ui import texts_ask

# brackets, code, and what becomes a link by itself
_ACTIVE = re.compile(r"[\\`~\[\]@]|!(?=\[)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BULLET = re.compile(r"^(?:[-*+>]|\d+[.)]|#+)\s+")
_OPEN, _SHUT = "\ue000", "\ue001"  # for private use: no text has them
_NO_MARKS = {ord(one): None for one in (_OPEN, _SHUT)}


@cache
def _markdown() -> MarkdownIt:
    # html off: tags in the text come out as letters; links and images are left out of passages
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])


def to_html(text: str) -> str:
    """Render Markdown without raw HTML, links or images."""
    rendered: str = _markdown().render(text)
    return rendered


def marked_html(text: str, marked: Collection[str]) -> str:
    """Render Markdown as `to_html` does, the sentences in `marked` within <mark>."""
    wanted = {_bare(one) for one in marked}
    text = text.translate(_NO_MARKS)
    tokens = _markdown().parse(text)
    for token in tokens:
        if token.type == "inline":
            token.children = _markdown().parseInline(_with_marks(token.content, wanted))[0].children
    rendered: str = _markdown().renderer.render(tokens, _markdown().options, {})
    plain = to_html(text)
    # where a mark came between a sign and what it stands for, there are none
    whole = rendered.replace(_OPEN, "").replace(_SHUT, "") == plain
    return rendered.replace(_OPEN, "<mark>").replace(_SHUT, "</mark>") if whole else plain


def _with_marks(text: str, wanted: Collection[str]) -> str:
    at = 0
    for one in sentences(text):
        start = text.index(one, at)
        at = start + len(one)
        # emphasis that is only begun or ended in it would cross the mark's bounds
        if _bare(one) in wanted and not any(one.count(sign) % 2 for sign in "*_`"):
            text = f"{text[:start]}{_OPEN}{one}{_SHUT}{text[at:]}"
            at += 2
    return text


def _bare(sentence: str) -> str:
    return _BULLET.sub("", sentence)


def literal(text: str) -> str:
    """Return Markdown in which tags, links, images and code are only letters; emphasis and lists still work.

    For what Gradio renders itself: it keeps HTML and fetches images, and an image from elsewhere is a call to elsewhere.
    """
    text = _ACTIVE.sub(r"\\\g<0>", text)
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def linked(answer: str, turn: int, count: int) -> str:
    """Make an answer literal, but for its [n]: links to the passages of its turn, for n up to `count`."""
    answer = literal(answer)
    for n in range(1, count + 1):
        answer = answer.replace(f"\\[{n}\\]", f"[\\[{n}\\]](#cite-{turn}-{n})")
    return answer


def passages(citations: Sequence[Citation], turn: int, marked: Mapping[int, Collection[str]] | None = None) -> str:
    """Render the passages of one answer, each folded behind its number and title.

    `marked` holds, by a passage's number, its sentences that the answer rests on. A link in the answer opens a passage and shows
    the way back (ask.js).
    """
    rows = [
        f'<details class="passage" id="cite-{turn}-{one.n}"><summary><span class="chip">{one.n}</span> '
        f"<span>{escape(one.title)}{f' › {escape(one.heading)}' if one.heading else ''}</span></summary>"
        f'<div class="passage-text">{marked_html(one.text, (marked or {}).get(one.n, ()))}'
        f'<p class="source">{escape(one.source)}</p>'
        f'<button type="button" class="back" data-back hidden>{escape(texts_ask.BACK)}</button></div></details>'
        for one in citations
    ]
    return "".join(rows)


def help_lines(lines: Sequence[Mapping[str, Any]]) -> str:
    """Render help lines as a list: name, ways to reach it, hours, and where that was looked up."""
    rows = []
    for line in lines:
        ways = [
            f"{word} {line[way]}"
            for way, word in (("call", "call"), ("text", "text"), ("chat", "online:"))
            if line.get(way)
        ]
        hours = f" ({line['hours']})" if line.get("hours") else ""
        rows.append(f"<li><strong>{escape(line['name'])}</strong>: {escape('; '.join(ways) + hours)}</li>")
    return f'<ul class="lines">{"".join(rows)}</ul>' if rows else ""
