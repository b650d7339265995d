"""A space with a passphrase: the same content, nothing of it in plain on the disk, no way in without the passphrase."""

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from coach import database
from coach.errors import HistoryError, InputError
from coach.keeping import locking, place
from coach.keeping.backup import read_about, restore_backup, write_backup
from coach.keeping.errors import LockedError, NotebookError, TooSoonError, WrongPassphraseError
from coach.keeping.keys import Keys
from coach.keeping.kinds import JournalPage, Slip
from coach.keeping.locking import change_passphrase, has_passphrase, protect, unlock, unprotect
from coach.keeping.sealing import Key, new_key, seal, unseal
from coach.keeping.spaces import erase_space, open_history, open_notebook, space_names
from coach.messages import Message
from coach.settings import Settings, load_settings
from tests.coach.keeping.conftest import WEDNESDAY

PASSPHRASE = "four plain words here"
SENTINEL = "zanzibarsecret"


pytestmark = pytest.mark.usefixtures("cheap_passphrases")


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def full(settings: Settings) -> Iterator[Settings]:
    """A plain space with entries, a talk, and a copy of the day."""
    notebook = open_notebook(settings)
    for number in range(5):
        notebook.add(JournalPage(prompt="p", text=f"{SENTINEL} {number} " + "page " * 400), WEDNESDAY)
    notebook.add(Slip(text=SENTINEL), WEDNESDAY)
    history = open_history(settings)
    history.add(history.start(SENTINEL), Message("user", f"{SENTINEL} again"))
    yield settings


def found(folder: Path) -> list[str]:
    """Files below `folder` that hold the sentinel, as bytes in UTF-8 or UTF-16."""
    words = (SENTINEL.encode(), SENTINEL.encode("utf-16-le"))
    return [str(one) for one in folder.rglob("*") if one.is_file() and any(word in one.read_bytes() for word in words)]


def test_the_search_finds_what_lies_in_plain(full: Settings) -> None:
    assert found(full.data_dir)


def test_nothing_is_left_in_plain_and_nothing_is_lost(full: Settings) -> None:
    before = open_notebook(full).export(), open_history(full).export()
    key = protect(full, "me", PASSPHRASE)
    assert found(full.data_dir) == []
    assert has_passphrase(full, "me") and space_names(full) == ["me"]
    again = unlock(full, "me", PASSPHRASE)
    assert again.raw() == key.raw()
    assert (open_notebook(full, "me", again).export(), open_history(full, "me", again).export()) == before
    open_notebook(full, "me", again).add(Slip(text=f"{SENTINEL} later"), WEDNESDAY)
    open_history(full, "me", again).start(f"{SENTINEL} later")
    assert found(full.data_dir) == []


def test_without_the_passphrase_nothing_is_read_or_written(full: Settings) -> None:
    protect(full, "me", PASSPHRASE)
    notebook = open_notebook(full)
    for use in (lambda: notebook.all(Slip), lambda: notebook.add(Slip(text="x"), WEDNESDAY), notebook.export):
        with pytest.raises(LockedError):
            use()
    with pytest.raises(HistoryError, match="locked"):
        open_history(full).export()
    with pytest.raises(WrongPassphraseError):
        unlock(full, "me", PASSPHRASE + "!")
    with pytest.raises(NotebookError, match="cannot be used"):
        open_notebook(full, "me", new_key()).export()


def test_taking_it_off_gives_a_plain_space_back(full: Settings) -> None:
    before = open_notebook(full).export()
    protect(full, "me", PASSPHRASE)
    unprotect(full, "me", PASSPHRASE)
    assert not has_passphrase(full, "me")
    assert open_notebook(full).export() == before
    assert {one.name for one in (full.spaces_dir / "me").iterdir()} <= {
        "notebook.sqlite3",
        "notebook.sqlite3.backup",
        "upkeep.lock",
    }


