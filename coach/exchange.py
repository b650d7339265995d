"""One HTTP request whose answer is read line by line, and that can be left at any moment.

The request runs in a thread of its own, so that whoever waits for it can go: the connection is closed under it then, which tells
the server that nobody listens any more. Each request has a connection of its own for that reason.
"""

import contextvars
import queue
import socket
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Any

from coach.connections import asked_for, is_local

_CONNECT_S = 5.0
_LOOK_S = 0.05  # between two looks at whether to stop
_END: Any = object()


class ServerSilentError(Exception):
    """Nothing came for too long."""


class Exchange:
    """One request to `url`: with `body`, as JSON. `status` is known once the first line is there."""

    def __init__(
        self, method: str, url: str, headers: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> None:
        self._method, self._url, self._headers, self._given = method, url, dict(headers), body
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._stream: Any = None
        self._left = threading.Event()
        self._text: list[str] = []
        self.status = 0

    def body(self) -> str:
        """Return what was read so far; where the status is not 200, all of it."""
        return "\n".join(self._text)

    def lines(self, timeout_s: float, most_bytes: int, cancel: threading.Event | None) -> Generator[str, None, None]:
        """Yield the answer's lines. Ends at once when `cancel` is set; then, and when closed, so is the connection.

        An answer that is none (its status is not 200) comes whole, as one. Raises what httpx raises, ServerSilentError when no
        line that says something came for `timeout_s`, and httpx.DecodingError when more came than `most_bytes`.
        """
        work = contextvars.copy_context()
        thread = threading.Thread(target=work.run, args=(self._run, timeout_s, most_bytes), daemon=True)
        thread.start()
        until = time.monotonic() + timeout_s
        try:
            while cancel is None or not cancel.is_set():
                try:
                    found = self._inbox.get(timeout=_LOOK_S)
                except queue.Empty:
                    if time.monotonic() > until:
                        raise ServerSilentError from None
                    continue
                if found is _END:
                    return
                if isinstance(found, Exception):
                    raise found
                if found.strip() and not found.startswith(":"):  # what only keeps the line open is no word
                    until = time.monotonic() + timeout_s
                elif time.monotonic() > until:
                    raise ServerSilentError
                yield found
        finally:
            self._leave()

    def _leave(self) -> None:
        self._left.set()
        sock = self._stream.get_extra_info("socket") if self._stream is not None else None
        if sock is not None:
            with suppress(OSError):  # it is closed already
                sock.shutdown(socket.SHUT_RDWR)

    def _noted(self, event: str, info: Mapping[str, Any]) -> None:
        """Keep hold of the connection, as httpcore tells of it (docs of its `trace` extension)."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info["return_value"]
        if self._left.is_set():  # whoever asked has gone while it was being made
            self._leave()

    def _run(self, timeout_s: float, most_bytes: int) -> None:
        import httpx

        try:
            limit = httpx.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
            with (
                asked_for("" if is_local(httpx.URL(self._url).host) else "server"),
                httpx.Client(trust_env=False, follow_redirects=False, timeout=limit) as client,
                client.stream(
                    self._method,
                    self._url,
                    headers={**self._headers, "accept-encoding": "identity", "connection": "close"},
                    json=self._given,
                    extensions={"trace": self._noted},
                ) as answer,
            ):
                self.status = answer.status_code
                self._read(answer, most_bytes)
        except Exception as error:  # whoever reads the lines is told
            self._inbox.put(error)
        else:
            self._inbox.put(_END)

    def _read(self, answer: Any, most_bytes: int) -> None:
        import httpx

        pending, taken, whole = b"", 0, answer.status_code != 200 or self._given is None
        for chunk in answer.iter_raw():
            taken += len(chunk)
            if taken > most_bytes:
                raise httpx.DecodingError("more than an answer takes")
            pending += chunk
            if not whole:
                *lines, pending = pending.split(b"\n")
                for line in lines:
                    self._inbox.put(line.decode("utf-8", "replace").rstrip("\r"))
        text = pending.decode("utf-8", "replace")
        self._text.append(text)
        if whole or text:
            self._inbox.put(text)
