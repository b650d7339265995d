"""The runtime by itself, as fast as it goes: the C library's own calls in a plain loop. `hearth bench` holds Hearth against it.

A context of its own over the model's weights and adapter, with the settings that Hearth's has: no template, no text, no checks.
"""

import ctypes
import time
from collections.abc import Sequence
from typing import Any

from coach.compute import compute

N_CTX = 1024  # tokens of prompt and answer together
_BATCH = 512


class Bare:
    """Reads tokens and writes the likeliest ones after them. Not while the model works."""

    def __init__(self, llama: Any, threads: int) -> None:
        """Make the context; `llama` is a llama_cpp.Llama. Raises RuntimeError when the memory for it cannot be had."""
        import llama_cpp
        from llama_cpp import _internals

        self._c = llama_cpp
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = N_CTX, _BATCH, _BATCH
        params.n_threads = params.n_threads_batch = threads
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        try:
            self._context = _internals.LlamaContext(model=llama._model, params=params, verbose=False)
        except ValueError as error:
            raise RuntimeError("no context to measure in") from error
        if llama._lora_adapter is not None:
            adapters = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(llama._lora_adapter)
            if llama_cpp.llama_set_adapters_lora(self._context.ctx, adapters, 1, (ctypes.c_float * 1)(1.0)):
                raise RuntimeError("the adapter does not fit")
        self._sampler = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        llama_cpp.llama_sampler_chain_add(self._sampler, llama_cpp.llama_sampler_init_greedy())

    def run(self, prompt: Sequence[int], tokens: int) -> tuple[float, float]:
        """Return the seconds to the first token after `prompt`, and those for `tokens` more; N_CTX tokens at most."""
        return compute(self._run, prompt, tokens)

    def _run(self, prompt: Sequence[int], tokens: int) -> tuple[float, float]:
        c, context = self._c, self._context.ctx
        c.llama_memory_clear(c.llama_get_memory(context), False)
        began = time.perf_counter()
        for start in range(0, len(prompt), _BATCH):
            self._decode(prompt[start : start + _BATCH])
        token = c.llama_sampler_sample(self._sampler, context, -1)
        first = time.perf_counter()
        for _ in range(tokens):
            self._decode([token])
            token = c.llama_sampler_sample(self._sampler, context, -1)
        return first - began, time.perf_counter() - first

    def close(self) -> None:
        """Give the memory back."""
        self._c.llama_sampler_free(self._sampler)
        self._context.close()

    def _decode(self, tokens: Sequence[int]) -> None:
        held = (self._c.llama_token * len(tokens))(*tokens)
        if self._c.llama_decode(self._context.ctx, self._c.llama_batch_get_one(held, len(tokens))):
            raise RuntimeError("the runtime could not read a token")
