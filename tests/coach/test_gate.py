"""What becomes of a message: who is in danger is cared for, who would control is declined, everybody else goes on."""

import pytest

from coach.control import ControlFinding, control_request
from coach.danger import ASKS, GATES, Danger
from coach.gate import OWN_WHY, SAFETY_WHY, gate, held_back
from coach.helplines import lines_for
from coach.screening import NONE, Screening, Span, screen

WORDS = (Span(0, 7, "hit me", "you were hit"),)
UNNAMED = (Span(0, 7, "I'll break your arm", ""),)
DONE = (Span(0, 7, "You threw me down the stairs.", ""),)


def control(by_words: bool) -> ControlFinding:
    return ControlFinding("threat", "why", WORDS if by_words else (), "another way")


@pytest.mark.parametrize(
    ("judged", "found", "way"),
    [
        (NONE, None, "rewrite"),
        (NONE, control(False), "declined"),
        (Screening("partner_violence", 0.9, spans=WORDS), None, "safety"),
        # the words say that the sender is hurt, and only the classifier takes it for a threat
        (Screening("partner_violence", 0.9, spans=WORDS), control(False), "safety"),
        # and where they threaten back, they are hurt all the same
        (Screening("partner_violence", 0.9, spans=WORDS), control(True), "safety"),
        (Screening("partner_violence", 0.9, spans=DONE), control(True), "safety"),
        (Screening("partner_violence", 0.9, spans=DONE), control(False), "safety"),
        (Screening("partner_violence", 0.9, spans=WORDS, by_sender=True), control(True), "declined"),
        (Screening("partner_violence", 0.9, spans=WORDS, by_sender=True), control(False), "safety"),
        (Screening("partner_violence", 0.9, spans=UNNAMED), control(True), "declined"),
        (Screening("partner_violence", 0.9, spans=UNNAMED), control(False), "declined"),
        (Screening("coercive_control", 0.9, spans=UNNAMED), control(True), "declined"),
        (Screening("child_safety", 0.9, spans=UNNAMED), control(True), "safety"),
        (Screening("partner_violence", 0.9, True, WORDS, by_sender=True), control(True), "safety"),
        (Screening("none", 0.0, remembered="partner_violence"), control(True), "safety"),
        (Screening("partner_violence", 0.9, spans=UNNAMED, remembered="coercive_control"), control(True), "safety"),
        (Screening("none", 0.0, remembered="self_harm"), control(True), "declined"),
        (Screening("none", 0.0, remembered="self_harm"), None, "rewrite"),
        (Screening("partner_violence", 0.9, True, WORDS), control(True), "safety"),
        (Screening("self_harm", 0.9, spans=WORDS), control(True), "safety"),
    ],
)
def test_each_message_goes_its_way(judged: Screening, found: ControlFinding | None, way: str) -> None:
    assert gate(judged, found, None) == way


@pytest.mark.parametrize(("frightened", "way"), [(0.2, "declined"), (0.3, "safety")])
def test_who_fears_the_reader_is_not_told_off(frightened: float, way: str) -> None:
    gates = {**dict.fromkeys(GATES, 0.0), "frightened": frightened, "threat": 1 - frightened}
    read = Danger({}, 0.0, gates, dict.fromkeys(ASKS, 0.2))
    assert gate(NONE, control(True), read) == way


@pytest.mark.parametrize(
    ("message", "way"),
    [
        ("I swear I'm going to kill you.", "declined"),
        ("One more word and I'll strangle you", "declined"),
        ("I'm going to kill you if you eat my crisps again", "rewrite"),
    ],
)
def test_the_classifier_does_not_talk_a_threat_to_kill_away(message: str, way: str) -> None:
    fair = Danger({}, 0.0, {**dict.fromkeys(GATES, 0.0), "fair": 1.0}, dict.fromkeys(ASKS, 0.2))
    assert gate(screen(message, in_talk=False), control_request(message, fair), fair) == way


@pytest.mark.parametrize(
    "message",
    [
        "You hit me again last night. I will take the kids away from you.",
        "You raped me. I'm going to tell everyone, I will show the photos of my bruises to your family.",
        "You punched me on Sunday. If you don't stop I will keep the children.",
        "You choked me. I'm going to tell everyone what you did.",
    ],
)
def test_who_was_hurt_and_threatens_back_gets_care(message: str) -> None:
    assert gate(screen(message), control_request(message), None) == "safety"


