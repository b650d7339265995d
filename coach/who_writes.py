"""Who writes: the one in danger, one who worries about another or is threatened by them, or one who hurt someone.

Rules over words, for what the screen has heard already. Where it is in doubt, whoever writes is the one in danger: to be asked
once too often is a small harm, and to be answered as if another were meant can be the last thing that someone hears.
"""

import re
from collections.abc import Sequence

from coach.danger import DangerReader
from coach.safety_replies import FEAR, Role
from coach.screening import Screening, screen
from knowledge.sentences import sentences

THREAT = "partner-suicide-threat"
"""The pattern of the screen that hears of another's suicide."""

_PARTNER = r"(?:husband|wife|partner|boyfriend|girlfriend|fianc\w+|spouse|hubby|bf|gf|ex)"
_OTHER = (
    r"(?:son|daughter|child|kid|brother|sister|mum|mom|mother|dad|father|friend|mate|flatmate|colleague|neighbou?r)"
)
_THEY = rf"(?:he(?:s|ll)?|she(?:s|ll)?|they(?:re|ll)?|my (?:\w+ )?(?:{_PARTNER}|{_OTHER}))"
# between the one who is told of and what they may do stand words like these alone: "my wife left, want to end it" is the writer
_GLUE = (
    r"(?:he(?:s|ll)?|she(?:s|ll)?|they(?:re|ll)?|says?|said|saying|tells|told|me|us|threat\w+|texts|texted|writes|wrote|keeps|kept"
    r"|is|was|are|were|has|had|have|been|be|being|might|may|could|will|would|wants|wanted|going|gonna|to|about|of|on|that|just"
    r"|again|always|often|even|really|so|now|feels|feeling|felt|think\w*|thought\w*|talk\w*|tried|trying|tries|attempted|tonight)"
)
_DRUGS = (
    r"(?:pills|tablets|overdose|medication|meds|medicines?|drugs|pain ?killers|anti-?depressants|paracetamol|acetaminophen"
    r"|tylenol|ibuprofen|aspirin|codeine|co-?codamol|tramadol|morphine|fentanyl|diazepam|valium|xanax|zopiclone|sertraline"
    r"|citalopram|amitriptyline|insulin|bleach|antifreeze)"
)
# a death that has happened ("killed himself", "my dad's suicide") is over for the one who died, and not for the one who writes
_DYING = (
    r"(?:kill(?:s|ing)?|hang(?:s|ing)?|shoot(?:s|ing)?|drown(?:s|ing)?|(?:nearly|almost) killed|hurt\w*|harm\w*|cut\w*)"
    r" (?:him|her|them)sel\w+|self.?harm\w*|suicidal\w*|suicide (?:threat|attempt|note|plan)\w*"
    r"|(?:threat\w*|attempt\w*|tried|trying|about|of|consider\w*|contemplat\w*) suicide"
    r"|want(?:s|ed|ing)? to die|die\b|end(?:s|ing)? (?:it\b|(?:his|her|their) (?:own )?li\w+)"
    r"|tak(?:e|es|ing) (?:his|her|their) (?:own )?li\w+|(?:won['’]?t|not) be (?:here|around|alive)"
    rf"|(?:took|taken|taking|swallow\w*) (?:[\w-]+ ){{0,4}}{_DRUGS}|overdos\w+"
)
_OF_ANOTHER = re.compile(rf"\b{_THEY}(?:['’]\w+)?(?:,? {_GLUE}(?:['’]\w+)?){{0,8}}? (?:{_DYING})", re.IGNORECASE)

