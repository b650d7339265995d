"""Where the concrete things in a text are: names, places, numbers, money, clock times, days and everyday topics.

Finds each by its look alone (capitals, digits, word lists), with its place in the text and a key that its other forms share. It
compares nothing; `facts` does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from coach.checks import lexicons
from coach.checks.words import Phrases, Token, plain, sentences

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april june july august september october november december".split()
_FESTIVE = (
    "christmas easter halloween thanksgiving xmas valentine eid diwali hanukkah passover ramadan valentine's valentines"
).split()
_RELATIVE = "yesterday".split()
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WAYS_OF_SPEAKING = frozenset({"zero", "one", "hundred", "thousand", "million"})  # "a thousand times", "the one who"
_BIG = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "grand": 1000, "dozen": 12}
_VALUES = {
    **{word: i for i, word in enumerate(_UNITS)},
    **{word: 10 * (i + 2) for i, word in enumerate(_TENS)},
    "twice": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_SHORT_DAYS = {
    "mon": "monday",
    "tue": "tuesday",
    "tues": "tuesday",
    "weds": "wednesday",
    "thurs": "thursday",
    "fri": "friday",
}
_SHORT_MONTHS = {
    "jan": "january", "feb": "february", "aug": "august", "sept": "september", "oct": "october", "nov": "november",
    "dec": "december",
}  # fmt: skip
_MONEY = re.compile(
    r"[£$€]\s?(\d[\d,]{0,11}(?:\.\d{1,2})?)\s?(k\b)?|\b(\d[\d,]{0,11}(?:\.\d{1,2})?)\s?(k)?"
    r"\s?(?:quid|pounds?|dollars?|bucks|euros?|grand)\b",
    re.I,
)
_TIME = re.compile(
    r"\b(\d{1,2})(?:[:.]([0-5]\d))?\s?(?:am|pm|a\.m|p\.m|o'?clock|ish)\b|\b(\d{1,2})[:.]([0-5]\d)\b", re.I
)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]{0,11}(?:\.\d{1,4})?(?=\D|$)")
_DATE_END = re.compile(r"(?:st|nd|rd|th)\b", re.I)
_PLACE_BEFORE = frozenset({"at", "in", "from", "near", "outside", "via"})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something concrete: text[start:end], its kind (name, place, number, money, time, day or topic) and a key that its
    other forms share (a name in lower case, a number in digits, a topic's own name)."""

    kind: str
    text: str
    start: int
    end: int
    key: str


def all_found(text: str, words: list[Token]) -> Iterator[Fact]:
    """Every candidate, the surest kinds first; they may overlap, and the first to claim a place should keep it."""
    straight = plain(text)
    for m in _MONEY.finditer(straight):
        number = (m[1] or m[3]).replace(",", "")
        yield Fact("money", text[m.start() : m.end()], m.start(), m.end(), _amount(number, bool(m[2] or m[4])))
    for m in _TIME.finditer(straight):
        hour, minutes = (m[1], m[2]) if m[1] else (m[3], m[4])
        key = str(int(hour)) if minutes in (None, "00") else f"{int(hour)}:{minutes}"
        yield Fact("time", text[m.start() : m.end()], m.start(), m.end(), key)
    for m in _NUMBER.finditer(straight):
        tail = _DATE_END.match(straight, m.end())
        end = tail.end() if tail else m.end()
        yield Fact("number", text[m.start() : end], m.start(), end, _amount(m[0].replace(",", ""), False))
    yield from _number_words(text, words)
    yield from _days(text, words)
    yield from _names(text, words)
    yield from _topics(text, words)


def _amount(number: str, thousands: bool) -> str:
    value = float(number) * (1000 if thousands else 1)
    return str(int(value)) if value == int(value) else str(value)


def _number_words(text: str, words: list[Token]) -> Iterator[Fact]:
    i = 0
    while i < len(words):
        end, value = _read_number(text, words, i)
        if end > i:
            start, stop = words[i].start, words[end - 1].end
            if end - i > 1 or words[i].lower not in _WAYS_OF_SPEAKING:
                yield Fact("number", text[start:stop], start, stop, str(value))
            i = end
        else:
            i += 1


