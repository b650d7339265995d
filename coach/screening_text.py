"""Bring what people type to one plain spelling, sentence by sentence, and remember where every word stood.

"He's gonna k1ll me", "hes going to kill me" and "HE IS GOING TO KILL ME" become the same words, so that one pattern reads
all three. A line that goes on in the next one, as in a pasted mail, is read both by itself and with it. It knows contractions,
texting, a few look-alike characters and slips in the words that matter; it understands nothing, corrects nothing else, and
reads only the Latin alphabet. Time and memory are linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

WINDOW = 20_000  # characters read at a time
OVERLAP = 600  # characters read twice, so that nothing hides on a border
MAX_WORDS = 70  # a sentence without full stops is read in pieces of this many words ...
STRIDE = 50  # ... each starting this many after the last
_SCAN_BACK = 300
_LONGEST_MASK = 12

_TOKEN = re.compile(
    r"[^\W_](?:[^\W_]|['*@$](?=[^\W_]))*'?|\$[^\W_]+|[.!?…\n;]+|[,:()–—\"]|\s-+\s|[\U0001F602\U0001F923\U0001F480]"
)
_END = frozenset(".!?…\n;")
_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'}
)
_LOOKALIKES = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_REPEATED = re.compile(r"([a-z])\1{2,}")
_HIDDEN = frozenset({"Cf", "Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """What the normaliser may rewrite: `known` words never change; `replace` maps one token to one or more words.

    `before` does so only when the next word is one of its second part ("ill kill" but not "ill today").
    `names_not` are capitalised words that are no person's name.
    """

    known: frozenset[str]
    replace: Mapping[str, tuple[str, ...]]
    before: Mapping[str, tuple[tuple[str, ...], frozenset[str]]]
    names_not: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in plain spelling: `text` is its words joined by single spaces with a space at either end.

    `starts[i]` is where word i begins in `text`; `places[i]` is its (start, end) in the original.
    """

    text: str
    words: frozenset[str]
    starts: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


def sentences(text: str, spelling: Spelling) -> Iterator[Sentence]:
    """Yield every sentence of `text` in plain spelling; texts of any length are read window by window, none skipped."""
    start = 0
    while True:
        end = min(start + WINDOW, len(text))
        if end < len(text):
            cut = max(text.rfind(" ", end - _SCAN_BACK, end), text.rfind("\n", end - _SCAN_BACK, end))
            end = cut + 1 if cut > start + OVERLAP else end
        yield from _window(text[start:end], start, spelling)
        if end >= len(text):
            return
        back = max(text.find(" ", end - OVERLAP, end), end - OVERLAP)
        start = max(back, start + 1)


def _window(text: str, offset: int, spelling: Spelling) -> Iterator[Sentence]:
    clean, places = _clean(text)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    line = 0  # the first word of this line, where those before it go on in it
    tokens = list(_TOKEN.finditer(clean))
    for at, token in enumerate(tokens):
        raw = token.group()
        if raw[0] in _END:
            if len(raw) == 1 and raw in ".!" and token.end() < len(clean) and clean[token.end()].isalnum():
                continue  # "3.30", "e.g", "k.ill"
            yield from _pieces(words[line:], spans[line:])
            if _goes_on(clean, tokens, at):
                line = len(words)
                continue
            if line:
                yield from _pieces(words, spans)
            words, spans, line = [], [], 0
            continue
        place = (offset + places[token.start()], offset + places[token.end() - 1] + 1)
        following = tokens[at + 1].group().lower() if at + 1 < len(tokens) else ""
        for word in _plain_words(raw, following, bool(words), spelling):
            words.append(word)
            spans.append(place)
    yield from _pieces(words[line:], spans[line:])
    if line:
        yield from _pieces(words, spans)


def _goes_on(clean: str, tokens: list[re.Match[str]], at: int) -> bool:
    """Say whether token `at` only wraps a line: a single new line, and small letters after it."""
    if tokens[at].group() != "\n" or at + 1 == len(tokens):
        return False
    following = tokens[at + 1]
    return following.group()[0].islower() and not clean[tokens[at].end() : following.start()].strip()


