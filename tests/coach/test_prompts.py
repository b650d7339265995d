"""Prompts: filled exactly, or not at all."""

from importlib.resources import files
from pathlib import Path
from string import Template

import pytest

from coach.prompts import render

PROMPTS = Path(str(files("coach").joinpath("prompts")))
NAMES = sorted(one.relative_to(PROMPTS).with_suffix("").as_posix() for one in PROMPTS.rglob("*.md"))


def identifiers(name: str) -> list[str]:
    return Template(files("coach").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")).get_identifiers()


def test_prompts_are_there() -> None:
    assert {"answer_system", "answer_user", "rewrite_system", "rewrite_user", "tuned/answer"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_is_filled_with_every_value(name: str) -> None:
    values = {one: f"«{one}»" for one in identifiers(name)}
    filled = render(name, **values)
    assert all(value in filled for value in values.values())
    assert filled == filled.strip() and "$" not in filled


@pytest.mark.parametrize("name", NAMES)
def test_no_prompt_holds_template_tokens(name: str) -> None:
    filled = render(name, **dict.fromkeys(identifiers(name), ""))
    assert "<|" not in filled and "[INST]" not in filled


def test_values_are_put_in_as_they_are() -> None:
    odd = "costs $5, $question, ${passages} {x} %s\nnext"
    assert odd in render("answer_user", passages=odd, question="why?")


@pytest.mark.parametrize(
    "values",
    [{"question": "q"}, {"question": "q", "passages": "p", "extra": "x"}, {}],
    ids=["missing", "unused", "none"],
)
def test_missing_or_unused_value_raises(values) -> None:
    with pytest.raises(KeyError, match="answer_user"):
        render("answer_user", **values)


def test_constant_part_of_the_rewrite_comes_first_and_the_message_last() -> None:
    assert render("rewrite_user", message="MESSAGE", tone="TONE").endswith("Message: MESSAGE\nTONE")


def test_unknown_prompt_raises() -> None:
    with pytest.raises(FileNotFoundError):
        render("no_such_prompt")
