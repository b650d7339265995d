"""Kill a job at a random moment, look at what it left, again and again. POSIX only: it forks and sends SIGKILL.

The parent holds every import and opens nothing, so that a child costs milliseconds. A job works in one child, which is killed;
what it had told by then is known to be acknowledged. Another child looks: it opens everything anew, as after a restart.
"""

import json
import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

Tell = Callable[[Any], None]
State = dict[str, Any]
_LONGEST_S = 60.0
_LEAST_SPAN_S = 0.002
_STEPS = (
    "open",
    "os.rename",
    "os.link",
    "os.remove",
    "os.truncate",
    "os.mkdir",
    "os.rmdir",
    "shutil.rmtree",
    "sqlite3.connect",
)


class Job:
    """Something that is killed. Its state is plain data, for it passes from child to child."""

    name = ""
    span_s: float | None = None
    """For how long after what it told first the kill may wait; None where the work ends by itself: then as long as that takes."""
    variants = 1
    """After how many rounds the work is the same again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def settle(self, state: State) -> State:
        """Make ready for the next round."""
        return state

    def work(self, state: State, tell: Tell) -> None:
        """Do what is killed; `tell` what is acknowledged, once it is."""
        raise NotImplementedError

    def check(self, state: State, told: list[Any]) -> State:
        """Look at what is left; raises AssertionError, or whatever the store raises, where something is lost."""
        raise NotImplementedError


@dataclass
class Result:
    """What came of one job: kills that hit it at work, what it had acknowledged by then, and what was lost."""

    job: str
    kills: int = 0
    acknowledged: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)

    @property
    def survived(self) -> int:
        """Kills after which nothing was missing."""
        return self.kills - len(self.lost)


def run(job: Job, kills: int, chance: random.Random) -> Result:
    """Kill a job until `kills` kills have hit it at work; a kill that came too late is not counted."""
    result, began = Result(job.name), time.monotonic()
    state = _apart(lambda: job.settle({}))
    span = job.span_s
    if span is None:
        span, told = _rehearse(job, state)
        state = _apart(lambda: job.settle(job.check(state, told)))
    while result.kills < kills:
        hit, state = _round(job, state, result, job.work, chance.uniform(0, span))
        if not hit:
            span = max(span * 0.9, _LEAST_SPAN_S)
    result.seconds = time.monotonic() - began
    return result


def run_steps(job: Job) -> Result:
    """Kill a job that ends by itself before each of its steps: each file that it opens, renames, links or removes."""
    result, began = Result(job.name), time.monotonic()
    state = _apart(lambda: job.settle({}))
    for step in count(1):

        def work(state: State, tell: Tell, step: int = step) -> None:
            _die_before(step, str(job.folder))
            job.work(state, tell)

        before = result.kills
        for _ in range(job.variants):
            _, state = _round(job, state, result, work, _LONGEST_S)
        if result.kills == before:
            break
    result.seconds = time.monotonic() - began
    return result


def _round(
    job: Job, state: State, result: Result, work: Callable[[State, Tell], None], after_s: float
) -> tuple[bool, State]:
    """Work, be killed, be looked at; says whether the kill hit."""
    hit = False
    try:
        hit, told = _kill(lambda tell: work(state, tell), after_s, job.span_s is None)
        result.kills += hit
        result.acknowledged += len(told) if hit else 0
        return hit, _apart(lambda: job.settle(job.check(state, told)))
    except LostError as error:
        result.lost.append(f"{state}: {error}")
        shutil.rmtree(job.folder, ignore_errors=True)
        job.folder.mkdir()
        return hit, _apart(lambda: job.settle({name: state[name] for name in ("round", "version") if name in state}))


def _die_before(step: int, folder: str) -> None:
    """Kill this process before its step number `step` with a file in the folder."""
    done = 0

    def heed(event: str, values: tuple[Any, ...]) -> None:
        nonlocal done
        if event in _STEPS and any(isinstance(one, str) and one.startswith(folder) for one in map(_name, values)):
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(heed)


def _name(value: Any) -> Any:
    return os.fspath(value) if isinstance(value, os.PathLike) else value


class LostError(Exception):
    """What a kill left is not what it should be."""


def _rehearse(job: Job, state: State) -> tuple[float, list[Any]]:
    began = time.monotonic()
    hit, told = _kill(lambda tell: job.work(state, tell), _LONGEST_S)
    if hit:
        raise LostError(f"{job.name} does not end by itself")
    return time.monotonic() - began, told


def _kill(work: Callable[[Tell], None], after_s: float, at_once: bool = True) -> tuple[bool, list[Any]]:
    """Let a child work, kill it; say whether it was at work still, and what it had told."""

    def body(out: int) -> None:
        if at_once:
            os.write(out, b"\n")
        work(lambda what: write(out, what))

    child, read = fork(body)
    told = b""
    end: float | None = None
    while end is None or time.monotonic() < end:
        ready, _, _ = select.select([read], [], [], _LONGEST_S if end is None else max(0.0, end - time.monotonic()))
        if ready:
            some = os.read(read, 2**16)
            if not some:  # it ended
                break
            told += some
            end = time.monotonic() + after_s if end is None else end
        elif end is None:
            break
    os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while some := os.read(read, 2**16):
        told += some
    os.close(read)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise LostError(f"the work itself failed: {told.decode()[-2000:]}")
    lines = told.decode().split("\n")[:-1]  # the last may be half
    try:
        return os.WIFSIGNALED(status), [json.loads(one) for one in lines if one]
    except ValueError:
        raise LostError(f"the work itself failed: {told.decode()[-2000:]}") from None


def _apart(look: Callable[[], State]) -> State:
    """Run something in a child of its own and return what it returns; raises LostError with its traceback where it fails."""
    child, read = fork(lambda out: write(out, look()))
    with os.fdopen(read, "rb") as file:
        said = file.read().decode()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise LostError(said[-3000:])
    return dict(json.loads(said))


def fork(body: Callable[[int], None]) -> tuple[int, int]:
    """Run `body` in a child, given a pipe to write to; returns the child and where to read. Failing, it writes its traceback."""
    read, out = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(out)
        return child, read
    status = 1
    try:
        os.close(read)
        os.setpgid(0, 0)
        body(out)
        status = 0
    except BaseException:
        os.write(out, traceback.format_exc().encode())
    finally:
        os._exit(status)  # nothing of the parent's is to be closed or flushed here
    raise AssertionError("unreachable")


def write(out: int, what: Any) -> None:
    """Write one line of JSON: short enough, it comes whole or not at all."""
    os.write(out, (json.dumps(what) + "\n").encode())
