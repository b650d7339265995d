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
    r"|(?:do not|don['’]?t|please don['’]?t|dont) (?:tell|say|suggest|give|want|need|fancy|make|send|promise)"
    r"|(?:stop|quit) (?:asking|telling|giving|sending|making|buying|bringing|saying|doing|promising|it with)"
    r"|useless|pointless|did(?: not|n['’]?t) (?:work|help|last|stick)|does(?: not|n['’]?t) (?:work|help)|failed|flopped"
    r"|(?:a|was) (?:disaster|farce|joke)|fell flat|i['’]?m done|no thanks"
    r")\b",
    re.IGNORECASE,
)
_LAUGHED_AT = re.compile(
    r"\b(?:he|she|they)(?:['’]ll)? (?:just |always |only )?(?:(?:mock(?:s|ed)?|laugh(?:s|ed)? at|scoff(?:s|ed)?(?: at)?"
    r"|sneer(?:s|ed)?(?: at)?|rolls? (?:his|her|their) eyes at) (?:me|it|that|us|them|this)|does the voice)\b",
    re.IGNORECASE,
)
_THERAPIST = r"(?:\w+ ){0,3}?(?:therapist|counsell?or|psychologist)(?!['’]s| (?:friend|sister|brother|cousin|money))"
_HAS_HELP = re.compile(
    rf"\b(?:(?:we|i)(?:['’]ve| have)(?: got)? (?:a|our|the) {_THERAPIST}"
    rf"|(?:our|my) {_THERAPIST} (?:says?|said|thinks?|told|gave|asked)"
    rf"|(?:we['’]?re|we are|i['’]?m|i am|we['’]ve been|i['’]ve been) (?:both |already )?seeing (?:a|our|the|my) {_THERAPIST}"
    rf"|(?:we|i) see (?:a|our|the|my) {_THERAPIST} (?:every|each|on|twice|once|weekly)"
    r"|(?:we['’]?re|we are|i['’]?m|i am) (?:both |already |now )?in (?:couples |marriage )?(?:therapy|counsell?ing))\b",
    re.IGNORECASE,
)
_NOT_HAS = re.compile(
    r"\b(?:if|whether|should|could|would|wish|never|not|need|used to|years ago|as a (?:child|kid)|old|new|quit|retired|moved"
    r"|stopped|left|over (?:his|her|my) dead body|friend)\b|n['’]t\b|^(?:do|have|are) ",
    re.IGNORECASE,
)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("coach").joinpath("lexicons/practice_words.toml").read_text(encoding="utf-8"))
    return {id_: re.compile(rf"\b(?:{'|'.join(names)})(?!\w)", re.IGNORECASE) for id_, names in table.items()}


def tried(situation: str) -> set[str]:
    """Return the ids of the practices that `situation` names as tried, disliked, unwanted, or under way."""
    found: set[str] = set()
    before = ""
    for sentence in sentences(situation):
        if _HAS_HELP.search(sentence) and not _NOT_HAS.search(sentence):
            found.add("finding-a-therapist")
        if _LAUGHED_AT.search(sentence):
            found |= {id_ for id_, names in _words().items() if names.search(sentence)}
        # "Tried the jar. He hated it": what is said of it may stand in the next sentence
        if _DONE.search(sentence) or _DONE.search(before):
            found |= {id_ for id_, names in _words().items() if names.search(sentence)}
        if _DONE.search(sentence) and before:
            found |= {id_ for id_, names in _words().items() if names.search(before)}
        before = sentence
    return found
