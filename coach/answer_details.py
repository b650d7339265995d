"""What an answer came with, as it is kept beside its text: enough to show it again as it was, its passages with it."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coach.messages import AnswerKind, AskReply, Citation


@dataclass(frozen=True)
class AnswerDetails:
    """`kind` is None for an answer that is not known to be whole; `own` holds its parts that are not drawn from a passage."""

    kind: AnswerKind | None = None
    citations: tuple[Citation, ...] = ()
    own: tuple[str, ...] = ()
    resources: tuple[dict[str, str], ...] = ()
    unfinished: bool = False


NOTHING_KNOWN = AnswerDetails()
UNFINISHED = AnswerDetails(unfinished=True)
_SHAPE = TypeAdapter(AnswerDetails)


def details_of(reply: AskReply) -> AnswerDetails:
    """Return what is kept of a reply beside its text."""
    lines = tuple({key: value for key, value in one.items() if isinstance(value, str)} for one in reply.resources)
    return AnswerDetails(reply.kind, reply.citations, reply.own, lines)


def packed(details: AnswerDetails) -> str:
    """Return the details as JSON, what is as it always is left out; "" where nothing is to be said."""
    return "" if details == NOTHING_KNOWN else _SHAPE.dump_json(details, exclude_defaults=True).decode()


def unpacked(text: str) -> AnswerDetails:
    """Read what `packed` wrote; nothing is known of an answer whose details cannot be read."""
    try:
        return _SHAPE.validate_json(text) if text else NOTHING_KNOWN
    except ValidationError:
        return NOTHING_KNOWN


def as_plain(details: AnswerDetails) -> dict[str, Any]:
    """Return the details as plain data for an export, what is as it always is left out."""
    plain: dict[str, Any] = _SHAPE.dump_python(details, mode="json", exclude_defaults=True)
    return plain
