"""The concrete things in a message (who, when, how much, where, about what), and whether a rewrite kept them.

A rewrite that drops the day or adds a name is no longer the person's message (Rosenberg: observe what happened, as a camera
would). The comparison forgives another form of the same fact ("7pm" and "7", "twenty" and 20, "mum's" and "mum"); it does not
understand sentences, so a fact told in wholly different words counts as missing.
"""

import re

from coach.checks.fact_finding import Fact, all_found, topic_phrases
from coach.checks.words import plain, sentences, stem, tokens

__all__ = ["HARD", "Fact", "facts", "invented_facts", "missing_facts"]

HARD = frozenset({"name", "place", "number", "money", "time", "day"})

_ORDINAL = {"one": "1", "once": "1", "first": "1", "second": "2", "both": "2", "thousands": "1000", "hundreds": "100"}
_ASKS = re.compile(
    r"\b(?:could|would|can|will|shall|please|let's|let us|how about|i'd (?:love|like)|i want|i need|next|may|might|i'll|we'll|"
    r"from now|tell me|or we|or i)\b|(?:^|[.,;:!?]\s|\b(?:and|so|then)\s)(?:come|take|try|set|put|give|save|keep|pick|plan|book|"
    r"ask|get|leave|call|text|ring|do|be|meet|talk|stay)\b",
    re.I,
)
_UNITS = frozenset("hours weeks months years nights times people kids children pounds dollars miles".split())
_COUNTING_PHRASE = frozenset({"of", "another", "more", "on", "each", "day", "thing", "time"})


def facts(message: str) -> list[Fact]:
    """The concrete facts of a message in order, none overlapping."""
    taken = bytearray(len(message))
    kept: list[Fact] = []
    words = tokens(message)
    for fact in all_found(message, words):
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)


def missing_facts(message: str, rewrite: str) -> list[Fact]:
    """The facts of the message that the rewrite holds in no form, each key once, in order."""
    known = _Known(rewrite)
    missing: dict[tuple[str, str], Fact] = {}
    for fact in facts(message):
        if not known.holds(fact) and not _figure_of_speech(fact, message):
            missing.setdefault((fact.kind, fact.key), fact)
    return list(missing.values())


def invented_facts(message: str, rewrite: str) -> list[Fact]:
    """Names, places, numbers, times and days of the rewrite that the message lacks.

    When and how long in a request is a proposal, not a claim ("could we talk at eight on Sunday?"), and is let
    pass; a name never is.
    """
    known = _Known(message)
    asked = _asking_spans(rewrite)
    return [
        fact
        for fact in facts(rewrite)
        if fact.kind in HARD and not known.holds(fact) and not _proposed(fact, asked) and not _small(fact, rewrite)
    ]


def _figure_of_speech(fact: Fact, text: str) -> bool:
    """ "I've asked ten times", "you two", "are you twelve?": numbers that count nothing."""
    if fact.kind != "number":
        return False
    after = [t.lower for t in tokens(text[fact.end : fact.end + 20])[:1]]
    before = [t.lower for t in tokens(text[max(0, fact.start - 20) : fact.start])[-1:]]
    if after in (["times"], ["seconds"]) and int(float(fact.key)) in {2, 10, 20, 50, 100, 1000, 1_000_000}:
        return True
    return (before in (["you"], ["us"], ["we"], ["the"]) and fact.key == "2") or (fact.key == "2" and after == ["of"])


def _small(fact: Fact, text: str) -> bool:
    """ "one", "two of us", "once" are ways of speaking as often as counts."""
    if fact.kind != "number" or fact.text[:1].isdigit():
        return False
    following = tokens(text[fact.end : fact.end + 20])[:1]
    if following and following[0].lower in _UNITS:
        return False
    return fact.key in {"0", "1", "2", "3"} or bool(following and following[0].lower in _COUNTING_PHRASE)


def _proposed(fact: Fact, asked: list[tuple[int, int]]) -> bool:
    return fact.kind in {"number", "time", "day", "money"} and any(start <= fact.start < end for start, end in asked)


def _asking_spans(text: str) -> list[tuple[int, int]]:
    """From a word of asking to the end of its sentence; the whole sentence when it begins with the day ("Tonight, could…")."""
    straight = plain(text)
    spans = []
    for start, end in sentences(text):
        m = _ASKS.search(straight, start, end)
        if m:
            spans.append((start, end))
    return spans


class _Known:
    """What a text holds, in every form that counts as the same."""

    def __init__(self, text: str) -> None:
        found = facts(text)
        self._numbers = {
            key for fact in found if fact.kind in {"number", "money", "time"} for key in _number_forms(fact)
        }
        words = tokens(text)
        self._words = {token.lower.removesuffix("'s") for token in words}
        self._roots = {stem(token.lower) for token in words}
        self._numbers |= {_ORDINAL[word] for word in self._words & _ORDINAL.keys()}
        self._days = {fact.key for fact in found if fact.kind == "day"}
        self._topics = {name for _, _, names in topic_phrases().find(words) for name in names}

    def holds(self, fact: Fact) -> bool:
        if fact.kind == "topic":
            return fact.key in self._topics
        if fact.kind == "day":
            return fact.key in self._days or fact.key in self._words
        if fact.kind in {"number", "money", "time"}:
            return not self._numbers.isdisjoint(_number_forms(fact))
        return fact.key in self._words or stem(fact.key) in self._roots


def _number_forms(fact: Fact) -> set[str]:
    """A time is the same with and without its minutes' zeros, and 19:00 is 7."""
    forms = {fact.key}
    hour, _, minutes = fact.key.partition(":")
    if fact.kind == "time" and hour.isdigit() and int(hour) > 12:
        forms.add(str(int(hour) - 12) + (f":{minutes}" if minutes else ""))
    if "." in fact.key:
        forms.add(fact.key.replace(".", ":"))
    return forms
