"""Kind limits: what I need, when it touches me, and what I will do. A limit speaks of me; a demand speaks of them.

Words that would decide for the other are never put into a sentence. Saying a limit may not be safe where there is fear.
"""

import re
from datetime import date

from coach.errors import InputError
from coach.keeping.building import Built, Finding, begun, blame_in, built, piece
from coach.keeping.kinds import KindLimit, made
from coach.keeping.notebook import Entry, Notebook
from coach.keeping.texts import load

NOTE = (
    "A limit is something that you can keep by yourself, without anyone's permission. If saying it could put you in "
    "danger, do not say it; talk to a help line first."
)
# what I would do to them, or have them do, instead of what I do myself
_OVER_THEM = re.compile(
    r"^(?:you|he|she|they|my (?:partner|husband|wife|boyfriend|girlfriend))\b"
    r"|\b(?:(?:not|n['’]t|never) (?:let|allow) (?:you|him|her|them)|(?:make|force|order|forbid|ban|stop|prevent|keep|lock)"
    r"(?:ing)? (?:you|him|her|them|your|his|their)\b(?! (?:warm|company|posted|supper|dinner|plate|food|share|a))"
    r"|(?:check|read|search|take|hide|track|go through|look through|throw (?:out|away)|block|delete|cut off) "
    r"(?:away )?(?:your|his|her|their|you)\b(?! (?:seriously|at your word|by the hand|home))"
    r"|hide (?:the|all the) (?:car |house )?(?:keys|money|cards?|phone)"
    r"|(?:are|is)(?: not|n['’]t)? (?:allowed|permitted)|no more (?:seeing|going|talking)"
    r"|(?:must|have to|has to|will|['’]ll|need to|needs to) (?:not )?"
    r"(?:ask|tell|obey|report|stop|quit|give up|stay|come|leave|hand|show) "
    r"(?:me (?:before|first|your)|your (?:job|friends?|family|phone|password)))",
    re.IGNORECASE,
)
_THREAT = re.compile(
    r"\b(?:or else|you['’]ll (?:be sorry|regret|see)|you will (?:be sorry|regret|see)|see what happens"
    r"|tell (?:everyone|everybody|your (?:boss|mother|mum|mom|family|parents))|take the (?:kids|children) (?:away|from)"
    r"|never see (?:the kids|the children|them|me) again|hurt (?:you|myself)|kill)\b",
    re.IGNORECASE,
)
_PUNISH = re.compile(
    r"\b(?:(?:not|n['’]t|never|stop) (?:talk|talking|speak|speaking|touch|touching)(?: to)? (?:you|him|her|them)"
    r"|ignore (?:you|him|her|them)|silent treatment|make you (?:pay|suffer|jealous|feel)|see how you like it"
    r"|get (?:my own|you) back"
    r"|(?<!not )sulk|teach you)\b",
    re.IGNORECASE,
)
_DEMAND = "This decides for them. A limit says what you will do yourself, and leaves them free."
_LEAD = r"(?:then )?(?:i (?:will|shall|am going to)|i['’]ll|i['’]m going to)"


def examples() -> tuple[dict[str, str], ...]:
    """Return examples: need, when, will_do."""
    return tuple(load("builders")["limit"])


def build(need: str, when: str, will_do: str) -> Built:
    """Put the limit together and say what stands in its way; raises InputError where what you will do is missing.

    Found are: control (no sentence is given then), a threat, a punishment, blame.
    """
    doing = piece(will_do, _LEAD)
    if not doing:
        raise InputError("write what you will do yourself")
    need_ = piece(need, r"(?:i need|what i need is)")
    when_ = piece(when, r"(?:when(?:ever)?|if)")
    act = f"I'll {doing}"
    sentence = f"When {when_}, {act}." if when_ else f"{act}."
    if need_:
        sentence = f"I need {need_}. {sentence}"
    return built(sentence, _found(need_, when_, doing))


def keep(notebook: Notebook, day: date, need: str, when: str, will_do: str, sentence: str = "") -> Entry[KindLimit]:
    """Keep a limit, with the person's own sentence if they changed it; raises InputError where it would control."""
    ready = build(need, when, will_do)
    own = built(sentence, _found("", "", sentence)).blocked if sentence.strip() else False
    if ready.blocked or own:
        raise InputError("this would decide for the other person; a limit says what you will do yourself")
    said = begun(" ".join(sentence.split())) or ready.sentence
    return notebook.add(made(KindLimit, need=need, when=when, will_do=will_do, sentence=said), day)


def _found(need: str, when: str, doing: str) -> list[Finding]:
    found = []
    over = _OVER_THEM.search(doing) or _OVER_THEM.search(re.sub(r"^(?:you|your)\b", "", need))
    if over:
        found.append(Finding("control", over.string, _DEMAND))
    threat = _THREAT.search(doing)
    if threat:
        found.append(
            Finding("threat", threat[0], "This sounds like a threat. What could you do calmly, for your own sake?")
        )
    punishing = _PUNISH.search(doing)
    if punishing:
        found.append(
            Finding(
                "punishment", punishing[0], "This would hurt them to make a point. What would look after you instead?"
            )
        )
    # "when I feel passed over" is fair in a limit: it says when, and charges nobody
    return [*found, *(flag for text in (need, when, doing) for flag in blame_in(text, frozenset({"faux_feeling"})))]
