"""Sentences and chunks: no word of any text is lost, doubled or moved, no chunk is too long, and each knows its place."""

from pathlib import Path

from knowledge.chunking import chunk_document, pack, split_sections
from knowledge.errors import DocumentError
from knowledge.reading import own_document, read_own_text
from knowledge.sentences import sentences, words
from tests.fuzz.kit import text_of

SEEDS = (
    b'# Plan\n\nWe talk on Sunday. Dr. Lee said: "Rest!" Then we rest...\n\n## Later\n\n1. Walk.\n2. Talk.\n',
    ("# A\n## B\n" + "word " * 90 + "\n\n" + "x" * 700).encode(),
    b"# only\n# headings\n### deep #\n####### seven\n# \n```\n# not one\n```\n    # code\n#no space",
    b'e.g. this, i.e. that. 3.30 pm. a. b. I. What?! (Yes.) "No." ... 1. 2. * 3. - 4.',
)
PIECES = (
    b"# ",
    b"## ",
    b"\n\n",
    b"```\n",
    b". ",
    b"? ",
    b'." ',
    b"Dr. ",
    b"1. ",
    b"- ",
    b"word ",
    b"x" * 250,
    "…".encode(),
    b"\x0b",
)


def target(data: bytes) -> None:
    """Cut the text as it is, and as a file of the person's own."""
    text = text_of(data)
    found = sentences(text)
    assert words(" ".join(found)) == words(text)
    assert all(one and one == one.strip() and "\n" not in one for one in found)
    check_pieces(text)
    try:
        document = own_document(Path("a.md"), read_own_text(Path("a.md"), data))
    except DocumentError:
        return
    chunks = chunk_document(document, count)
    for section, (heading, body) in enumerate(split_sections(document.text)):
        said = signs(*(one.text for one in chunks if one.section == section))
        assert said in (signs(body), signs(heading, body))
    assert [one.position for one in chunks] == list(range(len(chunks)))
    assert all(count(one.embedded_text) <= 230 for one in chunks)


def check_pieces(text: str) -> None:
    """Check that a text cut under a budget keeps its words."""
    pieces = pack(text, count, 60)
    assert signs(*pieces) == signs(text)
    assert all(count(one) <= 60 for one in pieces)


def signs(*texts: str) -> str:
    """Return all that is no space: words of more than 200 letters may be cut."""
    return "".join("".join(texts).split())


def count(text: str) -> int:
    """Count tokens roughly as the embedding model does: a token for each four letters of a word."""
    return sum(1 + len(one) // 4 for one in text.split())
