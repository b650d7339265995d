"""A person's own files: which there are, which of them changed, and what was read out of each, kept so that it is read once.

What was read lies in one SQLite file: the text as tidy Markdown, or the reason why there is none. A file whose size and time of
change are as they were is not opened again; one that is gone, or left out, is forgotten, its text with it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from knowledge.errors import DocumentError, KnowledgeError
from knowledge.formats import visible
from knowledge.reading import own_document, own_files, own_id, own_place
from knowledge.reading_apart import ApartReader, UnreadableError
from knowledge.schema import Document

MAX_FILES = 5_000
MAX_TOTAL_CHARS = 50_000_000  # of all files together: about 25,000 pages, or 60,000 passages
READER_VERSION = 2  # raise it when a reader gives another text for the same file
_FRESH_NS = 2 * 10**9  # within this time of its change a file may change again without its time telling
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, reader INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    sure INTEGER NOT NULL, digest TEXT, text TEXT, problem TEXT NOT NULL DEFAULT '',
    passages INTEGER, counted_by TEXT, indexed_at TEXT
);
CREATE TABLE IF NOT EXISTS left_out (path TEXT PRIMARY KEY);
"""
_READ_BEFORE = "FROM files WHERE path = ? AND (text IS NOT NULL OR problem != '')"
_sound: set[Path] = set()

Progress = Callable[[int, int], None]  # (files looked at, files in all that must be read)


class IndexingStoppedError(KnowledgeError):
    """The person stopped the indexing; what was done is kept."""

    def __init__(self) -> None:
        super().__init__("Stopped. What was done is kept; run it again to go on.")