@pytest.mark.parametrize(
    "message",
    [
        "do that again and I'll break your arm",
        "Leave me and you'll never see the kids again.",
        "I will post your pictures if you don't answer me",
        "If you touch me again I'll kill you",
        "I'll hurt you if you talk to him again",
        "You hit my car. Do that again and I'll break your arm",
        "You will never see the children again if you go to your mother",
        "I'm going to share your photos with your boss",
        "Answer me or I'll come to your work and you'll regret it",
        "I can take the kids away from you",
    ],
)
def test_a_threat_of_the_senders_own_is_declined_by_its_words(message: str) -> None:
    control = control_request(message)
    assert control is not None
    assert gate(screen(message), control, None) == "declined"
    by_meaning = Screening("partner_violence", 0.99, spans=(Span(0, len(message), message, ""),))
    assert gate(by_meaning, control, None) == "declined"


def test_what_is_offered_in_place_of_a_threat_binds_nobody_who_is_afraid() -> None:
    found = control_request("do that again and I'll break your arm")
    assert found is not None and "losing you" not in found.alternative
    assert control_request(found.alternative) is None and screen(found.alternative) == NONE


@pytest.mark.parametrize(
    "message",
    [
        "You are not allowed to see your friends any more.",
        "You are not allowed to go out without asking me",
        "Give me your phone password, you are not allowed to talk to anyone.",
        "You're not allowed to see him again",
        "you are never allowed to see your sister",
        "You are no longer allowed to go out with her",
        "You are not allowed to see the kids again",
        "You are not allowed to talk to her, tonight or ever",
        "You are not allowed to leave me.",
        "You're not allowed out of the house without my permission.",
        "You're not allowed to work any more, you stay home.",
        "you aint allowed to talk to him",
    ],
)
def test_who_forbids_gets_no_reply_for_the_one_who_is_forbidden(message: str) -> None:
    held = held_back("", message, screen(message), control_request(message), None, "GB")
    assert held is not None and held.kind == "declined" and SAFETY_WHY not in held.why


@pytest.mark.parametrize(
    ("message", "way"),
    [
        ("I am not allowed to see my friends any more.", "safety"),
        ("You won't let me see my friends.", "safety"),
        ("You control all the money and you decide who I see", "safety"),
        ("we are not allowed to see anyone because of you", "safety"),
        ("You told me I'm not allowed to see my friends.", "safety"),
        ("You keep saying you are not allowed to see them, you decide who I see", "safety"),
    ],
)
def test_who_is_forbidden_keeps_care_though_the_classifier_hears_control(message: str, way: str) -> None:
    judged = screen(message)
    assert judged.label == "coercive_control"
    assert gate(judged, control(False), None, message) == way


@pytest.mark.parametrize(
    ("message", "way"),
    [
        ("You're not allowed out of the house without my permission.", "declined"),
        ("You are not allowed to see him again", "declined"),
        ("You are not allowed to see the kids until you stop drinking", "safety"),
        ("You're not allowed to see them any more, I'm scared of what you do", "safety"),
        ("You choked me, you are not allowed to see anyone here", "safety"),
    ],
)
def test_who_forbids_is_not_taken_for_one_who_fears_unless_they_speak_of_themselves(message: str, way: str) -> None:
    read = Danger({}, 0.1, {**dict.fromkeys(GATES, 0.0), "frightened": 0.7}, dict.fromkeys(ASKS, 0.2))
    assert gate(screen(message), control_request(message, read), read, message) == way


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("You are not allowed to go out without asking me", "isolation"),
        ("you aint allowed to talk to him", "isolation"),
        ("You're not permitted to see your friends any more", "isolation"),
        ("You are never allowed to hang out with those girls again", "isolation"),
        ("You're not allowed to see your present yet!", None),
        ("You are not allowed to go out in that rain without a coat", None),
        ("You're not allowed out of bed till you've had breakfast", None),
        ("You are not allowed to work late on my birthday", None),
        ("You're not allowed to leave the last biscuit", None),
        ("I know you're not allowed to drive yet", None),
        ("You are not allowed to talk to me like that", None),
        ("You're not allowed to call it a night before the cake", None),
        ("You are not allowed to have seconds before I had firsts", None),
        ("You're not allowed to call him an idiot", None),
        ('You told me "you are not allowed to see your friends" and it hurt', None),
        ("you're not allowed to meet deadlines before me, slow down", None),
    ],
)
def test_no_doubt_of_the_classifier_makes_plain_forbidding_fair(message: str, kind: str | None) -> None:
    fair = Danger({}, 0.0, {**dict.fromkeys(GATES, 0.0), "fair": 1.0}, dict.fromkeys(ASKS, 0.2))
    found = control_request(message, fair)
    assert (found.kind if found else None) == kind


