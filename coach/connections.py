"""Counts the attempts of this process to reach beyond this computer: the number at the foot of the page. Never blocks one.

Two watches. An audit hook (PEP 578; docs.python.org/3/library/audit_events.html) hears each look-up, connection and datagram that
goes through Python's sockets, whoever asks for it and whether or not it gets through. It does not hear native code; so each time
that the number is asked for, the system's list of open sockets is read too, for this process and the Python processes that it
started. A connection that native code opened and closed between two looks is missed. Other programs, such as the browser, are not
watched at all.

Kept in memory alone: when, to which host, and whether a person asked for it. Never what was sent.
"""

import ipaddress
import socket
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Purpose = Literal["", "model", "server"]
"""What a person asked for: a model to be fetched, a model on another computer to be asked, or nothing."""

_REMEMBERED = 200
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_CONTACTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_PURPOSE: ContextVar[Purpose] = ContextVar("purpose", default="")


@dataclass(frozen=True)
class Attempt:
    """One attempt to reach another computer, by its name where it was looked up first."""

    host: str
    at: datetime
    purpose: Purpose = ""


@dataclass(frozen=True)
class Seen:
    """How many attempts there were, and the latest of them, oldest first."""

    count: int
    latest: tuple[Attempt, ...]


def is_local(host: str) -> bool:
    """Say whether `host` is this computer: nothing at all, localhost, a loopback address, or the unspecified address."""
    if host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return bool(address.is_loopback or address.is_unspecified)


def reached(event: str, args: tuple[Any, ...]) -> str:
    """Return the other computer that an audit event is about to look up or contact; empty where there is none."""
    host: object
    if event in _LOOKUPS:
        host = args[0]
    elif event == "socket.getnameinfo":
        host = args[0][0]
    elif event in _CONTACTS and args[0].family in (socket.AF_INET, socket.AF_INET6) and args[1]:
        host = args[1][0]
    else:
        return ""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    return "" if is_local(name) else name


class Watch:
    """Counts; an audit hook. To look a name up and then connect to what it stands for, in one thread, is one attempt."""

    def __init__(self) -> None:
        self._count = 0
        self._latest: deque[Attempt] = deque(maxlen=_REMEMBERED)
        self._thread = threading.local()
        self._addresses: set[str] = set()
        self._native: set[tuple[int, Any, Any]] = set()
        self._lock = threading.RLock()

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Hear one audit event."""
        if not event.startswith("socket."):
            return
        host = reached(event, args)
        if not host:
            return
        if event in _CONTACTS:
            self._addresses.add(host)
            awaited: set[str] | None = getattr(self._thread, "found", None)
            if awaited is not None and host not in awaited:
                awaited.add(host)  # an address of the name that was looked up; tried again, it is an attempt of its own
                return
            self._thread.found = None
        else:
            self._thread.found = set()
        self._note(host)

    def _note(self, host: str) -> None:
        with self._lock:
            self._count += 1
            self._latest.append(Attempt(host, datetime.now(), _PURPOSE.get()))

    def seen(self) -> Seen:
        """Look at the open sockets once more, and return what there was so far."""
        with self._lock:
            for key in _open_sockets():
                _, _, remote = key
                if key not in self._native and remote[0] not in self._addresses:
                    self._native.add(key)
                    self._note(remote[0])
            return Seen(self._count, tuple(self._latest))


_WATCH = Watch()
_started = False


def watch() -> None:
    """Begin to count, for as long as this process lives; again and again is once."""
    global _started
    if not _started:
        _started = True
        sys.addaudithook(_WATCH)


def seen() -> Seen:
    """Return what was counted since `watch` was first called."""
    return _WATCH.seen()


@contextmanager
def asked_for(purpose: Purpose) -> Iterator[None]:
    """Say of every attempt in this block that a person asked for it."""
    token = _PURPOSE.set(purpose)
    try:
        yield
    finally:
        _PURPOSE.reset(token)


def _open_sockets() -> Iterator[tuple[int, Any, Any]]:
    """Yield (process, own address, other's address) of each connection out of this process, and of its Python processes."""
    import psutil

    me = psutil.Process()
    for process in [me, *_python_children(me)]:
        try:
            sockets = process.net_connections(kind="inet")
        except (psutil.Error, OSError):  # it ended meanwhile, or the system does not tell
            continue
        # who comes in to the page is no attempt of ours
        served = {one.laddr.port for one in sockets if one.status == psutil.CONN_LISTEN}
        for one in sockets:
            if one.raddr and one.laddr.port not in served and not is_local(one.raddr.ip):
                yield process.pid, one.laddr, one.raddr


def _python_children(process: Any) -> list[Any]:
    """Return the processes that were started with the same Python; the browser, that the page may start, is another program."""
    import psutil

    found: list[Any] = []
    try:
        children, program = process.children(recursive=True), process.exe()
    except (psutil.Error, OSError):
        return found
    for one in children:
        try:
            if one.exe() == program:
                found.append(one)
        except (psutil.Error, OSError):
            continue
    return found
