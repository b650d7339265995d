"""What a message can be built from: what happened, feelings, needs and requests, of which a person may press any.

By a reader of messages (piece_reader.py) where there is one, else by the lexicons' cues; what happened is put neutrally by rules
in either case. Asks no language model.
"""

from dataclasses import dataclass

from coach.checks import lexicons
from coach.checks.blame import Flag
from coach.checks.feelings import named_feelings, suggest_feelings, suggest_needs
from coach.checks.neutral import observation, request
from coach.checks.words import sentences
from coach.closing import stop_of
from coach.composing import SURE, Composed, composed
from coach.messages import Pieces
from coach.piece_reader import Likely, PieceReader, best

_HAPPENED = 3
_FEELINGS = 8
_NEEDS = 6
_REQUESTS = 5  # of the reader's, beside those of the need
_READ = 4_000  # characters: what comes after is not needed for a suggestion


@dataclass(frozen=True)
class Suggestions:
    """Likeliest first; `happened` is empty where nothing safe can be made of the message, or there is none."""

    happened: tuple[str, ...]
    feelings: tuple[str, ...]
    needs: tuple[str, ...]
    requests: tuple[str, ...]


class Suggester:
    """Suggests by what `reader` reads; without one by the words of the lexicons."""

    def __init__(self, reader: PieceReader | None = None) -> None:
        self._reader = reader

    def pieces(self, message: str, flags: tuple[Flag, ...]) -> Pieces:
        """Return the likeliest of each, to begin with; what nothing can be said of is empty."""
        text = message[:_READ]
        likely = self._read(text)
        need = self._needs(text, likely)[0]
        sure = likely.requests[:1] if likely else ()
        happened = observation(message)
        asked = sure[0][0] if sure and sure[0][1] >= SURE else stop_of(happened) or request(text, need)
        return Pieces(happened, self._feelings(text, likely)[0], need, asked, flags)

    def composed(self, message: str) -> Composed | None:
        """Return the message put together from its likeliest pieces; None without a reader."""
        likely = self._read(message[:_READ])
        return composed(message, likely) if likely else None

    def suggestions(self, message: str) -> Suggestions:
        """Return what may be pressed for a message; for an empty one the commonest."""
        text = message[:_READ]
        likely = self._read(text)
        each = (observation(text), *(observation(text[start:end]) for start, end in sentences(text)))
        needs = self._needs(text, likely)
        return Suggestions(
            tuple(dict.fromkeys(one for one in each if one))[:_HAPPENED],
            tuple(self._feelings(text, likely)),
            tuple(needs),
            _requests(text, needs[0], likely),
        )

    def requests(self, message: str, need: str) -> tuple[str, ...]:
        """Return small requests: what fits the message first, then those of a need, or of the likeliest for an unknown one."""
        text = message[:_READ]
        return _requests(text, need, self._read(text))

    def _read(self, text: str) -> Likely | None:
        return self._reader.read(text) if self._reader and text.strip() else None

    @staticmethod
    def _feelings(text: str, likely: Likely | None) -> list[str]:
        if likely is None:
            return suggest_feelings(text, _FEELINGS)
        return [*dict.fromkeys((*named_feelings(text), *best(likely.feelings, _FEELINGS)))][:_FEELINGS]

    @staticmethod
    def _needs(text: str, likely: Likely | None) -> list[str]:
        return suggest_needs(text, _NEEDS) if likely is None else [*best(likely.needs, _NEEDS)]


def _requests(text: str, need: str, likely: Likely | None) -> tuple[str, ...]:
    first = request(text, need)
    entry = next(one for one in lexicons.needs() if any(option.text == first for option in one.requests))
    read = best(likely.requests, _REQUESTS) if likely else ()
    # beside what was read, only what fits whatever happened
    others = (option.text for option in entry.requests if not read or not option.cues)
    return tuple(dict.fromkeys((*read, first, *others)))


def with_feeling(felt: str, feeling: str) -> str:
    """Return what one feels with one more feeling named; one that is there already is taken out again."""
    named = [one.strip() for one in felt.split(",") if one.strip()]
    kept = [one for one in named if one.lower() != feeling.lower()]
    return ", ".join(kept if len(kept) < len(named) else [*named, feeling])
