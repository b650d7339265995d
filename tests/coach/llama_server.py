"""llama-cpp-python's own server on loopback, in a process group of its own, with the embedded model."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from coach.catalogue import choose, load_catalogue, locate
from tests.coach.serving import free_port

START_S = 60
ROOT = Path(__file__).parents[2]
# `python -m llama_cpp.server`, kept from the unit of some processors at which llama.cpp ends (coach/runtime.py)
_MAIN = """
from coach.runtime import without_amx
from llama_cpp.server.__main__ import main
with without_amx():
    main()
"""


class LlamaServer:
    """`python -m llama_cpp.server` with the embedded GGUF; ended whole by stop()."""

    def __init__(self, log: Path, *, key: str = "", n_ctx: int = 4096) -> None:
        gguf = locate(choose("smollm2-135m", load_catalogue(Path("none"))), Path("none"))
        self.port = free_port()
        options = {"model": gguf, "host": "127.0.0.1", "port": self.port, "n_ctx": n_ctx, "n_threads": 1}
        # its own default breaks an answer off when the next caller comes
        command = [sys.executable, "-c", _MAIN, "--interrupt_requests", "False"]
        command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
        command += ["--api_key", key] if key else []
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.address = f"http://127.0.0.1:{self.port}/v1"
        headers = {"authorization": f"Bearer {key}"} if key else {}
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            assert self._process.poll() is None, log.read_text(errors="replace")[-2000:]
            try:
                if httpx.get(f"{self.address}/models", headers=headers, trust_env=False, timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        self.stop()
        raise AssertionError(log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """End it at once."""
        if hasattr(os, "killpg"):
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait(30)
