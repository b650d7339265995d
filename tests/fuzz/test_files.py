"""Files made to do harm: bombs, loops, what reaches outside. Each is read apart, and ends in its text or in one clear line."""

import io
import os
import socket
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from knowledge.errors import DocumentError
from knowledge.formats import MAX_XML_BYTES
from knowledge.own_documents import OwnStore
from knowledge.reading import own_document, own_files, read_own
from knowledge.reading_apart import MEMORY_BYTES, ApartReader
from tests.fuzz import making

LIMIT_S = 100.0  # on a busy machine; most take less than one second
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [4 0 R] /Count 1 /MediaBox [0 0 9 9] >>"
LEAF = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
SECRET = "lantern-sentinel"


@pytest.fixture(scope="module")
def reader() -> Iterator[ApartReader]:
    with ApartReader(LIMIT_S) as apart:
        yield apart


def outcome(reader: ApartReader, folder: Path, name: str, raw: bytes) -> str:
    """The text of a file, or the line that says why there is none, after which the reader goes on with the next file."""
    path = folder / name
    path.write_bytes(raw)
    try:
        said = str(reader.read(path).text)
    except DocumentError as error:
        said = str(error)
        assert repr(name) in said and "\n" not in said and len(said) < 300
    (folder / "next.txt").write_bytes(b"We talk.")
    assert reader.read(folder / "next.txt").text == "We talk."
    return said


def pages(count: int, kids: bytes) -> bytes:
    return b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 9 9] >>" % (kids, count)


def form(content: bytes, number: int) -> bytes:
    return making.stream(
        content,
        entries=b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % number,
    )


def forms(*objects: bytes) -> bytes:
    """A PDF whose page draws object 6."""
    page = b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /XObject << /X 6 0 R >> >> >>"
    return making.pdf_objects([CATALOGUE, ONE_PAGE, b"<< >>", page, making.stream(b"/X Do"), *objects])


def bomb(layers: int) -> bytes:
    """A page whose content unpacks to 200 MB, packed once or twice over."""
    raw = bytes(200 * 2**20)
    for _ in range(layers):
        raw = zlib.compress(raw, 9)
    filters = b"/FlateDecode " * layers
    return making.pdf_pages([b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(raw), filters, raw)])


def to_unicode() -> bytes:
    """A font whose table of letters names four thousand million of them."""
    table = b"1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange\n<00000000> <FFFFFFFE> <0041>\nendbfrange"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [] /ToUnicode 6 0 R >>"
    content = making.stream(making.shown("abcd"))
    return making.pdf_objects([CATALOGUE, ONE_PAGE, font, making._page(5), content, making.stream(table)])


def with_trailer(entry: bytes) -> bytes:
    return making.pdf("We talk.").replace(b"/Root 1 0 R ", b"/Root 1 0 R " + entry)


PDFS = {
    "pages within themselves": lambda: making.pdf_objects([CATALOGUE, pages(1, b"3 0 R"), pages(1, b"2 0 R")]),
    "a page that is its own parent": lambda: making.pdf_objects(
        [CATALOGUE, pages(1, b"3 0 R"), b"<< /Type /Page /Parent 3 0 R >>"]
    ),
    "2 to the power of 30 pages": lambda: making.pdf_objects(
        [CATALOGUE, *(pages(2, b"%d 0 R %d 0 R" % (at, at)) for at in range(3, 33)), LEAF]
    ),
    "a tree 3,000 deep": lambda: making.pdf_objects(
        [CATALOGUE, *(pages(1, b"%d 0 R" % at) for at in range(3, 3_000)), LEAF]
    ),
    "a thousand million pages announced": lambda: making.pdf_objects([CATALOGUE, pages(999_999_999, b"")]),
    "one page 200,000 times": lambda: making.pdf_objects([CATALOGUE, pages(9, b"3 0 R " * 200_000), LEAF]),
    "a table that goes on in itself": lambda: with_trailer(b"/Prev %d " % making.pdf("We talk.").rindex(b"xref\n0")),
    "a table that goes on nowhere": lambda: with_trailer(b"/Prev 999999 "),
    "objects in a stream that extends itself": lambda: making.pdf_in_streams("We talk.").replace(
        b"/Type /ObjStm", b"/Extends 5 0 R /Type /ObjStm"
    ),
    "arrays 5,000 deep": lambda: making.pdf_objects([CATALOGUE, pages(1, b"[" * 5_000 + b"]" * 5_000)]),
    "a bomb": lambda: bomb(1),
    "a bomb within a bomb": lambda: bomb(2),
    "a drawing that draws itself": lambda: forms(form(b"/X Do /X Do", 6)),
    "drawings that draw two each, 26 times": lambda: forms(
        *(form(b"/X Do /X Do", 7 + at) for at in range(26)), form(making.shown("leaf"), 99)
    ),
    "a table of letters without end": to_unicode,
}


