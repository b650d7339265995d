"""What is said to what the screen heard: the written reply that fits who writes, and where it may be no more than a question.

What a person writes for themselves is kept as it is; where danger is heard in it, the reply stands beside it.
"""

import re
from collections.abc import Sequence

from coach.danger import DangerReader
from coach.inputs import MAX_READ
from coach.referrals import asks, kind_of
from coach.safety_replies import FEAR, Role, SafetyReply, safety_reply
from coach.screening import Screening, screen

SURE = 0.7
"""From this score on, what the classifier alone hears is not taken for a question about a medicine or a diagnosis."""
_SUITS = {"medication": ("self_harm",), "diagnosis": ("self_harm", "coercive_control")}
_HAS_TAKEN = re.compile(
    r"\bi(?:['’]?(?:ve|m|d))?(?:\s+\w+){0,4}?\s+(?:took|taken|swallow\w*|sav(?:ed|ing)|stor(?:ed|ing)|lin(?:ed|ing)"
    r"|hoard\w*|stockpil\w*|collected|collecting|overdosed)\b",
    re.IGNORECASE,
)

_THEY = (
    r"(?:he(?:s|ll)?|she(?:s|ll)?|they(?:re|ll)?|my (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|fianc\w+|spouse|bf|gf"
    r"|ex|son|daughter|child|kid|brother|sister|mum|mom|mother|dad|father|friend|mate|flatmate|colleague|neighbou?r))"
)
# between the one who is told of and what they may do stand words like these alone: "my wife left, want to end it" is the writer
_GLUE = (
    r"(?:he(?:s|ll)?|she(?:s|ll)?|they(?:re|ll)?|says?|said|saying|tells|told|me|us|threat\w+|texts|texted|writes|wrote|keeps|kept"
    r"|is|was|are|were|has|had|have|been|be|being|might|may|could|will|would|wants|wanted|going|gonna|to|about|of|on|that|just"
    r"|again|always|often|even|really|so|now|feels|feeling|felt|think\w*|thought\w*|talk\w*|tried|trying|tries|attempted|tonight)"
)
_DYING = (
    r"(?:kill\w*|hurt\w*|harm\w*|cut\w*|hang\w*|shoot\w*|drown\w*) (?:him|her|them)sel\w+|self.?harm\w*|suicid\w+"
    r"|want(?:s|ed|ing)? to die|die\b|end(?:s|ed|ing)? (?:it\b|(?:his|her|their) (?:own )?li\w+)"
    r"|(?:take|takes|taking|took) (?:his|her|their) (?:own )?li\w+|(?:won['’]?t|not) be (?:here|around|alive)"
    r"|(?:took|taken|taking|swallowed) (?:\w+ ){0,4}(?:pills|tablets|overdose|medication)|overdos\w+"
)
_OF_ANOTHER = re.compile(rf"\b{_THEY}(?:['’]\w+)?(?:,? {_GLUE}(?:['’]\w+)?){{0,8}}? (?:{_DYING})", re.IGNORECASE)
_OF_ONESELF = re.compile(
    r"\bi(?:['’]?(?:m|ve|d|ll))?(?:,? (?!(?:he|she|they|him|her|them|his|their|my|hes|shes)\b)[\w'’]+){0,5}?,? "
    r"(?:want(?:ed)? to die|wanna die|suicidal|end(?:ing)? (?:it\b|my)|not be (?:here|alive)|overdosed|took|swallowed)"
    r"|\b(?:kill|hurt|harm|cut|hang|shoot|drown)\w* my ?self\b|\b(?:end|tak)(?:e|ing)? my (?:own )?life\b",
    re.IGNORECASE,
)
_IF_LEFT = re.compile(
    r"\b(?:if|when|whenever|unless|because|after|should)\b(?:\s+\w+){0,2}?\s+(?:i|we|me|i['’]?(?:m|d|ve|ll))\b(?:\s+\w+){0,3}?"
    r"\s+(?:leav\w+|left|go|going|went|walk\w*|mov\w+ out|break\w* up|broke up|split|stay\w*|divorc\w+|end|come back|say no)\b",
    re.IGNORECASE,
)
_IN_DEFENCE = re.compile(
    r"\b(?:hit|slapped|pushed|punched|shoved|kicked|bit|fought) (?:him|her|them|you)? ?back\b|\b(?:him|her|them|you) off me\b"
    r"|\bself.?defen[cs]e\b|\bdefend\w* (?:my ?self|the)\b|\bto get away\b"
    r"|\b(?:hit|hurt|beat|slap|punch|kick|chok|strangl|attack|grab|push|shov|bit|threaten)\w* me\b",
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
    note = judged.spans[0].note if judged.spans else ""
    if role in ("worried", "threatened") and judged.loudest != _THREAT:
        note = ""  # it would say that the writer thinks of it
    return safety_reply(judged.label, judged.imminent, note, country, already, role)


def role_of(judged: Screening, text: str) -> Role:
    """Return who wrote `text`, in which `judged` was heard: most are the one in danger."""
    if judged.label in FEAR and judged.by_sender and not _IN_DEFENCE.search(text):
        return "own_violence"
    of_another = judged.label == "self_harm" and (judged.loudest == _THREAT or _OF_ANOTHER.search(text))
    if of_another and not _OF_ONESELF.search(text):
        return "threatened" if _IF_LEFT.search(text) else "worried"
    return "in_danger"


_THREAT = "partner-suicide-threat"


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
