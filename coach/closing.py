"""The request that ends a version: the adapter's own where it is harmless, else one of Hearth's. Pure functions.

A model of 135 million parameters tells what happened and what was felt well enough more often than it asks for something that
fits ("Could you take me off tonight?"). So its request is taken off, and one that was written with care stands there: one of the
need's, where the message has a word that it is meant for, or else to talk about it, which fits whatever happened.
"""

import re

from coach.checks.feelings import has_speaker_feeling
from coach.checks.neutral import cued_request
from coach.checks.shape import ends_cleanly
from coach.checks.words import sentences
from coach.messages import Tone

TALK: dict[Tone, str] = {"gentle": "Could we talk about it tonight?", "direct": "", "brief": "Can we talk about it?"}
STOP = "Could you stop doing that?"
"""What is asked where nothing more is known than what the other keeps doing (coach/checks/told.py)."""
NEED: dict[str, str] = {
    "shared responsibility": "I need us to share this.",
    "to be heard": "I need you to hear me on this.",
    "time together": "I need some time with you.",
    "attention": "I need some of your attention.",
    "reliability": "I need to be able to count on you.",
    "support": "I need your support with this.",
    "honesty": "I need you to be honest with me.",
    "reassurance": "I need some reassurance from you.",
    "a say in decisions": "I need a say in decisions like this.",
    "appreciation": "I need to know that you see what I do.",
    "affection": "I need some affection from you.",
    "closeness": "I need to feel close to you.",
    "rest": "I need some rest.",
    "fairness": "I need this to be fair to both of us.",
    "to matter": "I need to know that I matter to you.",
    "respect": "I need you to treat me with respect.",
    "connection": "I need us to feel connected again.",
    "privacy": "I need you to respect my privacy.",
    "consideration": "I need you to think of me in this.",
    "kindness": "I need some kindness from you.",
    "trust": "I need us to be able to trust each other.",
    "safety": "I need to feel safe.",
    "openness": "I need us to be open with each other.",
    "partnership": "I need us to be in this together.",
    "recognition": "I need you to see what I do.",
    "acceptance": "I need you to take me as I am.",
    "financial security": "I need to feel secure about our money.",
    "commitment": "I need to know that you are committed to us.",
    "clarity": "I need to know where we stand.",
    "real change": "I need to see a real change.",
    "calm": "I need some calm between us.",
    "loyalty": "I need to know that you are on my side.",
    "to belong": "I need to feel that I belong.",
    "understanding": "I need you to understand how this is for me.",
    "comfort": "I need some comfort from you.",
    "help": "I need your help with this.",
    "fun together": "I need us to have some fun together again.",
    "space": "I need some space.",
}
"""A need of the lexicon, said to the partner: how a direct version ends."""

_ASKS = (
    r"(?:could|can|would|will|shall|may|please|do|did|are|is|have|how|what|when|where|who|tell|let['’]s|next time)\b"
)
_REQUEST = re.compile(
    rf"(?:so |and |but )?(?:{_ASKS}|(?:and )?i(?:['’]d| would)? (?:just |really )?(?:need|want|like|love) )",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[,;:]\s++(?:so |and |but )?|(?<!\s)\s++and )(?:(?:could|can|would|will|shall|may|please)\b|i need\b)",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:can|could|shall) we (?:please )?(?:talk|sit down)\b|\bhear me out\b|\bhug\b|\bhold (?:me|my hand)\b",
    re.IGNORECASE,
)


def stop_of(happened: str) -> str:
    """Return the request to stop, where what happened is that something is done again and again; "" where it is not."""
    return STOP if happened.startswith("When you keep ") else ""


def core(text: str) -> str:
    """Return `text` without the request or need that it ends in; as it is, when nothing with a feeling would be left."""
    kept = text
    for _ in range(3):
        spans = sentences(kept)
        if not spans:
            return text
        start, end = spans[-1]
        cut = _without_tail(kept[start:end]).rstrip(" ,;:")
        if cut != kept[start:end].rstrip(" ,;:") and has_speaker_feeling(cut):
            kept = kept[:start] + (cut if ends_cleanly(cut) else f"{cut}.")
        elif kept[start:end].rstrip().endswith("?") or _REQUEST.match(kept[start:end]):
            kept = kept[:start].rstrip()
        else:
            break
    return kept if kept and has_speaker_feeling(kept) else text


def _without_tail(sentence: str) -> str:
    """Return `sentence` without the request that is joined to it: nothing ends between the two, and each is looked at once."""
    last_stop = max(sentence.rstrip("?.!").rfind(mark) for mark in ".!?")
    found = _TAIL.search(sentence, last_stop + 1)
    return sentence[: found.start()] if found else sentence


def closed(message: str, text: str, need: str, tone: Tone, asked: str = "") -> str:
    """Return `text` with a request that fits, where its own may not; unchanged where it ends in none or a harmless one.

    `asked` is what a reader of messages is sure of; without it, one of the need's, or to talk about it.
    """
    kept = core(text)
    if kept == text or _HARMLESS.search(text[len(kept) - 1 :]):
        return text
    ending = asked or cued_request(message, need) or TALK[tone]
    return f"{kept} {NEED.get(need) or TALK['gentle'] if tone == 'direct' else ending}"
