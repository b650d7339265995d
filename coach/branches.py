"""Several texts at once from one prompt, and how likely a text is: what llama.cpp can do and llama-cpp-python's Llama cannot.

A context of its own beside the model's, over the same weights. Texts are written in one batch, so that each weight is read once
for all of them. Not for two threads at once: the model's lock is the caller's to hold.
"""

import ctypes
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.compute import on_one_thread
from coach.errors import ModelError
from coach.prompt_cache import Stop

MOST = 8  # sequences side by side
N_CTX = 1536  # tokens that all sequences hold together
_PIECE = 128  # tokens decoded at once: between two looks at whether to stop, and with their logits in memory
_TOP_K, _MIN_P = 40, 0.05


@dataclass
class Continued:
    """One continuation: its tokens so far, and the mean log-likelihood of them (natural, per token, at most 0)."""

    tokens: list[int] = field(default_factory=list)
    total: float = 0.0
    ended: bool = False

    @property
    def mean_logprob(self) -> float:
        """The mean log-likelihood of a token, as the model itself judges it."""
        return self.total / max(1, len(self.tokens))


class Branches:
    """A second context over a loaded model that holds up to MOST sequences at once."""

    def __init__(self, llama: Any, threads: int, keep_pace: Callable[[], None] = lambda: None) -> None:
        """Make the context; `llama` is a llama_cpp.Llama. Raises RuntimeError when the memory for it cannot be had.

        `keep_pace` is called now and then while it works, and may call use_threads().
        """
        import llama_cpp
        from llama_cpp import _internals

        self._c = llama_cpp
        self._keep_pace = keep_pace
        self._vocab_size = llama.n_vocab()
        self._vocab = llama._model.vocab
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = N_CTX, _PIECE, _PIECE
        params.n_seq_max, params.kv_unified = MOST + 1, True
        params.n_threads = params.n_threads_batch = threads
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.no_perf = True
        try:
            self._context = _internals.LlamaContext(model=llama._model, params=params, verbose=False)
            self._batch = _internals.LlamaBatch(n_tokens=_PIECE, embd=0, n_seq_max=1, verbose=False)
        except ValueError as error:
            raise RuntimeError("no second context") from error
        on_one_thread(self._context)
        if llama._lora_adapter is not None:
            adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(llama._lora_adapter)
            if llama_cpp.llama_set_adapters_lora(self._context.ctx, adapters, 1, (ctypes.c_float * 1)(1.0)):
                raise RuntimeError("the adapter does not fit")
        self.n_read = self.n_written = 0
        """Tokens read and written so far: what the time that it took is held against."""
        self._last_row: NDArray[np.float32] = np.empty(0, dtype=np.float32)  # the logits after the prompt
        self._held: list[int] = []  # the prompt that was read, as long as nothing went on from it

    def bound(
        self, prompt: Sequence[int], grammar: str, max_tokens: int, cancel: threading.Event | None = None
    ) -> list[int]:
        """Return the likeliest continuation of `prompt` that `grammar` (GBNF) allows, to its end; [] once `cancel` is set.

        Raises ValueError for a grammar that cannot be read.
        """
        if not self._take(prompt, cancel):
            return []
        c, written = self._c, list[int]()
        rule = c.llama_sampler_init_grammar(self._vocab, grammar.encode("utf-8"), b"root")
        if not rule:
            raise ModelError("a grammar that cannot be read")
        chain = c.llama_sampler_chain_init(c.llama_sampler_chain_default_params())
        c.llama_sampler_chain_add(chain, rule)
        c.llama_sampler_chain_add(chain, c.llama_sampler_init_greedy())
        try:
            for _ in range(max_tokens):
                self._keep_pace()
                token = c.llama_sampler_sample(
                    chain, self._context.ctx, -1
                )  # of the last logits; accepts what it gives
                if c.llama_vocab_is_eog(self._vocab, token) or (cancel is not None and cancel.is_set()):
                    break
                written.append(token)
                self.n_written += 1
                self._decode([(token, len(prompt) + len(written) - 1, 0, True)])
        finally:
            c.llama_sampler_free(chain)
        return written

    def draw(
        self,
        prompt: Sequence[int],
        n: int,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        greedy_first: bool = True,
        cancel: threading.Event | None = None,
    ) -> list[Continued]:
        """Return `n` continuations of `prompt`, each until its end or `max_tokens`; [] once `cancel` is set.

        Fewer than `n` where there is room for fewer, and at most MOST. The first is the likeliest at each token, if
        `greedy_first`; the others are drawn at `temperature`, the same for the same `seed`. Raises ModelError when `prompt`
        leaves room for none.
        """
        n = min(n, MOST, (N_CTX - len(prompt)) // max_tokens)
        if n < 1:
            raise ModelError(f"a prompt of {len(prompt)} tokens leaves no room for an answer")
        if not self._take(prompt, cancel):
            return []
        found = [Continued() for _ in range(n)]
        heats = np.full(n, temperature)
        heats[0] = 0.0 if greedy_first else temperature
        draws = np.random.default_rng(seed)
        memory = self._context.memory
        for at in range(n):
            self._c.llama_memory_seq_cp(memory, 0, at + 1, -1, -1)
        live, rows = list(range(n)), [self._last_row] * n
        for step in range(max_tokens):
            self._keep_pace()
            for at, row in zip(live, rows, strict=True):
                token = _pick(row, heats[at], draws)
                if self._c.llama_vocab_is_eog(self._vocab, token):
                    found[at].ended = True
                found[at].tokens.append(token)
                self.n_written += 1
                found[at].total += _logprob(row, token)
            live = [at for at in live if not found[at].ended]
            if not live or step == max_tokens - 1 or (cancel is not None and cancel.is_set()):
                break
            rows = self._decode([(found[at].tokens[-1], len(prompt) + step, at + 1, True) for at in live])
        return [] if cancel is not None and cancel.is_set() else found

    def likelihoods(
        self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]], cancel: threading.Event | None = None
    ) -> list[float]:
        """Return, for each (prompt, text), the mean log-likelihood of a token of the text after the prompt; [] when cancelled.

        What all prompts begin with alike is read once.
        """
        if not pairs:
            return []
        prompts = sorted(list(prompt[:-1]) for prompt, _ in pairs)
        # of texts in order, what the first and the last begin with alike all do
        alike = [one for one, _ in takewhile(lambda two: two[0] == two[1], zip(prompts[0], prompts[-1], strict=False))]
        if not self._take(alike, cancel):
            return []
        found = []
        for prompt, text in pairs:
            self._c.llama_memory_seq_rm(self._context.memory, 0, len(alike), -1)
            if not self._read_on(prompt, len(alike), cancel):
                return []
            first = _logprob(self._last_row, text[0])
            batch = [(token, len(prompt) + at, 0, True) for at, token in enumerate(text[:-1])]
            rows = self._decode(batch) if batch else []
            self.n_read += len(batch)
            found.append((first + sum(_logprob(row, t) for row, t in zip(rows, text[1:], strict=True))) / len(text))
        return found

    def use_threads(self, threads: int) -> None:
        """Work with so many threads from now on."""
        self._context.set_n_threads(threads, threads)

    def read(self, prompt: Sequence[int], cancel: Stop | None) -> bool:
        """Hold exactly `prompt` in sequence 0 and its last logits in `_last_row`; False once `cancel` is set.

        The very same prompt is not read twice, any other from its first token: what is kept of an earlier one was read in other
        batches, whose sums round otherwise, and the same message would not always give the same text.
        """
        if self._held and list(prompt) == self._held:
            return True
        self._held = []
        self._c.llama_memory_clear(self._context.memory, False)
        if not self._read_on(prompt, 0, cancel):
            return False
        self._held = list(prompt)
        return True

    def _read_on(self, prompt: Sequence[int], known: int, cancel: Stop | None) -> bool:
        """Read `prompt` from its token `known` on, those before it being in sequence 0; False once `cancel` is set."""
        for start in range(known, len(prompt), _PIECE):
            if cancel is not None and cancel.is_set():
                return False
            self._keep_pace()
            piece = list(prompt[start : start + _PIECE])
            last = start + len(piece) == len(prompt)
            batch = [(token, start + at, 0, last and at == len(piece) - 1) for at, token in enumerate(piece)]
            rows = self._decode(batch)
            self.n_read += len(piece)
            if last:
                self._last_row = rows[0]
        return True

    def _take(self, prompt: Sequence[int], cancel: threading.Event | None) -> bool:
        """Read `prompt` to go on from it: what is held is more than that then."""
        whole = self.read(prompt, cancel)
        self._held = []
        return whole

    def forget(self) -> None:
        """Forget what was read: the next prompt is read from its first token."""
        self._held = []

    def _decode(self, batch: Sequence[tuple[int, int, int, bool]]) -> list[NDArray[np.float32]]:
        """Run (token, position, sequence, wanted) through the model; returns copies of the wanted ones' logits, in order."""
        raw = self._batch.batch
        rows: list[NDArray[np.float32]] = []
        for start in range(0, len(batch), _PIECE):
            piece = batch[start : start + _PIECE]
            raw.n_tokens = len(piece)
            for at, (token, position, sequence, wanted) in enumerate(piece):
                raw.token[at], raw.pos[at], raw.logits[at] = token, position, wanted
                raw.n_seq_id[at], raw.seq_id[at][0] = 1, sequence
            self._context.decode(self._batch)
            for at, (_, _, _, wanted) in enumerate(piece):
                if wanted:
                    pointer = self._c.llama_get_logits_ith(self._context.ctx, at)
                    rows.append(np.ctypeslib.as_array(pointer, shape=(self._vocab_size,)).copy())
        return rows


def _pick(row: NDArray[np.float32], temperature: float, draws: np.random.Generator) -> int:
    """Return the likeliest token of logits (vocabulary,) at temperature 0, else one drawn from the likelier ones."""
    if temperature <= 0:
        return int(row.argmax())
    top = np.argpartition(row, -_TOP_K)[-_TOP_K:]
    top = top[np.argsort(-row[top], kind="stable")]
    shares = np.exp((row[top] - row[top[0]]).astype(np.float64))
    shares = np.where(shares >= _MIN_P, shares, 0.0) ** (1 / temperature)
    return int(draws.choice(top, p=shares / shares.sum()))


def _logprob(row: NDArray[np.float32], token: int) -> float:
    """Return the log-likelihood of a token by its logits (vocabulary,)."""
    most = float(row.max())
    return float(row[token]) - most - float(np.log(np.exp(row - most).sum()))
