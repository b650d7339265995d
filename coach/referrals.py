"""Questions that are not Hearth's to answer: a diagnosis, whether to stay, medicines, the law. It says so, and whom to ask.

Rules over words (lexicons/referrals.toml). What the guides hold on the matter still follows: the line only comes before it.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.sentences import sentences


def referral(question: str) -> str:
    """Return the line that comes before the answer to `question`; "" where none is called for."""
    kind = kind_of(question)
    return _kinds()[kind].line if kind else ""


def kind_of(question: str) -> str:
    """Return which kind of question it is ("diagnosis", "leave", "medication", "legal"); "" for any other."""
    plain = _plain(question)
    asking = [_plain(one) for one in sentences(question) if _ASKS.search(one)]
    for kind, one in _kinds().items():
        if one.always.search(plain) or (one.asked and any(one.asked.search(sentence) for sentence in asking)):
            return kind
    return ""


_ASKS = re.compile(
    r"\?\s*$|\btell me\b|\byes or no\b|\bright[?.!]*$|\bdo you (?:think|reckon)\b|\bi want to know\b",
    re.IGNORECASE,
)


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
