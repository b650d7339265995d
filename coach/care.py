"""What a person writes for themselves is kept as it is; where danger is heard in it, the written reply stands beside it."""

from collections.abc import Sequence

from coach.safety_replies import SafetyReply
from coach.screening import safety_reply, screen


def heard(texts: Sequence[str], country: str | None = None) -> SafetyReply | None:
    """Return the written reply to the danger that these texts together tell of, or None where none is heard.

    `country` is an ISO 3166 code for the help lines; None gives the worldwide ones.
    """
    judged = screen("\n".join(one for one in texts if one.strip()))
    return None if judged.label == "none" else safety_reply(judged, country)
