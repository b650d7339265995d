"""Bytes of a file -> Markdown, one reader a format: .txt .md .html .pdf .docx. Well-kept libraries do the parsing.

What a document says is data: nothing in it is executed or fetched; images, scripts and what a page hides are left out. A
reader may raise whatever its library raises; knowledge/reading.py makes one line of it.
"""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from knowledge.decoding import decoded, without_floods
from knowledge.errors import DocumentError
from knowledge.tidying import table_lines
from knowledge.web_pages import read_html

MAX_UNPACKED_BYTES = 250 * 2**20  # of a .docx, which is a zip archive
MAX_XML_BYTES = 64 * 2**20  # of these, what is parsed: it takes ten times as much memory, and all the rest is pictures
MAX_PARTS = 5_000  # in a .docx
MAX_PAGES = 5_000  # of a PDF
_KEEP = frozenset("\u200c\u200d")  # joiners, which several scripts and emoji need


def visible(text: str) -> str:
    """Return `text` without what nobody sees: control characters, zero-width ones, tags, floods of marks …"""
    text = re.sub(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    text = re.sub("[\uf0b7\uf0a7\uf076]", "•", text)  # bullets of Word's symbol fonts
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return without_floods("".join(one for one in text if one in "\n\t" or one in _KEEP or not _is_hidden(one)))


def _is_hidden(one: str) -> bool:
    code = ord(one)
    if 0x1F000 <= code < 0x1FB00:  # emoji newer than this Python are unassigned to it
        return False
    return unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn") or 0xFE00 <= code <= 0xFE0E or code >= 0xE0000


def read_text(raw: bytes) -> str:
    """Decode plain text: UTF-8, UTF-16 (with or without its mark), else Windows-1252. Raises DocumentError for no text."""
    text = decoded(raw)
    sample = text[:20_000]
    odd = sum(
        (unicodedata.category(one) in ("Cc", "Cn", "Co") and one not in "\n\r\t\f") or one == "\ufffd" for one in sample
    )
    if odd > max(2, 0.02 * len(sample)):
        raise DocumentError("is not text, whatever its name says")
    return text


def read_markdown(raw: bytes) -> str:
    """Return Markdown without its front matter."""
    import frontmatter

    text = read_text(raw)
    try:
        return str(frontmatter.loads(text).content)
    except Exception:  # front matter that is no front matter: keep every word
        return text


def read_pdf(raw: bytes) -> str:
    """Return a PDF's text page by page, each under "# Page n"; headers, footers and page numbers are left out."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("is protected by a password; save it without one first")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentError(f"has more than {MAX_PAGES:,} pages; split it first")
    pages = [page.extract_text().splitlines() for page in reader.pages]
    texts = [mend_hyphens("\n".join(lines)).strip() for lines in without_furniture(pages)]
    return "\n\n".join(f"# Page {number}\n\n{text}" for number, text in enumerate(texts, start=1) if text)


_PAGE_NUMBER = re.compile(r"[-–— ]*(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–— .]*", re.IGNORECASE)


def without_furniture(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages' lines without page numbers and without the lines that most pages begin or end with."""
    bare = [[line.strip() for line in page if line.strip()] for page in pages]
    # digits are masked, for "Chapter 3 · 41" is the same line on every page
    edges = Counter(re.sub(r"\d+", "#", line) for page in bare for line in {*page[:1], *page[-1:]})
    often = {line for line, count in edges.items() if count >= 3 and count > 0.5 * len(bare)}

    def is_furniture(line: str) -> bool:
        return bool(_PAGE_NUMBER.fullmatch(line)) or re.sub(r"\d+", "#", line) in often

    kept = []
    for page in bare:
        first, last = 0, len(page)
        while last - first > 1 and is_furniture(page[first]):
            first += 1
        while last - first > 1 and is_furniture(page[last - 1]):
            last -= 1
        kept.append(page[first:last])
    return kept


def mend_hyphens(text: str) -> str:
    """Join words that were divided at the end of a line; a hyphen that the text has elsewhere too is kept."""
    whole = set(re.findall(r"\b\w+-\w+\b", text.lower()))

    def join(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        kept = f"{first}-{second}".lower() in whole
        return f"{first}{'-' if kept else ''}{second}\n"

    return re.sub(r"(?<!\w)(\w{2,}+)[-\u2010\u00ad]\n(?=[a-zà-ÿ])(\w+[^\w\s]*)[^\S\n]*\n?", join, text)


def read_docx(raw: bytes) -> str:
    """Return a Word file as Markdown: headings, lists and tables as such. Raises DocumentError for a zip bomb."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED_BYTES:
            raise DocumentError(f"would take more than {MAX_UNPACKED_BYTES // 2**20} MB unpacked")
        if sum(one.file_size for one in parts if one.filename.lower().endswith((".xml", ".rels"))) > MAX_XML_BYTES:
            raise DocumentError(f"holds more than {MAX_XML_BYTES // 2**20} MB of text unpacked; split it first")
    from docx import Document as Docx

    word = Docx(io.BytesIO(raw))
    body = getattr(word.element, "body", None)
    if body is None:
        raise DocumentError("is no Word document, whatever its name says")
    text = "\n\n".join(one for one in _blocks(body, word) if one.strip())
    return re.sub(r"^(- .*|\d+\. .*)\n\n(?=- |\d+\. )", r"\1\n", text, flags=re.MULTILINE)


def _blocks(element: Any, parent: Any) -> Iterator[str]:
    from docx.oxml.ns import qn
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in element.iterchildren():
        if child.tag == qn("w:p"):
            yield _paragraph(Paragraph(child, parent))
        elif child.tag == qn("w:tbl"):
            yield _word_table(Table(child, parent))
        elif child.tag == qn("w:sdt"):  # a box to be filled in, or a table of contents
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _blocks(content, parent)


def _paragraph(paragraph: Any) -> str:
    from docx.oxml.ns import qn

    text = str(paragraph.text)
    if any(True for _ in paragraph._p.iter(qn("w:vanish"))):  # hidden text: nobody who opens the file sees it
        text = "".join(run.text for run in paragraph.runs if not run.font.hidden)
    style = (paragraph.style.name if paragraph.style else "") or ""
    level = re.fullmatch(r"(?:Heading|heading) ([1-6])", style)
    if level or style == "Title":
        return f"{'#' * int(level[1] if level else 1)} {' '.join(text.split())}" if text.strip() else ""
    if style.startswith("List") or paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
        return f"- {' '.join(text.split())}" if text.strip() else ""
    return text


def _word_table(table: Any) -> str:
    """A cell that spans several rows is told in each; python-docx' own rows take a span of a million columns at its word."""
    from docx.table import _Cell

    rows = []
    above: dict[int, str] = {}  # column -> text
    for row in table._tbl.tr_lst:
        column, here = row.grid_before, {}
        for cell in row.tc_lst:
            goes_on = cell.vMerge == "continue"
            told = above.get(column, "") if goes_on else " ".join(" ".join(_blocks(cell, _Cell(cell, table))).split())
            here[column] = told
            column += max(1, cell.grid_span)
        rows.append(list(here.values()))
        above = here
    return table_lines([row for row in rows if any(row)])


READERS: dict[str, Callable[[bytes], str]] = {
    ".md": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
