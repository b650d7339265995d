"""A notebook: one SQLite file of typed entries, a row each, encrypted where it has a key. Written only when something is kept.

Every change is its own committed transaction, so that a kill or a power cut takes nothing that was said to be kept. What one
row holds is checked against its kind on reading; a row that cannot be read is set aside and named, and the rest is shown. Order
is the order of writing, never the clock, which may jump back.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from coach import database
from coach.database import Row, use_wal
from coach.keeping import gate, place, upkeep
from coach.keeping.errors import LockedError, NotebookError
from coach.keeping.kinds import KINDS, Kept
from coach.keeping.migrations import migrate
from coach.keeping.sealing import Key

K = TypeVar("K", bound=Kept)

_COLUMNS = "id, kind, day, data, made, changed, key"
_WAIT_S = 30  # for another window that is writing


@dataclass(frozen=True)
class Entry(Generic[K]):
    """One thing that was kept. `day` is the day it belongs to, as the person counts; `made` and `changed` are UTC."""

    id: int
    kind: str
    day: date
    data: K
    made: datetime
    changed: datetime
    key: str | None = None


@dataclass(frozen=True)
class Aside:
    """A row that could not be read, and why; it stays in the file as it is."""

    id: int
    kind: str
    why: str


class Notebook:
    """The entries in one file, made on first use. Days are given by the caller: the person's own, not UTC's.

    A locked file needs its key; every call raises LockedError once the key is wiped, or was never given.
    """

    def __init__(self, path: Path, key: Key | None = None) -> None:
        self._path = path
        self._key = key

    @property
    def path(self) -> Path:
        """Where the file lies, or would."""
        return self._path

    def add(self, data: K, day: date, key: str | None = None) -> Entry[K]:
        """Keep something and return it; raises NotebookError where an entry of its kind has this key already."""
        with self.session() as db:
            return _insert(db, data, day, key)

    def put(self, data: K, day: date, key: str) -> Entry[K]:
        """Keep something under its key, in the place of what was there."""
        with self.session() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM entries WHERE kind = ? AND key = ?", (data.kind, key)).fetchone()
            return _insert(db, data, day, key) if row is None else _update(db, row, data, day)

    def change(self, kind: type[K], id_: int, how: Callable[[K], K], day: date | None = None) -> Entry[K]:
        """Read an entry, change it and write it back, with nobody in between; raises NotebookError where it is gone."""
        with self.session() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM entries WHERE kind = ? AND id = ?", (kind.kind, id_)).fetchone()
            if row is None:
                raise NotebookError("this entry is not in the notebook any more")
            entry = _read(row, kind)
            if isinstance(entry, Aside):
                raise NotebookError(f"entry {entry.id} cannot be changed: {entry.why}")
            return _update(db, row, how(entry.data), day or entry.day)

    def remove(self, id_: int) -> bool:
        """Remove an entry for good; says whether it was there."""
        if not place.is_there(self._path):
            return False
        with self.session() as db:
            gone = db.execute("DELETE FROM entries WHERE id = ?", (id_,)).rowcount > 0
        self.forget_copies()
        return bool(gone)

    def get(self, kind: type[K], id_: int) -> Entry[K]:
        """Return one entry; raises NotebookError where it is not there or cannot be read."""
        found = self._select(kind, "AND id = ?", (id_,))
        if not found:
            raise NotebookError("this entry is not in the notebook any more")
        return found[0]

    def find(self, kind: type[K], key: str) -> Entry[K] | None:
        """Return the entry with this key, if there is one that can be read."""
        found = self._select(kind, "AND key = ?", (key,))
        return found[0] if found else None

    def all(self, kind: type[K], since: date | None = None, until: date | None = None) -> list[Entry[K]]:
        """Return the entries of a kind in the order of writing, from `since` to `until`, both included."""
        days = ((since or date.min).isoformat(), (until or date.max).isoformat())
        return self._select(kind, "AND day BETWEEN ? AND ?", days)

    def set_aside(self) -> list[Aside]:
        """Return the rows of any kind that cannot be read."""
        read = (_read(row, KINDS.get(row["kind"])) for row in self._rows("", ()))
        return [one for one in read if isinstance(one, Aside)]

    def export(self) -> dict[str, Any]:
        """Return everything: entries as plain data, in order, and rows that could not be read as they lie there."""
        entries, aside = [], []
        for row in self._rows("", ()):
            read = _read(row, KINDS.get(row["kind"]))
            if isinstance(read, Aside):
                aside.append({"id": read.id, "kind": read.kind, "why": read.why, "data": str(row["data"])})
                continue
            entries.append(
                {
                    "id": read.id,
                    "kind": read.kind,
                    "day": read.day.isoformat(),
                    "made": read.made.isoformat(),
                    "changed": read.changed.isoformat(),
                    **({"key": read.key} if read.key is not None else {}),
                    "data": read.data.model_dump(mode="json"),
                }
            )
        return {"entries": entries, "set_aside": aside}

    def take_in(self, entry: Entry[Any]) -> bool:
        """Add an entry as it was exported, with its times; says no where it, or another with its key, is here already."""
        data = entry.data.model_dump_json()
        made, changed = entry.made.isoformat(), entry.changed.isoformat()
        with self.session() as db:
            same = "SELECT 1 FROM entries WHERE kind = ? AND (key = ? OR (day = ? AND data = ? AND made = ?))"
            if db.execute(same, (entry.kind, entry.key, entry.day.isoformat(), data, made)).fetchone():
                return False
            db.execute(
                "INSERT INTO entries (kind, day, data, made, changed, key) VALUES (?, ?, ?, ?, ?, ?)",
                (entry.kind, entry.day.isoformat(), data, made, changed, entry.key),
            )
            return True

    def erase(self) -> int:
        """Remove every entry, the file with it, and return how many there were (0 where they could not be read)."""
        try:
            count = len(self._rows("", ()))
        except NotebookError:  # a damaged file must go too
            count = 0
        folder = self._path.parent
        try:
            if folder.is_dir():
                with gate.alone(folder):
                    upkeep.forget(self._path)  # first: a copy without its file is one to be restored
                    database.remove(self._path)
                    place.clear(folder)
                (folder / gate.GUARD).unlink(missing_ok=True)
        except OSError as error:
            raise NotebookError(f"the notebook {self._path} cannot be removed: {error}") from error
        return count

    @contextmanager
    def at_once(self) -> Iterator["Notebook"]:
        """Give a notebook whose changes are kept together when the block ends, or not at all when it raises.

        Another window waits meanwhile, so that what was read in the block is still true when it writes.
        """
        with self.session() as db:
            yield _Held(self._path, db)

    def _select(self, kind: type[K], where: str, values: tuple[Any, ...]) -> list[Entry[K]]:
        rows = self._rows(f"AND kind = ? {where}", (kind.kind, *values))
        return [one for one in (_read(row, kind) for row in rows) if isinstance(one, Entry)]

    def _rows(self, where: str, values: tuple[Any, ...]) -> list[Any]:
        if not place.is_there(self._path):
            return []
        with self.session(writing=False) as db:
            rows: list[Any] = db.execute(
                f"SELECT {_COLUMNS} FROM entries WHERE 1 {where} ORDER BY id", values
            ).fetchall()
            return rows

    def forget_copies(self) -> None:
        """Take what was removed out of the last good copy too."""
        upkeep.renew_copy(self._path, self._raw_key())

    @contextmanager
    def session(self, writing: bool = True) -> Iterator[Any]:
        """Open the file, take the writer's place if it is to be written to, and commit at the end. For keeping/ alone."""
        try:
            key = self._raw_key()
            place.make_room(self._path)
            upkeep.look_over(self._path, key)
            with gate.used(self._path.parent):
                place.make_room(self._path)
                before = self._path.stat().st_ino
                db = database.connect(self._path, key, _WAIT_S)
                try:
                    _prepare(db)
                    db.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                    if writing and (not place.prevails(self._path) or self._path.stat().st_ino != before):
                        raise NotebookError(
                            "this space was locked, opened or restored meanwhile; nothing was kept, try again"
                        )
                    with db:
                        yield db
                finally:
                    db.close()
        except (database.Error, OSError, OverflowError, UnicodeDecodeError) as error:
            if isinstance(error, database.DatabaseError | UnicodeDecodeError):
                upkeep.look_again(self._path)
            why = "it is damaged" if isinstance(error, UnicodeDecodeError) else error
            raise NotebookError(f"the notebook {self._path} cannot be used: {why}") from error

    def _raw_key(self) -> bytearray | None:
        if self._key is None:
            if self._path.name == place.LOCKED:
                raise LockedError
            return None
        if (
            self._path.name == place.PLAIN
        ):  # taken off, or erased, in another window: nothing is to lie in plain unasked
            raise NotebookError(place.NO_PASSPHRASE)
        return self._key.raw()


