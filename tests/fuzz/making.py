"""Small real files made by hand, whole and hostile, since no library writes what no program should: PDF and Word."""

import io
import zipfile
import zlib
from collections.abc import Sequence

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    b'<Override PartName="/word/styles.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_ROOT = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
STYLES = (
    f'<w:styles {_W}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
).encode()


def relations(*targets: tuple[str, str, bool]) -> bytes:
    """Return the relations of a Word document: (kind, target, whether it lies outside the file), its styles first."""
    rows = [("styles", "styles.xml", False), *targets]
    said = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{place}"{" TargetMode=" + chr(34) + "External" + chr(34) if out else ""}/>'
        for at, (kind, place, out) in enumerate(rows, start=1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{said}</Relationships>'.encode()


RELATIONS = relations()


def word(body: str) -> bytes:
    """Return the XML of a Word document with this body."""
    return f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode()


def paragraph(text: str, style: str = "") -> str:
    """Return a paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of a Word document."""
    made = "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * len(rows[0])}</w:tblGrid>{made}</w:tbl>"


def docx_of(document: bytes, styles: bytes = STYLES, links: bytes = RELATIONS, **more: bytes) -> bytes:
    """Return a Word file of these parts, as they are; names of `more` parts have "__" for a slash and "_xml" for their ending."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "word/document.xml": document,
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": links,
        **{name.replace("__", "/").replace("_xml", ".xml"): part for name, part in more.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(body: str) -> bytes:
    """Return a whole Word file with this body."""
    return docx_of(word(body))


def pdf_objects(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1, with its table; `trailer` is added to the trailer's dictionary."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(raw: bytes, packed: bool = False, entries: bytes = b"") -> bytes:
    """Return a stream object; `packed` deflates it."""
    if packed:
        raw, entries = zlib.compress(raw, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(raw), entries, raw)


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _page(contents: int, font: int = 3) -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>" % (
        contents,
        font,
    )


def shown(text: str) -> bytes:
    """Return what writes a line on a page."""
    return f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()


def pdf(*pages: str, packed: bool = False) -> bytes:
    """Return a PDF with a line of text on each page."""
    return pdf_pages([stream(shown(text) if text else b"", packed) for text in pages])


def pdf_pages(contents: Sequence[bytes], *more: bytes) -> bytes:
    """Return a PDF with a page for each content stream; `more` objects stand at the end."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 612 792] >>" % (kids, len(contents)),
        _FONT,
    ]
    for at, content in enumerate(contents):
        objects += [_page(5 + 2 * at), content]
    return pdf_objects([*objects, *more])


def pdf_in_streams(text: str) -> bytes:
    """Return a PDF 1.5 whose objects lie in an object stream, and whose table is a stream too."""
    held = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 /MediaBox [0 0 9 9] >>",
        _FONT,
        _page(6),
    ]
    at, heads = 0, []
    for number, body in enumerate(held, start=1):
        heads.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(heads) + b" "
    out = bytearray(b"%PDF-1.5\n")
    places = {}
    for number, body in (
        (5, stream(head + b" ".join(held), True, b"/Type /ObjStm /N 4 /First %d" % len(head))),
        (6, stream(shown(text))),
    ):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = [bytes([0, 0, 0, 0]), *(bytes([2, 0, 5, at]) for at in range(4))]
    rows += [
        bytes([1, *divmod(places[5], 256), 0]),
        bytes([1, *divmod(places[6], 256), 0]),
        bytes([1, *divmod(start, 256), 0]),
    ]
    table = stream(b"".join(rows), True, b"/Type /XRef /W [1 2 1] /Size 8 /Root 1 0 R")
    out += b"7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (table, start)
    return bytes(out)
