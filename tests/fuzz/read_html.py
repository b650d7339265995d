"""Web pages: any bytes give a page's text, without anything that would act, or one line that says why not."""

import re
from pathlib import Path

from bs4 import ParserRejectedMarkup

from knowledge.errors import DocumentError
from knowledge.formats import read_html, visible
from knowledge.reading import read_own_text
from knowledge.sentences import words
from tests.fuzz.kit import check_message, check_raised_elsewhere, check_shown

LIBRARIES = ("bs4", "html", "_markupbase")
SEEDS = (
    b"<html><head><title>T</title><style>p{}</style></head><body><nav>Home</nav><h1>Our <b>plan</b></h1><p>We talk.</p>"
    b"<script>alert(1)</script><ul><li>one<li>two</ul><ol><li>a</ol><table><tr><th>D<th>W<tr><td>Mon<td>walk</table></body></html>",
    b"<head><title>T</title><body><p>We talk.<p>We rest.<br>now",
    b"<div class='cookie menu' id=x role=banner><main><article><h2>A</h2>text &amp; more &lt;b&gt; &#x41; &bogus;</article></main></div>",
    b"<p hidden>a<p style='display: none'>b<p aria-hidden=true>c<p style='font-size:0'>d<p>seen by all of us",
    b"<table><tr><td><table><tr><td>in<td>ner</table><td>outer</table><dl><dt>a<dd>b</dl><details><summary>s</summary>t</details>",
    b"<!doctype html><!-- a --><![CDATA[x]]><?php echo 1 ?><svg><script>1</script></svg><template>x</template>text of it",
    "<meta charset=utf-16><p>Café \u202e\u200b</p>".encode(),
)
PIECES = (
    *(
        b"<p>",
        b"</p>",
        b"<div>",
        b"</div>",
        b"<li>",
        b"<ul>",
        b"<ol>",
        b"<table>",
        b"<tr>",
        b"<td>",
        b"</table>",
        b"<h1>",
        b"</h1>",
    ),
    *(
        b"<main>",
        b"<article>",
        b"<aside>",
        b"<nav>",
        b"<script>",
        b"</script>",
        b"<style>",
        b"<iframe>",
        b"<body>",
        b"</body>",
    ),
    *(
        b"<!--",
        b"-->",
        b"<![",
        b"<!",
        b"<?",
        b"]]>",
        b"&amp;",
        b"&#x110000;",
        b"&#0;",
        b"<a href='javascript:x'>",
        b" hidden",
    ),
    *(
        b" class=menu",
        b" style='display:none'",
        b" role",
        b"=",
        b"'",
        b"<",
        b">",
        b"&",
        b"\x00",
        b"\xff",
        b"<svg>",
        b"<br/>",
        b"<dt>",
    ),
)
CRASHERS = (
    b"<meta charset=ut\0" + b"8><p>We talk.",  # no name of an encoding holds a NUL
    b"<table><tr><td>a<td>b<tr><td>c<td>d</table><ul><li>one<li>two</ul>",  # rows within rows, once
)
_NO_MARKUP = re.compile(rb"[^<&\x00-\x08\x0b-\x1f\x7f-\xff]*")


def target(data: bytes) -> None:
    """Read the bytes as a page."""
    try:
        read = read_html(data)
    except ParserRejectedMarkup as error:
        check_raised_elsewhere(error)
        return
    if _NO_MARKUP.fullmatch(data):
        assert words(read) == words(data.decode()), "what has no markup is all text"
    try:
        text = read_own_text(Path("a.html"), data)
    except DocumentError as error:
        check_message(error, names="'a.html' ")
        assert "cannot be read" not in str(error)
        return
    check_shown(text)
    assert words(text) == words(visible(read))
