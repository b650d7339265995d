"""Questions that are not Hearth's to answer: a diagnosis, whether to stay, medicines, the law. It says so, and whom to ask.

Rules over words (lexicons/referrals.toml), and for what they do not know the classifier that reads for danger too (danger.py).
What the guides hold on the matter still follows: the line only comes before it.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from coach.danger import Danger
from knowledge.sentences import sentences

SURE = 0.4
"""From this probability on it is taken for a question that is another's to answer; chosen on texts held out of the training."""
_ASKS = re.compile(
    r"\?\s*$|\btell me\b|\byes or no\b|\bright[?.!]*$|\bdo you (?:think|reckon)\b|\bi want to know\b",
    re.IGNORECASE,
)


def referral(question: str, read: Danger | None = None) -> str:
    """Return the line that comes before the answer to `question`; "" where none is called for. See kind_of for `read`."""
    kind = kind_of(question, read)
    return line_of(kind) if kind else ""


def line_of(kind: str) -> str:
    """Return what is said before the answer to a question of this kind."""
    return _kinds()[kind].line


def kind_of(question: str, read: Danger | None = None) -> str:
    """Return which kind of question it is ("diagnosis", "leave", "medication", "legal"); "" for any other.

    By words alone, or, with what the classifier `read` in it, by meaning too.
    """
    plain = _plain(question)
    asking = [_plain(one) for one in sentences(question) if _ASKS.search(one)]
    for kind, one in _kinds().items():
        if one.always.search(plain) or (one.asked and any(one.asked.search(sentence) for sentence in asking)):
            return kind
    if read is None:
        return ""
    chance, likeliest = max(((chance, one) for one, chance in read.asks.items() if one != "none"), default=(0.0, ""))
    return likeliest if chance >= SURE else ""


@dataclass(frozen=True)
class _Kind:
    line: str
    always: re.Pattern[str]
    asked: re.Pattern[str] | None


def _plain(text: str) -> str:
    return re.sub(r"['’`´]", "", text.lower())


@cache
def _kinds() -> dict[str, _Kind]:
    table = tomllib.loads(files("coach").joinpath("lexicons/referrals.toml").read_text(encoding="utf-8"))

    def whole(source: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{source})(?!\w)")

    # what is the most urgent to get right comes first where two fit
    return {
        kind: _Kind(
            table[kind]["line"],
            whole("|".join(table[kind]["patterns"])),
            whole(table[kind]["asked"].strip(" ?")) if "asked" in table[kind] else None,
        )
        for kind in ("medication", "legal", "diagnosis", "leave")
    }
