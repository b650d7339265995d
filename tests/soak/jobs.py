"""What is killed while a space is used: keeping, talking, bringing a file up to date."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from coach.history import GrowingAnswer
from coach.keeping import place, upkeep
from coach.keeping.kinds import JournalPage, Slip
from coach.keeping.locking import protect, unlock
from coach.keeping.notebook import Notebook
from coach.keeping.sealing import Key
from coach.keeping.spaces import open_history, open_notebook
from coach.messages import AskReply, Done, Message, Text
from coach.settings import Settings
from tests.soak.killing import Job, State, Tell
from ui import ask
from ui.ask import keeper

DAY = date(2026, 3, 4)
WORDS, OTHER_WORDS = "four plain words here", "a wholly other one"
RELEASED = Path(__file__).parents[1] / "data" / "notebook-v1.sqlite3"
FULL = 3


class SpaceJob(Job):
    """A job with a data folder of its own."""

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.folder / "data")

    @property
    def space(self) -> Path:
        """The folder of one's own space."""
        return self.settings.spaces_dir / "me"

    def fill(self, mark: str, name: str = "me", key: Key | None = None) -> None:
        """Keep some entries and a talk that can be told from others by `mark`, and make the copy of the day."""
        notebook = open_notebook(self.settings, name, key)
        for number in range(FULL):
            notebook.add(JournalPage(prompt=f"{mark}{number}", text="page " * 500), DAY)
        history = open_history(self.settings, name, key)
        talk = history.start(mark)
        for number in range(FULL):
            history.add(talk, Message("user", f"{mark}{number}"))

    def found(self, name: str = "me", key: Key | None = None) -> str:
        """Return the mark of what a space holds, after seeing that it holds all of it; "" for nothing at all."""
        pages = [one.data.prompt for one in open_notebook(self.settings, name, key).all(JournalPage)]
        talks = open_history(self.settings, name, key).export()
        said = [row["content"] for one in talks for row in one["messages"]]
        mark = pages[0][:-1] if pages else ""
        whole = [f"{mark}{number}" for number in range(FULL)] if mark else []
        assert pages == said == whole, f"part of a space is missing: {pages} {said}"
        return mark

    def begin_anew(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)


class Keep(SpaceJob):
    """Pairs of entries, each pair kept together or not at all."""

    name, span_s, locked = "keep", 0.04, False

    def settle(self, state: State) -> State:
        if not state and self.locked:
            protect(self.settings, "me", WORDS).wipe()
        return {"start": 0} | state

    def _notebook(self) -> Notebook:
        return open_notebook(self.settings, "me", unlock(self.settings, "me", WORDS) if self.locked else None)

    def work(self, state: State, tell: Tell) -> None:
        number, notebook = state["start"], self._notebook()
        while True:
            with notebook.at_once() as book:
                book.add(JournalPage(prompt=str(number), text="page " * 2000), DAY)
                book.put(Slip(text=str(number)), DAY, "last")
            tell(number)
            number += 1

    def check(self, state: State, told: list[Any]) -> State:
        notebook = self._notebook()
        pages = [int(one.data.prompt) for one in notebook.all(JournalPage)]
        assert pages == list(range(len(pages))) and notebook.set_aside() == []
        assert set(told) <= set(pages) and len(pages) >= state["start"], "what was acknowledged is missing"
        last = notebook.find(Slip, "last")
        assert not pages or (last is not None and int(last.data.text) == pages[-1]), "half of a pair was kept"
        assert upkeep.set_aside(self.space) == []
        return {"start": len(pages)}


class KeepLocked(Keep):
    """The same in a space with a passphrase."""

    name, locked = "keep, locked", True


