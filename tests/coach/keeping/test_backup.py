"""A backup is one file: it comes back whole, locked as it was, or not at all; an export is read back without doubles."""

import json
import os
import stat
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach import database
from coach.errors import InputError
from coach.keeping import upkeep
from coach.keeping.backup import read_about, restore_backup, write_backup
from coach.keeping.errors import LockedError, NotebookError, WrongPassphraseError
from coach.keeping.export import as_json, as_markdown, document
from coach.keeping.kinds import Slip
from coach.keeping.locking import has_passphrase, protect, unlock, unprotect
from coach.keeping.reading_back import take_in
from coach.keeping.sealing import Key
from coach.keeping.spaces import erase_space, open_history, open_notebook, space_names
from coach.messages import Message
from coach.settings import Settings, load_settings
from tests.coach.keeping.conftest import WEDNESDAY

PASSPHRASE = "four plain words here"


pytestmark = pytest.mark.usefixtures("cheap_passphrases")


@pytest.fixture
def settings() -> Settings:
    return load_settings()


def keep(settings: Settings, text: str, space: str = "me", key: Key | None = None) -> None:
    open_notebook(settings, space, key).add(Slip(text=text), WEDNESDAY)
    history = open_history(settings, space, key)
    history.add(history.start(text), Message("user", text))


def held(settings: Settings, space: str = "me", key: Key | None = None) -> tuple[list[str], list[str]]:
    slips = [one.data.text for one in open_notebook(settings, space, key).all(Slip)]
    return slips, [one["title"] for one in open_history(settings, space, key).export()]


def test_a_plain_space_comes_back(settings: Settings, tmp_path: Path) -> None:
    keep(settings, "tea")
    file = tmp_path / "my.backup"
    write_backup(settings, "me", file)
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (read_about(file).space, read_about(file).locked) == ("me", False)
    keep(settings, "later")
    assert restore_backup(settings, "new", file) is None
    assert held(settings, "new") == (["tea"], ["tea"])
    with pytest.raises(NotebookError, match="holds something already"):
        restore_backup(settings, "me", file)
    aside = restore_backup(settings, "me", file, replace=True)
    assert held(settings) == (["tea"], ["tea"])
    assert aside is not None and read_about(aside).locked is False
    restore_backup(settings, "again", aside)
    assert held(settings, "again") == (["tea", "later"], ["tea", "later"])


def test_a_locked_space_comes_back_locked(settings: Settings, tmp_path: Path) -> None:
    keep(settings, "zanzibarsecret")
    key = protect(settings, "me", PASSPHRASE)
    file = tmp_path / "my.backup"
    with pytest.raises(LockedError):
        write_backup(settings, "me", file)
    write_backup(settings, "me", file, key)
    assert b"zanzibarsecret" not in file.read_bytes()
    with pytest.raises(WrongPassphraseError):
        restore_backup(settings, "new", file, "not this one")
    assert not (settings.spaces_dir / "new" / "notebook.locked").exists()
    restore_backup(settings, "new", file, PASSPHRASE)
    assert has_passphrase(settings, "new")
    assert held(settings, "new", unlock(settings, "new", PASSPHRASE)) == (["zanzibarsecret"],) * 2


def test_a_locked_backup_replaces_a_plain_space_without_a_trace(settings: Settings, tmp_path: Path) -> None:
    keep(settings, "tea", "ana")
    file = tmp_path / "a.backup"
    write_backup(settings, "ana", file, protect(settings, "ana", PASSPHRASE))
    keep(settings, "a secret of old")
    aside = restore_backup(settings, "me", file, PASSPHRASE, replace=True)
    assert held(settings, "me", unlock(settings, "me", PASSPHRASE)) == (["tea"], ["tea"])
    # what lay there in plain is kept, and not in plain
    assert aside is not None
    assert all(b"a secret of old" not in one.read_bytes() for one in settings.data_dir.rglob("*") if one.is_file())
    restore_backup(settings, "before", aside, PASSPHRASE)
    assert held(settings, "before", unlock(settings, "before", PASSPHRASE)) == (["a secret of old"],) * 2


@pytest.mark.skipif(sys.platform == "win32", reason="a second name for a file")
def test_a_locked_backup_over_a_plain_space_locks_what_was_put_aside_before_and_overwrites_the_rest(
    settings: Settings, tmp_path: Path
) -> None:
    secret, folder = b"a secret of old", settings.spaces_dir / "me"
    keep(settings, "tea", "ana")
    plain, locked = tmp_path / "plain.backup", tmp_path / "locked.backup"
    write_backup(settings, "ana", plain)
    write_backup(settings, "ana", locked, protect(settings, "ana", PASSPHRASE))
    keep(settings, secret.decode())
    first = restore_backup(settings, "me", plain, replace=True)
    keep(settings, secret.decode())
    open_notebook(settings).forget_copies()
    (folder / "notebook.sqlite3.damaged-20260304-100000").write_bytes(secret)
    os.link(folder / "notebook.sqlite3.backup", tmp_path / "the copy")
    assert secret in (tmp_path / "the copy").read_bytes()
    second = restore_backup(settings, "me", locked, PASSPHRASE, replace=True)
    assert all(secret not in one.read_bytes() for one in settings.data_dir.rglob("*") if one.is_file())
    assert not any((tmp_path / "the copy").read_bytes())
    assert list(folder.glob("notebook.sqlite3*")) == []
    for space, aside, slips in (("one", first, [secret.decode()]), ("two", second, ["tea", secret.decode()])):
        assert aside is not None and read_about(aside).locked
        restore_backup(settings, space, aside, PASSPHRASE)
        assert held(settings, space, unlock(settings, space, PASSPHRASE))[0] == slips


