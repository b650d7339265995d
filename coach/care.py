"""What a person writes for themselves is kept as it is; where danger is heard in it, the written reply stands beside it."""

from collections.abc import Sequence

from coach.danger import DangerReader
from coach.inputs import MAX_READ
from coach.safety_replies import SafetyReply
from coach.screening import safety_reply, screen


def heard(texts: Sequence[str], country: str | None = None, reader: DangerReader | None = None) -> SafetyReply | None:
    """Return the written reply to the danger that these texts together tell of, or None where none is heard.

    `country` is an ISO 3166 code for the help lines; None gives the worldwide ones. Without a `reader` patterns listen alone.
    """
    text = "\n".join(one for one in texts if one.strip())
    if len(text) > MAX_READ:  # nobody wrote that much by hand: its beginning and its end
        text = f"{text[: MAX_READ // 2]}\n{text[-MAX_READ // 2 :]}"
    judged = screen(text, (), reader)
    return None if judged.label == "none" else safety_reply(judged, country)
