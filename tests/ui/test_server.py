"""The real server on loopback, with no model: who may ask, what for, how much, and what goes back."""

import asyncio
import base64
import http.client
import json
import os
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, InputError
from coach.settings import Settings
from tests.fakes import FakeParts, never_library, never_model
from ui import guard
from ui.server import opened, private_temp

JOIN, UPLOAD, RUN = "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/run/predict"
JSON = {"Content-Type": "application/json"}
PASSWORD = "a long walk by the sea"
_LEAKS = re.compile(r"Traceback|File \"|site-packages|/ui/|/coach/|\.py\b")


@dataclass(frozen=True)
class Answer:
    """What the server sent back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def line(self) -> str:
        """The body, which is one line of plain text."""
        text = self.body.decode()
        assert text.count("\n") == 1 and text.endswith("\n"), text
        assert "<" not in text and not _LEAKS.search(text)
        return text.strip()


@dataclass(frozen=True)
class Server:
    """A served page, and a client that sends exactly what it is told to."""

    port: int
    settings: Settings

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __call__(
        self,
        path: str = "/",
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | Iterator[bytes] | None = None,
    ) -> Answer:
        """Send a request as a program does that is no browser; a None among the headers is not sent."""
        given = {"Host": self.host, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                connection.putheader(name, value)
            chunked = body is not None and not isinstance(body, bytes)
            if chunked:
                connection.putheader("Transfer-Encoding", "chunked")
            elif body is not None and "Content-Length" not in given:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body, encode_chunked=chunked)
            answer = connection.getresponse()
            stream = "event-stream" in (answer.getheader("content-type") or "")
            headers_back = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers_back, b"" if stream else answer.read())
        finally:
            connection.close()

    def config(self) -> dict[str, Any]:
        """What Gradio tells the browser of the page."""
        found = re.search(rb"window\.gradio_config = (.*?);</script>", self().body)
        assert found is not None
        config: dict[str, Any] = json.loads(found[1])
        return config

    def run(self, event: str, element: str, data: list[Any]) -> Answer:
        """Run the handler of an event of the component with this elem_id at once, as the page does."""
        config = self.config()
        id_ = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == element)
        fn = next(one["id"] for one in config["dependencies"] if [id_, event] in one["targets"])
        sent = {"fn_index": fn, "data": data, "session_hash": "s", "event_data": None}
        return self(RUN, "POST", JSON, json.dumps(sent).encode())


@contextmanager
def serving(folder: Path, host: str = "127.0.0.1", password: str | None = None) -> Iterator[Server]:
    """Serve the page with its data in `folder`; its models are never loaded."""
    settings = Settings(data_dir=folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.loading.Parts", lambda settings, note: _parts())
        with opened(settings, host=host, port=0, password=password) as page:
            yield Server(int(page.address.rstrip("/").rpartition(":")[2]), settings)


def _parts() -> Any:
    class Parts(FakeParts):
        def refresh_library(self, *given: Any) -> Any:
            raise CoachError("nothing is indexed here")

    return Parts(never_library, never_model)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page on loopback."""
    with serving(tmp_path_factory.mktemp("served") / "data") as one:
        yield one


# who asks


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_this_computers_own_names_are_answered(server: Server, name: str) -> None:
    assert server(headers={"Host": f"{name}:{server.port}"}).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example:{port}",
        "localhost.rebound.example:{port}",
        "127.0.0.1.rebound.example:{port}",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "127.0.0.1:{port}@rebound.example",
        "rebound.example:{port}, 127.0.0.1:{port}",
        "0.0.0.0:{port}",
        "192.168.1.20:{port}",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/assets/x.js", "/gradio_api/queue/data?session_hash=s"])
def test_other_names_are_refused(server: Server, host: str, path: str) -> None:
    answer = server(path, headers={"Host": host.format(port=server.port)})
    assert answer.status == 403
    assert answer.line == "Hearth does not answer to that name. Open it at the address that it showed you."


