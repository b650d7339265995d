"""The clause of a sentence in which something that was seen is told: "I hate it when you go quiet" tells "you go quiet".

Rules over the words of one sentence, nothing made up; "" where none is told. Whether it guesses or judges is for neutral.py.
"""

import re

_WHY = re.compile(r"^(?:so |and |but )?why (?:do|did) (?:you|u) (?:always |have to |keep |even )*", re.I)
_WHY_NOT = re.compile(
    r"^(?:so |and |but )?why (?:don't|didn't|can't|won't|couldn't) (?:you|u) (?:ever |just |even |once )*", re.I
)
_WHY_ARE = re.compile(
    r"^(?:so |and |but )?why (?P<are>are|were) you (?:always |constantly |still |forever )*(?=(?:on|in|out|at|late|\w+ing)\b)",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?:and |but |so |because |then |also |oh |well |yet |seriously |ok |right )*"
    r"((?:I|you|we|you've|you're|I've|we've|we're|I'm|they|he|she|it's been|your \w+|my \w+|our \w+"
    r"|you and your \w+)\s+.*)$",
    re.I | re.S,
)
_FELT = re.compile(
    r"^(?:and |but |so )?I (?:really |just |so )?(?:hate|can't stand|can't bear|don't like|am sick of|am tired of)"
    r"(?: it)? (?:when|that|how|the way) (?P<told>(?:you|we)(?:'re|'ve)? .+)$",
    re.I | re.S,
)
# how somebody is taken to be, and not what they are seen to do
_JUDGED = (
    r"(?:being|treating|acting|pretending|making|ruining|blaming|lying|using|controlling|bossing|sulking|avoiding|ignoring"
    r"|judging|picking|mothering|patroni[sz]ing|babying|spoiling|gaslighting|manipulating|taking|thinking|caring|hiding"
    r"|overreacting|mansplaining|nagging|moaning|moping|whining|wasting|playing|showing|trying|wanting|feeling|keeping"
    r"|punishing|undermining|bribing)"
)
_STOP = re.compile(
    r"^(?:and |but |so |just |please |can you |will you |could you |would you |you need to |you have to )*"
    rf"(?:stop|quit) (?P<done>(?!{_JUDGED}\b)\w+ing\b(?! (?:it|that|this|yourself)\b)(?: [^\",]*)?)(?:,.*)?$",
    re.I | re.S,
)
_DO_NOT = re.compile(
    r"^(?:and |but |so |just |please )*(?:don't|do not)(?: you| ever| dare| just)* "
    r"(?P<done>(?!be\b|even\b|you\b)\w+ [^,]+?)(?:,.*| it'?s .*)?$",
    re.I | re.S,
)
_AGAIN = re.compile(r"\b(?:ever again|again|in front of|like that|when I|while I|at me)\b", re.I)
_ONCE_MORE = re.compile(r"(?: ever)? again$", re.I)
_LEAD = (
    r"(?:(?:last|this|every|on|at|after|since|ever since|during) \w+|yesterday|today|tonight|once|twice|three times"
    r"|four times|all (?:day|night|week|weekend|evening|morning))\b"
    r"(?:(?!\b(?:I|we|you|he|she|it|they|and|but)\b)[^,.!?;]){0,40}?"
)
_WHENEVER = r"(?:when|while|whenever|every time|each time)"
_LED = re.compile(rf"^(?:and |but |so )?(?P<lead>{_LEAD}),? (?P<told>(?:you|you've|you're) .+)$", re.I | re.S)
_MEANWHILE = re.compile(
    rf"^(?:and |but |so )?{_WHENEVER} (?P<first>(?:I|I'm|we|we're|my \w+|our \w+|the \w+)\b[^,.!?;]{{3,60}}?)"
    r"(?P<comma>,)? (?P<told>(?:you're|you (?!could\b|would\b|should\b|will\b|can\b|must\b|might\b|may\b|know\b|think\b)) ?.+)$",
    re.I | re.S,
)
# what "you" belongs to when it stands after it: "when I told you …" has no second clause there
_TAKES_YOU = re.compile(
    r"\b(?:to|with|for|at|of|about|from|on|by|than|like|and|or|if|that|because|what|how|where|who|thought|think|hope|wish"
    r"|t[eo]ll|told|ask|asked|see|saw|need|needed|want|wanted|call|called|text|texted|message|messaged|love|loved|know|knew"
    r"|hear|heard|give|gave|show|showed|send|sent|let|catch|caught|help|helped|make|made|beg|begged|remind|reminded|visit"
    r"|meet|met|takes?|took|costs?|gets?|makes?|gives?|leave|left|trust|find|found|ring|rang|thank|miss|missed|hug|kiss|hold|touch|watch|watched|marry|married)$",
    re.I,
)
_ALSO = re.compile(
    r"^(?P<first>[^.!?;]{5,90}?),? and (?P<told>(?:you|you're|you've) (?:still |just )?\w+(?: [\w'’]+){3,}.*)$",
    re.I | re.S,
)
_WHOLE = re.compile(r"(?:my|our|the) [\w'’]+ (?![\w'’]+$)[^,]{3,60}$", re.I)
"""A first half that can stand with the second: "my dad's surgeon talked to us (and you took a work call)"."""
_WHO = re.compile(r"\b(?:him|her|them|it|he|she|they|there)\b", re.I)
_HEARD = re.compile(r"^I can (?P<told>(?:hear|see) you \w+ing\b.*)$", re.I | re.S)
_FORGOT = re.compile(r"^(?:and |but |so )?how could you (?P<verb>forget|leave|miss) (?P<rest>.+)$", re.I | re.S)
_PAST_OF = {"forget": "forgot", "leave": "left", "miss": "missed"}


