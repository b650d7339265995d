"""Fuzz one target, or all of them one after the other, guided by coverage: `python -m tests.fuzz TARGET --seconds 60`.

Each runs in a process of its own under atheris (libFuzzer), from the seeds, with what was found in the folder of inputs before. A
line each is printed: target, executions, crashes and where they lie. Exit 1 where something crashed, 2 for wrong usage.
"""

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fuzz.kit import NAMES, load

_FOLDER = Path(__file__).parents[2] / ".fuzz"


@dataclass(frozen=True)
class Result:
    """What a run of one target came to: inputs tried, and the files of those that failed."""

    target: str
    executions: int
    seconds: float
    crashes: tuple[str, ...]


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for and print it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="?", choices=NAMES, help="what to fuzz")
    parser.add_argument("--all", action="store_true", help="every target, one after the other")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers; 0 takes one from the clock")
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="where inputs and crashes are kept (.fuzz)")
    parser.add_argument("--again", type=Path, metavar="FILE", help="only try this input once more, without atheris")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end instead of lines")
    given = parser.parse_args(arguments)
    if given.all == bool(given.target) or given.seconds < 1:
        parser.error("name one target, or --all, and at least one second")
    if given.again and given.target:
        load(given.target)(given.again.read_bytes())
        return 0
    if not installed():
        print('atheris is not installed; run: pip install -e ".[fuzz]" (Linux)', file=sys.stderr)
        return 2
    results = []
    for name in NAMES if given.all else [given.target]:
        results.append(fuzz(name, given.seconds, given.seed, given.folder))
        if not given.json:
            print(line(results[-1]), flush=True)
    if given.json:
        print(json.dumps(summary(results)))
    return int(any(one.crashes for one in results))


def installed() -> bool:
    """Say whether atheris is there: it has wheels for Linux, and is not needed to run the tests."""
    return importlib.util.find_spec("atheris") is not None


def line(result: Result) -> str:
    """Return one result for people."""
    where = "".join(f"\n  {one}" for one in result.crashes)
    return f"{result.target:<12}{result.executions:>12,} inputs  {len(result.crashes)} crashes{where}"


def summary(results: list[Result]) -> dict[str, object]:
    """Return all results as plain data, with their sums."""
    return {
        "inputs": sum(one.executions for one in results),
        "crashes": sum(len(one.crashes) for one in results),
        "targets": [asdict(one) for one in results],
    }


def fuzz(name: str, seconds: int, seed: int, folder: Path) -> Result:
    """Fuzz one target in a process of its own, which a crash may end."""
    crashes = folder / "crashes" / name
    crashes.mkdir(parents=True, exist_ok=True)
    before = set(crashes.iterdir())
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(seconds), str(seed), str(folder)]
    began = time.monotonic()
    try:
        ran = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds + 300,
            check=False,
        )
        said, code = ran.stdout, ran.returncode
    except subprocess.TimeoutExpired as error:
        said, code = str(error.stdout or ""), 1
    took = round(time.monotonic() - began, 1)
    (folder / f"{name}.log").write_text(said, encoding="utf-8")
    counts = [
        int(one)
        for one in re.findall(r"^#(\d+)\s|number_of_executed_units:\s*(\d+)", said, re.MULTILINE)
        for one in one
        if one
    ]
    found = sorted(str(one) for one in set(crashes.iterdir()) - before)
    if code and not found:  # it ended before any input was to blame
        found = [str(folder / f"{name}.log")]
    return Result(name, max(counts, default=0), took, tuple(found))


if __name__ == "__main__":
    sys.exit(main())