def test_another_passphrase(full: Settings) -> None:
    protect(full, "me", PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        change_passphrase(full, "me", "not this one at all", "a wholly other one")
    change_passphrase(full, "me", PASSPHRASE, "a wholly other one")
    with pytest.raises(WrongPassphraseError):
        unlock(full, "me", PASSPHRASE)
    assert open_notebook(full, "me", unlock(full, "me", "a wholly other one")).all(Slip)[0].data.text == SENTINEL


def test_an_empty_space_can_be_protected_and_erased_without_its_passphrase(settings: Settings) -> None:
    protect(settings, "sam", PASSPHRASE)
    assert space_names(settings) == ["sam"]
    assert erase_space(settings, "sam") == 0
    assert not settings.spaces_dir.exists()


@pytest.mark.parametrize("passphrase", ["", "short", " " * 40, "x" * 1001])
def test_a_passphrase_that_will_not_do(settings: Settings, passphrase: str) -> None:
    with pytest.raises(InputError, match="passphrase"):
        protect(settings, "me", passphrase)
    assert not settings.spaces_dir.exists()


def test_a_writer_that_waited_is_not_lost_in_the_plain_file(full: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = open_notebook(full)
    kept: list[str] = []
    copy_into = locking.database.copy_into

    def slowly(db: object, part: Path, key: object) -> None:
        def write() -> None:
            with suppress(NotebookError):
                stale.add(Slip(text="late"), WEDNESDAY)
                kept.append("late")

        thread = threading.Thread(target=write)
        thread.start()
        thread.join(0.5)
        copy_into(db, part, key)  # type: ignore[arg-type]
        waiting.append(thread)

    waiting: list[threading.Thread] = []
    monkeypatch.setattr(locking.database, "copy_into", slowly)
    key = protect(full, "me", PASSPHRASE)
    waiting[0].join(40)
    assert kept == []
    assert [one.data.text for one in open_notebook(full, "me", key).all(Slip)] == [SENTINEL]


def test_a_wiped_key_opens_nothing(full: Settings) -> None:
    key = protect(full, "me", PASSPHRASE)
    raw = key.raw()
    key.wipe()
    assert raw == bytearray()
    with pytest.raises(NotebookError, match="locked"):
        open_notebook(full, "me", key).export()


def test_a_damaged_seal_is_told_and_its_copy_serves(full: Settings) -> None:
    protect(full, "me", PASSPHRASE)
    seal_file, copy = full.spaces_dir / "me" / "key.json", full.spaces_dir / "me" / "key.bak"
    good = seal_file.read_text()
    for bad in ("{", good.replace('"sealed": "', '"sealed": "AAAA')):  # the second is whole, and no passphrase fits it
        seal_file.write_text(bad)
        with pytest.raises(WrongPassphraseError):
            unlock(full, "me", "not this one at all")
        assert unlock(full, "me", PASSPHRASE) and seal_file.read_text() == copy.read_text() == good
    seal_file.write_text("{")
    copy.unlink()
    with pytest.raises(NotebookError, match="damaged"):
        unlock(full, "me", PASSPHRASE)


@pytest.mark.parametrize(
    "change", [("memory_kib", 2**40), ("lanes", 0), ("version", 2), ("salt", "?"), ("iterations", "3")]
)
def test_a_changed_seal_neither_opens_nor_takes_the_memory(change: tuple[str, object]) -> None:
    import json

    sealed = json.loads(seal(new_key(), PASSPHRASE))
    sealed[change[0]] = change[1]
    with pytest.raises(NotebookError, match="damaged"):
        unseal(json.dumps(sealed), PASSPHRASE)


def test_the_cost_is_bound_to_the_key() -> None:
    import json

    sealed = json.loads(seal(new_key(), PASSPHRASE))
    sealed["iterations"] = 2
    with pytest.raises(WrongPassphraseError):
        unseal(json.dumps(sealed), PASSPHRASE)


def test_letters_typed_in_another_way_are_the_same_passphrase() -> None:
    key = new_key()
    assert unseal(seal(key, "Zoë liebt Bäume"), " Zoe\u0308 liebt Ba\u0308ume ").raw() == key.raw()


class Clock:
    """Time that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_idle_spaces_are_locked_and_their_keys_wiped() -> None:
    clock, key = Clock(), new_key()
    keys = Keys(idle_s=60, clock=clock)
    keys.open("page", "me", lambda: key)
    clock.now = 59
    assert keys.key("page", "me") is key and keys.key("another page", "me") is None
    clock.now = 118
    assert keys.is_open("page", "me")
    clock.now = 119
    assert not keys.is_open("page", "me")
    with pytest.raises(NotebookError):
        key.raw()


def test_locking_drops_what_it_names() -> None:
    keys, all_keys = Keys(), {}
    for holder in ("a", "b"):
        for space in ("me", "sam"):
            all_keys[holder, space] = new_key()
            keys.open(holder, space, lambda key=all_keys[holder, space]: key)  # type: ignore[misc]
    keys.lock("a", "me")
    keys.lock(holder="b")
    assert [one for one in all_keys if keys.is_open(*one)] == [("a", "sam")]
    keys.lock()
    assert not keys.is_open("a", "sam")


def test_wrong_tries_must_wait_longer_and_longer() -> None:
    clock, tried = Clock(), []
    keys = Keys(clock=clock)

    def wrong() -> Key:
        tried.append(clock.now)
        raise WrongPassphraseError

    for _ in range(3):
        with pytest.raises(WrongPassphraseError):
            keys.open("page", "me", wrong)
    waits = []
    for _ in range(8):
        with pytest.raises(TooSoonError) as told:
            keys.open("another page", "me", wrong)
        waits.append(told.value.seconds)
        clock.now += told.value.seconds
        with pytest.raises(WrongPassphraseError) as error:
            keys.open("page", "me", wrong)
        assert not isinstance(error.value, TooSoonError)
    assert waits == [2, 3, 5, 9, 17, 33, 61, 61] and len(tried) == 11
    clock.now += 61
    keys.open("page", "me", new_key)
    assert keys.is_open("page", "me")


def test_a_log_that_a_kill_left_is_not_read_into_the_next_file(full: Settings) -> None:
    folder = full.spaces_dir / "me"
    key = protect(full, "me", PASSPHRASE)
    open_notebook(full, "me", key).all(Slip)  # from the first use on there is a log
    with closing(database.connect(folder / "notebook.locked", key.raw())) as holds_it_open:
        holds_it_open.execute("SELECT count(*) FROM entries").fetchone()
        open_notebook(full, "me", key).add(Slip(text="last"), WEDNESDAY)
        log = (folder / "notebook.locked-wal").read_bytes()
    unprotect(full, "me", PASSPHRASE)
    (folder / "notebook.locked-wal").write_bytes(log)  # as a kill in the middle of it does
    again = protect(full, "me", PASSPHRASE)
    assert [one.data.text for one in open_notebook(full, "me", again).all(Slip)] == [SENTINEL, "last"]


def test_what_a_backup_that_was_killed_left_goes_with_the_plain_file(full: Settings) -> None:
    folder = full.spaces_dir / "me"
    (folder / "notebook.sqlite3.out.part").write_text(SENTINEL)
    protect(full, "me", PASSPHRASE)
    assert found(full.data_dir) == []


def test_a_key_from_before_neither_reads_nor_writes_what_lies_in_plain_now(full: Settings) -> None:
    key = protect(full, "me", PASSPHRASE)
    unprotect(full, "me", PASSPHRASE)  # in another window
    assert len(open_notebook(full).all(JournalPage)) == 5  # and used there: it has a copy of the day
    for use in (lambda it: it.add(Slip(text="mine"), WEDNESDAY), lambda it: it.all(Slip)):
        with pytest.raises(NotebookError, match="no passphrase any more; open it again"):
            use(open_notebook(full, "me", key))
    erase_space(full, "me")
    with pytest.raises(NotebookError, match="no passphrase any more; open it again"):
        open_notebook(full, "me", key).add(Slip(text="mine"), WEDNESDAY)
    assert space_names(full) == []


@pytest.fixture
def aside(full: Settings, tmp_path: Path) -> Path:
    """What the full space held, put aside in plain by a backup that was restored in its place."""
    other = tmp_path / "other.backup"
    open_notebook(full, "other").add(Slip(text="tea"), WEDNESDAY)
    write_backup(full, "other", other)
    put_aside = restore_backup(full, "me", other, replace=True)
    assert put_aside is not None and found(full.data_dir) == [str(put_aside)]
    return put_aside


def test_what_a_restore_put_aside_is_locked_with_the_space(full: Settings, aside: Path) -> None:
    before = read_about(aside)
    protect(full, "me", PASSPHRASE)
    assert found(full.data_dir) == []
    now = read_about(aside)
    assert now.locked and (now.space, now.made_at) == (before.space, before.made_at)
    assert {one.name for one in aside.parent.iterdir()} == {
        aside.name,
        "key.bak",
        "key.json",
        "notebook.locked",
        "upkeep.lock",
    }
    restore_backup(full, "again", aside, PASSPHRASE)
    assert open_notebook(full, "again", unlock(full, "again", PASSPHRASE)).all(Slip)[0].data.text == SENTINEL


def test_what_was_put_aside_and_missed_is_locked_when_the_space_is_opened(full: Settings, aside: Path) -> None:
    plain = aside.read_bytes()
    protect(full, "me", PASSPHRASE)
    aside.write_bytes(plain)  # as a kill leaves it, or a Hearth that did not look
    half = aside.with_name(aside.name + place.PART)
    half.write_bytes(plain[: len(plain) // 2])
    with pytest.raises(WrongPassphraseError):
        unlock(full, "me", "not this one at all")
    unlock(full, "me", PASSPHRASE)
    assert found(full.data_dir) == [] and read_about(aside).locked and not half.exists()


def test_a_damaged_file_that_was_put_aside_keeps_nobody_out(full: Settings, aside: Path) -> None:
    raw = bytearray(aside.read_bytes())
    raw[len(raw) // 2] ^= 1
    aside.write_bytes(raw)
    cut = aside.with_name(f"{aside.stem}-1.zip")
    cut.write_bytes(raw[: len(raw) // 2])
    key = protect(full, "me", PASSPHRASE)
    assert found(full.data_dir) == [] and not aside.exists() and not cut.exists()
    write_backup(full, "me", cut, key)
    cut.write_bytes(cut.read_bytes()[:-100])  # a locked one: nothing of it can be read, and it may be mended
    unlock(full, "me", PASSPHRASE)
    assert cut.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a second name for a file")
def test_the_copy_of_the_day_and_what_was_put_aside_are_overwritten(
    full: Settings, aside: Path, tmp_path: Path
) -> None:
    notebook = open_notebook(full)
    for _ in range(2):
        notebook.add(Slip(text=SENTINEL), WEDNESDAY)
    notebook.forget_copies()
    names = ("notebook.sqlite3", "notebook.sqlite3.backup", aside.name)
    for name in names:
        os.link(aside.with_name(name), tmp_path / name)
        assert str(tmp_path / name) in found(tmp_path)
    protect(full, "me", PASSPHRASE)
    assert found(tmp_path) == [] and all(not any((tmp_path / name).read_bytes()) for name in names)


def test_a_space_that_was_locked_but_not_cleared_says_so(full: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(path: Path) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(place, "shred", breaks_off)
        with pytest.raises(NotebookError, match="is locked, but not all that lay here in plain is gone: cut off"):
            protect(full, "me", PASSPHRASE)
    assert has_passphrase(full, "me") and found(full.data_dir)
    unlock(full, "me", PASSPHRASE)
    assert found(full.data_dir) == []


@pytest.mark.parametrize("broken", ["no database", "held by another"])
def test_old_talks_that_cannot_be_taken_over_are_not_left_in_plain_unsaid(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    old = settings.history_file
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text(SENTINEL * 500)

    def held(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patch:
        if broken == "held by another":
            patch.setattr(sqlite3, "connect", held)
        for _ in range(2):
            with pytest.raises(NotebookError, match="would stay in plain") as told:
                protect(settings, "me", PASSPHRASE)
    assert "\n" not in str(told.value) and str(settings.data_dir) in str(told.value)
    assert not has_passphrase(settings, "me") and len(found(settings.data_dir)) == 1
    protect(settings, "sam", PASSPHRASE)  # they are not theirs
    for one in settings.data_dir.glob("conversations*"):
        one.unlink()
    protect(settings, "me", PASSPHRASE)
