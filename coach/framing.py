"""What stands around an answer: a danger that is not forgotten, whom else to ask, and the other's view of a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coach.danger import Danger
from coach.perspectives import perspective
from coach.referrals import referral
from coach.safety_replies import reminder
from coach.screening import Screening


@dataclass(frozen=True)
class Frame:
    """Texts around an answer, "" where there is none, and the help lines that are named in them."""

    before: str = ""
    after: str = ""
    resources: tuple[dict[str, Any], ...] = ()


def frame(
    question: str,
    judged: Screening,
    views: Sequence[tuple[str, float]],
    country: str | None,
    already: Sequence[str],
    read: Danger | None = None,
) -> Frame:
    """Return what stands around the answer to `question`.

    See perspectives.py for `views`, safety_replies.py for `already`, referrals.py for `read`.

    Where a danger is remembered, or may be there, that comes before all else, and no view of the other's is offered. What may be
    there is spoken of once in a talk.
    """
    if judged.remembered != "none":
        reply = reminder(judged.remembered, country, already)
        return Frame(f"{reply.text}\n\n", "", reply.resources)
    if judged.unsure != "none":
        reply = reminder(judged.unsure, country, already, named=False)
        if not any(reply.text in one for one in already):
            return Frame(f"{reply.text}\n\n", "", reply.resources)
    line = referral(question, read)
    view = perspective(question, views)
    shown = view is not None and not any(view.text in one for one in already)
    return Frame(f"{line}\n\n" if line else "", f"\n\n{view.text}" if view and shown else "")
