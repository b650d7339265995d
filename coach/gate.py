"""What becomes of a message that someone is about to send, once it was screened: worded anew, declined, or answered with care."""

from typing import Literal

from coach.control import ControlFinding
from coach.danger import Danger
from coach.safety_replies import FEAR
from coach.screening import Screening

FRIGHTENED = 0.3
"""How sure the classifier must be that a message comes from someone who fears its reader."""


def gate(
    judged: Screening, control: ControlFinding | None, danger: Danger | None
) -> Literal["safety", "declined", "rewrite"]:
    """Return what becomes of a message: it is softened for nobody who is in danger, and not polished where it would control."""
    senders_own = judged.label in ("coercive_control", "partner_violence") and not judged.imminent
    if control is not None and not control.spans and judged.label != "none" and not judged.by_meaning_alone:
        control = None  # "you hit me and I'm afraid" is a threat to the classifier; the words say who is hurt
    if control is not None and (judged.label == "none" or senders_own):
        return "declined"
    afraid = danger is not None and danger.gates["frightened"] >= FRIGHTENED
    afraid = afraid or judged.remembered in FEAR
    return "safety" if judged.label != "none" or afraid else "rewrite"