def _pieces(words: list[str], spans: list[tuple[int, int]]) -> Iterator[Sentence]:
    for first in range(0, max(len(words) - (MAX_WORDS - STRIDE), 1) if words else 0, STRIDE):
        piece = words[first : first + MAX_WORDS]
        starts, position = [], 1
        for word in piece:
            starts.append(position)
            position += len(word) + 1
        yield Sentence(f" {' '.join(piece)} ", frozenset(piece), tuple(starts), tuple(spans[first : first + MAX_WORDS]))


def _clean(text: str) -> tuple[str, range | list[int]]:
    """NFKC, straight quotes, no accents, nothing invisible; and for each character left, where it came from."""
    if text.isascii():
        return text, range(len(text))
    out: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        if char.isascii():
            out.append(char)
            places.append(index)
            continue
        plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char)).translate(_QUOTES)
        for part in plain:
            if unicodedata.category(part) not in _HIDDEN:
                out.append(part)
                places.append(index)
    return "".join(out), places


def _plain_words(raw: str, following: str, inside: bool, spelling: Spelling) -> tuple[str, ...]:
    if not raw[0].isalnum() and raw[0] != "$":
        return ("xlol",) if ord(raw[0]) > 0xFFFF else (",",)
    word = raw.lower().rstrip("'")
    known, replace = spelling.known, spelling.replace
    if word in replace:
        return replace[word]
    if word in spelling.before:
        changed, nexts = spelling.before[word]
        if following in nexts:
            return changed
    if word in known:
        return (word,)
    if "'" in word:
        return _uncontracted(word, replace)
    if not word.isalpha() and (better := _unmasked(word, known, replace)):
        return replace.get(better, (better,))
    if (short := _REPEATED.sub(r"\1", word)) != word:
        double = _REPEATED.sub(r"\1\1", word)
        word = double if double in known or double in replace else short
        return replace.get(word, (word,))
    if word.endswith("in") and f"{word}g" in known:
        return (f"{word}g",)
    if raw[0].isupper() and raw[1:].islower() and len(raw) > 2 and inside and word not in spelling.names_not:
        return ("xname",)
    return (word,)


def _uncontracted(word: str, replace: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Undo "n't", "'ll" and the like; a noun's "'s" stays a word of its own, being "is", "has" or "of"."""
    if word.endswith("n't"):
        verb = word[:-3]
        return (*replace.get(verb, (verb,)), "not") if verb else ("not",)  # "do n't"
    head, _, tail = word.rpartition("'")
    ending = {"m": "am", "re": "are", "ll": "will", "ve": "have", "d": "would", "s": "'s"}.get(tail)
    if ending is None:
        return (word.replace("'", ""),)
    if ending == "'s" and head in {"he", "she", "it", "that", "who", "there", "what", "where", "how", "here"}:
        ending = "is"
    return (*replace.get(head, (head,)), ending)


def _unmasked(word: str, known: frozenset[str], replace: Mapping[str, tuple[str, ...]]) -> str | None:
    """Read "k1ll", "$uicide" and "sui*ide": the plain word when it is one that matters, else None."""
    if "*" in word:
        if len(word) > _LONGEST_MASK:
            return None
        mask = re.compile(word.replace("*", "[a-z]") if word.replace("*", "").isalpha() else r"(?!)")
        return next(
            (candidate for candidate in MASKED if len(candidate) == len(word) and mask.fullmatch(candidate)), None
        )
    better = word.translate(_LOOKALIKES)
    return better if better.isalpha() and (better in known or better in replace) else None


MASKED = (
    "suicide",
    "suicidal",
    "kill",
    "killing",
    "rape",
    "raped",
    "raping",
    "rapes",
    "die",
    "abuse",
    "abused",
    "cutting",
)
