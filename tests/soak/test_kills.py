"""A minute of `make soak`: killed two hundred times at work, and nothing that was acknowledged is missing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")


def test_two_hundred_kills_take_nothing() -> None:
    # a process of its own: one that forks must have no threads, and pytest may have some
    command = [sys.executable, "-m", "tests.soak", "kills", "--kills", "200", "--seed", "8", "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert ran.returncode in (0, 1) and ran.stdout, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert [one["lost"] for one in told["jobs"] if one["lost"]] == []
    assert told["survived"] == told["kills"] >= 200
    assert len(told["jobs"]) == 11 and all(one["kills"] >= 4 for one in told["jobs"])
    endless = [one for one in told["jobs"] if one["job"] in ("chat", "keep", "keep, locked")]
    assert all(one["acknowledged"] >= one["kills"] for one in endless)  # each was killed after it had kept something


_FORGETFUL = """
import random, sys
from pathlib import Path
from tests.soak.killing import Job, run

class Forgetful(Job):
    name, span_s = "forgetful", 0.01
    def work(self, state, tell):
        number = 0
        while True:
            tell(number)  # before it is kept
            number += 1
            with (self.folder / "kept").open("a") as file:
                file.write(f"{number}\\n")
    def check(self, state, told):
        kept = (self.folder / "kept").read_text().splitlines() if (self.folder / "kept").exists() else []
        (self.folder / "kept").unlink(missing_ok=True)
        assert len(kept) > told[-1], "lost"
        return state

result = run(Forgetful(Path(sys.argv[1])), 20, random.Random(1))
print(result.kills, result.survived)
"""


def test_a_job_that_acknowledges_too_early_is_found_out(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _FORGETFUL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    kills, survived = (int(one) for one in ran.stdout.split())
    assert kills == 20 and survived < 20


_ENDS = """
import random, sys
from pathlib import Path
from tests.soak.killing import Job, run

class Ends(Job):
    name = "ends"
    def work(self, state, tell):
        raise ValueError("broken")

run(Ends(Path(sys.argv[1])), 1, random.Random(1))
"""


def test_work_that_fails_by_itself_is_no_kill_survived(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", _ENDS, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 1 and "broken" in ran.stderr