class Talking(SpaceJob):
    """A talk on the page, word by word; what had come a moment before the kill is kept."""

    name, span_s = "chat", 0.4
    every_s, words = 0.02, 25

    def settle(self, state: State) -> State:
        return {"turns": 0} | state

    def work(self, state: State, tell: Tell) -> None:
        keeper.GrowingAnswer = partial(GrowingAnswer, every_s=self.every_s)  # type: ignore[misc, assignment]
        history, talk, turn = open_history(self.settings), ask.Talk(), state["turns"]
        while True:
            words = 0
            for shown in ask.respond(_SlowCoach(self.words), f"q{turn}", talk, None, history):  # type: ignore[arg-type]
                words = shown.rows[-1]["content"].count("word")
                if len(shown.talk.turns) > len(talk.turns):  # the question is kept
                    tell([turn, words, time.monotonic()])
            talk = shown.talk
            tell([turn, self.words + 1, time.monotonic()])  # the whole of it
            turn += 1

    def check(self, state: State, told: list[Any]) -> State:
        kept: dict[int, int] = {}
        for talk in open_history(self.settings).export():
            rows = talk["messages"]
            assert [one["role"] for one in rows] == (["user", "assistant"] * len(rows))[: len(rows)]
            for at in range(0, len(rows), 2):
                answer = rows[at + 1]["content"] if at + 1 < len(rows) else ""
                assert answer == " ".join(["word"] * len(answer.split())), "an answer is not what came"
                kept[int(rows[at]["content"][1:])] = answer.count("word")
        for turn in {one[0] for one in told} | set(range(state["turns"])):
            assert turn in kept, f"question {turn} is missing"
        for turn in range(state["turns"]):
            assert kept[turn] == state[str(turn)], f"answer {turn} is not what it was"
        for turn in {one[0] for one in told}:
            came = [one for one in told if one[0] == turn]
            if came[-1][1] > self.words:
                assert kept[turn] == self.words, f"answer {turn} is not whole"
            elif len(came) > 1:
                due = came[-2][2] - self.every_s
                least = max((words for _, words, when in came if when <= due), default=0)
                assert kept[turn] >= least, f"of answer {turn}, {kept[turn]} words are kept where {least} had come"
        return {"turns": max(kept, default=-1) + 1} | {str(turn): words for turn, words in kept.items()}


class _SlowCoach:
    """Answers with words, one every few milliseconds."""

    def __init__(self, words: int) -> None:
        self._words = words

    def ask(self, question: str, history: Any, cancel: threading.Event | None = None) -> Any:
        answer = ""
        for number in range(self._words):
            time.sleep(0.003)
            piece = "word" if number == 0 else " word"
            answer += piece
            yield Text(piece)
        yield Done(AskReply("", question, answer, "generated"))


class BringUpToDate(SpaceJob):
    """A notebook of the first release, and the talks of a Hearth before spaces, on their first use."""

    name = "migration"

    def settle(self, state: State) -> State:
        self.begin_anew()
        self.space.mkdir(parents=True)
        (self.space / place.PLAIN).write_bytes(RELEASED.read_bytes())
        with closing(sqlite3.connect(self.settings.history_file)) as db:
            db.executescript(
                "CREATE TABLE conversations (id INTEGER PRIMARY KEY, title TEXT NOT NULL, started_at TEXT NOT NULL);"
                "CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation_id INTEGER NOT NULL, role TEXT NOT NULL,"
                " content TEXT NOT NULL, said_at TEXT NOT NULL); PRAGMA user_version = 1;"
            )
            for number in range(20):
                db.execute("INSERT INTO conversations VALUES (?, 't', '2026-03-04T10:00:00+00:00')", (number,))
                row = (number, f"word {number}")
                db.execute("INSERT INTO messages VALUES (NULL, ?, 'user', ?, '2026-03-04T10:00:00+00:00')", row)
            db.commit()
        return state

    def work(self, state: State, tell: Tell) -> None:
        open_history(self.settings)
        tell("done")

    def check(self, state: State, told: list[Any]) -> State:
        said = [row["content"] for one in open_history(self.settings).export() for row in one["messages"]]
        assert sorted(said) == sorted(f"word {number}" for number in range(20))
        assert not self.settings.history_file.exists()
        notebook = open_notebook(self.settings)
        assert len(notebook.export()["entries"]) == 22 and len(notebook.set_aside()) == 1
        return state
