"""What a model thinks aloud never reaches the answer, however the text is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.chat_template import template_renderer
from coach.messages import Message
from coach.thinking import Thinking, answer, closed, thinks

BODY = "{% for message in messages %}[{{ message.role }}]{{ message.content }}{% endfor %}"


def read(pieces: list[str]) -> str:
    return "".join(answer(pieces, 1000))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<think>He is sad.</think>\n\nSay it kindly.", "Say it kindly."),
        ("<THINKING>\nlong\n</THINKING>Yes.", "Yes."),
        ("[THINK]so[/THINK]No.", "No."),
        ("First. <think>hm</think>Then.", "First. Then."),
        ("one<think>a</think>two<reasoning>b</reasoning>three", "onetwothree"),
        ("</think>\n\nThe answer.", "The answer."),
        ("<think>never ended", ""),
        ("I <3 you, 1 < 2 and <b>bold</b>", "I <3 you, 1 < 2 and <b>bold</b>"),
        ("ends with <thi", "ends with <thi"),
        ("a <thinker> and a <think", "a <thinker> and a <think"),
        ("[thin ice] [", "[thin ice] ["),
        ("<think></think>", ""),
        ("", ""),
    ],
)
def test_thoughts_are_left_out_and_everything_else_stays(text: str, shown: str) -> None:
    assert read([text]) == shown
    assert read(list(text)) == shown


PARTS = st.sampled_from(
    [
        "<think>",
        "</think>",
        "[THINK]",
        "[/THINK]",
        "<",
        ">",
        "<th",
        "ink>",
        "/",
        "[",
        " ",
        "\n",
        "word",
        "<reasoning>",
        "</",
    ]
)


@given(st.lists(PARTS, max_size=20), st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_where_the_text_is_cut_makes_no_difference(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    pieces, at = [], 0
    while at < len(text):
        step = cuts[len(pieces) % len(cuts)]
        pieces.append(text[at : at + step])
        at += step
    assert read(pieces) == read([text])


@given(st.text(alphabet="abc <>[]/think", max_size=80))
def test_nothing_is_made_up_and_text_without_tags_is_not_changed(text: str) -> None:
    shown = read(list(text))
    assert len(shown) <= len(text)
    if not thinks(text):
        assert shown == text


def test_text_is_shown_as_soon_as_it_cannot_be_a_tag() -> None:
    thinking = Thinking()
    assert thinking.feed("Hello <") == "Hello "
    assert thinking.feed("3") == "<3"
    assert (thinking.feed("<think>"), thinking.inside) == ("", True)


def test_thoughts_do_not_count_as_answer() -> None:
    pieces = ["<think>", *["hm "] * 50, "</think>", *[f"{n} " for n in range(10)]]
    assert "".join(answer(pieces, 3)).split() == ["0", "1", "2"]
    assert "".join(answer([f"{n} " for n in range(10)], 3)).split() == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("<|assistant|><think>\n", "<|assistant|><think>\n\n</think>\n\n"),
        ("[THINK]", "[THINK]\n\n[/THINK]\n\n"),
        ("<think>\n\n</think>\n\n", "<think>\n\n</think>\n\n"),
        ("<|assistant|>\n", "<|assistant|>\n"),
    ],
)
def test_a_thought_that_the_template_opens_is_closed(end: str, expected: str) -> None:
    assert closed(end) == expected


def test_the_template_is_told_not_to_think_and_its_open_thought_is_closed() -> None:
    qwen = BODY + (
        "[assistant]{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}"
    )
    always = BODY + "[assistant]<think>\n"
    for template in (qwen, always):
        filled = "".join(text for text, _ in template_renderer(template)([Message("user", "Hi <think>")]))
        assert filled == "[user]Hi <think>[assistant]<think>\n\n</think>\n\n"


def test_templates_are_given_the_models_own_tokens() -> None:
    template = "{{ bos_token }}" + BODY + "{{ eos_token }}"
    pieces = template_renderer(template, bos_token="<s>", eos_token="</s>")([Message("user", "Hi")])
    assert "".join(text for text, _ in pieces) == "<s>[user]Hi</s>"
