"""Is someone in danger? Judges a text before any model writes, and before every job, in the light of the talk so far.

Two readers are joined: patterns kept as data (coach/safety/patterns.toml) with guards for denial, fiction, old relationships
and figures of speech, and a small classifier (danger.py), which reads what is said in other words. Without the classifier the
patterns decide alone. It knows English only. It misses some of what is said, and it cannot see a face: it opens the way to
help, it never rules danger out. Every word of a safety reply is written by people (safety_replies.py).
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from coach.danger import Danger, DangerReader, places
from coach.screening_rules import Finding, clears, findings, load_rules, without_explanation

Label = Literal["none", "self_harm", "partner_violence", "coercive_control", "child_safety"]
# In this order where scores tie: what can end a life tonight comes first.
LABELS: tuple[Label, ...] = ("self_harm", "partner_violence", "child_safety", "coercive_control")
HEARD = 0.5  # the score from which care comes first
FAINT = 0.4  # the score from which an answer carries a line of care; see docs/decisions.md for both
_EARLIER_TURNS = 6  # how far back a danger that was named is remembered
_HARDLY_FOR = 2  # the same, for a danger that was hardly heard
_ASIDE = 5  # words up to which a turn between a danger and its explanation says nothing of its own
_BRIEF = 15  # words up to which a turn after a danger, if it asks nothing, is taken to go on about it


@dataclass(frozen=True)
class Span:
    """Words that were heard: text[start:end] of the message, and a note on what they say."""

    start: int
    end: int
    text: str
    note: str


@dataclass(frozen=True)
class Screening:
    """What was heard. `score` (0 to 1, higher is surer) is for `label`; `imminent` means that it may be happening now.

    `remembered` is a danger that was named earlier in the talk and not taken back, where this text is about something else;
    `unsure` one that the text may tell of, where that is too faint to put care before all else.
    """

    label: Label
    score: float
    imminent: bool = False
    spans: tuple[Span, ...] = ()
    remembered: Label = "none"
    unsure: Label = "none"
    by_sender: bool = False
    """Whether all that was heard is the writer's own act ("I slapped her"), and nothing that was done to them."""
    loudest: str = ""
    """The id of the pattern that speaks loudest for `label` ("partner-suicide-threat"); empty where no pattern heard it."""

    @property
    def by_meaning_alone(self) -> bool:
        """Say whether no pattern heard it, only the classifier."""
        return self.label != "none" and all(not one.note for one in self.spans)

    @property
    def surely(self) -> bool:
        """Say whether it was heard in words, or clearly enough without."""
        return not self.by_meaning_alone or self.score >= SURE


NONE = Screening("none", 0.0)
Judge = Callable[[str], Screening]


def screen(
    text: str, earlier: Sequence[str] = (), reader: DangerReader | None = None, *, in_talk: bool = True
) -> Screening:
    """Judge `text`, in the light of what the same person said `earlier` (newest last). Never raises.

    A danger named earlier keeps care on while the person brushes it aside, answers, or is in danger now, and is remembered
    beside an ordinary question. A clear explanation ("that was a song") takes back the last turn that was heard, also when no
    more than "what?" came between, and no turn before it; a bare denial takes back nothing. A text that is no turn of that talk
    (`in_talk` false: a message to the partner) neither answers nor explains what was said in it.
    """

    def judge(one: str) -> Screening:
        return _judged(one, reader)

    def explained_by(one: str, before: Sequence[str]) -> int | None:
        return _explained_by(one, before, judge, reader)

    now = judge(text)
    if not earlier:
        return now
    if now.label == "none" and in_talk:
        now = _beside_explanation(text, judge)
    if now.label != "none":
        return now
    explained = explained_by(text, earlier) if in_talk else None
    named = _named(earlier[:explained], judge, explained_by, len(earlier) - _HARDLY_FOR)
    if named is None:
        return _together(text, earlier[-1], judge) if in_talk and explained is None else now
    before, at = named
    if _presses(before) or (in_talk and explained is None and _goes_on(text, before, earlier[at], judge)):
        return Screening(before.label, HEARD, by_sender=before.by_sender, loudest=before.loudest)
    return replace(now, remembered=before.label)


def _presses(before: Screening) -> bool:
    """Say whether what was heard may be happening now, and surely enough to come before an ordinary question."""
    return before.imminent and before.surely


