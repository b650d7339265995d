"""Files to Documents: the shipped ones, and a person's own in every format, whole and broken."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from docx import Document as Docx
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from knowledge.chunking import split_sections
from knowledge.errors import DocumentError
from knowledge.formats import MAX_PARTS, MAX_UNPACKED_BYTES, mend_hyphens, without_furniture
from knowledge.reading import (
    MAX_FILE_BYTES,
    READERS,
    SHIPPED,
    own_files,
    practice,
    read_own,
    read_shipped,
)
from knowledge.schema import AUDIENCES
from knowledge.sources import SOURCES, source_label
from tests.fakes import document, practice_document

FRONT = {"id": "one", "title": "One", "kind": "guide", "audience": "both", "source": "[hearth]"}


def shipped(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Path:
    """Make `folder` the place of the shipped documents; a file's name has "__" for the slash."""
    for kind in SHIPPED:
        (folder / kind).mkdir()
    for name, text in files.items():
        place, _, stem = name.partition("__")
        (folder / place / f"{stem.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr("knowledge.reading.package_files", lambda package: folder)
    return folder


def markdown(body: str = "Text.", **front: str) -> str:
    """Markdown with front matter: FRONT with changes; an empty value leaves a key out."""
    lines = [f"{key}: {value}" for key, value in {**FRONT, **front}.items() if value]
    return "\n".join(["---", *lines, "---", body])


@pytest.fixture(scope="module")
def documents():
    """What Hearth ships."""
    return read_shipped()


class TestShippedDocuments:
    """What Hearth brings, whatever it is today."""

    def test_all_of_them_parse(self, documents) -> None:
        assert documents
        assert all(one.text.strip() and one.title.strip() for one in documents)

    def test_ids_are_unique(self, documents) -> None:
        ids = [one.id for one in documents]
        assert len(ids) == len(set(ids))

    def test_sources_are_known(self, documents) -> None:
        assert {part for one in documents for part in one.source.split("; ")} <= set(SOURCES.values())

    def test_kinds_and_audiences_are_known(self, documents) -> None:
        assert {one.kind for one in documents} <= set(SHIPPED.values())
        assert {one.audience for one in documents} <= set(AUDIENCES)

    def test_every_practice_has_its_fields(self, documents) -> None:
        for one in documents:
            if one.kind == "practice":
                read = practice(one)
                assert read.minutes > 0 and read.needs and read.why.strip() and read.do_this_week.strip()

    def test_every_faq_is_asked_in_other_words_too_and_no_phrasing_twice(self, documents) -> None:
        asked = [
            str(text).strip().lower()
            for one in documents
            if one.kind == "faq"
            for text in [one.title, *one.details.get("also_asked", ())]
        ]
        assert len(asked) == len(set(asked))
        assert all(len(one.details.get("also_asked", ())) >= 2 for one in documents if one.kind == "faq")

    def test_order_is_stable(self, documents) -> None:
        assert [one.id for one in read_shipped()] == [one.id for one in documents]


class TestFrontMatter:
    """Shipped files that are wrong are named."""

    def test_a_whole_document_is_read(self, tmp_path: Path, monkeypatch) -> None:
        shipped(
            tmp_path, monkeypatch, guides__one=markdown("# Head\n\nBody.", source="[hearth, silent-neglect]", extra="7")
        )
        (one,) = read_shipped()
        assert (one.id, one.title, one.kind, one.audience) == ("one", "One", "guide", "both")
        assert one.text == "# Head\n\nBody."
        assert one.source == f"{SOURCES['hearth']}; {SOURCES['silent-neglect']}"
        assert dict(one.details) == {"extra": 7}
        assert len(one.digest) == 64

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("no front matter at all", "lacks id, title, kind, audience, source"),
            (markdown(title=""), "lacks title"),
            (markdown(title="[unclosed"), "cannot be read"),
            (markdown(kind="faq"), "do not fit"),
            (markdown(audience="everyone"), "do not fit"),
            (markdown(id="another"), "do not fit"),
            (markdown(source="[wikipedia]"), "'wikipedia'"),
            (markdown(source="5"), "source"),
            (markdown(source="hearth"), "source"),
        ],
        ids=[
            "none",
            "title-missing",
            "yaml-broken",
            "kind",
            "audience",
            "id",
            "source-unknown",
            "source-number",
            "source-no-list",
        ],
    )
    def test_wrong_front_matter_is_refused_with_the_files_name(self, tmp_path, monkeypatch, text, expected) -> None:
        shipped(tmp_path, monkeypatch, guides__one=text)
        with pytest.raises(DocumentError, match=r"'one\.md'.*" + expected):
            read_shipped()

    def test_bytes_that_are_not_utf8_are_refused(self, tmp_path, monkeypatch) -> None:
        shipped(tmp_path, monkeypatch)
        (tmp_path / "guides" / "one.md").write_bytes(markdown().encode() + b"\xff")
        with pytest.raises(DocumentError, match=r"'one\.md'"):
            read_shipped()

    def test_an_id_used_twice_is_refused(self, tmp_path, monkeypatch) -> None:
        shipped(tmp_path, monkeypatch, guides__one=markdown(), faqs__one=markdown(kind="faq"))
        with pytest.raises(DocumentError, match="share the id 'one'"):
            read_shipped()

    def test_files_that_are_not_markdown_are_left_alone(self, tmp_path, monkeypatch) -> None:
        shipped(tmp_path, monkeypatch, guides__one=markdown())
        (tmp_path / "guides" / "notes.txt").write_text("not a guide")
        assert [one.id for one in read_shipped()] == ["one"]


