"""Read coach/safety/patterns.toml and say which of its patterns a text meets, and where.

The patterns are data: words grouped under names, macros built of them, guards that take a match back (a denial, a film, an
old relationship, a figure of speech) and the patterns themselves. This module knows how to read and match them, not what
they mean. Gaps in patterns are bounded, and a sentence has a bounded number of words: the work is linear in the text.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from coach.screening_text import Sentence, Spelling, sentences
from knowledge.sentences import sentences as plain_sentences

_MACRO = re.compile(r"@([a-z_]+)")
_LOOK_BEHIND = 90  # characters before a match that a guard may read


@dataclass(frozen=True)
class Guard:
    """Takes a match back. `where`: before, after or inside the match, anywhere in the sentence, or in the one before."""

    id: str
    where: str
    regex: str
    unless: str | None

    @cached_property
    def _find(self) -> Callable[[str], object]:
        source = {"before": rf"(?:{self.regex}) $", "after": rf"^ (?:{self.regex})(?= )"}.get(
            self.where, rf"(?<= )(?:{self.regex})(?= )"
        )
        return re.compile(source).search

    @cached_property
    def _lifted(self) -> Callable[[str], object]:
        return re.compile(rf"(?<= )(?:{self.unless or '(?!)'})(?= )").search

    def blocks(self, sentence: str, previous: str, start: int, end: int) -> bool:
        """Say whether the match sentence[start:end] is taken back."""
        if self.where == "before":
            text = sentence[max(0, start - _LOOK_BEHIND) : start]
        elif self.where == "after":
            text = sentence[end:]
        elif self.where == "inside":
            text = f" {sentence[start:end]} "
        else:
            text = previous if self.where == "previous" else sentence
        return bool(self._find(text)) and not self._lifted(sentence)


@dataclass(frozen=True)
class Pattern:
    """One way of saying one thing. `weight` is how strongly it speaks for `label`, 0 to 1; `hit` and `miss` are examples."""

    id: str
    label: str
    weight: float
    source: str
    note: str
    hit: str
    miss: str
    imminent: bool
    by_sender: bool
    kind: str
    guards: tuple[Guard, ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled on first use; it matches whole words of a Sentence's text."""
        return re.compile(rf"(?<= )(?:{self.source})(?= )")


@dataclass(frozen=True)
class Finding:
    """A pattern met at text[start:end] of the original; `now` says that the sentence speaks of this very moment."""

    pattern: Pattern
    start: int
    end: int
    now: bool


@dataclass(frozen=True)
class Rules:
    """Everything in patterns.toml, checked and ready."""

    patterns: tuple[Pattern, ...]
    spelling: Spelling
    now: Mapping[str, re.Pattern[str]]
    cleared: re.Pattern[str]


def findings(text: str, rules: Rules, labels: frozenset[str]) -> list[Finding]:
    """List every pattern of these labels that `text` meets, in the order of the text, each place once."""
    found: dict[tuple[str, int, int], Finding] = {}
    previous = " "
    for sentence in sentences(text, rules.spelling):
        for finding in _in_sentence(sentence, previous, rules, labels):
            found.setdefault((finding.pattern.id, finding.start, finding.end), finding)
        previous = sentence.text
    return sorted(found.values(), key=lambda one: (one.start, one.end))


def clears(text: str, rules: Rules) -> bool:
    """Say whether `text` explains an earlier message as a song, a film or the like; a bare denial does not count."""
    return any(rules.cleared.search(sentence.text) for sentence in sentences(text, rules.spelling))


def without_explanation(text: str, rules: Rules) -> str:
    """Return `text` without the sentences that explain an earlier message, to be judged by what else it says."""
    kept = [one for one in plain_sentences(text) if not clears(one, rules)]
    return " ".join(kept)


