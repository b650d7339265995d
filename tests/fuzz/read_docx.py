"""Word files: any bytes, and any XML within a well-formed file, give text, or one line that says why not.

An input that is no zip archive is taken for the XML of the document, of its styles and of its relations, parted by NULs, so that
the search is not stopped at the archive's check sums.
"""

from pathlib import Path

from knowledge.errors import DocumentError
from knowledge.formats import read_docx
from knowledge.reading import read_own_text
from tests.fuzz import making
from tests.fuzz.kit import check_message, check_raised_elsewhere, check_shown

LIBRARIES = ("docx", "zipfile")
EXAMPLES = 40
LONGEST = 8192
SEEDS = (
    making.docx(making.paragraph("We talk on Sunday.")),
    making.word(making.paragraph("We talk.") + making.paragraph("Plan", style="Heading1")),
    making.word(making.table([["Day", "What"], ["Mon", "walk"]])),
    making.word("<w:sdt><w:sdtContent>" + making.paragraph("boxed") + "</w:sdtContent></w:sdt>"),
    making.word(
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>not seen</w:t></w:r><w:r><w:t>seen</w:t></w:r></w:p>"
    ),
    making.word(making.paragraph("a")) + b"\0" + making.STYLES + b"\0" + making.RELATIONS,
    b'<!DOCTYPE w [<!ENTITY a "b">]>' + making.word(making.paragraph("&a;")),
)
PIECES = (
    *(
        b"<w:p>",
        b"</w:p>",
        b"<w:r>",
        b"</w:r>",
        b"<w:t>",
        b"</w:t>",
        b"<w:tbl>",
        b"</w:tbl>",
        b"<w:tr>",
        b"</w:tr>",
        b"<w:tc>",
    ),
    *(
        b"</w:tc>",
        b"<w:tab/>",
        b"<w:br/>",
        b"<w:sdt>",
        b"<w:sdtContent>",
        b"<w:vanish/>",
        b"<w:numPr/>",
        b"<w:pPr>",
        b"</w:pPr>",
    ),
    *(
        b'<w:pStyle w:val="Heading1"/>',
        b'<w:gridSpan w:val="9"/>',
        b'<w:gridSpan w:val="-1"/>',
        b"<w:vMerge/>",
        b"<w:tcPr>",
        b"</w:tcPr>",
    ),
    *(
        b'<w:vMerge w:val="restart"/>',
        b"<w:hyperlink>",
        b"</w:hyperlink>",
        b"<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        b"&a;",
        b"<![CDATA[",
    ),
    *(
        b'w:val="',
        b'"',
        b"\0",
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"<w:body>",
        b"</w:body>",
        b"<w:gridBefore w:val='3'/>",
        b"<mc:AlternateContent>",
    ),
)

CRASHERS = (
    b"<x/>",  # well-formed, and no document
    making.word("").replace(b"<w:body></w:body>", b""),
    making.word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
)


def target(data: bytes) -> None:
    """Read the bytes as a Word file, or put them into one."""
    if not data.startswith(b"PK"):
        data = making.docx_of(*data.split(b"\0")[:3])
    try:
        read_docx(data)
    except DocumentError as error:
        check_message(error)
    except Exception as error:  # zipfile, lxml and python-docx have many words for what is broken
        check_raised_elsewhere(error)
    try:
        check_shown(read_own_text(Path("a.docx"), data))
    except DocumentError as error:
        check_message(error, names="'a.docx' ")
