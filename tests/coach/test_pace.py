"""How many threads the language model takes, by what other programs do meanwhile."""

import subprocess
import sys
import time

import pytest

from coach.pace import Pace, busy_seconds


class Machine:
    """A clock, and programs that take cores as they are told."""

    def __init__(self) -> None:
        self.now, self.busy_others, self.busy_own = 100.0, 50.0, 7.0
        self.others, self.own = 0.0, 0.0

    def clock(self) -> float:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += seconds
        self.busy_others += self.others * seconds
        self.busy_own += self.own * seconds

    def busy(self) -> tuple[float, float]:
        return self.busy_others + self.busy_own, self.busy_own


@pytest.fixture
def machine() -> Machine:
    return Machine()


def pace_on(machine: Machine, most: int, cores: int | None = None) -> Pace:
    return Pace(most, cores or most, clock=machine.clock, busy=machine.busy)


@pytest.mark.parametrize(
    ("most", "others", "threads"),
    [
        (2, 0.0, 2),
        (2, 0.2, 2),  # a browser that shows words as they come
        (2, 1.0, 1),
        (2, 2.0, 1),
        (4, 1.0, 3),
        (4, 1.5, 2),
        (8, 0.3, 8),
        (8, 7.9, 1),
        (8, 40.0, 1),
        (1, 0.0, 1),
    ],
)
def test_what_others_take_is_left_to_them(machine: Machine, most: int, others: float, threads: int) -> None:
    machine.others, machine.own = others, 1.5  # what Hearth does itself does not count
    pace = pace_on(machine, most)
    pace.threads()
    for _ in range(2):
        machine.go_on(0.2)
        assert pace.threads() == threads


def test_it_follows_what_changes_meanwhile(machine: Machine) -> None:
    pace = pace_on(machine, 4)
    assert pace.threads() == 3  # nothing is known yet
    machine.go_on(0.3)
    assert pace.threads() == 4
    machine.others = 2.0
    machine.go_on(0.3)
    assert pace.threads() == 2
    machine.others = 0.0
    machine.go_on(0.3)
    assert pace.threads() == 4


@pytest.mark.parametrize(("others", "threads"), [(0.0, 2), (1.0, 1)])
def test_after_a_rest_it_begins_with_what_others_left_meanwhile(machine: Machine, others: float, threads: int) -> None:
    pace = pace_on(machine, 2)
    machine.others = others
    machine.go_on(3600)
    assert pace.threads() == threads
    machine.others = 1.0 - others
    machine.go_on(0.2)
    assert pace.threads() == 3 - threads


def test_two_looks_at_once_are_one(machine: Machine) -> None:
    machine.others = 2.0
    pace = pace_on(machine, 2)
    pace.threads()
    machine.go_on(0.2)
    assert pace.threads() == 1
    machine.others = 0.0
    machine.go_on(0.05)  # too short to tell
    assert pace.threads() == 1


@pytest.mark.parametrize(("others", "threads"), [(8.0, 8), (9.0, 7), (15.0, 1)])
def test_cores_that_it_would_not_use_may_be_busy(machine: Machine, others: float, threads: int) -> None:
    pace = pace_on(machine, 8, cores=16)
    machine.others = others
    pace.threads()
    machine.go_on(0.2)
    assert pace.threads() == threads


def test_what_hearth_does_beside_writing_counts(machine: Machine) -> None:
    # documents that are indexed meanwhile take every core too
    machine.own = 2.4
    pace = pace_on(machine, 2, cores=4)
    pace.threads()
    machine.go_on(0.2)
    assert pace.threads() == 2  # two write, and two are left for the rest
    pace = pace_on(machine, 4)
    pace.threads()
    machine.own = 7.9
    machine.go_on(0.2)
    assert pace.threads() == 1


@pytest.mark.parametrize("token_s", [0.05, 0.3, 2.0])
def test_it_follows_however_slow_the_writing_is(machine: Machine, token_s: float) -> None:
    pace = pace_on(machine, 2)
    machine.others = 1.0
    for _ in range(5):
        threads = pace.threads()
        machine.go_on(token_s)
    assert threads == 1


def test_one_core_is_not_looked_at(machine: Machine) -> None:
    machine.others = 1.0
    assert pace_on(machine, 1).threads() == 1


def test_own_work_is_told_from_that_of_others() -> None:
    everybody, own = busy_seconds()
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        time.sleep(1.5)
    finally:
        other.kill()
        other.wait()
    began = time.process_time()
    while time.process_time() - began < 0.3:
        pass
    everybody_after, own_after = busy_seconds()
    assert own_after - own >= 0.25
    assert (everybody_after - own_after) - (everybody - own) >= 0.2
