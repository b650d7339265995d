"""What llama.cpp must be told of the machine that it runs on: how many threads, and which unit of a processor to leave alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil


def default_threads() -> int:
    """Return how many threads to use: one core stays free for everything else, and more than eight gain nothing.

    llama.cpp's threads spin while they wait for each other: with every core taken and another program busy, writing gets a
    hundred times slower, not two times.
    """
    cores = psutil.cpu_count(logical=False) or 1
    return max(1, min(cores - 1, 8))


@contextmanager
def without_amx() -> Iterator[None]:
    """Load models so that llama.cpp does not use a processor's AMX unit: it ends the process at the first word.

    ggml-org/llama.cpp issue 20824. Llama has no argument for it, so the default parameters are changed while it loads; on
    processors without AMX nothing is.
    """
    from llama_cpp import llama_cpp as runtime

    default = runtime.llama_model_default_params

    def without_extra_buffers() -> Any:
        params = default()
        params.use_extra_bufts = False
        return params

    if b"AMX_INT8 = 1" in runtime.llama_print_system_info():
        runtime.llama_model_default_params = without_extra_buffers
    try:
        yield
    finally:
        runtime.llama_model_default_params = default
