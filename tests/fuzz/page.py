"""What the page and the terminal show of any text: letters, never active HTML, never a terminal's codes."""

import re
from datetime import date
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from coach.checks import flags
from coach.keeping.kinds import PlannedStep
from coach.messages import Citation
from tests.fuzz.kit import text_of
from ui import render
from ui.cli.output import letters
from ui.rewrite import marked, reasons
from ui.steps.cards import proposed, week

LIBRARIES = ("markdown_it",)
SEEDS = (
    b"**Safe** *now?*\n\n1. Sit down\n2. Talk\n\n| a | b |\n|---|---|\n| [1] | [2] |\n",
    b"<script>alert(1)</script><img src=x onerror=y>[a](http://x)![b](//y)<http://z> www.a.b me@b.c `c`\n```\nf\n```\n~~~\ng\n~~~",
    b"\\![p](http://x) \\\\[a](b) &lt;b&gt; &#60;i&#62; [words][1]\n\n[1]: http://x\n\n    code\n\n<!-- c --><a href=javascript:x>",
    b"you're so \"selfish\" <img src='x'> and you never [1] listen \x1b[31m \xe2\x80\xae",
    b"[1][2] [\\[1\\]](#cite-1-1) [1](http://x) \\[1\\](http://y)",
)
PIECES = (
    *(
        b"<",
        b">",
        b"[",
        b"]",
        b"(",
        b")",
        b"!",
        b"`",
        b"~",
        b"\\",
        b"&",
        b";",
        b":",
        b"//",
        b"www.",
        b"@",
        b"*",
        b"_",
        b"\n",
        b"    ",
        b"|",
    ),
    *(
        b"[1]",
        b"](http://x)",
        b"<b>",
        b"&lt;",
        b"&#60;",
        b"#",
        b"- ",
        b"\x1b[",
        b"javascript:",
        b"\t",
        b"<!--",
        b"<![CDATA[",
        b"<?",
        b"\\[",
    ),
)
CRASHERS = (b"It works![1] And more.",)  # with "!" before it a link is a picture
_ACTIVE = {"html_block", "html_inline", "link_open", "image", "code_inline", "fence"}
_TAGS = frozenset(
    "p em strong ol ul li h1 h2 h3 h4 h5 h6 blockquote hr br code pre table thead tbody tr th td details summary div span article mark".split()
)
_FIELDS = frozenset("section h2 button label input select option textarea fieldset legend".split())
_LEADING = frozenset("href src srcset srcdoc action formaction style background poster data xlink:href".split())
_OWN_ATTRIBUTES = {
    ("class", "passage"),
    ("class", "chip"),
    ("class", "passage-text"),
    ("class", "source"),
    ("class", "card"),
    ("class", "meta"),
}
_BACK = ("button", [("type", "button"), ("class", "back"), ("data-back", None), ("hidden", None)])
"""The way back from a passage: one button, written by Hearth, that stands so or not at all."""
_READER = MarkdownIt("commonmark", {"html": True})


class Tags(HTMLParser):
    """Refuses every tag and attribute that is not known to do nothing."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        if (tag, attrs) == _BACK:
            return
        assert tag in _TAGS, tag
        for name, value in attrs:
            known = (
                (name, value) in _OWN_ATTRIBUTES
                or (name, value) == ("class", "cards")
                or (name == "id" and re.fullmatch(r"cite-\d+-\d+", value or ""))
            )
            aligned = name == "style" and re.fullmatch(r"text-align:(?:left|right|center)", value or "")
            listed = (name == "start" and (value or "").isdigit()) or (
                name == "class" and (value or "").startswith("language-")
            )
            assert known or aligned or listed, (tag, name, value)


class Inert(HTMLParser):
    """Refuses what could run, load or lead away; for cards, which have buttons and fields of their own."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        assert tag in _TAGS | _FIELDS, tag
        assert not [name for name, _ in attrs if name.startswith("on") or name in _LEADING]


def check_html(html: str) -> None:
    """Check that HTML for the page does nothing."""
    tags = Tags()
    tags.feed(html)
    tags.close()


def kinds(markdown: str) -> set[str]:
    """Return the kinds of all tokens in Markdown, read with raw HTML allowed, as Gradio reads it."""

    def walk(tokens: list[Token]) -> set[str]:
        return {kind for one in tokens for kind in ({one.type} | walk(one.children or []))}

    return walk(_READER.parse(markdown))


def links(markdown: str) -> list[str]:
    """Return where the links in Markdown lead."""
    inline = [one for block in _READER.parse(markdown) for one in block.children or []]
    return [str(one.attrGet("href")) for one in inline if one.type == "link_open"]


def target(data: bytes) -> None:
    """Show it in every way."""
    text = text_of(data)
    for html in (render.to_html(text), render.passages([Citation(1, text, text, text, text)], 1)):
        check_html(html)
    cards = Inert()
    cards.feed(plan(text))
    cards.close()
    assert not kinds(render.literal(text)) & _ACTIVE
    assert all(re.fullmatch(r"#cite-3-[12]", one) for one in links(render.linked(text, 3, 2)))
    assert not kinds(render.linked(text, 3, 2)) & (_ACTIVE - {"link_open"})
    found = flags(text)
    assert "".join(one for one, _ in marked(text, found)) == text
    check_html(reasons(found))
    assert not [one for one in letters(text) if (ord(one) < 32 and one not in "\n\t") or 0x7F <= ord(one) < 0xA0]


def plan(text: str) -> str:
    """Render a plan all of whose texts are `text`."""
    step = PlannedStep.model_construct(practice=text, title=text, why=text, do_this_week=text)
    return proposed([step]) + week([step], date(2026, 3, 4), None)
