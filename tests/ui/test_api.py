"""The local API: the command line's shapes, streaming, refusals; and who is never answered."""

import gc
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest

from coach.assemble import Library
from coach.chat_model import ChatModel
from coach.errors import CoachError, InputError, ModelError
from coach.line import Line
from coach.messages import Message
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, ScriptedModel
from tests.ui.conftest import Hearth
from tests.ui.test_cli_jobs import COVERED, DANGER, DRAFT, FAQ, MESSAGE, SITUATION
from ui import api_server
from ui.api import MOST_JOBS
from ui.api_server import MOST_BYTES, opened
from ui.server import address_of

TOKEN = "a token of more than twenty-four"
SLOW_S = 60
"""How long a step may take on a slow, busy machine."""
GROUNDED = "Trust grows when small promises are kept every day. A kept promise says more than a long apology. "


class Served:
    """An open API, and a client of it that no proxy comes between."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = httpx.Client(base_url=address, trust_env=False, timeout=30)

    def post(self, path: str, **how: Any) -> httpx.Response:
        return self.client.post(path, **how)


@pytest.fixture
def serving(fake_library: Library, hearth_folders: Any) -> Iterator[Any]:
    """Opens the API over given replies of the model."""
    with ExitStack() as stack:

        def open_with(model: ChatModel | None = None, *replies: str | Exception, token: str = "") -> Served:
            chosen = model or ScriptedModel(replies or [GROUNDED], forever=True)
            coach = Coach(Settings(), FakeParts(lambda: fake_library, lambda: chosen))
            address, _ = stack.enter_context(opened(coach, host="127.0.0.1", port=0, token=token))
            served = Served(address)
            stack.callback(served.client.close)
            return served

        yield open_with


def without_times(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "seconds"}


@pytest.mark.parametrize(
    ("path", "body", "command"),
    [
        ("/ask", {"text": FAQ}, ["ask", FAQ]),
        ("/ask", {"text": COVERED}, ["ask", COVERED]),
        ("/ask", {"text": DANGER}, ["ask", DANGER]),
        ("/rewrite", {"text": MESSAGE, "tone": "all"}, ["rewrite", MESSAGE, "--tone", "all"]),
        ("/plan", {"text": SITUATION, "role": "neglected"}, ["plan", SITUATION, "--role", "neglected"]),
        ("/screen", {"text": DANGER}, ["screen", DANGER]),
        ("/screen", {"text": "We cook on Fridays"}, ["screen", "We cook on Fridays"]),
        ("/search", {"text": "trust", "top_k": 3}, ["search", "trust", "-k", "3"]),
    ],
)
def test_each_job_gives_what_the_command_line_gives(
    serving: Any, hearth: Hearth, path: str, body: dict[str, Any], command: list[str]
) -> None:
    hearth.with_replies(DRAFT)
    expected = hearth(*command, "--json").row
    answer = serving(None, DRAFT).post(path, json=body)
    assert answer.status_code == 200, answer.text
    assert without_times(answer.json()) == without_times(expected)
    assert set(answer.json()) == set(expected)


def test_id_is_given_back(serving: Any) -> None:
    served = serving()
    for path in ("/ask", "/rewrite", "/plan", "/screen", "/search"):
        assert served.post(path, json={"text": COVERED, "id": "seven"}).json()["id"] == "seven"


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_streamed_answer_is_text_sources_and_done(serving: Any) -> None:
    answer = serving().post("/ask", json={"text": COVERED, "stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    names = [name for name, _ in found]
    assert names[0] == "sources" and names[-1] == "done" and "text" in names
    done = found[-1][1]
    assert "".join(data["delta"] for name, data in found if name == "text") == done["answer"]
    assert done["kind"] == "generated" and found[0][1]["citations"] == done["citations"]


def test_talk_before_the_question_is_heard(serving: Any) -> None:
    history = [{"role": "user", "content": DANGER}, {"role": "assistant", "content": "I am sorry."}]
    told = serving().post("/ask", json={"text": "How much ibuprofen is safe?", "history": history}).json()
    assert told["kind"] == "safety"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("text", ["", "   ", "x" * 6_001, "¿?"])
def test_text_that_cannot_be_worked_with_is_an_error_in_one_line(serving: Any, text: str, stream: bool) -> None:
    answer = serving().post("/ask", json={"text": text, "stream": stream})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"} and "\n" not in answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "body", "part"),
    [
        ("/ask", {}, "text"),
        ("/ask", {"text": 5}, "text"),
        ("/ask", {"text": "hello", "role": "sesame"}, "role"),
        ("/ask", {"text": "hello", "sesame": 1}, "a field"),
        ("/rewrite", {"text": "hello", "tone": "sesame"}, "tone"),
        ("/search", {"text": "hello", "top_k": 101}, "top_k"),
        ("/ask", ["sesame"], "the body"),
    ],
)
def test_wrong_request_is_an_error_that_quotes_nothing(serving: Any, path: str, body: Any, part: str) -> None:
    answer = serving().post(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(part) and "sesame" not in answer.text


def test_model_that_fails_still_lets_the_guides_answer(serving: Any) -> None:
    assert serving(None, ModelError("it broke")).post("/ask", json={"text": COVERED}).json()["kind"] == "quoted"


def test_what_nobody_expected_is_an_error_in_one_line(serving: Any) -> None:
    answer = serving(None, RuntimeError("secret words")).post("/rewrite", json={"text": MESSAGE})
    assert answer.status_code == 500
    assert set(answer.json()) == {"error"} and "secret" not in answer.text


# -- who is answered ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"referer": "http://evil.example/page"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example"},
        {"host": "evil.example:7870"},
    ],
    ids=str,
)
def test_page_elsewhere_is_never_answered(serving: Any, headers: dict[str, str]) -> None:
    served = serving()
    for answer in (
        served.post("/screen", json={"text": DANGER}, headers=headers),
        served.client.get("/openapi.json", headers=headers),
    ):
        assert answer.status_code == 403
        assert set(answer.json()) == {"error"}
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_preflight_is_not_granted_and_a_form_cannot_ask(serving: Any) -> None:
    served = serving()
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    assert served.client.options("/screen", headers=asks).status_code == 404
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        body = json.dumps({"text": DANGER})
        answer = served.client.post("/screen", content=body, headers={"content-type": kind})
        assert answer.status_code == 422


def test_token_is_asked_for_where_there_is_one(serving: Any) -> None:
    served = serving(token=TOKEN)
    assert served.client.get("/openapi.json").status_code == 401
    right = {"authorization": f"Bearer {TOKEN}"}
    assert served.post("/screen", json={"text": DANGER}, headers=right).status_code == 200
    wrong = served.post("/screen", json={"text": DANGER}, headers={"authorization": "Bearer sesame"})
    assert (wrong.status_code, wrong.json()) == (401, {"error": "That is not the token."})
    again = {"authorization": "Bearer again"}
    assert served.post("/screen", json={"text": DANGER}, headers=again).status_code == 429  # guessing is slow
    assert served.post("/screen", json={"text": DANGER}, headers=right).status_code == 200  # and locks nobody out


@pytest.mark.parametrize(
    ("host", "token"),
    [("0.0.0.0", ""), ("0.0.0.0", "short"), ("127.0.0.1", "short"), ("127.0.0.1", f"{TOKEN}ü"), ("::1", f"{TOKEN} ")],
)
def test_wide_open_needs_a_good_token(host: str, token: str) -> None:
    coach = Coach(Settings(), FakeParts(lambda: None, lambda: None))  # type: ignore[arg-type, return-value]
    with pytest.raises(InputError, match=r"characters|plain letters"), opened(coach, host=host, port=0, token=token):
        pass


def test_body_beyond_the_bound_is_refused(serving: Any) -> None:
    served = serving()
    answer = served.post(
        "/screen", content=b'{"text": "' + b"x" * MOST_BYTES + b'"}', headers={"content-type": "application/json"}
    )
    assert (answer.status_code, set(answer.json())) == (413, {"error"})

    def chunks() -> Iterator[bytes]:
        for _ in range(80):
            yield b"x" * 65_536

    with suppress(httpx.TransportError):  # closed before all of it was sent
        assert served.post("/screen", content=chunks(), headers={"content-type": "application/json"}).status_code == 413
    assert served.post("/screen", json={"text": "hello you"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/ask/", "/gradio_api/info", "/../etc", "/metrics"])
def test_nothing_else_is_there(serving: Any, path: str) -> None:
    assert serving().client.get(path).status_code == 404


def test_openapi_describes_the_five_jobs_and_names_no_place_elsewhere(serving: Any) -> None:
    answer = serving().client.get("/openapi.json")
    described = answer.json()
    assert set(described["paths"]) == {"/ask", "/rewrite", "/plan", "/screen", "/search"}
    assert {"AskReply", "RewriteReply", "PlanReply", "ScreenReply", "SearchReply", "ErrorReply"} <= set(
        described["components"]["schemas"]
    )
    assert "http" not in answer.text.replace("HTTP", "")


def test_port_that_is_taken_is_said(serving: Any) -> None:
    port = httpx.URL(serving().address).port
    assert port and address_of("127.0.0.1", port) == f"http://127.0.0.1:{port}/"
    coach = Coach(Settings(), FakeParts(lambda: None, lambda: None))  # type: ignore[arg-type, return-value]
    with pytest.raises(CoachError, match="taken"), opened(coach, host="127.0.0.1", port=port):
        pass


class Endless(ScriptedModel):
    """Writes what no passage supports and never ends by itself; `left` is set once it was stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.writing, self.left = Line(), threading.Event(), threading.Event()

    def stream(self, messages: Sequence[Message], *, cancel: threading.Event | None = None, **_: Any) -> Iterator[str]:
        """Write until `cancel` is set."""
        assert cancel is not None
        try:
            while not cancel.wait(0.01):
                self.writing.set()
                yield "word "
        finally:
            self.left.set()


