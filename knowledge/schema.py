"""The shapes that travel through knowledge/: Document -> Chunk -> RetrievedChunk. Frozen data, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

Kind = Literal["guide", "faq", "practice", "own"]
Audience = Literal["neglected", "neglectful", "both"]

KINDS: tuple[Kind, ...] = get_args(Kind)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


@dataclass(frozen=True)
class Document:
    """One source text: a guide, an FAQ, a practice, or a person's own file.

    `text` is Markdown without front matter. `details` holds the remaining front matter (an FAQ's `also_asked`, a practice's
    `minutes` …). `digest` is the SHA-256, in hex, of the file's bytes (of a person's own file: of its text).
    """

    id: str
    title: str
    kind: Kind
    audience: Audience
    source: str
    text: str
    digest: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Chunk:
    """The piece of a document that is embedded and retrieved.

    `id` is "document id#position", so that neighbours are found by counting; `section` counts the document's sections, so
    that chunks of one section can be joined again.
    """

    id: str
    document_id: str
    kind: Kind
    audience: Audience
    title: str
    heading: str
    source: str
    text: str
    position: int
    section: int

    @property
    def section_name(self) -> str:
        """The section's name in data and evaluation files: "guides/document id#heading"."""
        return f"{self.kind}s/{self.document_id}#{self.heading}"

    @property
    def embedded_text(self) -> str:
        """What is embedded and searched: the text under its title and heading, which often hold its key words."""
        return "\n".join(part for part in (self.title, self.heading, self.text) if part)


@dataclass(frozen=True)
class RetrievedChunk:
    """A chunk that a query found.

    `score` is its cosine similarity to the query (-1 to 1, higher is closer); `rank` counts from 1.
    """

    chunk: Chunk
    score: float
    rank: int


@dataclass(frozen=True)
class FaqMatch:
    """The FAQ that a question comes closest to, and how close (cosine similarity to the nearest of its phrasings)."""

    document_id: str
    score: float


@dataclass(frozen=True)
class Practice:
    """One thing that a couple, or one of them, can do; read from knowledge/practices/.

    `together` practices need both; `alone` ones ask nothing of the other, who may be out of reach.
    """

    id: str
    title: str
    audience: Audience
    source: str
    minutes: int
    how_often: str
    needs: tuple[str, ...]
    together: bool
    effort: Literal["low", "medium", "high"]
    why: str
    do_this_week: str
    text: str
    alone: bool = False