def test_who_threatens_to_kill_tonight_is_answered_as_the_one_to_go() -> None:
    message = "I'll kill you tonight if you go."
    judged = Screening("partner_violence", 0.9, True, (Span(0, len(message), message, ""),))
    held = held_back("", message, judged, control_request(message), None, "GB")
    assert held is not None and held.kind == "safety" and held.why.startswith(OWN_WHY)
    hurt = f"You choked me. {message}"
    judged = Screening("partner_violence", 0.9, True, (Span(0, len(hurt), hurt, ""),))
    held = held_back("", hurt, judged, control_request(hurt), None, "GB")
    assert held is not None and held.why.startswith(SAFETY_WHY)


def test_who_was_hurt_and_forbids_back_keeps_care() -> None:
    message = "You punched me on Sunday, you're not allowed to see the kids"
    assert gate(screen(message), control_request(message), None, message) == "safety"


class TestOwnBefore:
    """Told before of the sender's own violence alone: it outranks no control, and the reply is not for the one who was hurt."""

    THREAT = "If you leave you'll never see the kids again."
    TOLD = Screening("none", 0.0, remembered="partner_violence")

    def test_a_threat_is_declined(self) -> None:
        held = held_back("", self.THREAT, self.TOLD, control_request(self.THREAT), None, "GB", own_before=True)
        assert held is not None and held.kind == "declined" and "gb-respect" in [one["id"] for one in held.resources]
        assert held.resources[0]["id"] == "gb-respect"

    def test_and_care_where_it_was_not_their_own_or_the_classifier_hears_fear(self) -> None:
        read = Danger({}, 0.0, {**dict.fromkeys(GATES, 0.0), "frightened": 0.3}, dict.fromkeys(ASKS, 0.2))
        for danger, own in ((None, False), (read, True)):
            held = held_back("", self.THREAT, self.TOLD, control_request(self.THREAT), danger, "GB", own_before=own)
            assert held is not None and held.kind == "safety" and held.why.startswith(SAFETY_WHY)

    def test_an_ordinary_message_gets_the_reply_for_who_hurt_someone(self) -> None:
        held = held_back("", "You never call.", self.TOLD, None, None, "GB", own_before=True)
        assert held is not None and held.kind == "safety" and held.why.startswith(OWN_WHY)
        assert SAFETY_WHY not in held.why and held.resources[0]["id"] == "gb-respect"

    def test_what_goes_on_from_an_earlier_turn_is_not_declined(self) -> None:
        judged = Screening("partner_violence", 0.5, by_sender=True, remembered="partner_violence")
        assert gate(judged, control(True), None, self.THREAT, own_before=True) == "safety"


def test_who_hurt_the_reader_is_not_told_of_their_own_safety() -> None:
    message = "I slapped you last night"
    held = held_back("", message, screen(message), None, None, "GB")
    assert held is not None and held.why.startswith(OWN_WHY) and "Your safety" not in held.why


@pytest.mark.parametrize("country", ["GB", "US", "ES", None])
def test_a_declined_threat_keeps_the_lines_for_what_is_remembered_each_once(country: str | None) -> None:
    judged = Screening("none", 0.0, remembered="self_harm")
    message = "do that again and I'll break your arm"
    held = held_back("", message, judged, control_request(message), None, country)
    assert held is not None and held.kind == "declined"
    ids = [one["id"] for one in held.resources]
    assert len(ids) == len(set(ids))
    lines = [line.id for line in lines_for(country, "self_harm")]
    assert ids[: len(lines)] == lines and set(ids) >= {one.id for one in lines_for(country, "own_violence")[:1]}
