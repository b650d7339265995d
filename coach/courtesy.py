"""What is said to be polite (a greeting, thanks, a goodbye, "ok") gets a line back, and is never searched for."""

import re
from typing import Literal
from unicodedata import category

Courtesy = Literal["greeting", "thanks", "goodbye", "assent"]

LINES: dict[Courtesy, str] = {
    "greeting": "Hello. Ask whatever is on your mind about the two of you, in your own words; it need not be a neat question.",
    "thanks": "You're welcome. Keep what fits the two of you, and leave the rest. If something is still on your mind, ask away.",
    "goodbye": "Take care. You are welcome back whenever it helps.",
    "assent": "All right. Ask whatever comes next, or tell a little more of how it is between the two of you.",
}

_SOFT = (
    r"(?:(?:oh|aw+|wow|well|so|and|ok|okay|great|good|lovely|perfect|brilliant|right|yes|yeah|yep|alright|cool|fine) ?)"
)
_TO = r"(?: (?:hearth|you|there|all|again|everyone|friend))*"
_BYE_TO = r"(?: (?:hearth|you|there|again))*"  # to the program alone: a farewell to people may be one to all
_FRIENDLY = frozenset("👋🙏😊🙂😀👍❤💛")
_THANKS = r"(?:(?:many |big )?thanks?|thank ?you|thx|tysm|ty|ta|cheers|much appreciated|i appreciate (?:it|that|this))"
_MUCH = r"(?: (?:a lot|a bunch|a million|so much|very much|really|again|hearth|you|though|anyway))*"
_FOR = (
    r"(?: for (?:that|this|it|listening|helping(?: me)?|all (?:that|this|of it)"
    r"|(?:your|the|all the|all your) (?:help|advice|time|answers?|tips?)))?"
)
_HELPS = (
    r"(?:(?:that|this|it)(?: s| is| was| has)?(?: (?:really|very|so|quite))* (?:helps?|helped|helpful|useful)"
    r"|(?:that|this)(?: s| is)(?: (?:really|very|so|quite))* (?:good|great|kind|lovely))"
    r"(?: (?:a lot|me|to (?:hear|know|read)(?: (?:that|this|it))?))*"
)
_WAVE = r"(?:bye+(?: bye)?|good ?bye|good ?night|night night|see (?:you|ya)|talk (?:soon|later)|that (?:s|is|will be|ll be) all)"
_WHEN = r"(?: (?:for now|for today|later|soon|tomorrow|then|now|thanks?|thank you))*"
_FORMS: tuple[tuple[Courtesy, str], ...] = (
    (
        "greeting",
        rf"{_SOFT}*(?:hi+|hey+|hello+|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)){_TO}"
        rf"(?: (?:how are you|how s it going|nice to meet you)(?: doing)?(?: today)?)?{_TO}",
    ),
    ("thanks", rf"{_SOFT}*{_THANKS}{_MUCH}{_FOR}(?: {_HELPS})?(?: i (?:ll|will) (?:try|do) (?:that|this|it))?"),
    ("thanks", rf"{_SOFT}*{_HELPS}(?: {_THANKS}{_MUCH})?"),
    ("goodbye", rf"{_SOFT}*(?:{_THANKS}{_MUCH} )?{_WAVE}{_WHEN}{_BYE_TO}"),
    ("assent", rf"{_SOFT}+|i see|got it|(?:that )?makes sense|understood|sure|will do|noted"),
)
_PATTERNS = tuple((kind, re.compile(form)) for kind, form in _FORMS)
_MOST_WORDS = 14


def courtesy(text: str) -> Courtesy | None:
    """Return which courtesy a text is and no more than that; None for anything that says or asks something."""
    plain = " ".join(re.sub(r"[^\w\s]|_", " ", text.casefold()).split())
    if len(plain.split()) > _MOST_WORDS or any(category(one) == "So" and one not in _FRIENDLY for one in text):
        return None
    found = next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(plain)), None)
    return None if "?" in text and found != "greeting" else found
