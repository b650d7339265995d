"""What a question meets before any model: the word search, what it is joined with, whom else to ask, what was tried."""

import math

from coach import followup, perspectives, planning, referrals, tried
from coach.checks import voice
from coach.danger import places, windows
from coach.messages import Message
from knowledge.lexical import LexicalIndex, terms
from knowledge.sentences import words
from tests.fuzz.kit import text_of

SEEDS = (
    b"How do I bring it up without a fight?",
    b"and what if he refuses? He won't talk, my ex moved out; I tried the connection jar and it was a disaster",
    b"Should I take antidepressants? Is he a narcissist? Can I leave him, yes or no?",
    "\u201cPlease\u201d don\u2019t say \u201cdate night\u201d again! \U0001f622".encode(),
)
PIECES = (
    b"promise ",
    b"trust ",
    b"jar",
    b"? ",
    b"he ",
    b"my wife ",
    b"tried ",
    b"diagnos",
    b"[1]",
    b"<a ",
    b"http://",
    "ſ".encode(),
    "İ".encode(),
)
_INDEX = LexicalIndex.build(
    ["a", "b", "c", "d"],
    [
        "Trust grows when small promises are kept.",
        "A connection jar with notes.",
        "Promises and promises and trust.",
        "",
    ],
)
_VIEWS = (("", 0.01), ("x", 0.4), ("unknown", 0.6))


def target(data: bytes) -> None:
    """Ask it."""
    text = text_of(data)
    assert all(term and term == term.strip() for term in terms([text])[0])
    for top_k in (1, 3, 100):
        found = _INDEX.search(text, top_k)
        assert len(found) <= top_k and len({id_ for id_, _ in found}) == len(found)
        scores = [score for _, score in found]
        assert all(math.isfinite(one) and one > 0 for one in scores) and scores == sorted(scores, reverse=True)
    query = followup.search_query(text, [Message("user", "Trust."), Message("assistant", "It grows.")])
    assert query in (text, f"Trust. {text}")
    assert referrals.kind_of(text) in ("", "diagnosis", "leave", "medication", "legal")
    assert isinstance(referrals.referral(text), str)
    for at in range(len(_VIEWS)):
        perspectives.perspective(text, _VIEWS[at:])
    assert all(isinstance(one, str) for one in (*tried.tried(text), *voice.faults(text)))
    planning._AWAY.search(text)
    planning._UNWILLING.search(text)
    assert 1 <= len(windows(text)) <= 24
    assert all(0 <= start <= end <= len(text) for start, end in places(text))
    if words(text):
        assert any(words(one) for one in windows(text))
