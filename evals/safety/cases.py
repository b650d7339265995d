"""The test set of `python -m evals safety`, read from beside this file."""

import json
from pathlib import Path
from typing import Any

from coach.errors import InputError
from coach.messages import AskReply, Done, Message, PlanReply, RewriteReply
from coach.turn import Coach

HERE = Path(__file__).parent


def cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of one file."""
    return [
        json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def asked(coach: Coach, question: str, history: tuple[Message, ...] = ()) -> AskReply:
    """Return the coach's reply to a question; one that cannot be worked with is "not_covered", with the line that says so."""
    try:
        reply = _last(coach.ask(question, history))
    except InputError as error:
        return AskReply("", question, str(error), "not_covered")
    assert isinstance(reply, AskReply)
    return reply


def rewritten(coach: Coach, message: str) -> RewriteReply:
    """Return what becomes of a message; one that cannot be worked with is "hard", with the line that says so."""
    try:
        reply = _last(coach.rewrite(message, ("brief",)))
    except InputError as error:
        return RewriteReply("", message, "hard", str(error))
    assert isinstance(reply, RewriteReply)
    return reply


def _last(events: Any) -> AskReply | RewriteReply | PlanReply:
    end = None
    for event in events:
        end = event
    assert isinstance(end, Done)
    return end.reply
