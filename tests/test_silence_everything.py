"""Every command of Hearth, with no network there and every attempt at one recorded: none is made.

One process runs them all (every_command.py), alone in a network namespace where the system allows that, under strace where that
may trace, with nothing in its environment that a library could heed. The attempts that it makes at its end, on purpose, show that
each of the watches was kept all the while: strace, and Hearth's own counter.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from tests import every_command
from tests.every_command import BY_ADDRESS, BY_NAME, MARK, NATIVE
from tests.straces import leaving, under_strace, without_network

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """What came of it: of each command its exit code and what it wrote; the lines of the strace before and after the mark."""

    ran: dict[str, tuple[int, str]]
    alone: bool
    before: int
    after: list[str]
    traced: bool
    strace: tuple[list[str], list[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, shipped_index: Path) -> Run:
    folder = tmp_path_factory.mktemp("everything")
    (folder / "home").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "HEARTH_DATA_DIR": str(folder / "data"),
        "HEARTH_CONFIG_DIR": str(folder / "config"),
    }
    command = without_network([sys.executable, "-m", "tests.every_command", str(folder), str(shipped_index)])
    alone = command[0] != sys.executable
    command = under_strace(folder / "strace", command)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=850)
    assert done.returncode == 0, done.stderr[-3000:]
    seen: dict[str, Any] = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    assert seen["alone"] or not alone
    traced, parts = command[0] == "strace", ([], [])
    if traced:
        before, mark, after = (folder / "strace").read_text(encoding="utf-8", errors="replace").partition(MARK)
        assert mark
        parts = (leaving(before), leaving(after))
    return Run(**seen, traced=traced, strace=parts)


@pytest.mark.model
@pytest.mark.timeout(900)
class TestEveryCommand:
    """One run of them all."""

    def test_none_was_left_out_and_each_did_its_work(self, run: Run) -> None:
        assert {one: told for one, told in run.ran.items() if told[0] != 0} == {}
        lines = [one.split() for one in run.ran]
        asked = {" ".join(one[:2]) for one in lines} | {one[0] for one in lines}
        # those that serve are watched where they are tested: test_stays_here.py, test_cli_serve.py, test_mcp.py
        assert set(_leaves()) - asked == {"ui", "serve", "mcp"}
        assert "lighthouse" in run.ran["search --json"][1]
        for kind in ("md", "txt", "html", "docx", "pdf"):
            assert f"a.{kind} ({kind}, 1 passage" in next(
                told for one, (_, told) in run.ran.items() if one.endswith("own")
            )

    def test_no_address_was_contacted_and_no_name_looked_up(self, run: Run) -> None:
        assert run.before == 0
        assert run.strace[0] == []

    def test_watches_were_kept_to_the_end(self, run: Run) -> None:
        assert run.after == [BY_ADDRESS, BY_NAME]
        if not run.traced:
            pytest.skip("strace is not installed, or may not trace here; Hearth's own counter has watched alone")
        for sign in (f'"{BY_ADDRESS}"', "htons(53)", f'"{NATIVE}"'):
            assert any(sign in line for line in run.strace[1]), sign


def _leaves() -> list[str]:
    """Return every command that does something, as it is typed."""
    from ui.cli import app

    found = []
    for name, command in typer.main.get_command(app).commands.items():
        inner = getattr(command, "commands", {})
        found += [f"{name} {one}" for one in inner] or [name]
    return found


@pytest.mark.parametrize(
    ("line", "leaves"),
    [
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.7")}, 16) = 0', True),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', True),
        ('1 connect(3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0', False),
        ('1 connect(3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28)', True),
        ('1 sendto(3, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16) = 1', True),
        ('1 connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0', True),
        ('1 connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT', False),
        ('1 sendto(3, "\\2\\0\\0\\0\\r\\0\\0\\0\\6\\0\\0\\0hosts\\0", 18, MSG_NOSIGNAL, NULL, 0) = 18', True),
        ('1 sendto(3, "\\2\\0\\0\\0\\1\\0\\0\\0\\2\\0\\0\\0000\\0", 14, MSG_NOSIGNAL, NULL, 0) = 14', False),
        ('1 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/own"}, 110) = 0', False),
    ],
)  # fmt: skip
def test_a_strace_is_judged_as_it_should_be(line: str, leaves: bool) -> None:
    assert leaving(f"{line}\n") == ([line] if leaves else [])


@pytest.mark.parametrize("given", ["::ffff:127.0.0.1", "::", "0.0.0.0"])
def test_other_ways_to_write_this_machine_are_this_machine(given: str) -> None:
    assert leaving(f'1 connect(3, {{inet_pton(AF_INET6, "{given}", &sin6_addr)}}, 28) = 0') == []


def test_nothing_is_reached_without_a_network_but_this_machine() -> None:
    command = without_network([sys.executable, "-c", _REACH])
    if command[0] == sys.executable:
        pytest.skip("this system gives no network namespace")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["ENETUNREACH", "ours"]


_REACH = f"""
import errno, socket
from tests.every_command import bring_up_loopback
bring_up_loopback()
try:
    socket.create_connection(({every_command.BY_ADDRESS!r}, 80), timeout=5)
except OSError as error:
    print(errno.errorcode[error.errno])
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
    print("ours")
"""
