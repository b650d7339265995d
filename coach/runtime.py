"""What llama.cpp must be told of the machine that it runs on.

How many threads, how much of a model goes onto a graphics card, and which unit of a processor to leave alone.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import psutil

_GRAPHICS = (1, 2)  # ggml_backend_dev_type: a card of its own, and one that shares the computer's memory
CARD_RESERVE = 700 * 2**20  # of a card's memory, for the runtime's own buffers and for the screen
ALL_LAYERS = -1


class VideoMemory(NamedTuple):
    """The memory of the graphics cards that the runtime was built for, in bytes, together."""

    free: int
    total: int


def default_threads() -> int:
    """Return how many threads to use at most: the processor's cores, and more than eight gain nothing (pace.py uses fewer)."""
    return max(1, min(cores(), 8))


def cores() -> int:
    """Return how many cores the processor has."""
    return psutil.cpu_count(logical=False) or 1


def give_back_memory() -> None:
    """Give the system what loading took and freed again, which glibc keeps otherwise; does nothing elsewhere."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library has no such call
            ctypes.CDLL(None).malloc_trim(0)


def video_memory() -> VideoMemory | None:
    """Return what the graphics cards that the runtime can use have; None without one, or where it was built without."""
    import llama_cpp
    from llama_cpp import _ggml

    if not llama_cpp.llama_supports_gpu_offload():
        return None
    ggml, size = _ggml.libggml, ctypes.c_size_t
    ggml.ggml_backend_dev_count.restype = size
    ggml.ggml_backend_dev_get.argtypes, ggml.ggml_backend_dev_get.restype = [size], ctypes.c_void_p
    ggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    ggml.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, ctypes.POINTER(size), ctypes.POINTER(size)]
    free, total = 0, 0
    for at in range(ggml.ggml_backend_dev_count()):
        device, has_free, has_total = ggml.ggml_backend_dev_get(at), size(), size()
        if ggml.ggml_backend_dev_type(device) in _GRAPHICS:
            ggml.ggml_backend_dev_memory(device, ctypes.byref(has_free), ctypes.byref(has_total))
            free, total = free + has_free.value, total + has_total.value
    return VideoMemory(free, total) if total else None


def gpu_layers(size_bytes: int, n_layers: int, kv_bytes: int, n_ctx: int, video: VideoMemory | None) -> int:
    """Return how many layers of a model the graphics cards hold with their part of the context: ALL_LAYERS, some, or 0.

    `kv_bytes` is what a token of context takes in all layers. A model of which nothing is known stays with the processor.
    """
    if video is None or n_layers < 1:
        return 0
    room = video.free - CARD_RESERVE
    layer = (size_bytes + kv_bytes * n_ctx) / (n_layers + 1)  # what is no layer weighs about as much as one
    held = int(room // layer) if layer else 0
    return ALL_LAYERS if held > n_layers else max(0, held)


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
