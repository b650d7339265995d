"""Plain text and Markdown: any bytes give the text that they are, tidy, or one line that says why not."""

from pathlib import Path

from knowledge.errors import DocumentError
from knowledge.formats import READERS, visible
from knowledge.reading import MAX_TEXT_CHARS, read_own_text
from knowledge.sentences import words
from tests.fuzz.kit import check_message, check_shown

SEEDS = (
    b"# Our plan\n\nWe talk on Sunday.\n\n1. Sit down.\n2. Breathe.\n3. Begin.\n",
    b"---\ntitle: Evenings\nmeta: {a: [1, 2]}\n---\nWe walk by the lake.\n",
    "Café – naïve “quotes”\u2028next".encode(),
    "We talk at the lake.".encode("utf-16"),
    "We talk at the lake.".encode("utf-16-le"),
    "Café – naïve".encode("cp1252"),
    "Ca\u0301fe\u0301 \u202eoverridden\u202c \u2066isolated\u2069 zero\u200bwidth \U000e0041tag \ufeff".encode(),
    b"Day | What |\n---|---|\nMon | walk |\n\nTitle\n=====\n\n- \n-\nalone\n```\ncode\n",
)
PIECES = (
    *(
        b"---\n",
        b"\n\n",
        b"# ",
        b"```",
        b"| a | b |\n",
        b"|---|---|\n",
        b"1. ",
        b"- ",
        b"===\n",
        b"Step 1: ",
        b"\xff\xfe",
    ),
    *(
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\x00",
        b"\xed\xa0\x80",
        b"&a [*a, *a]",
        b"!!python/object:os.system ",
        b": ",
        b"\r",
    ),
    *(
        one.encode()
        for one in ("\u0301", "\u200b", "\u202e", "\u2066", "\u2028", "\x85", "•", "字", "\U0001f622", "ALL CAPS")
    ),
)


def target(data: bytes) -> None:
    """Read the bytes as both kinds."""
    for suffix in (".txt", ".md"):
        try:
            text = read_own_text(Path(f"a{suffix}"), data)
        except DocumentError as error:
            check_message(error, names=f"'a{suffix}' ")
            assert "cannot be read" not in str(error), "there is no text that the reader itself fails on"
            continue
        check_shown(text)
        assert 0 < len(text) <= MAX_TEXT_CHARS
        assert words(text) == words(visible(READERS[suffix](data))), "tidying loses and adds no word"
