"""What can be kept: one small model for each kind of entry. Extra keys are refused and lengths bounded; nothing here acts."""

import uuid
from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach.errors import InputError

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Scale = Annotated[int, Field(ge=1, le=5)]
Minutes = Annotated[int, Field(ge=1, le=240)]
Weekday = Annotated[int, Field(ge=0, le=6)]

Reason = Literal["too much", "needs both", "did not fit", "tried it", "another reason"]
Whose = Literal["me", "partner"]
LanguageName = Literal["words", "acts", "gifts", "time", "touch"]


class Part(BaseModel):
    """A piece of an entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kept(Part):
    """An entry's content; `kind` names it in the file and never changes."""

    kind: ClassVar[str]


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
    """The plan of one week. `week` is its Monday; `uid` names its events in a calendar."""

    kind = "plan"
    week: date
    steps: Annotated[tuple[PlannedStep, ...], Field(max_length=12)] = ()
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


KINDS: dict[str, type[Kept]] = {one.kind: one for one in Kept.__subclasses__()}

K = TypeVar("K", bound=Part)


def made(model: type[K], **fields: Any) -> K:
    """Build a model from what a person gave; raises InputError with one line that does not quote them."""
    try:
        return model(**fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).replace("_", " ") if first["loc"] else "this"
        raise InputError(f"{name}: {_plainly(first)}") from error


def changed(data: K, **fields: Any) -> K:
    """Return a copy with other values, checked as if new."""
    return made(type(data), **({name: getattr(data, name) for name in type(data).model_fields} | fields))


def _plainly(error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return f"please keep it under {context['max_length']:,} characters"
        case "string_too_short" | "missing":
            return "please write something here"
        case "greater_than_equal":
            return f"the number must be at least {context['ge']}"
        case "less_than_equal":
            return f"the number must be at most {context['le']}"
        case "too_long":
            return f"at most {context['max_length']} of these"
        case "string_unicode":
            return "this is no text"
        case _:
            return str(error["msg"]).removeprefix("Input should be ").lower()
