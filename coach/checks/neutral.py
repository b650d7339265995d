"""First suggestions for building a message by hand: what happened, put neutrally, and a small request.

For the message that no model could rewrite well: rules over its own words, nothing made up. Source: Rosenberg, "Nonviolent
Communication" (observe without evaluating; ask for something concrete and doable). It stays silent rather than guess, and it
does not write the feeling: that is the person's own.
"""

import re
from collections.abc import Iterator
from functools import cache

from coach.checks import lexicons
from coach.checks.blame import flags
from coach.checks.facts import facts
from coach.checks.feelings import suggest_needs
from coach.checks.told import told
from coach.checks.words import Phrases, plain, sentences, tokens

MAX_WORDS = 25
_LONGEST_READ = 4000  # characters: a suggestion needs the beginning of a rant, not all of it

_SPELLING = (
    (r"\bur\b(?= (?:always|never|late|not|so|on|out|\w+ing)\b)", "you're"),
    (r"\bur\b", "your"),
    (r"\byour\b(?= (?:always|never|constantly)\b)", "you're"),
    (r"\br\b(?= (?:u|you|we)\b)", "are"),
    (r"\bu\b", "you"),
    (r"\byoure\b", "you're"),
    (r"\byouve\b", "you've"),
    (r"\bi\b(?!\.)", "I"),
    (r"\bim\b", "I'm"),
    (r"\bive\b", "I've"),
    (r"\b(do|did|does|is|are|was|were|have|has|had|would|could|should|wo|ca)nt\b", r"\1n't"),
    (r"\bcos\b|\bcuz\b", "because"),
    (r"\btonite\b", "tonight"),
)
_DROPPED = re.compile(
    r"\b(?:always|constantly|forever|ever|even|literally|obviously|actually|seriously|honestly|apparently"
    r"|basically|just(?! now\b)|of course|"
    r"bloody|fucking|fuckin|damn|goddamn|freaking|frigging|sodding|effing|stupid|precious|yet again|as usual"
    r"|as per usual|"
    r"every single|once again|still|all the time|so-called|at all|like|lol|tbh)\b\s*",
    re.I,
)
_LIKE = re.compile(r"\blike\b", re.I)
_WHY_ASKED = re.compile(r"(?:so |and |but )?(?:why|how could you)\b", re.I)
_EVERY_TIME = re.compile(r"\bevery ?(?:single )?time\b", re.I)
_PAST = {
    "told": "tell", "came": "come", "said": "say", "asked": "ask", "took": "take", "called": "call", "texted": "text",
    "rang": "ring",
    "replied": "reply", "answered": "answer", "helped": "help", "thanked": "thank", "showed": "show", "gave": "give",
    "went": "go",
    "did": "do", "bought": "buy", "made": "make", "paid": "pay", "turned": "turn", "picked": "pick", "put": "put", "let": "let",
    "got": "get", "invited": "invite", "looked": "look", "apologised": "apologise", "apologized": "apologize", "wrote": "write",
}  # fmt: skip
_NEVER = re.compile(r"\b(I|you|we|they)(?: (?:hardly|barely))? (?:never|hardly|barely)(?: once)? (\w+)", re.I)
_NEVER_BE = re.compile(r"\b(you're|we're|they're|I'm) never\b", re.I)
_NEVER_HAVE = re.compile(r"\b(you've|we've|I've|they've) never\b", re.I)
# what follows the subject and would be a guess, a verdict, a rule or a threat rather than something seen
_UNSEEN = re.compile(
    r"^(?:you tell me\b)|^(?:your|my|our) \w+ (?:is|are|was|were|do|does|did|has|have)(?:n['’]t| not)\b|^I wasn['’]t\b"
    r"|^(?:you|we|I) (?:do|did)n['’]t have to\b|^you (?:\w+ )?f(?:i|ou)nd a way\b"
    r"|^(?:I|you|we|you've|you're|I've|we've|they|he|she|your \w+|my \w+|our \w+)(?:'ll"
    r"|'d)? (?:\w+ly )?"
    r"(?:must|should|could|would|will|can|can't|cannot|might|may|won't|shouldn't|wouldn't|thinks?|knows?|knew"
    r"|wants?|wanted|loves?|loved|hates?|cares?|do|admit|don't admit|seem|act|look like|feel|"
    r"felt|guess|suppose|swear|wish|hope|need|deserve|mean|meant|bet|don't (?:care|love|want|know|think|need"
    r"|understand|respect|trust|get|give|deserve|"
    r"feel|mind|appreciate|value)|didn't (?:care|want|mean|think)|make me|made me|treat|ruin|ruined|are (?:a|an"
    r"|the|so|such|too|not)|you're|"
    r"am|get to|have to|had to know|better|only care|only think|prefer|choose|chose|owe|win)\b|^(?:your|my"
    r"|our) \w+ (?:is|are|was|were) (?!at|in|on|here|there|\w+ing)\w+|^(?:we|they)(?:'re| are|'ve got)\b",
    re.I,
)
_STATE = re.compile(
    r"^you're (?!never (?:home|on|out|in|at|with|here|there|around|up|away)\b"
    r"|(?:not )?(?:late|on|out|home|away|at|in|with|up|asleep|working|gone|back|\w+ing)\b)",
    re.I,
)
_I_STATE = re.compile(
    r"^I'm (?!(?:the one|left|up|on my own|alone|stood|sat|standing|sitting|waiting|doing|cooking|cleaning|paying)\b)",
    re.I,
)
# "you never listen to me when I talk about work": what was seen is the second half
_NOT_DONE_WHEN = re.compile(
    r"\byou(?:'re)? (?:never|don't|always|just|not|can't|won't|only) [^.!?,;\n]{2,60}? (?:when|whenever|while) "
    r"((?:I|we|I'm|we're) [^.!?,;\n]{3,120})",
    re.I,
)
_SPLICED = re.compile(
    r"\b(?:\w+n['’]t|not|no|without)\b[^.!?,;\n]{3,80}(?P<end>, ?)(?:you|you're|i|i'm|it|it's|we|they)\b", re.I
)
"""One thing that was not done, and after a comma what was instead: the first is told alone."""
_ADDRESSED = re.compile(
    r",? (?:genius|einstein|sherlock|mate|pal|buddy|mister|missy|princess|your majesty|ok|okay)\W{0,3}$", re.I
)
_JOINED = re.compile(r",? (?:and|so|but) (?=I\b)")
_UNSEEN_OF_ME = re.compile(
    r"^I(?:['’]m| am) (?:\w+ )?(?:done|sick|tired|fed up|finished|over it|furious|livid|angry|hurt|sad|lonely|exhausted|so)\b"
    r"|^I(?:['’]m| am) not having\b|^I(?:['’]ve| have) had (?:it|enough)\b"
    r"|^I (?:quit|give up|feel|felt|hate|love|guess|wish|hope|deserve|swear|could (?:scream|cry)|want to (?:scream|cry))\b",
    re.I,
)
_HANGING = re.compile(r"\b(?:I['’]m|you['’]re|like|a|an|the|of|as|my|your|and|but|because)$", re.I)
"""What a word was left out of, at the end."""
_CUT = re.compile(r"(?:,| but | and then | and | because | - | – |;|:| while | so )")


