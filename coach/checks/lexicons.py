"""The word lists behind the checks, read once from coach/lexicons/*.toml.

Feelings and faux feelings follow Rosenberg, "Nonviolent Communication" (feelings against evaluations that sound like
feelings; universal needs). Nothing here judges a text; the other modules do.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from coach.checks.words import Phrases


@dataclass(frozen=True, slots=True)
class Feeling:
    """A genuine feeling: `word` is how it is shown, `forms` how it may be written, `cues` what in a message hints at it."""

    word: str
    family: str
    forms: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FauxFeeling:
    """A judgement of the other dressed as a feeling, with the feelings and the need that often lie behind it."""

    word: str
    forms: tuple[str, ...]
    feelings: tuple[str, ...]
    need: str


@dataclass(frozen=True, slots=True)
class Request:
    """A small, concrete request; `cues` are the words of a message that it fits (none: it fits any)."""

    text: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A universal need as a short noun phrase, the words that hint at it, and two to four requests that could meet it."""

    name: str
    cues: tuple[str, ...]
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that couples talk about (dishes, work, mum), with the words that stand for it."""

    name: str
    words: tuple[str, ...]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("coach") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def feelings() -> tuple[Feeling, ...]:
    """All genuine feelings, commonest first within the file's own order."""
    data = _read("feelings")
    family_cues = data["families"]
    return tuple(
        Feeling(
            entry["word"],
            entry["family"],
            (entry["word"], *entry.get("forms", ())),
            (*entry.get("cues", ()), *family_cues.get(entry["family"], ())),
        )
        for entry in data["feelings"]
    )


@cache
def faux_feelings() -> tuple[FauxFeeling, ...]:
    """All faux feelings, each with what may lie behind it."""
    return tuple(
        FauxFeeling(e["word"], (e["word"], *e.get("forms", ())), tuple(e["feelings"]), e["need"])
        for e in _read("faux_feelings")["faux_feelings"]
    )


@cache
def needs() -> tuple[Need, ...]:
    """All needs, commonest first."""
    return tuple(
        Need(e["name"], tuple(e["cues"]), tuple(Request(r["text"], tuple(r.get("cues", ()))) for r in e["requests"]))
        for e in _read("needs")["needs"]
    )


@cache
def topics() -> tuple[Topic, ...]:
    """The everyday topics and their synonyms."""
    return tuple(Topic(name, tuple(words)) for name, words in _read("topics")["topics"].items())


@cache
def words(file: str, key: str) -> frozenset[str]:
    """A flat word list, such as words("blame", "labels")."""
    return frozenset(_read(file)[key])


@cache
def feeling_phrases() -> Phrases[Feeling]:
    """Every written form of every feeling, ready to be found."""
    return Phrases((form, feeling) for feeling in feelings() for form in feeling.forms)


@cache
def faux_phrases() -> Phrases[FauxFeeling]:
    """Every written form of every faux feeling, ready to be found."""
    return Phrases((form, faux) for faux in faux_feelings() for form in faux.forms)


@cache
def word_phrases(file: str, key: str) -> Phrases[str]:
    """A flat word list, ready to be found."""
    return Phrases((word, word) for word in sorted(words(file, key)))


@cache
def shown_topics() -> dict[str, str]:
    """How a topic reads after "When it comes to", for those that read well there."""
    return dict(_read("topics")["shown"])


@cache
def loose_topic_words() -> frozenset[str]:
    """The words of topics that seldom name what a message is about."""
    return frozenset(_read("topics")["loose"]["words"])
