"""Safety replies: every part there, the emergency number first, never the same card twice, and nothing that harms."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.helplines import countries, emergency_number, lines_for
from coach.safety_replies import Role, SafetyReply, reminder, safety_reply

LABELS = ("self_harm", "partner_violence", "coercive_control", "child_safety")
HEARD = "that someone holds the money so that you have none of your own"
SOFTWARE = "I am software, not a person"
PLACES = [*countries(), None]
CARDS, IMMINENT_CARDS = 4, 3
OTHERS: tuple[tuple[str, Role], ...] = (
    ("self_harm", "worried"),
    ("self_harm", "threatened"),
    ("partner_violence", "own_violence"),
    ("coercive_control", "own_violence"),
)
VOICES: tuple[tuple[str, Role], ...] = (*((label, "in_danger") for label in LABELS), *OTHERS)

FORBIDDEN = re.compile(
    r"\b(?:"
    r"i(?:'ll| will) (?:watch|wait|be here|check|stay|call|contact|tell|report|alert|keep you safe)|(?:i'm|i am) always here|"
    r"always be here|i(?:'ve| have) (?:called|contacted|alerted)|i promise|you can trust me|i'm here for you|i am here for you|"
    r"you should|you must|you need to|you have to|leave (?:him|her|them|your partner)|stay with (?:him|her|them|your partner)|"
    r"break up|divorce|forgive|give (?:him|her|them) another|"
    r"calm down|cheer up|don't worry|overreact\w*|just a phase|be strong|selfish|everything will be|"
    r"he|she|him|his|hers?|husband|wife|boyfriend|girlfriend|"
    r"abuser|abusive|abused?|narcissist\w*|toxic|victim|monster|guilty|criminal|fault|blame|"
    r"depress\w*|disorder|diagnos\w*|bipolar|ptsd|trauma\w*|mentally ill|"
    r"pills?|overdos\w*|rope|knife|knives|gun|blade|bridge|medication|tablets|hang\w*|cut(?:ting)?|jump\w*|commit\w*|"
    r"goodbye|end (?:this|the) (?:chat|talk|conversation)|i cannot talk about|i can't talk about|as an ai"
    r")\b",
    re.IGNORECASE,
)


def talk(
    label: str,
    imminent: bool,
    turns: int,
    country: str | None = "GB",
    heard: str = HEARD,
    role: Role = "in_danger",
) -> list[SafetyReply]:
    said: list[SafetyReply] = []
    for _ in range(turns):
        said.append(safety_reply(label, imminent, heard, country, [one.text for one in said], role))
    return said


def question_of(reply: SafetyReply) -> str:
    found = re.findall(r"^\*\*([^*\n]+\?)\*\*$", reply.text, re.MULTILINE)
    assert len(found) == 1, reply.text
    return str(found[0])


EVERY = [
    pytest.param(reply, imminent, country, id=f"{label}-{role}-{'now' if imminent else 'later'}-{country}-{turn}")
    for (label, role), imminent, country in itertools.product(VOICES, (False, True), PLACES)
    for turn, reply in enumerate(talk(label, imminent, IMMINENT_CARDS if imminent else CARDS, country, role=role), 1)
]


@pytest.mark.parametrize(("reply", "imminent", "country"), EVERY)
def test_reply_has_its_parts(reply: SafetyReply, imminent: bool, country: str | None) -> None:
    assert HEARD in reply.text
    assert question_of(reply)
    assert re.sub(r'"[^"\n]*"', "", reply.text).count("?") == 1  # what stands in quotes is for someone else's ears
    assert reply.lines
    for line in reply.lines[:2]:
        assert f"**{line.name}**" in reply.text
        assert all(way in reply.text for way in (line.call, line.text, line.chat))
    assert (emergency_number(country) or "your local emergency number") in reply.text


@pytest.mark.parametrize(("reply", "imminent", "country"), EVERY)
def test_reply_is_short_enough_to_read_in_distress(reply: SafetyReply, imminent: bool, country: str | None) -> None:
    assert len(reply.text.split()) < 180


@pytest.mark.parametrize(("reply", "imminent", "country"), EVERY)
def test_reply_has_no_forbidden_words(reply: SafetyReply, imminent: bool, country: str | None) -> None:
    own = reply.text
    for line in reply.lines:
        own = own.replace(line.name, "")
    assert FORBIDDEN.findall(own) == []


@pytest.mark.parametrize(
    "phrase", ["I will watch over you", "I'm always here", "you should leave", "Calm down", "he hurt you"]
)
def test_the_search_for_forbidden_words_finds_them(phrase: str) -> None:
    assert FORBIDDEN.search(phrase)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("country", PLACES)
def test_imminent_danger_puts_the_emergency_number_in_the_first_line(label: str, country: str | None) -> None:
    for reply in talk(label, True, IMMINENT_CARDS + 1, country):
        first = reply.text.splitlines()[0]
        assert (emergency_number(country) or "your local emergency number (112, 911 or 999 in many places)") in first
        assert first.startswith("**If ")


@pytest.mark.parametrize(("label", "role"), VOICES)
@pytest.mark.parametrize(("imminent", "cards"), [(False, CARDS), (True, IMMINENT_CARDS)])
def test_no_card_comes_twice_and_then_the_shortest(label: str, role: Role, imminent: bool, cards: int) -> None:
    said = talk(label, imminent, cards + 2, role=role)
    questions = [question_of(reply) for reply in said]
    assert len(set(questions[:cards])) == cards
    assert [len(one.text.split()) < len(said[0].text.split()) for one in said[1:]] == [True] * (cards + 1)
    shortest = min(said[1:cards], key=lambda reply: len(reply.text))
    assert [one.text for one in said[cards:]] == [shortest.text] * 2


def test_no_question_is_shared_between_labels_or_urgencies() -> None:
    questions = [
        question_of(reply)
        for label, role in (*VOICES[: len(LABELS)], OTHERS[0], OTHERS[2])
        for imminent, cards in ((False, CARDS), (True, IMMINENT_CARDS))
        for reply in talk(label, imminent, cards, role=role)
    ]
    assert len(questions) == len(set(questions)) == (len(LABELS) + 2) * (CARDS + IMMINENT_CARDS)


def test_a_card_counts_as_given_even_when_country_and_note_have_changed() -> None:
    before = safety_reply("partner_violence", False, "that you are afraid of someone", None)
    after = safety_reply("partner_violence", False, "", "GB", ["An ordinary answer.", before.text])
    assert question_of(after) != question_of(before)


def test_rising_danger_brings_the_emergency_number_first_at_once() -> None:
    earlier = [reply.text for reply in talk("partner_violence", False, 2)]
    reply = safety_reply("partner_violence", True, HEARD, "GB", earlier)
    assert "999" in reply.text.splitlines()[0]
    assert question_of(reply) == question_of(safety_reply("partner_violence", True, HEARD, "GB"))


def test_software_is_said_once_in_a_talk_whatever_the_labels() -> None:
    said: list[str] = []
    for label, imminent in itertools.product(LABELS, (False, True)):
        said.append(safety_reply(label, imminent, HEARD, "GB", said).text)
    assert [SOFTWARE in text for text in said] == [True] + [False] * (len(said) - 1)
    assert said[0].count(SOFTWARE) == 1


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("imminent", [False, True])
def test_reply_without_a_note_still_says_in_plain_words_what_was_heard(label: str, imminent: bool) -> None:
    with_note, without = (talk(label, imminent, IMMINENT_CARDS, heard=heard) for heard in (HEARD, "  "))
    for one, other in zip(with_note, without, strict=True):
        assert question_of(one) == question_of(other)
        assert HEARD not in other.text
        assert not re.search(r":\s*\.|\{|\}", other.text)


def test_self_harm_is_asked_about_plainly() -> None:
    assert "suicide" in question_of(safety_reply("self_harm", False, "", "GB"))


def test_reply_carries_all_lines_that_fit_the_label_and_country() -> None:
    assert safety_reply("child_safety", False, "", "IE").lines == lines_for("IE", "child_safety")
    assert safety_reply("coercive_control", True, "", None).lines == lines_for(None, "coercive_control")


def test_without_a_country_the_reply_says_how_to_get_lines_nearby_and_guesses_none() -> None:
    text = safety_reply("self_harm", False, "", None).text
    assert "Choose your country in the settings" in text
    assert "findahelpline.com" in text
    assert "988" not in text
    assert "Choose your country" not in safety_reply("self_harm", False, "", "US").text


class TestWhoWrites:
    """The reply fits the one who writes."""

    @pytest.mark.parametrize("imminent", [False, True])
    def test_who_worries_about_another_is_not_asked_about_themselves(self, imminent: bool) -> None:
        text = safety_reply("self_harm", imminent, "", "GB", (), "worried").text
        assert "call 999 and say where they are" in text and "You are not responsible" in text
        assert "Are you safe" not in text and "is suicide on your mind" not in text and "need not stay" not in text

    @pytest.mark.parametrize("imminent", [False, True])
    def test_who_is_threatened_with_it_for_leaving_gets_both_lines_and_need_not_stay(self, imminent: bool) -> None:
        reply = safety_reply("self_harm", imminent, "", "ES", (), "threatened")
        assert [line.id for line in reply.lines[:2]] == ["es-024", "es-016"]
        assert (
            "Línea 024" in reply.text
            and "016 (violence" in reply.text
            and "You need not stay to prevent it" in reply.text
        )
        again = safety_reply("self_harm", imminent, "", "ES", [reply.text], "threatened")
        assert "need not stay" not in again.text

    def test_who_hurt_someone_gets_a_line_for_that_and_no_plan_for_victims(self) -> None:
        said = talk("partner_violence", False, CARDS, role="own_violence")
        assert said[0].lines[0].id == "gb-respect" and "name a programme" in said[0].text
        assert not any("A bag with keys" in one.text or "gb-ndah" in str(one.lines) for one in said)

    @pytest.mark.parametrize("label", ["for_another", "own_violence"])
    def test_a_role_is_no_label(self, label: str) -> None:
        with pytest.raises(ValueError, match="no reply is written"):
            safety_reply(label, False, "", "GB")
        with pytest.raises(ValueError, match="no reply is written"):
            reminder(label, "GB")


@pytest.mark.parametrize("label", ["none", "", "violence"])
def test_label_without_a_reply_raises(label: str) -> None:
    with pytest.raises(ValueError, match="no reply is written"):
        safety_reply(label, False, "", "GB")


@given(
    st.sampled_from(LABELS), st.booleans(), st.text(max_size=80), st.text(max_size=4), st.lists(st.text(), max_size=3)
)
def test_any_note_country_and_history_give_a_whole_reply(
    label: str, imminent: bool, heard: str, country: str, already: list[str]
) -> None:
    reply = safety_reply(label, imminent, heard, country, already)
    assert reply.lines
    assert reply.lines[0].name in reply.text
    assert not imminent or reply.text.startswith("**If ")
