"""Did the rewrite turn round who did what to whom? ("You lost my keys" -> "I lost your keys".)

Compares, for each verb and each thing that both texts share, the pronouns around it. Conservative: it speaks only when the
message has one side alone and the rewrite the other alone. It knows no grammar beyond the words next to each other, so a swap
told in other words passes; the likelihood of the message given the rewrite is the model's affair.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from coach.checks.words import Token, plain, sentences, stem, tokens

_I = frozenset("i i'm im i've ive i'd i'll".split())
_YOU = frozenset("you you're youre u ur you've youve you'd you'll ya".split())
_BETWEEN = frozenset(
    "have had has 've did didn't didnt do don't dont does never always just also even often still again once "
    "only really keep "
    "kept was were are am be been not haven't havent won't wont can't cant couldn't couldnt would will could both all "
    "sometimes recently lately constantly".split()
)
# "could you", "with you": a request or an object, not someone who did something
_NOT_SUBJECT_AFTER = frozenset("to for with of than at from let would could can will shall do did are have if".split())
_PROPOSING = frozenset("i'll you'll ur i'm im you're youre".split())
_OBJECT = {"me": "i", "my": "i", "mine": "i", "you": "you", "your": "you", "ur": "you", "yours": "you", "u": "you"}
_QUOTED = re.compile(r"(?<!\w)(['\"])[^'\"\n]{1,80}\1(?!\w)")
# done by one of the two, so that a change of subject alone is a swap
_DEEDS = frozenset(
    stem(word)
    for word in "lose forget break leave promise cheat lie shout yell scream ignore cancel drop spill burn sell "
    "snore hide flirt "
    "drink smoke invite interrupt cook clean pay spend criticise criticize slam throw hang forgive embarrass "
    "blame lend borrow gamble "
    "crash scratch delete block read check tidy wash hoover arrive walk storm roll sulk post book quit drive "
    "wake".split()
)
_TELLING = frozenset("when whenever after that because".split())
_FELT = frozenset(stem(word) for word in "love miss want need feel like hurt hope wish".split())
_ARTICLES = frozenset("the a an this that some to at with for on about in of from".split())
_NOUNS_SHARED = frozenset(
    stem(word)
    for word in "phone turn side day time life mind family friends friend house home way own love word words "
    "feelings feeling "
    "needs partner wife husband job work help attention opinion voice place fault hand hands head heart bed "
    "night evening "
    "thing things share best bit age name space view business number half girlfriend boyfriend birthday message "
    "box boxes turn fella man woman".split()
)


def swapped_roles(message: str, rewrite: str) -> bool:
    """Whether a shared verb or thing changed hands between the partners."""
    return _verbs_swapped(message, rewrite) or _owners_swapped(message, rewrite)


def _unquoted(text: str) -> str:
    """Without quoted speech: in it "I" is whoever is quoted."""
    return _QUOTED.sub(" ", plain(text))


def _verbs_swapped(message: str, rewrite: str) -> bool:
    before, after = _doers(_unquoted(message)), _doers(_unquoted(rewrite))
    for verb, pairs in before.items():
        others = after.get(verb)
        if not others:
            continue
        subjects, now = {subject for subject, _ in pairs}, {subject for subject, _ in others}
        if len(subjects) != 1 or len(now) != 1 or subjects == now:
            continue
        objects = {thing for _, thing in pairs if thing}
        things = {thing for _, thing in others if thing}
        if (
            verb in _DEEDS
            or (now == {"i"} and verb not in _FELT and verb in _told_after_when(rewrite))
            or (verb not in _FELT and objects and things and not objects & things)
        ):
            return True
    return False


def _told_after_when(rewrite: str) -> set[str]:
    """The verbs of "when I …", "that I …": what a rewrite says happened, as against what it wishes for."""
    verbs = set()
    for words in _clauses(_unquoted(rewrite)):
        for before, token, verb in zip(words, words[1:], _next_verbs(words)[1:], strict=False):
            if before.lower in _TELLING and token.lower in _I:
                verbs.add(verb)
    return verbs


def _next_verbs(words: list[Token]) -> list[str]:
    """For each word, the root of the first word after it that is no auxiliary or adverb, looking four ahead."""
    verbs = []
    for i in range(len(words)):
        ahead = (word.lower for word in words[i + 1 : i + 5] if word.lower not in _BETWEEN)
        verbs.append(stem(next(ahead, "")))
    return verbs


def _doers(text: str) -> dict[str, set[tuple[str, str]]]:
    """verb -> {(who does it, to whom or whose)}: "you never listen to me" -> listen: {("you", "i")}."""
    found: dict[str, set[tuple[str, str]]] = {}
    for words in _clauses(text):
        for i, token in enumerate(words):
            subject = "i" if token.lower in _I else "you" if token.lower in _YOU else ""
            if not subject or (i and words[i - 1].lower in _NOT_SUBJECT_AFTER):
                continue
            if token.lower in _PROPOSING:
                continue
            j = i + 1
            while j < len(words) and j < i + 5 and words[j].lower in _BETWEEN:
                j += 1
            if j < len(words):
                found.setdefault(stem(words[j].lower), set()).add((subject, _object(words[j + 1 : j + 4])))
    return found


def _object(words: list[Token]) -> str:
    for token in words:
        if token.lower in _OBJECT:
            return _OBJECT[token.lower]
        if token.lower not in _ARTICLES:
            return ""
    return ""


def _owners_swapped(message: str, rewrite: str) -> bool:
    before, after = _owners(_unquoted(message)), _owners(_unquoted(rewrite))
    return any(
        len(owners) == 1 and len(after.get(thing, ())) == 1 and owners != after[thing]
        for thing, owners in before.items()
        if thing not in _NOUNS_SHARED
    )


def _owners(text: str) -> dict[str, set[str]]:
    """thing -> whose: "your mother" -> mother: {"you"}."""
    found: dict[str, set[str]] = {}
    for words in _clauses(text):
        for token, following in pairwise(words):
            if token.lower in {"my", "your", "ur"}:
                found.setdefault(stem(following.lower), set()).add(_OBJECT[token.lower])
    return found


def _clauses(text: str) -> Iterator[list[Token]]:
    spans = sentences(text)
    words = tokens(text)
    k = 0
    for start, end in spans:
        clause: list[Token] = []
        while k < len(words) and words[k].start < end:
            if words[k].start >= start:
                clause.append(words[k])
            k += 1
        yield clause