@pytest.mark.parametrize("name", PDFS)
def test_pdf_that_loops_or_swells_is_read_or_refused_in_one_line(
    reader: ApartReader, tmp_path: Path, name: str
) -> None:
    said = outcome(reader, tmp_path, "a.pdf", PDFS[name]())
    assert "takes longer" not in said and said.startswith(("# Page 1\n\n", "'a.pdf' "))


def entities(inner: str) -> bytes:
    """A document type with ten entities, each ten times the one before: ten thousand million words."""
    rows = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    return f'<!DOCTYPE w [<!ENTITY a0 "lol">{rows}]>'.encode() + making.word(inner)


def announced_smaller() -> bytes:
    """A file whose text is longer than its archive says."""
    raw = making.docx(making.paragraph("We talk. " * 1_000))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    assert raw.count(size.to_bytes(4, "little")) >= 2
    return raw.replace(size.to_bytes(4, "little"), (50).to_bytes(4, "little"))


DOCX = {
    "a thousand million words by entities": (
        lambda: making.docx_of(entities(making.paragraph("&a9;"))),
        "cannot be read",
    ),
    "entities in an attribute": (
        lambda: making.docx_of(entities('<w:p><w:pPr><w:pStyle w:val="&a9;"/></w:pPr></w:p>')),
        "cannot be read",
    ),
    "a table 3,000 deep": (
        lambda: making.docx("<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000),
        "cannot be read",
    ),
    "a cell over a thousand million columns": (
        lambda: making.docx(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
            f"{making.paragraph('We talk.')}</w:tc></w:tr></w:tbl>"
        ),
        "We talk.",
    ),
    "XML beyond its bound": (lambda: making.docx("<w:p/>" * (MAX_XML_BYTES // 6 + 1)), "64 MB of text"),
    "a text longer than announced": (announced_smaller, "cannot be read"),
    "an archive within": (
        lambda: making.docx_of(
            making.word(making.paragraph("We talk.")), word__media__a_xml=making.docx("<w:p/>" * 9_999)
        ),
        "We talk.",
    ),
    "no document in it": (lambda: making.docx_of(b"<x/>"), "is no Word document"),
}


@pytest.mark.parametrize("name", DOCX)
def test_word_file_that_swells_or_lies_is_read_or_refused_in_one_line(
    reader: ApartReader, tmp_path: Path, name: str
) -> None:
    make, expected = DOCX[name]
    assert expected in outcome(reader, tmp_path, "a.docx", make())


@pytest.mark.parametrize("where", ["document", "styles", "links"])
def test_entities_of_a_word_file_reach_no_other_file(reader: ApartReader, tmp_path: Path, where: str) -> None:
    (tmp_path / "other.txt").write_text(SECRET, encoding="utf-8")
    outside = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{tmp_path}/other.txt">]>'.encode()
    parts = {"document": making.word(making.paragraph("We talk.")), "styles": making.STYLES, "links": making.RELATIONS}
    filled = {
        "document": making.word(making.paragraph("We talk. &x;")),
        "styles": making.STYLES.replace(b'"heading 1"', b'"&x;"'),
        "links": making.RELATIONS.replace(b"</Rel", b"&x;</Rel"),
    }
    said = outcome(reader, tmp_path, "a.docx", making.docx_of(**{**parts, where: outside + filled[where]}))
    assert SECRET not in said and ("We talk." in said or "cannot be read" in said)


def test_what_lies_outside_a_word_file_is_not_fetched(tmp_path: Path) -> None:
    """The guard of all tests fails this one where anything is asked for."""
    links = making.relations(
        ("attachedTemplate", "https://example.org/a.dotm", True),
        ("image", "https://example.org/a.png", True),
        ("hyperlink", "file:///etc/passwd", True),
    )
    path = tmp_path / "a.docx"
    path.write_bytes(making.docx_of(making.word(making.paragraph("We talk.")), links=links))
    assert read_own(path).text == "We talk."


def test_front_matter_may_be_as_deep_and_as_wide_as_it_likes(reader: ApartReader, tmp_path: Path) -> None:
    rows = "".join(f"b{at}: &b{at} [{', '.join([f'*b{at - 1}'] * 9)}]\n" for at in range(1, 12))
    wide = f"---\nb0: &b0 [x, x]\n{rows}---\nWe talk."
    assert outcome(reader, tmp_path, "a.md", wide.encode()) == "We talk."
    assert outcome(reader, tmp_path, "b.md", b"---\na: " + b"[" * 5_000 + b"\n---\nWe talk.").endswith("We talk.")


HTML = {
    "100,000 boxes within one another": b"<div>" * 100_000 + b"We talk.",
    "10,000 lists within one another": b"<ul><li>" * 10_000 + b"We talk.",
    "10,000 tables within one another": b"<table><tr><td>" * 10_000 + b"We talk.",
    "10,000 menus within one another": b"<div class=menu>" * 10_000 + b"We talk.",
    "5,000 rows that nobody ended": b"<table>" + b"<tr><td>aa<td>bb" * 5_000 + b"</table><p>We talk.",
    "100,000 attributes": b"<p " + b" ".join(b"a%d=1" % at for at in range(100_000)) + b">We talk.",
}


@pytest.mark.parametrize("name", HTML)
def test_page_with_very_many_tags_keeps_its_text(reader: ApartReader, tmp_path: Path, name: str) -> None:
    assert outcome(reader, tmp_path, "a.html", HTML[name]).split("\n")[-1].endswith("We talk.")


@pytest.mark.parametrize("raw", [b"<a " * 200_000, b"<!--" * 500_000], ids=["tags", "comments"])
def test_page_that_takes_too_long_is_given_up(tmp_path: Path, raw: bytes) -> None:
    """Python's own parser takes quadratic time for what is never ended (mended in 3.11.14, 3.12.12 and 3.13.6)."""
    with ApartReader(limit_s=2) as reader:
        said = outcome(reader, tmp_path, "a.html", raw + b"We talk.")
    assert "takes longer than 2 seconds" in said or "holds no text" in said or said.endswith("We talk.")


def test_row_with_a_million_cells_does_not_widen_the_others(reader: ApartReader, tmp_path: Path) -> None:
    raw = b"| aa " * 500_000 + b"|\n" + b"| bb | cc |\n" * 100_000
    assert outcome(reader, tmp_path, "a.txt", raw).endswith("| bb | cc |")


def test_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    with ApartReader(LIMIT_S, memory_bytes=60 * 2**20) as reader:
        said = outcome(reader, tmp_path, "a.txt", b"word " * 9_000_000)
    assert said == "'a.txt' takes more memory to read than Hearth gives it; split it first"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of a process are listed on Linux")
def test_the_system_bounds_the_readers_memory_too(reader: ApartReader, tmp_path: Path) -> None:
    outcome(reader, tmp_path, "a.txt", b"We rest.")
    assert reader._process is not None
    limits = Path(f"/proc/{reader._process.pid}/limits").read_text(encoding="ascii")
    (line,) = [one for one in limits.splitlines() if one.startswith("Max address space")]
    assert line.split()[3:5] == [str(MEMORY_BYTES)] * 2
    assert psutil.Process(reader._process.pid).ppid() == os.getpid()


def test_what_a_library_prints_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"We talk.")
    noisy = (
        "import knowledge.reading as reading, knowledge.reading_apart as apart\n"
        "read = reading.READERS['.txt']\n"
        "reading.READERS['.txt'] = lambda raw: print('noise') or read(raw)\n"
        "apart._serve()"
    )
    asked = f'{{"path": "{(tmp_path / "a.txt").as_posix()}", "known": null}}\n'
    ran = subprocess.run([sys.executable, "-c", noisy], input=asked, capture_output=True, text=True, check=True)
    assert ran.stdout.count("\n") == 1 and '"text": "We talk."' in ran.stdout and "noise" in ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs links, pipes and devices")
class TestFolders:
    """What may lie in a folder that somebody indexes."""

    def test_pipes_sockets_devices_and_links_to_them_are_refused_without_waiting(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")
        (tmp_path / "zero.txt").symlink_to("/dev/zero")
        (tmp_path / "to-pipe.md").symlink_to("pipe.txt")
        (tmp_path / "gone.txt").symlink_to("nowhere")
        (tmp_path / "self.txt").symlink_to("self.txt")
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.relpath(tmp_path / "s.txt"))
            found = list(own_files(tmp_path))
            assert len(found) == 6
            for path in found:
                with pytest.raises(DocumentError, match=r"is not a file|cannot be opened") as caught:
                    read_own(path)
                assert repr(path.name) in str(caught.value)

    def test_folders_1_500_deep_are_looked_through(self, tmp_path: Path) -> None:
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            for _ in range(1_500):
                Path("a").mkdir()
                os.chdir("a")
            Path("deep.txt").write_bytes(b"We talk.")
            os.chdir(here)
            (found,) = own_files(tmp_path)
            assert found.name == "deep.txt"
        finally:
            os.chdir(here)
            subprocess.run(["rm", "-rf", str(tmp_path / "a")], check=True)  # pytest's own cleaning up is recursive

    @pytest.mark.parametrize(
        "name",
        [
            "two\nlines.txt",
            "bell\x07\x1b[31mred.txt",
            "gpj\u202etxt.txt",
            "zero\u200bwidth\ufeff.txt",
            "Z" + "\u0301" * 60 + ".txt",
        ],
        ids=["newline", "control", "bidirectional", "zero-width", "marks"],
    )
    def test_odd_names_are_shown_on_one_line_and_as_they_are(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "mine" / name
        path.parent.mkdir()
        path.write_bytes(b"We talk.")
        document = own_document(path, "We talk.")
        store = OwnStore(tmp_path / "own.sqlite3")
        store.read([path.parent])
        (listed,) = store.files()
        for shown in (document.title, document.source, listed.name):
            assert "\n" not in shown and shown.isprintable()
            assert not {"\u202e", "\u200b", "\x1b", "\u0301" * 5} & set(shown) and "\u0301" * 5 not in shown
        path.write_bytes(b"\x00\x01\x02")
        with pytest.raises(DocumentError) as caught:
            read_own(path)
        assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value) and "\u202e" not in str(caught.value)

    def test_name_that_is_no_text_is_told_and_the_others_are_read(self, tmp_path: Path) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "a.txt").write_bytes(b"We talk.")
        (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt"))).write_bytes(b"We rest.")
        documents, skipped = OwnStore(tmp_path / "own.sqlite3").read([folder])
        assert [one.text for one in documents] == ["We talk."]
        assert len(skipped) == 1 and "rename it" in skipped[0]
