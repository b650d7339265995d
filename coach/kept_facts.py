"""What a version kept of a message: its names, days, numbers and what it is about; for a limit, the limit itself."""

import re
from dataclasses import dataclass

from coach.checks.facts import facts, missing_facts
from coach.checks.words import plain, sentences, stem, tokens
from coach.messages import RewriteKind

_LIMIT = re.compile(
    r"\bI(?:'ll| will| won't| will not|'m going to| am going to|'m not going to| am not going to| need| can't| cannot)\b",
    re.I,
)
_EMPTY = frozenset("i i'll i'm will won't not going to need can't cannot a an the and you me my your it is".split())


@dataclass(frozen=True)
class KeptFact:
    """Something that a message says, and whether a version says it too. `kind`: a Fact's, or "limit"."""

    kind: str
    text: str
    kept: bool


def kept_facts(message: str, version: str, kind: RewriteKind = "i-statement") -> list[KeptFact]:
    """Return the facts of a message in order, each once, with whether the version holds them in some form."""
    gone = {(one.kind, one.key) for one in missing_facts(message, version)}
    found: dict[tuple[str, str], KeptFact] = {}
    for one in facts(message):
        found.setdefault((one.kind, one.key), KeptFact(one.kind, one.text.strip(), (one.kind, one.key) not in gone))
    limits = _limits(message) if kind == "boundary" else []
    said = [_roots(one) for one in _limits(version)]
    return [*found.values(), *(KeptFact("limit", one, any(_roots(one) & other for other in said)) for one in limits)]


def _limits(text: str) -> list[str]:
    """The sentences that say what the speaker will do, will not do, or needs."""
    straight = plain(text)
    return [text[start:end] for start, end in sentences(text) if _LIMIT.search(straight, start, end)]


def _roots(text: str) -> set[str]:
    return {stem(one.lower) for one in tokens(text) if one.lower not in _EMPTY}
