"""Saved conversations: in the file of a person's own space, beside what else they keep. Only written to when they keep a talk.

Each message is its own committed row, so that nothing said is lost when the power goes; an answer is kept while it grows.
Encrypted where the space has a passphrase; else who can read the person's files can read them.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import shorten
from typing import Any, Literal

from coach.answer_details import NOTHING_KNOWN, UNFINISHED, AnswerDetails, as_plain, packed, unpacked
from coach.database import SUFFIXES
from coach.errors import HistoryError, InputError
from coach.keeping import place
from coach.keeping.errors import LockedError, NotebookError
from coach.keeping.notebook import Notebook
from coach.messages import Message

_TITLE = 80  # characters
_GONE = "this talk is not kept any more"


@dataclass(frozen=True)
class Said:
    """A message as it is, or is to be, kept; what an answer came with, whether it helped, and a remark on that."""

    role: Literal["user", "assistant"]
    content: str
    details: AnswerDetails = NOTHING_KNOWN
    liked: bool | None = None
    note: str = ""
    id: int = 0
    said_at: str = ""


@dataclass(frozen=True)
class KeptTalk:
    """A conversation that is kept, with its messages in their order."""

    id: int
    title: str
    started_at: str
    messages: tuple[Said, ...] = ()


class History:
    """The conversations in one notebook's file, made on first use. Every call raises HistoryError where it cannot be used."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def start(self, title: str) -> int:
        """Begin a conversation and return its id; `title` is cut to 80 characters."""
        with self._open() as db:
            return _start(db, title, _now())

    def add(self, conversation: int, message: Message) -> int:
        """Save one message at the end of a conversation and return its id."""
        with self._open() as db:
            return _add(db, conversation, Said(_role(message.role), message.content, said_at=_now()))

    def keep(
        self, conversation: int | None, said: Sequence[Said], instead_of: int | None = None
    ) -> tuple[int, tuple[int, ...]]:
        """Save messages at the end of a conversation (None: a new one, called by the first of them), all of them or none.

        The message `instead_of`, and all that came after it, goes. Returns the ids of the conversation and of the messages.
        Raises HistoryError where the conversation was removed meanwhile.
        """
        with self._open() as db:
            now = _now()
            if conversation is None:
                conversation = _start(db, _name(said[0].content), now)
            elif not db.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation,)).fetchone():
                raise HistoryError(_GONE)
            if instead_of is not None:
                db.execute("DELETE FROM messages WHERE conversation_id = ? AND id >= ?", (conversation, instead_of))
            ids = tuple(_add(db, conversation, replace(one, said_at=one.said_at or now)) for one in said)
        if instead_of is not None:
            self._notebook.forget_copies()
        return conversation, ids

    def change(self, message: int, content: str, details: AnswerDetails | None = None) -> None:
        """Say a message anew; raises HistoryError where it was removed meanwhile."""
        values = {"content": content, **({} if details is None else {"details": packed(details)})}
        self._set("messages", message, values)

    def rate(self, message: int, liked: bool | None, note: str = "") -> None:
        """Keep whether an answer helped, and a remark; raises HistoryError where it was removed meanwhile."""
        self._set("messages", message, {"liked": liked, "note": note})

    def rename(self, conversation: int, title: str) -> None:
        """Call a conversation otherwise; raises InputError for no name, HistoryError where it was removed meanwhile."""
        title = " ".join(title.split())[:_TITLE]
        if not title:
            raise InputError("a talk needs a name")
        self._set("conversations", conversation, {"title": title})
        self._notebook.forget_copies()

    def talks(self, words: str = "") -> list[KeptTalk]:
        """Return the conversations whose title and messages hold all of `words`, the one last written to first."""
        wanted = words.casefold().split()
        found = [
            one
            for one in self._read()
            if all(word in "\n".join([one.title, *(row.content for row in one.messages)]).casefold() for word in wanted)
        ]
        return sorted(found, key=lambda one: one.messages[-1].id if one.messages else 0, reverse=True)

    def talk(self, conversation: int) -> KeptTalk:
        """Return one conversation; raises HistoryError where it is not there (any more)."""
        found = self._read(conversation)
        if not found:
            raise HistoryError(_GONE)
        return found[0]

    def export(self) -> list[dict[str, Any]]:
        """Return every conversation with its messages, oldest first."""
        return [as_exported(one) for one in self._read()]

    def take_in(self, talks: Sequence[KeptTalk]) -> int:
        """Add conversations, leaving out those that are here already, under whatever name; returns how many were added."""
        with self._open() as db:
            here = [_bare(one) for one in _talks(db)]
            new = [one for one in talks if _bare(one) not in here]
            for one in new:
                id_ = _start(db, one.title, one.started_at)
                for said in one.messages:
                    _add(db, id_, said)
            return len(new)

    def remove(self, conversation: int) -> bool:
        """Remove one conversation for good; says whether it was there."""
        with self._open() as db:
            gone = db.execute("DELETE FROM conversations WHERE id = ?", (conversation,)).rowcount > 0
        self._notebook.forget_copies()
        return bool(gone)

    def _set(self, table: str, id_: int, values: dict[str, Any]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self._open() as db:
            if not db.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*values.values(), id_)).rowcount:
                raise HistoryError(_GONE)

    def _read(self, conversation: int | None = None) -> list[KeptTalk]:
        if not place.is_there(self._notebook.path):
            return []
        with self._open(writing=False) as db:
            return _talks(db, conversation)

    @contextmanager
    def _open(self, writing: bool = True) -> Iterator[Any]:
        try:
            with self._notebook.session(writing) as db:
                yield db
        except LockedError as error:
            raise HistoryError(str(error)) from error
        except NotebookError as error:
            raise HistoryError(f"the saved conversations cannot be used: {error}") from error