def test_a_request_without_a_name_or_with_two_is_refused(server: Server) -> None:
    for hosts in ("", f"Host: {server.host}\r\nHost: rebound.example\r\n"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
            raw.sendall(f"GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n".encode())
            first = raw.makefile("rb").readline()
        assert first.split()[1] in (b"400", b"403"), first


FOREIGN: dict[str, Callable[[Server], dict[str, str]]] = {
    "origin": lambda one: {"Origin": "https://elsewhere.example"},
    "origin null": lambda one: {"Origin": "null"},
    "another port": lambda one: {"Origin": f"http://127.0.0.1:{one.port + 1}"},
    "another scheme": lambda one: {"Origin": f"https://{one.host}"},
    "begins alike": lambda one: {"Origin": f"http://{one.host}.elsewhere.example"},
    "another own name": lambda one: {"Origin": f"http://localhost:{one.port}"},
    "referer": lambda one: {"Referer": "https://elsewhere.example/page"},
    "referer begins alike": lambda one: {"Referer": f"http://{one.host}0/"},
    "cross-site": lambda one: {"Sec-Fetch-Site": "cross-site"},
    "same-site": lambda one: {"Sec-Fetch-Site": "same-site"},
    "own origin, sent from elsewhere": lambda one: {"Origin": f"http://{one.host}", "Sec-Fetch-Site": "cross-site"},
}


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", JOIN),
        ("POST", RUN),
        ("POST", UPLOAD),
        ("POST", "/gradio_api/cancel"),
        ("GET", "/gradio_api/queue/data?session_hash=s"),
        ("GET", "/gradio_api/heartbeat/s"),
        ("GET", "/gradio_api/upload_progress?upload_id=u"),
        ("GET", "/theme.css"),
        ("OPTIONS", JOIN),
        ("OPTIONS", "/"),
        ("POST", "/"),
    ],
)
def test_what_another_page_sends_is_refused(server: Server, method: str, path: str, foreign: Any) -> None:
    asked = {"Access-Control-Request-Method": "POST"} if method == "OPTIONS" else {}
    answer = server(path, method, foreign(server) | asked, b"{}" if method == "POST" else None)
    assert answer.status == 403
    assert answer.line == "Hearth answers its own page only, not another one in the same browser."
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_link_from_another_page_opens_the_page_and_a_frame_or_a_read_does_not(server: Server) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert server(headers=link).status == 200
    assert server(headers={"Referer": "https://elsewhere.example/"}).status == 200
    for other in ({"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Mode": "no-cors"}, {"Sec-Fetch-Dest": "empty"}):
        assert server(headers=link | other).status == 403


def test_the_pages_own_requests_are_answered_and_given_to_nobody_else(server: Server) -> None:
    own = {"Origin": f"http://{server.host}", "Referer": f"http://{server.host}/", "Sec-Fetch-Site": "same-origin"}
    for answer in (
        server("/theme.css", headers=own),
        server("/gradio_api/cancel", "POST", own | JSON, b'{"session_hash":"s","fn_index":0,"event_id":"e"}'),
    ):
        assert answer.status == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_websocket_is_never_opened(server: Server) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode(),
    }
    for path in ("/", JOIN, "/gradio_api/queue/data?session_hash=s"):
        assert server(path, headers=upgrade).status in (200, 404)  # never 101


def test_what_a_proxy_would_say_is_not_believed(server: Server) -> None:
    said = {
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "https",
        "X-Gradio-Server": "elsewhere.example",
    }
    assert b"elsewhere.example" not in server(headers=said).body


# what for

REACHED = {
    "/",
    "/assets/{path:path}",
    "/static/{path:path}",
    "/theme.css",
    "/favicon.ico",
    "/gradio_api/heartbeat/{session_hash}",
    "/gradio_api/queue/data",
    "/gradio_api/upload_progress",
    "/gradio_api/app_id",
    JOIN,
    "/gradio_api/run/{api_name}",
    "/gradio_api/cancel",
    "/gradio_api/reset",
    UPLOAD,
}


