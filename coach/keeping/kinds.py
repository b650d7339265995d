"""What can be kept: one small model for each kind of entry. Extra keys are refused and lengths bounded; nothing here acts."""

import uuid
from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from coach.keeping.fields import Kept as Kept
from coach.keeping.fields import Line, Lines, Minutes, Said, Scale, Text, Weekday, Word
from coach.keeping.fields import Part as Part
from coach.keeping.fields import changed as changed
from coach.keeping.fields import made as made
from knowledge.schema import Audience

Reason = Literal["too much", "needs both", "did not fit", "tried it", "another reason"]
Whose = Literal["me", "partner"]
LanguageName = Literal["words", "acts", "gifts", "time", "touch"]


def _uid() -> str:
    return uuid.uuid4().hex


class PlannedStep(Part):
    """A practice in a week's plan, with its words as they were when it was chosen."""

    practice: Word
    title: Said
    why: Line = ""
    do_this_week: Line = ""
    minutes: Minutes = 10
    days: Annotated[tuple[date, ...], Field(max_length=7)] = ()
    at: time | None = None
    done: Annotated[tuple[date, ...], Field(max_length=7)] = ()


class WeekPlan(Kept):
    """The plan of one week. `week`: its Monday; `left`: what was swapped or refused; `uid` names its events in a calendar."""

    kind = "plan"
    week: date
    steps: Annotated[tuple[PlannedStep, ...], Field(max_length=12)] = ()
    left: Annotated[tuple[PlannedStep, ...], Field(max_length=60)] = ()
    uid: Word = Field(default_factory=_uid)


class Refusal(Kept):
    """A practice that was not wanted, and why."""

    kind = "refusal"
    practice: Word
    reason: Reason
    note: Line = ""


class TalkTime(Kept):
    """When the two talk each day. `weekdays`: 0 is Monday."""

    kind = "talk_time"
    at: time | None = None
    minutes: Minutes = 15
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = (0, 1, 2, 3, 4, 5, 6)
    uid: Word = Field(default_factory=_uid)


class Talk(Kept):
    """A talk that took place."""

    kind = "talk"
    minutes: Minutes
    question: Line = ""
    note: Line = ""


class Drawn(Kept):
    """A question of the deck that was drawn. `round` counts how often the deck was begun."""

    kind = "question"
    question: Word
    round: Annotated[int, Field(ge=1, le=1_000_000)]
    state: Literal["drawn", "skipped"] = "drawn"


class CheckIn(Kept):
    """How the day was: a mood or a few, how close one felt (1 to 5), one line."""

    kind = "checkin"
    moods: Annotated[tuple[Word, ...], Field(max_length=5)] = ()
    connection: Scale | None = None
    note: Line = ""


class Slip(Kept):
    """A slip in the connection jar."""

    kind = "slip"
    text: Said
    by: Whose = "me"
    state: Literal["in the jar", "drawn", "done"] = "in the jar"


class TouchMoment(Part):
    """One day of the touch challenge; a rest is a day of it too."""

    day: date
    moment: Line = ""
    rest: bool = False


class TouchChallenge(Kept):
    """Seven days of touch that both want."""

    kind = "touch"
    welcome: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    moments: Annotated[tuple[TouchMoment, ...], Field(max_length=7)] = ()
    state: Literal["going", "paused", "stopped", "finished"] = "going"


class LanguagesReflection(Kept):
    """What was chosen in the love languages reflection: pair id -> "a", "b" or "both"."""

    kind = "languages"
    choices: Annotated[dict[Word, Literal["a", "b", "both"]], Field(max_length=40)]
    partner_guess: Annotated[tuple[LanguageName, ...], Field(max_length=5)] = ()


class Act(Kept):
    """One act of love that was done."""

    kind = "act"
    language: LanguageName
    text: Said


class Loved(Kept):
    """The weekly look at love languages: how loved one felt (1 to 5), what landed, what to change."""

    kind = "loved"
    how_loved: Scale
    landed: Line = ""
    adjust: Line = ""


class Expectation(Kept):
    """A need put so that it can be done."""

    kind = "expectation"
    need: Line = ""
    act: Said
    when: Line = ""
    sentence: Said


class KindLimit(Kept):
    """A limit: what I need, when it touches me, and what I will do."""

    kind = "limit"
    need: Line = ""
    when: Line = ""
    will_do: Said
    sentence: Said


class Promise(Kept):
    """What I said I would do. `earlier` holds the days that it was moved from."""

    kind = "promise"
    what: Said
    by: date
    state: Literal["open", "kept", "missed"] = "open"
    earlier: Annotated[tuple[date, ...], Field(max_length=50)] = ()
    settled: date | None = None
    owned: Text = ""


class Instance(Kept):
    """One specific time of neglect, written for oneself. `mine`: I was the one who was absent."""

    kind = "instance"
    where: Line = ""
    happened: Text
    missing: Line = ""
    effect: Text = ""
    mine: bool = False


class SignsReflection(Kept):
    """Which signs were noticed (their ids), what is missing most, and what is still good."""

    kind = "signs"
    noticed: Annotated[tuple[Word, ...], Field(max_length=40)] = ()
    missing: Text = ""
    good: Text = ""


class AppreciationNote(Kept):
    """One exact thing that was noticed, and what it meant."""

    kind = "appreciation"
    noticed: Said
    meant: Line = ""
    sentence: Said
    given: bool = False


class JournalPage(Kept):
    """A page written for oneself, from a prompt or from nothing."""

    kind = "journal"
    prompt: Line = ""
    text: Text


class ObserverWriting(Kept):
    """Seven minutes through the eyes of someone fair."""

    kind = "observer"
    facts: Text = ""
    observer: Text = ""
    obstacles: Text = ""
    next_time: Text = ""


class LookBack(Kept):
    """A look back on one week; `week` is its Monday."""

    kind = "look_back"
    week: date
    helped: Text = ""
    victory: Text = ""
    keep: Line = ""
    drop: Line = ""


class SafetyPlan(Kept):
    """A safety plan, in the person's own lines. The last five are for one who is afraid at home (safety_plan.py)."""

    kind = "safety_plan"
    warning_signs: Lines = ()
    by_myself: Lines = ()
    people_and_places: Lines = ()
    people_to_ask: Lines = ()
    professionals: Lines = ()
    surroundings: Lines = ()
    worth_staying_for: Lines = ()
    where_to_go: Lines = ()
    word_for_help: Lines = ()
    papers_and_keys: Lines = ()
    who_knows: Lines = ()
    phone_and_computer: Lines = ()


class GroundingCard(Kept):
    """A grounding card of one's own, or what one made of the shipped `card`, whose words stand where there is no title."""

    kind = "grounding_card"
    card: Line = ""
    title: Annotated[Line, Field(max_length=60)] = ""
    minutes: Minutes = 1
    steps: Annotated[Lines, Field(max_length=8)] = ()
    skip_if: Line = ""
    favourite: bool = False
    hidden: bool = False


class Person(Kept):
    """Which role is closer to a person, and what they call themselves and their partner; all of it may be left open."""

    kind = "person"
    role: Audience | None = None
    me: Annotated[Line, Field(max_length=60)] = ""
    partner: Annotated[Line, Field(max_length=60)] = ""


class UnsentMessage(Kept):
    """A message that was written and not sent yet."""

    kind = "draft"
    text: Text = ""


KINDS: dict[str, type[Kept]] = {one.kind: one for one in Kept.__subclasses__()}
