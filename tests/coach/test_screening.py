"""What the screen hears, what it lets pass, and which messages are not polished."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.care import reply_to
from coach.control import control_request
from coach.danger import GATES, Danger
from coach.screening import HEARD, LABELS, NONE, screen
from coach.screening_rules import Pattern, findings, load_rules

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "screening_cases.jsonl").read_text(encoding="utf-8").splitlines()
]
SWAPS = {
    "he": "she", "him": "her", "his": "her", "himself": "herself", "husband": "wife", "boyfriend": "girlfriend", "hes": "shes",
    "she": "he", "her": "him", "herself": "himself", "wife": "husband", "girlfriend": "boyfriend", "shes": "hes",
}  # fmt: skip


def _id(case: dict[str, str]) -> str:
    return f"{case['label']}: {case['text'][:50]}"


def _heard(text: str) -> set[str]:
    return {screen(text).label, "control" if control_request(text) else "none"} - {"none"} or {"none"}


def _swapped(text: str, her: str) -> str:
    """Return `text` with the genders exchanged; "her" becomes `her`, which is "him" or "his"."""
    swaps = SWAPS | {"her": her}
    return re.sub(r"[A-Za-z]+", lambda word: swaps.get(word[0].lower(), word[0]), text)


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_text_is_heard_as_what_it_is(case: dict[str, str]) -> None:
    assert case["label"] in _heard(case["text"])


@pytest.mark.parametrize("pattern", load_rules().patterns, ids=lambda one: one.id)
def test_pattern_meets_its_own_example_and_not_its_near_miss(pattern: Pattern) -> None:
    rules, labels = load_rules(), frozenset({pattern.label})
    assert pattern.id in {one.pattern.id for one in findings(pattern.hit, rules, labels)}
    assert findings(pattern.miss, rules, labels) == []


@pytest.mark.parametrize("case", [one for one in CASES if one["label"] in LABELS], ids=_id)
def test_danger_is_heard_whoever_it_comes_from(case: dict[str, str]) -> None:
    heard = {screen(_swapped(case["text"], her)).label for her in ("him", "his")}
    assert case["label"] in heard


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "I'm going to kill myself tonight",
        "i cant do this anymore i just want to die",
        "He hit me again last night",
        "HE HIT ME AGAIN LAST NIGHT",
        "my wife punches me when she drinks",
        "he won't let me see my sister",
        "You hit me last night and you think flowers fix it",
        "He smacked our son so hard it left marks",
        "h\u200be h\u200bit me",
    ],
)
def test_plain_danger_is_always_heard(text: str) -> None:
    assert screen(text).label in LABELS


@pytest.mark.parametrize(
    "text", ["I'm going to kill myself tonight", "He's outside the door shouting and he's going to hurt me"]
)
def test_danger_now_is_imminent(text: str) -> None:
    assert screen(text).imminent


class TestEarlierTurns:
    DANGER = "I have the pills here and I want to die tonight"

    def test_imminent_danger_named_earlier_keeps_care_on(self) -> None:
        assert screen("how do I bring it up with him?", [self.DANGER]).label == "self_harm"

    def test_bare_denial_does_not_switch_care_off(self) -> None:
        assert screen("no", [self.DANGER]).label == "self_harm"

    def test_song_explains_it(self) -> None:
        assert screen("that was a song", [self.DANGER]) == NONE
        assert screen("so how do we start?", [self.DANGER, "sorry, that was just a song"]) == NONE

    @pytest.mark.parametrize(
        "text",
        [
            "It's a song by Nirvana",
            "just lyrics",
            "That was from a film",
            "That is a line from a poem",
            "its a song lyric",
            "It was a song on the radio",
            "It's a line in a song",
            "it was a song in a film, sorry",
            "that's the chorus of a song my wife wrote, she plays bluegrass",
            "It's the second verse of a song I'm writing for my band, about a guy",
            "it's the last line of a novel",
        ],
    )
    def test_more_ways_to_say_that_it_was_a_song(self, text: str) -> None:
        assert screen(text, [self.DANGER]) == NONE

    @pytest.mark.parametrize(
        "text",
        [
            "It was over a book I left out.",
            "It was after the film.",
            "It was during a movie, he choked me.",
            "It was not a joke",
            "It was our song that set him off",
            "He hates my song lyrics",
            "It was because of a book",
            "It was a song on the radio that set him off",
            "It was a song in the car",
            "It was a line in a film that made him angry",
            "It was a scene in a film he loves and it made him angry",
            "It was the chorus of a song on the radio that set him off",
            "It's the words of a song but it's how I feel",
        ],
    )
    def test_what_it_was_about_explains_nothing(self, text: str) -> None:
        assert screen(text, ["He hit me last night."]).label == "partner_violence"

    def test_turn_that_tells_of_danger_explains_nothing(self) -> None:
        text = "It was just a song lyric but I do want to kill myself tonight"
        assert screen(text, ["I want to die"]).label == "self_harm"
        reader = StandIn(**{text.replace(" ", "_"): ("self_harm", 0.99)})
        assert screen(text, ["I want to die"], reader).label == "self_harm"
        assert screen("so how do we start?", ["I want to die", text]).label == "self_harm"

    def test_explanation_counts_only_right_after_the_danger(self) -> None:
        earlier = ["He hit me last night.", "What shall we watch on Friday?", "It is a film about divorce."]
        assert screen("How do we plan a date night?", earlier).remembered == "partner_violence"

    @pytest.mark.parametrize("between", [["what?"], ["huh", "why do you ask"]])
    def test_explanation_may_come_a_word_late(self, between: list[str]) -> None:
        earlier = ["I'm going to kill myself", *between]
        assert screen("it's from a song", earlier) == NONE
        assert screen("so how do we start?", [*earlier, "it's from a song"]) == NONE

    def test_late_explanation_takes_back_one_danger_alone(self) -> None:
        earlier = ["My husband hits me.", self.DANGER, "what?"]
        assert screen("it's from a song", earlier).remembered == "partner_violence"
        assert screen("no", earlier).label == "self_harm"

    def test_explanation_of_something_else_explains_no_danger(self) -> None:
        earlier = ["He hit me last night.", "Have you got a question that we could use on Friday?"]
        assert screen("It's from a book", earlier).label == "partner_violence"

    def test_explanation_leaves_what_was_named_before_it(self) -> None:
        earlier = ["My husband hits me.", self.DANGER]
        assert screen("That's a song lyric", earlier).remembered == "partner_violence"
        assert (
            screen("How do we plan a date night?", [*earlier, "That's a song lyric"]).remembered == "partner_violence"
        )

    def test_other_earlier_turns_change_nothing(self) -> None:
        assert screen("how do I bring it up?", ["We hardly talk."]) == NONE


@pytest.mark.parametrize(
    "message",
    [
        "I am leaving you.",
        "I'm furious with you. You lied to me about the money and I want the truth.",
        "If you shout at me again I'll leave the room.",
        "I need you to stop shouting at me.",
        "You went through my phone. Don't do that again.",
        "Put your phone away at dinner, please.",
        "I don't want to have sex tonight.",
        "I want a divorce.",
    ],
)
def test_fair_anger_limits_and_leaving_are_not_control(message: str) -> None:
    assert control_request(message) is None


def test_control_is_declined_with_a_reason_and_another_way_to_say_it() -> None:
    found = control_request("If you loved me you'd give me your phone password")
    assert found is not None
    assert (
        found.why and found.spans and control_request(found.alternative) is None and screen(found.alternative) == NONE
    )


def test_reply_names_what_was_heard_and_brings_help_lines() -> None:
    reply = reply_to(screen("He hit me again last night"), "GB")
    assert "hurt you" in reply.text
    assert {line.country for line in reply.lines} == {"GB"}


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("I slapped her during the row and I hate myself.", True),
        ("I lost it and hit my son", True),
        ("I'm scared I might hurt the baby.", True),
        ("I hit him because he hit me", False),
        ("I slapped her and I want to kill myself", False),
        ("He is going to hurt our son.", False),
        ("I think he hit my son", False),
        ("He hit me again last night", False),
        ("We hardly talk.", False),
    ],
)
def test_it_is_told_whether_all_is_the_writers_own_act(text: str, own: bool) -> None:
    assert screen(text).by_sender is own


def test_the_loudest_pattern_is_named() -> None:
    assert screen("He says he'll kill himself if I leave.").loudest == "partner-suicide-threat"
    assert screen("We hardly talk.").loudest == ""
    assert screen("no", ["I slapped her and I hate myself"]).by_sender


def test_a_wrapped_line_is_read_by_itself_and_with_the_next() -> None:
    text = "We talked for hours and he is going to kill\nme if I leave"
    assert screen(text).label == "partner_violence"
    assert screen("haha nice film\nhe gets violent when he drinks").label == "partner_violence"  # this line is no joke
    assert screen("We have to kill\n\nme time, I mean").label == "none"


@given(st.text(max_size=400))
def test_any_text_is_judged_without_error(text: str) -> None:
    judged = screen(text)
    assert 0.0 <= judged.score <= 1.0
    assert (judged.label == "none") == (judged.score < HEARD)
    assert all(text[one.start : one.end] == one.text for one in judged.spans)


def test_danger_is_heard_at_the_end_of_a_very_long_text() -> None:
    filler = "We talked about the garden and the children for a while. " * 1500
    assert screen(filler + "Then he hit me.").label == "partner_violence"


def test_time_grows_with_the_text_and_not_faster() -> None:
    text = "he said that she would not let me and then you and my friends were there again " * 400

    def seconds(one: str) -> float:
        start = time.perf_counter()
        screen(one)
        return time.perf_counter() - start

    seconds(text)
    short = min(seconds(text[: len(text) // 2]) for _ in range(3))
    assert min(seconds(text) for _ in range(3)) < 6 * short


class StandIn:
    """A classifier that hears danger in some texts, and none in any other; some turns explain what was said before them."""

    def __init__(self, *explanations: str, imminent: float = 0.0, **heard: tuple[str, float]) -> None:
        self.heard = {text.replace("_", " "): found for text, found in heard.items()}
        self.explanations = explanations
        self.imminent = imminent

    def read(self, text: str) -> Danger:
        label, score = self.heard.get(text, ("", 0.0))
        labels = {one: score if one == label else 0.01 for one in LABELS}
        return Danger(labels, self.imminent, {"fair": 1.0, **dict.fromkeys(GATES[1:], 0.0)}, {"none": 1.0})

    def explains(self, before: str, turn: str) -> float:
        return 0.95 if turn in self.explanations else 0.3


class TestWithTheClassifier:
    """What patterns do not hear is heard by the classifier, and two turns are read as one."""

    BEFORE = "I know which stairs creak"
    CLEANS = "I clean the house that I mean, for a living"
    READER = StandIn(CLEANS, I_know_which_stairs_creak=("partner_violence", 0.97))

    def test_it_is_heard_where_no_pattern_speaks(self) -> None:
        assert screen(self.BEFORE) == NONE
        found = screen(self.BEFORE, (), self.READER)
        assert found.label == "partner_violence" and found.score >= HEARD
        assert [one.text for one in found.spans] == [self.BEFORE]

    def test_an_explanation_ends_it_and_stays_explained(self) -> None:
        assert screen(self.CLEANS, [self.BEFORE], self.READER) == NONE
        assert screen("so how do we start", [self.BEFORE, self.CLEANS], self.READER) == NONE

    def test_an_explanation_that_tells_of_danger_itself_does_not(self) -> None:
        reader = StandIn(
            self.CLEANS,
            I_know_which_stairs_creak=("partner_violence", 0.97),
            **{self.CLEANS.replace(" ", "_"): ("coercive_control", 0.9)},
        )
        assert screen(self.CLEANS, [self.BEFORE], reader).label == "coercive_control"
        later = "How do I get the children to eat with us on a Sunday, all at one table, for once?"
        assert screen(later, [self.BEFORE, self.CLEANS], reader).remembered == "coercive_control"

    def test_what_may_be_now_comes_before_a_question_only_where_it_was_surely_heard(self) -> None:
        question = "How do I get the children to eat with us on a Sunday, all at one table, for once?"
        surely = StandIn(imminent=0.9, I_know_which_stairs_creak=("partner_violence", 0.97))
        assert screen(question, [self.BEFORE], surely).label == "partner_violence"
        hardly = StandIn(imminent=0.9, I_know_which_stairs_creak=("partner_violence", 0.6))
        found = screen(question, [self.BEFORE], hardly)
        assert (found.label, found.remembered) == ("none", "partner_violence")

    @pytest.mark.parametrize("text", ["forget it", "lol jk", "I'm fine, it was nothing", "I'm overreacting"])
    def test_a_denial_does_not_however_sure_the_classifier_is(self, text: str) -> None:
        reader = StandIn(text, I_know_which_stairs_creak=("partner_violence", 0.97))
        assert screen(text, [self.BEFORE], reader).label == "partner_violence"

    @pytest.mark.parametrize("text", ["How do we plan a date night", "so what can we cook together, on Friday"])
    def test_a_question_does_not_however_sure_the_classifier_is(self, text: str) -> None:
        reader = StandIn(text, I_know_which_stairs_creak=("partner_violence", 0.97))
        assert screen(text, [self.BEFORE], reader) != NONE

    def test_of_what_may_be_now_only_words_are_an_explanation(self) -> None:
        reader = StandIn(self.CLEANS, imminent=0.9, I_know_which_stairs_creak=("partner_violence", 0.97))
        assert screen(self.CLEANS, [self.BEFORE], reader).label == "partner_violence"
        assert screen("sorry, it's a line from a song", [self.BEFORE], reader) == NONE

    QUESTION = "How do I get the children to eat with us on a Sunday, all at one table, for once?"
    HARDLY = StandIn(
        I_locked_the_bathroom_door=("coercive_control", 0.6), I_know_which_stairs_creak=("partner_violence", 0.97)
    )

    def test_what_was_hardly_heard_is_remembered_for_two_turns(self) -> None:
        earlier = ["I locked the bathroom door", self.QUESTION]
        assert screen(self.QUESTION, earlier, self.HARDLY).remembered == "coercive_control"
        assert screen(self.QUESTION, [*earlier, self.QUESTION], self.HARDLY) == NONE

    def test_what_was_hardly_heard_hides_nothing_that_was_surely_heard(self) -> None:
        earlier = [self.BEFORE, "I locked the bathroom door"]
        assert screen(self.QUESTION, earlier, self.HARDLY).remembered == "partner_violence"
        assert screen("I don't know", earlier, self.HARDLY).label == "partner_violence"
        pressing = ["I have the pills here and I want to die tonight", "I locked the bathroom door"]
        assert screen(self.QUESTION, pressing, self.HARDLY).label == "self_harm"

    def test_a_short_turn_goes_on_about_what_was_hardly_heard_only_if_both_sound_of_it(self) -> None:
        earlier = ["I locked the bathroom door"]
        found = screen("the tap drips", earlier, self.HARDLY)
        assert (found.label, found.remembered) == ("none", "coercive_control")
        joined = "I locked the bathroom door\nsince March".replace(" ", "_")
        reader = StandIn(**{"I_locked_the_bathroom_door": ("coercive_control", 0.6), joined: ("coercive_control", 0.7)})
        assert screen("since March", earlier, reader).label == "coercive_control"
        assert screen("since March", [*earlier, "yes"], reader).label == "coercive_control"
        assert screen("never mind", earlier, self.HARDLY).label == "coercive_control"

    def test_an_ordinary_question_is_answered_and_the_danger_remembered(self) -> None:
        question = "How do I get the children to eat with us on a Sunday, all at one table, for once?"
        joined = f"{self.BEFORE}\n{question}".replace(" ", "_")
        reader = StandIn(**{"I_know_which_stairs_creak": ("partner_violence", 0.97), joined: ("partner_violence", 0.9)})
        found = screen(question, [self.BEFORE], reader)
        assert (found.label, found.remembered) == ("none", "partner_violence")

    def test_two_turns_can_be_danger_together(self) -> None:
        joined = "it happened again\nmy_jaw_this_time"
        reader = StandIn(**{joined.replace(" ", "_"): ("partner_violence", 0.99)})
        assert screen("my jaw this time", ["it happened again"], reader).label == "partner_violence"
        assert screen("it happened again", (), reader) == NONE

    def test_a_message_to_the_partner_is_no_turn_of_the_talk(self) -> None:
        message = "You never take the bins out"
        found = screen(message, [self.BEFORE], self.READER, in_talk=False)
        assert (found.label, found.remembered) == ("none", "partner_violence")
        assert screen(self.CLEANS, [self.BEFORE], self.READER, in_talk=False).remembered == "partner_violence"
        assert screen(message, ["I have the pills here and I want to die tonight"], in_talk=False).label == "self_harm"
