"""A message put together from its pieces: what happened, a feeling, a need, a request. Pure functions; asks no model.

Where a reader of messages (piece_reader.py) is sure of the pieces, what comes of them can be sent: the plain form of an "I feel"
message (Rosenberg, "Nonviolent Communication": observation, feeling, need, request), in which nobody is turned round and nothing
is made up. `chance` says how sure; training/pieces/calibrate.py says where its weights are from.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from coach.checks import lexicons
from coach.checks.feelings import named_feelings
from coach.checks.neutral import observation
from coach.checks.words import past
from coach.closing import NEED, TALK, stop_of
from coach.messages import TONES, Tone
from coach.piece_reader import Likely, Ranked

SURE, SURE_ALONE = 0.3, 0.6
"""How likely a request must be to be asked; the second where it is not said what happened. Else it is asked to talk about it."""
MIN_CHANCE = 0.7
WEIGHTS = (2.630, -0.492, -0.745, 0.375)  # of chance(): the constant first
_WARM: dict[str, str] = {
    "shared responsibility": "It would mean a lot to share this.",
    "to be heard": "It would mean a lot to feel heard by you.",
    "time together": "I'd love some time with you.",
    "attention": "I'd love a little of your attention.",
    "reliability": "It would help me to be able to count on this.",
    "support": "It would mean a lot to have you beside me in this.",
    "honesty": "It would mean a lot to hear the truth from you.",
    "reassurance": "A little reassurance from you would help me.",
    "a say in decisions": "I'd love for us to decide things like this together.",
    "appreciation": "It would mean a lot to know that you see what I do.",
    "affection": "I'd love some affection from you.",
    "closeness": "I'd love to feel close to you again.",
    "rest": "I could really do with some rest.",
    "fairness": "I'd love this to be fair to both of us.",
    "to matter": "It would mean a lot to know that I matter to you.",
    "respect": "Respect between us means a lot to me.",
    "connection": "I'd love for us to feel connected again.",
    "privacy": "My privacy means a lot to me.",
    "consideration": "It would mean a lot to be thought of in this.",
    "kindness": "A bit of kindness would mean a lot to me.",
    "trust": "I'd love for us to be able to trust each other.",
    "safety": "I'd like to feel safe.",
    "openness": "I'd love for us to be open with each other.",
    "partnership": "I'd love for us to be in this together.",
    "recognition": "It would mean a lot to be seen for what I do.",
    "acceptance": "It would mean a lot to be taken as I am.",
    "financial security": "It would help me to feel secure about our money.",
    "commitment": "It would mean a lot to know that you are committed to us.",
    "clarity": "It would help me to know where we stand.",
    "real change": "It would mean a lot to see a real change.",
    "calm": "I'd love some calm between us.",
    "loyalty": "It would mean a lot to know that you're on my side.",
    "to belong": "It would mean a lot to feel that I belong.",
    "understanding": "It would mean a lot to feel understood by you.",
    "comfort": "I could do with some comfort from you.",
    "help": "I could really do with your help.",
    "fun together": "I'd love for us to have some fun together again.",
    "space": "I could do with a little space.",
}
"""A need of the lexicon, said warmly: how a gentle version goes on."""
_HAPPENED = re.compile(r"when (?:i|you|we|they|he|she|(?:your|my|our) \w+) (?P<verb>[\w']+)", re.IGNORECASE)
_TOPIC = "When it comes to"


@dataclass(frozen=True)
class Composed:
    """A message put together: its pieces, and a text in each tone. `chance` is how likely a person would send it (0 to 1)."""

    observation: str
    feeling: str
    need: str
    request: str
    texts: Mapping[Tone, str]
    chance: float


def composed(message: str, likely: Likely) -> Composed:
    """Put a message together from the likeliest pieces."""
    happened = observation(message)
    named = named_feelings(message)
    felt = named[0] if named else next(word for word, _ in likely.feelings if families()[word] != "glad")
    need = likely.needs[0][0]
    first, share = likely.requests[0] if likely.requests else ("", 0.0)
    asked = first if share >= (SURE if happened else SURE_ALONE) else stop_of(happened)
    texts = {tone: _text(tone, happened, felt, need, asked or TALK[tone]) for tone in TONES}
    return Composed(happened, felt, need, asked, texts, chance(features(happened, likely)))


def _text(tone: Tone, happened: str, felt: str, need: str, asked: str) -> str:
    feel = "felt" if _is_past(happened) else "feel"
    if tone == "brief":
        when = f" {happened[0].lower()}{happened[1:]}" if happened else ""
        return f"I {feel} {felt}{when}. {asked}"
    first = f"{happened}, I {feel} {felt}." if happened else f"I feel {felt}."
    return f"{first} {_WARM[need] if tone == 'gentle' else NEED[need]} {asked}".strip()


def _is_past(happened: str) -> bool:
    found = _HAPPENED.match(happened)
    verb = found["verb"].lower() if found else ""
    return verb in {"did", "got", "left", "fell", "knew", "rang"} or past(verb)


def features(happened: str, likely: Likely) -> tuple[float, float, float]:
    """Return what chance() weighs: the entropy of the needs and of the feelings (nats), and whether it is told what happened."""
    return (
        _entropy(likely.needs),
        _entropy(likely.feelings),
        float(bool(happened) and not happened.startswith(_TOPIC)),
    )


def _entropy(ranked: Ranked) -> float:
    return -sum(share * math.log(share) for _, share in ranked if share > 0)


@cache
def families() -> Mapping[str, str]:
    """Return each feeling's family."""
    return {one.word: one.family for one in lexicons.feelings()}


def chance(found: tuple[float, ...]) -> float:
    """Return how likely a person would send what was put together (0 to 1), by its features."""
    bias, *weights = WEIGHTS
    return 1 / (1 + math.exp(-bias - sum(weight * one for weight, one in zip(weights, found, strict=True))))


def compose(observation: str, feeling: str, need: str, request: str) -> str:
    """Join the four pieces into one message, as a person wrote them; pieces that are empty are left out."""
    happened, felt, needed, asked = (part.strip().rstrip(".") for part in (observation, feeling, need, request))
    if happened and asked.lower().startswith(f"{happened.lower()},"):  # not said twice
        asked = asked[len(happened) + 1 :].strip()
    felt = " and ".join(part.strip() for part in felt.split(",") if part.strip())
    said: list[str] = []
    if felt:
        i_feel = felt if re.match(r"(?i)i\b|i['’]", felt) else f"I feel {felt}"
        opens = bool(re.match(r"(?i)when\b", happened))
        said.append(f"{happened}, {i_feel}" if opens else i_feel if not happened else f"{happened}. {i_feel}")
    elif happened:
        said.append(happened)
    if needed:
        said.append(needed if re.match(r"(?i)i\b|i['’]|what i\b", needed) else f"What I need is {needed}")
    if asked:
        said.append(asked)
    return " ".join(part if part[-1] in "?!." else f"{part}." for part in (one[0].upper() + one[1:] for one in said))
