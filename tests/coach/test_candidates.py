"""How versions are drawn, checked and ranked, with and without Hearth's adapter."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.candidates import (
    KIND_LINES,
    MIN_CONFIDENCE,
    ROUNDS,
    TONE_LINES,
    Draft,
    PromptedWriter,
    TunedWriter,
    confidence,
    grammar,
    head_grammar,
    parse,
    prompt,
    tones_for,
    write,
    writer,
)
from coach.checks import lexicons
from coach.closing import core
from coach.composing import Composed
from coach.messages import TONES
from coach.rewriting import rewrite
from tests.fakes import ScriptedModel, ScriptedTunedModel

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
        assert (
            system.content == prompt("You forgot.", "brief", "apology")[0].content
        )  # the same for every message, tone and kind
        assert user.content.endswith(f"Message: {MESSAGE}\n{TONE_LINES[tone]} {KIND_LINES[kind]}".rstrip())
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
            ("Feeling: abandoned\nNeed: you to stop\nRewrite: I am.", Draft("", "", "I am.")),
        ],
        ids=["whole", "spaces", "cut", "no-feeling", "empty", "no-grammar"],
    )
    def test_parts_are_found_or_empty(self, candidate: str, expected: Draft) -> None:
        assert parse(candidate) == expected

    @given(st.text(max_size=100))
    def test_any_text_is_taken_apart(self, candidate: str) -> None:
        assert isinstance(parse(candidate), Draft)


OTHER_TEXT = "I feel sad about work in the evenings. Could we talk about work tonight?"
BAD_TEXT = "You never listen to me about work."
SURE, UNSURE = 3.0, -9.0  # likelihoods that no weights of ours could overlook


class TestTunedWriter:
    """A model with the adapter."""

    def best(self, drawn, told_back=None, tone="gentle", tries=6, cancel=None, kind="i-statement"):
        likelihoods = {GOOD_TEXT: SURE, OTHER_TEXT: SURE, **(told_back or {})}
        model = ScriptedTunedModel(drawn=drawn, told_back={core(text): told for text, told in likelihoods.items()})
        return TunedWriter(MESSAGE, kind, model).best(tone, tries, cancel), model

    def test_of_those_that_pass_the_one_that_tells_the_message_back_is_taken(self) -> None:
        (draft, result), _ = self.best([[BAD_TEXT, OTHER_TEXT, GOOD_TEXT]], {OTHER_TEXT: UNSURE})
        assert (draft.text, draft.feeling, draft.need, result.passed) == (GOOD_TEXT, "sad", "to be heard", True)
        (draft, _), _ = self.best([[BAD_TEXT, OTHER_TEXT, GOOD_TEXT]], {GOOD_TEXT: UNSURE})
        assert draft.text == OTHER_TEXT

    def test_it_goes_on_from_the_feeling_the_need_and_the_request_that_a_reader_found(self) -> None:
        read = Composed(
            "", "lonely", "time together", "Could you keep one evening for us?", dict.fromkeys(TONES, ""), 0.2
        )
        asks_oddly = "I feel lonely when I talk about work. Could you take me off tonight?"
        model = ScriptedTunedModel(drawn=[[asks_oddly]], told_back={core(asks_oddly): SURE})
        draft, _ = TunedWriter(MESSAGE, "i-statement", model, read).best("gentle", 6, None)
        assert draft is not None and (draft.feeling, draft.need) == ("lonely", "time together")
        assert draft.text == "I feel lonely when I talk about work. Could you keep one evening for us?"
        assert model.draws[0]["opening"][0] == "Feeling: lonely\nNeed: time together\n"

    def test_where_it_is_sure_of_none_nothing_is_shown(self) -> None:
        (draft, result), _ = self.best([[GOOD_TEXT]], {GOOD_TEXT: UNSURE, "": SURE})
        assert draft is None and not result.passed and result.failed == ("unlikely",)

    def test_what_fails_its_checks_is_drawn_again_hotter_a_bounded_number_of_times(self) -> None:
        (draft, result), model = self.best([[BAD_TEXT]])
        assert draft is None and "absolute" in result.failed
        assert [one["seed"] for one in model.draws] == list(range(ROUNDS))
        (draft, _), model = self.best([[BAD_TEXT], [GOOD_TEXT]])
        assert draft.text == GOOD_TEXT and len(model.draws) == 2

    def test_feeling_and_need_are_written_once_under_the_grammar_for_all_tones(self) -> None:
        model = ScriptedTunedModel(drawn=[[GOOD_TEXT]], told_back={GOOD_TEXT: SURE})
        drawing = TunedWriter(MESSAGE, "i-statement", model)
        for tone in TONES:
            drawing.best(tone, 2, None)
        assert model.grammars == [head_grammar()]
        assert [one["opening"] for one in model.draws] == [
            (model.head, "Gentle:"), (model.head, "Direct:"), (model.head, "Brief:")
        ]  # fmt: skip

    def test_the_message_is_all_that_the_person_part_of_the_prompt_holds(self) -> None:
        _, model = self.best([[GOOD_TEXT]])
        assert [one.content for one in model.draws[0]["messages"]][1:] == [MESSAGE]

    def test_once_stopped_nothing_comes(self) -> None:
        cancel = threading.Event()
        cancel.set()
        (draft, _), _ = self.best([[GOOD_TEXT]], cancel=cancel)
        assert draft is None

    def test_the_other_kinds_are_left_to_other_models(self) -> None:
        model = ScriptedTunedModel()
        assert tones_for("apology", TONES, model) == () and tones_for("i-statement", TONES, model) == TONES
        assert tones_for("apology", TONES, ScriptedModel()) == TONES
        assert list(rewrite("Sorry if you were upset.", TONES, "apology", 6, lambda: model))[-1].kind == "hard"

    def test_the_writer_fits_the_model(self) -> None:
        assert isinstance(writer(MESSAGE, "i-statement", ScriptedTunedModel()), TunedWriter)
        assert isinstance(writer(MESSAGE, "i-statement", ScriptedModel()), PromptedWriter)

    def test_telling_the_message_back_better_is_never_less_sure(self) -> None:
        sure = [confidence(MESSAGE, GOOD_TEXT, -0.5, told) for told in (-5.0, -3.5, -2.0, -0.2)]
        assert sure == sorted(sure) and 0 < sure[0] < MIN_CONFIDENCE < sure[-1] < 1


@pytest.mark.model
class TestRealAdapter:
    """The adapter that comes with Hearth."""

    PLAIN = "You never listen to me"

    def test_a_plain_message_comes_back_with_a_genuine_feeling(self, tuned) -> None:
        drawing = TunedWriter(self.PLAIN, "i-statement", tuned)
        drafts = [draft for tone in TONES if (draft := drawing.best(tone, 6, None)[0]) is not None]
        assert drafts  # processors round differently, so which tones come off is not the same everywhere
        for draft in drafts:
            assert set(draft.feeling.split(", ")) <= {one.word for one in lexicons.feelings()}
            assert "never" not in draft.text and draft.need in {one.name for one in lexicons.needs()}

    def test_the_same_message_gives_the_same_texts(self, tuned) -> None:
        texts = []
        for before in ("You forgot our anniversary again", "u never help with the kids"):
            TunedWriter(before, "i-statement", tuned).ranked("brief", 2, None)
            texts.append([one.text for one in TunedWriter(self.PLAIN, "i-statement", tuned).ranked("direct", 4, None)])
        assert texts[0] and texts[0] == texts[1]

    def test_turned_round_it_tells_the_message_back_worse(self, tuned) -> None:
        message = "You lost my keys"
        right, wrong = "I'm upset that you lost my keys.", "I'm upset that I lost your keys."
        drawing = TunedWriter(message, "i-statement", tuned)
        said, turned = drawing._told_back([right, wrong], None)
        assert said > turned
