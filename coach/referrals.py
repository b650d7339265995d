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


_BEGINS = re.compile(
    r"^\s*(?:(?:so|and|but|hi|hello|ok|please|also)\b,? )?(?:am|is|are|was|can|could|would|will|should|shall|may|might|must|do"
    r"|does|did|has|have|who|whose|which|why|how|what(?:[’']?s| (?:are|is|if|do|does|can|could|happens|would|about)))\b"
    r"|\b(?:am i|can (?:i|he|she|they|we)|should (?:i|we)|do i|is it (?:ok|okay|safe|legal|allowed)|want to know|wonder\w*)\b",
    re.IGNORECASE,
)
"""A question that is typed without its mark; for medicines and the law alone, whose words have no other use in one."""
_ON_ANY_QUESTION = ("medication", "legal")


def asks(text: str) -> bool:
    """Say whether a text holds a question, with or without its mark."""
    return any(_ASKS.search(one) or _BEGINS.search(one) for one in sentences(text))


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
    without_mark = [_plain(one) for one in sentences(question) if _ASKS.search(one) or _BEGINS.search(one)]
    for kind, one in _kinds().items():
        asked = without_mark if kind in _ON_ANY_QUESTION else asking
        if one.always.search(plain) or (one.asked and any(one.asked.search(sentence) for sentence in asked)):
            return kind
    if read is None:
        return ""
    chance, likeliest = max(((chance, one) for one, chance in read.asks.items() if one != "none"), default=(0.0, ""))
    never = _kinds()[likeliest].never if likeliest else None
    return "" if chance < SURE or (never and never.search(plain)) else likeliest


@dataclass(frozen=True)
class _Kind:
    line: str
    always: re.Pattern[str]
    asked: re.Pattern[str] | None
    never: re.Pattern[str] | None
    """Words that the classifier takes for this kind and that are not: "half the blame"."""


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
            whole(table[kind]["never"]) if "never" in table[kind] else None,
        )
        for kind in ("medication", "legal", "diagnosis", "leave")
    }
