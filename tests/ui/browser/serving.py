"""Serves the real page in a process of its own, watched for every connection that it opens."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.straces import straced, under_strace
from tests.ui.browser.watched import WATCHING

ROOT = Path(__file__).resolve().parents[3]
START_S = 120


@dataclass
class PageServer:
    """A running page: where it answers, where it keeps its data, and what it was seen to contact."""

    address: str
    folder: Path
    process: "subprocess.Popen[bytes]"
    traced: bool

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    @property
    def log(self) -> str:
        """What it has written to its standard streams."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def contacts(self) -> list[str]:
        """Return every attempt so far to reach another machine; fails where no watch was kept."""
        return audited(self.folder / "audit") + (straced(self.folder / "strace") if self.traced else [])

    def stop(self, *, now: bool = False) -> None:
        """End the process and all that it started; `now`: at once, where how it ends is nobody's subject."""
        os.killpg(self.process.pid, signal.SIGKILL if now else signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def audited(file: Path) -> list[str]:
    """Return what the audit hook noted (watched.py)."""
    first, *contacts = file.read_text(encoding="utf-8").splitlines()
    assert first == WATCHING
    return contacts


def serve(
    folder: Path,
    module: str = "tests.ui.browser.watched",
    *,
    index: Path | None = None,
    trace: bool = False,
    **variables: str,
) -> PageServer:
    """Start `hearth ui` on a free port with its data in `folder`, and return once it answers for the first time.

    The welcome counts as seen, unless `variables`, which go into the environment, say otherwise. `index` is copied, so that none
    has to be made. With `trace` strace watches too, where it can: that makes a page which loads models three times as slow, so
    it is for the tests whose subject is silence.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "config").mkdir(exist_ok=True)
    if index:
        shutil.copytree(index, folder / "data" / "index")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HEARTH_")}
    environment |= {"HEARTH_DATA_DIR": str(folder / "data"), "HEARTH_CONFIG_DIR": str(folder / "config")}
    environment |= {"HEARTH_WELCOMED": "true", **variables}
    hearth = [sys.executable, "-m", module, str(folder / "audit")]
    command = [*hearth, "ui", "--no-browser", "--port", str(port)]
    if trace:
        command = under_strace(folder / "strace", command)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    server = PageServer(f"http://127.0.0.1:{port}/", folder, process, command[0] == "strace")
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(server.address, timeout=10).close()
            return server
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    server.stop()
    raise AssertionError(f"the page did not start:\n{server.log}")
