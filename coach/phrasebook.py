"""Wordings that were written beforehand, for what people type most: the same grievances and excuses in ever other words.

A translation memory (Nagao 1984, "A framework of a mechanical translation between Japanese and English by analogy principle"):
the wordings of an entry serve a message that says what the entry's own messages say. Words decide whether that may be so (nothing
in the message that the entry does not know, the same who-did-what-to-whom, a denial on both sides or on none), and the embedding
model whether it is. lexicons/phrasebook.jsonl holds the entries, phrasebook.npy where to look first; training/data/README.md says
how they were written.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.checks.facts import facts
from coach.checks.words import past, stem, tokens
from coach.messages import TONES, RewriteKind, Tone

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts -> (n, dim), unit rows."""
NEAR = 0.75
"""The least cosine similarity, with the embedding model that comes with Hearth, of two messages that say the same."""
VERY_NEAR = 0.92
"""The same where one tells of what was and the other of what is, or the entry's message holds more than the message does."""
LONGEST = 16  # words of a message that is looked up: a longer one tells more than any entry knows
_ASKED = 24  # phrasings whose vectors are compared
_LOOKED_AT = 64  # entries whose words are compared with a message's
_WHO = {
    one: who
    for who, ones in {
        "i": "i me us myself im ive id i'm i've i'd i'll",
        "my": "my mine",
        "you": "you u ya yourself youre ur you're you've you'd you'll youve youd youll",
        "your": "your yours",
        "we": "we our ours ourselves we're we've we'd we'll weve",
    }.items()
    for one in ones.split()
}
_DENIALS = frozenset(
    "no not never nothing nobody none nowhere neither nor cannot without hardly barely rarely "
    "dont cant wont didnt doesnt isnt arent wasnt werent havent hasnt hadnt couldnt wouldnt shouldnt aint".split()
)
_SAME = dict(
    pair.split("=")
    for pair in "mum=mother mom=mother mam=mother dad=father telly=tv television=tv yell=shout mates=friends mate=friend "
    "criticise=criticize criticising=criticizing apologise=apologize apologising=apologizing wanna=want".split()
)
_WRAPPED = re.compile(
    r"^\W*(?:i(?:['’]m| am|m)? (?:so |really )?(?:sick|tired|fed up)(?: and tired)? (?:of|with)"
    r"|i (?:really )?hate (?:it when|that|how)|(?:i )?(?:can['’]?t|cannot) believe(?: that)?|it['’]?s like"
    r"|nice to know(?: that)?|how (?:could|dare) (?=you))\s"
    r"|,? i['’]?m (?:so )?(?:sick|tired) of (?:it|this)\W*$"
)
"""What is said around a grievance, and changes nothing of it."""
_PASSING = frozenset(
    "a an the this that these those it its it's is are was were be been being am do does did done doing have has "
    "had having will would can could shall should may might must 's to of in on at for with from by about as so and "
    "or but if then there here what what's whats why how when which who come y always ever every all any some just "
    "really actually even only still again too very much many more most anymore lately often constantly time times "
    "single please pls stop quit start try oh ok okay well right honestly seriously literally lol omg ffs god babe "
    "love honey hey look get got getting go going kind sort bit thing things way r n cos because one ones once "
    "everything anything something own lot lots now today tonight already bloody fucking damn goddamn effing "
    "clearly basically obviously maybe perhaps everytime".split()
)
"""Words that may be there or not, and the grievance is the same."""


@dataclass(frozen=True)
class Wording:
    """What an entry makes of its messages: a text in each tone; for an "I feel" message, the feeling and need that it says."""

    kind: RewriteKind
    feeling: str
    need: str
    texts: Mapping[Tone, str]

    @cached_property
    def tells(self) -> frozenset[str]:
        """The stems of what the texts tell of."""
        return frozenset[str]().union(*(_said(one).told for one in self.texts.values()))

    @cached_property
    def takes_for_granted(self) -> frozenset[str]:
        """What of a life the texts take for granted (a child, an ex, drink), as keys of topics."""
        told = {one.key for text in self.texts.values() for one in facts(text) if one.kind == "topic"}
        return _OF_A_LIFE & told

    @cached_property
    def says_again(self) -> bool:
        """Whether a text tells of something that was, and not for the first time."""
        said = [_letters(one) for one in self.texts.values()]
        return self.kind == "i-statement" and any(
            one == "again" and any(map(past, words[max(0, at - 4) : at]))
            for words in said
            for at, one in enumerate(words)
        )