@dataclass(frozen=True)
class OwnFile:
    """One of a person's own files as the list shows it.

    `kind` is its ending without the dot; `passages` and `indexed_at` (ISO 8601, UTC) are None until it is indexed; `problem` is
    the reason why it was skipped, or empty.
    """

    id: str
    path: str
    kind: str
    size_bytes: int
    passages: int | None = None
    indexed_at: str | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder, on one line and without what nobody sees in it."""
        return " ".join(visible(Path(self.path).name).split())


class OwnStore:
    """What is known of a person's own files, in the SQLite file at `file`.

    Damaged, it is begun anew, for all of it can be read again.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def _open(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        for last in (False, True):
            connection = sqlite3.connect(self._file, timeout=30, isolation_level=None)
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            try:
                connection.execute("PRAGMA secure_delete = ON")  # forgotten text is overwritten
                connection.executescript(_SCHEMA)
                self._look_through(connection)
            except sqlite3.OperationalError:
                connection.close()
                raise
            except sqlite3.DatabaseError:
                connection.close()
                if last:
                    raise
                for one in (self._file, self._file.with_name(f"{self._file.name}-journal")):
                    one.unlink(missing_ok=True)
            else:
                return connection
        raise AssertionError("unreachable")

    def _look_through(self, connection: sqlite3.Connection) -> None:
        """Raise DatabaseError where the file is damaged; once a process, for it is read through."""
        if self._file not in _sound:
            if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("integrity_check")
            _sound.add(self._file)

    def read(
        self,
        roots: Sequence[Path],
        on_progress: Progress | None = None,
        *,
        max_files: int = MAX_FILES,
        max_chars: int = MAX_TOTAL_CHARS,
    ) -> tuple[list[Document], list[str]]:
        """Return the documents below `roots`, and a line for each file that was skipped; only what changed is read.

        What `on_progress` raises comes through; what was read until then is kept.
        """
        if not roots and not self._file.exists():
            return [], []
        skipped: list[str] = []
        with closing(self._open()) as store, ApartReader() as reader:
            paths = self._paths(store, roots, skipped, max_files)
            waiting = [path for path in paths if not _is_known(store, path)]
            for done, path in enumerate(waiting):
                if on_progress is not None:
                    on_progress(done, len(waiting))
                _read_into(store, path, reader)
            if on_progress is not None and waiting:
                on_progress(len(waiting), len(waiting))
            known = {str(one) for one in paths}
            gone = [path for (path,) in store.execute("SELECT path FROM files") if path not in known]
            store.executemany("DELETE FROM files WHERE path = ?", [(one,) for one in gone])
            return _documents(store, paths, skipped, max_chars), skipped

    def _paths(
        self, store: sqlite3.Connection, roots: Sequence[Path], skipped: list[str], max_files: int
    ) -> list[Path]:
        left_out = {path for (path,) in store.execute("SELECT path FROM left_out")}
        found: dict[str, Path] = {}
        for root in roots:
            if not root.exists():
                skipped.append(f"{root} is not there any more; its files were left out")
                continue
            # bounded also where a whole disk is given
            for path in islice(own_files(root, skipped.append), max_files + len(left_out) + 1):
                place = own_place(path)
                if not _is_text(place):
                    skipped.append(f"{path.name!r} has a name that is not text; rename it")
                elif place not in left_out:
                    found.setdefault(place, Path(place))
        if len(found) > max_files:
            skipped.append(
                f"there are more than {max_files:,} files; those after the first {max_files:,} were left out"
            )
        return list(islice(found.values(), max_files))

    def files(self) -> list[OwnFile]:
        """Return what is known of each file, by path."""
        if not self._file.exists():
            return []
        with closing(self._open()) as store:
            rows = store.execute("SELECT id, path, size, passages, indexed_at, problem FROM files ORDER BY path")
            return [
                OwnFile(id_, path, Path(path).suffix.lower().lstrip("."), size, passages, indexed_at, problem)
                for id_, path, size, passages, indexed_at, problem in rows
            ]

    def note_indexed(self, documents: Iterable[Document], count: Callable[[Document], int], counted_by: str) -> None:
        """Note how many passages each document has in the index now in force, where that is not known yet.

        `counted_by` names the chunker and the embedding model, for the number is theirs.
        """
        if not self._file.exists():
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with closing(self._open()) as store:
            known = {id_ for (id_,) in store.execute("SELECT id FROM files WHERE counted_by = ?", (counted_by,))}
            for one in documents:
                if one.id not in known:
                    store.execute(
                        "UPDATE files SET passages = ?, counted_by = ?, indexed_at = coalesce(indexed_at, ?) WHERE id = ?",
                        (count(one), counted_by, now, one.id),
                    )

    def leave_out(self, path: Path) -> None:
        """Do not read this file any more, and forget it."""
        with closing(self._open()) as store:
            store.execute("INSERT OR IGNORE INTO left_out VALUES (?)", (own_place(path),))
            store.execute("DELETE FROM files WHERE path = ?", (own_place(path),))

    def forget(self, path: Path) -> None:
        """Forget what was read of a file; it is read again if it is still there."""
        if self._file.exists():
            with closing(self._open()) as store:
                store.execute("DELETE FROM files WHERE path = ?", (own_place(path),))

    def take_back(self, root: Path) -> None:
        """Read again what was left out at or below `root`."""
        if not self._file.exists():
            return
        root = Path(own_place(root))
        with closing(self._open()) as store:
            rows = [path for (path,) in store.execute("SELECT path FROM left_out")]
            back = [(path,) for path in rows if Path(path) == root or root in Path(path).parents]
            store.executemany("DELETE FROM left_out WHERE path = ?", back)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_known(store: sqlite3.Connection, path: Path) -> bool:
    try:
        now = path.stat()
    except OSError:
        return False
    row = store.execute(f"SELECT reader, size, mtime, sure {_READ_BEFORE}", (str(path),)).fetchone()
    return bool(row == (READER_VERSION, now.st_size, now.st_mtime_ns, 1))


def _read_into(store: sqlite3.Connection, path: Path, reader: ApartReader) -> None:
    """Read a file, and keep its text or the reason why there is none."""
    before = store.execute(f"SELECT reader, digest {_READ_BEFORE}", (str(path),)).fetchone()
    known = before[1] if before and before[0] == READER_VERSION else None
    size = mtime = sure = 0
    text: str | None = None
    digest: str | None = None
    problem = ""
    try:
        found = path.stat()
        size, mtime = found.st_size, found.st_mtime_ns
        read = reader.read(path, known)
        digest, text = read.digest, read.text
    except UnreadableError as error:
        digest, problem = error.digest, str(error)
    except DocumentError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{path.name!r} cannot be opened ({error.strerror or type(error).__name__})"
    sure = int(bool(mtime) and abs(datetime.now(UTC).timestamp() * 1e9 - mtime) > _FRESH_NS)
    if digest is not None and digest == known and not problem:
        values = (size, mtime, sure, str(path))
        store.execute("UPDATE files SET size = ?, mtime = ?, sure = ? WHERE path = ?", values)
        return
    store.execute(
        "INSERT OR REPLACE INTO files (path, id, reader, size, mtime, sure, digest, text, problem)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (str(path), own_id(path), READER_VERSION, size, mtime, sure, None if problem else digest, text, problem),
    )


def _documents(store: sqlite3.Connection, paths: Sequence[Path], skipped: list[str], max_chars: int) -> list[Document]:
    documents: list[Document] = []
    over: list[str] = []
    total = 0
    for path in paths:
        text, problem = store.execute("SELECT text, problem FROM files WHERE path = ?", (str(path),)).fetchone()
        if problem:
            skipped.append(problem)
        elif total + len(text) > max_chars:
            over.append(path.name)
        else:
            total += len(text)
            documents.append(own_document(path, text))
    if over:
        more = f" and {len(over) - 1:,} more" if len(over) > 1 else ""
        skipped.append(
            f"{over[0]!r}{more} left out: your files may hold {max_chars // 10**6} million characters together"
        )
    return documents
