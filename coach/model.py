"""The language model. llama.cpp is spoken to here, in branches.py, prompt_cache.py, runtime.py and bare.py, and nowhere else.

A llama context serves one call at a time, so each model is used under one lock, and jobs stand in line before it (line.py). What
a person types is tokenised as plain text: template tokens in it ("<|im_start|>") reach the model as letters, never as control
tokens.
"""

import codecs
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from coach.bare import Bare
from coach.branches import N_CTX, Branches
from coach.chat_template import alternating, template_renderer
from coach.compute import ahead, on_one_thread
from coach.errors import ModelError, ModelMissingError
from coach.line import Line
from coach.messages import Message
from coach.pace import Pace
from coach.prompt_cache import PromptCache, Stop
from coach.runtime import cores, default_threads, without_amx
from coach.thinking import TOKENS as THINKING_TOKENS
from coach.thinking import answer, thinks

_STATES = "1"  # another one where the settings of the context change, of which a kept state knows nothing
_BOUND_TOKENS = 40  # feeling and need take about fifteen


class LlamaCppModel:
    """A ChatModel over llama.cpp: any GGUF with a chat template, with or without a LoRA adapter."""

    def __init__(
        self,
        name: str,
        path: Path,
        *,
        n_ctx: int,
        threads: int = 0,
        gpu_layers: int = 0,
        chat_template: str = "",
        adapter: Path | None = None,
        sampling: dict[str, Any] | None = None,
        states: Path | None = None,
    ) -> None:
        """Load the file at `path`; raises ModelMissingError or ModelError in one line.

        With no `threads` given, as many as other programs leave free (pace.py). The constant beginnings of prompts are kept
        in the folder `states`, if there is one.
        """
        if not path.is_file():
            raise ModelMissingError(f"the file of model {name!r} is not there; run `hearth models get {name}`")
        from llama_cpp import Llama

        self._pace = None if threads else Pace(default_threads(), cores())
        self._threads = self._most_threads = threads = threads or default_threads()
        try:
            with without_amx():
                self._llama = Llama(
                    str(path),
                    n_ctx=n_ctx,
                    n_threads=threads,
                    n_threads_batch=threads,
                    n_gpu_layers=gpu_layers,
                    lora_path=str(adapter) if adapter else None,
                    verbose=False,
                )
        except Exception as error:  # llama-cpp-python raises ValueError, RuntimeError or AssertionError for a bad file
            raise ModelError(
                f"model {name!r} cannot be loaded; its file may be damaged (`hearth models check {name}`)"
            ) from error
        on_one_thread(self._llama._ctx)
        self.name = name
        self.n_ctx = n_ctx
        self._sampling = dict(sampling or {})
        self._lock = threading.Lock()
        self.line = Line()
        self._grammars: set[str] = set()  # those that the runtime has been seen to read
        self.tuned = adapter is not None
        self._branches: Branches | None = None
        self._prompts = PromptCache(self._llama, states, _identity(path, adapter, n_ctx, gpu_layers))
        template = chat_template or self._llama.metadata.get("tokenizer.chat_template", "")
        self._thinks = thinks(template)
        tokens = (self._llama.token_bos(), self._llama.token_eos())
        bos, eos = (self._llama._model.token_get_text(one) if one >= 0 else "" for one in tokens)
        self._render = template_renderer(template, bos_token=bos, eos_token=eos)

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
        # thoughts do not count; a grammar leaves no place for them
        spare = min(THINKING_TOKENS, self.n_ctx - len(prompt) - max_tokens) if self._thinks and grammar is None else 0
        options = dict(self._sampling)
        if temperature is not None:
            options["temperature"] = temperature
        with self._lock:
            try:
                if grammar is not None:
                    self._require_grammar(grammar)
                    options["grammar"] = LlamaGrammar.from_string(grammar, verbose=False)
                if not self._prompts.read(prompt, cancel, self._keep_pace):
                    return
                self._llama.set_seed(seed)
                # closed before the lock is given back: nothing of it may go on meanwhile
                with closing(self._written(prompt, max_tokens + spare, options)) as written:
                    until = takewhile(lambda _: cancel is None or not cancel.is_set(), written)
                    yield from answer(until, max_tokens)
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
                    self._branches = Branches(self._llama, self._threads, self._keep_pace)
                yield self._branches
            except (ValueError, RuntimeError) as error:
                raise ModelError(
                    f"model {self.name!r} failed while writing ({type(error).__name__}); try again"
                ) from error

    def _text(self, tokens: Sequence[int]) -> str:
        """Return the text of tokens, control tokens left out."""
        text: bytes = self._llama.detokenize(list(tokens), special=False)
        return text.decode("utf-8", errors="ignore")

    def _written(self, prompt: Sequence[int], most: int, options: dict[str, Any]) -> Generator[str, None, None]:
        """Yield the text of each token that comes after `prompt`, `most` at most; a letter of several tokens comes with the last.

        Llama's own create_completion makes the whole text again for every token.
        """
        letters = codecs.getincrementaldecoder("utf-8")("ignore")
        with closing(ahead(self._tokens_after(prompt, most, options))) as tokens:
            for token in tokens:
                if text := letters.decode(self._llama.detokenize([token])):
                    yield text

    def _tokens_after(self, prompt: Sequence[int], most: int, options: dict[str, Any]) -> Iterator[int]:
        import llama_cpp

        sampling = {"temp" if name == "temperature" else name: value for name, value in options.items()}
        for token in islice(self._llama.generate(prompt, **sampling), most):
            if llama_cpp.llama_vocab_is_eog(self._llama._model.vocab, token):
                return
            self._keep_pace()
            yield token

    def _keep_pace(self) -> None:
        """Take as many threads as other programs leave free."""
        threads = self._pace.threads() if self._pace else self._threads
        if threads != self._threads:
            self._threads = threads
            self._llama._ctx.set_n_threads(threads, threads)
            if self._branches is not None:
                self._branches.use_threads(threads)

    def keep_beginning(self, first: Sequence[Message], other: Sequence[Message], cancel: Stop) -> bool:
        """Read what the prompts of two texts begin with alike, and keep it for the next; returns False once `cancel` is set.

        The texts should differ from their first letter on. Raises ModelError when the runtime fails.
        """
        side_by_side = zip(self.prompt_tokens(first), self.prompt_tokens(other), strict=False)
        alike = takewhile(lambda pair: pair[0] == pair[1], side_by_side)
        beginning = [token for token, _ in alike][:-1]  # the last may go together with what follows
        with self._reading():
            return self._prompts.keep(beginning, cancel, self._keep_pace)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Hold the model, and turn what goes wrong in it into ModelError."""
        with self._lock:
            try:
                yield
            except (ValueError, RuntimeError, OSError) as error:
                raise ModelError(f"model {self.name!r} failed while reading ({type(error).__name__})") from error

    def read(self, messages: Sequence[Message], cancel: Stop, *, several: bool = False) -> bool:
        """Read what will be asked, and write nothing: the first token of it comes sooner then. False once `cancel` is set.

        With `several`, for what is written several at a time. False, too, where it is so long that asking it will be refused.
        Raises ModelError when the runtime fails.
        """
        prompt = self.prompt_tokens(messages)
        if len(prompt) >= min(self.n_ctx, N_CTX if several else self.n_ctx):
            return False
        if several:
            with self._several() as branches:
                return branches.read(prompt, cancel)
        with self._reading():
            return self._prompts.read(prompt, cancel, self._keep_pace)

    def make_ready(self) -> None:
        """Make what writing several versions at once needs, before somebody waits for it; raises ModelError."""
        if self.tuned:
            with self._several():
                pass

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

    def bare(self) -> Bare:
        """Return the runtime by itself over the same weights, to hold stream() against; raises ModelError."""
        try:
            return Bare(self._llama, self._most_threads)
        except RuntimeError as error:
            raise ModelError(f"model {self.name!r} cannot be measured beside the bare runtime ({error})") from error

    def forget_prompts(self) -> None:
        """Forget what was read so far, and what was kept of it in memory: the next prompt is read from its first token."""
        with self._lock:
            self._prompts.forget()
            if self._branches is not None:
                self._branches.forget()

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
        if self._llama._model.add_bos_token() and tokens[:1] != [bos]:
            tokens.insert(0, bos)
        return tokens

    def _tokens(self, text: str, *, special: bool) -> list[int]:
        try:
            found: list[int] = self._llama.tokenize(text.encode("utf-8"), add_bos=False, special=special)
        except (ValueError, RuntimeError) as error:  # which quotes the text
            raise ModelError(f"model {self.name!r} cannot read a text; its file may be damaged") from error
        return found


def _identity(path: Path, adapter: Path | None, n_ctx: int, gpu_layers: int) -> str:
    """Return what the state after a prompt depends on beside the prompt: the model's files, the runtime and its processor."""
    import llama_cpp

    runtime = llama_cpp.llama_print_system_info().decode("ascii", "replace")
    parts = [_STATES, llama_cpp.__version__, runtime, str(n_ctx), str(gpu_layers)]
    for one in (path, *([adapter] if adapter else [])):
        found = one.stat()
        parts += [str(one.resolve()), str(found.st_size), str(found.st_mtime_ns)]
    return "\n".join(parts)
