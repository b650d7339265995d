"""A web page -> Markdown: the article alone, without menus, cookie notices and what a page hides. Nothing is executed or fetched.

Beautiful Soup parses, in Python alone; left-out end tags are put in as HTML has them, so that items, rows and paragraphs part.
"""

import codecs
import re
from typing import Any

from knowledge.decoding import decoded
from knowledge.errors import DocumentError
from knowledge.tidying import table_lines

_DROPPED = "script style noscript template nav svg iframe title button form select object canvas dialog".split()
_BLOCKS = "p div blockquote section article main aside ul ol dl pre header footer figure address details".split()
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|subscribe|share|sharing|social|breadcrumbs?|sidebar|menu|navbar|navigation"
    r"|related|comments?|popup|modal|advert\w*|promo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity|width|height)\s*:\s*0(?:\.0+)?(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)


_NONE: frozenset[str] = frozenset()
_CELLS, _ROWS = frozenset({"td", "th"}), frozenset({"tr", "thead", "tbody", "tfoot", "caption"})
_PARAGRAPH = frozenset({"p"}), frozenset({"table", "td", "th", "caption", "li", "dd", "dt"})
# new tag -> (open tags that it ends, tags beyond which nothing is ended); HTML, "Optional tags"
_ENDS = {
    **dict.fromkeys(
        "p div ul ol dl table pre blockquote h1 h2 h3 h4 h5 h6 hr section article main aside header footer".split(),
        _PARAGRAPH,
    ),
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "table"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl", "table"}))),
    **dict.fromkeys(("td", "th"), (_CELLS, frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (_ROWS, frozenset({"table"}))),
}
_LOOK_BACK = 20  # open tags among which one that is to be ended is looked for
_DEEPEST = 300
_CHARSET = re.compile(
    r"utf-(?:8|16|16-le|16-be)|cp\d+|iso8859-\d+|koi8-[rtu]|mac-\w+|big5\w*|gb\w+|hz|euc_\w+|shift_jis\w*|iso2022_\w+|johab|tis-620|ascii"
)


def read_html(raw: bytes) -> str:
    """Return the article of a web page as Markdown; menus, cookie notices and what is hidden are left out."""
    soup = _parsed(_page_text(raw))
    # not <head> as a whole: where its end is left out, as HTML allows, the parser puts the body into it
    for tag in soup(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(_is_unseen):
        tag.decompose()
    root = _article(soup)
    if root is soup:
        left = len(soup.get_text())
        for tag in soup.find_all(_is_around):
            length = len(tag.get_text())
            if length < 0.5 * left:  # a whole page may lie in a box called "menu"
                tag.decompose()
                left -= length
    else:
        for tag in root.find_all(_is_around):
            tag.decompose()
    for table in reversed(root("table")):
        table.string = f"\n\n{_html_table(table)}\n\n"
    for level in range(1, 7):
        for heading in root(f"h{level}"):
            heading.string = f"\n\n{'#' * level} {' '.join(heading.get_text(' ', strip=True).split())}\n\n"
    for listed in root(["ul", "ol"]):
        for number, item in enumerate(listed.find_all("li", recursive=False), start=1):
            item.insert(0, f"\n{number}. " if listed.name == "ol" else "\n- ")
    for item in root(_BLOCKS):
        item.insert(0, "\n" if item.parent is not None and item.parent.name == "li" else "\n\n")
        item.append("\n\n")
    for item in root(["br", "dt", "dd", "caption", "figcaption", "summary"]):
        item.insert(0, "\n")
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in root.get_text().splitlines())
    text = re.sub(r"^([-\d.]+)\n+(?=\w)", r"\1 ", "\n".join(lines), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _page_text(raw: bytes) -> str:
    """Decode a page: as it says of itself, where that is an encoding of text; else as plain text is."""
    from bs4.dammit import EncodingDetector

    said = EncodingDetector.find_declared_encoding(raw, is_html=True)
    if said and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        try:
            name = codecs.lookup(said).name
            if _CHARSET.fullmatch(name) and not name.startswith("utf"):
                return raw.decode(name)
        except (LookupError, ValueError):  # no encoding, or not this one
            pass
    try:
        return decoded(raw)
    except DocumentError:  # a page may hold a stray NUL
        return decoded(raw.replace(b"\0", b""))


def _parsed(text: str) -> Any:
    from bs4 import BeautifulSoup

    class Page(BeautifulSoup):
        """Ends what a new tag ends, and goes no deeper than browsers do: what is nested deeper stands side by side."""

        def handle_starttag(self, name: str, *given: Any, **more: Any) -> Any:
            ended, within = _ENDS.get(name, (_NONE, _NONE))
            for tag in self.tagStack[:0:-1][:_LOOK_BACK] if ended else ():
                if tag.name in within:
                    break
                if tag.name in ended:
                    self.handle_endtag(tag.name)
            if len(self.tagStack) > _DEEPEST and self.currentTag is not None:
                self.handle_endtag(self.currentTag.name)
            return super().handle_starttag(name, *given, **more)

    return Page(text, "html.parser")


def _is_unseen(tag: Any) -> bool:
    if tag.attrs is None:
        return False
    return (
        tag.has_attr("hidden")
        or str(tag.get("aria-hidden", "")).lower() == "true"
        or bool(_UNSEEN.search(str(tag.get("style", ""))))
    )


def _is_around(tag: Any) -> bool:
    if tag.attrs is None or tag.name in ("html", "body", "main", "article"):
        return False
    names = " ".join([*(tag.get("class") or []), str(tag.get("id") or ""), str(tag.get("role") or "")])
    return tag.name == "aside" or bool(_AROUND.search(names))


def _article(soup: Any) -> Any:
    """The part of a page that is its text: <main> or the longest <article>, if they hold enough of it."""
    found = sorted(soup(["main", "article"]), key=lambda one: -len(one.get_text()))
    return found[0] if found and len(found[0].get_text(" ", strip=True)) >= 200 else soup


def _html_table(table: Any) -> str:
    rows = [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row(["td", "th"])]
        for row in table("tr")
        if row.find_parent("table") is table
    ]
    return table_lines([row for row in rows if any(row)])
