"""`python -m tests.ui.browser.watched FILE …`: the hearth command, with each contact beyond this machine noted in FILE.

The note is made by an audit hook, so it sees what Python's sockets are asked for, whether or not anything answers. FILE begins
with WATCHING: an empty list is known to come from a watch that was kept. Other processes and native code are strace's part.
"""

import os
import sys
from pathlib import Path
from typing import Any

from coach.connections import reached
from coach.keeping import sealing

WATCHING = "watching"


def watch(file: Path) -> None:
    """Note in `file`, from now on, every connection, look-up or datagram of this process whose target is not this machine."""
    # kept open, and written to without Python's own files: a hook that opens files would be called by itself
    notes = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(notes, f"{WATCHING}\n".encode())

    def note(event: str, args: tuple[Any, ...]) -> None:
        host = reached(event, args)
        if host:
            os.write(notes, f"{event} {host}\n".encode())

    sys.addaudithook(note)


def guess_cheaply() -> None:
    """Let a passphrase of this process cost little: what it costs a person has tests of its own (tests/coach/keeping)."""
    sealing.COST = sealing.Cost(memory_kib=8 * 1024, iterations=1, lanes=1)


if __name__ == "__main__":
    watch(Path(sys.argv.pop(1)))
    guess_cheaply()
    from ui.cli import main

    main()
