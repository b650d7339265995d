"""Requests that nobody would send: each is answered, none with what went wrong inside, and the page is there afterwards.

Sent as raw bytes, since a client library would refuse to. The same ones each time; HTTP_EXAMPLES=20000 sends more of them. No
hypothesis here: the server's threads use `random` meanwhile, which it takes for a fault of the test.
"""

import json
import os
import re
import socket
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from tests.ui.test_server import JOIN, JSON, RUN, UPLOAD, Server, serving

EXAMPLES = int(os.environ.get("HTTP_EXAMPLES", "1000"))
pytestmark = pytest.mark.timeout(300 + EXAMPLES)
_LEAKS = re.compile(rb"Traceback|File \"|site-packages|/gradio/|/ui/|/coach/|/tmp/|/home/|/root/|line \d+, in ")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
_OPEN_ENDED = {"content-length", "transfer-encoding", "expect"}

PATHS = (
    "/ /theme.css /assets/x.js /static/img/x.png /config /gradio_api/queue/data /gradio_api/call/predict "
    "/gradio_api/upload_progress /gradio_api/heartbeat/s /gradio_api/cancel /gradio_api/reset /gradio_api/component_server "
    f"/gradio_api/file=/etc/passwd /gradio_api/stream/x {JOIN} {RUN} {UPLOAD}"
).split()
METHODS = [
    "GET",
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "PUT",
    "DELETE",
    "OPTIONS",
    "HEAD",
    "PATCH",
    "TRACE",
    "CONNECT",
    "get",
    "G\x00T",
    "",
]
HEADERS = (
    "Origin Referer Content-Type Content-Length Transfer-Encoding Cookie Authorization Range Expect Upgrade Host "
    "Accept-Encoding X-Forwarded-Host Sec-Fetch-Site Connection x-gradio-history-bucket"
).split()
NASTY = [
    "",
    "\x00",
    "\r\n",
    "../" * 5,
    "%2e%2e%2f",
    "%00",
    "'\"><b>",
    "\ud800",
    "𝕏\u202e",
    "A" * 9000,
    "-1",
    "1e999",
    "{}",
    "~",
]
FIELDS = "session_hash event_data trigger_id event_id batched api_name simple_format fn_index data".split()


class Some:
    """Whatever comes to mind, the same for the same number."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)

    def text(self) -> str:
        if self.random.random() < 0.4:
            return self.random.choice(NASTY)
        return "".join(
            chr(self.random.choice([self.random.randrange(128), self.random.randrange(0xD800)])) for _ in range(8)
        )

    def blob(self) -> bytes:
        return self.random.randbytes(self.random.randrange(300))

    def value(self, depth: int = 3) -> Any:
        kind = self.random.randrange(9 if depth else 6)
        if kind == 6:
            return [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        if kind == 7:
            return {self.text(): self.value(depth - 1) for _ in range(self.random.randrange(4))}
        if kind == 8:
            path = self.random.choice([self.text(), "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/x"])
            return {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": self.text()}
        return [None, True, self.random.randrange(-3, 2**70), self.random.uniform(-1e308, 1e308), self.text(), "me"][
            kind
        ]

    def body(self) -> bytes:
        if self.random.random() < 0.2:
            return self.random.choice([b"", self.blob()])
        named = {name: self.value() for name in FIELDS if self.random.random() < 0.5}
        return json.dumps(self.random.choice([named, named, self.value()])).encode()

    def path(self) -> str:
        known, text = self.random.choice(PATHS), self.text()
        text = self.random.choice(
            [text, quote(text, errors="surrogatepass")]
        )  # as it is: the parser refuses most of it
        return self.random.choice([known, known, known + text, f"{known}?{text}", f"/{text}"])

    def headers(self) -> list[tuple[str, str]]:
        names = [self.random.choice([*HEADERS, self.text()]) for _ in range(self.random.choice([0, 0, 1, 2, 4]))]
        return [(name, self.random.choice([self.text(), "chunked", "5", "gzip"])) for name in names]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page on loopback; after all that is sent to it, it still serves, and has taken nothing in."""
    with serving(tmp_path_factory.mktemp("fuzzed") / "data") as one:
        yield one
        assert one().status == 200
        config = one.config()["dependencies"]
        sent = {"fn_index": config[0]["id"], "data": [None] * len(config[0]["inputs"]), "session_hash": "after"}
        assert one(JOIN, "POST", JSON, json.dumps(sent).encode()).status == 200
        assert not list((one.settings.data_dir / "documents").glob("*"))


