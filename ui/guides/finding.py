"""Search over everything that Hearth knows: by meaning once the library is loaded, by the words alone until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from coach.errors import InputError
from coach.failures import report
from coach.inputs import check_length, clean
from coach.turn import Coach
from knowledge.chunking import split_sections
from knowledge.lexical import terms
from knowledge.schema import Chunk, RetrievedChunk
from ui import texts_guides as texts
from ui.guides.contents import pages

TOP_K = 12


@dataclass(frozen=True)
class Found:
    """What a search found, and one line that says so."""

    hits: Sequence[RetrievedChunk]
    line: str


def find(coach: Coach, query: str) -> Found:
    """Search for `query`. Raises InputError in one line for what cannot be searched for."""
    query = clean(query)
    check_length(query)
    if not query.strip():
        raise InputError(texts.SEARCH_EMPTY)
    if not coach.knows():
        hits = by_words(query)
        return Found(hits, texts.NOT_YET if hits else texts.NOT_YET_NONE)
    try:
        hits = coach.search(query, TOP_K)
    except InputError:
        raise
    except Exception as error:
        return Found(by_words(query), texts.FAILED.format(why=report(error, "page: search").line))
    line = texts.FOUND[len(hits) == 1].format(count=len(hits)) if hits else texts.FOUND_NONE
    return Found(hits, line)


def by_words(query: str, top_k: int = TOP_K) -> list[RetrievedChunk]:
    """Return the sections that hold the most of the query's words, in their heading or text; the book's order among equals."""
    asked = set(terms([query])[0])
    scored = [(len(asked & held), chunk) for chunk, held in _sections() if asked & held]
    best = sorted(scored, key=lambda one: -one[0])[:top_k]
    return [RetrievedChunk(chunk, count / len(asked), rank) for rank, (count, chunk) in enumerate(best, start=1)]


@cache
def _sections() -> tuple[tuple[Chunk, frozenset[str]], ...]:
    chunks = [
        Chunk(f"{one.id}#{at}", one.id, one.kind, one.audience, one.title, heading, one.source, body, at, at)
        for one in pages()
        for at, (heading, body) in enumerate(split_sections(one.text))
    ]
    held = terms([one.embedded_text for one in chunks])
    return tuple((chunk, frozenset(words)) for chunk, words in zip(chunks, held, strict=True))
