"""A language model that another program serves: the twin of LlamaCppModel, over OpenAI's chat completions.

llama-server, vLLM, Ollama and llama-cpp-python's own server speak it. No proxy is used and no redirect followed. Nothing that the
server says in its errors is passed on: some quote what they were sent. Candidates are not ranked by likelihood, for that is the
adapter's way; the checks judge what comes from here.
"""

import json
import math
import re
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from coach.errors import ModelError
from coach.exchange import Exchange, ServerSilentError
from coach.messages import Message
from coach.server_entry import ServerFields
from coach.thinking import TOKENS as THINKING_TOKENS
from coach.thinking import answer

N_CTX = 4096
"""How much context a server is taken to have that does not say."""
_ASK_S = 10.0  # for the list of models
_MOST_BYTES = 4 * 2**20  # of one answer
_BYTES_PER_TOKEN = 3.0  # the guides have 3.7 to 4.9 to a token; counting too many is safe
_MOST_LETTERS = 8  # to a token, in a whole prompt
# how servers let a grammar (GBNF) bind the answer, by what they call themselves in their list of models
_GRAMMAR: dict[str, str] = {"llamacpp": "grammar", "me": "grammar", "vllm": "structured_outputs"}
# the switch that chat templates have for thinking aloud, which is neither shown nor checked, and which two servers pass on
_NO_THOUGHTS: dict[str, Any] = {"chat_template_kwargs": {"enable_thinking": False}}
# Ollama ("library") has one of its own, which some of its models do not heed
_SWITCHES = {"llamacpp": _NO_THOUGHTS, "vllm": _NO_THOUGHTS, "library": {"reasoning_effort": "none"}}
_FIELD = re.compile(r":|(?:event|id|retry)\b")
# the words of llama-server, llama-cpp-python, vLLM and OpenAI
_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "context size",
    "context window",
)


