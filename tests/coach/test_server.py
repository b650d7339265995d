"""A model that another program serves: what is asked of it, what comes of its answers, and of servers that misbehave."""

import json
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.assemble import load_model
from coach.candidates import PromptedWriter, writer
from coach.catalogue import load_catalogue
from coach.chat_model import is_tuned
from coach.errors import ModelError, SettingsError
from coach.messages import Message
from coach.server import N_CTX, ServerModel
from coach.server_entry import ServerFields
from coach.settings import load_settings
from coach.thinking import TOKENS as THINKING_TOKENS
from tests.coach.serving import GOOD, MODELS, Standin, event, free_port, standin

SAID = "he never listens to me"
ASKED = [Message("system", "Be kind."), Message("user", SAID)]


def connect(one: Standin, **fields: Any) -> ServerModel:
    return ServerModel("far", ServerFields(server=one.address, **fields))


def written(model: ServerModel, **options: Any) -> str:
    return "".join(model.stream(ASKED, max_tokens=20, **options))


def refused(one: Standin, **fields: Any) -> str:
    with pytest.raises(ModelError) as caught:
        written(connect(one, **fields))
    said = str(caught.value)
    assert "\n" not in said and SAID not in said and len(said) < 200
    return said


def test_answer_comes_in_pieces_and_the_request_says_what_was_asked() -> None:
    with standin() as one:
        model = connect(one)
        assert list(model.stream(ASKED, max_tokens=20, temperature=0.0, seed=3)) == ["Hel", "lo."]
        (body,) = one.asked
        assert body["messages"] == [{"role": "system", "content": "Be kind."}, {"role": "user", "content": SAID}]
        assert (body["model"], body["max_tokens"], body["temperature"], body["seed"]) == ("little", 20, 0.0, 3)
        assert body["stream"] is True and "grammar" not in body
        assert one.paths == ["/v1/models", "/v1/chat/completions"]


def test_server_model_is_not_tuned_and_goes_through_the_checks_alone() -> None:
    with standin() as one:
        model = connect(one)
        assert not is_tuned(model) and isinstance(writer("You never call", "i-statement", model), PromptedWriter)


@pytest.mark.parametrize(
    ("listed", "n_ctx"),
    [
        ({"id": "a", "meta": {"n_ctx": 8192, "n_ctx_train": 131_072}}, 8192),
        ({"id": "a", "meta": {"n_ctx_train": 32_768}}, 32_768),
        ({"id": "a", "max_model_len": 16_384}, 16_384),
        ({"id": "a"}, N_CTX),
        ({"id": "a", "meta": None, "max_model_len": "much"}, N_CTX),
        ({"id": "a", "max_model_len": True}, N_CTX),
    ],
)
def test_context_is_what_the_server_says(listed: dict[str, Any], n_ctx: int) -> None:
    with standin(models={"data": [listed]}) as one:
        assert connect(one).n_ctx == n_ctx


@pytest.mark.parametrize(
    ("owner", "field"),
    [("llamacpp", "grammar"), ("me", "grammar"), ("vllm", "structured_outputs"), ("library", None), ("openai", None)],
)
def test_grammar_goes_the_way_that_the_server_has_for_it(owner: str, field: str | None) -> None:
    with standin(models={"data": [{"id": "a", "owned_by": owner}]}) as one:
        written(connect(one), grammar='root ::= "x"')
        bound = {name: one.asked[0][name] for name in ("grammar", "structured_outputs") if name in one.asked[0]}
        expected: Any = 'root ::= "x"' if field == "grammar" else {"grammar": 'root ::= "x"'}
        assert bound == ({field: expected} if field else {})


NO_THOUGHTS = {"chat_template_kwargs": {"enable_thinking": False}}
NO_EFFORT = {"reasoning_effort": "none"}


