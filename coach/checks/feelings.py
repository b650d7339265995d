"""Feelings in a text: the genuine ones, the faux ones, whose they are, and which ones a message hints at.

Source: Rosenberg, "Nonviolent Communication", chapter 4: a feeling says what goes on in me; "ignored" or "used" says what
I think you did. Nothing here decides whether a message is good, and the suggestions are hints from words, not insight.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from coach.checks import lexicons
from coach.checks.words import Phrases, Token, plain, sentences, tokens

_THEIRS = frozenset(
    "you u ya he she they you're youre ur you've he's she's they're you'd you'll youve we're your his her their who "
    "mum mom dad partner who's".split()
)
_MINE = frozenset("i i'm im i've ive i'd i'll id me my myself mine we us we're i've".split())
_THEM = frozenset("you u him her them".split())
_STATES = frozenset("are were is was be been get got getting feel felt so really very seem seemed look looked".split())
_MANY_MEANINGS = frozenset(
    {"lost", "touched", "content", "moved", "down", "flat", "low", "stuck", "blue", "cross", "thrown"}
)
_NOT = frozenset("not don't dont never isn't no aren't wasn't can't won't stop".split())
_FEEL = frozenset("feel feeling felt feels".split())
_BETWEEN = _THEIRS | {"when", "that", "after", "because", "about", "if", "being"}
_AM = frozenset(
    "i'm im am was been being i've got get getting gets leaves left leave leaving made makes making".split()
)
# these say what was done to the speaker even without "feel" in front
_FAUX_ALONE = frozenset(
    "ignored abandoned rejected unheard invisible disrespected neglected unappreciated betrayed manipulated unwanted "
    "unloved unimportant belittled humiliated insulted dismissed misunderstood undermined unsupported unworthy "
    "gaslit second-best worthless exploited victimised mistreated disregarded deceived".split()
)
# genuine only when the speaker says so outright: elsewhere they are other things ("lost the keys", "read a low number")
_AMBIGUOUS = frozenset(
    "lost low flat down stuck stretched touched content blue cross mad torn tender raw loved proud shy empty bitter "
    "rushed hurried guarded thrown shock crying cry cried cold fear doubt tires stress pressure drowning surprise "
    "surprised happy glad excited hopeful encouraged relief stretched calmer regret reluctant concern bored boring "
    "restless awkward worry moved".split()
)


# said of a moment rather than to the other person: no sign that the speaker has named a feeling
_UNSAID = frozenset(
    "crying cried cry tearful embarrassing annoying frustrating painful boring shocking shaking trembling "
    "drowning stress stressed "
    "panic fear shame guilt anger burnt-out mad surprise surprised shock knackered tired exhausted sleep doubt "
    "loved proud "
    "touched pressure regret".split()
) | {"in tears", "burnt out", "burned out", "walking on eggshells", "wanted to disappear", "taken aback"}


@dataclass(frozen=True, slots=True)
class Found:
    """A lexicon word found in a text: `word` is the lexicon's own, text[start:end] how it was typed."""

    word: str
    start: int
    end: int
    text: str


def genuine_feelings(text: str) -> list[Found]:
    """Every genuine feeling word in the text, whosoever's it is, in order."""
    words = tokens(text)
    return [
        _found(text, words, first, last, feeling.word)
        for first, last, feeling in lexicons.feeling_phrases().find(words)
    ]


def faux_feelings(text: str) -> list[Found]:
    """Every faux feeling that someone is said to feel ("I feel ignored", "I'm invisible", "left me unheard"), in order.

    The same words as plain verbs ("you ignored me") are not faux feelings and are left to the blame patterns.
    """
    words = tokens(text)
    return [
        _found(text, words, first, last, faux.word)
        for first, last, faux in lexicons.faux_phrases().find(words)
        if _said_to_be_felt(words, first, faux.word)
    ]


def _found(text: str, words: list[Token], first: int, last: int, word: str) -> Found:
    start, end = words[first].start, words[last - 1].end
    return Found(word, start, end, text[start:end])


def _said_to_be_felt(words: list[Token], first: int, word: str) -> bool:
    before = [w.lower for w in words[max(0, first - 4) : first]]
    following = words[first + 1].lower if first + 1 < len(words) else ""
    if word == "used" and following == "to":
        return False
    if any(w in _FEEL and not _BETWEEN & set(before[i + 1 :]) for i, w in enumerate(before)):
        return True
    return word in _FAUX_ALONE and bool(_AM & set(before[-2:])) and not _THEIRS & set(before)


def has_speaker_feeling(text: str, *, outright: bool = False) -> bool:
    """Whether the speaker names a genuine feeling of their own ("I'm hurt", "it stings", "that left me lonely").

    A feeling counts as the speaker's unless the nearest pronoun before it in its sentence is someone else's
    ("you're angry") or it is denied ("I'm not sad"). With `outright` only "I" beside the feeling counts
    ("I'm hurt", "I feel sad"), not tears, an impersonal "it was lonely" or an exclamation.
    """
    words = tokens(text)
    starts = [start for start, _ in sentences(text)]
    for first, last, feeling in lexicons.feeling_phrases().find(words):
        sentence = bisect_right(starts, words[first].start) - 1
        begin = first
        while begin > 0 and first - begin < 12 and words[begin - 1].start >= (starts[sentence] if starts else 0):
            begin -= 1
        phrase = " ".join(w.lower for w in words[first:last])
        before = words[begin:first]
        if outright and (phrase in _UNSAID or not _with_i(before, phrase)):
            continue
        if _is_speakers(before, words[last : last + 2], phrase, feeling.word):
            return True
    return False


