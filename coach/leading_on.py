"""What leads on from an answer: FAQs near the question, and whether what was asked is really a message to the partner."""

import re
from collections.abc import Sequence

from coach.checks.blame import flags
from coach.checks.words import plain, tokens
from knowledge.retrieval import Retriever
from knowledge.schema import Audience

MOST = 3
_NEAR = 0.35  # cosine similarity of an FAQ's nearest phrasing to the question, below which it leads elsewhere
_SAME = 0.99  # from which a question is an FAQ's own phrasing
_POOL = 12

_PARTNER = frozenset("you you're youre you've you'd you'll your yours yourself u ur".split())
_ABOUT = frozenset("he he's him his himself she she's her hers herself".split())
_CALLED = re.compile(
    r"\b(?:my|our)\s+(?:\w+\s+)?(?:partner|husband|wife|spouse|boyfriend|girlfriend|fianc[eé]e?|ex|marriage|relationship)\b",
    re.IGNORECASE,
)
_FOR_HEARTH = re.compile(
    r"\b(?:how|what|when|where|why|who|which)\s+(?:\w+\s+)?(?:do|does|did|can|could|should|would|will|am|might)\s+(?:i|we|one)\b"
    r"|\b(?:am|should|can|could|must|may|do|have)\s+i\b"
    r"|\b(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:help|tell|explain|give|suggest|advise|rewrite|reword|write|say)\b"
    r"|\b(?:what|how|when)\s+(?:do|would|should|can)\s+you\s+(?:think|suggest|advise|recommend|deal|cope|handle|say|know|tell|stop)\b"
    r"|\bdo\s+you\s+(?:think|know|have|recommend)\b"
    r"|^\s*(?:is|are|does)\s+(?:it|this|that|there)\b"
    r"|\bhearth\b",
    re.IGNORECASE,
)


def follow_ups(
    question: str, retriever: Retriever, role: Audience, spoken_to: Audience, before: Sequence[str]
) -> tuple[str, ...]:
    """Return up to MOST questions that lead on from `question`: FAQs near it, but for its own, that fit who asks.

    Where the person's `role` is not known, they are taken for the one whom the answer was `spoken_to`, or for the one who feels
    neglected: nobody is handed a confession that is not theirs. What was asked or answered `before` is left out.
    """
    fits = {"both", role if role != "both" else spoken_to if spoken_to != "both" else "neglected"}
    vector = retriever.read(question).vector
    known = {_bare(one) for one in (*before, question)}
    found: list[str] = []
    for near in retriever.index.nearest_faqs(vector, _POOL):
        if near.score < _NEAR or len(found) == MOST:
            break
        faq = retriever.document(near.document_id, question)
        if faq is None or near.score >= _SAME or _bare(faq.chunk.title) in known:
            continue
        if faq.chunk.audience in fits:
            found.append(faq.chunk.title)
    return tuple(found)


def stands_alone(question: str, retriever: Retriever) -> bool:
    """Say whether a question is an FAQ word for word: it does not lean on what was said before."""
    nearest = retriever.index.nearest_faqs(retriever.read(question).vector, 1)
    return bool(nearest) and nearest[0].score >= _SAME


def reads_as_message(text: str) -> bool:
    """Say whether a text reads like a message to the partner that may land as blame, and not like a question about them."""
    said = {token.lower for token in tokens(text)}
    if not said & _PARTNER or said & _ABOUT:
        return False
    straight = plain(text)
    if _CALLED.search(straight) or _FOR_HEARTH.search(straight):
        return False
    return bool(flags(text))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", plain(text).casefold()))
