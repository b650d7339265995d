"""The shape of a rewrite: whose voice it is, to whom it speaks, how long it is, how it ends.

Each function answers one question about the text alone or beside its message, from words and counts; none judges its tone.
"""

import re
from collections import Counter

from coach.checks.feelings import has_speaker_feeling
from coach.checks.roles import swapped_roles
from coach.checks.words import plain, sentences, stem, tokens

__all__ = [
    "addressed_to_partner", "control_token", "copies", "ends_cleanly", "first_person", "has_request_or_need",
    "is_reply_or_advice", "repeats", "swapped_roles", "too_long",
]  # fmt: skip

MAX_RATIO = 1.6  # a rewrite may be this many times as long as its message (the writing rules), beyond a free allowance
FREE_WORDS = 34  # two or three ordinary sentences: short messages may grow to these
BRIEF_WORDS = 26

_FIRST = frozenset("i i'm im i've ive i'd i'll me my mine myself".split())
_SECOND = frozenset(
    "you you're you've you'd you'll your yours yourself we we're we've us our ours let's lets each other".split()
)
_ASK = re.compile(
    r"\b(?:could|would|can|will|shall|may|might) (?:we|you|i|u|the|it|our|one|your|both|us|each|this|that|there"
    r"|\w+ (?:be|come|go|help))\b"
    r"|\b(?:please|let's|lets|let us|how about|what about|any chance|would you mind|i'd (?:love|like|rather"
    r"|prefer|really|much|be|so)|i would (?:love|like)|"
    r"i(?: really| just| do| only| still| also)? (?:want|need|wish|long|hope|miss|expect|ask|value)|i'm (?:asking"
    r"|hoping|longing|hungry)|what i(?:'d| would)? (?:need|want|like|love|long)|"
    r"means? (?:a lot|so much|the world|everything|more)|matters?|would (?:help|mean|make|feel|be|do)|it'd"
    r"|could do with|cheer me|go a long way|can wait|so i'm|mine to|until|"
    r"(?:has|have|needs?|got) to|need|needs|want|wanted|i'd hoped|hoped|rather|from now on|next time|i'll|i won't"
    r"|we'll|"
    r"do you|did you|are you|is (?:it|there|that|something|now)|have you|what(?:'s| is| do| did| was| are| kept"
    r"| happened| would| stopped| made)|why|how|which|where|when can|who)\b",
    re.I,
)
_IMPERATIVE = re.compile(
    r"(?:^|[.!?;:,]\s+|\b(?:and|so|then|but|next time,?|today|tonight)\s+)(?:just |now |then |first |only |always )?"
    r"(?:please|come|tell|ask|call|text|ring|talk|let|give|take|put|keep|help|stop|leave|stay|show|say|send|sit"
    r"|meet|pick|try|hold|"
    r"listen|look|make|find|plan|choose|share|drop|check|wait|do|don't|be|write|kiss|hug|bring|get|set|book|turn"
    r"|move|go|save|"
    r"wake|clean|speak|slow|cook|join|answer|reply|message|work|trust|treat|use|return|hand|own|fix|finish|start"
    r"|pay|sort|split|"
    r"delete|switch|agree|cancel|change|promise|remember|swap|walk|have|stick|back|watch|close|read|add|remind"
    r"|warn|hear|charge|"
    r"mend|invite|include|thank|wear|pop|pack|eat|run|drive|see|face|trade|tidy|wash|count|cover|stand|spend"
    r"|believe|end|open|own)\b",
    re.I,
)
_REPLY = re.compile(
    r"\bi (?:completely |totally |really |can )?understand (?:how|that|why|your|what) (?:you|your|it)"
    r"|\bi(?:'m| am) (?:so |very |really |truly )?sorry (?:to hear|you feel|that you(?:'re| are| feel)|you(?:'re"
    r"| are)|for your|about your|if i|i |that i|for (?:not|being|my|the way|hurting|making|forgetting|leaving))"
    r"|\bi apologi[sz]e\b|\bmy apologies\b|\bas an? (?:ai|language model|assistant|coach|therapist)\b"
    r"|\blanguage model\b"
    r"|\byou should (?:try|talk|tell|consider|say|communicate|let)\b|\byou (?:could|might) (?:try|consider"
    r"|want to (?:try|say|tell))\b"
    r"|\bit(?:'s| is) (?:important|essential|normal|understandable|okay|natural|crucial|helpful) (?:to(?! me| us)"
    r"|that|for you|if you)\b"
    r"|\b(?:here(?:'s| is| are) (?:a|an|the|your|my|some|one|how)|here you go)\b|\b(?:rewritten|rephrased|rewrite"
    r"|gentle version|direct version|brief version)\b"
    r"|\bhope this helps\b|\bi(?:'m| am) here (?:to help|for you|to listen|to support)\b|\bi hear (?:you[.,!]"
    r"|that you(?:'re| are| feel))"
    r"|\b(?:to|with|let|tell|ask|help|show) your partner\b|\byour partner (?:feels?|knows?|may|might|is|to|will"
    r"|can|understands?)\b|\bthis (?:message|version|text|rewrite) (?:is|keeps|shows|says|expresses|uses)\b"
    r"|\binstead of (?:saying|writing|blaming)\b"
    r"|\b(?:that|this|it) (?:sounds|must (?:be|feel)) (?:like you|really|so|very)? ?(?:hard|difficult|tough"
    r"|frustrating|painful)\b"
    r"|\bi feel that (?:you should|we should)|\byou(?:'re| are) (?:right(?! here| there| next| beside| behind"
    r"| in)|not alone|absolutely right)\b|\b(?:the speaker|the user|the sender|the person)\b"
    r"|\bthank you for (?:sharing|your message|reaching|telling me|letting me)\b|\bcommunication is\b"
    r"|\b(?:open and honest|active listening|emotional needs|i-statements?)\b",
    re.I,
)
_LABELLED = re.compile(
    r"^\s*(?:feeling|need|message|rewrite|request|answer|response|gentle|direct|brief|tone|note|output|option \d)\s*:",
    re.I,
)
_GREETING = re.compile(r"^\s*(?:dear|sincerely|regards|to whom)\b", re.I)
_CONTROL = re.compile(
    r"<\|?/?(?:im_start|im_end|endoftext|system|user|assistant|s|eot_id|start_header_id|end_header_id"
    r"|begin_of_text|pad|unk|bos|eos)\|?>"
    r"|<\|[^<>|\n]{0,40}\|>|\[/?INST\]|<</?SYS>>|###\s*(?:instruction|response|system)|^[ \t]{0,8}(?:system"
    r"|assistant|user)[ \t]{0,4}(?::|$)",
    re.I | re.M,
)
_CLOSERS = "\"'”’)]"


