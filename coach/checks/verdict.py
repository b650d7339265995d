"""Is a rewrite fit to be shown? All the checks together, the small mendings, and whether a message needs no rewrite.

Sources: the parts of an honest message (observation, feeling, need, request) from Rosenberg, "Nonviolent Communication"; the
softened start-up from Gottman and Silver, "The Seven Principles for Making Marriage Work". A passed rewrite broke no rule that
can be told from words; whether it is wise to send is for the person to say.
"""

import re
from dataclasses import dataclass

from coach.checks.blame import flags
from coach.checks.facts import HARD, Fact, facts, invented_facts, missing_facts
from coach.checks.feelings import has_speaker_feeling
from coach.checks.roles import swapped_roles
from coach.checks.shape import (
    addressed_to_partner,
    control_token,
    copies,
    ends_cleanly,
    first_person,
    has_request_or_need,
    is_reply_or_advice,
    repeats,
    too_long,
)
from coach.checks.words import plain, sentences, tokens

NAMES = (
    "empty", "control_token", "advice_or_reply", "not_first_person", "not_to_partner", "no_feeling", "faux_feeling",
    "absolute", "label", "mind_reading", "blame", "fact_missing", "fact_invented", "roles_swapped", "too_long", "repeats",
    "unfinished", "copied", "no_request_or_need",
)  # fmt: skip