class TestPractice:
    """A practice's fields."""

    def test_all_fields_are_read(self) -> None:
        read = practice(practice_document("walk", "Walk.", needs=["time", "calm"], minutes=20, together=False))
        assert (read.id, read.minutes, read.needs, read.together, read.effort) == (
            "walk",
            20,
            ("time", "calm"),
            False,
            "low",
        )

    @pytest.mark.parametrize(
        ("field", "value"),
        [("minutes", "soon"), ("minutes", None), ("effort", "heroic"), ("needs", None), ("needs", "rest")],
    )
    def test_a_wrong_value_is_refused(self, field: str, value: object) -> None:
        details = {**practice_document("walk", "Walk.").details, field: value}
        with pytest.raises(DocumentError, match="'walk'"):
            practice(document("walk", "Walk.", kind="practice", **details))

    @pytest.mark.parametrize("field", ["minutes", "how_often", "needs", "together", "effort", "why", "do_this_week"])
    def test_a_missing_field_is_named(self, field: str) -> None:
        details = {key: value for key, value in practice_document("walk", "Walk.").details.items() if key != field}
        with pytest.raises(DocumentError, match=field):
            practice(document("walk", "Walk.", kind="practice", **details))


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page, written by hand: pypdf writes no text itself."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for at, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def docx(build) -> bytes:
    """The bytes of a Word file that `build` fills."""
    word = Docx()
    build(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _letter(word) -> None:
    word.add_heading("Our plan", 1)
    word.add_paragraph("We talk on Sunday.")
    table = word.add_table(1, 2)
    table.cell(0, 0).text = "Monday"
    table.cell(0, 1).text = "walk"
    word.add_heading("Later", 2)
    word.add_paragraph("We rest.")


def own(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


class TestOwnFiles:
    """A person's own files, in each format."""

    @pytest.mark.parametrize(
        ("name", "content", "expected"),
        [
            ("a.txt", b"We talk.\n", "We talk."),
            ("a.txt", "\ufeffWe talk.".encode(), "We talk."),
            ("a.txt", "Café – naïve".encode("cp1252"), "Café – naïve"),
            ("a.txt", "Café – naïve".encode("utf-16"), "Café – naïve"),
            ("a.txt", b"\xfe\xff" + "Café".encode("utf-16-be"), "Café"),
            ("a.txt", "We talk at the lake.".encode("utf-16-le"), "We talk at the lake."),
            ("a.txt", "We talk at the lake.".encode("utf-16-be"), "We talk at the lake."),
            ("a.txt", "We\u200b ta\u00adlk\U000e0041\x07.\rWe rest.".encode(), "We talk.\nWe rest."),
            ("A.TXT", b"We talk.", "We talk."),
            ("a.md", b"---\ntitle: x\n---\n# Plan\n\nWe talk.", "# Plan\n\nWe talk."),
            ("a.md", b"---\n[not yaml: at: all\n---\nWe talk.", "## [not yaml: at: all\n\nWe talk."),
            ("a.md", b"# Plan\n\nWe talk.", "# Plan\n\nWe talk."),
            (
                "a.pdf",
                pdf("We talk on Sunday.", "", "We rest."),
                "# Page 1\n\nWe talk on Sunday.\n\n# Page 3\n\nWe rest.",
            ),
            (
                "a.docx",
                docx(_letter),
                "# Our plan\n\nWe talk on Sunday.\n\n| Monday | walk |\n| --- | --- |\n\n## Later\n\nWe rest.",
            ),
        ],
        ids=[
            "txt",
            "bom",
            "cp1252",
            "utf-16",
            "utf-16-be",
            "utf-16-le-no-mark",
            "utf-16-be-no-mark",
            "invisible",
            "capital-suffix",
            "md",
            "md-broken-front",
            "md-plain",
            "pdf",
            "docx",
        ],
    )
    def test_text_comes_whole(self, tmp_path: Path, name: str, content: bytes, expected: str) -> None:
        assert read_own(own(tmp_path, name, content)).text == expected

    @pytest.mark.parametrize("suffix", [".html", ".htm"])
    def test_html_keeps_headings_and_text_and_drops_the_rest(self, tmp_path: Path, suffix: str) -> None:
        page = (
            b"<html><head><title>T</title><style>p {}</style></head><body><nav>Home</nav><h1>Our <b>plan</b></h1>"
            b"Intro<p>We <i>talk</i>.</p><script>alert(1)</script><ul><li>one</li><li>two</li></ul>"
            b"<table><tr><td>Mon</td><td>walk</td></tr><tr><td>Tue</td><td>rest</td></tr></table><h2>End</h2>x<br>y</body>"
        )
        text = read_own(own(tmp_path, f"a{suffix}", page)).text
        assert [line for line in text.splitlines() if line] == [
            "# Our plan",
            "Intro",
            "We talk.",
            "- one",
            "- two",
            "| Mon | walk |",
            "| --- | --- |",
            "| Tue | rest |",
            "## End",
            "x",
            "y",
        ]

    def test_html_without_the_optional_end_tags_is_read(self, tmp_path: Path) -> None:
        text = read_own(own(tmp_path, "a.html", b"<head><title>T</title><body><p>We talk.<p>We rest.")).text
        assert [line for line in text.splitlines() if line] == ["We talk.", "We rest."]

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.exe", b"MZ", "only"),
            ("a", b"text", "only"),
            ("a.txt", b"", "is empty"),
            ("a.txt", b" \n\t ", "is empty"),
            ("a.txt", b"\x89PNG\x00\x01\xff\xfe", "is not text"),
            ("a.md", b"---\ntitle: x\n---\n", "holds no text"),
            ("a.html", b"<script>alert('only code here')</script>", "holds no text"),
            ("a.pdf", b"%PDF-1.4 broken", "cannot be read"),
            ("a.pdf", b"", "is empty"),
            ("a.pdf", pdf("", ""), "holds no text"),
            ("a.docx", b"PK\x03\x04 broken", "cannot be read"),
            ("a.docx", b"", "is empty"),
            ("a.docx", docx(lambda word: None), "holds no text"),
        ],
        ids=[
            "suffix",
            "no-suffix",
            "empty",
            "blank",
            "binary",
            "only-front-matter",
            "only-script",
            "pdf-broken",
            "pdf-empty",
            "pdf-scan",
            "docx-broken",
            "docx-empty",
            "docx-blank",
        ],
    )
    def test_unusable_file_is_refused_by_name(self, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
        with pytest.raises(DocumentError) as caught:
            read_own(own(tmp_path, name, content))
        message = str(caught.value)
        assert repr(name) in message and reason in message and "\n" not in message

    def test_zip_bomb_is_refused_before_it_is_unpacked(self, tmp_path: Path) -> None:
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("word/document.xml", "w") as part:
            for _ in range(MAX_UNPACKED_BYTES // 2**20 + 1):
                part.write(bytes(2**20))
        with pytest.raises(DocumentError, match=r"'a\.docx' would take more than 250 MB unpacked"):
            read_own(path)

    def test_docx_with_too_many_parts_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(MAX_PARTS + 1):
                archive.writestr(str(number), b"")
        with pytest.raises(DocumentError, match="unpacked"):
            read_own(path)

    def test_too_much_text_is_refused_by_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("knowledge.reading.MAX_TEXT_CHARS", 2_000_000)
        with pytest.raises(DocumentError, match=r"'a\.txt' holds more than 2 million characters"):
            read_own(own(tmp_path, "a.txt", b"we talk " * 300_000))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
    def test_pipe_is_refused_without_waiting(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.txt")
        with pytest.raises(DocumentError, match=r"'a\.txt' is not a file"):
            read_own(tmp_path / "a.txt")

    def test_file_that_may_not_be_opened_is_refused_with_the_reason(self, tmp_path: Path, monkeypatch) -> None:
        path = own(tmp_path, "a.txt", b"We talk.")

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(DocumentError, match=r"'a\.txt' cannot be opened \(Permission denied\)"):
            read_own(path)

    def test_locked_pdf_is_refused_by_name(self, tmp_path: Path) -> None:
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "a.pdf")
        with pytest.raises(DocumentError, match=r"'a\.pdf' is protected by a password"):
            read_own(tmp_path / "a.pdf")

    def test_huge_file_is_refused_without_being_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        with path.open("wb") as out:
            out.truncate(MAX_FILE_BYTES + 1)  # sparse: takes no room
        with pytest.raises(DocumentError, match="larger than 50 MB"):
            read_own(path)

    def test_missing_file_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match=r"'a\.txt'"):
            read_own(tmp_path / "a.txt")

    def test_document_says_where_it_is_from(self, tmp_path: Path) -> None:
        one = read_own(own(tmp_path, "our_sunday-plan.txt", b"We talk."))
        assert (one.title, one.kind, one.audience, one.source) == (
            "our sunday plan",
            "own",
            "both",
            "Your own file: our_sunday-plan.txt",
        )
        assert one.id.startswith("own-") and one.details["path"] == str((tmp_path / "our_sunday-plan.txt").resolve())

    def test_digest_changes_with_the_content_and_the_id_does_not(self, tmp_path: Path) -> None:
        before = read_own(own(tmp_path, "a.txt", b"We talk."))
        after = read_own(own(tmp_path, "a.txt", b"We rest."))
        assert before.id == after.id and before.digest != after.digest

    @given(st.binary(max_size=400), st.sampled_from(sorted(READERS)))
    def test_any_bytes_give_a_document_or_a_document_error(self, tmp_path_factory, content: bytes, suffix: str) -> None:
        path = own(tmp_path_factory.getbasetemp(), f"fuzz{suffix}", content)
        try:
            assert read_own(path).text
        except DocumentError as error:
            assert repr(path.name) in str(error)


BLOG = """<!doctype html><html><head><title>Slow Suppers | The Kettle Blog</title></head><body>
<header><nav><a href="/">Home</a> <a href="/shop">Shop</a></nav></header>
<div id="cookie-banner">We value your privacy. Accept all cookies</div>
<ul class="menu"><li>Recipes</li><li>Rambles</li></ul>
<article><h1>Slow suppers</h1><p>On Thursdays we cook without hurry and eat by the window. Nobody brings a phone to the table,
and whoever washes up picks the music. It began as an accident in a power cut, and we kept it.</p>
<h2>How to begin</h2><ol><li>Pick a dish with few parts.</li><li>Cut the onions <b>together</b>.</li></ol>
<p hidden>Order our book today.</p><p style="color:red; display: none">Subscribe now.</p>
<div class="share-buttons">Tweet this</div><table><tr><th>Week</th><th>Dish</th></tr><tr><td>First</td><td>soup</td></tr></table>
</article><aside class="sidebar">Related: Ten faster suppers</aside><footer>© The Kettle Blog. Imprint</footer>
<script>track()</script></body></html>"""


class TestMessyFiles:
    """Files as people really have them."""

    def test_a_blog_gives_its_article_alone(self, tmp_path: Path) -> None:
        text = read_own(own(tmp_path, "a.html", BLOG.encode())).text
        assert [heading for heading, _ in split_sections(text)] == ["Slow suppers", "Slow suppers > How to begin"]
        assert "1. Pick a dish with few parts.\n2. Cut the onions together." in text
        assert "| Week | Dish |\n| --- | --- |\n| First | soup |" in text
        around = ("Home", "cookies", "Recipes", "Tweet", "Related", "Imprint", "Order our book", "Subscribe", "track")
        assert [one for one in around if one in text] == []

    def test_a_page_that_lies_in_a_box_with_an_unlucky_name_is_kept(self, tmp_path: Path) -> None:
        page = b"<body><div class='menu'><h1>Our menu</h1><p>Soup on Monday, and a talk after it.</p></div><p>End.</p></body>"
        assert "Soup on Monday" in read_own(own(tmp_path, "a.html", page)).text

    def test_divided_words_are_joined_and_hyphens_that_belong_stay(self) -> None:
        text = "We are emo-\ntionally close, and a well-\nknown walk helps. It is well-known."
        assert mend_hyphens(text).split() == (
            "We are emotionally close, and a well-known walk helps. It is well-known.".split()
        )

    def test_page_numbers_and_running_heads_go_and_the_text_stays(self) -> None:
        pages = [
            ["Walking Together", "We begin in the hall.", "7"],
            ["Walking Together", "Then the lake.", "Page 8 of 9"],
        ]
        pages.append(["Walking Together", "We stop at 9.", "- 9 -"])
        assert without_furniture(pages) == [["We begin in the hall."], ["Then the lake."], ["We stop at 9."]]

    def test_a_line_that_is_all_of_its_page_stays(self) -> None:
        assert without_furniture([["12"], ["Our plan"]]) == [["12"], ["Our plan"]]

    def test_word_lists_tables_and_hidden_text(self, tmp_path: Path) -> None:
        def build(word) -> None:
            word.add_paragraph("Lantern walks", style="Title")
            word.add_paragraph("Take a lantern.", style="List Bullet")
            word.add_paragraph("Walk slowly.", style="List Number")
            table = word.add_table(2, 3)
            for at, text in enumerate(["Day", "Way", "Talk", "Monday", "lake", "yes"]):
                table.cell(at // 3, at % 3).text = text
            table.cell(1, 1).merge(table.cell(1, 2))
            hidden = word.add_paragraph("Seen. ").add_run("Not seen.")
            hidden.font.hidden = True

        text = read_own(own(tmp_path, "a.docx", docx(build))).text
        assert text == (
            "# Lantern walks\n\n- Take a lantern.\n- Walk slowly.\n\n"
            "| Day | Way | Talk |\n| --- | --- | --- |\n| Monday | lake yes |  |\n\nSeen."
        )


class TestFolder:
    """Which files of a folder are read."""

    @pytest.mark.skipif(os.name == "nt", reason="links need rights there")
    def test_links_to_folders_are_told_and_not_followed(self, tmp_path: Path) -> None:
        own(tmp_path, "a.txt", b"x")
        (tmp_path / "loop").symlink_to(tmp_path)
        told: list[str] = []
        assert list(own_files(tmp_path, told.append)) == [tmp_path / "a.txt"]
        assert len(told) == 1 and "'loop'" in told[0]

    def test_readable_files_are_found_in_order_hidden_ones_are_not(self, tmp_path: Path) -> None:
        for name in ["b.txt", "a.md", "sub/c.PDF", ".hidden/d.txt", ".e.txt", "f.jpg", "sub/.g.md"]:
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x")
        (tmp_path / "folder.txt").mkdir()
        found = [one.relative_to(tmp_path).as_posix() for one in own_files(tmp_path)]
        assert found == ["a.md", "b.txt", "sub/c.PDF"]

    def test_hidden_folder_above_does_not_hide_the_files(self, tmp_path: Path) -> None:
        folder = tmp_path / ".private" / "notes"
        folder.mkdir(parents=True)
        (folder / "a.txt").write_bytes(b"x")
        assert list(own_files(folder)) == [folder / "a.txt"]

    def test_a_file_given_as_the_folder_is_that_file(self, tmp_path: Path) -> None:
        path = own(tmp_path, "a.jpg", b"x")
        assert list(own_files(path)) == [path]


def test_source_label_joins_names_and_refuses_unknown_ids() -> None:
    assert source_label(["hearth"]) == "Hearth's own"
    with pytest.raises(KeyError):
        source_label(["nowhere"])
