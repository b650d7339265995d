"""Several processes in one space at once: what each was told is kept is there, and else a clear error. POSIX only."""

import json
import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from coach.keeping.backup import restore_backup, write_backup
from coach.keeping.errors import LockedError, NotebookError
from coach.keeping.kinds import JournalPage, Slip
from coach.keeping.locking import has_passphrase, protect, unlock, unprotect
from coach.keeping.sealing import Key
from coach.keeping.spaces import erase_space, open_notebook
from coach.settings import Settings
from tests.soak.killing import Tell, fork, write

DAY = date(2026, 3, 4)
WORDS, OTHER_WORDS = "four plain words here", "a wholly other one"
_FOR_S = 0.4

Role = Callable[[Settings, Tell], None]
Told = list[list[Any]]


def run(name: str, folder: Path, chance: random.Random) -> int:
    """Play one scene once; returns how much was acknowledged, and raises AssertionError where some of it is lost."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = Settings(data_dir=folder / "data")
    return SCENES[name](settings, folder, chance)


def _play(settings: Settings, roles: list[Role]) -> list[Told]:
    """Run every role in a process of its own, at once; returns what each told."""
    running = []
    for role in roles:
        child, read = fork(lambda out, play=role: play(settings, lambda what: write(out, what)))  # type: ignore[misc]
        running.append((child, os.fdopen(read, "rb")))
    ended: list[tuple[str, int]] = []
    for child, pipe in running:  # all of them, before one is judged: who went on would write into the next round
        said = pipe.read().decode()
        pipe.close()
        ended.append((said, os.waitpid(child, 0)[1]))
    for said, status in ended:
        assert status == 0, said[-3000:]
    return [[json.loads(one) for one in said.splitlines()] for said, _ in ended]


def _writer(who: str) -> Role:
    """Keeps pairs, each at once, and tells [began, ended, number] of each; opens the space anew where it has changed."""

    def role(settings: Settings, tell: Tell) -> None:
        key: Key | None = None
        number, end = 0, time.monotonic() + _FOR_S
        while time.monotonic() < end or number == 0:
            began = time.monotonic()
            try:
                with open_notebook(settings, "me", key).at_once() as book:
                    book.add(JournalPage(prompt=f"{who}{number}", text="page " * 200), DAY)
                    book.put(Slip(text=str(number)), DAY, who)
            except LockedError:
                with suppress(NotebookError):  # opened meanwhile
                    key = unlock(settings, "me", WORDS)
            except NotebookError as error:
                assert "meanwhile" in str(error) or "no passphrase any more" in str(error), str(error)
                key = None
            else:
                tell([began, time.monotonic(), f"{who}{number}"])
                number += 1

    return role


def _pages(settings: Settings, name: str = "me", key: Key | None = None) -> list[str]:
    """Return what was kept, after seeing that each writer's pairs are whole and in order."""
    notebook = open_notebook(settings, name, key)
    pages = [one.data.prompt for one in notebook.all(JournalPage)]
    for who in ("a", "b"):
        mine = [int(one[1:]) for one in pages if one.startswith(who)]
        assert mine == sorted(set(mine)), "out of order, or twice"
        last = notebook.find(Slip, who)
        assert (int(last.data.text) if last else None) == (mine[-1] if mine else None), "half of a pair"
    return pages


def _key(settings: Settings, words: str = WORDS) -> Key | None:
    return unlock(settings, "me", words) if has_passphrase(settings, "me") else None


def _locked_and_opened(settings: Settings, folder: Path, chance: random.Random) -> int:
    def changer(settings: Settings, tell: Tell) -> None:
        time.sleep(chance.uniform(0, _FOR_S / 2))
        protect(settings, "me", WORDS)
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, _FOR_S / 4))
            unprotect(settings, "me", WORDS)

    a, b, _ = _play(settings, [_writer("a"), _writer("b"), changer])
    pages = _pages(settings, "me", _key(settings))
    assert {one[2] for one in a + b} <= set(pages), "what was acknowledged is missing"
    return len(a + b)