_NOT = r"(?:not|never|no longer|don['’]?t|didn['’]?t|won['’]?t|cannot|can['’]?t)(?: want(?:ed)? to| wanna)?"
_TOOK = (  # but not "I took her to hospital", "I took his pills away"
    r"(?:took|taken|taking|swallow\w*)(?! (?:him|her|them) (?:to|home|out|away|in|back|for|at)\b"
    r"|(?: [\w-]+){1,4} (?:away|off|from)\b| (?:the|our|my) (?:kids|children|son|daughter|baby|dog|car|keys)\b"
    r"| a (?:day|week|walk|break|photo|picture)\b)"
)
_OF_ONESELF = re.compile(
    r"\b(?:i|we)(?:['’]?(?:m|ve|d|ll|re))?(?:,? (?!(?:he|she|they|him|her|them|his|their|my|hes|shes)\b)[\w'’]+){0,5}?,? (?:"
    r"(?:want(?:ed)? to|wanna|rather|going to|gonna|might as well|hope to|ready to|hope i|wish to) (?:just )?(?:die\b|be dead)"
    r"|(?:rather be|better off|should be) dead|suicidal|self.?harm\w*|attempt\w* suicide|end(?:ing|ed)? (?:it\b|my\b|our li\w+)"
    r"|(?:of|about|consider\w*|contemplat\w*) (?:suicide|dying|death)|(?:suicide|goodbye) (?:note|letter)"
    rf"|{_NOT} (?:be|stay) (?:alive|around|here)(?! (?:when|while|if|with)\b)"
    rf"|{_NOT} (?:live|exist|wake up|go on)\b(?! (?:with|like|in|together|apart|this|about)\b)"
    r"|(?:no|any) (?:\w+ )?(?:reason|will|wish) (?:\w+ )?to (?:live|go on|be here|be alive)|nothing (?:\w+ )?to live for"
    rf"|overdosed|(?:on|off) (?:a|the|this) (?:bridge|roof|ledge|tracks)|{_TOOK})"
    r"|\bwish(?:ed)? (?:that )?i (?:(?:was|were|had) (?:dead|gone|not (?:alive|here|born)|never (?:been )?born|died)"
    r"|(?:wasn|weren)['’]?t (?:alive|here|around|born)|could (?:just )?(?:die|not wake))"
    r"|\b(?:kill|hurt|harm|cut|hang|hung|shoot|shot|drown|burn|stab)\w* (?:my ?self|ourselves)\b"
    r"|\btak(?:e|ing) my (?:own )?life\b"
    r"|\b(?:cut|slit|slash|burn)\w* my (?:own )?(?:arms?|legs?|thighs?|throat|skin)\b|(?<!grabbed )(?<!held )\bmy wrists\b"
    r"|\bmy (?:own )?(?:suicide|overdose|death)\b|\b(?:so (?:do|am|will|would|have|did) i|me too|me neither|i feel the same)\b"
    r"|\bi (?:do|am|will|would|have|want (?:to|it|that)|feel (?:it|that|that way|like that)),? (?:too|as well)\b",
    re.IGNORECASE,
)
_SAID_SO = re.compile(rf"\b{_THEY}(?:,? {_GLUE}){{0,5}}[,:]? [\"“]([^\"”]*)[\"”]", re.IGNORECASE)
"""What the other says in quotation marks: "I'll kill myself" is not the writer's there."""
_IF_LEFT = re.compile(
    r"\b(?:if|when(?:ever)?|unless|every time|each time)\b(?:\s+\w+){0,2}?\s+(?:i|we|you)(?:['’]?(?:m|d|ve|ll|re))?\b"
    r"(?:\s+[\w'’]+){0,3}?\s+(?:(?:leav(?:e|ing)|left)\b"
    r"(?!\s+(?:for|work|early|late|the (?:house|room|flat|office)|(?:him|her|them) (?:alone|at|on|by|with))\b)"
    r"|(?:go|going|went)(?=\s*(?:$|[^\w\s]|he\b|she\b|they\b|i['’]))|walk\w* (?:out|away)|mov\w+ out|br(?:eak|oke)\w* up|split"
    r"|divorc\w+|end (?:it\b(?! all)|things|us\b|this\b|the\b)|come back|take (?:him|her|them) back|say no"
    r"|stay\b(?!\s+(?:late|at|out|over|up|in)\b))",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(
    rf"\bmy (?:\w+ )?(?:(?P<partner>{_PARTNER})\b|{_OTHER}(?:['’]s(?! (?:dad|father|mum|mom|mother)\b)"
    r"|,? (?:says?|said|tells|told|threat\w+|texts?|texted|keeps?|kept|is|was|has|had|will|would|might|may|could|wants?"
    r"|wanted|feels?|felt|tried|talks?|talked|who)\b))",
    re.IGNORECASE,
)

_SOMEONE = (
    r"\b(?:he|she|they|you|who|husband|wife|partner|boyfriend|girlfriend|bf|gf|ex)(?:['’]\w+)?"
    r" (?:(?!i\b)[\w'’]+ ){0,4}?"
)
_IN_DEFENCE = re.compile(
    r"\b(?:hit|slapped|pushed|punched|shoved|kicked|bit|fought) (?:him|her|them|you)? ?back\b|\b(?:him|her|them|you) off me\b"
    r"|\bself.?defen[cs]e\b|\bdefend\w* (?:my ?self|the)\b|\bto get (?:away|free)\b|\bon top of me\b|\bmy (?:throat|neck)\b"
    r"|\b(?:hit|hurt|beat|slap|punch|kick|chok|strangl|attack|grab|push|shov|bit|threaten|drag|pinn|trapp|corner|restrain)\w*"
    r" me\b"
    r"|\b(?:held|hold|holding|pin) me\b|\bme (?:pinned|cornered|trapped|down|by the|(?:up )?against)\b"
    r"|\bi was (?:being )?(?:pinned|cornered|trapped|held|restrained)\b|\b(?:came|coming|went|going|lunged) (?:at|for) me\b"
    rf"|{_SOMEONE}(?:let go\b|let me (?:go|leave|out|past|pass|through|up|breathe|get)\b|(?:pull|grab|twist|yank)\w* my\b"
    r"|block\w* (?:me(?! (?:on|from)\b)|my|the (?:door|way|exit|stairs|hall))|(?:spat|spit\w*)\b"
    r"|(?:threw|throwing)\b(?! (?:up|out|away|a (?:party|tantrum|fit|strop)|(?:[\w'’]+ ){1,3}(?:out|away|off))\b))",
    re.IGNORECASE,
)


def role_of(judged: Screening, text: str) -> Role:
    """Return who wrote `text`, in which `judged` was heard."""
    if judged.label in FEAR and judged.by_sender and not _IN_DEFENCE.search(text):
        return "own_violence"
    if judged.label != "self_harm" or _of_oneself(text):
        return "in_danger"
    if _threatened_if_left(text):
        return "threatened"
    return "worried" if judged.loudest == THREAT or _of_another(text) else "in_danger"


def own_before(earlier: Sequence[str], reader: DangerReader | None = None) -> bool:
    """Say whether all violence and control that these texts of one person tell of is their own doing, and was no defence."""
    told = [one for one in (screen(one, (), reader) for one in earlier[-_LOOKS_BACK:]) if one.label in FEAR]
    return bool(told) and all(role_of(one, "\n".join(earlier)) == "own_violence" for one in told)


_LOOKS_BACK = 20  # turns: farther back than the screen remembers, for who was hurt then is not forgotten so soon


def _of_oneself(text: str) -> bool:
    without = [
        _IF_LEFT.sub(" ", one) if _of_another(one) else one for one in sentences(_SAID_SO.sub(" he says ", text))
    ]
    return any(_OF_ONESELF.search(one) for one in without)  # "if I end it, he'll kill himself": it is the relationship


def _of_another(text: str) -> bool:
    return bool(_OF_ANOTHER.search(text)) or any(_OF_ONESELF.search(one) for one in _SAID_SO.findall(text))


def _threatened_if_left(text: str) -> bool:
    """Say whether a partner threatens to die if left; to a parent or a friend, "you need not stay" would be wrong."""
    by_partner = True
    for sentence in sentences(text):
        for one in _SPOKEN_OF.finditer(sentence):  # "he" is whoever was spoken of last
            by_partner = bool(one["partner"])
        if by_partner and _IF_LEFT.search(sentence) and _of_another(sentence):
            return True
    return False
