"""Is someone in danger? Judges a text before any model sees it, and before every job.

Patterns kept as data (coach/safety/patterns.toml) with guards for denial, fiction, old relationships and figures of speech.
Knows English only. It misses what is said without these words, and it cannot see a face: it opens the way to help, it never
rules danger out. Every word of a safety reply is written by people (safety_replies.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coach.safety_replies import SafetyReply
from coach.safety_replies import safety_reply as written_reply
from coach.screening_rules import Finding, Rules, clears, findings, load_rules

Label = Literal["none", "self_harm", "partner_violence", "coercive_control", "child_safety"]
# In this order where scores tie: what can end a life tonight comes first.
LABELS: tuple[Label, ...] = ("self_harm", "partner_violence", "child_safety", "coercive_control")
HEARD = 0.5  # the score from which care comes first
_EARLIER_TURNS = 6  # how far back a danger that was named keeps care on


@dataclass(frozen=True)
class Span:
    """Words that were heard: text[start:end] of the message, and a note on what they say."""

    start: int
    end: int
    text: str
    note: str


@dataclass(frozen=True)
class Screening:
    """What was heard. `score` (0 to 1, higher is surer) is for `label`; `imminent` means that it may be happening now."""

    label: Label
    score: float
    imminent: bool = False
    spans: tuple[Span, ...] = ()


NONE = Screening("none", 0.0)


@dataclass(frozen=True)
class ControlFinding:
    """Why a message will not be polished: what it would do, said kindly, and a message that states the need without it."""

    kind: Literal["access", "isolation", "condition", "threat", "ultimatum"]
    why: str
    spans: tuple[Span, ...]
    alternative: str


_CONTROL = {
    "access": (
        "I won't word a demand for someone's phone, accounts or whereabouts: trust that has to be checked does not grow. "
        "Here is a way to say what may be underneath.",
        "I've been anxious about us, and I'd like to feel sure again. Could we talk tonight about what would help us both?",
    ),
    "isolation": (
        "I won't word something that keeps the other from friends, family or work: everyone needs people of their own. "
        "Here is a way to say what may be underneath.",
        "I've been missing you and I feel lonely some evenings. Could we choose one evening this week that is just ours?",
    ),
    "condition": (
        "I won't word sex or money as something owed or held back: closeness given under pressure is not closeness. "
        "Here is a way to say what may be underneath.",
        "I miss feeling close to you, and I feel sad about the distance. Could we talk about it when we're both rested? "
        "There's no pressure.",
    ),
    "threat": (
        "I won't word a threat: it frightens, and fear ends the talk that you want to have. If you are at the end of your "
        "strength, a help line can listen right now. Here is a way to say what may be underneath.",
        "I'm scared of losing you, and I'm hurt and angry right now. I need some time to calm down. Could we talk tomorrow?",
    ),
    "ultimatum": (
        "I won't word love as a test that the other must pass. Here is a way to say what may be underneath.",
        "I've been feeling insecure about us, and I'd love some reassurance. Could we talk tonight about how we're doing?",
    ),
}


def screen(text: str, earlier: Sequence[str] = ()) -> Screening:
    """Judge `text`, in the light of what the same person said `earlier` (newest last).

    A danger named earlier keeps care on, at a lower score, until it is explained ("that was a song"); a bare denial does
    not switch it off. Never raises.
    """
    rules = load_rules()
    now = _judge(text, rules)
    if now.label != "none" or clears(text, rules):
        return now
    for before in reversed(earlier[-_EARLIER_TURNS:]):
        if clears(before, rules):
            break
        judged = _judge(before, rules)
        if judged.label != "none" and judged.imminent:
            return Screening(judged.label, HEARD)
    return now


def _judge(text: str, rules: Rules) -> Screening:
    found = findings(text, rules, frozenset(LABELS))
    best = NONE
    for label in LABELS:
        mine = [one for one in found if one.pattern.label == label]
        score = _joined_weight(mine)
        if score >= HEARD and score > best.score + 1e-9:
            imminent = any(one.now or one.pattern.imminent for one in mine)
            best = Screening(label, round(score, 3), imminent, _spans(text, mine))
    return best


def _joined_weight(found: Sequence[Finding]) -> float:
    """Join the weights of different patterns as independent evidence: 1 - product of (1 - weight)."""
    miss = 1.0
    for weight in {one.pattern.id: one.pattern.weight for one in found}.values():
        miss *= 1 - weight
    return 1 - miss


def _spans(text: str, found: Sequence[Finding]) -> tuple[Span, ...]:
    return tuple(Span(one.start, one.end, text[one.start : one.end], one.pattern.note) for one in found)


def control_request(message: str) -> ControlFinding | None:
    """Return why a message that would control its reader must not be polished, or None where it would not.

    Fair anger, a real limit and "I am leaving" are not control.
    """
    found = findings(message, load_rules(), frozenset({"control"}))
    if not found:
        return None
    first = max(found, key=lambda one: one.pattern.weight)
    why, alternative = _CONTROL[first.pattern.kind]
    return ControlFinding(first.pattern.kind, why, _spans(message, found), alternative)  # type: ignore[arg-type]


def safety_reply(screening: Screening, country: str | None, already: Sequence[str] = ()) -> SafetyReply:
    """Return the written reply to what was heard; see safety_replies.safety_reply."""
    heard = screening.spans[0].note if screening.spans else ""
    return written_reply(screening.label, screening.imminent, heard, country, already)
