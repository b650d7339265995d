"""Which sentences of the passages an answer rests on: what a front end marks in them. Decides nothing about what is shown."""

import re
from collections.abc import Sequence

from coach.checks.grounding import rests_on
from coach.messages import Citation
from knowledge.sentences import sentences

_NUMBERED = re.compile(r"(.*?)((?:\s*\[\d+\])+)", re.DOTALL)


def sentences_cited(answer: str, citations: Sequence[Citation]) -> dict[int, tuple[str, ...]]:
    """Return, for the number of each passage, its sentences that the answer's sentences with that number rest on.

    For an answer that was written; one that quotes its passages whole rests on all of them.
    """
    texts = {one.n: one.text for one in citations}
    found: dict[int, dict[str, None]] = {}
    for said, numbers in _NUMBERED.findall(answer):
        last = sentences(said)[-1:]
        for n in map(int, re.findall(r"\d+", numbers)):
            for one in last if n in texts else ():
                found.setdefault(n, {}).update(dict.fromkeys(rests_on(one, texts[n])))
    return {n: tuple(kept) for n, kept in found.items()}
