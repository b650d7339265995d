"""What becomes of a message that someone is about to send, once it was screened: worded anew, declined, or answered with care."""

import re
from dataclasses import replace
from typing import Literal

from coach.care import reply_to
from coach.control import ControlFinding, reported
from coach.danger import Danger
from coach.framing import in_mind
from coach.helplines import lines_together
from coach.messages import RewriteReply
from coach.safety_replies import FEAR, as_data
from coach.screening import Screening
from coach.who_writes import role_of

SAFETY_WHY = (
    "Softening a message can be the wrong thing where someone is afraid or being hurt, so I have not reworded this one. "
    "Your safety comes first."
)
OWN_WHY = (
    "Where someone was hurt, or may be, softer words can add to the danger, so I have not reworded this one. "
    "What comes first is that nobody is hurt."
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
    *,
    own_before: bool = False,
) -> RewriteReply | None:
    """Return the reply to a message that is not worded anew, with help lines of `country`; None where it may be.

    `own_before` says that the violence which is remembered was the sender's own (who_writes.own_before).
    """
    way = gate(judged, control, danger, message, own_before=own_before)
    if way == "safety":
        if judged.label == "none":
            own = own_before and not _afraid(danger)
            judged = Screening(
                judged.remembered if judged.remembered in FEAR else "partner_violence", 0.0, by_sender=own
            )
        elif control and control.kind == "threat" and control.spans and judged.by_meaning_alone and judged.spans:
            # "I'll kill you tonight": what may happen now is what the sender threatens with
            judged = replace(judged, by_sender=not (_was_hurt(judged) or _afraid(danger) or judged.remembered in FEAR))
        reply = reply_to(judged, country, text=message)
        why = OWN_WHY if role_of(judged, message) == "own_violence" else SAFETY_WHY
        return RewriteReply(id, message, "safety", f"{why}\n\n{reply.text}", resources=reply.resources)
    if way == "rewrite" or control is None:
        return None
    care = in_mind(replace(judged, by_sender=own_before), country)
    why = f"{care.text}\n\n{control.why}" if care else control.why
    lines = care.lines if care else ()
    if control.kind == "threat":  # its words speak of a help line
        lines = (*lines, *lines_together(country, "own_violence", "crisis", "partner_violence")[:3])
    lines = tuple(dict.fromkeys(lines))
    return RewriteReply(id, message, "declined", why, {"direct": control.alternative}, resources=as_data(lines))


def gate(
    judged: Screening,
    control: ControlFinding | None,
    danger: Danger | None,
    message: str = "",
    *,
    own_before: bool = False,
) -> Literal["safety", "declined", "rewrite"]:
    """Return what becomes of a message: it is softened for nobody who is in danger, and not polished where it would control.

    Someone who was hurt may threaten back ("You raped me, I'll tell everyone"): that is danger, and no control. Who told of
    nothing but their own violence (`own_before`) is not the one to fear.
    """
    is_control = control is not None and judged.label in FEAR and _is_control(message, judged, control)
    # to the classifier whoever forbids may sound like one who is forbidden; not where they say nothing of themselves
    afraid = _afraid(danger) and not (is_control and not _OF_SELF_OR_CHILDREN.search(message))
    if afraid or (judged.remembered in FEAR and not (own_before and control)):
        return "safety"
    if judged.label == "none":
        return "rewrite" if control is None else "declined"
    if control is None or judged.label not in FEAR or not judged.spans:  # without spans it goes on from an earlier turn
        return "safety"
    if is_control:
        return "declined"
    # the words say who is hurt; where they do not, a violence that the classifier hears is what the sender threatens with
    senders_own = judged.by_sender or (judged.by_meaning_alone and not _was_hurt(judged))
    if not control.spans and not judged.by_meaning_alone:
        return "safety"  # "you hit me and I'm afraid" is a threat to the classifier
    return "declined" if senders_own and not judged.imminent else "safety"


def _afraid(danger: Danger | None) -> bool:
    return danger is not None and danger.gates["frightened"] >= FRIGHTENED


def _is_control(message: str, judged: Screening, control: ControlFinding) -> bool:
    """Say whether what sounded like danger is the control itself ("You are not allowed to see them"): its words lie within it."""
    if judged.by_meaning_alone or _DONE_TO_ME.search(message):
        return False
    return all(
        any(own.start <= one.start and one.end <= own.end for own in control.spans)
        and not _ME.search(one.text)
        and not reported(message, one.start)
        for one in judged.spans
    )


def _was_hurt(judged: Screening) -> bool:
    return any(_DONE_TO_ME.search(one.text) for one in judged.spans)


_DONE_TO_ME = re.compile(
    r"\b(?:you|u)(?:['’](?:ve|d|ll))?(?:\s+\w+){0,3}?\s+(?:hit|hurt|beat|slap|punch|kick|chok|strangl|threw|throw|push|shov|grab|drag"
    r"|burn|rap|forc|lock|broke|break|smash|(?:lay|laid|put|raised?)(?:\s+\w+){1,3}?\s+(?:on|to|at|against))\w*\s+"
    r"(?:me|my (?:arm|leg|wrist|hand|fingers?|nose|jaw|face|head|hair|neck|throat|ribs?|eye|back|tooth|teeth))\b",
    re.IGNORECASE,
)
_ME = re.compile(r"\b(?:me|my)\b", re.IGNORECASE)
_OF_SELF_OR_CHILDREN = re.compile(r"\b(?:i|im|kids?|child\w*|son|daughter|baby)\b", re.IGNORECASE)
