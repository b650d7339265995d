"""What is killed while a space as a whole is changed: erasing, backup and restore, passphrases, upkeep."""

import io
import os
import random
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from coach import database
from coach.keeping import place, upkeep
from coach.keeping.backup import read_about, restore_backup, write_backup
from coach.keeping.errors import NotebookError, WrongPassphraseError
from coach.keeping.locking import change_passphrase, has_passphrase, protect, unlock, unprotect
from coach.keeping.sealing import Key
from coach.keeping.spaces import erase_space, space_names
from coach.settings import Settings
from tests.soak.jobs import OTHER_WORDS, WORDS, SpaceJob
from tests.soak.killing import State, Tell
from ui.cli import data as cli_data


class Erase(SpaceJob):
    """One space, or everything, erased; one of the spaces is locked."""

    name, variants = "erase", 3

    def settle(self, state: State) -> State:
        self.begin_anew()
        self.fill("a")
        self.fill("b", "sam")
        protect(self.settings, "sam", WORDS).wipe()
        self.settings.index_dir.mkdir()
        for number in range(20):
            (self.settings.index_dir / f"part-{number}").write_bytes(b"x" * 10_000)
        return {"round": state.get("round", 0) + 1}

    def work(self, state: State, tell: Tell) -> None:
        self._erase(state["round"])
        tell("gone")

    def _erase(self, number: int) -> None:
        if number % 3:
            erase_space(self.settings, "me" if number % 3 == 1 else "sam")
            return
        os.environ["HEARTH_DATA_DIR"], os.environ["HEARTH_CONFIG_DIR"] = str(self.settings.data_dir), str(self.folder)
        with redirect_stdout(io.StringIO()):
            cli_data.erase(yes=True, models=True, space=None)

    def check(self, state: State, told: list[Any]) -> State:
        third = state["round"] % 3
        mine, theirs = self.found(), ""
        if has_passphrase(self.settings, "sam"):
            with suppress(NotebookError):  # its seal is gone: nobody opens it any more
                theirs = self.found("sam", unlock(self.settings, "sam", WORDS))
        assert (mine, theirs) in {1: [("a", "b"), ("", "b")], 2: [("a", "b"), ("a", "")]}.get(
            third, [("a", "b"), ("a", ""), ("", "b"), ("", "")]
        )
        if not mine and not theirs:
            self.fill("c")  # what was erased does not come back with what is kept next
            assert self.found() == "c"
        self._erase(state["round"])
        left = {1: ["sam"], 2: ["me"]}.get(third, [])
        assert space_names(self.settings) == left and (third or not self.settings.data_dir.exists())
        if third == 1:
            self.fill("d")
            assert self.found() == "d"
        return state


class BackUp(SpaceJob):
    """The backup file is whole, or not there."""

    name, variants = "backup", 2

    def settle(self, state: State) -> State:
        number = state.get("round", 0) + 1
        self.begin_anew()
        self.fill("a")
        if number % 2:
            protect(self.settings, "me", WORDS).wipe()
        return {"round": number, "locked": has_passphrase(self.settings, "me")}

    @property
    def file(self) -> Path:
        return self.folder / "my.backup"

    def work(self, state: State, tell: Tell) -> None:
        key = unlock(self.settings, "me", WORDS) if state["locked"] else None
        write_backup(self.settings, "me", self.file, key)
        tell("written")

    def check(self, state: State, told: list[Any]) -> State:
        key = unlock(self.settings, "me", WORDS) if state["locked"] else None
        assert self.found("me", key) == "a"
        assert self.file.exists() or not told
        if self.file.exists():
            restore_backup(self.settings, "other", self.file, WORDS)
            assert self.found("other", unlock(self.settings, "other", WORDS) if state["locked"] else None) == "a"
            erase_space(self.settings, "other")
        self.file.unlink(missing_ok=True)
        write_backup(self.settings, "me", self.file, key)  # the next one is written all the same
        assert read_about(self.file).locked == state["locked"]
        self.file.unlink()
        return state