@pytest.mark.parametrize("meanwhile", ["protect", "unprotect", "erase"])
def test_a_space_that_another_window_changes_meanwhile_is_not_backed_up_empty_and_not_spoilt(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    keep(settings, "tea")
    key = protect(settings, "me", PASSPHRASE) if meanwhile == "unprotect" else None
    file = tmp_path / "my.backup"
    with monkeypatch.context() as patch:

        def another_window(path: Path, raw: object) -> None:
            patch.undo()
            if meanwhile == "protect":
                protect(settings, "me", PASSPHRASE)
            elif meanwhile == "unprotect":
                unprotect(settings, "me", PASSPHRASE)
            else:
                erase_space(settings, "me")

        patch.setattr(upkeep, "look_over", another_window)
        with pytest.raises(NotebookError, match="locked, opened or erased meanwhile; try again"):
            write_backup(settings, "me", file, key)
    assert not file.exists()
    if meanwhile == "erase":
        assert space_names(settings) == []
        return
    now = unlock(settings, "me", PASSPHRASE) if meanwhile == "protect" else None
    assert has_passphrase(settings, "me") == (now is not None)
    assert held(settings, "me", now) == (["tea"], ["tea"])


def test_a_locked_space_that_is_replaced_is_kept_locked(settings: Settings, tmp_path: Path) -> None:
    keep(settings, "tea")
    plain = tmp_path / "plain.backup"
    write_backup(settings, "me", plain)
    keep(settings, "later")
    protect(settings, "me", PASSPHRASE).wipe()
    aside = restore_backup(settings, "me", plain, replace=True)
    assert held(settings) == (["tea"], ["tea"]) and not has_passphrase(settings, "me")
    assert aside is not None and read_about(aside).locked
    restore_backup(settings, "before", aside, PASSPHRASE)
    assert held(settings, "before", unlock(settings, "before", PASSPHRASE)) == (["tea", "later"], ["tea", "later"])


def test_a_memory_stick_without_links_takes_a_backup(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    keep(settings, "tea")
    file = tmp_path / "my.backup"
    write_backup(settings, "me", file)
    restore_backup(settings, "new", file)
    assert held(settings, "new") == (["tea"], ["tea"])
    with pytest.raises(FileExistsError):
        write_backup(settings, "me", file)


def test_nothing_is_written_over(settings: Settings, tmp_path: Path) -> None:
    keep(settings, "tea")
    file = tmp_path / "my.backup"
    file.write_text("mine")
    with pytest.raises(FileExistsError):
        write_backup(settings, "me", file)
    assert file.read_text() == "mine" and list(tmp_path.glob("*.part")) == []
    with pytest.raises(NotebookError, match="nothing yet"):
        write_backup(settings, "nobody", tmp_path / "new")
    with pytest.raises(NotebookError, match="could not be written"):
        write_backup(settings, "me", tmp_path / "no folder" / "new")


def _zip(file: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return file


def _head(**changes: object) -> bytes:
    return json.dumps({"format": 1, "space": "me", "made_at": "2026-03-04", "locked": False, **changes}).encode()


@pytest.mark.parametrize(
    ("in_list", "in_place", "value"),  # where a member's packing, or that it is encrypted, is said
    [(10, 8, 1), (10, 8, 8), (10, 8, 12), (10, 8, 14), (8, 6, 1)],
    ids=["unknown", "deflate", "bzip2", "lzma", "encrypted"],
)
def test_a_backup_whose_packing_is_damaged_is_told_in_one_line(
    settings: Settings, tmp_path: Path, in_list: int, in_place: int, value: int
) -> None:
    keep(settings, "tea")
    file = tmp_path / "my.backup"
    write_backup(settings, "me", file)
    raw = bytearray(file.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")  # the last member's, in the list at the end
    here = int.from_bytes(raw[entry + 42 : entry + 46], "little")
    raw[entry + in_list] = raw[here + in_place] = value
    file.write_bytes(raw)
    with pytest.raises(NotebookError, match="no backup of Hearth's, or it is damaged"):
        restore_backup(settings, "new", file)
    assert space_names(settings) == ["me"]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"backup.json": b"{}", "notebook": b""},
        {"backup.json": _head(), "notebook": b"no database " * 400},
        {"backup.json": _head(), "notebook": b""},
        {"backup.json": _head(format=2), "notebook": b"x"},
        {"backup.json": _head(), "notebook": b"x", "../../evil": b"x"},
        {"backup.json": _head(locked=True), "notebook": b"x"},
        {"backup.json": _head(locked=True), "notebook": b"x", "key.json": b"[" * 100_000},
        {"backup.json": b" " * 2**20 + _head(), "notebook": b"x"},
    ],
    ids=[
        "empty",
        "no-head",
        "no-database",
        "nothing-in-it",
        "newer",
        "other-members",
        "no-key",
        "bad-key",
        "long-head",
    ],
)
def test_what_is_no_backup_is_refused_and_changes_nothing(
    settings: Settings, tmp_path: Path, members: dict[str, bytes]
) -> None:
    keep(settings, "tea")
    with pytest.raises(NotebookError):
        restore_backup(settings, "me", _zip(tmp_path / "bad", members), PASSPHRASE, replace=True)
    assert held(settings) == (["tea"], ["tea"])
    assert list((settings.spaces_dir / "me").glob("*.part")) == []


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flips=st.lists(st.tuples(st.integers(0, 2**30), st.integers(1, 255)), min_size=1, max_size=4), cut=st.integers(0, 3)
)
def test_a_damaged_backup_comes_back_whole_or_not_at_all(
    settings: Settings, tmp_path: Path, flips: list[tuple[int, int]], cut: int
) -> None:
    file = tmp_path / "good"
    if not file.exists():
        keep(settings, "tea")
        write_backup(settings, "me", file)
    raw = bytearray(file.read_bytes())
    for at, change in flips:
        raw[at % len(raw)] ^= change
    bad = tmp_path / "bad"
    bad.write_bytes(raw[: len(raw) - cut * 1000])
    with suppress(NotebookError):
        restore_backup(settings, "me", bad, replace=True)
    assert held(settings) == (["tea"], ["tea"])