def _named(
    earlier: Sequence[str],
    judge: Judge,
    explained_by: Callable[[str, Sequence[str]], int | None],
    hardly_from: int,
) -> tuple[Screening, int] | None:
    """Return the danger that was named and not taken back, and its turn: what presses, else what was surely heard, else the last.

    What was hardly heard counts from the turn `hardly_from` on.
    """
    found: list[tuple[Screening, int]] = []
    explained: set[int] = set()  # these alone: what was named before them stands
    for at in range(len(earlier) - 1, max(-1, len(earlier) - 1 - _EARLIER_TURNS), -1):
        if at in explained:
            continue
        one = explained_by(earlier[at], earlier[:at])
        if one is not None:
            explained.add(one)
            continue
        judged = judge(earlier[at])
        if judged.label == "none" and at and not found and at - 1 not in explained:
            judged = _together(earlier[at], earlier[at - 1], judge)
        if judged.label != "none" and (judged.surely or at >= hardly_from):
            found.append((judged, at))
    found.sort(key=lambda one: (not _presses(one[0]), not one[0].surely, not one[0].imminent, -one[1]))
    return found[0] if found else None


def _explained_by(text: str, earlier: Sequence[str], judge: Judge, reader: DangerReader | None) -> int | None:
    """Return which earlier turn a turn explains: the last that sounded like danger ("that was a song"; "at cribbage"), or none.

    Nothing is explained by a turn that tells of danger itself, nor past a turn that speaks of something else. Where no words say
    so ("a song"), the classifier reads it beside what was heard. It must be sure, since care ends here; it is not asked where
    someone only brushes it aside or asks something, nor of what may be happening now.
    """
    heard = _last_heard(earlier, judge)
    if heard is None:
        return None
    beside = _beside_explanation(text, judge)
    if beside.label != "none":
        return None
    if clears(text, load_rules()):
        return heard
    if reader is None or beside.unsure != "none" or _BRUSHED_ASIDE.search(text) or _ASKS.match(text):
        return None
    if _presses(judge(earlier[heard])):
        return None
    return heard if _explains(earlier[heard], text, reader) >= EXPLAINED else None


def _last_heard(earlier: Sequence[str], judge: Judge) -> int | None:
    """Return the last turn that sounds like danger, where nothing but a few words ("what?") came after it."""
    for at in range(len(earlier) - 1, max(-1, len(earlier) - 1 - _EARLIER_TURNS), -1):
        if judge(earlier[at]).label != "none":
            return at
        if len(earlier[at].split()) > _ASIDE:
            return None
    return None


def _beside_explanation(text: str, judge: Judge) -> Screening:
    """Judge a turn, and by itself what it says beside an explanation: the song must not drown the rest."""
    whole, rules = judge(text), load_rules()
    if whole.label != "none" or not clears(text, rules):
        return whole
    rest = without_explanation(text, rules)
    return replace(judge(rest), spans=()) if rest else whole  # places are those of the rest


def _together(text: str, before: str, judge: Judge) -> Screening:
    """Judge two turns as one where the second leans on the first: "he's home at six" may only then be danger."""
    if len(text.split()) > _BRIEF or "?" in text:
        return judge(text)
    both = judge(f"{before}\n{text}")
    # where it stands is told in places of the two texts together, which is of no use to anyone
    return replace(both, spans=()) if both.score >= SURE else judge(text)


def _goes_on(text: str, before: Screening, heard: str, judge: Judge) -> bool:
    """Say whether a turn brushes aside what was `heard` before, or answers a question: it asks none, and is short.

    After what was hardly heard, any other short turn has to sound of danger together with it.
    """
    if "?" in text:
        return False
    if _BRUSHED_ASIDE.search(text):
        return True
    return len(text.split()) <= _BRIEF and (before.surely or judge(f"{heard}\n{text}").label != "none")


