"""What a person, a document or a model wrote, on its way to the page: never active."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from coach.checks.blame import flags
from ui.render import help_lines, linked, literal
from ui.rewrite import reasons

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


def test_reasons_show_the_persons_words_as_letters() -> None:
    said = reasons(flags(f"You call it \"love\" <img src='{ELSEWHERE}'> and you never listen"))
    assert "never" in said
    assert not kinds(said) & ACTIVE
    assert ELSEWHERE not in said


def test_no_help_lines_are_no_list() -> None:
    assert help_lines([]) == ""
