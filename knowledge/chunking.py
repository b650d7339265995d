"""Document -> Chunks under a token limit: by heading first, then by whole sentences. Pure functions, no model.

A section that fits stays whole. A longer one is cut between sentences (between words, if one sentence is longer than the
limit); nothing is dropped and nothing is said twice.
"""

import re
from collections.abc import Callable, Iterator

from knowledge.schema import Chunk, Document
from knowledge.sentences import sentences

CHUNKER_VERSION = 1
MAX_TOKENS = 230  # all-MiniLM-L6-v2 reads 256 tokens at most; title and heading are counted in
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*)$")
_CLOSING_MARKS = re.compile(r"(?:^|\s)#+$")


def chunk_document(document: Document, count_tokens: Callable[[str], int], max_tokens: int = MAX_TOKENS) -> list[Chunk]:
    """Cut `document` into chunks of at most `max_tokens` tokens each, title and heading included, in reading order."""
    chunks: list[Chunk] = []
    for section, (heading, body) in enumerate(split_sections(document.text)):
        head_tokens = count_tokens(f"{document.title}\n{heading}\n")
        if head_tokens > max_tokens // 2:  # a whole paragraph marked as a heading: it is text
            heading, body = "", f"{heading}\n\n{body}"
            head_tokens = count_tokens(f"{document.title}\n")
        budget = max(32, max_tokens - head_tokens)
        for text in pack(body, count_tokens, budget):
            chunks.append(
                Chunk(
                    id=f"{document.id}#{len(chunks)}",
                    document_id=document.id,
                    kind=document.kind,
                    audience=document.audience,
                    title=document.title,
                    heading=heading,
                    source=document.source,
                    text=text,
                    position=len(chunks),
                    section=section,
                )
            )
    return chunks


def split_sections(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield (heading path, text) for each section; the path joins nested headings with " > ".

    A heading with nothing below it is itself the text of its section.
    """
    path: list[tuple[int, str]] = []
    body: list[str] = []
    bare = False  # the last heading has had no text and no heading below it so far
    fenced = False
    for line in markdown.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            body.append(line)
            continue
        level, title = len(heading[1]), _CLOSING_MARKS.sub("", heading[2].strip()).strip()
        if not title:
            continue
        yield from _section(path, body, bare and level <= path[-1][0])
        body = []
        path = [(at, text) for at, text in path if at < level] + [(level, title)]
        bare = True
    yield from _section(path, body, bare)


def _section(path: list[tuple[int, str]], body: list[str], bare: bool) -> Iterator[tuple[str, str]]:
    text = "\n".join(body).strip()
    if text:
        yield _path(path), text
    elif bare:
        yield _path(path[:-1]), path[-1][1]


def _path(path: list[tuple[int, str]]) -> str:
    return " > ".join(text for _, text in path)


def pack(text: str, count_tokens: Callable[[str], int], budget: int) -> list[str]:
    """Cut `text` into pieces of at most `budget` tokens, at blank lines where they allow it, else at sentences, else at words."""
    if count_tokens(text) <= budget:
        return [text]
    pieces: list[str] = []
    current, size = "", 0
    for unit, joint in _units(text, count_tokens, budget):
        length = count_tokens(unit)
        if current and size + length > budget:
            pieces.append(current)
            current, size = "", 0
        current = f"{current}{joint}{unit}" if current else unit
        size += length
    return [*pieces, current] if current else pieces


def _units(text: str, count_tokens: Callable[[str], int], budget: int) -> Iterator[tuple[str, str]]:
    """Yield (unit, what joins it to the one before): lines kept as they are, sentences and words where a line is too long."""
    for paragraph in re.split(r"\n\s*\n", text):
        joint = "\n\n"
        for line in paragraph.splitlines():
            if not line.strip():
                continue
            if count_tokens(line) <= budget:
                yield line, joint
            else:
                for sentence in sentences(line):
                    yield from _by_words(sentence, count_tokens, budget, joint)
                    joint = " "
            joint = "\n"


def _by_words(sentence: str, count_tokens: Callable[[str], int], budget: int, joint: str) -> Iterator[tuple[str, str]]:
    if count_tokens(sentence) <= budget:
        yield sentence, joint
        return
    # words are at least a token each, and a very long "word" (a pasted key, a URL) is cut by letters
    parts = [part[at : at + 200] for part in sentence.split() for at in range(0, len(part), 200)]
    current: list[str] = []
    size = 0
    for part in parts:
        length = count_tokens(part)
        if current and size + length > budget:
            yield " ".join(current), joint
            joint, current, size = " ", [], 0
        current.append(part)
        size += length
    if current:
        yield " ".join(current), joint