def _read_number(text: str, words: list[Token], i: int) -> tuple[int, int]:
    """(index after the number, its value); the index itself where no number begins."""
    total, part, j = 0, 0, i
    while j < len(words) and j - i < 8:
        word = words[j].lower
        if j > i and text[words[j - 1].end : words[j].start].strip(" -"):
            break
        if word in _VALUES and (j == i or word in _UNITS or word in _TENS):
            part += _VALUES[word]
        elif word in _BIG and (j > i or word in {"hundred", "thousand", "dozen"}):
            part = max(part, 1) * _BIG[word]
            if _BIG[word] >= 1000:
                total, part = total + part, 0
        elif (
            word == "and"
            and j > i
            and words[j - 1].lower in _BIG
            and j + 1 < len(words)
            and words[j + 1].lower in _VALUES
        ):
            pass
        else:
            break
        j += 1
    return j, total + part


def _days(text: str, words: list[Token]) -> Iterator[Fact]:
    for i, token in enumerate(words):
        root = token.lower.removesuffix("'s")
        for name in (root, root.removesuffix("s"), root.removesuffix("es")):
            known = _SHORT_DAYS.get(name) or _SHORT_MONTHS.get(name)
            if (
                known
                or name in _DAYS
                or name in _MONTHS
                or name in _FESTIVE
                or name in _RELATIVE
                or _is_may(token, words, i)
            ):
                key = {"xmas": "christmas", "valentine": "valentine's", "valentines": "valentine's"}.get(
                    name, known or name
                )
                yield Fact("day", token.text, token.start, token.end, key)
                break


def _is_may(token: Token, words: list[Token], i: int) -> bool:
    before = words[i - 1].lower if i else ""
    return token.text == "May" and before in {
        "in",
        "since",
        "last",
        "of",
        "by",
        "until",
        "till",
        "th",
        "early",
        "late",
        "this",
    }


def _names(text: str, words: list[Token]) -> Iterator[Fact]:
    """Capitalised words that are no ordinary opening of a sentence, and well-known first names in any case."""
    starts = {start for start, _ in sentences(text)}
    capitals_mean_nothing = sum(t.shouted for t in words) * 2 > len(words)
    known, ordinary = lexicons.words("facts", "names"), lexicons.words("facts", "not_names")
    for i, token in enumerate(words):
        base = token.lower.removesuffix("'s")
        if base in ordinary or base.split("'")[0] in {"i", "you", "we", "it", "that", "he", "she", "don", "can", "let"}:
            continue
        opening = token.start in starts or _after_opening(text, token.start)
        named = base in known and not (base in {"dan", "ali"} and not token.capital)
        looks = token.capital and not token.shouted and not opening and not capitals_mean_nothing and len(base) > 1
        if named or looks:
            place = i > 0 and words[i - 1].lower in _PLACE_BEFORE and not named
            yield Fact("place" if place else "name", token.text, token.start, token.end, base)


def _after_opening(text: str, start: int) -> bool:
    """Whether a quotation, a colon or a dash just before makes the capital an ordinary one."""
    before = plain(text[max(0, start - 3) : start]).rstrip()
    return before.endswith(("'", '"', ":", ".", "?", "!", "-", "–", "—", "(", "…", "*"))


def _topics(text: str, words: list[Token]) -> Iterator[Fact]:
    for first, last, names in topic_phrases().find(words):
        if first and _likened(words[first - 1], text):
            continue
        start, end = words[first].start, words[last - 1].end
        yield Fact("topic", text[start:end], start, end, names[0])


def _likened(before: Token, text: str) -> bool:
    """ "like a dog" is about no dog."""
    lead = plain(text[max(0, before.start - 14) : before.start].lower())
    return before.lower in {"a", "an", "the"} and lead.endswith(
        ("like ", "like i'm ", "like im ", "like you're ", "i'm ")
    )


@cache
def topic_phrases() -> Phrases[tuple[str, ...]]:
    """The topics that each word or phrase stands for, ready to be found."""
    by_word: dict[str, tuple[str, ...]] = {}
    for topic in lexicons.topics():
        for word in (form for plain_form in topic.words for form in (plain_form, f"{plain_form}'s")):
            by_word[word] = (*by_word.get(word, ()), topic.name)
    return Phrases(by_word.items())
