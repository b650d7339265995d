"""coach/connections.py: what counts as an attempt to reach another computer, and how often."""

import ctypes
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from coach import connections
from coach.connections import Watch, asked_for

ONE, OTHER = "192.0.2.1", "198.51.100.1"  # RFC 5737: documentation only, never in use


class Datagrams:
    """Looks to an audit event like a socket of this family."""

    def __init__(self, family: int = socket.AF_INET) -> None:
        self.family = family


def connect(watch: Watch, host: str | bytes, family: int = socket.AF_INET) -> None:
    watch("socket.connect", (Datagrams(family), (host, 80)))


def look_up(watch: Watch, name: str | bytes | None) -> None:
    watch("socket.getaddrinfo", (name, 443, 0, 0, 0))


def hosts(watch: Watch) -> list[str]:
    return [one.host for one in watch.seen().latest]


@pytest.mark.parametrize(
    ("event", "args", "host"),
    [
        ("socket.connect", (Datagrams(), (ONE, 80)), ONE),
        ("socket.connect", (Datagrams(socket.AF_INET6), ("2001:db8::1", 80, 0, 0)), "2001:db8::1"),
        ("socket.connect", (Datagrams(), ("example.org", 80)), "example.org"),
        ("socket.sendto", (Datagrams(), (ONE, 53)), ONE),
        ("socket.sendmsg", (Datagrams(), (ONE, 53)), ONE),
        ("socket.getaddrinfo", (b"example.org", 443, 0, 0, 0), "example.org"),
        ("socket.gethostbyname", ("example.org",), "example.org"),
        ("socket.gethostbyaddr", (ONE,), ONE),
        ("socket.getnameinfo", ((ONE, 80),), ONE),
        ("socket.connect", (Datagrams(), ("127.0.0.1", 80)), None),
        ("socket.connect", (Datagrams(socket.AF_INET6), ("::ffff:127.0.0.1", 80, 0, 0)), None),
        ("socket.connect", (Datagrams(socket.AF_UNIX), "/run/somewhere"), None),
        ("socket.sendmsg", (Datagrams(), None), None),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0), None),
        ("socket.bind", (Datagrams(), (ONE, 80)), None),
        ("open", ("example.org", "r", 0), None),
    ],
)
def test_what_counts(event: str, args: tuple[Any, ...], host: str | None) -> None:
    watch = Watch()
    watch(event, args)
    assert hosts(watch) == ([host] if host else [])
    assert watch.seen().count == (1 if host else 0)


def test_a_name_and_the_addresses_that_it_stands_for_are_one_attempt() -> None:
    watch = Watch()
    look_up(watch, "example.org")
    connect(watch, ONE)
    connect(watch, OTHER)  # the first did not answer
    assert hosts(watch) == ["example.org"]


def test_the_same_again_is_another_attempt() -> None:
    watch = Watch()
    for _ in range(2):
        look_up(watch, "example.org")
        connect(watch, ONE)
    connect(watch, ONE)
    connect(watch, OTHER)
    assert hosts(watch) == ["example.org", "example.org", ONE, OTHER]


def test_a_look_up_in_one_thread_hides_nothing_in_another() -> None:
    watch = Watch()
    look_up(watch, "example.org")
    thread = threading.Thread(target=connect, args=(watch, ONE))
    thread.start()
    thread.join()
    assert hosts(watch) == ["example.org", ONE]


def test_what_a_person_asked_for_is_named_and_nothing_else_is() -> None:
    watch = Watch()
    with asked_for("model"):
        connect(watch, ONE)
        thread = threading.Thread(target=connect, args=(watch, OTHER))
        thread.start()
        thread.join()
    connect(watch, ONE)
    assert [(one.host, one.purpose) for one in watch.seen().latest] == [(ONE, "model"), (OTHER, ""), (ONE, "")]


def test_all_are_counted_and_the_latest_remembered() -> None:
    watch = Watch()
    for number in range(1000):
        connect(watch, f"10.0.{number // 256}.{number % 256}")
    seen = watch.seen()
    assert seen.count == 1000
    assert len(seen.latest) == 200 and seen.latest[-1].host == "10.0.3.231"


THERE = "127.0.0.77" if sys.platform == "linux" else "127.0.0.1"
"""An address that no other test has connections to, where the system has more than one of its own."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A server on this machine, whose address is taken for another one's: what is open can be looked at without leaving."""
    with socket.create_server((THERE, 0)) as found:
        monkeypatch.setattr(connections, "is_local", lambda host: host != THERE)
        yield found


@pytest.fixture
def port(server: socket.socket) -> int:
    """Its port."""
    return int(server.getsockname()[1])


def natively(port: int) -> socket.socket:
    """Return a socket that was connected behind Python's back."""
    where = struct.pack("=H2s4s8x", socket.AF_INET, port.to_bytes(2, "big"), socket.inet_aton(THERE))
    found = socket.socket()
    assert ctypes.CDLL(None).connect(found.fileno(), where, len(where)) == 0
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="calls Linux's connect")
def test_native_code_is_seen_while_its_connection_is_open_and_counted_once(port: int) -> None:
    watch = Watch()
    with natively(port):
        assert watch.seen().count == 1
        assert hosts(watch) == [THERE]
        with natively(port):
            assert watch.seen().count == 2
    assert watch.seen().count == 2


@pytest.mark.skipif(sys.platform != "linux", reason="calls Linux's connect")
def test_what_python_connected_is_not_counted_again(port: int) -> None:
    watch = Watch()
    connect(watch, THERE)
    with natively(port):
        assert watch.seen().count == 1


_CONNECT = f"import socket, sys; one = socket.create_connection(('{THERE}', {{}})); print('open', flush=True); sys.stdin.read()"


def started(*command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_python_processes_that_were_started_are_looked_at(port: int) -> None:
    watch = Watch()
    with started(sys.executable, "-c", _CONNECT.format(port)) as child:
        assert child.stdout is not None and child.stdout.readline() == "open\n"
        assert watch.seen().count == 1
        child.communicate("")


@pytest.mark.skipif(sys.platform != "linux", reason="uses bash's own sockets")
def test_other_programs_are_not(port: int) -> None:
    watch = Watch()
    with started("bash", "-c", f"exec 3<>/dev/tcp/{THERE}/{port}; echo open; read") as child:
        assert child.stdout is not None and child.stdout.readline() == "open\n"
        found = psutil.Process(child.pid).net_connections(kind="inet")
        assert [one.raddr.port for one in found if one.raddr] == [port]
        assert watch.seen().count == 0
        child.communicate("\n")


def test_who_comes_in_is_not_counted(server: socket.socket, port: int) -> None:
    watch = Watch()
    with started(sys.executable, "-c", _CONNECT.format(port)) as child, server.accept()[0] as accepted:
        assert accepted.getsockname()[1] == port, "this process's end"
        assert [one.host for one in watch.seen().latest] == [THERE], "the child's end alone"
        child.communicate("")


def test_a_system_that_tells_nothing_leaves_the_count_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise psutil.AccessDenied

    watch = Watch()
    connect(watch, ONE)
    for name in ("net_connections", "children", "exe"):
        monkeypatch.setattr(psutil.Process, name, refuse)
    assert watch.seen().count == 1
