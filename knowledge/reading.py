"""Files -> Documents: the guides that Hearth ships, and a person's own .md .txt .html .pdf .docx.

Every reader turns its format into Markdown text with # headings, so that one chunker serves all. What a document says is
data: nothing in it is executed, fetched or obeyed. Readers are well-kept libraries; images and scripts are left out.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from knowledge.errors import DocumentError
from knowledge.schema import AUDIENCES, Audience, Document, Kind, Practice
from knowledge.sources import source_label

SHIPPED: dict[str, Kind] = {"guides": "guide", "faqs": "faq", "practices": "practice"}
MAX_FILE_BYTES = 50 * 1024 * 1024
_REQUIRED = ("id", "title", "kind", "audience", "source")


def read_shipped() -> list[Document]:
    """Return every guide, FAQ and practice that comes with Hearth, in a stable order.

    Raises DocumentError, naming the file, when front matter is missing or wrong or an id is used twice.
    """
    documents: dict[str, Document] = {}
    for folder, kind in SHIPPED.items():
        for entry in sorted(package_files("knowledge").joinpath(folder).iterdir(), key=lambda one: one.name):
            if not entry.name.endswith(".md"):
                continue
            document = _parse_shipped(entry, kind)
            if document.id in documents:
                raise DocumentError(f"two documents share the id {document.id!r}; give one of them another")
            documents[document.id] = document
    return list(documents.values())


def _parse_shipped(entry: Traversable, kind: Kind) -> Document:
    import frontmatter

    raw = entry.read_bytes()
    try:
        post = frontmatter.loads(raw.decode("utf-8"))
    except Exception as error:  # yaml and codec errors alike: the file is what is wrong
        raise DocumentError(f"{entry.name!r}: the front matter cannot be read ({type(error).__name__})") from error
    meta: dict[str, Any] = dict(post.metadata)
    missing = [key for key in _REQUIRED if not meta.get(key)]
    if missing:
        raise DocumentError(f"{entry.name!r}: the front matter lacks {', '.join(missing)}")
    if meta["kind"] != kind or meta["audience"] not in AUDIENCES or f"{meta['id']}.md" != entry.name:
        raise DocumentError(f"{entry.name!r}: kind, audience or id do not fit the folder and the file name")
    try:
        source = source_label(list(meta["source"]))
    except (KeyError, TypeError) as error:
        raise DocumentError(f"{entry.name!r}: source must be a list of known ids ({error})") from error
    details = {key: value for key, value in meta.items() if key not in _REQUIRED}
    return Document(
        id=meta["id"],
        title=meta["title"],
        kind=kind,
        audience=cast(Audience, meta["audience"]),
        source=source,
        text=post.content,
        digest=hashlib.sha256(raw).hexdigest(),
        details=MappingProxyType(details),
    )


def practice(document: Document) -> Practice:
    """Read a practice out of its document; raises DocumentError when a field is missing or has no allowed value."""
    details = document.details
    try:
        if details["effort"] not in ("low", "medium", "high"):
            raise ValueError("effort")
        if isinstance(details["needs"], str):
            raise TypeError("needs must be a list")
        return Practice(
            id=document.id,
            title=document.title,
            audience=document.audience,
            source=document.source,
            minutes=int(details["minutes"]),
            how_often=str(details["how_often"]),
            needs=tuple(details["needs"]),
            together=bool(details["together"]),
            effort=details["effort"],
            why=str(details["why"]),
            do_this_week=str(details["do_this_week"]),
            text=document.text,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(f"practice {document.id!r}: missing or wrong field: {error}") from error


def own_files(folder: Path) -> Iterator[Path]:
    """Yield the readable files below `folder` (or `folder` itself, if a file), sorted; hidden files and folders are left out."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() in READERS:
            yield path


def read_own(path: Path) -> Document:
    """Read one of a person's own files.

    Raises DocumentError, naming the file, when its kind is not known, it is too large (over MAX_FILE_BYTES), it cannot be
    read, or it holds no text (a scanned PDF, say).
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(f"{path.name!r}: only {' '.join(sorted(READERS))} can be read")
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DocumentError(f"{path.name!r} is larger than {MAX_FILE_BYTES // 2**20} MB; split it first")
        raw = path.read_bytes()
        text = reader(raw)
    except DocumentError:
        raise
    except Exception as error:  # a reader can fail in as many ways as a file can be broken
        raise DocumentError(
            f"{path.name!r} cannot be read: it may be damaged or protected ({type(error).__name__})"
        ) from error
    if not re.search(r"\w{2}", text):
        raise DocumentError(f"{path.name!r} holds no text (a scan needs text recognition first)")
    resolved = str(path.resolve())
    return Document(
        id="own-" + hashlib.sha256(resolved.encode()).hexdigest()[:16],
        title=path.stem.replace("_", " ").replace("-", " ").strip() or path.name,
        kind="own",
        audience="both",
        source=f"Your own file: {path.name}",
        text=text,
        digest=hashlib.sha256(raw).hexdigest(),
        details=MappingProxyType({"path": resolved}),
    )


def _read_text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    if b"\x00" in raw:
        raise ValueError("not text")
    return raw.decode("cp1252", errors="replace")


def _read_markdown(raw: bytes) -> str:
    import frontmatter

    text = _read_text(raw)
    try:
        return str(frontmatter.loads(text).content)
    except Exception:  # front matter that is no front matter: keep every word
        return text


def _read_html(raw: bytes) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(raw, "html.parser")
    # not <head> as a whole: where its end is left out, as HTML allows, the parser puts the body into it
    for tag in soup(["script", "style", "noscript", "template", "nav", "svg", "iframe", "title"]):
        tag.decompose()
    for level in range(1, 7):
        for heading in soup(f"h{level}"):
            heading.string = f"\n\n{'#' * level} {heading.get_text(' ', strip=True)}\n\n"
    for item in soup(
        ["p", "div", "blockquote", "section", "article", "ul", "ol", "dl", "table", "pre", "header", "footer"]
    ):
        item.insert(0, "\n")
        item.append("\n")
    for item in soup(["li", "tr", "br", "dt", "dd", "caption"]):
        item.insert(0, "\n")
    for cell in soup(["td", "th"]):
        cell.append(" ")
    text = soup.get_text()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.splitlines()))


def _read_pdf(raw: bytes) -> str:
    from pypdf import PdfReader

    texts = [page.extract_text().strip() for page in PdfReader(io.BytesIO(raw)).pages]
    return "\n\n".join(f"# Page {number}\n\n{text}" for number, text in enumerate(texts, start=1) if text)


def _read_docx(raw: bytes) -> str:
    from docx import Document as Docx
    from docx.table import Table

    lines: list[str] = []
    for block in Docx(io.BytesIO(raw)).iter_inner_content():
        if isinstance(block, Table):
            lines.append("\n".join(" | ".join(cell.text for cell in row.cells) for row in block.rows))
            continue
        style = (block.style.name if block.style else "") or ""
        level = re.fullmatch(r"Heading ([1-6])", style)
        lines.append(f"{'#' * int(level[1])} {block.text}" if level else block.text)
    return "\n\n".join(lines)


READERS: dict[str, Callable[[bytes], str]] = {
    ".md": _read_markdown,
    ".txt": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
