"""Runs a command under strace, without a network where the system allows that, and reads from the log whom it tried to contact.

strace sees every process that the command starts, and native code as well as Python. The log is judged by rules of its own, which
know nothing of Hearth's: any internet address but loopback, and any look-up of a name, be it asked of a service on this machine.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_TRACED = ("trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none")
_STRACE = ("strace", "--seccomp-bpf", "-f", "-qq", "-e", *_TRACED, "-o")
_UNSHARE = ("unshare", "--map-root-user", "--net")
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_LOOPBACK = re.compile(r"(?:::ffff:)?127\.[0-9.]+|::1|::|0\.0\.0\.0")
_LOOKUP = re.compile(
    r"htons\((?:53|5353)\)"  # DNS, also that of a resolver on this machine; multicast DNS
    r'|sun_path="[^"]*/(?:systemd/resolve|avahi-daemon)/'
    # nscd is asked for users too: types 4 to 7, 13 and 14 are its host look-ups (glibc, nscd/nscd-client.h)
    r'|"\\2\\0\\0\\0(?:\\[4567]|\\r|\\16)\\0\\0\\0'
)


def under_strace(file: Path, command: Sequence[str]) -> list[str]:
    """Return `command` as run under strace with its log in `file`; the command itself where strace cannot trace."""
    return [*_STRACE, str(file), *command] if _works([*_STRACE, os.devnull]) else list(command)


def without_network(command: Sequence[str]) -> list[str]:
    """Return `command` as run in a network namespace of its own, where nothing is but a loopback that is down; or itself."""
    return [*_UNSHARE, *command] if _works(_UNSHARE) else list(command)


def _works(prefix: Sequence[str]) -> bool:
    return shutil.which(prefix[0]) is not None and (
        subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    )


def straced(file: Path) -> list[str]:
    """Return the lines of a strace in which another machine is contacted, or a name looked up."""
    return leaving(file.read_text(encoding="utf-8", errors="replace"))


def leaving(log: str) -> list[str]:
    """Return the same lines of a log that was read already."""
    return [line for line in log.splitlines() if _leaves(line)]


def _leaves(line: str) -> bool:
    addresses = (v4 or v6 for v4, v6 in _ADDRESS.findall(line))
    return bool(_LOOKUP.search(line)) or any(not _LOOPBACK.fullmatch(one) for one in addresses)
