"""Files -> Documents: the guides that Hearth ships, and a person's own .md .txt .html .pdf .docx.

formats.py turns each format into Markdown with # headings, tidying.py mends what is messy, so that one chunker serves all.
What a document says is data: nothing in it is executed, fetched or obeyed. Which files there are, and which of them changed,
is own_documents.py's part.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from knowledge.errors import DocumentError
from knowledge.formats import READERS, visible
from knowledge.schema import AUDIENCES, Audience, Document, Kind, Practice
from knowledge.sources import source_label
from knowledge.tidying import tidy

SHIPPED: dict[str, Kind] = {"guides": "guide", "faqs": "faq", "practices": "practice"}
MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_TEXT_CHARS = 5_000_000  # of one file: about 2,500 pages
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


def shipped_practices() -> dict[str, Practice]:
    """Return the practices that come with Hearth, by id; needs no index. Raises what `read_shipped` raises."""
    return {one.id: practice(one) for one in read_shipped() if one.kind == "practice"}


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
            alone=bool(details.get("alone", False)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(f"practice {document.id!r}: missing or wrong field: {error}") from error


def own_files(folder: Path, on_problem: Callable[[str], None] | None = None) -> Iterator[Path]:
    """Yield the files below `folder` (or `folder` itself, if a file) whose kind can be read, folder by folder, sorted.

    Hidden files and folders are left out. Links to folders are not followed, for they may lead round in circles; each is told
    to `on_problem` in one line, and so is a folder that cannot be looked into.
    """
    if not folder.is_dir():
        yield folder
        return
    tell = on_problem or (lambda line: None)

    waiting = [folder]  # no recursion, as in os.walk before Python 3.12: folders may lie a thousand deep
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as found:
                entries = sorted((one for one in found if not one.name.startswith(".")), key=lambda one: one.name)
        except OSError as error:
            tell(f"{place.name!r} cannot be looked into ({error.strerror})")
            continue
        folders = [one for one in entries if _is_folder(one)]
        for one in folders:
            if one.is_symlink():
                tell(f"{one.name!r} is a link to a folder, and links are not followed; index that folder itself")
        waiting += [place / one.name for one in reversed(folders) if not one.is_symlink()]
        yield from (
            place / one.name for one in entries if not _is_folder(one) and Path(one.name).suffix.lower() in READERS
        )


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def read_own(path: Path) -> Document:
    """Read one of a person's own files; its digest is that of the text, so that it changes exactly when the text does.

    Raises DocumentError, naming the file, when its kind is not known, it is too large (over MAX_FILE_BYTES, or its text over
    MAX_TEXT_CHARS), it cannot be read, or it holds no text (a scanned PDF, say).
    """
    return own_document(path, read_own_text(path, read_bytes(path)))


def read_bytes(path: Path) -> bytes:
    """Return what a file of a known kind holds; raises DocumentError, naming the file, when it must not or cannot be read."""
    if path.suffix.lower() not in READERS:
        raise DocumentError(f"{path.name!r}: only {' '.join(sorted(READERS))} can be read")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe or a device may never end
            raise DocumentError(f"{path.name!r} is not a file that can be read from begin to end")
        if found.st_size > MAX_FILE_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{path.name!r} cannot be opened ({error.strerror or type(error).__name__})") from error
    if len(raw) > MAX_FILE_BYTES:  # it grew, or said that it was empty
        raise _too_large(path)
    return raw


def read_own_text(path: Path, raw: bytes) -> str:
    """Return the text of a person's own file as tidy Markdown; see read_own for what is raised."""
    reader = READERS[path.suffix.lower()]
    if not raw.strip():
        raise DocumentError(f"{path.name!r} is empty")
    try:
        text = tidy(_checked(visible(reader(raw))))
    except DocumentError as error:
        raise DocumentError(f"{path.name!r} {error}") from error
    except MemoryError as error:
        raise DocumentError(f"{path.name!r} takes more memory to read than Hearth gives it; split it first") from error
    except Exception as error:  # a reader can fail in as many ways as a file can be broken
        raise DocumentError(
            f"{path.name!r} cannot be read: it may be damaged or protected ({type(error).__name__})"
        ) from error
    if not re.search(r"\w{2}", text):
        raise DocumentError(f"{path.name!r} holds no text (a scan needs text recognition first)")
    return text


def _checked(text: str) -> str:
    if len(text) > MAX_TEXT_CHARS:
        raise DocumentError(f"holds more than {MAX_TEXT_CHARS // 10**6} million characters; split it first")
    return text


def _too_large(path: Path) -> DocumentError:
    return DocumentError(f"{path.name!r} is larger than {MAX_FILE_BYTES // 2**20} MB; split it first")


def own_document(path: Path, text: str) -> Document:
    """Return the Document of a person's own file whose text is known already."""
    name = " ".join(visible(path.name).split())
    return Document(
        id=own_id(path),
        title=Path(name).stem.replace("_", " ").replace("-", " ").strip() or name,
        kind="own",
        audience="both",
        source=f"Your own file: {name}",
        text=text,
        digest=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        details=MappingProxyType({"path": own_place(path)}),
    )


def own_id(path: Path) -> str:
    """Return the id of the document that a file becomes; it changes with the file's place, not with what it holds."""
    return "own-" + hashlib.sha256(own_place(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def own_place(path: Path) -> str:
    """Return the one full path of a file, links followed where they lead somewhere."""
    try:
        return str(path.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return str(path.absolute())
