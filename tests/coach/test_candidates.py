"""How versions are drawn, checked and ranked, with and without Hearth's adapter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.candidates import KIND_LINES, TONE_LINES, Draft, grammar, parse, write
from coach.checks import lexicons
from coach.messages import TONES
from tests.fakes import ScriptedModel

MESSAGE = "You never listen to me when I talk about work."
GOOD_TEXT = "I feel lonely when I talk about work. Could we talk after dinner?"
GOOD = f"Feeling: sad\nNeed: to be heard\nRewrite: {GOOD_TEXT}"


class TestPrompt:
    """What the model is given."""

    @pytest.mark.parametrize("tone", TONES)
    @pytest.mark.parametrize("kind", list(KIND_LINES))
    def test_it_holds_tone_kind_and_message(self, tone, kind) -> None:
        model = ScriptedModel([GOOD])
        assert write(MESSAGE, tone, kind, model) == GOOD
        system, user = model.calls[0].messages
        assert TONE_LINES[tone] in system.content and KIND_LINES[kind] in system.content
        assert user.content.endswith(f"Message: {MESSAGE}")
        assert model.calls[0].options == {"max_tokens": 100, "temperature": 0.0, "seed": 0, "grammar": grammar()}

    def test_grammar_holds_only_genuine_feelings(self) -> None:
        (line,) = [one for one in grammar().splitlines() if one.startswith("feeling ::=")]
        allowed = {one.strip().strip('"') for one in line.removeprefix("feeling ::=").split("|")}
        assert allowed == {one.word for one in lexicons.feelings()}
        assert not allowed & {one.word for one in lexicons.faux_feelings()}


class TestParse:
    """A candidate, taken apart."""

    @pytest.mark.parametrize(
        ("candidate", "expected"),
        [
            (GOOD, Draft("sad", "to be heard", GOOD_TEXT)),
            ("\n Feeling: sad, tired \nNeed: rest \nRewrite:  I am. \nmore", Draft("sad, tired", "rest", "I am.")),
            ("Feeling: sad\nNeed: rest", Draft("", "", "")),
            ("Rewrite: I am.", Draft("", "", "")),
            ("", Draft("", "", "")),
        ],
        ids=["whole", "spaces", "cut", "no-feeling", "empty"],
    )
    def test_parts_are_found_or_empty(self, candidate: str, expected: Draft) -> None:
        assert parse(candidate) == expected

    @given(st.text(max_size=100))
    def test_any_text_is_taken_apart(self, candidate: str) -> None:
        assert isinstance(parse(candidate), Draft)
