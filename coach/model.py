"""The language model: with branches.py and runtime.py the only importer of llama_cpp.

A llama context serves one call at a time, so each model is used under one lock. What a person types is tokenised as plain
text: template tokens in it ("<|im_start|>") reach the model as letters, never as control tokens.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeGuard

from coach.branches import Branches
from coach.chat_template import alternating, template_renderer
from coach.errors import ModelError, ModelMissingError
from coach.messages import Message
from coach.runtime import default_threads, without_amx

_BOUND_TOKENS = 40  # feeling and need take about fifteen
_PIECE_TOKENS = 128  # of a prompt, read between two looks at whether to stop


class ChatModel(Protocol):
    """What writes: messages in, text out in pieces."""

    @property
    def name(self) -> str:
        """The model's name in models.toml."""

    @property
    def n_ctx(self) -> int:
        """How many tokens prompt and answer may take together."""

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes."""

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
        """Yield the answer in pieces. Stops within a token once `cancel` is set or the iterator is closed.

        `grammar` (GBNF) binds the shape; `temperature` None is the model's own; 0 is greedy and repeatable. Raises
        ModelError when the runtime fails.
        """


class TunedModel(ChatModel, Protocol):
    """A model that carries Hearth's adapter: it is asked as coach/tuned.py says, and writes several texts at once."""

    def write_bound(self, messages: Sequence[Message], grammar: str, cancel: threading.Event | None) -> str:
        """Return the likeliest answer that `grammar` (GBNF) allows; "" once `cancel` is set. Raises ModelError."""

    def draw(
        self,
        messages: Sequence[Message],
        opening: Sequence[str],
        n: int,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        greedy_first: bool,
        cancel: threading.Event | None,
    ) -> list[tuple[str, float]]:
        """Return `n` answers that go on from `opening`, which counts as written, each with its mean log-likelihood of a token.

        The first is greedy if `greedy_first`; all are the same for the same seed; [] once `cancel` is set. Raises ModelError.
        """

    def likelihoods(
        self, pairs: Sequence[tuple[Sequence[Message], str]], cancel: threading.Event | None
    ) -> list[float]:
        """Return the mean log-likelihood of a token of each answer to its messages; [] once cancelled. Raises ModelError."""


def is_tuned(model: ChatModel) -> TypeGuard[TunedModel]:
    """Say whether `model` carries Hearth's adapter."""
    return bool(getattr(model, "tuned", False))