def send(server: Server, method: str, path: str, given: list[tuple[str, str]], body: bytes) -> bytes:
    """Send a request as it is, and return the beginning of what comes back; fails where nothing comes within 10 seconds."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given)]
    names = {name.lower() for name, _ in given}
    lines += [] if "host" in names else [f"Host: {server.host}"]
    lines += [] if names & _OPEN_ENDED else [f"Content-Length: {len(body)}"]
    whole = "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogatepass") + body
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(whole)
        if names & _OPEN_ENDED or "\n" in path or any("\n" in part for one in given for part in one):
            raw.shutdown(socket.SHUT_WR)  # more may have been announced, and nothing more comes
        answer = b""
        try:
            while len(answer) < 20_000 and b"text/event-stream" not in answer:  # such an answer has no end
                piece = raw.recv(20_000)
                if not piece:
                    break
                answer += piece
        except ConnectionResetError:
            pass  # what was sent after the end of a request
        return answer


def judge(server: Server, answer: bytes) -> str:
    """Assert that an answer is one, and tells nothing of the inside; returns its status."""
    status = _STATUS.match(answer)
    assert status is not None, answer[:200]
    assert b"<!doctype html>" in answer or not _LEAKS.search(answer), answer[:2000]
    assert str(server.settings.data_dir).encode() not in answer
    return status[1].decode()


def test_any_request(server: Server) -> None:
    seen = set()
    for number in range(EXAMPLES):
        some = Some(number)
        method, path, headers, body = (
            some.random.choice(METHODS),
            some.path(),
            some.headers(),
            some.random.choice([b"", some.body()]),
        )
        answer = send(server, method, path, headers, body)
        broken = {name.lower() for name, _ in headers} & _OPEN_ENDED or "\n" in f"{path}{headers}".replace("\\n", "\n")
        if answer or not broken:
            seen.add(judge(server, answer))
    assert seen >= {"400", "403", "404", "413"}


def test_any_json_where_json_is_taken(server: Server) -> None:
    seen = set()
    for number in range(EXAMPLES):
        some = Some(number)
        path = some.random.choice([JOIN, RUN, "/gradio_api/cancel", "/gradio_api/reset"])
        seen.add(judge(server, send(server, "POST", path, list(JSON.items()), some.body())))
    assert seen >= {"200", "422"}


def test_any_values_for_a_handler(server: Server) -> None:
    handlers = server.config()["dependencies"]
    seen = set()
    for number in range(EXAMPLES // 5):
        some = Some(number)
        one = some.random.choice(handlers)
        values = [some.random.choice([some.text(), "me", some.value()]) for _ in one["inputs"]]
        sent = {"fn_index": one["id"], "data": values, "session_hash": some.text(), "event_data": some.value()}
        path = RUN if one["queue"] is False else JOIN
        seen.add(judge(server, send(server, "POST", path, list(JSON.items()), json.dumps(sent).encode())))
    assert "200" in seen


def test_any_upload(server: Server) -> None:
    form = [("Content-Type", "multipart/form-data; boundary=b")]
    count = 0
    for number in range(EXAMPLES):
        some = Some(number)
        field = some.random.choice(["files", "files", "file", ""])
        head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{some.text()}"\r\n\r\n'
        end = some.random.choice([b"\r\n--b--\r\n", b"\r\n--b--\r\n", b"", some.blob()])
        answer = send(server, "POST", UPLOAD, form, head.encode("utf-8", "surrogatepass") + some.blob() + end)
        if not answer.startswith(b"HTTP/1.1 200"):
            judge(server, answer)
            continue
        for path in json.loads(answer.partition(b"\r\n\r\n")[2]):
            count += 1
            assert path.startswith(str(server.settings.tmp_dir)) and "/../" not in path
    assert count > EXAMPLES / 10
