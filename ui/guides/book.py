"""The book as HTML: its contents, one page with its sections, what a search found. Pure functions; every text is escaped."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from knowledge.chunking import split_sections
from knowledge.schema import Document, Kind, RetrievedChunk
from ui import texts_guides as texts
from ui.guides.contents import chapters, neighbours, page, pages
from ui.guides.links import link, section_id
from ui.render import to_html

_QUOTED_CHARS = 260


@cache
def contents_html() -> str:
    """Render the table of contents: guides, questions and practices, by chapter."""
    parts: dict[Kind, str] = {}
    for one in chapters():
        rows = "".join(f"<li>{_to(page)}{_summary(page)}</li>" for page in one.documents)
        title = f"<h4>{escape(texts.CHAPTERS[one.key])}</h4>" if one.key else ""
        parts[one.kind] = parts.get(one.kind, "") + f'<div class="chapter">{title}<ul>{rows}</ul></div>'
    count = texts.COUNT.format(guides=len(pages("guide")), faqs=len(pages("faq")), practices=len(pages("practice")))
    inside = "".join(
        f'<details class="passage" id="contents-{kind}"{" open" if kind == "guide" else ""}>'
        f'<summary><h3>{escape(texts.PARTS[kind])}</h3></summary><div class="chapters">{part}</div></details>'
        for kind, part in parts.items()
    )
    return (
        f'<nav class="book" aria-label="{escape(texts.CONTENTS)}"><h2 id="book-head" tabindex="-1">{escape(texts.CONTENTS)}</h2>'
        f'<p class="meta">{escape(count)}</p>{inside}</nav>'
    )


def _to(document: Document, heading: str = "", words: str = "") -> str:
    return f'<a href="{escape(link(document.id, heading))}">{escape(words or document.title)}</a>'


def _summary(document: Document) -> str:
    said = str(document.details.get("summary") or document.details.get("why") or "")
    return f'<span class="meta">{escape(said)}</span>' if said else ""


def page_html(document: Document) -> str:
    """Render one page: its title, a list of its sections, each with an id that a link leads to, and the pages around it."""
    sections = list(split_sections(document.text))
    shown = [_section(document, heading, body) for heading, body in sections]
    headings = list(dict.fromkeys(heading for heading, _ in sections if heading))
    inside = ""
    if len(headings) > 1:
        rows = "".join(f"<li>{_to(document, one, one.rpartition(' > ')[2])}</li>" for one in headings)
        inside = (
            f'<nav class="within" aria-label="{escape(texts.ON_THIS_PAGE)}"><strong>{escape(texts.ON_THIS_PAGE)}</strong>'
            f"<ul>{rows}</ul></nav>"
        )
    return (
        f'<article class="book page" id="book-page" aria-labelledby="book-head">{_ways()}'
        f'<h2 id="book-head" tabindex="-1" data-page="{escape(document.id)}">{escape(document.title)}</h2>{_about(document)}'
        f'{inside}<div class="passage-text" id="{escape(section_id(document.id))}">{"".join(shown)}</div>'
        f'<p class="source">{escape(texts.SOURCE.format(source=document.source))}</p>{_around(document)}</article>'
    )


def _ways() -> str:
    return (
        f'<p class="acts"><button type="button" data-book="contents">{escape(texts.BACK)}</button>'
        f'<button type="button" data-book="back" hidden>{escape(texts.BACK_TO)}</button></p>'
    )


def _about(document: Document) -> str:
    details = document.details
    minutes = (
        texts.MINUTES.format(minutes=details["minutes"], how_often=details["how_often"])
        if document.kind == "practice"
        else ""
    )
    lines = [str(details.get("summary") or details.get("why") or ""), minutes, texts.FOR[document.audience]]
    return "".join(f'<p class="meta">{escape(one)}</p>' for one in lines if one)


def _section(document: Document, heading: str, body: str) -> str:
    if not heading:
        return f"<section>{_linked(to_html(body))}</section>"
    id_, depth = escape(section_id(document.id, heading)), min(3 + heading.count(" > "), 6)
    return (
        f'<section aria-labelledby="{id_}"><h{depth} id="{id_}" tabindex="-1">{escape(heading.rpartition(" > ")[2])}</h{depth}>'
        f"{_linked(to_html(body))}</section>"
    )


@cache
def _titles() -> dict[str, Document]:
    return {one.title: one for one in pages()}


def _linked(html: str) -> str:
    """Let the titles of other pages that a page names (in italics, as the guides do) be links."""

    def linked(found: re.Match[str]) -> str:
        known = _titles().get(found[1].replace("&quot;", '"').replace("&amp;", "&"))
        return f"<em>{_to(known)}</em>" if known else found[0]

    return re.sub(r"<em>([^<]{3,90})</em>", linked, html)


def _around(document: Document) -> str:
    before, after = neighbours(document)
    shown = [
        _to(one, words=words.format(title=one.title))
        for one, words in ((before, texts.PREVIOUS), (after, texts.NEXT))
        if one
    ]
    return f'<nav class="around" aria-label="{escape(texts.CONTENTS)}">{"".join(shown)}</nav>' if shown else ""


def hits_html(hits: Sequence[RetrievedChunk]) -> str:
    """Render what a search found: where it stands, the beginning of it, and a link to the section. Own documents are quoted."""
    rows = []
    for hit in hits:
        chunk = hit.chunk
        known = page(chunk.document_id)
        where = f"{chunk.title} › {chunk.heading.rpartition(' > ')[2]}" if chunk.heading else chunk.title
        text = f'<span class="quoted">{escape(_beginning(chunk.text))}</span>'
        if known is None:
            rows.append(
                f'<li><span class="name">{escape(where)}</span><span class="meta">{escape(chunk.source)}</span>'
                f"<details class='passage'><summary>{escape(texts.OWN_HIT)}</summary>"
                f'<div class="passage-text">{to_html(chunk.text)}</div></details></li>'
            )
            continue
        part = f'<span class="meta">{escape(texts.PARTS[known.kind])}</span>'
        rows.append(f"<li>{_to(known, chunk.heading, where)}{part}{text}</li>")
    return f'<ol class="hits">{"".join(rows)}</ol>' if rows else ""


def _beginning(markdown: str) -> str:
    text = " ".join(re.sub(r"[#*_>|`]|^\s*[-\d.]+\s", " ", markdown, flags=re.MULTILINE).split())
    return text if len(text) <= _QUOTED_CHARS else f"{text[:_QUOTED_CHARS].rpartition(' ')[0]} …"
