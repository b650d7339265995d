"""Words, sentences and plain spelling with exact places in the original text.

Everything here keeps offsets: `plain` swaps characters one for one, and a token's start and end index the text as it was
typed. It does not correct spelling and knows no grammar. All of it runs in time linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BREAK = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]]*+(?=\s|$)|\n+")  # linear: a run of stops is looked at once
_ABBREVIATED = frozenset({"mr", "mrs", "ms", "dr", "st", "vs", "etc", "e.g", "i.e", "no"})
_DOUBLED = re.compile(r"([bdgklmnprtz])\1$")
_IRREGULAR = {
    "forgot": "forget", "forgotten": "forget", "lost": "lose", "left": "leave", "broke": "break", "broken": "break",
    "took": "take", "taken": "take", "gave": "give", "given": "give", "went": "go", "gone": "go", "came": "come",
    "said": "say", "told": "tell", "spent": "spend", "bought": "buy", "paid": "pay", "sold": "sell", "ate": "eat",
    "eaten": "eat", "drank": "drink", "drunk": "drink", "slept": "sleep", "kept": "keep", "threw": "throw",
    "thrown": "throw", "drove": "drive", "wrote": "write", "written": "write", "made": "make", "did": "do",
    "done": "do", "saw": "see", "seen": "see", "heard": "hear", "woke": "wake", "hid": "hide", "hidden": "hide",
    "lied": "lie", "lying": "lie", "chose": "choose", "chosen": "choose", "stood": "stand", "sat": "sit",
    "spoke": "speak", "spoken": "speak", "brought": "bring", "thought": "think", "felt": "feel", "met": "meet",
    "ran": "run", "sang": "sing", "wore": "wear", "lent": "lend", "sent": "send", "held": "hold", "built": "build",
    "read": "read", "led": "lead", "let": "let", "put": "put", "cut": "cut", "shut": "shut", "hung": "hang",
    "children": "child", "kids": "kid", "wives": "wife", "knives": "knife", "women": "woman", "men": "man",
}  # fmt: skip


class Token(NamedTuple):
    """One word: `lower` is its lower case with straight apostrophes; text[start:end] is how it was typed.

    A named tuple, since a long text has very many of them.
    """

    lower: str
    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()

    @property
    def shouted(self) -> bool:
        """Whether it is written wholly in capitals and long enough for that to mean something."""
        return len(self.text) > 1 and self.text.isupper()


def plain(text: str) -> str:
    """The text with curly quotes and hard spaces made straight, character for character: offsets stay valid."""
    return text.translate(_PLAIN)


def tokens(text: str) -> list[Token]:
    """The words of a text in order; "don't" and "mum's" are one word each."""
    straight = plain(text)
    return [Token(m[0].lower(), m.start(), m.end(), text[m.start() : m.end()]) for m in _WORD.finditer(straight)]


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, its closing punctuation included, outer white space left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for m in _BREAK.finditer(plain(text)):
        if m[0] == "." and _ends_in_abbreviation(text, m.start()):
            continue
        _append_trimmed(spans, text, start, m.end())
        start = m.end()
    _append_trimmed(spans, text, start, len(text))
    return spans


def _ends_in_abbreviation(text: str, dot: int) -> bool:
    tail = text[max(0, dot - 5) : dot].rsplit(None, 1)
    return bool(tail) and tail[-1].lower() in _ABBREVIATED


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        spans.append((left, right))


@lru_cache(maxsize=16384)
def _stemmed(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    for ending, put, least in (("ies", "y", 5), ("sses", "ss", 5), ("ied", "y", 5), ("ing", "", 6), ("ed", "", 5)):
        if word.endswith(ending) and len(word) >= least:
            root = _DOUBLED.sub(r"\1", word[: -len(ending)] + put)
            return root.removesuffix("e") if len(root) > 3 else root
    if word.endswith("es") and word[-3:-2] in "sxzh" and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def stem(word: str) -> str:
    """A rough common root, so that forms of a word compare equal ("dishes", "dish"; "mum's", "mum"; "left", "leave")."""
    word = word.lower().replace("’", "'")
    word = word.removesuffix("'s").rstrip("'")
    return _stemmed(word[:40])


_NOT_PAST = frozenset(
    "let put cut shut read hit set left children kids wives knives women men lying led given gone done taken".split()
)


def past(word: str) -> bool:
    """Say whether a word tells of what was, by its form alone ("forgot", "promised", "didn't"); "tired" does so too."""
    word = word.lower().replace("’", "'")
    return (
        word in ("was", "were", "wasn't", "weren't", "didn't", "didnt", "had")
        or (word in _IRREGULAR and word not in _NOT_PAST)
        or (word.endswith("ed") and len(word) > 4 and not word.endswith("eed"))
    )


class Phrases(Generic[Value]):
    """A set of phrases, each with a value, found word by word in one pass (longest phrase first, no overlaps)."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        """Take (phrase, value) pairs; phrases are compared in lower case, word by word; the first of two equal ones stays."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in entries:
            words = tuple(t.lower for t in tokens(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for options in self._by_first.values():
            options.sort(key=lambda option: -len(option[0]))

    def find(self, words: Sequence[Token]) -> Iterator[tuple[int, int, Value]]:
        """(first, last + 1, value) for each phrase among the words, as indices into `words`."""
        i = 0
        while i < len(words):
            for phrase, value in self._by_first.get(words[i].lower, ()):
                end = i + len(phrase)
                if end <= len(words) and all(words[i + k].lower == phrase[k] for k in range(1, len(phrase))):
                    yield i, end, value
                    i = end - 1
                    break
            i += 1
