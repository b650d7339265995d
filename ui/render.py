"""Text -> safe HTML for the page. What a model, a document or a person wrote is never active HTML."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from coach.messages import Citation

# brackets, code, and what becomes a link by itself
_ACTIVE = re.compile(r"[\\`~\[\]@]|!(?=\[)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w+;)")


@cache
def _markdown() -> MarkdownIt:
    # html off: tags in the text come out as letters; links and images are left out of passages
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])


def to_html(text: str) -> str:
    """Render Markdown without raw HTML, links or images."""
    rendered: str = _markdown().render(text)
    return rendered


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


def passages(citations: Sequence[Citation], turn: int) -> str:
    """Render the passages of one answer, each folded behind its number and title."""
    rows = [
        f'<details class="passage" id="cite-{turn}-{one.n}"><summary><span class="chip">{one.n}</span> '
        f"{escape(one.title)}{f' › {escape(one.heading)}' if one.heading else ''}</summary>"
        f'<div class="passage-text">{to_html(one.text)}<p class="source">{escape(one.source)}</p></div></details>'
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
