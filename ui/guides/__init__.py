"""The tab Guides: everything that Hearth knows as a small book, to read and to search; and a person's own documents.

contents.py   the order of the book     links.py     where a section is, for links from anywhere
book.py       the book as HTML          finding.py   search                own.py   a person's own documents
"""

from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.own_files import Indexing
from coach.turn import Coach
from ui import texts_guides as texts
from ui.guides import own
from ui.guides.book import contents_html, hits_html, page_html
from ui.guides.contents import page
from ui.guides.finding import find
from ui.guides.links import link as link
from ui.guides.links import section_id as section_id
from ui.steps import care
from ui.steps.parts import WAYS, gently, said

if TYPE_CHECKING:
    from ui.house import House

_BOOK_JS = "hearth.book(element, trigger, watch)"


def build(coach: Coach, indexing: Indexing, tab: gr.Tab, house: "House") -> None:
    """Lay out the tab and wire it; `tab` is the one that it is laid out in."""
    gr.Markdown(texts.INTRO)
    with gr.Row(equal_height=False):
        query = gr.Textbox(
            label=texts.SEARCH,
            placeholder=texts.SEARCH_PLACEHOLDER,
            max_lines=1,
            max_length=6_000,
            scale=4,
            min_width=200,
            elem_id="book-query",
        )
        search = gr.Button(texts.SEARCH_BUTTON, variant="primary", scale=1, min_width=100, elem_id="book-search")
    heard = care.place("book-care")
    line = gr.HTML(said(""), elem_id="book-said")
    hits = gr.HTML("", elem_id="book-hits")
    book = gr.HTML(contents_html(), js_on_load=_BOOK_JS, elem_id="book")

    def on_search(text: str, opened: str | None) -> tuple[Any, ...]:
        found = find(house.space.within(coach, opened), text)
        return care.reply_html(coach.heard([text])), said(found.line), hits_html(found.hits)

    def on_book(event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        return show(str(data.get("page", "")))

    gr.on([search.click, query.submit], gently(on_search), [query, house.opened], [heard, line, hits], **WAYS)
    book.click(on_book, None, book, queue=False, **WAYS)
    own.build(coach.settings, indexing, tab)


def show(document_id: str) -> str:
    """Render the page of a document, or the contents for an empty id."""
    found = page(document_id) if document_id else None
    if found is not None:
        return page_html(found)
    missing = f'<p role="status">{escape(texts.NOT_THERE)}</p>' if document_id else ""
    return missing + contents_html()