def observation(message: str) -> str:
    """A neutral "When …" made of the message's own words, at most 25 of them; "" when nothing safe can be made.

    Absolutes and labels are left out; a clause that guesses, judges, orders or threatens is passed over. Where no clause will
    do, the topic alone is named ("When it comes to the dishes").
    """
    text = _respelled(message[:_LONGEST_READ])
    when = _NOT_DONE_WHEN.search(text)
    candidates = [*_clauses(text)]
    if when:
        candidates.insert(0, when[1])
    for clause in candidates:
        made = _made_neutral(clause)
        if made and not flags(f"{made}, I feel sad."):
            return made
    return _topic_only(message[:_LONGEST_READ])


def request(message: str, need: str) -> str:
    """A small, concrete request for a need (a name of needs.toml), the one whose cues the message holds most of.

    An unknown need is replaced by the need that the message itself hints at most.
    """
    by_name = {entry.name: entry for entry in lexicons.needs()}
    entry = by_name.get(need.strip().lower()) or by_name[suggest_needs(message, 1)[0]]
    words = tokens(message)
    fits = [sum(1 for _ in Phrases((cue, cue) for cue in option.cues).find(words)) for option in entry.requests]
    return entry.requests[fits.index(max(fits))].text


def cued_request(message: str, need: str) -> str:
    """Return the request of `need` that is meant for a word of the message; "" where there is none.

    Being heard has none: its words (work, phone) say where it happened, and not what was done.
    """
    entry = next((one for one in lexicons.needs() if one.name == need), None)
    if entry is None or entry.name == "to be heard":
        return ""
    words = tokens(message)
    fits = [sum(1 for _ in Phrases((cue, cue) for cue in option.cues).find(words)) for option in entry.requests]
    return entry.requests[fits.index(max(fits))].text if max(fits) else ""


