"""What a person, a document or a model wrote, on its way to the page: never active."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ui.render import help_lines, linked, literal, marked_html, to_html

ACTIVE = {"html_block", "html_inline", "link_open", "image", "code_inline", "fence"}
ELSEWHERE = "https://example.org/x.png"


def kinds(markdown: str) -> set[str]:
    """Return the kinds of all tokens in `markdown`, read with raw HTML allowed, as Gradio reads it."""

    def walk(tokens: list[Token]) -> set[str]:
        return {kind for one in tokens for kind in ({one.type} | walk(one.children or []))}

    return walk(MarkdownIt("commonmark", {"html": True}).parse(markdown))


@pytest.mark.parametrize(
    "text",
    [
        f"<img src='{ELSEWHERE}'>",
        "<script>alert(1)</script>",
        f"![picture]({ELSEWHERE})",
        f"\\![picture]({ELSEWHERE})",
        f"[words]({ELSEWHERE})",
        f"[words][1]\n\n[1]: {ELSEWHERE}",
        f"<{ELSEWHERE}>",
        "`code`",
        "```\nfence\n```",
        "~~~\nfence\n~~~",
    ],
    ids=["tag", "script", "image", "escaped image", "link", "reference", "autolink", "code", "fence", "tilde fence"],
)
def test_nothing_active_is_left(text: str) -> None:
    assert kinds(text) & ACTIVE or text.startswith("\\")
    assert not kinds(literal(text)) & ACTIVE


@given(st.text(alphabet="<>[]()!`~\\&;:/ \nabw.1#-", max_size=60))
def test_no_text_becomes_active(text: str) -> None:
    assert not kinds(literal(text)) & ACTIVE


@pytest.mark.parametrize("text", [ELSEWHERE, "www.example.org", "me@example.org"])
def test_addresses_are_broken_up_so_that_they_do_not_become_links(text: str) -> None:
    assert text not in literal(text)
    assert MarkdownIt("commonmark").render(literal(text)) == f"<p>{text}</p>\n"


@pytest.mark.parametrize("text", ["Why isn't sorry enough?", "*(stopped)*", "1. Sit down\n2. Talk", "**Safe** now?"])
def test_plain_words_emphasis_and_lists_stay_as_they_are(text: str) -> None:
    assert literal(text) == text


def test_an_entity_is_shown_as_typed() -> None:
    assert MarkdownIt("commonmark").render(literal("&lt;b&gt; & more")) == "<p>&amp;lt;b&amp;gt; &amp; more</p>\n"


def test_only_the_numbers_of_passages_become_links() -> None:
    assert linked("So it is [1]. Not [2] or [x].", turn=3, count=1) == (
        "So it is [\\[1\\]](#cite-3-1). Not \\[2\\] or \\[x\\]."
    )


def test_no_help_lines_are_no_list() -> None:
    assert help_lines([]) == ""


def test_a_sentence_is_marked_where_it_stands() -> None:
    text = "One. Two *is* here.\n\n- Three.\n\n| a | b |\n|---|---|\n| Four. | x |"
    html = marked_html(text, ["Two *is* here.", "- Three.", "Four."])
    assert "One. <mark>Two <em>is</em> here.</mark>" in html
    assert "<mark>Three.</mark>" in html and "<td><mark>Four.</mark></td>" in html


def test_a_mark_never_crosses_what_is_around_it() -> None:
    assert "<mark>" not in marked_html("*One. Two.*", ["*One."])
    assert marked_html("\ue000One. <b>Two.</b>\ue001", ["One."]) == "<p><mark>One.</mark> &lt;b&gt;Two.&lt;/b&gt;</p>\n"


@given(st.text(alphabet="<>[]()!`~\\&;:/ \nabw.1#-*|", max_size=60), st.text(alphabet="ab. *`", max_size=10))
def test_marks_change_nothing_else(text: str, wanted: str) -> None:
    html = marked_html(text, [wanted, *text.split("\n")])
    assert html.replace("<mark>", "").replace("</mark>", "") == to_html(text)
