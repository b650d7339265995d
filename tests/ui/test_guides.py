"""The book of Guides without a browser: its order, its pages and links, and its search before and after anything is loaded."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assemble import Library
from coach.errors import InputError
from coach.settings import load_settings
from coach.turn import Coach
from knowledge.chunking import split_sections
from knowledge.reading import read_shipped
from knowledge.schema import Chunk, Document, RetrievedChunk
from tests.fakes import FakeParts, document, never_library, never_model
from ui import guides
from ui import texts_guides as texts
from ui.guides import book, contents, finding, links


class Ids(HTMLParser):
    """Collects ids and links, and what is opened but never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if tag == "a" else []
        if tag not in ("br", "hr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_stands_in_one_chapter_and_every_chapter_has_a_title() -> None:
    shipped = {one.id for one in read_shipped()}
    in_book = [one.id for one in contents.pages()]
    assert sorted(in_book) == sorted(shipped)
    assert all(one.key in texts.CHAPTERS for one in contents.chapters()), "a page stands in no chapter: give it one"
    named = [id_ for order in contents._ORDER.values() for ids in order.values() for id_ in ids.split()]
    assert sorted(named) == sorted(shipped), "a chapter names a page that there is not, or one twice"


def test_contents_lead_to_every_page() -> None:
    found = Ids(book.contents_html())
    assert found.links == [guides.link(one.id) for one in contents.pages()]
    assert found.open == []


@pytest.mark.parametrize("page", read_shipped(), ids=lambda one: one.id)
def test_page_has_each_section_once_and_its_list_leads_to_them(page: Document) -> None:
    found = Ids(book.page_html(page))
    assert found.open == []
    assert len(set(found.ids)) == len(found.ids)
    for heading, _ in split_sections(page.text):
        assert links.section_id(page.id, heading) in found.ids
        if heading:
            link = guides.link(page.id, heading)
            assert found.links.count(link) == (len({one for one, _ in split_sections(page.text) if one}) > 1)
    for link in found.links:
        target = link.removeprefix(links.PREFIX).split("--")[0]
        assert contents.page(target) is not None, link


def test_page_shows_its_text_and_source_and_the_pages_around_it() -> None:
    first, second, *_ = contents.pages("guide")
    html = book.page_html(second)
    assert texts.PREVIOUS.format(title=first.title) in html
    assert second.source.split(";")[0] in html.replace("&#x27;", "'")
    assert texts.PREVIOUS.split("{")[0] not in book.page_html(first)


def test_pages_name_each_other_by_links() -> None:
    page = contents.page("faq-am-i-experiencing-neglect")
    assert page is not None
    assert guides.link("signs-of-emotional-neglect") in Ids(book.page_html(page)).links


def test_document_id_ends_where_the_heading_begins() -> None:
    assert not [one.id for one in read_shipped() if "--" in one.id], "guides.js cuts a link there"


@given(st.text(max_size=200))
def test_a_section_id_is_plain_whatever_its_heading(heading: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", links.section_id("a-guide", heading))


def test_text_is_never_active() -> None:
    nasty = "<img src=x onerror=alert(1)> [a](http://x.example) \"'"
    page = document("nasty", f"## {nasty}\n\n{nasty}", title=nasty, summary=nasty)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "neighbours", lambda _: (page, page))
        html = book.page_html(page)
    chunk = Chunk("own-1#0", "own-1", "own", "both", nasty, nasty, nasty, nasty, 0, 0)
    html += book.hits_html([RetrievedChunk(chunk, 0.5, 1)])
    assert "<img" not in html and 'http://x.example"' not in html


def test_unknown_page_is_said_and_the_contents_shown() -> None:
    assert texts.NOT_THERE in guides.show("gone") and texts.CONTENTS in guides.show("gone")
    assert guides.show("") == book.contents_html()


class TestSearch:
    """Over everything."""

    def test_before_the_library_is_there_words_are_found_and_more_is_promised(self) -> None:
        coach = Coach(load_settings(), FakeParts(never_library, never_model))
        found = finding.find(coach, "connection jar")
        assert found.line == texts.NOT_YET
        assert any(one.chunk.document_id == "connection-jar" for one in found.hits[:3])
        assert guides.link("connection-jar").split("--")[0] in book.hits_html(found.hits)

    def test_then_it_goes_by_meaning(self, fake_library: Library) -> None:
        coach = Coach(load_settings(), FakeParts(lambda: fake_library, never_model))
        found = finding.find(coach, "small promises")
        assert {one.chunk.document_id for one in found.hits[:2]} == {"guide-trust", "kept-promise"}
        assert found.line == texts.FOUND[len(found.hits) == 1].format(count=len(found.hits))

    def test_a_search_that_fails_falls_back_to_words_and_says_so(self) -> None:
        def broken() -> Library:
            raise RuntimeError("xyzzy-typed")

        coach = Coach(load_settings(), FakeParts(broken, never_model))
        found = finding.find(coach, "connection jar")
        assert found.hits and found.line.startswith(texts.FAILED.split("{")[0])
        assert "xyzzy" not in found.line

    def test_nothing_found_is_said(self) -> None:
        coach = Coach(load_settings(), FakeParts(never_library, never_model))
        assert finding.find(coach, "zzyzx qwrt").line == texts.NOT_YET_NONE

    @pytest.mark.parametrize("text", ["", "   ", "?!", "x" * 7000])
    def test_what_cannot_be_searched_for_is_refused(self, text: str) -> None:
        with pytest.raises(InputError):
            finding.find(Coach(load_settings(), FakeParts(never_library, never_model)), text)
