"""Read an export back: what `hearth data export` wrote comes in again. Nothing is replaced, nothing comes twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from coach.answer_details import NOTHING_KNOWN, unpacked
from coach.errors import InputError
from coach.history import History, KeptTalk, Said
from coach.keeping.kinds import KINDS
from coach.keeping.notebook import Entry, Notebook

_NOT_ONE = "this is no export of Hearth's, or it is damaged; nothing was taken in"


@dataclass(frozen=True)
class TakenIn:
    """How many entries and conversations came in, and how many entries were here already or cannot be read."""

    entries: int
    talks: int
    left: int


def take_in(text: str, notebook: Notebook, history: History) -> TakenIn:
    """Add what an export holds to a space, all of it or, where something fails, nothing. Raises InputError where it is none.

    An entry that this Hearth cannot read is left out and counted.
    """
    try:
        document = json.loads(text)
        rows = document.get("notebook", document)["entries"]  # the page saves the notebook alone
        talks = [_talk(one) for one in document.get("conversations", ())]
        entries = [_entry(one) for one in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(_NOT_ONE) from error
    known = [one for one in entries if one is not None]
    with notebook.at_once() as book:
        added = sum([book.take_in(one) for one in known])
        came = History(book).take_in(talks) if talks else 0
    return TakenIn(added, came, len(entries) - added)


def _entry(row: Mapping[str, Any]) -> Entry[Any] | None:
    kind = KINDS.get(str(row["kind"]))
    made, changed = (_moment(row[name]) for name in ("made", "changed"))
    day, key = date.fromisoformat(str(row["day"])), row.get("key")
    if kind is None or not (key is None or (isinstance(key, str) and key == _text(key))):
        return None
    try:
        return Entry(0, kind.kind, day, kind.model_validate(row["data"]), made, changed, key)
    except ValidationError:
        return None


def _talk(row: Mapping[str, Any]) -> KeptTalk:
    return KeptTalk(0, _text(row["title"]), _text(row["started_at"]), tuple(_said(one) for one in row["messages"]))


def _said(row: Mapping[str, Any]) -> Said:
    if row["role"] not in ("user", "assistant"):
        raise ValueError("unknown role")
    details = unpacked(_text(json.dumps(row["details"], ensure_ascii=False))) if "details" in row else NOTHING_KNOWN
    liked = row.get("liked")
    return Said(
        row["role"],
        _text(row["content"]),
        details,
        liked if isinstance(liked, bool) else None,
        _text(row.get("note", "")),
        said_at=_text(row["said_at"]),
    )


def _moment(value: object) -> datetime:
    when = datetime.fromisoformat(str(value))
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _text(value: object) -> str:
    """What JSON may hold and a file may not, half an emoji, becomes U+FFFD."""
    return str(value).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
