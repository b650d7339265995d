"""What a person says they tried, or want none of: the practices that they name so are not proposed again.

Rules over words, a sentence at a time. A rule too many costs a practice that others can stand in for; one too few hands someone
the very thing that they said went wrong.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from knowledge.sentences import sentences

_DONE = re.compile(
    r"\b(?:tried|trying|had a go at|been (?:doing|through)|(?:we|i|he|she|they)(?:['’]ve| have)? (?:did|done)|so far"
    r"|hate[sd]?|loathe[sd]?|can['’]?t (?:stand|face|bear)|sick of|fed up|tired of|bored (?:of|with)|had enough of|done with"
    r"|no more|not another|never again|not again|anything but|enough (?:of|with)"
    r"|(?:do not|don['’]?t|please don['’]?t|dont) (?:tell|say|suggest|give|want|need|fancy|make|send)"
    r"|useless|pointless|did(?: not|n['’]?t) (?:work|help|last|stick)|does(?: not|n['’]?t) (?:work|help)|failed|flopped"
    r"|(?:a|was) (?:disaster|farce|joke)|fell flat|i['’]?m done|no thanks)\b",
    re.IGNORECASE,
)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("coach").joinpath("lexicons/practice_words.toml").read_text(encoding="utf-8"))
    return {id_: re.compile(rf"\b(?:{'|'.join(names)})(?!\w)", re.IGNORECASE) for id_, names in table.items()}


def tried(situation: str) -> set[str]:
    """Return the ids of the practices that `situation` names as tried, disliked or unwanted."""
    found: set[str] = set()
    before = ""
    for sentence in sentences(situation):
        # "Tried the jar. He hated it": what is said of it may stand in the next sentence
        if _DONE.search(sentence) or _DONE.search(before):
            found |= {id_ for id_, names in _words().items() if names.search(sentence)}
        if _DONE.search(sentence) and before:
            found |= {id_ for id_, names in _words().items() if names.search(before)}
        before = sentence
    return found
