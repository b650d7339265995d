"""A message and a version of it, change by change: each can be taken or left, and the text follows. Knows no model."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|\w+(?:['’]\w+)*|[^\w\s]")
_ANCHOR = 2
"""Words in a row that must agree to part two changes: fewer agree by chance, and half a sentence reads like nothing."""


@dataclass(frozen=True)
class Part:
    """A stretch of both texts: the same in both, or a change from `before` to `after`."""

    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


def compare(message: str, version: str) -> tuple[Part, ...]:
    """Return the two texts in parts, in order; joined, `before` gives the message and `after` the version."""
    old, new = _TOKENS.findall(message), _TOKENS.findall(version)
    # white space agrees everywhere, and says nothing about where the texts meet
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    parts: list[Part] = []
    for _, i, j, k, m in matcher.get_opcodes():
        before, after = "".join(old[i:j]), "".join(new[k:m])
        if before != after and _close(parts):
            between, last = parts.pop(), parts.pop()
            parts.append(Part(last.before + between.before + before, last.after + between.after + after))
        else:
            parts.append(Part(before, after))
    return tuple(parts)


def _close(parts: list[Part]) -> bool:
    """Whether too little agrees since the last change for the next to be another one."""
    return len(parts) > 1 and parts[-2].changed and len(re.findall(r"\w+", parts[-1].before)) < _ANCHOR


def changed(parts: Collection[Part]) -> list[Part]:
    """Return the changes alone, in order; a change's number is its place among them."""
    return [one for one in parts if one.changed]


def apply(parts: Collection[Part], taken: Collection[int]) -> str:
    """Return the text with the changes whose numbers are `taken`, and as it was elsewhere."""
    said: list[str] = []
    number = 0
    for one in parts:
        said.append(one.after if one.changed and number in taken else one.before)
        number += one.changed
    return "".join(said)