def _gradios_own() -> list[tuple[str, str]]:
    """Every path that Gradio serves, with its methods."""
    import gradio as gr
    from gradio.routes import App

    async def bare() -> Any:
        with gr.Blocks(analytics_enabled=False) as blocks:
            return App.create_app(blocks)

    routes: list[Any] = []
    for one in asyncio.run(bare()).routes:  # FastAPI keeps a router that was taken in as one of them
        routes += getattr(getattr(one, "original_router", None), "routes", [one])
    paths = [(method, one.path) for one in routes for method in sorted(one.methods)]
    return [one for one in paths if one[1] not in REACHED]


def test_nothing_of_gradios_is_there_but_what_the_page_uses(server: Server) -> None:
    closed = _gradios_own()
    names = " ".join(path for _, path in closed)
    known = "file= proxy= info openapi /config monitoring component_server stream deep_link login"
    assert all(one in names for one in known.split()), "the list is really Gradio's"
    assert len(closed) > 60
    for method, path in closed:
        filled = re.sub(r"\{[^}]*\}", "x", path)
        assert server(filled, method, JSON, b"{}").status in (403, 404, 405), (method, path)
        assert server(filled, method).line == "There is nothing here." if method != "HEAD" else True, (method, path)


def test_there_is_no_run_history_and_no_description_of_the_api(server: Server) -> None:
    config = server.config()
    assert config["run_history"] is False
    assert "public" not in {one["api_visibility"] for one in config["dependencies"]}
    named = re.search(rb"window\.gradio_api_info = (.*?);</script>", server().body)
    assert named is not None and json.loads(named[1])["named_endpoints"] == {}


def test_the_page_names_no_folder_of_this_computer(server: Server) -> None:
    text = server().body.decode()
    for private in (str(Path.home()), str(server.settings.data_dir), tempfile.gettempdir(), str(Path.cwd())):
        if len(private) > 5:  # "/root" and longer: "/" stands everywhere
            assert private not in text


