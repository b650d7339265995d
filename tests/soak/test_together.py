"""A few rounds of `python -m tests.soak together`: two processes in one space lose nothing that either was told is kept."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")


def test_processes_in_one_space_take_nothing_from_each_other() -> None:
    command = [sys.executable, "-m", "tests.soak", "together", "--rounds", "4", "--seed", "8"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    lines = ran.stdout.splitlines()
    assert len(lines) == 6 and all(" 0 lost" in one and " 0 acknowledged" not in one for one in lines)
