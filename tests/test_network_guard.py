"""The guard that keeps every test on this machine, seen at work."""

import socket
import threading

import pytest

from coach.connections import is_local
from tests.conftest import LeftLoopback, NetworkGuard

ELSEWHERE = "192.0.2.1"  # RFC 5737: documentation only, never in use


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("", True),
        ("0.0.0.0", True),
        (ELSEWHERE, False),
        ("example.org", False),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
    ],
)
def test_only_this_machine_is_local(host: str, expected: bool) -> None:
    assert is_local(host) is expected


@pytest.mark.parametrize(
    "leave",
    [
        lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect((ELSEWHERE, 53)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", (ELSEWHERE, 53)),
    ],
    ids=["connect", "look-up", "old-look-up", "udp-connect", "udp-send"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_leaving_this_machine_is_refused_and_remembered(leave, network_guard: NetworkGuard) -> None:
    with pytest.raises(LeftLoopback):
        leave()
    assert len(network_guard.attempts) == 1
    network_guard.attempts.clear()


def test_loopback_is_let_through(network_guard: NetworkGuard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted: list[bytes] = []

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                accepted.append(connection.recv(5))

        thread = threading.Thread(target=serve)
        thread.start()
        with socket.create_connection(("localhost", server.getsockname()[1])) as client:
            client.sendall(b"hello")
        thread.join(5)
    assert accepted == [b"hello"]
    assert network_guard.attempts == []
