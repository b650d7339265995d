"""How the other may see a conflict, and one thing in the asker's own hands: two curated lines beside an answer.

One talk with an assistant that agrees makes people surer of themselves and less willing to repair (Cheng et al. 2025, arXiv
2510.01395). The lines are data (lexicons/perspectives.toml); the router, which learnt from the examples there, says which fit
what was told. None are shown where nobody tells of a conflict, or where it is not sure. They are a possibility, never a
verdict.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SURE = 0.5
"""The least probability of a perspective that is shown; docs/decisions.md says how it was chosen."""
_TWO = re.compile(
    r"\b(?:he|she|him|her|his|hers|hes|shes|they|them|we|us|our"
    r"|my (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|fianc\w+|spouse"
    r"|man|missus|hubby|bf|gf|fella|bloke|other half|lad|lass)|husband|wife|hubby|bf|gf)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\b(?:I|I'm|im|me|my|we)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Perspective:
    """Two lines on one kind of conflict: how the `other` may see it, and what is `yours` to do."""

    id: str
    other: str
    yours: str

    @property
    def text(self) -> str:
        """Both lines, in Markdown; where the other's view is left out, the one that is there."""
        if not self.other:
            return f"*A question that only you can answer:* {self.yours}"
        return f"*How it may look from the other side:* {self.other}\n\n*In your own hands:* {self.yours}"


def perspective(telling: str, views: Sequence[tuple[str, float]]) -> Perspective | None:
    """Return what fits a conflict that someone tells of, None where it is none.

    `views` are the router's (knowledge.router.Reading): (id, probability), likeliest first; "" stands for no conflict. Where it
    is clear that two are at odds and not over what, that is UNCLEAR. Where someone gives way to the other's moods, whatever the
    router says, it is WARY: more giving way is no help there.
    """
    if _GIVES_WAY.search(telling):
        return WARY
    if not views or not (_TWO.search(telling) and _TELLS.search(telling)):
        return None
    if views[0][1] >= SURE:
        return _entries().get(views[0][0])
    return UNCLEAR if len(telling.split()) >= _TOLD and dict(views).get("", 0.0) < _NONE else None


UNCLEAR = Perspective(
    "unclear",
    "They may see the same days quite differently, and perhaps feel as little heard in this as you do.",
    "You could ask them once, at a calm moment, how it looks from where they stand, and only listen to the end.",
)
WARY = Perspective(
    "wary",
    "",
    "What happens when you do as you like all the same: when you go, say no, or speak up? If you are afraid of it, that counts "
    "for more than any other view of this, and a help line listens to that, too.",
)
_CROSS = (
    r"(?:sulk\w*|moody|in a mood|angry|mad|furious|cold|funny|starts? (?:a|another) (?:row|fight|argument)|kicks? off|blows? up"
    r"|gives? me (?:grief|the silent treatment|hell)|punish\w*|makes? me pay|(?:will not|won['’]?t) (?:talk|speak) to me"
    r"|stops? (?:talking|speaking)|guilt.?trips?)"
)
_OUT = (
    r"(?:go out|went out|going out|(?:go (?:and |to )?)?(?:see|saw|meet|met|visit|visited|ring|call|text|talk to|spend time with)"
    r" (?:\w+ ){0,3}?(?:friends?|mates|family|sister|brother|mum|mom|mother|dad|parents|girls|lads|people|anyone))"
)
_GIVES_WAY = re.compile(
    r"\b(?:tip.?toe\w*|(?:walk\w*|live|living|tread\w*) on egg ?shells"
    r"|never know (?:which (?:one|him|her|version|mood|husband|wife|side)|what mood"
    r"|what i(?:['’]?m| am) (?:coming (?:home|back) to|walking in(?:to)?))"
    rf"|(?:he|she|they|husband|wife|partner|boyfriend|girlfriend|gf|bf)\b(?:[ ,]+[\w'’]+){{0,9}}? {_CROSS}(?: [\w'’]+){{0,4}}?"
    rf" (?:when(?:ever)?|if|every time|each time|because|after) (?:\w+ )?i (?:\w+ ){{0,3}}?{_OUT}"
    r"|(?:he|she|they|husband|wife|partner|boyfriend|girlfriend|gf|bf|fianc\w+|hubby|ex)(?: (?!i\b)[\w'’]+){0,2}?"
    r" (?:does not|doesn['’]?t|do not|don['’]?t|never) (?:like|let|want)"
    rf" (?:it (?:when|if) i (?:{_OUT}|go (?:away|anywhere))"
    r"|me (?:to )?(?:going out|go out|seeing|see|meeting|meet|spending time)))\b",
    re.IGNORECASE,
)
"""Moods that one tiptoes round, and friends whom one pays for seeing."""
_TOLD = 15  # words from which something is told, not only asked
_NONE = 0.1  # the probability of no conflict below which there is one


@cache
def _entries() -> Mapping[str, Perspective]:
    table = tomllib.loads(files("coach").joinpath("lexicons/perspectives.toml").read_text(encoding="utf-8"))
    return {one["id"]: Perspective(one["id"], one["other"], one["yours"]) for one in table["perspective"]}
