"""`python -m tests.every_command FOLDER INDEX`: every command of Hearth in one process, and three attempts to leave, on purpose.

Writes FOLDER/seen.json: of each command its exit code and its words, what Hearth's own counter had seen after them, and after the
attempts. A call to MARK stands between the two in a strace. Where the process is alone in a network namespace, its loopback is
brought up first. What takes long is made short, and nothing else: the commands share one coach, every sixth guide is indexed,
three questions are timed, and the page that is timed at the end finds the index that lies in INDEX.
"""

import contextlib
import ctypes
import io
import json
import os
import shutil
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from tests.fuzz import making

MARK = "/hearth-is-done"
BY_ADDRESS, NATIVE, BY_NAME = "192.0.2.1", "198.51.100.1", "example.org"
"""RFC 5737 and 2606: documentation only, never in use."""
QUESTION = "My partner plays games every evening and I eat alone. How do I ask for time together?"
BLAMING = "You never listen to me when I talk about work"
PASSPHRASE = "horse battery lamp rain"

_UP_AND_RUNNING = 0x41
_SIOCSIFFLAGS = 0x8914  # linux/sockios.h


def commands(folder: Path) -> list[tuple[str, str]]:
    """Return every command with what it takes on standard input; a folder or file is given by its place."""
    own, kept = folder / "own", folder / "kept"
    return [
        ("doctor", ""),
        ("index", ""),
        (f"index {own}", ""),
        ("ask", QUESTION),
        ("ask --json", "What kind of therapy helps with emotional neglect?"),
        ("talk --json", "We hardly talk. What could I say tonight?\nAnd if he says no?\n"),
        ("rewrite --tone direct --json", BLAMING),
        ("rewrite --tone direct --json", f"{BLAMING}. I told you on Tuesday and twice on Sunday"),  # the model is asked
        ("plan --json", "We eat in front of the TV and hardly talk. I miss us."),
        ("screen --json", "He hit me last night and I am scared"),
        ("search --json", "lighthouse keeper"),
        ("models", ""),
        ("models list --json", ""),
        ("models get smollm2-135m", ""),  # it came with Hearth: nothing is fetched
        ("models use smollm2-135m", ""),
        ("models check smollm2-135m", ""),
        ("models remove qwen2.5-0.5b --yes", ""),
        ("today", ""),
        ("checkin --mood calm --connection 3", ""),
        ("question", ""),
        ("spaces", ""),
        ("spaces list --json", ""),
        ("spaces protect me", ""),
        ("spaces change me", ""),
        ("spaces unprotect me", ""),
        ("data", ""),
        ("data where --json", ""),
        (f"data export --output {kept}.json", ""),
        (f"data import {kept}.json", ""),
        (f"data backup {kept}.backup", ""),
        (f"data restore {kept}.backup --space again", ""),
        ("bench --passages 1 --json", ""),
        (f"index --remove {own}", ""),
        ("data erase --yes", ""),
    ]


def documents(folder: Path) -> None:
    """Write a file of each kind, each of them with something in it that asks to be fetched."""
    there = f"http://{BY_ADDRESS}"
    text = "The lighthouse keeper and his wife talk every Sunday."
    image = making.relations(("image", f"{there}/a.png", True), ("attachedTemplate", f"{there}/a.dotm", True))
    page = (
        f'<!DOCTYPE html SYSTEM "{there}/a.dtd"><html><head><link rel="stylesheet" href="{there}/a.css"><base href="{there}/">'
        f'<script src="{there}/a.js"></script></head><body><p>{text}</p><img src="{there}/a.png"></body></html>'
    )
    files: dict[str, bytes] = {
        "a.md": f"# Sunday\n\n{text} ![a picture]({there}/a.png)\n".encode(),
        "a.txt": f"{text} {there}/\n".encode(),
        "a.html": page.encode(),
        "a.docx": making.docx_of(making.word(making.paragraph(text)), links=image),
        "a.pdf": making.pdf(text),
    }
    folder.mkdir()
    for name, raw in files.items():
        (folder / name).write_bytes(raw)


def half_fetched() -> None:
    """Leave a file where a model that was fetched would lie."""
    from coach.catalogue import choose, load_catalogue, locate
    from coach.settings import load_settings

    settings = load_settings()
    file = locate(choose("qwen2.5-0.5b", load_catalogue(settings.models_file)), settings.models_dir)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"GGUF")


def run(line: str, given: str) -> tuple[int, str]:
    """Run one command as if from a terminal's line; return its exit code and what it wrote."""
    from ui.cli import main

    arguments, out, before = line.split(), io.StringIO(), (sys.argv, sys.stdin)
    sys.argv = ["hearth", *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out):
            main()
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    finally:
        sys.argv, sys.stdin = before
    raise AssertionError("main ends the process")


def be_quick() -> None:
    """Let every command have the same coach, and less to read and to time."""
    from coach import assemble, bench
    from knowledge import reading
    from ui.cli import parts

    documents = reading.read_shipped()[::6]
    assemble.read_shipped = reading.read_shipped = lambda: list(documents)
    bench.asked = lambda: bench.QUESTIONS[:3]
    made: list[Any] = []
    make = parts.make_coach

    def shared(settings: Any, on_progress: Any) -> Any:
        if not made:
            made.append(make(settings, lambda stage, share: None))
        return made[0]

    parts.make_coach = shared


def bring_up_loopback() -> None:
    """Bring up the loopback of a new network namespace; does nothing elsewhere."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket, contextlib.suppress(OSError):
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP_AND_RUNNING))


def leave() -> None:
    """Try to reach another machine: by its address, by its name, and past Python's sockets. Nothing is sent to any."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, contextlib.suppress(OSError):
        one.connect((BY_ADDRESS, 9))
    with contextlib.suppress(OSError):
        socket.getaddrinfo(BY_NAME, 443)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        where = struct.pack("=H2s4s8x", socket.AF_INET, (9).to_bytes(2, "big"), socket.inet_aton(NATIVE))
        ctypes.CDLL(None).connect(one.fileno(), where, len(where))


def mark() -> None:
    """Leave a sign in the strace."""
    with socket.socket(socket.AF_UNIX) as one, contextlib.suppress(OSError):
        one.connect(MARK)


def _is_alone() -> bool:
    return socket.if_nameindex() == [(1, "lo")]


def main(folder: Path, index: Path) -> None:
    """Run it all."""
    if _is_alone():
        bring_up_loopback()
    documents(folder / "own")
    half_fetched()
    be_quick()
    os.environ |= {"HEARTH_PASSPHRASE": PASSPHRASE, "HEARTH_NEW_PASSPHRASE": PASSPHRASE}
    ran = {}
    for line, given in commands(folder):
        ran[line] = run(line, given)
    from coach.connections import seen
    from coach.settings import load_settings
    from ui.cli.page_start import measure_start

    shutil.copytree(index, load_settings().index_dir, dirs_exist_ok=True)  # the one that was built here is erased
    measure_start(lambda stage, share: None, rounds=1)  # type: ignore[arg-type]
    before = seen().count
    mark()
    leave()
    after = [one.host for one in seen().latest]
    found = {"ran": ran, "alone": _is_alone(), "before": before, "after": after}
    (folder / "seen.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