def test_an_export_is_read_back_without_doubles(settings: Settings) -> None:
    keep(settings, "tea")
    open_notebook(settings).put(Slip(text="keyed"), WEDNESDAY, "a key")
    text = json.dumps(document("me", open_notebook(settings), open_history(settings)))
    other, talks = open_notebook(settings, "sam"), open_history(settings, "sam")
    other.add(Slip(text="mine"), WEDNESDAY)
    first = take_in(text, other, talks)
    assert (first.entries, first.talks, first.left) == (2, 1, 0)
    again = take_in(text, other, talks)
    assert (again.entries, again.talks, again.left) == (0, 0, 2)
    assert held(settings, "sam") == (["mine", "tea", "keyed"], ["tea"])
    found = other.find(Slip, "a key")
    assert found is not None and found.data.text == "keyed"
    was, now = open_notebook(settings).export()["entries"], other.export()["entries"][1:]
    assert [one | {"id": 0} for one in was] == [one | {"id": 0} for one in now]
    assert (
        take_in(as_json(open_notebook(settings)), open_notebook(settings, "eve"), open_history(settings, "eve")).entries
        == 2
    )
    assert "Hearth" not in as_markdown(other) and "## Talks with Hearth" in as_markdown(other, history=talks)


_SYSTEM = {"title": "x", "started_at": "", "messages": [{"role": "system", "content": "", "said_at": ""}]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "[" * 100_000,
        '{"entries": 3}',
        '{"entries": [{"kind": "slip"}]}',
        json.dumps({"entries": [], "conversations": [_SYSTEM]}),
    ],
)
def test_what_is_no_export_is_refused(settings: Settings, text: str) -> None:
    with pytest.raises(InputError, match="no export"):
        take_in(text, open_notebook(settings), open_history(settings))
    assert not settings.spaces_dir.exists()


def test_an_entry_of_no_known_kind_is_left_out(settings: Settings) -> None:
    row = {"kind": "weather", "day": "2026-03-04", "made": "2026-03-04", "changed": "2026-03-04", "data": {}}
    assert take_in(json.dumps({"entries": [row]}), open_notebook(settings), open_history(settings)).left == 1


def test_a_restore_that_broke_off_between_key_and_file_leaves_the_old_one_open(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(settings, "b", "other")
    file = tmp_path / "my.backup"
    write_backup(settings, "other", file, protect(settings, "other", "a wholly other one"))
    keep(settings, "a")
    protect(settings, "me", PASSPHRASE)

    def breaks_off(part: Path, path: Path) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(database, "put", breaks_off)
        with pytest.raises(NotebookError, match="could not be restored"):
            restore_backup(settings, "me", file, "a wholly other one", replace=True)
    with pytest.raises(NotebookError):
        unlock(settings, "me", "a wholly other one")
    assert held(settings, "me", unlock(settings, "me", PASSPHRASE)) == (["a"], ["a"])
    folder = settings.spaces_dir / "me"
    assert (folder / "key.json").read_text() == (folder / "key.bak").read_text()
