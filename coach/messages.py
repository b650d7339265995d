"""The shapes of a turn: messages in, a stream of small events out, a reply at the end. Frozen data, no behaviour.

The page, the terminal and the JSON output read the same stream. Field names of the replies are the JSON contract.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from coach.checks.blame import Flag

Tone = Literal["gentle", "direct", "brief"]
AnswerKind = Literal["faq", "generated", "quoted", "not_covered", "safety"]
Outcome = Literal["rewrite", "unchanged", "hard", "safety", "declined"]
TONES: tuple[Tone, ...] = ("gentle", "direct", "brief")
RewriteKind = Literal["i-statement", "reassurance", "apology", "boundary"]
REWRITE_KINDS: tuple[RewriteKind, ...] = ("i-statement", "reassurance", "apology", "boundary")


@dataclass(frozen=True)
class Message:
    """One utterance of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Citation:
    """A passage that an answer rests on; `n` is the number it has in the answer's text, as [n]."""

    n: int
    title: str
    heading: str
    source: str
    text: str


@dataclass(frozen=True)
class Seconds:
    """How long the parts of a turn took; None where a part was not needed."""

    retrieve: float | None = None
    first_token: float | None = None
    total: float | None = None


@dataclass(frozen=True)
class AskReply:
    """The answer to a question.

    `own` holds the parts of it that are Hearth's own words, drawn from no passage; `follow_ups` are questions that lead on;
    `to_partner` says that the question reads like a message to the partner, with blame in it.
    """

    id: str
    question: str
    answer: str
    kind: AnswerKind
    citations: tuple[Citation, ...] = ()
    model: str | None = None
    seconds: Seconds = field(default_factory=Seconds)
    resources: tuple[dict[str, Any], ...] = ()
    own: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    to_partner: bool = False


@dataclass(frozen=True)
class CheckResult:
    """What the checks said of one version of a message; `failed` names the checks that it did not pass."""

    passed: bool
    repaired: bool
    failed: tuple[str, ...]


@dataclass(frozen=True)
class RewriteReply:
    """A message and what became of it."""

    id: str
    message: str
    kind: Outcome
    why: str
    rewrites: dict[str, str] = field(default_factory=dict)
    observation: str = ""
    feeling: str = ""
    need: str = ""
    request: str = ""
    flags: tuple[Flag, ...] = ()
    checks: dict[str, CheckResult] = field(default_factory=dict)
    model: str | None = None
    seconds: Seconds = field(default_factory=Seconds)
    resources: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Step:
    """One practice of a plan, and why it fits."""

    practice: str
    title: str
    why: str
    do_this_week: str
    minutes: int
    citation: int


@dataclass(frozen=True)
class PlanReply:
    """A few practices for this week."""

    id: str
    situation: str
    role: str
    steps: tuple[Step, ...]
    citations: tuple[Citation, ...]
    kind: Literal["plan", "safety"]
    intro: str = ""
    model: str | None = None
    seconds: Seconds = field(default_factory=Seconds)
    resources: tuple[dict[str, Any], ...] = ()


Reply = AskReply | RewriteReply | PlanReply


@dataclass(frozen=True)
class Text:
    """A piece of the answer, ready to be shown."""

    delta: str


@dataclass(frozen=True)
class Sources:
    """The passages that the answer's numbers stand for."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Notice:
    """What is going on, for the person waiting; not part of the answer. `trouble` is worth knowing once it is there, too."""

    text: str
    trouble: bool = False


@dataclass(frozen=True)
class Pieces:
    """What a message can be built from, known before any model is asked: its phrases that may land as blame, and suggestions."""

    observation: str
    feeling: str
    need: str
    request: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Version:
    """One version of a message that passed its checks."""

    tone: str
    text: str


@dataclass(frozen=True)
class Done:
    """The end of the turn, with all that it produced."""

    reply: Reply


Event = Text | Sources | Notice | Pieces | Version | Done


def as_json(reply: Any) -> dict[str, Any]:
    """Return a reply as the plain data of the JSON contract."""
    return asdict(reply)
