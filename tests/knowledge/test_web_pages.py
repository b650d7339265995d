"""Web pages as people wrote them: end tags left out, encodings told, untold and told wrongly."""

import pytest

from knowledge.decoding import decoded, without_floods
from knowledge.errors import DocumentError
from knowledge.web_pages import read_html


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<ul><li>one<li>two <b>and more<li>three</ul><p>End", "- one\n- two and more\n- three\n\nEnd"),
        ("<ol><li>one<ul><li>in<li>ner</ul><li>two</ol>", "1. one\n\n- in\n- ner\n\n2. two"),
        (
            "<table><thead><tr><th>A<th>B<tbody><tr><td><p>c<td>d<tr><td>e<td>f</table>",
            "| A | B |\n| --- | --- |\n| c | d |\n| e | f |",
        ),
        ("<dl><dt>one<dd>two<dt>three<dd>four</dl>", "one\ntwo\nthree\nfour"),
        ("<p>one<div>two<p>three</div>four", "one\n\ntwo\n\nthree\n\nfour"),
        ("<p>one <b>two<p>three", "one two\n\nthree"),
        ("<ul><li><p>one<p>two</ul><table><tr><td>a<td>b</table>", "- one\n\ntwo\n\n| a | b |\n| --- | --- |"),
    ],
    ids=[
        "items",
        "lists within",
        "rows and cells",
        "terms",
        "box in a paragraph",
        "emphasis left open",
        "paragraphs in an item",
    ],
)
def test_end_tags_that_html_lets_out_are_put_in(page: str, text: str) -> None:
    assert read_html(page.encode()) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>Café – naïve".encode("cp1252"), "Café – naïve"),
        ("<p>Café – naïve".encode(), "Café – naïve"),
        ("<p>Café".encode("utf-16"), "Café"),
        ("<p>Café at the lake".encode("utf-16-le"), "Café at the lake"),
        ('<meta charset="iso-8859-2"><p>łódź'.encode("iso-8859-2"), "łódź"),
        ("<meta charset=windows-1251><p>Привет".encode("cp1251"), "Привет"),
        ("<meta charset=utf-8><p>naïve café, “yes” ".encode() + b"\xff", "naïve café, “yes” \ufffd"),
        ("<meta charset=ascii><p>naïve".encode(), "naïve"),
        ("<meta charset=punycode><p>naïve".encode(), "naïve"),
        ("<meta charset=zip><p>naïve".encode(), "naïve"),
        ("<p>na\0ïve".encode(), "naïve"),
    ],
    ids=[
        *("windows-1252", "utf-8", "utf-16", "utf-16 without its mark", "latin-2", "cyrillic", "damaged utf-8"),
        *("told wrongly", "told as no text", "told as an archive", "a stray NUL"),
    ],
)
def test_pages_are_decoded_as_they_say_or_as_they_are(raw: bytes, text: str) -> None:
    assert read_html(raw) == text


def test_what_is_nested_deeper_than_browsers_go_keeps_its_words_and_their_order() -> None:
    page = "".join(f"<div>word{at} " for at in range(2_000))
    assert read_html(page.encode()).split() == [f"word{at}" for at in range(2_000)]


def test_text_that_is_damaged_here_and_there_stays_utf8_and_another_encoding_is_no_damage() -> None:
    assert decoded("naïve café".encode() + b"\xff") == "naïve café\ufffd"
    assert decoded("naïve".encode("cp1252")) == "naïve"
    with pytest.raises(DocumentError):
        decoded(b"a\x00\x00b")


def test_four_marks_upon_a_letter_stay_and_more_go() -> None:
    marks = "\u0301\u0302\u0303\u0304\u0305"
    assert without_floods(f"a{marks[:4]}b") == f"a{marks[:4]}b"
    assert without_floods(f"a{marks}b{marks * 9}") == f"a{marks[:4]}b{marks[:4]}"
