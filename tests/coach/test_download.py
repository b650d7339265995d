"""coach/download.py against a stand-in of the hub's HTTP interface on loopback."""

import hashlib
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from coach import connections
from coach.catalogue import ModelEntry
from coach.download import PIECE_BYTES, check_model, get_model, sha256
from coach.errors import DownloadError, ModelMissingError

CONTENT = b"GGUF" + bytes(range(256)) * 16384  # a little over 4 MB
HALF = len(CONTENT) // 2 + 1000
PATH = "/someone/model-GGUF/resolve/main/model.Q4.gguf"


@dataclass
class Hub:
    """What the stand-in serves, and what it was asked for."""

    content: bytes = CONTENT
    etag: str = hashlib.sha256(CONTENT).hexdigest()
    fail_after: int | None = None  # bytes of one answer after which the line goes dead
    refuse: bool = False  # answer downloads with 500
    stays_dead: bool = True  # what the line does after fail_after
    ranges: bool = True
    requests: list[tuple[str, str]] = field(default_factory=list)  # (method, Range)
    sent: int = 0
    endpoint: str = ""

    @property
    def downloads(self) -> list[str]:
        return [asked for method, asked in self.requests if method == "GET"]


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            asked = self.headers.get("Range", "")
            hub.requests.append((self.command, asked))
            assert "Authorization" not in self.headers
            if self.path != PATH:
                self.send_response(404)
                self.send_header("X-Error-Code", "EntryNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if body and hub.refuse:
                self.send_response(500)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            found = re.fullmatch(r"bytes=(\d+)-", asked) if hub.ranges else None
            start = int(found[1]) if found else 0
            part = hub.content[start:]
            self.send_response(206 if found else 200)
            self.send_header("ETag", f'"{hub.etag}"')
            self.send_header("X-Repo-Commit", "a" * 40)
            self.send_header("X-Linked-Size", str(len(hub.content)))
            self.send_header("Content-Length", str(len(part)))
            if found:
                self.send_header("Content-Range", f"bytes {start}-{len(hub.content) - 1}/{len(hub.content)}")
            self.end_headers()
            if not body:
                return
            if hub.fail_after is not None:
                part, hub.fail_after, hub.refuse = part[: hub.fail_after], None, hub.stays_dead
            hub.sent += len(part)
            self.wfile.write(part)
            self.wfile.flush()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def hub() -> Iterator[Hub]:
    served = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    served.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def entry(**changes: object) -> ModelEntry:
    fields = {"name": "big", "title": "Big", "repo": "someone/model-GGUF", "file": "model.Q4.gguf", "memory_mb": 10}
    return ModelEntry.model_validate(fields | changes)


def test_file_arrives_whole_with_its_digest_beside_it(hub: Hub, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    path = get_model(entry(), tmp_path, hub.endpoint, lambda done, total: heard.append((done, total)))
    assert path == tmp_path / "big" / "model.Q4.gguf"
    assert path.read_bytes() == CONTENT
    assert sorted(one.name for one in path.parent.iterdir()) == ["model.Q4.gguf", "model.Q4.gguf.sha256"]
    assert (path.parent / "model.Q4.gguf.sha256").read_text(encoding="ascii") == hub.etag
    assert heard[0] == (0, len(CONTENT))
    assert heard[-1] == (len(CONTENT), len(CONTENT))
    assert check_model(entry(), tmp_path) == hub.etag


def test_a_whole_file_is_not_fetched_again(hub: Hub, tmp_path: Path) -> None:
    get_model(entry(), tmp_path, hub.endpoint)
    hub.requests.clear()
    get_model(entry(), tmp_path, hub.endpoint)
    assert hub.requests == []


def test_broken_off_download_goes_on_where_it_stopped(hub: Hub, tmp_path: Path) -> None:
    hub.fail_after = HALF
    with pytest.raises(DownloadError, match=r"'big' could not be fetched .* goes on where it stopped"):
        get_model(entry(), tmp_path, hub.endpoint)
    assert not (tmp_path / "big" / "model.Q4.gguf").exists()
    hub.refuse = False
    path = get_model(entry(), tmp_path, hub.endpoint)
    assert path.read_bytes() == CONTENT
    kept = HALF // PIECE_BYTES * PIECE_BYTES  # the piece that broke off is lost
    assert kept
    assert hub.downloads[-1] == f"bytes={kept}-"
    assert hub.sent == len(CONTENT) + HALF - kept


def test_line_that_goes_dead_for_a_moment_is_tried_again_at_once(hub: Hub, tmp_path: Path) -> None:
    hub.fail_after, hub.stays_dead = HALF, False
    assert get_model(entry(), tmp_path, hub.endpoint).read_bytes() == CONTENT
    assert [bool(one) for one in hub.downloads] == [False, True]


def test_server_without_ranges_is_read_from_the_start(hub: Hub, tmp_path: Path) -> None:
    hub.fail_after = HALF
    with pytest.raises(DownloadError):
        get_model(entry(), tmp_path, hub.endpoint)
    hub.refuse = hub.ranges = False
    assert get_model(entry(), tmp_path, hub.endpoint).read_bytes() == CONTENT


def test_half_of_an_older_version_is_not_joined_to_a_newer_one(hub: Hub, tmp_path: Path) -> None:
    hub.fail_after = HALF
    with pytest.raises(DownloadError):
        get_model(entry(), tmp_path, hub.endpoint)
    hub.refuse = False
    hub.content = b"GGUF" + b"newer" * 100_000
    hub.etag = hashlib.sha256(hub.content).hexdigest()
    path = get_model(entry(), tmp_path, hub.endpoint)
    assert path.read_bytes() == hub.content
    assert not list(path.parent.glob("*.part"))


@pytest.mark.parametrize("named_by", ["hub", "entry"])
def test_damaged_file_is_removed(hub: Hub, tmp_path: Path, named_by: str) -> None:
    digest = hashlib.sha256(CONTENT).hexdigest()
    hub.content = CONTENT[:-1] + b"!"
    if named_by == "entry":
        hub.etag = "abc123"
    with pytest.raises(DownloadError, match="arrived damaged and was removed"):
        get_model(entry(sha256=digest if named_by == "entry" else ""), tmp_path, hub.endpoint)
    assert list((tmp_path / "big").iterdir()) == []


def test_file_that_is_no_model_is_removed(hub: Hub, tmp_path: Path) -> None:
    hub.content = b"<html>please log in</html>"
    hub.etag = hashlib.sha256(hub.content).hexdigest()
    with pytest.raises(DownloadError, match="not a GGUF model"):
        get_model(entry(), tmp_path, hub.endpoint)
    assert list((tmp_path / "big").iterdir()) == []


@pytest.mark.parametrize("what", ["missing file", "nothing listens"])
def test_what_cannot_be_had_is_said_in_one_line(hub: Hub, tmp_path: Path, what: str) -> None:
    endpoint = hub.endpoint if what == "missing file" else "http://127.0.0.1:9"
    wrong = entry(file="other.gguf") if what == "missing file" else entry()
    with pytest.raises(DownloadError) as raised:
        get_model(wrong, tmp_path, endpoint)
    assert "\n" not in str(raised.value)
    assert "could not be fetched from someone/model-GGUF" in str(raised.value)


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="make room first"):
        get_model(entry(size_mb=10**7), tmp_path, hub.endpoint)
    assert hub.requests == []


def test_hub_client_is_offline_again_after_a_download(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    get_model(entry(), tmp_path, hub.endpoint)
    assert constants.HF_HUB_OFFLINE
    assert os.environ.get("HF_HUB_OFFLINE") != "0"


def test_a_download_is_counted_as_what_a_person_asked_for(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reached(event: str, args: tuple[Any, ...]) -> str:
        """Take the stand-in for another machine."""
        return "hub" if event == "socket.connect" and hub.endpoint.endswith(f":{args[1][1]}") else ""

    monkeypatch.setattr(connections, "reached", reached)
    connections.watch()
    before = connections.seen().count
    get_model(entry(), tmp_path, hub.endpoint)
    seen = connections.seen()
    new = seen.latest[before - seen.count :]
    assert new and {(one.host, one.purpose) for one in new} == {("hub", "model")}


def test_check_finds_a_file_that_changed_since_it_came(hub: Hub, tmp_path: Path) -> None:
    path = get_model(entry(), tmp_path, hub.endpoint)
    path.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(DownloadError, match="is damaged; remove"):
        check_model(entry(), tmp_path)


def test_check_says_that_a_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="hearth models get big"):
        check_model(entry(), tmp_path)


def test_check_refuses_a_file_of_ones_own_that_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"not a model")
    mine = ModelEntry(name="mine", title="Mine", path=path, memory_mb=1)
    with pytest.raises(DownloadError, match="not a GGUF model"):
        check_model(mine, tmp_path)
    path.write_bytes(CONTENT)
    assert check_model(mine, tmp_path) == sha256(path) == hashlib.sha256(CONTENT).hexdigest()