def _in_sentence(sentence: Sentence, previous: str, rules: Rules, labels: frozenset[str]) -> Iterator[Finding]:
    for pattern in rules.patterns:
        if pattern.label not in labels:
            continue
        for match in pattern.regex.finditer(sentence.text):
            start, end = match.span()
            if any(guard.blocks(sentence.text, previous, start, end) for guard in pattern.guards):
                continue
            first = bisect_right(sentence.starts, start) - 1
            last = bisect_right(sentence.starts, end - 1) - 1
            now = rules.now.get(pattern.label)
            yield Finding(
                pattern,
                min(place[0] for place in sentence.places[first : last + 1]),
                max(place[1] for place in sentence.places[first : last + 1]),
                bool(now and now.search(sentence.text)),
            )


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Read patterns.toml once.

    Raises:
        ValueError: a pattern names a guard, macro or word group that is not there, or its weight is out of range.
    """
    data = tomllib.loads(files("coach").joinpath("safety/patterns.toml").read_text(encoding="utf-8"))
    groups = {name: tuple(text.split()) for name, text in data["words"].items()}
    macros = {name: f"(?:{'|'.join(words)})" for name, words in groups.items()}
    for name, source in data["macros"].items():
        macros[name] = f"(?:{_expand(source, macros)})"
    guards = {entry["id"]: _guard(entry, macros) for entry in data["guard"]}
    defaults: Mapping[str, Sequence[str]] = data["default_guards"]
    patterns = tuple(_pattern(entry, macros, guards, defaults) for entry in data["pattern"])
    known = frozenset(word for words in groups.values() for word in words) | frozenset(data["typing"]["known"].split())
    return Rules(
        patterns,
        _spelling(data["typing"], known),
        {label: re.compile(rf"(?<= )(?:{_expand(source, macros)})(?= )") for label, source in data["now"].items()},
        re.compile(rf"(?<= )(?:{_expand(data['cleared']['regex'], macros)})(?= )"),
    )


def _expand(source: str, macros: Mapping[str, str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        if match[1] not in macros:
            raise ValueError(f"patterns.toml: no words or macro called {match[1]!r}")
        return macros[match[1]]

    return _MACRO.sub(replaced, " ".join(source.split()))


def _guard(entry: Mapping[str, Any], macros: Mapping[str, str]) -> Guard:
    if entry["where"] not in {"before", "after", "inside", "sentence", "previous"}:
        raise ValueError(f"patterns.toml: guard {entry['id']!r} has an unknown place {entry['where']!r}")
    unless = entry.get("unless")
    return Guard(
        entry["id"], entry["where"], _expand(entry["regex"], macros), _expand(unless, macros) if unless else None
    )


def _pattern(
    entry: Mapping[str, Any],
    macros: Mapping[str, str],
    guards: Mapping[str, Guard],
    defaults: Mapping[str, Sequence[str]],
) -> Pattern:
    if not 0 < entry["weight"] < 1:
        raise ValueError(f"patterns.toml: the weight of {entry['id']!r} must lie between 0 and 1")
    usual = defaults[entry.get("guarded_as", entry["label"])]
    names = [name for name in usual if name not in entry.get("lift", ())] + entry.get("guards", [])
    if unknown := [name for name in names if name not in guards]:
        raise ValueError(f"patterns.toml: {entry['id']!r} names unknown guards {unknown}")
    return Pattern(
        id=entry["id"],
        label=entry["label"],
        weight=float(entry["weight"]),
        source=_expand(entry["regex"], macros),
        note=entry["note"],
        hit=entry["hit"],
        miss=entry["miss"],
        imminent=bool(entry.get("imminent", False)),
        by_sender=bool(entry.get("by_sender", False)),
        kind=entry.get("kind", ""),
        guards=tuple(guards[name] for name in names),
    )


def _spelling(typing: Mapping[str, Any], known: frozenset[str]) -> Spelling:
    replace = {slip: tuple(plain.split()) for slip, plain in typing["replace"].items()}
    not_near = frozenset(typing["not_near"].split())
    for word in typing["near"].split():
        for slip in _slips(word):
            if slip not in known and slip not in not_near:
                replace.setdefault(slip, (word,))
    before = {
        slip: (tuple(entry["plain"].split()), frozenset(entry["next"].split()))
        for slip, entry in typing["before"].items()
    }
    return Spelling(known - replace.keys(), replace, before, frozenset(typing["names_not"].split()))


def _slips(word: str) -> set[str]:
    """One letter left out or doubled, or two neighbours swapped; the first letter stays."""
    dropped = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    doubled = {word[: i + 1] + word[i:] for i in range(1, len(word))}
    return (dropped | swapped | doubled) - {word}
