"""Where a message may land as blame, and why: the page's highlights and the core of the rewrite check.

Sources: Rosenberg, "Nonviolent Communication" (evaluations, demands, faux feelings); Gottman and Silver, "The Seven Principles
for Making Marriage Work" (criticism, contempt, the softened start-up); Gordon, "Parent Effectiveness Training" (you-messages and
I-messages). The flags say how a phrase may sound to the one who reads it, never what its writer is like.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from coach.checks import lexicons
from coach.checks.blame_patterns import COMPLAINT, FIRM, SOFT, WARM, WHY
from coach.checks.feelings import faux_feelings, has_speaker_feeling
from coach.checks.words import Token, plain, sentences, tokens

KINDS = tuple(WHY)

_SHOWN = 40
_SOFT_READ = 20_000  # characters: beyond this nobody is helped by more you-message highlights
_LONG = 60  # words; in a long text one "tired" or "cried" does not make it an honest message
_BE = frozenset("are were r was".split())
_YOU_ARE = frozenset("you're youre ur you've".split())
_YOU = frozenset("you you're youre ur u you've your ya".split())
_SPEAKER = frozenset("i i'm im me i've we my i'd".split())
_ACRONYMS = frozenset("gcse fifa nicu asap ikea lego adhd covid nasa hmrc bbcs iban euro imax npower ebay okay".split())


@dataclass(frozen=True, slots=True)
class Flag:
    """A phrase that may land as blame: text[start:end] of the message, its kind, and one plain line on why."""

    start: int
    end: int
    text: str
    kind: str
    why: str


def flags(message: str) -> list[Flag]:
    """The phrases of a message that may land as blame, in order, never overlapping; empty for a message that has none.

    What is blame in itself (absolutes, labels, threats, contempt) is flagged anywhere. A plain you-message, a why-question or a
    curt one-word sentence is flagged only while the speaker names no feeling of their own and asks for nothing nicely.
    """
    words = tokens(message)
    spans = [*_insults(words), *_matches(message, _firm()), *_labels(words), *_swearing(words), *_shouting(words)]
    spans += [(found.start, found.end, "faux_feeling") for found in faux_feelings(message)]
    if _soft_ones_count(message, len(words) > _LONG, bool(spans)):
        spans += _matches(message[:_SOFT_READ], _soft()) or ([] if spans else _complaint(message))
    return _settle(message, spans)


def _soft_ones_count(message: str, long: bool, firm: bool) -> bool:
    if has_speaker_feeling(message, outright=long):
        return False
    return firm or not _warm().search(plain(message))


def _settle(message: str, spans: list[tuple[int, int, str]]) -> list[Flag]:
    """Earlier spans in the list win where two overlap."""
    taken = bytearray(len(message))
    kept: list[Flag] = []
    for start, end, kind in spans:
        start, end = _trimmed(message, start, end)
        if start >= end or any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        text = message[start:end]
        kept.append(Flag(start, end, text, kind, WHY[kind].format(text=_quoted(text))))
    return sorted(kept, key=lambda flag: flag.start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum() or text[start] in "'\"’‘“"):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return f"'{short}'" if len(short) <= _SHOWN else f"'{short[:_SHOWN].rstrip()}…'"


def _matches(message: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> list[tuple[int, int, str]]:
    straight = plain(message)
    return [(m.start(), m.end(), kind) for kind, pattern in patterns for m in pattern.finditer(straight)]


def _complaint(message: str) -> list[tuple[int, int, str]]:
    """The first sentence that complains, whole: with no feeling in the text it can only be heard as a charge."""
    for start, end in sentences(message):
        if _complains().search(plain(message[start:end])):
            return [(start, end, "accusation")]
    return []


def _insults(words: list[Token]) -> list[tuple[int, int, str]]:
    return [
        (words[first].start, words[last - 1].end, "label")
        for first, last, _ in lexicons.word_phrases("blame", "insults").find(words)
        if not _about_speaker(words, first)
    ]


def _labels(words: list[Token]) -> list[tuple[int, int, str]]:
    """A label right after "you're", "you are such a", "being so", "you" … makes the person the problem."""
    spans = []
    for first, last, _ in lexicons.word_phrases("blame", "labels").find(words):
        before = [w.lower for w in words[max(0, first - 4) : first]]
        if _calls_you(before) and not _about_speaker(words, first):
            spans.append((words[first].start, words[last - 1].end, "label"))
    return spans


def _calls_you(before: list[str]) -> bool:
    near = before[-3:]
    if _YOU_ARE & set(near) or (near and near[-1] in _YOU and near[-1] != "your"):
        return True
    return any(a in _YOU and b in _BE for a, b in pairwise(before)) or " ".join(near[-2:]) in {
        "such a",
        "such an",
        "being a",
        "being so",
    }


def _about_speaker(words: list[Token], first: int) -> bool:
    for token in reversed(words[max(0, first - 5) : first]):
        if token.lower in _YOU:
            return False
        if token.lower in _SPEAKER:
            return True
    return False


def _swearing(words: list[Token]) -> list[tuple[int, int, str]]:
    found = lexicons.word_phrases("blame", "swearing").find(words)
    return [(words[first].start, words[last - 1].end, "swearing") for first, last, _ in found]


def _shouting(words: list[Token]) -> list[tuple[int, int, str]]:
    """Runs of words in capitals: one word of four letters or more, or several in a row; known acronyms are left alone."""
    spans: list[tuple[int, int, str]] = []
    run: list[Token] = []
    for token in [*words, None]:
        if token is not None and token.shouted and token.lower not in _ACRONYMS:
            run.append(token)
            continue
        letters = sum(len(t.text) for t in run if t.text.isalpha())
        if letters >= 4 and any(len(t.text) >= 3 for t in run):
            spans.append((run[0].start, run[-1].end, "shouting"))
        run = []
    return spans


@cache
def _firm() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(expression, re.IGNORECASE)) for kind, expression in FIRM)


@cache
def _soft() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(expression, re.IGNORECASE)) for kind, expression in SOFT)


@cache
def _complains() -> re.Pattern[str]:
    return re.compile(COMPLAINT, re.IGNORECASE)


@cache
def _warm() -> re.Pattern[str]:
    return re.compile(WARM, re.IGNORECASE)
