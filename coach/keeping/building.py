"""What the builders share: putting pieces into a sentence, and saying kindly where it may go wrong. Rules over words, no model.

The checks for blame and control are those of coach.checks and coach.screening.
"""

import re
from dataclasses import dataclass

from coach.checks.blame import flags
from coach.control import control_request
from coach.errors import InputError

_A_FEELING = " I feel sad."  # with a feeling beside it, only what is blame in itself is flagged
_BLOCKING = frozenset({"control"})
_LONGEST = 20_000  # characters of a piece, as of everything that is kept
DECIDES = "This decides for them what is theirs to decide. Say what you would like for the two of you, and leave room for a no."
# whom they see, where they work, what they wear: what coach.screening does not hear in a builder's wording
_DECIDES = re.compile(
    r"\b(?:(?:not|stop|quit|never|n['’]t)(?: to)? (?:go(?:ing)? (?:out )?with|see(?:ing)?|meet(?:ing)?|visit(?:ing)?|call(?:ing)?"
    r"|talk(?:ing)? (?:to|with)|speak(?:ing)? (?:to|with)|hang(?:ing)? out with|text(?:ing)?|spend(?:ing)? time with)"
    r" (?:your |any |other |the )?(?:\w+ )?"
    r"(?:friends?|family|parents|mum|mom|mother|dad|father|sister|brother|colleagues?|men|women)"
    r"|(?:quit|leave|give up|drop|end) (?:your|all your) (?:job|friends?|friendship|family|studies|course|club)"
    r"|(?:not|stop|never)(?: to)? wear(?:ing)?|ask (?:me|my permission) (?:first|before)|get my permission"
    r"|(?:tell|text|let) me (?:know )?where you are (?:at all times|every|all)"
    r"|share your (?:location|passwords?)|show me your (?:phone|messages|texts|emails?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """A place that may go wrong: its kind, the words, and one plain line on why."""

    kind: str
    text: str
    why: str


@dataclass(frozen=True)
class Built:
    """A sentence and what was found in it; `sentence` is empty where it would control the other.

    `instead` is then a way to say what may be underneath, where there is one.
    """

    sentence: str
    findings: tuple[Finding, ...] = ()
    instead: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing needs mending; a time that is not named yet is only a hint."""
        return all(one.kind == "when" for one in self.findings)

    @property
    def blocked(self) -> bool:
        """Whether it words a demand that would control the other."""
        return any(one.kind in _BLOCKING for one in self.findings)


def built(sentence: str, findings: list[Finding]) -> Built:
    """Join a sentence with what was found, what would control first; a sentence that would control is not given."""
    control = control_request(sentence)
    if control is not None:
        words = control.spans[0].text if control.spans else ""
        return Built("", (Finding("control", words, control.why),), control.alternative)
    blocking = tuple(one for one in findings if one.kind in _BLOCKING)
    deciding = _DECIDES.search(sentence)
    if deciding and not blocking:
        blocking = (Finding("control", deciding[0], DECIDES),)
    # where it cannot be said at all, how to say it better is beside the point
    return Built("", blocking) if blocking else Built(sentence, tuple(dict.fromkeys(findings)))


def blame_in(text: str, but_not: frozenset[str] = frozenset()) -> list[Finding]:
    """Return what may land as blame in a text, without the kinds of flag in `but_not`."""
    return [
        Finding("blame", one.text, one.why)
        for one in flags(f"{text}{_A_FEELING}")
        if one.end <= len(text) and one.kind not in but_not
    ]


def piece(text: str, lead: str = "") -> str:
    """Return what a person wrote as a piece of a sentence: one line, without `lead` (an expression) before or a stop after it."""
    if len(text) > _LONGEST:
        raise InputError(f"please keep it under {_LONGEST:,} characters")
    plain = " ".join(text.split())
    if lead:
        plain = re.sub(rf"^(?:{lead})(?:\s+|$)", "", plain, flags=re.IGNORECASE)
    plain = plain.rstrip(" .,;:!?…")
    first = plain.split(" ", 1)[0]
    proper = (
        first in {"I", "I'm", "I'd", "I've", "I'll", "I’m", "I’d", "I’ve", "I’ll"} or first[1:] != first[1:].lower()
    )
    return plain if proper or not plain else plain[0].lower() + plain[1:]


def begun(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