class Restore(SpaceJob):
    """What was there before or what the backup holds, locked or plain, whichever was which."""

    name, variants = "restore", 4

    def settle(self, state: State) -> State:
        self.begin_anew()
        now, then = divmod(state.get("round", 0) % 4, 2)
        self.fill("b", "other")
        key = protect(self.settings, "other", OTHER_WORDS) if then else None
        write_backup(self.settings, "other", self.folder / "my.backup", key)
        self.fill("a")
        if now:
            protect(self.settings, "me", WORDS).wipe()
        return {"round": state.get("round", 0) + 1}

    def work(self, state: State, tell: Tell) -> None:
        restore_backup(self.settings, "me", self.folder / "my.backup", OTHER_WORDS, replace=True)
        tell("restored")

    def check(self, state: State, told: list[Any]) -> State:
        found = self.found("me", _either(self.settings))
        assert found == "b" if told else found in ("a", "b")
        restore_backup(self.settings, "me", self.folder / "my.backup", OTHER_WORDS, replace=True)
        assert self.found("me", _either(self.settings)) == "b"
        return state


class Passphrases(SpaceJob):
    """Put on, changed, taken off, one after the other."""

    name, variants = "passphrase", 3

    def settle(self, state: State) -> State:
        self.begin_anew()
        self.fill("a")
        steps = ("protect", "change", "unprotect")
        step = steps[state.get("round", 0) % 3]
        if step != "protect":
            protect(self.settings, "me", WORDS).wipe()
        return {"round": state.get("round", 0) + 1, "step": step}

    def work(self, state: State, tell: Tell) -> None:
        if state["step"] == "protect":
            protect(self.settings, "me", WORDS)
        elif state["step"] == "change":
            change_passphrase(self.settings, "me", WORDS, OTHER_WORDS)
        else:
            unprotect(self.settings, "me", WORDS)
        tell("done")

    def check(self, state: State, told: list[Any]) -> State:
        key = _either(self.settings)
        assert self.found("me", key) == "a"
        assert upkeep.set_aside(self.space) == []
        if key is not None:
            plain = [one.name for one in self.space.glob(f"{place.PLAIN}*")]
            assert not plain, f"left in plain: {plain}"
        if told:
            assert (key is None) == (state["step"] == "unprotect")
        if key is None:
            protect(self.settings, "me", WORDS)  # what a kill left is in nobody's way
            assert self.found("me", unlock(self.settings, "me", WORDS)) == "a"
        else:
            unprotect(self.settings, "me", WORDS if _fits(self.settings, WORDS) else OTHER_WORDS)
            assert self.found() == "a"
        return state


class Upkeep(SpaceJob):
    """The copy of the day made, and a damaged file restored from it."""

    name, variants = "upkeep", 2

    def settle(self, state: State) -> State:
        self.begin_anew()
        self.fill("a")
        path = self.space / place.PLAIN
        upkeep.renew_copy(path, None)
        number = state.get("round", 0) + 1
        if number % 2:
            copy = path.with_name(path.name + place.BACKUP)
            os.utime(copy, (0, 0))  # of another day
        else:
            database.remove(path.with_name(path.name + "-wal"))
            raw = bytearray(path.read_bytes())
            at = random.Random(number).randrange(0, len(raw) - 4096, 4096)
            raw[at : at + 4096] = os.urandom(4096)
            path.write_bytes(raw)
        return {"round": number}

    def work(self, state: State, tell: Tell) -> None:
        self.found()
        tell("read")

    def check(self, state: State, told: list[Any]) -> State:
        assert self.found() == "a"
        aside = upkeep.set_aside(self.space)
        assert bool(aside) == (state["round"] % 2 == 0), aside
        return state


def _fits(settings: Settings, words: str) -> bool:
    try:
        unlock(settings, "me", words).wipe()
    except WrongPassphraseError:
        return False
    return True


def _either(settings: Settings) -> Key | None:
    """Return the key of one's own space, by whichever passphrase fits; None where it is plain."""
    if not has_passphrase(settings, "me"):
        return None
    return unlock(settings, "me", WORDS if _fits(settings, WORDS) else OTHER_WORDS)