def told(sentence: str) -> str:
    """Return what a sentence, without its last mark, tells as seen; "" for none."""
    for way in (_asked_why, _felt, _put_off, _led):
        if clause := way(sentence):
            return clause
    match = _SUBJECT.match(sentence)
    if match:
        return match[1]
    found = _ALSO.match(sentence)
    if not found or _WHO.search(found["told"]):  # of whom the first half tells cannot be known from the second
        return ""
    return found[0] if _WHOLE.match(found["first"]) else found["told"]


def _asked_why(sentence: str) -> str:
    for pattern, start in ((_WHY_NOT, "you don't "), (_WHY, "you ")):
        if pattern.match(sentence):
            rest = pattern.sub("", sentence, count=1)
            return f"you aren't {rest[3:]}" if (start + rest).startswith("you don't be ") else start + rest
    if found := _WHY_ARE.match(sentence):
        return f"you {found['are'].lower()} {sentence[found.end() :]}".replace("you are ", "you're ", 1)
    if found := _FORGOT.match(sentence):
        return f"you {_PAST_OF[found['verb'].lower()]} {found['rest']}"
    return ""


def _felt(sentence: str) -> str:
    if found := _FELT.match(sentence):
        return found["told"]
    found = _HEARD.match(sentence)
    return f"I {found['told']}" if found else ""


def _put_off(sentence: str) -> str:
    """What somebody is told not to do, where it has been done."""
    if found := _STOP.match(sentence):
        return f"you keep {found['done'].strip()}"
    found = _DO_NOT.match(sentence)
    return f"you {_ONCE_MORE.sub('', found['done'])}" if found and _AGAIN.search(found["done"]) else ""


def _led(sentence: str) -> str:
    """What comes after words that say when: they go to the end, or stay in front where they are a clause."""
    if found := _MEANWHILE.match(sentence):
        if found["comma"] or not _TAKES_YOU.search(found["first"]):
            return f"{found['first']} and {found['told']}"
        return ""
    found = _LED.match(sentence)
    if not found:
        return ""
    first, joint, rest = re.split(r"(,|:| and | but |$)", found["told"], maxsplit=1)
    if joint in (",", ":") or _TAKES_YOU.search(found["lead"]):
        return ""
    return f"{first} {found['lead'][0].lower()}{found['lead'][1:]}{joint}{rest}"
