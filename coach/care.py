"""What is said to what the screen heard: the written reply that fits who writes, and where it may be no more than a question.

What a person writes for themselves is kept as it is; where danger is heard in it, the reply stands beside it.
"""

import re
from collections.abc import Sequence

from coach.danger import DangerReader
from coach.inputs import MAX_READ
from coach.referrals import asks, kind_of
from coach.safety_replies import SafetyReply, safety_reply
from coach.screening import Screening, screen
from coach.who_writes import role_of

SURE = 0.7
"""From this score on, what the classifier alone hears is not taken for a question about a medicine or a diagnosis."""
_OF_ANOTHER = "someone close to you"
"""These words are in the notes on what another may do to themselves, and in no other."""
_SUITS = {"medication": ("self_harm",), "diagnosis": ("self_harm", "coercive_control")}
_HAS_TAKEN = re.compile(
    r"\bi(?:['’]?(?:ve|m|d))?(?:\s+\w+){0,4}?\s+(?:took|taken|swallow\w*|sav(?:ed|ing)|stor(?:ed|ing)|lin(?:ed|ing)"
    r"|hoard\w*|stockpil\w*|collected|collecting|overdosed)\b",
    re.IGNORECASE,
)


def heard(texts: Sequence[str], country: str | None = None, reader: DangerReader | None = None) -> SafetyReply | None:
    """Return the written reply to the danger that these texts together tell of, or None where none is heard.

    `country` is an ISO 3166 code for the help lines; None gives the worldwide ones. Without a `reader` patterns listen alone.
    """
    text = "\n".join(one for one in texts if one.strip())
    if len(text) > MAX_READ:  # nobody wrote that much by hand: its beginning and its end
        text = f"{text[: MAX_READ // 2]}\n{text[-MAX_READ // 2 :]}"
    judged = screen(text, (), reader)
    return None if judged.label == "none" else reply_to(judged, country, text=text)


def reply_to(judged: Screening, country: str | None, already: Sequence[str] = (), *, text: str = "") -> SafetyReply:
    """Return the written reply to what was heard in `text`; see safety_replies.safety_reply for `country` and `already`.

    Without the text, only the words that were heard tell who writes.
    """
    role = role_of(judged, text or " ".join(one.text for one in judged.spans))
    notes = [one.note for one in judged.spans]
    if judged.label == "self_harm":  # nobody is told of the other what they said of themselves, or the other way round
        notes = [one for one in notes if (_OF_ANOTHER in one) == (role != "in_danger")]
    note = notes[0] if notes else ""
    return safety_reply(judged.label, judged.imminent, note, country, already, role)


def only_asks(question: str, judged: Screening) -> bool:
    """Say whether what was heard may be no more than a question about a medicine or a diagnosis.

    The words of such questions sound like danger to the classifier more often than they are. Whoever tells of having taken or
    saved something does not only ask, and violence is no matter of medicines.
    """
    return (
        judged.by_meaning_alone
        and not judged.imminent
        and judged.score < SURE
        and judged.label in _SUITS.get(kind_of(question), ())
        and asks(question)
        and not _HAS_TAKEN.search(question)
    )
