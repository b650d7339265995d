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
    given = parser.parse_args(arguments)
    if given.kills < 1:
        parser.error("--kills takes a number from 1 on")
    if sys.platform == "win32":
        print("kill -9 is POSIX: this part runs on Linux and macOS", file=sys.stderr)
        return 2
    return _kills(given.kills, given.seed or random.SystemRandom().randrange(1, 10**6), given.job or [], given.json)


def _kills(count: int, seed: int, only: Sequence[str], as_json: bool) -> int:
    silence()
    from coach.keeping import sealing
    from tests.soak import jobs, killing, slow_jobs

    sealing.COST = sealing.Cost(memory_kib=8 * 1024, iterations=1, lanes=1)  # a guess is dear, a test need not be
    shares: dict[type[killing.Job], int] = {
        jobs.Talking: 24,
        jobs.Keep: 30,
        jobs.KeepLocked: 24,
        slow_jobs.BuildIndex: 4,
        slow_jobs.Download: 16,
        jobs.BringUpToDate: 24,
        jobs.Erase: 18,
        jobs.BackUp: 16,
        jobs.Restore: 16,
        jobs.Passphrases: 16,
        jobs.Upkeep: 20,
    }
    chosen = {one: share for one, share in shares.items() if not only or one.name in only}
    if not chosen:
        print(f"no such job; there are: {', '.join(one.name for one in shares)}", file=sys.stderr)
        return 2
    import chromadb  # noqa: F401 - in the parent, so that no child has to
    import huggingface_hub.file_download  # noqa: F401

    results = []
    memory = Path("/dev/shm")  # a kill takes nothing that the system was given, so that memory serves as well as a disk
    with tempfile.TemporaryDirectory(prefix="hearth-kills-", dir=memory if memory.is_dir() else None) as folder:
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
