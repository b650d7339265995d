"""A question -> what to show while it is answered: turn events in, moments out. A plain generator, testable without a browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from coach.answer_details import AnswerDetails, details_of
from coach.failures import report
from coach.history import History
from coach.inputs import MAX_CHARS, MAX_READ
from coach.messages import AskReply, Done, Event, Notice, Sources, Text
from coach.turn import Coach
from ui import render, texts
from ui.ask import shown
from ui.ask.keeper import Keeper
from ui.ask.talk import Talk, Turn


@dataclass(frozen=True)
class Shown:
    """What the page shows at one moment of a turn."""

    rows: list[shown.Row] = field(default_factory=list)
    sources: str = ""
    talk: Talk = field(default_factory=Talk)
    failed: bool = False
    """No answer came: what was asked goes back into its box."""


def respond(
    coach: Coach, question: str, talk: Talk, stop: Any, history: History | None = None, at: int | None = None
) -> Iterator[Shown]:
    """Yield what to show while a question is answered; the last one carries the talk with this turn in it.

    `history` keeps the turn, if given: the question before the answer is begun, and the answer while it grows. `at` counts the
    turns that stay: the question takes the place of the one after them, and what came later goes.
    """
    instead_of = talk.turns[at] if at is not None and at < len(talk.turns) else None
    talk = talk if at is None else replace(talk, turns=talk.turns[:at])
    earlier, passages, number = shown.rows(talk.turns), shown.sources(talk.turns), len(talk.turns) + 1
    # what is longer than that is refused, and neither shown nor remembered whole
    turn = Turn(question if len(question) <= MAX_READ else f"{question[:MAX_CHARS]} …")
    asked = shown.question_row(turn)

    def moment(now: Turn, *, working: bool = True, failed: bool = False) -> Shown:
        row = shown.answer_row(now, number, working=working)
        return Shown([*earlier, asked, row], found + passages, talk.with_turn(number - 1, now), failed)

    found, failed, trouble = "", False, ""
    said = talk.messages
    yield Shown([*earlier, asked, {"role": "assistant", "content": "…"}], passages, talk)
    keeper = Keeper(history)
    talk = keeper.ask(talk, turn, instead_of)
    turn = talk.turns[-1]
    try:
        for event in coach.ask(question, said, cancel=stop):
            if isinstance(event, Notice) and event.trouble:
                trouble = _noted(event)
            turn = keeper.answer(_told(turn, event))
            if isinstance(event, Sources | Done):
                found = shown.passages(turn, number)
            yield moment(turn)
    except GeneratorExit:  # the page was left in the middle of it
        keeper.answer(turn, ended=True)
        raise
    except Exception as error:
        failed = True
        line = texts.NOT_ANSWERED.format(why=render.literal(report(error, "page: ask").line))
        turn = replace(keeper.answer(turn, ended=True), answer="", note=line)
    if stop is not None and stop.is_set():
        # what came before is no whole answer, whatever the end of the stream says
        turn = replace(turn, note=texts.STOPPED, details=replace(turn.details, kind=None, unfinished=True))
    elif not failed:
        turn = replace(turn, note=trouble)  # why the model did not help is to be read once the answer is there
    turn = keeper.answer(turn, ended=True)
    if keeper.lost:
        turn = replace(turn, note="\n\n".join(part for part in (turn.note, f"*{keeper.lost}*") if part))
    yield moment(turn, working=False, failed=failed)


def _told(turn: Turn, event: Event) -> Turn:
    """Return the turn as it is after an event."""
    if isinstance(event, Sources):
        return replace(turn, details=AnswerDetails(citations=event.citations))
    if isinstance(event, Text):
        return replace(turn, answer=turn.answer + event.delta)
    if isinstance(event, Notice):
        return replace(turn, note=_noted(event))
    if isinstance(event, Done) and isinstance(event.reply, AskReply):
        reply = event.reply
        return replace(
            turn,
            answer=reply.answer,
            details=details_of(reply),
            note="",
            follow_ups=reply.follow_ups,
            to_partner=reply.to_partner,
        )
    return turn


def _noted(notice: Notice) -> str:
    return f"*{render.literal(notice.text)}*"
