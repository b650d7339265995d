"""What a person may press while building a message: what happened, feelings, needs and requests, by rules and word lists."""

from dataclasses import dataclass

from coach.checks import lexicons
from coach.checks.feelings import suggest_feelings, suggest_needs
from coach.checks.neutral import observation, request
from coach.checks.words import sentences

_HAPPENED = 3
_FEELINGS = 8
_NEEDS = 6
_READ = 4_000  # characters: what comes after is not needed for a suggestion


@dataclass(frozen=True)
class Suggestions:
    """Likeliest first; `happened` is empty where nothing safe can be made of the message, or there is none."""

    happened: tuple[str, ...]
    feelings: tuple[str, ...]
    needs: tuple[str, ...]
    requests: tuple[str, ...]


def suggestions(message: str) -> Suggestions:
    """Return suggestions for a message; for an empty one the commonest. Asks no model."""
    text = message[:_READ]
    each = (observation(text), *(observation(text[start:end]) for start, end in sentences(text)))
    needs = suggest_needs(text, _NEEDS)
    return Suggestions(
        tuple(dict.fromkeys(one for one in each if one))[:_HAPPENED],
        tuple(suggest_feelings(text, _FEELINGS)),
        tuple(needs),
        requests(text, needs[0]),
    )


def requests(message: str, need: str) -> tuple[str, ...]:
    """Return small requests for a need, the one that fits the message best first; for an unknown need, those of the likeliest."""
    first = request(message[:_READ], need)
    entry = next(one for one in lexicons.needs() if any(option.text == first for option in one.requests))
    return tuple(dict.fromkeys((first, *(option.text for option in entry.requests))))


def with_feeling(felt: str, feeling: str) -> str:
    """Return what one feels with one more feeling named; one that is there already is taken out again."""
    named = [one.strip() for one in felt.split(",") if one.strip()]
    kept = [one for one in named if one.lower() != feeling.lower()]
    return ", ".join(kept if len(kept) < len(named) else [*named, feeling])