def _is_speakers(before: list[Token], after: list[Token], phrase: str, word: str) -> bool:
    lower = [w.lower for w in before]
    if _denied(lower):
        return False
    if phrase in _MANY_MEANINGS and not (_AM | _FEEL) & set(lower[-3:]):
        return False
    if phrase in _AMBIGUOUS or word in _AMBIGUOUS:
        outright = any(w in _MINE or w in _FEEL or w in _AM for w in lower[-5:]) and not _theirs_nearer(lower)
        return outright or bool(after and after[0].lower == "me")
    if after and after[0].lower in _THEM and phrase.endswith("s") and phrase not in {"hurts", "stings", "miss us"}:
        return False
    if phrase == "hurt" and not _is_hurt_or_hurts(lower):
        return True
    if lower[-1:] in (["is"], ["was"]) or phrase.endswith(("hurts", "scares", "disappoints", "stings")):
        lower = [
            w for w in lower if w not in {"you", "u"}
        ]  # "an evening without you is lonely": you is not its subject
    return not _theirs_nearer(lower)


def _with_i(before: list[Token], phrase: str) -> bool:
    near = {w.lower for w in before[-5:]}
    return phrase.startswith("i've") or not near.isdisjoint(_MINE) or (not before and phrase.startswith("miss"))


def _is_hurt_or_hurts(lower: list[str]) -> bool:
    """Whether the word before makes "hurt" somebody else's ("you hurt", "she is hurt"); "what he said hurt" is the speaker's."""
    if lower[-1:] and lower[-1] in _STATES:
        return _theirs_nearer(lower)
    return bool(lower) and lower[-1] in _THEIRS - {"your", "his", "her", "their"}


def _denied(lower: list[str]) -> bool:
    for word in reversed(lower[-3:]):
        if word in _NOT:
            return True
        if word in _MINE or word in {"it", "that"}:
            return False
    return False


def _theirs_nearer(lower: list[str]) -> bool:
    for before, word in reversed(list(zip(["", *lower], lower, strict=False))[-5:]):
        if before in {"without", "with"}:
            continue
        if word in _MINE or word in {"it", "and", "so", "that", "but", "because", "which"}:
            return False
        if word in _THEIRS:
            return word not in {"your", "his", "her", "their", "mum", "mom", "dad", "who"}
    return False


def named_feelings(message: str) -> list[str]:
    """The genuine feelings that the speaker names as their own, in order, as often as they do."""
    found = []
    for one in genuine_feelings(message):
        start = message.rfind("\n", 0, one.start) + 1
        if has_speaker_feeling(message[max(start, one.start - 60) : one.end]):
            found.append(one.word)
    return found


def suggest_feelings(message: str, n: int = 3) -> list[str]:
    """Up to `n` genuine feelings that the message hints at, likeliest first; common ones fill up what the words leave open.

    A feeling that the speaker names comes first, then those that lie behind a faux feeling, then those whose cues appear.
    """
    scores: dict[str, float] = {}
    for named in named_feelings(message):
        scores[named] = scores.get(named, 0.0) + 4
    by_faux = {faux.word: faux for faux in lexicons.faux_feelings()}
    for found in faux_feelings(message):
        for place, word in enumerate(by_faux[found.word].feelings):
            scores[word] = scores.get(word, 0.0) + 3 - place
    for word, score in _cue_scores(message, _feeling_cues()).items():
        scores[word] = scores.get(word, 0.0) + score
    for place, feeling in enumerate(lexicons.feelings()):
        if feeling.family != "glad" or feeling.word in scores:
            scores[feeling.word] = scores.get(feeling.word, 0.0) + 1.2 / (1 + place / 3)
    return _best(scores, n)


def suggest_needs(message: str, n: int = 3) -> list[str]:
    """Up to `n` needs that may lie behind the message, likeliest first; common ones fill up what the words leave open."""
    scores = dict(_cue_scores(message, _need_cues()))
    by_faux = {faux.word: faux for faux in lexicons.faux_feelings()}
    for found in faux_feelings(message):
        need = by_faux[found.word].need
        scores[need] = scores.get(need, 0.0) + 3
    for place, entry in enumerate(lexicons.needs()):
        scores[entry.name] = scores.get(entry.name, 0.0) + 0.5 / (1 + place / 3)
    return _best(scores, n)


def _best(scores: dict[str, float], n: int) -> list[str]:
    return sorted(scores, key=lambda word: -scores[word])[: max(0, n)]


def _cue_scores(message: str, cues: Phrases[tuple[tuple[str, float], ...]]) -> dict[str, float]:
    scores: dict[str, float] = {}
    seen: set[tuple[tuple[str, float], ...]] = set()
    for _, _, targets in cues.find(tokens(plain(message))):
        if targets in seen:
            continue
        seen.add(targets)
        for word, weight in targets:
            scores[word] = scores.get(word, 0.0) + weight
    return scores


@cache
def _feeling_cues() -> Phrases[tuple[tuple[str, float], ...]]:
    own = {(cue, f.word): 1.0 for f in lexicons.feelings() for cue in f.cues}
    return _weighted(own)


@cache
def _need_cues() -> Phrases[tuple[tuple[str, float], ...]]:
    return _weighted({(cue, need.name): 1.0 for need in lexicons.needs() for cue in need.cues})


def _weighted(pairs: dict[tuple[str, str], float]) -> Phrases[tuple[tuple[str, float], ...]]:
    """A cue that points to many words says less about each, so its weight is shared."""
    by_cue: dict[str, list[str]] = {}
    for cue, word in pairs:
        by_cue.setdefault(cue, []).append(word)
    return Phrases(
        (cue, tuple((word, (1 + 0.5 * cue.count(" ")) * 2 / (1 + len(words)) ** 0.5) for word in words))
        for cue, words in sorted(by_cue.items())
    )
