"""A damaged notebook is kept aside and restored from the last good copy, whatever the damage, the key or the clock; or told."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coach import database
from coach.errors import HistoryError
from coach.history import History
from coach.keeping import notebook as notebook_module
from coach.keeping import place, upkeep
from coach.keeping.errors import NotebookError
from coach.keeping.kinds import JournalPage, Slip
from coach.keeping.notebook import Notebook
from coach.keeping.sealing import Key
from coach.messages import Message
from tests.coach.keeping.conftest import WEDNESDAY

RAW = bytes(range(32))
ENTRIES = 8


class Filled:
    """A space with entries, a talk, and a copy of all of it."""

    def __init__(self, folder: Path, locked: bool) -> None:
        folder.mkdir(parents=True)
        self.path = folder / (place.LOCKED if locked else place.PLAIN)
        self.key = Key(RAW) if locked else None
        self.copy = self.path.with_name(self.path.name + place.BACKUP)
        self.path.touch()
        for number in range(ENTRIES):
            self.notebook().add(JournalPage(prompt=str(number), text="page " * 300), WEDNESDAY)
        history = History(self.notebook())
        history.add(history.start("talk"), Message("user", "hello"))
        upkeep.renew_copy(self.path, self.raw)
        self.before = self.held()
        self.good = self.path.read_bytes()

    @property
    def raw(self) -> bytearray | None:
        return self.key.raw() if self.key else None

    def notebook(self) -> Notebook:
        return Notebook(self.path, self.key)

    def held(self) -> object:
        return self.notebook().export(), History(self.notebook()).export()

    def tomorrow(self) -> None:
        """As the next start of Hearth finds it."""
        upkeep.look_again(self.path)

    def aside(self) -> list[Path]:
        return upkeep.set_aside(self.path.parent)


@pytest.fixture(params=[False, True], ids=["plain", "locked"])
def space(request: pytest.FixtureRequest, tmp_path: Path) -> Filled:
    return Filled(tmp_path / "me", request.param)


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _short(path: Path) -> None:
    os.truncate(path, 100)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _zeroed(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:8192] = bytes(4096)
    path.write_bytes(raw)


def _noise_in_the_head(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[:100] = os.urandom(100)
    path.write_bytes(raw)


def _noise_in_the_middle(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[9000:14000] = os.urandom(5000)
    path.write_bytes(raw)


def _other_words(path: Path) -> None:
    path.write_text("this is no database at all, only words " * 50)


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("else")


def _lost(path: Path) -> None:
    path.unlink()


DAMAGE: list[Callable[[Path], None]] = [
    _truncated,
    _short,
    _empty,
    _zeroed,
    _noise_in_the_head,
    _noise_in_the_middle,
    _other_words,
    _a_folder,
    _lost,
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_file_is_kept_aside_and_restored_once(space: Filled, damage: Callable[[Path], None]) -> None:
    damage(space.path)
    bad = space.path.read_bytes() if space.path.is_file() else None
    space.tomorrow()
    assert space.held() == space.before
    aside = space.aside()
    assert [one.read_bytes() if one.is_file() else None for one in aside] == ([] if damage is _lost else [bad])
    space.tomorrow()
    space.notebook().add(Slip(text="goes on"), WEDNESDAY)
    assert space.aside() == aside


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_while_hearth_runs_is_told_or_mended(space: Filled, damage: Callable[[Path], None]) -> None:
    damage(space.path)
    try:
        first = space.held()
    except (NotebookError, HistoryError) as error:
        assert "cannot be used" in str(error) and "\n" not in str(error)
    else:
        assert first == space.before
    assert space.held() == space.before


@pytest.mark.parametrize("damage", [one for one in DAMAGE if one not in (_lost, _empty)])
def test_without_a_good_copy_it_is_told_and_left_as_it_is(space: Filled, damage: Callable[[Path], None]) -> None:
    damage(space.path)
    damage(space.copy)
    bad = space.path.read_bytes() if space.path.is_file() else None
    for _ in range(2):
        space.tomorrow()
        with pytest.raises(NotebookError, match="cannot be used"):
            space.notebook().all(JournalPage)
        with pytest.raises(NotebookError, match="cannot be used"):
            space.notebook().add(Slip(text="x"), WEDNESDAY)
    assert (space.path.read_bytes() if space.path.is_file() else None) == bad and space.aside() == []


def test_an_emptied_file_with_a_damaged_copy_is_not_begun_anew(space: Filled) -> None:
    _empty(space.path)
    _noise_in_the_head(space.copy)
    space.tomorrow()
    with pytest.raises(NotebookError, match="so is its copy"):
        space.notebook().add(Slip(text="x"), WEDNESDAY)


def test_another_key_is_no_damage(tmp_path: Path) -> None:
    space = Filled(tmp_path / "me", locked=True)
    space.tomorrow()
    with pytest.raises(NotebookError):
        Notebook(space.path, Key(bytes(32))).all(JournalPage)
    assert space.path.read_bytes() == space.good and space.aside() == []
    assert space.held() == space.before


def test_two_that_are_damaged_in_one_second_are_both_kept(space: Filled) -> None:
    for _ in range(2):
        _other_words(space.path)
        space.tomorrow()
        assert space.held() == space.before
    assert len(space.aside()) == 2


def _with_a_log(space: Filled, target: Path) -> Path:
    """Lay what a kill leaves into a folder: a file, and beside it a log with three entries more."""
    with closing(database.connect(space.path, space.raw)) as holds_it_open:
        number = holds_it_open.execute("SELECT count(*) FROM entries").fetchone()[0]
        for more in range(3):
            space.notebook().add(JournalPage(prompt=str(number + more), text="late"), WEDNESDAY)
        shutil.copytree(space.path.parent, target)
    return target / space.path.name


def _kept(path: Path, key: Key | None) -> int:
    """Return how many entries there are, after seeing that they are the first ones, none left out."""
    prompts = [one.data.prompt for one in Notebook(path, key).all(JournalPage)]
    assert prompts == [str(number) for number in range(len(prompts))] and upkeep.set_aside(path.parent) == []
    return len(prompts)


def test_a_log_is_read_as_far_as_it_is_good(space: Filled, tmp_path: Path) -> None:
    path = _with_a_log(space, tmp_path / "whole")
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0
    assert _kept(path, space.key) == ENTRIES + 3
    path = _with_a_log(space, tmp_path / "no log")
    path.with_name(f"{path.name}-wal").unlink()
    assert _kept(path, space.key) == ENTRIES + 3  # of six that were kept since
    counts = []
    for number, at in enumerate((0, 40, -6000, -10)):
        path = _with_a_log(space, tmp_path / f"damaged {number}")
        log = path.with_name(f"{path.name}-wal")
        raw = bytearray(log.read_bytes())
        raw[at] ^= 0xFF
        log.write_bytes(raw)
        counts.append(_kept(path, space.key) - ENTRIES - 6 - 3 * number)
    assert counts[:2] == [0, 0] and counts[2] in (1, 2) and counts[3] == 2


def test_the_log_of_a_file_that_was_emptied_is_kept_with_it_and_not_read_into_the_restored_one(
    space: Filled, tmp_path: Path
) -> None:
    path = _with_a_log(space, tmp_path / "with log")
    log = path.with_name(f"{path.name}-wal").read_bytes()
    _empty(path)
    restored = [one.data.prompt for one in Notebook(path, space.key).all(JournalPage)]
    assert restored == [str(number) for number in range(ENTRIES)]
    (aside,) = upkeep.set_aside(path.parent)
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == log


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flips=st.lists(st.tuples(st.integers(0, 2**24), st.integers(1, 255)), min_size=1, max_size=6), head=st.booleans()
)
def test_no_changed_byte_empties_a_space_in_silence(space: Filled, flips: list[tuple[int, int]], head: bool) -> None:
    raw = bytearray(space.good)
    for at, change in flips:
        raw[at % (200 if head else len(raw))] ^= change
    for suffix in ("-wal", "-shm"):
        space.path.with_name(space.path.name + suffix).unlink(missing_ok=True)
    space.path.write_bytes(raw)
    space.tomorrow()
    for one in space.aside():
        one.unlink()
    try:
        entries, talks = space.held()  # type: ignore[misc]
    except (NotebookError, HistoryError) as error:
        assert "\n" not in str(error)
        return
    if space.aside() or space.key:  # an encrypted page that was changed is known by its seal, whatever it holds
        assert (entries, talks) == space.before
    else:
        assert len(entries["entries"]) + len(entries["set_aside"]) == ENTRIES
        assert [len(one["messages"]) for one in talks] == [1]


class Clock(date):
    """The day that upkeep sees."""

    now = date(2026, 3, 4)

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.now


@pytest.mark.parametrize("jump", [-1, 1, -40, 400, -9000, 30_000])
def test_a_clock_that_jumps_costs_nothing(space: Filled, monkeypatch: pytest.MonkeyPatch, jump: int) -> None:
    monkeypatch.setattr(upkeep, "date", Clock)
    monkeypatch.setattr(Clock, "now", date.today() + timedelta(days=jump))
    space.notebook().add(Slip(text="after the jump"), WEDNESDAY)
    os.utime(space.copy, (time.time() + jump * 86_400,) * 2)  # what that clock would have written
    monkeypatch.setattr(Clock, "now", date.today())
    space.notebook().add(Slip(text="back again"), WEDNESDAY)
    _noise_in_the_middle(space.path)
    space.tomorrow()
    slips = [one.data.text for one in space.notebook().all(Slip)]
    assert slips[:1] == ["after the jump"] and len(space.notebook().all(JournalPage)) == ENTRIES
    assert len(space.aside()) == 1


@pytest.mark.parametrize("when", [0, -(2**31), 2**33, 2**40])
def test_a_copy_of_any_year_is_made_anew(space: Filled, when: int) -> None:
    space.notebook().add(Slip(text="new"), WEDNESDAY)
    try:
        os.utime(space.copy, (when, when))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such year")
    space.tomorrow()
    space.notebook().all(Slip)
    _truncated(space.path)
    space.tomorrow()
    assert [one.data.text for one in space.notebook().all(Slip)] == ["new"]


def test_order_is_the_order_of_writing_though_the_clock_goes_back_years(
    space: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    days = [datetime(year, 1, 1, tzinfo=UTC) for year in (2026, 2019, 2038, 1971)]
    for number, now in enumerate(days):
        monkeypatch.setattr(notebook_module, "_now", lambda now=now: now)
        space.notebook().add(Slip(text=str(number)), now.date())
        space.notebook().put(Slip(text=str(number)), now.date(), "last")
    found = space.notebook().all(Slip)
    assert [one.data.text for one in found] == ["0", "3", "1", "2", "3"]
    assert all(one.changed >= one.made for one in found)
    space.tomorrow()
    assert len(space.notebook().all(Slip)) == 5
