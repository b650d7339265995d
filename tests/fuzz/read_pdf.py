"""PDF: any bytes give pages of text, or one line that says why not; what fails, fails in the library."""

import logging
from pathlib import Path

from knowledge.errors import DocumentError
from knowledge.formats import read_pdf
from knowledge.reading import read_own_text
from tests.fuzz import making
from tests.fuzz.kit import check_message, check_raised_elsewhere, check_shown

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

LIBRARIES = ("pypdf",)
EXAMPLES = 40
LONGEST = 8192
SEEDS = (
    making.pdf("We talk on Sunday.", "", "We rest."),
    making.pdf("We talk.", packed=True),
    making.pdf_objects([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
    making.pdf("Emo-) Tj T* (tionally) Tj [(close) -200 (now)] TJ (", "12", "Page 3 of 9"),
    making.pdf_in_streams("We talk."),
)
PIECES = (
    *(
        b"obj\n",
        b"endobj\n",
        b"stream\n",
        b"endstream",
        b"xref\n",
        b"trailer",
        b"startxref\n",
        b"%%EOF",
        b"<<",
        b">>",
        b"[",
        b"]",
    ),
    *(
        b"/Type",
        b"/Page",
        b"/Pages",
        b"/Kids",
        b"/Count",
        b"/Contents",
        b"/Font",
        b"/Filter /FlateDecode",
        b"/ObjStm",
        b"/XRef",
    ),
    *(
        b"/Prev 9",
        b"/Length 99999999",
        b"/Parent 2 0 R",
        b"1 0 R",
        b"2 0 R",
        b"4 0 R",
        b"(a) Tj",
        b"BT",
        b"ET",
        b"q",
        b"Do",
        b"'",
    ),
    *(
        b"/ToUnicode 5 0 R",
        b"beginbfrange",
        b"<0000> <FFFF> <0000>",
        b"/Encrypt << >>",
        b"/DecodeParms",
        b"/Predictor 15",
        b"-1",
    ),
    *(
        b"/LZWDecode",
        b"/ASCII85Decode",
        b"/RunLengthDecode",
        b"/N 9999",
        b"/First 9",
        b"/W [1 2 1]",
        b"/Index [0 9]",
        b"0 R",
    ),
)


def target(data: bytes) -> None:
    """Read the bytes as a PDF."""
    try:
        check_pages(read_pdf(data))
    except DocumentError as error:
        check_message(error)
    except Exception as error:  # a file can be broken in as many ways as pypdf has words for
        check_raised_elsewhere(error)
    try:
        check_shown(read_own_text(Path("a.pdf"), data))
    except DocumentError as error:
        check_message(error, names="'a.pdf' ")


def check_pages(text: str) -> None:
    """Check that pages come under their numbers, in order."""
    numbers = [
        int(line[7:])
        for line in text.split("\n")
        if line.startswith("# Page ") and line[7:].isascii() and line[7:].isdigit()
    ]
    assert not text or numbers
