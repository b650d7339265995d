"""Love languages: a short reflection in our own words, one act a day, and a weekly look. Shown with an honest note.

What comes out is what one leaned towards lately, as words; never a type, and never a verdict on anyone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from coach.errors import InputError
from coach.keeping.kinds import Act, LanguageName, LanguagesReflection, Loved, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

Choice = Literal["a", "b", "both"]
LANGUAGES: tuple[LanguageName, ...] = get_args(LanguageName)


@dataclass(frozen=True)
class Language:
    """One of the five ways."""

    id: LanguageName
    name: str
    example: str
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """One side of a pair."""

    language: LanguageName
    text: str


@dataclass(frozen=True)
class Pair:
    """Two good things to choose from."""

    id: str
    a: Option
    b: Option


def languages() -> tuple[Language, ...]:
    """Return the five ways, with ideas for acts."""
    return tuple(
        Language(one["id"], one["name"], one["example"], tuple(one["acts"])) for one in load("languages")["language"]
    )


def pairs() -> tuple[Pair, ...]:
    """Return the pairs, in order."""
    return tuple(Pair(one["id"], Option(**one["a"]), Option(**one["b"])) for one in load("languages")["pair"])


def note() -> str:
    """Return the honest note; it goes wherever the reflection goes."""
    return str(load("languages")["note"])


def source() -> str:
    """Return the review that the note rests on."""
    return str(load("languages")["source"])


def question() -> str:
    """Return what is asked of each pair."""
    return str(load("languages")["question"])


def tally(choices: Mapping[str, Choice]) -> dict[LanguageName, float]:
    """Return language -> the share of its pairs in which it was chosen (0 to 1; "both" counts for both), of those answered.

    A share, because not every language stands in the same number of pairs. Raises InputError for a pair that there is none of.
    """
    by_id = {one.id: one for one in pairs()}
    if not set(choices) <= set(by_id):
        raise InputError("there is no such pair")
    chosen = dict.fromkeys(LANGUAGES, 0)
    met = dict.fromkeys(LANGUAGES, 0)
    for id_, choice in choices.items():
        for side, option in (("a", by_id[id_].a), ("b", by_id[id_].b)):
            met[option.language] += 1
            chosen[option.language] += choice in (side, "both")
    return {name: chosen[name] / met[name] if met[name] else 0.0 for name in LANGUAGES}


def wording(choices: Mapping[str, Choice]) -> str:
    """Return in words what one leaned towards; raises InputError for a pair that there is none of."""
    shares = tally(choices)
    names = {one.id: one.name.lower() for one in languages()}
    most = max(shares.values())
    if most == 0 or len({round(share, 2) for share in shares.values()}) == 1:
        return "You like them all about equally, as most people do."
    first = [names[name] for name, share in shares.items() if share == most]
    if len(first) > 2:
        return f"Several are dear to you just now: {_joined(first)}."
    return f"Just now you lean towards {_joined(first)}. In another month it may be something else."


def keep_reflection(
    notebook: Notebook, day: date, choices: Mapping[str, Choice], partner_guess: Sequence[LanguageName] = ()
) -> Entry[LanguagesReflection]:
    """Keep a reflection, and what one guesses would please the other, if one does."""
    tally(choices)
    return notebook.add(made(LanguagesReflection, choices=dict(choices), partner_guess=tuple(partner_guess)), day)


def latest(notebook: Notebook) -> Entry[LanguagesReflection] | None:
    """Return the newest reflection."""
    found = notebook.all(LanguagesReflection)
    return found[-1] if found else None


def act_ideas(language: LanguageName) -> tuple[str, ...]:
    """Return small acts of one kind; raises InputError for a kind that there is none of."""
    for one in languages():
        if one.id == language:
            return one.acts
    raise InputError(f"choose one of: {', '.join(LANGUAGES)}")


def act_of_the_day(notebook: Notebook, day: date) -> str:
    """Return an idea for the day: of what one guesses would please the other, or of all five in turn."""
    found = latest(notebook)
    guess = found.data.partner_guess if found else ()
    ideas = [act for name in guess or LANGUAGES for act in act_ideas(name)]
    used = {one.data.text for one in notebook.all(Act) if one.day != day}
    rest = [one for one in ideas if one not in used] or ideas
    return rest[day.toordinal() % len(rest)]


def keep_act(notebook: Notebook, day: date, language: LanguageName, text: str) -> Entry[Act]:
    """Keep an act that was done, in a word or two."""
    return notebook.add(made(Act, language=language, text=text), day)


def keep_week(notebook: Notebook, day: date, how_loved: int, landed: str = "", adjust: str = "") -> Entry[Loved]:
    """Keep the weekly look: how loved one felt (1 to 5), what landed, what to change."""
    return notebook.add(made(Loved, how_loved=how_loved, landed=landed, adjust=adjust), day)


def _joined(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