@pytest.fixture(scope="module")
def secrets(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A file that the person keeps, one in the data folder, one in the source, and a link to the first among the uploads."""
    own = tmp_path_factory.mktemp("home") / "diary.md"
    own.write_text("sentinel: the diary of mine")
    kept = server.settings.data_dir / "kept.txt"
    kept.write_text("sentinel: what was kept")
    link = server.settings.tmp_dir / "link.md"
    link.symlink_to(own)
    yield {"own": own, "kept": kept, "source": Path(guard.__file__), "link": link}
    link.unlink()


@pytest.mark.parametrize("which", ["own", "kept", "source", "link"])
@pytest.mark.parametrize(
    "ask",
    [
        "/gradio_api/file={path}",
        "/gradio_api/file/{path}",
        "/gradio_api/file=..{path}",
        "/gradio_api/file={slashes}",
        "/gradio_api/file%3D{slashes}",
        "/file={path}",
        "/static{up}{path}",
        "/assets{up}{path}",
        "/assets/{path}",
        "/assets/%2e%2e{slashes}",
        "/assets/..%252f..%252f{path}",
        "/static//{path}",
        "/gradio_api/proxy=file://{path}",
        "{path}",
    ],
)
def test_no_file_of_this_computer_is_handed_out(server: Server, secrets: dict[str, Path], which: str, ask: str) -> None:
    path = str(secrets[which])
    slashes, up = path.replace("/", "%2F"), "/.." * 12
    answer = server(ask.format(path=path, slashes=slashes, up=up))
    assert answer.status in (403, 404)
    assert b"sentinel" not in answer.body and b"def " not in answer.body


@pytest.mark.parametrize("which", ["own", "kept", "source"])
def test_a_path_is_not_taken_for_an_uploaded_file(server: Server, secrets: dict[str, Path], which: str) -> None:
    sent = {"path": str(secrets[which]), "orig_name": "mine.md", "meta": {"_type": "gradio.FileData"}}
    answer = _hand_in(server, sent)
    assert "sentinel" not in answer and "Added" not in answer
    assert not list(server.settings.data_dir.glob("documents/*"))
    assert secrets[which].exists(), "it is not moved away either"


def test_an_address_in_place_of_a_file_is_not_fetched(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(1)
        url = f"http://127.0.0.1:{other.getsockname()[1]}/x.md"
        answer = _hand_in(server, {"path": url, "orig_name": "x.md", "meta": {"_type": "gradio.FileData"}})
        assert "Added" not in answer
        with pytest.raises(TimeoutError):
            other.accept()
    # the network guard of all tests would see a look-up of a name
    _hand_in(server, {"path": "https://elsewhere.example/x.md", "meta": {"_type": "gradio.FileData"}})


def test_an_upload_is_taken_in_and_lies_nowhere_else(server: Server) -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    assert Path(tempfile.gettempdir()) == server.settings.tmp_dir.resolve()
    assert server.settings.tmp_dir.stat().st_mode & 0o077 == 0
    text = "# Evenings\n\nWe said that we would eat together twice a week."
    sent = _upload(server, "evenings.md", text.encode())
    assert sent.status == 200
    (path,) = json.loads(sent.body)
    assert Path(path).is_relative_to(server.settings.tmp_dir)
    answer = _hand_in(server, {"path": path, "orig_name": "evenings.md", "meta": {"_type": "gradio.FileData"}})
    assert "evenings.md" in answer
    left = [one for one in set(Path(tempfile.gettempdir()).iterdir()) - before if one.is_dir() or one.stat().st_size]
    assert not left


def _upload(server: Server, name: str, content: bytes) -> Answer:
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    return server(UPLOAD, "POST", form, head + content + b"\r\n--b--\r\n")


def _hand_in(server: Server, file: dict[str, Any]) -> str:
    """Hand a file in on the tab Guides, through the queue, and return all that the page is told."""
    config = server.config()
    id_ = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "own-upload")
    fn = next(one["id"] for one in config["dependencies"] if [id_, "upload"] in one["targets"])
    session = os.urandom(8).hex()
    sent = {"fn_index": fn, "data": [[file], None], "session_hash": session}
    assert server(JOIN, "POST", JSON, json.dumps(sent).encode()).status == 200
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", f"/gradio_api/queue/data?session_hash={session}", headers={"Host": server.host})
    told = connection.getresponse().read().decode()
    connection.close()
    assert "process_completed" in told
    return told


# how much


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_sent(server: Server) -> None:
    for path, most in ((JOIN, guard.TEXT_BYTES), (RUN, guard.TEXT_BYTES), (UPLOAD, guard.UPLOAD_BYTES)):
        answer = server(path, "POST", {"Content-Length": str(most + 1), "Content-Type": "text/plain"}, b"")
        assert answer.status == 413
        assert answer.line.startswith("That is more than Hearth takes at once.")
    assert server("/", headers={"Content-Length": "5"}, body=b"12345").status == 413


def test_a_body_of_no_stated_length_is_cut_off(server: Server) -> None:
    many = (b"x" * 2**20 for _ in range(guard.TEXT_BYTES // 2**20 + 2))
    answer = server(JOIN, "POST", JSON, many)
    assert answer.status == 413
    assert json.loads(answer.body)["detail"].startswith("That is more than Hearth takes at once.")


def test_ten_megabytes_of_text_are_let_through(server: Server) -> None:
    body = json.dumps({"data": ["line\n" * 2_000_000], "session_hash": "s", "fn_index": 10_000}).encode()
    assert len(body) > 12_000_000
    assert server(JOIN, "POST", JSON, body).status not in (403, 404, 413)


def test_a_file_above_its_bound_is_refused(server: Server) -> None:
    answer = _upload(server, "big.txt", bytes(50 * 2**20 + 1))
    assert answer.status == 413
    assert not _LEAKS.search(answer.body.decode())


# what goes back


def _answers(server: Server) -> dict[str, Answer]:
    asset = re.search(rb"\./(assets/index-[\w-]+\.js)", server().body)
    assert asset is not None
    return {
        "page": server(),
        "asset": server(f"/{asset[1].decode()}"),
        "style": server("/theme.css"),
        "nothing": server("/nothing"),
        "no asset": server("/assets/nothing.js"),
        "refused": server(headers={"Origin": "null"}),
        "too much": server("/", body=b"12345"),
        "stream": server("/gradio_api/heartbeat/s"),
        "post": server("/gradio_api/reset", "POST", JSON, b'{"event_id":"e"}'),
    }


def test_every_answer_carries_the_headers(server: Server) -> None:
    for name, answer in _answers(server).items():
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["x-frame-options"] == "DENY", name
        assert answer.headers["referrer-policy"] == "same-origin", name
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", name
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", name
        assert "camera=()" in answer.headers["permissions-policy"], name
        assert ("no-store" in answer.headers.get("cache-control", "")) is (name != "asset"), name
        assert "server" not in answer.headers, name
        policy = dict(one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["connect-src"] == "'self'", name
        assert policy["object-src"] == policy["frame-ancestors"] == "'none'", name
        assert policy["base-uri"] == policy["form-action"] == "'self'", name
        assert "'unsafe-inline'" not in policy["script-src"], name
        assert not re.search(r"https?:|\*", answer.headers["content-security-policy"]), name


def test_the_pages_inline_scripts_are_the_only_ones_allowed(server: Server) -> None:
    hashes = re.findall(r"'sha256-[\w+/=]+'", server().headers["content-security-policy"])
    scripts = re.findall(rb"<script(?![^>]*\bsrc=)[^>]*>", server().body)
    assert len(hashes) == len(scripts) > 1
    assert "sha256" not in server("/theme.css").headers["content-security-policy"]


# a password


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page, for other machines as well."""
    with serving(tmp_path_factory.mktemp("wide") / "data", "0.0.0.0", PASSWORD) as one:
        yield one


def _basic(password: str, name: str = "me") -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


def test_a_wide_page_asks_for_its_password_everywhere(wide: Server) -> None:
    for path in ("/", "/theme.css", "/assets/x.js", "/gradio_api/heartbeat/s", "/nothing"):
        answer = wide(path)
        assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Basic realm="Hearth", charset="UTF-8"')
        assert answer.line == "Hearth asks for its password here."
    assert wide(JOIN, "POST", JSON, b"{}").status == 401
    for name in ("me", "", "anyone"):
        assert wide(headers=_basic(PASSWORD, name)).status == 200
    assert wide(headers=_basic(PASSWORD) | {"Origin": "https://elsewhere.example"}).status == 403


def test_a_wide_page_answers_addresses_in_figures_and_no_foreign_name(wide: Server) -> None:
    for name in ("192.168.7.7", "[fe80::1]", "localhost"):
        assert wide(headers=_basic(PASSWORD) | {"Host": f"{name}:{wide.port}"}).status == 200
    for host in (f"rebound.example:{wide.port}", "192.168.7.7:1", "192.168.7.7"):
        assert wide(headers=_basic(PASSWORD) | {"Host": host}).status == 403


def test_a_wrong_password_makes_the_next_try_wait(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "0.0.0.0", PASSWORD) as one:
        assert one(headers=_basic("a long walk by the se")).line == "That is not the password."
        answer = one(headers=_basic(PASSWORD))
        assert answer.status == 429
        assert answer.line == "Too many wrong passwords. Try again in 1 second."
        assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("password", [None, "", "eleven chrs"])
def test_no_wide_page_without_a_good_password(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(InputError, match="12 characters"), serving(tmp_path / "data", "0.0.0.0", password):
        pass


def test_an_address_that_this_computer_lacks_is_said(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"no address 192\.0\.2\.1"), serving(tmp_path, "192.0.2.1", PASSWORD):
        pass


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CoachError, match=f"port {port} is taken"), opened(Settings(data_dir=tmp_path), port=port):
            pass


def test_temporary_files_of_before_are_gone_and_none_are_left(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    (folder / "left.md").write_text("of a page that was killed")
    with private_temp(folder):
        assert list(folder.iterdir()) == []
        with tempfile.NamedTemporaryFile(delete=False) as one:
            assert Path(one.name).parent == folder
    assert not folder.exists()
    assert Path(tempfile.gettempdir()) != folder
