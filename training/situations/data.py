"""The training data: situations with the practices that fit or must not be proposed, and clauses that rule some out.

Files in texts/ beside this file and training/router/situations*.jsonl; README.md says how they were written. Never evals/.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

from knowledge.reading import read_shipped
from knowledge.sentences import sentences
from training.router.data import Situation, situations

TEXTS = Path(__file__).parent / "texts"
_WITH_A_CLAUSE = 0.3


def written() -> list[Situation]:
    """Return the situations that were written for this reader alone."""
    return situations(sorted(TEXTS.glob("situations*.jsonl")))


def clauses() -> list[Situation]:
    """Return single clauses, each with what it rules out, whoever writes; what fits is not known of them."""
    lines = [
        line for path in sorted(TEXTS.glob("clauses*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
    ]
    rows = [json.loads(line) for line in lines]
    return [Situation(row["clause"], (), tuple(row["rules_out"])) for row in rows]


def examples() -> list[Situation]:
    """Return everything that is learnt from."""
    return [*situations(), *written(), *clauses()]


def practices() -> list[str]:
    """Return the ids of the practices, in the order in which the reader knows them."""
    return [one.id for one in read_shipped() if one.kind == "practice"]


def varied(rows: Sequence[Situation], draw: random.Random) -> list[Situation]:
    """Return the rows, some situations with a clause of another said in their midst: what it rules out is ruled out there too."""
    single = [one for one in rows if not one.fits]
    out = []
    for one in rows:
        if single and one.fits and draw.random() < _WITH_A_CLAUSE:
            clause = draw.choice(single)
            said = sentences(one.question)
            said.insert(draw.randint(0, len(said)), clause.question)
            ruled_out = set(clause.never)
            one = Situation(
                " ".join(said),
                tuple(id_ for id_ in one.fits if id_ not in ruled_out),
                (*one.never, *(id_ for id_ in clause.never if id_ not in one.never)),
            )
        out.append(one)
    return out