def first_person(rewrite: str) -> bool:
    """Whether somebody speaks of themselves: an I, me or my, or a feeling that can only be theirs ("it hurt when …")."""
    return any(token.lower in _FIRST for token in tokens(rewrite)) or has_speaker_feeling(rewrite)


def addressed_to_partner(rewrite: str) -> bool:
    """Whether it speaks to someone: you, your, we, us, or a request ("please ring me")."""
    words = {token.lower for token in tokens(rewrite)}
    return bool(words & _SECOND) or bool(_ask_at(rewrite))


def has_request_or_need(rewrite: str) -> bool:
    """Whether it asks for something, or names a need or wish (Rosenberg's last two parts)."""
    return _ask_at(rewrite)


def _ask_at(text: str) -> bool:
    straight = plain(text)
    return "?" in straight or bool(_ASK.search(straight)) or bool(_IMPERATIVE.search(straight))


def is_reply_or_advice(rewrite: str) -> bool:
    """Whether it answers the message, advises on it or talks about it, rather than being what the person sends.

    Also: a greeting ("Dear …"), a label ("Message: …") or quotation marks round the whole.
    """
    straight = plain(rewrite).strip()
    quoted = len(straight) > 2 and straight[0] == '"' == straight[-1] and '"' not in straight[1:-1]
    return quoted or any(pattern.search(straight) for pattern in (_REPLY, _LABELLED, _GREETING))


def control_token(text: str) -> bool:
    """Whether it holds a piece of a prompt template, such as <|im_start|> or [INST]; zero-width characters do not hide it."""
    return bool(_CONTROL.search(re.sub("[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)))


def too_long(message: str, rewrite: str, tone: str = "direct") -> bool:
    """Whether it runs past 1.6 times its message (or, where that is more, past a few sentences; a brief one past a text)."""
    words = len(tokens(rewrite))
    if tone == "brief":
        return words > BRIEF_WORDS
    return words > max(FREE_WORDS + 10, MAX_RATIO * len(tokens(message)))


def repeats(rewrite: str) -> bool:
    """Whether it loops: the same sentence twice, a word four times running, or a run of five words again and again."""
    words = [token.lower for token in tokens(rewrite)]
    said = Counter(" ".join(t.lower for t in tokens(rewrite[start:end])) for start, end in sentences(rewrite))
    if any(count > 1 and line.count(" ") >= 2 for line, count in said.items()):
        return True
    if any(len(set(words[i : i + 4])) == 1 for i in range(len(words) - 3)):
        return True
    fives = Counter(tuple(words[i : i + 5]) for i in range(len(words) - 4))
    fours = Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))
    return any(count > 1 for count in fives.values()) or any(count > 2 for count in fours.values())


def ends_cleanly(text: str) -> bool:
    """Whether it ends where a sentence ends (a full stop, question or exclamation mark, or an emoji after one)."""
    stripped = plain(text).rstrip().rstrip(_CLOSERS).rstrip()
    return bool(stripped) and (stripped[-1] in ".!?…" or not (stripped[-1].isalnum() or stripped[-1] in ",;:-–—(&+/"))


def copies(message: str, rewrite: str) -> bool:
    """Whether it is the message again, all but a word or two."""
    before, after = [stem(t.lower) for t in tokens(message)], [stem(t.lower) for t in tokens(rewrite)]
    if not before or not after:
        return False
    if before == after:
        return True
    if len(before) < 4:
        return False
    shared = sum((_pairs(before) & _pairs(after)).values())
    return shared / max(len(before), len(after)) >= 0.8


def _pairs(words: list[str]) -> Counter[tuple[str, str]]:
    return Counter(zip(["", *words], words, strict=False))