_OF_A_LIFE = frozenset(
    "kids school sex ex mother father sister brother nan parents pub smoking gambling funeral therapy".split()
)
_MORE_THAN_ONCE = frozenset(
    "again always never every everytime ever still keep keeps another often constantly yet more".split()
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What two messages that say the same have in common: the stems of what is told, who comes in which order, a denial or none.

    `past` is whether it tells of what was, `once` that nothing in it says that it was not the first time.
    """

    told: frozenset[str]
    who: tuple[str, ...]
    denied: bool
    past: bool
    once: bool

    def agrees_with(self, other: "_Said") -> bool:
        """Say whether the same people come in the same order, as far as both name them, and both deny or neither."""
        fewer, more = sorted((self.who, other.who), key=len)
        left = iter(more)
        return self.denied == other.denied and fewer[:1] in ((), more[:1]) and all(one in left for one in fewer)

    def least_likeness(self, other: "_Said") -> float:
        """Return how near the vectors of this message and of an entry's must be."""
        same = other.told <= self.told and other.past == self.past and bool(other.who) == bool(self.who)
        return NEAR if same else VERY_NEAR


class Phrasebook:
    """Entries, found by what a message says. Thread-safe if `embed` is.

    `vectors` holds a unit row for each entry, the mean of its messages': only the nearest are looked at then, and without it all.
    """

    def __init__(
        self,
        entries: Iterable[tuple[Sequence[str], Wording]],
        embed: Embed,
        vectors: NDArray[np.float16] | None = None,
    ) -> None:
        self._embed = embed
        self._entries = list(entries)
        self._vectors = vectors

    def find(self, message: str, kind: RewriteKind = "i-statement") -> Wording | None:
        """Return the wording of this kind for a message that says what an entry says, or None."""
        letters = _letters(message)
        if not letters or len(letters) > LONGEST:
            return None
        entries = list(self._nearest(message, kind))
        for messages, wording in entries:
            if any(_letters(one) == letters for one in messages):
                return wording
        said = _said(message)
        if not said.told:  # "whatever": nothing to tell it from others by
            return None
        near = []
        for messages, wording in entries:
            others = [(one, _said(one)) for one in messages]
            known = frozenset[str]().union(*(other.told for _, other in others))
            if said.told <= known and not (said.once and wording.says_again):
                near += [
                    (_shared(said, other), phrasing, other, wording)
                    for phrasing, other in others
                    if said.told & other.told and said.agrees_with(other)
                ]
        near = sorted(near, key=lambda one: -one[0])[:_ASKED]
        if not near:
            return None
        own, *vectors = self._embed([message, *(phrasing for _, phrasing, _, _ in near)])
        likeness = np.stack(vectors) @ own
        best = int(np.argmax(likeness))
        _, _, other, wording = near[best]
        # what only the entry's message says ("last night") may not stand in the answer
        adds = not wording.tells.isdisjoint(other.told - said.told)
        # nor a child or an ex of which the message says nothing ("how the scan went")
        adds = adds or not wording.takes_for_granted <= {one.key for one in facts(message)}
        return wording if likeness[best] >= said.least_likeness(other) and not adds else None

    def _nearest(self, message: str, kind: RewriteKind) -> Iterator[tuple[Sequence[str], Wording]]:
        """Yield the entries of a kind whose words are to be compared with a message's, nearest first where that is known."""
        order: Iterable[int] = range(len(self._entries))
        most = None
        if self._vectors is not None:
            likeness = self._vectors.astype(np.float32) @ self._embed([message])[0]
            order, most = np.argsort(-likeness, kind="stable"), _LOOKED_AT
        yield from islice((one for at in order if (one := self._entries[at])[1].kind == kind), most)


@cache
def entries() -> tuple[tuple[tuple[str, ...], Wording], ...]:
    """Return what Hearth comes with: (messages that say the same, their wording)."""
    lines = files("coach").joinpath("lexicons/phrasebook.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return tuple(
        (
            tuple(row["messages"]),
            Wording(
                row.get("kind", "i-statement"),
                row.get("feeling", ""),
                row.get("need", ""),
                {tone: row[tone] for tone in TONES},
            ),
        )
        for row in rows
    )


def vectors() -> NDArray[np.float16]:
    """Return a unit row for each entry, in order: the mean of its messages' vectors by the embedding model of Hearth.

    `python -m training.phrasebook` makes them.
    """
    with as_file(files("coach").joinpath("lexicons/phrasebook.npy")) as path:
        held: NDArray[np.float16] = np.load(path)
    return held


def _shared(one: _Said, other: _Said) -> float:
    """Return which share of what either tells both tell (0 to 1)."""
    return len(one.told & other.told) / max(1, len(one.told | other.told))


def _letters(text: str) -> tuple[str, ...]:
    return tuple(one.lower for one in tokens(text))


def _said(text: str) -> _Said:
    words = [_SAME.get(one, one) for one in _letters(_WRAPPED.sub("", text.lower().replace("on time", "punctual")))]
    return _Said(
        frozenset(stem(one) for one in words if not (one in _WHO or one in _PASSING or _denies(one))),
        tuple(_WHO[one] for one in words if one in _WHO),
        any(_denies(one) for one in words),
        any(past(one) for one in words),
        _MORE_THAN_ONCE.isdisjoint(words),
    )


def _denies(word: str) -> bool:
    return word in _DENIALS or word.endswith("n't")
