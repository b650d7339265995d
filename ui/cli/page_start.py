"""How long a person waits for the page: from starting it to its first response, and to the first words of its first answer."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ui.cli.output import Status

_EMPTY_PAGE = (
    "import sys, gradio as gr\n"
    "with gr.Blocks(analytics_enabled=False) as page:\n"
    "    gr.Markdown('empty')\n"
    "page.launch(server_name='127.0.0.1', server_port=int(sys.argv[1]), quiet=True, inbrowser=False, ssr_mode=False, "
    "share=False)\n"
)
_TIMEOUT_S = 120.0
_ROUNDS = 3
QUESTION = "What kind of therapy helps with emotional neglect?"
"""One of the FAQs: its answer comes as a whole, and names its first source in it."""
_FIRST_WORDS = b"#cite-1-1"
_CONFIG = "window.gradio_config = "


def measure_start(status: Status, rounds: int = _ROUNDS) -> dict[str, float]:
    """Time from starting the process to the first response of the page, Hearth's and an empty one's in turn; medians, seconds.

    `first_words_s` runs from the same start to the first words of an answer, asked for as soon as Hearth's page responds.
    Raises CoachError when a page does not come.
    """
    taken: dict[str, list[float]] = {"hearth": [], "empty": [], "words": []}
    for number in range(rounds):
        status("Timing the start of the page", number / rounds)
        port = free_port()
        with _started([sys.executable, "-m", "ui.cli", "ui", "--no-browser", "--port", str(port)], port) as clock:
            taken["hearth"].append(clock())
            _ask(port, QUESTION)
            taken["words"].append(clock())
        port = free_port()
        taken["empty"].append(first_response_s([sys.executable, "-c", _EMPTY_PAGE, str(port)], port))
    hearth, empty, words = (statistics.median(taken[name]) for name in ("hearth", "empty", "words"))
    return {
        "hearth_s": round(hearth, 2),
        "empty_page_s": round(empty, 2),
        "ratio": round(hearth / empty, 3),
        "first_words_s": round(words, 2),
    }


def first_response_s(command: Sequence[str], port: int) -> float:
    """Start `command` and return the seconds until 127.0.0.1:`port` answers a request; the process is ended then.

    Raises CoachError when it ends by itself or does not answer in time.
    """
    with _started(command, port) as clock:
        return clock()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(command: Sequence[str], port: int) -> Iterator[Callable[[], float]]:
    """Run `command` until the block ends; give, once its page responds, a clock of the seconds since it was started."""
    from coach.errors import CoachError

    began = time.perf_counter()
    # Gradio asks itself whether it is up, and would ask a proxy's way
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "no_proxy": "*"}
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise CoachError("the page ended before it answered; run `hearth doctor`")
            if time.perf_counter() - began > _TIMEOUT_S:
                raise CoachError(f"the page did not answer within {_TIMEOUT_S:.0f} s")
            time.sleep(0.02)
        yield lambda: time.perf_counter() - began
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        return bool(_request(port, "/", timeout_s=5).status == 200)
    except (OSError, http.client.HTTPException):
        return False


def _ask(port: int, question: str) -> None:
    """Press Ask as the page does, by Gradio's queue, and return at the first words; raises CoachError where none come."""
    from coach.errors import CoachError

    try:
        page = _request(port, "/").read().decode("utf-8")
        config, _ = json.JSONDecoder().raw_decode(page.split(_CONFIG, 1)[1])
        button = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "ask")
        event = next(one for one in config["dependencies"] if [button, "click"] in one["targets"])
        given = {
            "fn_index": event["id"],
            "session_hash": "bench",
            "data": [question, *[None] * len(event["inputs"][1:])],
        }
        _request(port, "/gradio_api/queue/join", json.dumps(given)).read()
        for line in _request(port, "/gradio_api/queue/data?session_hash=bench"):
            if _FIRST_WORDS in line:
                return
    except (OSError, http.client.HTTPException, ValueError, LookupError, StopIteration) as error:
        raise CoachError(f"the page could not be asked ({type(error).__name__}); run `hearth doctor`") from error
    raise CoachError("the page gave no answer; run `hearth doctor`")


def _request(port: int, path: str, body: str | None = None, timeout_s: float = _TIMEOUT_S) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    connection.request("POST" if body else "GET", path, body, {"content-type": "application/json"} if body else {})
    return connection.getresponse()
