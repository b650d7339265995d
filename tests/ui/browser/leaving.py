"""`python -m tests.ui.browser.leaving FILE …`: as unloaded.py, but it tries to reach another machine once there is a FILE.leave.

The page looks for the number every second, so that nobody has to wait.
"""

import socket
import sys
import threading
import time
from pathlib import Path

from tests.ui.browser.watched import watch

ELSEWHERE = "192.0.2.1"  # RFC 5737: documentation only, never in use


def sign(audit: Path) -> Path:
    """Return the file that says when."""
    return audit.with_name(f"{audit.name}.leave")


def _leave(when: Path) -> None:
    while not when.exists():
        time.sleep(0.1)
    # connecting a datagram socket names the target and sends nothing
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect((ELSEWHERE, 9))


if __name__ == "__main__":
    audit = Path(sys.argv.pop(1))
    watch(audit)
    threading.Thread(target=_leave, args=(sign(audit),), daemon=True).start()
    from ui import connections
    from ui.cli import main
    from ui.loading import Loading

    Loading.start = lambda self: None  # type: ignore[method-assign]
    connections.REFRESH_S = 1
    main()
