"""What becomes of a message that someone is about to send, once it was screened: worded anew, declined, or answered with care."""

import re
from typing import Literal

from coach.care import reply_to
from coach.control import ControlFinding
from coach.danger import Danger
from coach.framing import in_mind
from coach.helplines import lines_together
from coach.messages import RewriteReply
from coach.safety_replies import FEAR, as_data
from coach.screening import Screening

SAFETY_WHY = (
    "Softening a message can be the wrong thing where someone is afraid or being hurt, so I have not reworded this one. "
    "Your safety comes first."
)
FRIGHTENED = 0.3
"""How sure the classifier must be that a message comes from someone who fears its reader."""


def held_back(
    id: str,
    message: str,
    judged: Screening,
    control: ControlFinding | None,
    danger: Danger | None,
    country: str | None,
) -> RewriteReply | None:
    """Return the reply to a message that is not worded anew, with help lines of `country`; None where it may be."""
    way = gate(judged, control, danger)
    if way == "safety":
        if judged.label == "none":
            judged = Screening(judged.remembered if judged.remembered in FEAR else "partner_violence", 0.0)
        reply = reply_to(judged, country, text=message)
        return RewriteReply(id, message, "safety", f"{SAFETY_WHY}\n\n{reply.text}", resources=reply.resources)
    if way == "rewrite" or control is None:
        return None
    care = in_mind(judged, country)
    why = f"{care.text}\n\n{control.why}" if care else control.why
    lines = care.resources if care else ()
    if control.kind == "threat":  # its words speak of a help line
        lines = as_data(lines_together(country, "own_violence", "crisis", "partner_violence")[:3])
    return RewriteReply(id, message, "declined", why, {"direct": control.alternative}, resources=lines)


def gate(
    judged: Screening, control: ControlFinding | None, danger: Danger | None
) -> Literal["safety", "declined", "rewrite"]:
    """Return what becomes of a message: it is softened for nobody who is in danger, and not polished where it would control.

    Someone who was hurt may threaten back ("You raped me, I'll tell everyone"): that is danger, and no control.
    """
    afraid = danger is not None and danger.gates["frightened"] >= FRIGHTENED
    if afraid or judged.remembered in FEAR:
        return "safety"
    if judged.label == "none":
        return "rewrite" if control is None else "declined"
    # the words say who is hurt; where they do not, a violence that the classifier hears is what the sender threatens with
    senders_own = judged.by_sender or (judged.by_meaning_alone and not _was_hurt(judged))
    if control is not None and not control.spans and not judged.by_meaning_alone:
        control = None  # "you hit me and I'm afraid" is a threat to the classifier
    declined = control is not None and senders_own and judged.label in FEAR and not judged.imminent
    return "declined" if declined else "safety"


def _was_hurt(judged: Screening) -> bool:
    return any(_DONE_TO_ME.search(one.text) for one in judged.spans)


_DONE_TO_ME = re.compile(
    r"\b(?:you|u)(?:['’](?:ve|d|ll))?(?:\s+\w+){0,3}?\s+(?:hit|hurt|beat|slap|punch|kick|chok|strangl|threw|throw|push|shov|grab|drag"
    r"|burn|rap|forc|lock|broke|break|smash|(?:lay|laid|put|raised?)(?:\s+\w+){1,3}?\s+(?:on|to|at|against))\w*\s+"
    r"(?:me|my (?:arm|leg|wrist|hand|fingers?|nose|jaw|face|head|hair|neck|throat|ribs?|eye|back|tooth|teeth))\b",
    re.IGNORECASE,
)