@pytest.mark.parametrize(
    ("owner", "switches", "most"),
    [
        ("llamacpp", NO_THOUGHTS, 20),
        ("vllm", NO_THOUGHTS, 20),
        ("me", {}, 20 + THINKING_TOKENS),
        ("library", NO_EFFORT, 20 + THINKING_TOKENS),  # which some of its models do not heed
    ],
)
def test_thinking_aloud_is_switched_off_or_given_room(owner: str, switches: dict[str, Any], most: int) -> None:
    with standin(models={"data": [{"id": "a", "owned_by": owner}]}) as one:
        model = connect(one)
        written(model)
        (asked,) = one.asked
        assert {name: asked[name] for name in (*NO_THOUGHTS, *NO_EFFORT) if name in asked} == switches
        assert asked["max_tokens"] == most
        # not beyond the context, and a grammar leaves no place for thoughts
        long = [Message("user", "word " * (model.n_ctx * 3 // 5 - 100))]
        "".join(model.stream(long, max_tokens=20))
        assert 20 <= one.asked[-1]["max_tokens"] < 200
        written(model, grammar='root ::= "x"')
        assert (one.asked[-1]["max_tokens"] == 20) == (owner != "library")


def test_server_that_knows_no_switch_is_asked_without_it() -> None:
    with standin(
        models={"data": [{"id": "a", "owned_by": "library"}]},
        refuse=lambda asked: 400 if "reasoning_effort" in asked else 200,
    ) as one:
        model = connect(one)
        assert [written(model) for _ in range(2)] == ["Hello.", "Hello."]
        assert ["reasoning_effort" in body for body in one.asked] == [True, False, False]


@pytest.mark.parametrize("text", ["", "<think>Well, he"], ids=["apart", "within"])
def test_thoughts_that_leave_no_room_for_an_answer_are_said_to(text: str) -> None:
    thought = b'data: {"choices": [{"delta": {"reasoning": "hm", "content": ""}, "finish_reason": null}]}\n\n'
    ended = [event(finish="length"), b"data: [DONE]\n\n"]
    with standin(stream=lambda asked: [thought, event(text), *ended]) as one:
        assert "thinking aloud and wrote no answer" in refused(one)
    with standin(stream=lambda asked: [event("A beginning"), *ended]) as one:
        assert written(connect(one)) == "A beginning"


def test_thoughts_that_come_apart_from_the_answer_are_left_out() -> None:
    thought = b'data: {"choices": [{"delta": {"reasoning_content": "hm", "content": null}, "finish_reason": null}]}\n\n'
    with standin(stream=lambda asked: [thought, *GOOD]) as one:
        assert written(connect(one)) == "Hello."


def test_server_that_knows_no_grammar_is_asked_without_and_not_again_with_one() -> None:
    with standin(refuse=lambda asked: 400 if "grammar" in asked else 200) as one:
        model = connect(one)
        assert [written(model, grammar='root ::= "x"') for _ in range(2)] == ["Hello.", "Hello."]
        assert ["grammar" in body for body in one.asked] == [True, False, False]


def test_tokens_are_counted_rather_too_many(
    llama_words: str = "I feel lonely when we do not talk in the evening.",
) -> None:
    with standin() as one:
        model = connect(one)
        assert model.count_tokens("") == 0
        assert len(llama_words.split()) <= model.count_tokens(llama_words) <= len(llama_words)


@pytest.mark.parametrize(
    ("status", "part"),
    [
        (401, "wants a key"),
        (403, "lets nobody in"),
        (404, "there is no model"),
        (429, "too much to do"),
        (503, "not ready"),
        (500, "failed (500)"),
        (400, "cannot work with"),
        (302, "points to another address"),
    ],
)
def test_status_that_is_no_answer_is_said_in_one_line(status: int, part: str) -> None:
    with standin(
        status=status, stream=lambda asked: [json.dumps({"error": {"message": f"quoting: {SAID}"}}).encode()]
    ) as one:
        assert part in refused(one, model="little")


@pytest.mark.parametrize(
    "error",
    [
        {"code": "context_length_exceeded"},
        {"type": "exceed_context_size_error", "code": 400},
        {"message": f"This model's maximum context length is 512 tokens. You said {SAID}"},
    ],
)
def test_too_long_a_prompt_is_said_as_such(error: dict[str, Any]) -> None:
    with standin(status=400, stream=lambda asked: [json.dumps({"error": error}).encode()]) as one:
        assert "too long" in refused(one)


def test_redirect_is_not_followed() -> None:
    with standin() as other, standin(status=307, headers={"location": f"{other.address}/chat/completions"}) as one:
        assert "does not follow" in refused(one)
        assert other.asked == [] and other.paths == []


@pytest.mark.parametrize(
    "stream",
    [
        GOOD[:2],
        [event("Hel")[:-9]],
        [b"data: [DONE]\n\n"],  # llama-cpp-python's server, when another caller interrupts
        [],
        [b": ping\n\n"],
    ],
    ids=["no end", "half an event", "done without an end", "nothing", "pings alone"],
)
def test_answer_that_ends_early_is_no_answer(stream: list[bytes]) -> None:
    with standin(stream=lambda asked: stream) as one, pytest.raises(ModelError) as caught:
        written(connect(one))
    assert "broke off" in str(caught.value) or "no OpenAI-compatible server" in str(caught.value)


@pytest.mark.parametrize(
    "stream",
    [
        [b"<html>Welcome</html>\n"],
        [b"data: {not json}\n\n"],
        [b"data: []\n\n"],
        [b"data: 5\n\n"],
        [b'data: {"choices": [7]}\n\n'],
        [b"data: \xff\xfe\n\n"],
        [b"data: " + b"[" * 100_000 + b"\n\n"],
    ],
)
def test_rubbish_is_said_to_be_no_such_server(stream: list[bytes]) -> None:
    with standin(stream=lambda asked: stream) as one:
        assert "no OpenAI-compatible server" in refused(one)


def test_error_in_the_middle_of_a_stream_is_a_model_error() -> None:
    stream = [event("Hel"), b'data: {"error": {"message": "boom", "code": 500}}\n\n']
    with standin(stream=lambda asked: stream) as one:
        assert "failed" in refused(one)


def test_answer_without_end_is_cut_off() -> None:
    with standin(stream=lambda asked: (b": " + b"x" * 65_000 + b"\n" for _ in count())) as one:
        assert "broke off" in refused(one)
        assert one.gone.wait(5)


@pytest.mark.parametrize("models", [b"<html>", b"[]", b'{"data": 5}', b'{"models": []}', b"\x00\xff"])
def test_list_that_is_none_tells_that_this_is_no_such_server(models: bytes) -> None:
    with standin(models=models) as one, pytest.raises(ModelError, match="no OpenAI-compatible server"):
        connect(one)


def test_server_without_a_list_is_asked_for_the_model_of_the_entry() -> None:
    with standin(models_status=404) as one:
        model = connect(one, model="named")
        written(model)
        assert one.asked[0]["model"] == "named"
        with pytest.raises(ModelError):
            connect(one)


def test_nobody_there_is_said_at_once() -> None:
    with pytest.raises(ModelError, match="cannot be reached"):
        ServerModel("far", ServerFields(server=f"http://127.0.0.1:{free_port()}/v1"))


def _stalling(stop: threading.Event, *first: bytes) -> Any:
    def stream(asked: dict[str, Any]) -> Iterator[bytes]:
        yield from first
        while not stop.wait(0.05):
            yield b": ping\n\n"

    return stream


@pytest.mark.parametrize("first", [(), (event("Hel"),)], ids=["before the first word", "after it"])
def test_cancel_returns_at_once_and_closes_the_connection(first: tuple[bytes, ...]) -> None:
    over, cancel = threading.Event(), threading.Event()
    with standin(stream=_stalling(over, *first)) as one:
        model = connect(one)
        threading.Timer(0.2, cancel.set).start()
        assert written(model, cancel=cancel) == "Hel" * len(first)
        # the server meets a closed connection: it stops working for nobody
        assert one.gone.wait(5)
        over.set()


def test_closing_the_answer_closes_the_connection() -> None:
    over = threading.Event()
    with standin(stream=_stalling(over, event("Hel"))) as one:
        pieces = connect(one).stream(ASKED, max_tokens=9)
        assert next(iter(pieces)) == "Hel"
        pieces.close()  # type: ignore[attr-defined]
        assert one.gone.wait(5)
        over.set()


def test_silence_ends_though_the_line_is_kept_open() -> None:
    over = threading.Event()
    with standin(stream=_stalling(over)) as one:
        began = time.monotonic()
        with pytest.raises(ModelError, match="does not answer"):
            written(connect(one, timeout_s=1))
        assert time.monotonic() - began >= 1
        over.set()


def test_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with standin() as proxy, standin() as one:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.setenv("no_proxy", "")
        assert written(connect(one)) == "Hello."
        assert proxy.paths == []


@given(st.lists(st.binary(max_size=60), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_sends_ends_in_text_or_in_a_model_error(pieces: list[bytes]) -> None:
    with standin(stream=lambda asked: [b"data: ", *pieces, b"\n\n"]) as one:
        try:
            assert isinstance(written(connect(one)), str)
        except ModelError as error:
            assert "\n" not in str(error)


# -- entries -----------------------------------------------------------------------------------------------------------


def entries(folder: Path, text: str) -> Any:
    file = folder / "models.toml"
    file.write_text(f"[models.far]\ntitle = 'Far'\n{text}\n", encoding="utf-8")
    return load_catalogue(file)["far"]


def test_entry_needs_only_its_address(tmp_path: Path) -> None:
    entry = entries(tmp_path, 'server = "http://127.0.0.1:8080/v1/"')
    assert (entry.server, entry.leaves, entry.warning) == ("http://127.0.0.1:8080/v1", False, "")


def test_server_elsewhere_needs_the_persons_word(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="leaves_this_machine = true") as caught:
        entries(tmp_path, 'server = "https://models.example.org/v1"')
    assert "models.example.org" in str(caught.value) and "\n" not in str(caught.value)
    entry = entries(tmp_path, 'server = "https://models.example.org/v1"\nleaves_this_machine = true')
    assert entry.leaves and "models.example.org" in entry.warning and "plain HTTP" not in entry.warning
    entry = entries(tmp_path, 'server = "http://192.168.1.9:8000/v1"\nleaves_this_machine = true')
    assert "plain HTTP" in entry.warning


@pytest.mark.parametrize(
    "server",
    [
        "127.0.0.1:8080",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:8080/v1?key=x",
        "http://127.0.0.1.example.org/v1",
        "http://[::1/v1",
    ],
)
def test_address_that_is_none_or_only_looks_local_is_refused(tmp_path: Path, server: str) -> None:
    with pytest.raises(SettingsError, match="'far'"):
        entries(tmp_path, f'server = "{server}"')


def test_key_in_the_address_or_the_entry_is_refused_and_not_repeated(tmp_path: Path) -> None:
    for line in ('server = "http://me:sesame@127.0.0.1/v1"', 'server = "http://127.0.0.1/v1"\napi_key = "sesame"'):
        with pytest.raises(SettingsError) as caught:
            entries(tmp_path, line)
        assert "sesame" not in str(caught.value)


def test_key_comes_from_the_variable_that_the_entry_names(
    hearth_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standin() as one:
        file = hearth_folders / "config" / "models.toml"
        file.write_text(f'[models.far]\ntitle = "Far"\nserver = "{one.address}"\napi_key_env = "MY_KEY"\n')
        with pytest.raises(ModelError, match="MY_KEY"):
            load_model(load_settings(model="far"), lambda stage, share: None)
        monkeypatch.setenv("MY_KEY", "sesame")
        model = load_model(load_settings(model="far"), lambda stage, share: None)
        assert (model.name, model.n_ctx, one.keys) == ("far", MODELS["data"][0]["meta"]["n_ctx"], ["Bearer sesame"])  # type: ignore[index]