_ENDLESS = 5000  # characters: no rewrite is that long, so the other checks are not worth their time
_FEW = 3
_PEOPLE = frozenset({"mother", "father", "sister", "brother", "nan", "ex", "kids", "friends"})
_OWN_NAME = frozenset({"absolute", "label", "mind_reading", "faux_feeling"})
_OPENING = re.compile(
    r"^\s*(?:dear [\w' ]{1,30}[,:]\s*|(?:message|rewrite|gentle|direct|brief|feeling|need)\s*:\s*|(?:sure"
    r"|certainly|of course)[,!:]\s+(?=here|i\b)|"
    r"here(?:'s| is) (?:a|the|your|my|one)[^:\n]{0,60}:\s*)",
    re.I,
)
_CLOSING = re.compile(
    r"(?<!\s)[^\S\n]*+\n\s*+(?:sincerely|love|yours|best|regards|kind regards|warmly)[,!]?\s*(?:\n.*)?$", re.I
)
_POLITE = re.compile(
    r"(?:^|[.!?,;:)]\s*|\b(?:and|so|but|though|honest,?|please)\s+)(?:could|can|would|will|shall|may|might) (?:we"
    r"|you|u|i)\b"
    r"|\bplease\b|\bhow about\b|\blet's\b|\bi(?:'d| would)(?: really)? (?:love|like)\b|\bare we (?:ok|okay)\b",
    re.I,
)
_REPROACH = re.compile(
    r"(?i:\b(?:again|still|even|once|instead|supposed|at least|actually|ever|bother|finally|for a change|kill"
    r"|can't you|"
    r"without you|ignor\w+|stop|stopped|quit|don't|dont|used to|anymore|any more|why|how come|not|didn't|doesn't"
    r"|you said|"
    r"you told|you promised|enough|only|at all|exactly|tell me more|everyone|whoever|somebody|someone|just|since|while|"
    r"you know what|one of us|thank you)\b)"
    r"|\b[A-Z]{3,}\b|!!|\?[^?]*\?|\?!|['\"][^'\"]{1,60}['\"]"
)
_THANKS = re.compile(
    r"^(?:(?:hey|hi|babe|love|darling|honey|ok|oh),? )?(?:thanks|thank you|cheers)(?: (?:so much|a lot|love|babe|darling))?,? for"
    r" (?:(?:doing|making|cooking|picking up|taking|fixing|helping|cleaning|washing|bringing|holding|sorting|walking)\b"
    r"|(?:the|that|your|my) (?:\w+ )?(?:dinner|breakfast|lunch|tea|coffee|flowers|hug|lift|help|note)\b)",
    re.I,
)
_WARM = re.compile(
    r"\b(?:mean[ts]? (?:a lot|so much|the world) to me|made my (?:day|week)|appreciate (?:that|you|how|all|everything))\b"
    r"|^(?:i (?:really )?)?(?:love|adore) (?:you|how you)\b|^(?:i[’']m )?(?:so |really )?proud of you\b",
    re.I,
)
_SPOILT = re.compile(
    r"\b(?:oh wait|late|nothing|mess|leav\w+|ruin\w*|forget\w*|forgot|as always|as usual|yeah right|for once|but|although"
    r"|too bad|shame|alone|myself|hours?|wish|need|if|in front of|more than|schedule)\b|[.…]{3}|\?",
    re.I,
)
_TO_THEM = re.compile(
    r"(?i)(?<!miss )(?<!missed )(?<!missing )(?<!love )(?<!without )(?<!with )(?<!see )\b(?:you|your|u|ur|you're"
    r"|you've)\b"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of checking one rewrite: `failed` names the checks that failed, in the order of NAMES."""

    passed: bool
    failed: tuple[str, ...]


def check_rewrite(message: str, rewrite: str, tone: str = "direct") -> Verdict:
    """Check a rewrite of a message in one tone (gentle, direct or brief; any other counts as direct).

    A message that was already kind may come back as it is. Never raises.
    """
    failed = set(_failures(message, rewrite, tone))
    ordered = tuple(name for name in NAMES if name in failed)
    return Verdict(not ordered, ordered)


def _failures(message: str, rewrite: str, tone: str) -> list[str]:
    if not tokens(rewrite):
        return ["empty", "control_token"] if control_token(rewrite) else ["empty"]
    if len(rewrite) > _ENDLESS:
        return ["too_long", "control_token"] if control_token(rewrite) else ["too_long"]
    if _same(message, rewrite) and already_kind(message):
        return []
    tests = {
        "control_token": control_token(rewrite),
        "advice_or_reply": is_reply_or_advice(rewrite) and not is_reply_or_advice(message),
        "not_first_person": not first_person(rewrite),
        "not_to_partner": not addressed_to_partner(rewrite),
        "no_feeling": not has_speaker_feeling(rewrite),
        "fact_missing": facts_dropped(message, rewrite, tone),
        "fact_invented": bool(invented_facts(message, rewrite)),
        "roles_swapped": swapped_roles(message, rewrite),
        "too_long": too_long(message, rewrite, tone),
        "repeats": repeats(rewrite),
        "unfinished": not ends_cleanly(rewrite),
        "copied": copies(message, rewrite) and bool(flags(message[:_ENDLESS])),
        "no_request_or_need": tone == "gentle" and not has_request_or_need(rewrite),
    }
    blame = [flag.kind if flag.kind in _OWN_NAME else "blame" for flag in flags(rewrite)]
    return [name for name, true in tests.items() if true] + blame


def facts_dropped(message: str, rewrite: str, tone: str) -> bool:
    """Whether too much of what the message says happened is gone.

    Up to three names, numbers, days or places must all stay, of more at least two thirds; a brief one keeps the main fact
    only, so half of two and one of more will do, and in the other tones the people of a message of few facts stay too.
    Whatever the tone, something of what it is about (work, dishes) must remain.
    """
    all_facts = {(fact.kind, fact.key): fact for fact in facts(message)}
    gone = missing_facts(message, rewrite)
    if all_facts and len(gone) == len(all_facts):
        return True
    if tone != "brief" and len(all_facts) <= _FEW and any(fact.key in _PEOPLE for fact in gone if fact.kind == "topic"):
        return True
    hard = [fact for fact in all_facts.values() if fact.kind in HARD]
    return len([fact for fact in gone if fact.kind in HARD]) > _may_go(hard, tone)


def _may_go(hard: list[Fact], tone: str) -> int:
    if tone == "brief":
        return len(hard) if len(hard) > 2 else len(hard) // 2
    return len(hard) // 3 if len(hard) > 3 else 0


def repair(rewrite: str) -> str:
    """A rewrite with its wrapping taken off: labels, "Dear …", sign-offs, outer quotes, a broken last sentence, doubled spaces.

    Words inside are left as they are: a softer word could change what is true.
    """
    text = rewrite.strip()
    for _ in range(3):
        text = _OPENING.sub("", text, count=1).strip()
        if len(text) > 2 and plain(text)[0] == plain(text)[-1] == '"':
            text = text[1:-1].strip()
    if len(text) <= _ENDLESS:
        text = _CLOSING.sub("", text).strip()
    text = re.sub(r"[ \t]{2,}", " ", text)
    return _without_fragment(text)


def _without_fragment(text: str) -> str:
    """Drop what follows the last full stop when it was cut off, as long as at least one whole sentence stays."""
    if ends_cleanly(text):
        return text
    spans = sentences(text)
    if len(spans) > 1 and ends_cleanly(text[: spans[-2][1]]):
        return text[: spans[-2][1]]
    return text


def already_kind(message: str) -> bool:
    """Whether a message can be sent as it is: nothing to flag, and a feeling of one's own or a kind request in it.

    So can thanks and warm words, which a model turns into a complaint. Cautious: a sarcastic message without a tell-tale word is
    the costly mistake, so reproachful words need both.
    """
    if len(message) > _ENDLESS or not tokens(message) or flags(message) or control_token(message):
        return False
    straight = plain(message)
    if _is_warm(straight):
        return True
    feeling, asks = has_speaker_feeling(message, outright=True), bool(_POLITE.search(straight))
    length = len(tokens(message))
    if _REPROACH.search(straight):
        return feeling and asks and length <= 40
    if feeling and not asks:
        return length <= 14 and not _TO_THEM.search(straight)
    return asks and length <= 60


def _is_warm(straight: str) -> bool:
    """Say whether a short message gives thanks or says something loving, and nothing that could spoil it."""
    if len(tokens(straight)) > 30 or not (_THANKS.search(straight) or _WARM.search(straight)):
        return False
    rest = re.sub(r"\b(?:thank you|just)\b", "", straight, flags=re.I)
    return not _REPROACH.search(rest) and not _SPOILT.search(rest)


def _same(message: str, rewrite: str) -> bool:
    return " ".join(plain(message).split()) == " ".join(plain(rewrite).split())
