"""The long tests: `python -m tests.soak kills --kills 2000`. Exit 1 where something was lost, 2 for wrong usage."""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from coach.silence import silence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and print it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    kills = parts.add_parser("kills", help="kill -9 at random moments; is everything there that was acknowledged?")
    kills.add_argument("--kills", type=int, default=2000, help="how many, over all jobs (2000)")
    kills.add_argument("--seed", type=int, default=0, help="of the random moments; 0 takes one from the clock")
    kills.add_argument("--job", action="append", help="only this job; may be given again")
    kills.add_argument("--json", action="store_true", help="print one JSON object at the end instead of lines")
    parts.add_parser("steps", help="killed before each single step with a file, where the work is short")
    together = parts.add_parser("together", help="several processes in one space at once")
    together.add_argument("--rounds", type=int, default=100, help="of each scene (100)")
    together.add_argument("--seed", type=int, default=0, help="of the random moments; 0 takes one from the clock")
    given = parser.parse_args(arguments)
    if min(vars(given).get("kills", 1), vars(given).get("rounds", 1)) < 1:
        parser.error("--kills and --rounds take a number from 1 on")
    if sys.platform == "win32":
        print("kill -9 is POSIX: this part runs on Linux and macOS", file=sys.stderr)
        return 2
    seed = vars(given).get("seed") or random.SystemRandom().randrange(1, 10**6)
    silence()
    from coach.keeping import sealing

    sealing.COST = sealing.Cost(memory_kib=8 * 1024, iterations=1, lanes=1)  # a guess is dear, a test need not be
    if given.part == "steps":
        return _steps()
    if given.part == "together":
        return _together(given.rounds, seed)
    return _kills(given.kills, seed, given.job or [], given.json)


def _folder() -> "tempfile.TemporaryDirectory[str]":
    memory = Path("/dev/shm")  # a kill takes nothing that the system was given, so that memory serves as well as a disk
    return tempfile.TemporaryDirectory(prefix="hearth-soak-", dir=memory if memory.is_dir() else None)


def _together(rounds: int, seed: int) -> int:
    from tests.soak import together

    lost = 0
    with _folder() as folder:
        for name in together.SCENES:
            chance, kept, failed = random.Random(f"{seed} {name}"), 0, []
            for _ in range(rounds):
                try:
                    kept += together.run(name, Path(folder) / "scene", chance)
                except AssertionError as error:
                    failed.append(f"\n  LOST: {error}")
            print(
                f"{name:<24}{rounds:>5} rounds{kept:>9} acknowledged{len(failed):>5} lost{''.join(failed)}", flush=True
            )
            lost += len(failed)
    return int(lost > 0)


def _steps() -> int:
    from tests.soak import jobs, killing, whole_jobs

    results = []
    with _folder() as folder:
        for job_type in (
            jobs.BringUpToDate,
            whole_jobs.Erase,
            whole_jobs.BackUp,
            whole_jobs.Restore,
            whole_jobs.Passphrases,
            whole_jobs.Upkeep,
        ):
            place = Path(folder) / job_type.__name__
            place.mkdir()
            results.append(killing.run_steps(job_type(place)))
            print(_line(results[-1]), flush=True)
    total, survived = sum(one.kills for one in results), sum(one.survived for one in results)
    print(f"{'together':<14}{total:>6} kills{survived:>7} survived")
    return int(survived != total)


def _kills(count: int, seed: int, only: Sequence[str], as_json: bool) -> int:
    from tests.soak import jobs, killing, slow_jobs, whole_jobs

    shares: dict[type[killing.Job], int] = {
        jobs.Talking: 24,
        jobs.Keep: 30,
        jobs.KeepLocked: 24,
        slow_jobs.BuildIndex: 4,
        slow_jobs.Download: 16,
        jobs.BringUpToDate: 24,
        whole_jobs.Erase: 18,
        whole_jobs.BackUp: 16,
        whole_jobs.Restore: 16,
        whole_jobs.Passphrases: 16,
        whole_jobs.Upkeep: 20,
    }
    chosen = {one: share for one, share in shares.items() if not only or one.name in only}
    if not chosen:
        print(f"no such job; there are: {', '.join(one.name for one in shares)}", file=sys.stderr)
        return 2
    import chromadb  # noqa: F401 - in the parent, so that no child has to
    import huggingface_hub.file_download  # noqa: F401

    results = []
    with _folder() as folder:
        for job_type, share in chosen.items():
            place = Path(folder) / job_type.__name__
            place.mkdir()
            job = job_type(place)
            wanted = max(1, -(-count * share // sum(chosen.values())))
            try:
                results.append(killing.run(job, wanted, random.Random(f"{seed} {job.name}")))
            finally:
                if isinstance(job, slow_jobs.Download):
                    job.stop()
            if not as_json:
                print(_line(results[-1]), flush=True)
    total, survived = sum(one.kills for one in results), sum(one.survived for one in results)
    if as_json:
        rows = [asdict(one) | {"survived": one.survived} for one in results]
        print(json.dumps({"seed": seed, "kills": total, "survived": survived, "jobs": rows}))
    else:
        print(f"{'together':<14}{total:>6} kills{survived:>7} survived   seed {seed}")
    return int(survived != total)


def _line(result: "killing.Result") -> str:  # type: ignore[name-defined] # noqa: F821
    lost = "".join(f"\n  LOST: {one}" for one in result.lost)
    return (
        f"{result.job:<14}{result.kills:>6} kills{result.survived:>7} survived"
        f"{result.acknowledged:>8} acknowledged{result.seconds:>8.0f} s{lost}"
    )


if __name__ == "__main__":
    sys.exit(main())