class LlamaCppModel:
    """A ChatModel over llama.cpp: any GGUF with a chat template, with or without a LoRA adapter."""

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        n_ctx: int,
        threads: int = 0,
        chat_template: str = "",
        adapter: Path | None = None,
        sampling: dict[str, Any] | None = None,
    ) -> None:
        """Load the file at `path`; raises ModelMissingError or ModelError in one line."""
        if not path.is_file():
            raise ModelMissingError(f"the file of model {name!r} is not there; run `hearth models get {name}`")
        from llama_cpp import Llama

        threads = threads or default_threads()
        try:
            with without_amx():
                self._llama = Llama(
                    str(path),
                    n_ctx=n_ctx,
                    n_threads=threads,
                    n_threads_batch=threads,
                    lora_path=str(adapter) if adapter else None,
                    verbose=False,
                )
        except Exception as error:  # llama-cpp-python raises ValueError, RuntimeError or AssertionError for a bad file
            raise ModelError(
                f"model {name!r} cannot be loaded; its file may be damaged (`hearth models check {name}`)"
            ) from error
        self.name = name
        self.n_ctx = n_ctx
        self._sampling = dict(sampling or {})
        self._lock = threading.Lock()
        self._grammars: set[str] = set()  # those that the runtime has been seen to read
        self.tuned = adapter is not None
        self._threads = threads
        self._branches: Branches | None = None
        self._render = template_renderer(chat_template or self._llama.metadata.get("tokenizer.chat_template", ""))

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` takes."""
        return len(self._tokens(text, special=False))

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
        """Yield the answer in pieces; see ChatModel.stream."""
        from llama_cpp import LlamaGrammar

        prompt = self.prompt_tokens(messages)
        if len(prompt) + max_tokens > self.n_ctx:
            raise ModelError(
                f"the prompt takes {len(prompt)} tokens; with the answer it does not fit into {self.n_ctx}"
            )
        options: dict[str, Any] = {**self._sampling, "max_tokens": max_tokens, "seed": seed, "stream": True}
        if temperature is not None:
            options["temperature"] = temperature
        with self._lock:
            try:
                if grammar is not None:
                    self._require_grammar(grammar)
                    options["grammar"] = LlamaGrammar.from_string(grammar, verbose=False)
                if cancel is not None:
                    self._read(prompt, cancel)
                    if cancel.is_set():
                        return
                for piece in self._llama.create_completion(prompt, **options):
                    if cancel is not None and cancel.is_set():
                        return
                    yield piece["choices"][0]["text"]
            except (ValueError, RuntimeError, OSError) as error:
                raise ModelError(
                    f"model {self.name!r} failed while writing ({type(error).__name__}); try again"
                ) from error

    def write_bound(self, messages: Sequence[Message], grammar: str, cancel: threading.Event | None) -> str:
        """Return the likeliest answer in a shape; see TunedModel."""
        with self._several() as branches:
            return self._text(branches.bound(self.prompt_tokens(messages), grammar, _BOUND_TOKENS, cancel))

    def draw(
        self,
        messages: Sequence[Message],
        opening: Sequence[str],
        n: int,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        greedy_first: bool,
        cancel: threading.Event | None,
    ) -> list[tuple[str, float]]:
        """Return several answers; see TunedModel."""
        prompt = self.prompt_tokens(messages)
        for part in opening:
            prompt += self._tokens(part, special=False)
        with self._several() as branches:
            found = branches.draw(
                prompt,
                n,
                max_tokens=max_tokens,
                temperature=temperature,
                seed=seed,
                greedy_first=greedy_first,
                cancel=cancel,
            )
            return [(self._text(one.tokens), one.mean_logprob) for one in found]

    def likelihoods(
        self, pairs: Sequence[tuple[Sequence[Message], str]], cancel: threading.Event | None
    ) -> list[float]:
        """Return how likely each answer is; see TunedModel."""
        tokens = [(self.prompt_tokens(asked), self._tokens(answer, special=False)) for asked, answer in pairs]
        with self._several() as branches:
            return branches.likelihoods(tokens, cancel)

    def work(self) -> tuple[int, int]:
        """Return how many tokens the second context has read and written so far."""
        return (self._branches.n_read, self._branches.n_written) if self._branches else (0, 0)

    @contextmanager
    def _several(self) -> Iterator[Branches]:
        """Lend the second context, made when it is first needed, and turn what goes wrong in it into ModelError."""
        with self._lock:
            try:
                if self._branches is None:
                    self._branches = Branches(self._llama, self._threads)
                yield self._branches
            except (ValueError, RuntimeError) as error:
                raise ModelError(
                    f"model {self.name!r} failed while writing ({type(error).__name__}); try again"
                ) from error

    def _text(self, tokens: Sequence[int]) -> str:
        """Return the text of tokens, control tokens left out."""
        text: bytes = self._llama.detokenize(list(tokens), special=False)
        return text.decode("utf-8", errors="ignore")

    def _read(self, prompt: Sequence[int], cancel: threading.Event) -> None:
        """Read all but the last token of `prompt`, in pieces, until `cancel` is set; create_completion goes on from there.

        Left to itself, the runtime reads a whole prompt at one go: many seconds on a busy machine, in which nothing stops it.
        """
        llama = self._llama
        known = 0
        for before, now in zip(llama.input_ids[: llama.n_tokens], prompt[:-1], strict=False):
            if before != now:
                break
            known += 1
        if known and llama._ctx.kv_cache_seq_rm(-1, known, -1):
            llama.n_tokens = known
        else:  # nothing in common, or a model that cannot forget in part
            known = 0
            llama.reset()
        for start in range(known, len(prompt) - 1, _PIECE_TOKENS):
            if cancel.is_set():
                return
            llama.eval(prompt[start : min(start + _PIECE_TOKENS, len(prompt) - 1)])

    def _require_grammar(self, grammar: str) -> None:
        """Raise ModelError for a grammar that the runtime cannot read: given one, it would crash the process."""
        if grammar in self._grammars:
            return
        import llama_cpp

        sampler = llama_cpp.llama_sampler_init_grammar(self._llama._model.vocab, grammar.encode("utf-8"), b"root")
        if not sampler:
            raise ModelError(f"model {self.name!r} was given a grammar that cannot be read")
        llama_cpp.llama_sampler_free(sampler)
        self._grammars.add(grammar)

    def generate_bare(self, prompt: Sequence[int], max_tokens: int) -> Iterator[int]:
        """Yield `max_tokens` tokens from the runtime's own loop, greedily: what `hearth bench` compares stream() with.

        No template, no text, no end: only the tokens that come after `prompt`.
        """
        sampling = {**self._sampling, "temp": 0.0}
        sampling.pop("temperature", None)
        with self._lock:
            yield from islice(self._llama.generate(list(prompt), **sampling), max_tokens)

    def forget_prompt(self) -> None:
        """Forget what was read so far, so that the next prompt is read from its first token."""
        with self._lock:
            self._llama.reset()

    def prompt_tokens(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of the chat template filled with `messages`: control tokens from the template alone."""
        tokens: list[int] = []
        try:
            pieces = self._render(messages)
        except ModelError:  # some templates take no system message, or no two of one role in a row
            pieces = self._render(alternating(messages))
        for text, is_content in pieces:
            tokens += self._tokens(text, special=not is_content)
        bos = self._llama.token_bos()
        if self._llama.metadata.get("tokenizer.ggml.add_bos_token") == "true" and tokens[:1] != [bos]:
            tokens.insert(0, bos)
        return tokens

    def _tokens(self, text: str, *, special: bool) -> list[int]:
        try:
            found: list[int] = self._llama.tokenize(text.encode("utf-8"), add_bos=False, special=special)
        except (ValueError, RuntimeError) as error:  # which quotes the text
            raise ModelError(f"model {self.name!r} cannot read a text; its file may be damaged") from error
        return found
