"""Would a message control its reader? Then Hearth does not polish it: a kinder wording would hand over a better tool.

It says kindly why, and offers a message that states the need without the control. Fair anger, a real limit and "I am leaving" are
not control. Patterns and the classifier are joined as in screening.py; every word of the reply is written by people.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from coach.danger import CONTROL, Danger
from coach.screening import Span, spans_of
from coach.screening_rules import findings, load_rules

ControlKind = Literal["access", "isolation", "condition", "threat", "ultimatum"]
HEARD = 0.4


@dataclass(frozen=True)
class ControlFinding:
    """Why a message will not be polished: what it would do, said kindly, and a message that states the need without it."""

    kind: ControlKind
    why: str
    spans: tuple[Span, ...]
    alternative: str


_WORDS: dict[str, tuple[str, str]] = {
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
        "I'm hurt and angry right now, and I need some time to calm down. Could we talk tomorrow?",
    ),
    "ultimatum": (
        "I won't word love as a test that the other must pass. Here is a way to say what may be underneath.",
        "I've been feeling insecure about us, and I'd love some reassurance. Could we talk tonight about how we're doing?",
    ),
}


def control_request(message: str, danger: Danger | None = None) -> ControlFinding | None:
    """Return why a message that would control its reader must not be polished, or None where it would not.

    `danger` is what the classifier read in it; without it, patterns decide alone.
    """
    found = findings(message, load_rules(), frozenset({"control"}))
    forbidden = _forbidden(message)
    loudest = max(found, key=lambda one: one.pattern.weight, default=None)
    if danger is not None and danger.control >= HEARD:
        kind = max(CONTROL, key=lambda one: danger.gates[one])
        # the patterns know the kind better where they speak
        kind = loudest.pattern.kind if loudest else kind
    elif loudest and (danger is None or danger.control >= DOUBTED or loudest.pattern.weight >= CERTAIN or forbidden):
        kind = loudest.pattern.kind
    elif forbidden:
        kind = "isolation"
    else:
        return None
    why, alternative = _WORDS[kind]
    return ControlFinding(cast(ControlKind, kind), why, (*spans_of(message, found), *forbidden), alternative)


def reported(message: str, start: int) -> bool:
    """Say whether the words from `start` on are the reader's own, which the sender only repeats ("You said ...")."""
    return bool(_YOU_SAID.search(message[:start]))


def _forbidden(message: str) -> tuple[Span, ...]:
    met = (one for one in _FORBIDS.finditer(message) if not reported(message, one.start()))
    return tuple(Span(one.start(), one.end(), one.group(), "") for one in met)


DOUBTED = 0.05
"""Below this, the classifier is so sure that a message is fair that a pattern alone does not decline it."""
CERTAIN = 0.95
"""A pattern of this weight stands against the classifier: "I'm going to kill you" reads to it like a figure of speech."""
_PEOPLE = (
    r"(?:him|her|them|any(?:one|body)|(?:any )?other \w+|(?:your|ur|those|that|these) (?:\w+ ){0,2}?(?:friends?|mates?|family"
    r"|parents|mum|mom|mother|dad|father|sister|brother|girls?|guys?|lads?|men|man|wom[ae]n))\b"
)
_FORBIDS = re.compile(
    r"\b(?:you|u)(?:\s+are|\s*['’]?re)?\s+(?:not|never|no longer|ain['’]?t)\s+(?:even\s+)?(?:allowed|permitted)\s+(?:to\s+)?(?:"
    rf"(?:see|talk to|speak to|meet|visit|ring|text|hang out with|go out with)\s+{_PEOPLE}"
    r"|(?:go )?out (?:of the house|alone|without (?:me|my|asking|telling)|unless i|any ?more)\b"
    r"|leave (?:me|the house|home)\b|go anywhere\b|work any ?more\b|have (?:friends|a job|your own)\b)",
    re.IGNORECASE,
)
"""Plain words that forbid the reader people, a way out or work: no classifier's doubt makes them fair."""
_YOU_SAID = re.compile(
    r"\byou(?:['’]\w+)?\s+(?:\w+\s+){0,3}?(?:sa(?:y|id|ying)|t(?:ell|old|elling)|shout\w*|scream\w*)\b[^.!?\n]*$",
    re.IGNORECASE,
)