def _after(told: Told, event: Told, pages: list[str]) -> int:
    """See that what was kept wholly after an event is there, and what was kept wholly before it is not."""
    ((began, ended),) = event
    assert {one[2] for one in told if one[0] > ended} <= set(pages), "what was acknowledged later is missing"
    assert not {one[2] for one in told if one[1] < began} & set(pages), "what was taken away is there"
    return len(told)


def _erased(settings: Settings, folder: Path, chance: random.Random) -> int:
    def eraser(settings: Settings, tell: Tell) -> None:
        time.sleep(chance.uniform(0, _FOR_S))
        began = time.monotonic()
        erase_space(settings, "me")
        tell([began, time.monotonic()])

    a, b, event = _play(settings, [_writer("a"), _writer("b"), eraser])
    return _after(a + b, event, _pages(settings))


def _restored(settings: Settings, folder: Path, chance: random.Random) -> int:
    notebook = open_notebook(settings)
    notebook.add(JournalPage(prompt="c0", text="x"), DAY)
    write_backup(settings, "me", folder / "my.backup")

    def restorer(settings: Settings, tell: Tell) -> None:
        time.sleep(chance.uniform(0, _FOR_S))
        began = time.monotonic()
        restore_backup(settings, "me", folder / "my.backup", replace=True)
        tell([began, time.monotonic()])

    a, b, event = _play(settings, [_writer("a"), _writer("b"), restorer])
    pages = _pages(settings)
    assert "c0" in pages
    return _after(a + b, event, pages)


def _backed_up(settings: Settings, folder: Path, chance: random.Random) -> int:
    open_notebook(settings).add(JournalPage(prompt="c0", text="x"), DAY)

    def keeper(settings: Settings, tell: Tell) -> None:
        for number in range(3):
            time.sleep(chance.uniform(0, _FOR_S / 4))
            began = time.monotonic()
            write_backup(settings, "me", folder / f"{number}.backup")
            tell([began, time.monotonic()])

    a, b, events = _play(settings, [_writer("a"), _writer("b"), keeper])
    for number, (began, _) in enumerate(events):
        restore_backup(settings, f"other{number}", folder / f"{number}.backup")
        pages = _pages(settings, f"other{number}")
        assert {one[2] for one in a + b if one[1] < began} <= set(pages), "a backup lacks what was kept before it"
    assert {one[2] for one in a + b} <= set(_pages(settings))
    return len(a + b)


def _protected_twice(settings: Settings, folder: Path, chance: random.Random) -> int:
    open_notebook(settings).add(JournalPage(prompt="c0", text="x"), DAY)

    def protector(words: str) -> Role:
        def role(settings: Settings, tell: Tell) -> None:
            try:
                protect(settings, "me", words)
            except NotebookError as error:
                assert "passphrase" in str(error), str(error)
            else:
                tell(words)

        return role

    first, second = _play(settings, [protector(WORDS), protector(OTHER_WORDS)])
    (words,) = first + second
    assert _pages(settings, "me", unlock(settings, "me", str(words))) == ["c0"]
    return 1


def _opened_while_taken_off(settings: Settings, folder: Path, chance: random.Random) -> int:
    open_notebook(settings).add(JournalPage(prompt="c0", text="page " * 4_000), DAY)
    protect(settings, "me", WORDS)

    def opener(settings: Settings, tell: Tell) -> None:
        while has_passphrase(settings, "me"):
            with suppress(NotebookError):
                unlock(settings, "me", WORDS)

    _play(settings, [opener, opener, lambda settings, tell: unprotect(settings, "me", WORDS)])
    assert _pages(settings) == ["c0"]
    return 1


SCENES: dict[str, Callable[[Settings, Path, random.Random], int]] = {
    "locked and opened": _locked_and_opened,
    "erased": _erased,
    "restored": _restored,
    "backed up": _backed_up,
    "protected twice": _protected_twice,
    "opened while taken off": _opened_while_taken_off,
}