class ServerModel:
    """A ChatModel over HTTP. Serves as many callers at once as its server does."""

    def __init__(
        self,
        name: str,
        entry: ServerFields,
        *,
        key: str = "",
        n_ctx: int = 0,
        sampling: Mapping[str, Any] | None = None,
        grammar: bool = True,
    ) -> None:
        """Ask the server which models it has; raises ModelError in one line when it is not there, or is no such server.

        `n_ctx` of 0 takes the server's own; without `grammar` none is ever passed on.
        """
        self.name = name
        self._entry = entry
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._sampling = dict(sampling or {})
        listed = self._listed()
        chosen = next((one for one in listed if one.get("id") == entry.model), listed[0] if listed else {})
        self._model = entry.model or str(chosen.get("id", ""))
        if not self._model:
            raise ModelError(f'the server of model {name!r} lists no model; name one in its entry: model = "…"')
        self.n_ctx = n_ctx or _context(chosen) or N_CTX
        owner = str(chosen.get("owned_by", ""))
        self._grammar = _GRAMMAR.get(owner, "") if grammar else ""
        self._extra = _SWITCHES.get(owner, {})

    def count_tokens(self, text: str) -> int:
        """Return about how many tokens `text` takes, rather too many: servers have no one way to be asked."""
        return math.ceil(len(text.encode("utf-8", "replace")) / _BYTES_PER_TOKEN)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float | None = None,
        seed: int = 0,
        grammar: str | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[str]:
        """Yield the answer in pieces; see ChatModel.stream. Once `cancel` is set the connection is closed."""
        if sum(len(one.content) for one in messages) > self.n_ctx * _MOST_LETTERS:
            raise self._too_long()  # not every server says so: llama-cpp-python's closes the line
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            "temperature": self._sampling.get("temperature", 0.4) if temperature is None else temperature,
            "top_p": self._sampling.get("top_p", 0.95),
            "seed": seed,
            "stream": True,
        }
        # thoughts count for the server, and not for us: the answer needs room beside them
        spare = self.n_ctx - max_tokens - sum(self.count_tokens(one.content) for one in messages)
        spare = max(0, min(THINKING_TOKENS, spare))
        while True:
            bound = self._bound(grammar) if grammar is not None and self._grammar else {}
            silent = bound or self._extra is _NO_THOUGHTS
            asked = body | self._extra | bound | {"max_tokens": max_tokens + (0 if silent else spare)}
            try:
                yield from self._answer(asked, max_tokens, cancel)
                return
            except _RefusedError as error:
                if bound:
                    self._grammar = ""  # it knows no grammar after all; the checks judge the shape
                elif self._extra:
                    self._extra = {}  # nor the switch
                else:
                    raise ModelError(
                        f"the server of model {self.name!r} cannot work with what Hearth asked of it"
                    ) from error

    def _answer(
        self, body: Mapping[str, Any], max_tokens: int, cancel: threading.Event | None
    ) -> Generator[str, None, None]:
        """Yield what is answer of what the server writes, up to `max_tokens` of it."""
        ends: list[str] = []
        written = False
        with closing(self._pieces(body, cancel, ends)) as pieces:
            for piece in answer(pieces, max_tokens):
                written = True
                yield piece
        if ends == ["length"] and not written:
            raise ModelError(
                f"model {self.name!r} took all its room for thinking aloud and wrote no answer; switch that off where it is "
                "served, or choose another model (`hearth models`)"
            )

    def _bound(self, grammar: str) -> dict[str, Any]:
        return {"grammar": grammar} if self._grammar == "grammar" else {"structured_outputs": {"grammar": grammar}}

    def _pieces(
        self, body: Mapping[str, Any], cancel: threading.Event | None, ends: list[str]
    ) -> Generator[str, None, None]:
        """Yield what the server writes, and add to `ends` why it ended; raises _RefusedError where it does not understand."""
        exchange = Exchange("POST", f"{self._entry.server}/chat/completions", self._headers, body)
        others = False
        with self._told(), closing(exchange.lines(self._entry.timeout_s, _MOST_BYTES, cancel)) as lines:
            for line in lines:
                if exchange.status != 200:
                    raise self._refusal(exchange.status, exchange.body())
                if not line.startswith("data:"):
                    # a comment keeps the line open, and other fields say nothing of the text; the rest is no stream
                    others = others or (bool(line.strip()) and not _FIELD.match(line))
                    continue
                data = line[5:].strip()
                if data == "[DONE]":
                    break
                delta, end = self._read(data)
                if end:
                    ends.append(end)
                if delta:
                    yield delta
        if ends or (cancel is not None and cancel.is_set()):
            return
        if others:
            raise self._rubbish()
        raise ModelError(f"the server of model {self.name!r} broke off in the middle of an answer; try again")

    def _read(self, data: str) -> tuple[str, str]:
        """Return the text of one event, and why the answer ends with it; "" where it does not."""
        try:
            found = json.loads(data)
            if "error" in found:
                raise self._refusal(500, data)
            choices = found["choices"]
            if not choices:  # such as the usage at the end
                return "", ""
            delta = choices[0].get("delta") or {}
            return str(delta.get("content") or ""), str(choices[0].get("finish_reason") or "")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise self._rubbish() from error

    def _listed(self) -> list[dict[str, Any]]:
        exchange = Exchange("GET", f"{self._entry.server}/models", self._headers)
        with self._told():
            for _ in exchange.lines(_ASK_S, _MOST_BYTES, None):
                pass
        if exchange.status in (404, 405) and self._entry.model:  # some servers keep no list
            return []
        if exchange.status != 200:
            raise self._refusal(exchange.status, exchange.body())
        try:
            return [one for one in json.loads(exchange.body())["data"] if isinstance(one, dict)]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self._rubbish() from error

    def _told(self) -> "_Told":
        return _Told(self)

    def _rubbish(self) -> ModelError:
        return ModelError(
            f"what answers for model {self.name!r} is no OpenAI-compatible server; see its address in models.toml "
            "(it often ends in /v1)"
        )

    def _too_long(self) -> ModelError:
        return ModelError(f"that is too long for the server of model {self.name!r}; send the part that matters most")

    def _refusal(self, status: int, body: str) -> ModelError:
        """Return what to say of an answer that is none, by its status and by the codes that servers use."""
        of = f"the server of model {self.name!r}"
        if any(one in body.lower() for one in _TOO_LONG):
            return self._too_long()
        if 300 <= status < 400:
            return ModelError(
                f"{of} points to another address, and Hearth does not follow; write that one into its entry"
            )
        said = {
            401: f"{of} wants a key, or another one; put it into a variable, and name that with api_key_env",
            403: f"{of} lets nobody in with this key",
            404: f"there is no model {self._entry.model!r} at {of}, or its address is another one (it often ends in /v1)",
            429: f"{of} has too much to do; try again in a moment",
            503: f"{of} is not ready, or has too much to do; try again in a moment",
        }
        if status in said:
            return ModelError(said[status])
        if status in (400, 422):
            return _RefusedError(f"{of} does not understand the request ({status})")
        return ModelError(f"{of} failed ({status}); see what it says where it was started")


def _context(listed: Mapping[str, Any]) -> int:
    """Return how much context a listed model has; 0 where that is not said, or is nonsense.

    llama-server says it in `meta` (n_ctx is one caller's share, n_ctx_train what the model was made for), vLLM in max_model_len.
    """
    meta = listed.get("meta")
    told = meta if isinstance(meta, dict) else {}
    for found in (told.get("n_ctx"), listed.get("max_model_len"), told.get("n_ctx_train")):
        if isinstance(found, int) and not isinstance(found, bool) and found >= 512:
            return found
    return 0


class _RefusedError(ModelError):
    """The server does not understand a request: there is something in it that it does not know."""


class _Told:
    """Turns what goes wrong on the way into ModelError, in words."""

    def __init__(self, model: ServerModel) -> None:
        self._of = f"the server of model {model.name!r}"

    def __enter__(self) -> None:
        import httpx

        self._httpx = httpx

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, ServerSilentError | self._httpx.TimeoutException):
            raise ModelError(f"{self._of} does not answer; it may be busy, or stuck") from error
        if isinstance(error, self._httpx.ConnectError):
            raise ModelError(f"{self._of} cannot be reached; start it, or see its address in models.toml") from error
        if isinstance(error, self._httpx.HTTPError | self._httpx.InvalidURL | UnicodeError):
            raise ModelError(f"{self._of} broke off, or speaks no HTTP; try again") from error