def _respelled(message: str) -> str:
    text = plain(message)
    words = tokens(text)
    if sum(token.shouted for token in words) * 2 > len(words):
        text = text.lower()
    for pattern, spelling in _spellings():
        text = pattern.sub(spelling, text)
    return _capitals_for_names(" ".join(text.split(" ")))


def _capitals_for_names(text: str) -> str:
    pieces, last = [], 0
    for fact in facts(text):
        if fact.kind in {"name", "day"} and fact.text.islower():
            pieces += [text[last : fact.start], fact.text.capitalize() if fact.text != "yesterday" else fact.text]
            last = fact.end
    return "".join([*pieces, text[last:]])


def _clauses(text: str) -> Iterator[str]:
    """The sentences that tell something seen, those about the other first."""
    found = []
    for start, end in sentences(text):
        sentence = text[start:end].strip(" .!?…\n")
        asked = text[start:end].rstrip().endswith("?")
        clause = told(sentence) if not asked or _WHY_ASKED.match(sentence) else ""
        if clause and not _UNSEEN.match(clause) and not _STATE.match(clause) and not _I_STATE.match(clause):
            found.append(clause)
    yield from sorted(found, key=lambda clause: not facts(clause))


def _seen_alone(clause: str) -> str:
    """Return a clause without what is joined to it of oneself that nobody sees: "and I'm done asking"."""
    for joined in _JOINED.finditer(clause):
        if _UNSEEN_OF_ME.match(clause[joined.end() :]) and len(clause[: joined.start()].split()) > 2:
            return clause[: joined.start()]
    return clause


def _made_neutral(clause: str) -> str:
    text = _EVERY_TIME.sub("when", clause)
    text = _NEVER_HAVE.sub(lambda m: f"{m[1][:-3]} haven't", text)
    text = _NEVER_BE.sub(lambda m: f"{m[1]} not", text)
    text = _NEVER.sub(_did_not, text)
    text = _DROPPED.sub(lambda m: m[0] if _LIKE.match(m[0]) else "", text)
    if re.search(r"\bnever\b|\bno one\b|\bnobody\b|\bbehind my back\b", text, re.I):
        return ""
    if spliced := _SPLICED.search(text):
        text = text[: spliced.start("end")]
    text = _ADDRESSED.sub("", text)
    text = _shortened(_seen_alone(re.sub(r"\s{2,}", " ", text)).strip(" ,;:-–—"))
    if len(tokens(text)) < 3 or text.count("'") > 6 or _HANGING.search(text):
        return ""
    first = text.split(" ", 1)[0]
    if first.startswith("I") and first[:2] in {"I", "I'"}:
        return f"When {text}"
    start = first.lower() if first.isupper() else first[0].lower() + first[1:]
    lowered = start + text[len(first) :]
    return f"When {lowered}"


def _did_not(match: re.Match[str]) -> str:
    verb = match[2]
    if verb.lower() in _PAST:
        return f"{match[1]} didn't {_PAST[verb.lower()]}"
    return f"{match[1]} don't {verb}"


def _shortened(text: str) -> str:
    """Cut at a joint so that with "When" it stays within the limit; "" when there is no joint early enough."""
    words = tokens(text)
    if len(words) < MAX_WORDS:
        return text
    limit = words[MAX_WORDS - 2].end
    joints = [m.start() for m in _CUT.finditer(text, 0, limit)]
    return text[: joints[-1]].rstrip(" ,;:") if joints and joints[-1] > 10 else ""


def _topic_only(message: str) -> str:
    shown = lexicons.shown_topics()
    for fact in facts(message):
        if fact.kind == "topic" and fact.key in shown and fact.text.lower() not in lexicons.loose_topic_words():
            return f"When it comes to {shown[fact.key]}"
    return ""


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), spelling) for pattern, spelling in _SPELLING)