_BRUSHED_ASIDE = re.compile(
    r"\b(?:forget (?:it|i said|that)|never ?mind|ignore (?:me|that)|(?:just |only )?(?:kidding|joking)|jk"
    r"|i['’]?m (?:fine|ok(?:ay)?|good)|did(?:n['’]?t| not) mean|no big deal|not (?:that|so) bad"
    r"|over-?react\w*|exaggerat\w*|dramatic|being (?:silly|daft)|drop it|change the subject)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(?:(?:so|and|but|ok(?:ay)?|well|anyway|right)\W+)*(?:how|what|why|who|when|where|which|do|does|did|is|are|am|was|were|can"
    r"|could|should|shall|would|will|have|has|tell me|help me)\b",
    re.IGNORECASE,
)
_DANGERS = frozenset(LABELS)
EXPLAINED = 0.8  # how sure the classifier must be that a turn explains what sounded of danger
SURE = 0.8  # the score from which two turns, read as one, are heard, and one turn is surely heard without a pattern


def _judged(text: str, reader: DangerReader | None) -> Screening:
    found = findings(text, load_rules(), frozenset(LABELS))
    danger = read(text, reader)
    best, best_score = NONE, 0.0
    faint, faint_score = NONE, 0.0
    for label in LABELS:
        mine = [one for one in found if one.pattern.label == label]
        score = joined(_joined_weight(mine), danger.labels[label] if danger else None, BIAS.get(label, 0.0))
        if score >= HEARD and score > best_score + 1e-9:
            imminent = any(one.now or one.pattern.imminent for one in mine) or (
                danger is not None and danger.imminent >= NOW
            )
            loudest = max(mine, key=lambda one: one.pattern.weight).pattern.id if mine else ""
            own = bool(mine) and all(_by_sender(one, found) for one in found)
            best = Screening(label, round(score, 3), imminent, spans_of(text, mine), by_sender=own, loudest=loudest)
            best_score = score
        if FAINT <= score < HEARD and score > faint_score:
            faint, faint_score = replace(NONE, unsure=label), score
    if best.label == "none":
        return faint
    if not best.spans and reader is not None:
        return replace(best, spans=_loudest(text, best.label, reader))
    return best


def read(text: str, reader: DangerReader | None) -> Danger | None:
    """Return what the classifier reads in a text; None without one, or of a single word, which means anything."""
    return _read(text, reader) if reader is not None and len(text.split()) > 1 else None


@lru_cache(maxsize=64)
def _read(text: str, reader: DangerReader) -> Danger:
    # the turns of a talk are judged again with each new one
    return reader.read(text)


@lru_cache(maxsize=64)
def _explains(before: str, text: str, reader: DangerReader) -> float:
    return reader.explains(before, text)


def forget_readings() -> None:
    """Forget what was read; only a measurement needs it."""
    _read.cache_clear()
    _explains.cache_clear()


NOW = 0.3  # how sure the classifier must be that it may be happening now


def joined(by_patterns: float, by_classifier: float | None, bias: float = 0.0) -> float:
    """Join what patterns say (0 to 1) with the classifier's probability; from HEARD on, danger is heard.

    Weights, `bias`, and the scores that count were chosen on texts held out of the training; docs/decisions.md has the figures.
    """
    if by_classifier is None:
        return by_patterns
    logit = math.log((by_classifier + 1e-6) / (1 - by_classifier + 1e-6))
    return 1 / (1 + math.exp(-(PATTERNS * by_patterns + logit + bias)))


PATTERNS = 4.0
BIAS: dict[Label, float] = {"self_harm": 1.0}  # what can end a life tonight is heard a little sooner


def _loudest(text: str, label: str, reader: DangerReader) -> tuple[Span, ...]:
    """Return the sentence that speaks loudest for a label that no pattern heard."""
    start, end = max(places(text), key=lambda one: reader.read(text[one[0] : one[1]]).labels[label])
    return (Span(start, end, text[start:end], ""),)


def _by_sender(one: Finding, found: Sequence[Finding]) -> bool:
    """Say whether a finding is the writer's own act, or words within one ("and hit my son" in "I lost it and hit my son")."""
    return any(own.pattern.by_sender and own.start <= one.start and one.end <= own.end for own in found)


def _joined_weight(found: Sequence[Finding]) -> float:
    """Join the weights of different patterns as independent evidence: 1 - product of (1 - weight)."""
    miss = 1.0
    for weight in {one.pattern.id: one.pattern.weight for one in found}.values():
        miss *= 1 - weight
    return 1 - miss


def spans_of(text: str, found: Sequence[Finding]) -> tuple[Span, ...]:
    """Return the words of `text` that the patterns met."""
    return tuple(Span(one.start, one.end, text[one.start : one.end], one.pattern.note) for one in found)