class GrowingAnswer:
    """An answer, kept as far as it came: one message, said anew once a second at most, so that a kill takes no more than that."""

    def __init__(self, history: History, conversation: int, every_s: float = 1.0) -> None:
        self._history = history
        self._conversation = conversation
        self._every_s = every_s
        self._next = 0.0
        self._kept = ("", UNFINISHED)
        self.id: int | None = None
        """The message's id, once there is one."""

    def grow(self, text: str, details: AnswerDetails = UNFINISHED) -> None:
        """Keep what there is of the answer, if it is time to; raises HistoryError where it cannot be kept."""
        if time.monotonic() >= self._next:
            self.keep(text, details)

    def keep(self, text: str, details: AnswerDetails = UNFINISHED) -> None:
        """Keep the answer as it stands now; once it was whole, it stays so. Raises HistoryError where it cannot be kept."""
        if not text or (text, details) == self._kept or (details.unfinished and not self._kept[1].unfinished):
            return
        if self.id is None:
            _, (self.id,) = self._history.keep(self._conversation, [Said("assistant", text, details)])
        else:
            self._history.change(self.id, text, details)
        self._kept, self._next = (text, details), time.monotonic() + self._every_s


def as_exported(talk: KeptTalk) -> dict[str, Any]:
    """Return a conversation as plain data; keys that would say nothing are left out."""
    messages = []
    for one in talk.messages:
        row: dict[str, Any] = {"role": one.role, "content": one.content, "said_at": one.said_at}
        row |= {"details": as_plain(one.details)} if one.details != NOTHING_KNOWN else {}
        row |= {} if one.liked is None else {"liked": one.liked}
        messages.append(row | ({"note": one.note} if one.note else {}))
    return {"id": talk.id, "title": talk.title, "started_at": talk.started_at, "messages": messages}


def take_over(old: Path, history: History) -> int:
    """Move the conversations of a Hearth before spaces from their own file into `history`; returns how many were moved.

    The old file goes as the last step, overwritten, so that a kill leaves it, or both; one that cannot be read is kept aside.
    """
    taken = old.with_name(f"{old.name}.taken")
    if taken.is_file():  # a kill came while it was overwritten
        _drop(old, taken)
    if not old.is_file():
        return 0
    damaged = False
    talks: list[KeptTalk] = []
    try:
        with closing(sqlite3.connect(f"{old.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as db:  # makes none
            db.row_factory = sqlite3.Row
            talks = _talks(db) if db.execute("PRAGMA user_version").fetchone()[0] else []
    except sqlite3.OperationalError:  # held by another, or the disk fails: next time
        return 0
    except sqlite3.DatabaseError:
        damaged = True
    if not old.is_file():  # another window took it over meanwhile, and what was read may be half overwritten
        return 0
    if damaged:
        _set_aside(old)
        return 0
    moved = history.take_in(talks) if talks else 0
    with suppress(FileNotFoundError):  # another window was as quick
        old.replace(taken)
        _drop(old, taken)
    return moved


def _set_aside(old: Path) -> None:
    aside = old.with_name(f"{old.name}.damaged")
    for suffix in reversed(SUFFIXES):  # the file last: until then this begins anew
        with suppress(FileNotFoundError):
            shutil.move(old.with_name(old.name + suffix), aside.with_name(aside.name + suffix))


def _drop(old: Path, taken: Path) -> None:
    """Overwrite and remove a file that was taken over and renamed, and before it what SQLite put beside it."""
    with suppress(FileNotFoundError):  # another window does the same
        if not old.exists():
            place.shred(old)
        place.shred(taken)


def _start(db: Any, title: str, when: str) -> int:
    row = db.execute("INSERT INTO conversations (title, started_at) VALUES (?, ?)", (title[:_TITLE], when))
    return int(row.lastrowid or 0)


def _name(question: str) -> str:
    """A talk is called by its first question, cut at a word."""
    first = len((question.split() or [""])[0])
    return shorten(question, _TITLE, placeholder=" …") if first < _TITLE - 2 else question


def _add(db: Any, conversation: int, said: Said) -> int:
    row = db.execute(
        "INSERT INTO messages (conversation_id, role, content, said_at, details, liked, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (conversation, said.role, said.content, said.said_at, packed(said.details), said.liked, said.note),
    )
    return int(row.lastrowid or 0)


def _talks(db: Any, conversation: int | None = None) -> list[KeptTalk]:
    messages: dict[int, list[Said]] = {}
    one = "" if conversation is None else f" WHERE conversation_id = {conversation:d}"
    for row in map(dict, db.execute(f"SELECT * FROM messages{one} ORDER BY id")):
        liked = row.get("liked")  # a Hearth before spaces kept none
        messages.setdefault(row["conversation_id"], []).append(
            Said(
                _role(row["role"]),
                row["content"],
                unpacked(row.get("details", "")),
                None if liked is None else bool(liked),
                row.get("note", ""),
                row["id"],
                row["said_at"],
            )
        )
    one = "" if conversation is None else f" WHERE id = {conversation:d}"
    found = db.execute(f"SELECT id, title, started_at FROM conversations{one} ORDER BY id").fetchall()
    return [KeptTalk(row["id"], row["title"], row["started_at"], tuple(messages.get(row["id"], ()))) for row in found]


def _role(name: str) -> Literal["user", "assistant"]:
    if name not in ("user", "assistant"):
        raise HistoryError(f"a message of {name!r} cannot be kept")
    return "assistant" if name == "assistant" else "user"


def _bare(talk: KeptTalk) -> Any:
    return talk.started_at, [(one.role, one.content) for one in talk.messages] or talk.title


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
