"""What each job gives to other programs: the JSON contract, read by the command line, the local API and the MCP tools.

Answers, rewrites and plans are the replies of messages.py; a screening and a search have their shapes here. Keys may be added to
any of them, and never taken away.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from coach.inputs import clean
from coach.messages import Done, Event, Notice, Reply
from coach.screening import Label, Span
from coach.turn import Coach


@dataclass(frozen=True)
class ScreenReply:
    """What the safety screen hears in a text, and who can help."""

    id: str
    text: str
    label: Label
    score: float
    imminent: bool
    spans: tuple[Span, ...]
    resources: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Hit:
    """One passage that a query finds."""

    rank: int
    score: float
    title: str
    heading: str
    source: str
    text: str


@dataclass(frozen=True)
class SearchReply:
    """The passages that a query finds, best first."""

    id: str
    query: str
    hits: tuple[Hit, ...]


def finished(events: Iterable[Event], on_notice: Callable[[str], None] | None = None) -> Reply:
    """Run a turn to its end and return its reply; `on_notice` is told what goes on meanwhile."""
    for event in events:
        if isinstance(event, Notice) and on_notice is not None:
            on_notice(event.text)
        elif isinstance(event, Done):
            return event.reply
    raise RuntimeError("a turn ended without a reply")


def screened(coach: Coach, text: str, id: str = "") -> ScreenReply:
    """Screen a text; raises InputError where it is none."""
    text = clean(text)  # what the spans count in
    judged = coach.screen(text)
    return ScreenReply(
        id=id,
        text=text,
        label=judged.label,
        score=round(judged.score, 4),
        imminent=judged.imminent,
        spans=judged.spans,
        resources=coach.resources(judged),
    )


def searched(coach: Coach, query: str, top_k: int, id: str = "") -> SearchReply:
    """Search the guides and the person's own documents; raises InputError where the query is none."""
    query = clean(query)
    hits = (
        Hit(one.rank, round(one.score, 4), one.chunk.title, one.chunk.heading, one.chunk.source, one.chunk.text)
        for one in coach.search(query, top_k)
    )
    return SearchReply(id, query, tuple(hits))