@pytest.mark.parametrize("body", [{"text": COVERED}, {"text": COVERED, "stream": True}], ids=["whole", "streamed"])
def test_who_leaves_stops_the_model(serving: Any, body: dict[str, Any]) -> None:
    model = Endless()
    served = serving(model)
    with closing(HTTPConnection(httpx.URL(served.address).netloc.decode())) as leaving:
        leaving.request("POST", "/ask", json.dumps(body), {"content-type": "application/json"})
        assert model.writing.wait(SLOW_S)
        assert not model.left.is_set()
    assert model.left.wait(SLOW_S)


class Deaf(ScriptedModel):
    """Writes a third sentence only once `go_on` is set, and looks at no signal to stop, which is kept as `told_to_stop`."""

    told_to_stop: threading.Event | None = None

    def __init__(self) -> None:
        super().__init__()
        self.line, self.waiting, self.go_on = Line(), threading.Event(), threading.Event()

    def stream(self, messages: Sequence[Message], *, cancel: threading.Event | None = None, **_: Any) -> Iterator[str]:
        """Write three sentences that a passage supports."""
        self.told_to_stop = cancel
        yield GROUNDED
        yield "Write each promise down and keep it. "
        self.waiting.set()
        self.go_on.wait(3 * SLOW_S)
        yield "Small promises that are kept let trust grow. "


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SLOW_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: what hangs in a cycle stays."""
    gc.disable()
    yield
    gc.enable()


def test_who_leaves_a_stream_as_a_sentence_comes_frees_the_model(serving: Any, no_collection: None) -> None:
    model = Deaf()
    served = serving(model)
    with served.client.stream("POST", "/ask", json={"text": COVERED, "stream": True}) as answer:
        pieces = answer.iter_bytes()  # the connection is closed with it
        next(pieces)
        assert model.waiting.wait(SLOW_S) and len(model.line) == 1
    assert model.told_to_stop is not None and model.told_to_stop.wait(SLOW_S)  # the server notices
    model.go_on.set()
    until(lambda: len(model.line) == 0)


def test_many_callers_at_once_wait_or_are_told_to_and_lock_up_nothing(serving: Any) -> None:
    model = Deaf()
    served = serving(model)

    def ask(stream: bool) -> httpx.Response:
        # without certificates, which each client would read
        with httpx.Client(base_url=served.address, trust_env=False, verify=False, timeout=3 * SLOW_S) as client:
            return client.post("/ask", json={"text": COVERED, "stream": stream})

    with ThreadPoolExecutor(60) as people, ExitStack() as at_last:
        at_last.callback(model.go_on.set)  # or a failure would wait for everybody's turn
        asked = [people.submit(ask, True)]
        assert model.waiting.wait(SLOW_S)
        asked += [people.submit(ask, at % 9 == 0) for at in range(45)]
        until(lambda: sum(one.done() for one in asked) == 46 - MOST_JOBS)  # those who were told to come back
        assert served.post("/screen", json={"text": DANGER}, timeout=SLOW_S).json()["label"] == "partner_violence"
        model.go_on.set()
        codes = Counter(one.result().status_code for one in asked)
    assert codes == {200: MOST_JOBS, 429: 46 - MOST_JOBS}
    assert served.post("/ask", json={"text": COVERED}).status_code == 200
    assert len(model.line) == 0


def test_talk_before_the_question_is_bounded_and_cleaned(serving: Any) -> None:
    served = serving()

    def ask(*said: str) -> httpx.Response:
        history = [{"role": "user", "content": one} for one in said]
        return served.post("/ask", json={"text": "How much ibuprofen is safe?", "history": history})

    for said in (["x " * 125_001], ["sesame " * 20_000] * 2):
        answer = ask(*said)
        assert (
            answer.status_code == 422 and answer.json()["error"].startswith("history") and "sesame" not in answer.text
        )
    assert ask("", "?!").status_code == 200
    hidden = DANGER.replace("e", "e\u200b")
    assert ask(hidden).json()["kind"] == "safety"


def test_service_goes_on_when_a_part_cannot_be_loaded(
    hearth_folders: Any, fake_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def broken(name: str) -> Any:
        loaded.append(name)
        raise RuntimeError(name)

    parts = FakeParts(lambda: broken("library"), lambda: broken("model"), lambda: broken("screen"))

    @contextmanager
    def ended(coach: Coach, **_: Any) -> Iterator[tuple[str, threading.Thread]]:
        yield "http://127.0.0.1:7870/", threading.Thread()

    monkeypatch.setattr(api_server, "opened", ended)
    api_server.serve(Coach(Settings(), parts), host="127.0.0.1", port=0, token="", on_open=lambda address: None)
    for one in threading.enumerate():
        if one.name == "hearth-loading":
            one.join(30)
    assert loaded == ["library", "screen", "model"]
