"""Killed in the middle of a write, again and again: whatever was said to be kept is there, whole."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.keeping.kinds import JournalPage, Slip
from coach.keeping.notebook import Notebook

ROOT = Path(__file__).parents[3]
KILLS = 60
_WRITER = """
import os, sys
from datetime import date
from pathlib import Path
from coach.keeping.kinds import JournalPage, Slip
from coach.keeping.notebook import Notebook

def write(number):
    notebook = Notebook(Path(sys.argv[1]))
    while True:
        with notebook.at_once() as book:  # a pair, kept together or not at all
            book.add(JournalPage(prompt=str(number), text="page " * 2000), date(2026, 3, 4))
            book.put(Slip(text=str(number)), date(2026, 3, 4), "last")
        os.write(1, f"{number}\\n".encode())
        number += 1

for line in sys.stdin:  # a child for each number to begin with: Python starts only once
    child = os.fork()
    if child == 0:
        write(int(line))
    os.write(1, f"child {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")


def test_everything_acknowledged_survives_many_kills(tmp_path: Path) -> None:
    path = tmp_path / "me" / "notebook.sqlite3"
    chance, start, acknowledged = random.Random(6), 0, 0
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin is not None and parent.stdout is not None
        for _ in range(KILLS):
            print(start, file=parent.stdin, flush=True)
            said: list[str] = []
            while len({one.startswith("child") for one in said}) < 2:  # the child's id, and an entry, in either order
                said.append(parent.stdout.readline().strip())
                assert said[-1], "the writer ended by itself"
            child = int(next(one for one in said if one.startswith("child")).split()[1])
            time.sleep(chance.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
            while said[-1] != "gone":
                said.append(parent.stdout.readline().strip())
            told = [int(one) for one in said if one.isdecimal()]
            notebook = Notebook(path)
            pages = [int(one.data.prompt) for one in notebook.all(JournalPage)]
            assert told and set(told) <= set(pages)
            assert pages == list(range(len(pages))) and notebook.set_aside() == []
            last = notebook.find(Slip, "last")
            assert last is not None and int(last.data.text) == pages[-1], "half of a pair was kept"
            acknowledged += len(told)
            start = len(pages)
        parent.stdin.close()
    assert (
        KILLS <= acknowledged <= start <= acknowledged + KILLS
    )  # the one being kept when the kill came may be there or not


def test_kill_while_the_file_is_brought_up_to_date_leaves_a_file_that_can_be(tmp_path: Path) -> None:
    released = (ROOT / "tests" / "data" / "notebook-v1.sqlite3").read_bytes()
    script = (
        "import sys, sqlite3; from coach.keeping import migrations as m, notebook as n; from pathlib import Path\n"
        "m.MIGRATIONS = (m.MIGRATIONS[0], m.MIGRATIONS[1] + ';'.join(['SELECT count(*) FROM entries'] * 20000))\n"
        "print('on', flush=True); n.Notebook(Path(sys.argv[1])).set_aside(); print('done', flush=True)\n"
    )
    chance = random.Random(2)
    for number in range(6):
        path = tmp_path / str(number) / "notebook.sqlite3"
        path.parent.mkdir()
        path.write_bytes(released)
        with subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            os.kill(process.pid, signal.SIGKILL)
        notebook = Notebook(path)
        assert len(notebook.export()["entries"]) == 22 and len(notebook.set_aside()) == 1