class _Held(Notebook):
    """The same notebook within one transaction."""

    def __init__(self, path: Path, db: Any) -> None:
        super().__init__(path)
        self._db = db

    @contextmanager
    def session(self, writing: bool = True) -> Iterator[Any]:
        yield self._db

    def forget_copies(self) -> None:
        """The block's end does not know of removals: the copy of the next day does."""


def _prepare(db: Any) -> None:
    db.row_factory = Row
    use_wal(db)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    migrate(db)


def _insert(db: Any, data: K, day: date, key: str | None) -> Entry[K]:
    now = _now()
    if key is not None and db.execute("SELECT 1 FROM entries WHERE kind = ? AND key = ?", (data.kind, key)).fetchone():
        raise NotebookError(f"there is a {data.kind!r} entry for this already")
    row = db.execute(
        "INSERT INTO entries (kind, day, data, made, changed, key) VALUES (?, ?, ?, ?, ?, ?)",
        (data.kind, day.isoformat(), data.model_dump_json(), now.isoformat(), now.isoformat(), key),
    )
    return Entry(int(row.lastrowid or 0), data.kind, day, data, now, now, key)


def _update(db: Any, row: Any, data: K, day: date) -> Entry[K]:
    try:
        made = _utc(row["made"])
    except (TypeError, ValueError):
        made = _now()
    now = max(_now(), made)  # the clock may have jumped back since
    db.execute(
        "UPDATE entries SET day = ?, data = ?, made = ?, changed = ? WHERE id = ?",
        (day.isoformat(), data.model_dump_json(), made.isoformat(), now.isoformat(), row["id"]),
    )
    return Entry(row["id"], data.kind, day, data, made, now, row["key"])


def _read(row: Any, kind: type[K] | None) -> Entry[K] | Aside:
    name = str(row["kind"])
    if kind is None:
        return Aside(row["id"], name, "this Hearth does not know its kind")
    try:
        data = kind.model_validate(json.loads(row["data"]))
        day = date.fromisoformat(row["day"])
        made, changed = _utc(row["made"]), _utc(row["changed"])
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"]) or "its whole"
        return Aside(row["id"], name, f"what it holds does not fit its kind ({where})")
    except (ValueError, TypeError, RecursionError) as error:
        return Aside(row["id"], name, f"it is damaged ({type(error).__name__})")
    return Entry(row["id"], name, day, data, made, changed, row["key"])


def _utc(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)
