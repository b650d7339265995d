"""A small OpenAI-like server on loopback that does what it is told: answers, stalls, breaks off, talks rubbish."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODELS = {
    "object": "list",
    "data": [{"id": "little", "object": "model", "owned_by": "llamacpp", "meta": {"n_ctx": 2048}}],
}


def event(text: str = "", finish: str | None = None) -> bytes:
    """One event of a stream."""
    return (
        b"data: " + json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": finish}]}).encode() + b"\n\n"
    )


GOOD = [b": ping\n\n", event("Hel"), event("lo."), event(finish="stop"), b"data: [DONE]\n\n"]


@dataclass
class Standin:
    """What it answers, and what it was asked. `stream` gets the request and yields bytes, or is bytes."""

    models: Any = field(default_factory=lambda: MODELS)
    status: int = 200
    models_status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: "Callable[[dict[str, Any]], Iterator[bytes] | list[bytes]]" = lambda asked: GOOD
    refuse: "Callable[[dict[str, Any]], int]" = lambda asked: 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    """Set once a caller has closed the connection while it was being written to."""
    address: str = ""


@contextmanager
def standin(**how: Any) -> Iterator[Standin]:
    """Run one until the block ends."""
    one = Standin(**how)

    class Handler(BaseHTTPRequestHandler):
        """Answers as `one` says."""

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            """The list of models."""
            one.paths.append(self.path)
            one.keys.append(self.headers.get("authorization", ""))
            body = one.models if isinstance(one.models, bytes) else json.dumps(one.models).encode()
            self._begin(one.models_status)
            self.wfile.write(body)

        def do_POST(self) -> None:
            """An answer."""
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            one.paths.append(self.path)
            one.asked.append(asked)
            status = one.status if one.status != 200 else one.refuse(asked)
            self._begin(status)
            try:
                for piece in one.stream(asked):
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                one.gone.set()

        def _begin(self, status: int) -> None:
            self.send_response(status)
            for name, value in one.headers.items():
                self.send_header(name, value)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    one.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def free_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
