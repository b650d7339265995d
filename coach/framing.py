"""What stands around an answer: a danger that is not forgotten, whom else to ask, and the other's view of a conflict.

The first stands before a plan and beside a message worded anew, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coach.danger import Danger
from coach.perspectives import perspective
from coach.referrals import referral
from coach.safety_replies import SafetyReply, reminder
from coach.screening import Screening


@dataclass(frozen=True)
class Frame:
    """Texts around an answer, "" where there is none, and the help lines that are named in them."""

    before: str = ""
    after: str = ""
    resources: tuple[dict[str, Any], ...] = ()


def in_mind(judged: Screening, country: str | None, already: Sequence[str] = ()) -> SafetyReply | None:
    """Return the line on a danger that is remembered, or may be there; None where there is none.

    See safety_replies.reminder for `already`. What may be there is spoken of once in a talk. `by_sender` of what was judged
    says here whether what is remembered was the writer's own act.
    """
    if judged.remembered != "none":
        return reminder(judged.remembered, country, already, role="own_violence" if judged.by_sender else "in_danger")
    if judged.unsure != "none":
        faint = reminder(judged.unsure, country, already, named=False)
        return None if any(faint.text in one for one in already) else faint
    return None


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

    Where a danger is remembered, or may be there, that comes before all else, and no view of the other's is offered.
    """
    line = referral(question, read)
    before = f"{line}\n\n" if line else ""
    care = in_mind(judged, country, already)
    if care is not None:
        return Frame(f"{care.text}\n\n{before}", "", care.resources)
    view = perspective(question, views)
    shown = view is not None and not any(view.text in one for one in already)
    return Frame(before, f"\n\n{view.text}" if view and shown else "")
