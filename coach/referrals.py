"""Questions that are not Hearth's to answer: a diagnosis, whether to stay, medicines, the law. It says so, and whom to ask.

Rules over words (lexicons/referrals.toml). What the guides hold on the matter still follows: the line only comes before it.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files


def referral(question: str) -> str:
    """Return the line that comes before the answer to `question`; "" where none is called for."""
    kind = kind_of(question)
    return _kinds()[kind][1] if kind else ""


def kind_of(question: str) -> str:
    """Return which kind of question it is ("diagnosis", "leave", "medication", "legal"); "" for any other."""
    plain = re.sub(r"['’`´]", "", question.lower())
    return next((kind for kind, (pattern, _) in _kinds().items() if pattern.search(plain)), "")


@cache
def _kinds() -> dict[str, tuple[re.Pattern[str], str]]:
    table = tomllib.loads(files("coach").joinpath("lexicons/referrals.toml").read_text(encoding="utf-8"))
    # what is the most urgent to get right comes first where two fit
    return {
        kind: (re.compile(rf"(?<!\w)(?:{'|'.join(table[kind]['patterns'])})(?!\w)"), table[kind]["line"])
        for kind in ("medication", "legal", "diagnosis", "leave")
    }
