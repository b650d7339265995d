"""What the runtime has read of prompts that begin alike, so that it reads only what is new.

The context itself still holds the last prompt; beside it the state after the constant beginning of each job's prompt is kept, in
memory and on disk, so that one job does not throw away what another had read. Only beginnings without a person's words are kept,
and their files bear a checksum: llama.cpp takes a state on trust.
"""

import ctypes
import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from coach.keeping.place import write_whole

LEAST = 32
"""Tokens of a beginning below which reading it again is as quick as bringing back its state."""
_PIECE_S = 1.0  # that reading a piece may take: so long nothing stops it
_SMALLEST, _FIRST, _LARGEST = 8, 32, 256  # tokens of a piece; the first tells how quick the machine is
_MOST_BYTES = 300 * 2**20  # of files
_LEFT_FREE = 200 * 2**20  # bytes of disk that are not for this: a note can be kept in them
_SEALED = 32  # bytes of the checksum


class Stop(Protocol):
    """What can be asked whether to stop: a threading.Event, or what is like one."""

    def is_set(self) -> bool:
        """Say whether to stop."""


class PromptCache:
    """Reads prompts into a llama_cpp.Llama. The model's lock is the caller's to hold."""

    def __init__(self, llama: Any, folder: Path | None = None, key: str = "") -> None:
        """States are kept in `folder`, if there is one, under `key`: whatever changes what the model makes of a prompt."""
        self._llama, self._folder, self._key = llama, folder, key
        self._kept: dict[tuple[int, ...], bytes] = {}
        self._piece = _FIRST

    def read(self, prompt: Sequence[int], cancel: Stop | None, pace: Callable[[], None] = lambda: None) -> bool:
        """Read all but the last token of `prompt`, in pieces; returns False, with less read, once `cancel` is set.

        Left to itself, the runtime reads a whole prompt at one go: many seconds on a busy machine, in which nothing stops it.
        """
        at = self._go_back(prompt[:-1])
        while at < len(prompt) - 1:
            if cancel is not None and cancel.is_set():
                return False
            pace()
            piece = list(prompt[at : min(at + self._piece, len(prompt) - 1)])
            began = time.monotonic()
            self._llama.eval(piece)
            if len(piece) == self._piece:
                self._piece = _fitting(self._piece / max(1e-6, time.monotonic() - began))
            at += len(piece)
        return True

    def keep(self, beginning: Sequence[int], cancel: Stop, pace: Callable[[], None] = lambda: None) -> bool:
        """Keep the state after `beginning`, from disk where it is there; returns False once `cancel` is set."""
        known = tuple(beginning)
        if len(known) < LEAST or known in self._kept:
            return True
        state = self._stored(known)
        if state is None:
            if not self.read([*known, known[-1]], cancel, pace):
                return False
            state = self._state()
            self._store(known, state)
        self._kept[known] = state
        return True

    def forget(self) -> None:
        """Forget what was read, and what was kept of it in memory."""
        self._llama.reset()
        self._kept.clear()

    def _go_back(self, tokens: Sequence[int]) -> int:
        """Bring the context to the longest beginning of `tokens` that is known; returns its length."""
        llama = self._llama
        known = 0
        for before, now in zip(llama.input_ids[: llama.n_tokens], tokens, strict=False):
            if before != now:
                break
            known += 1
        best = max((one for one in self._kept if tuple(tokens[: len(one)]) == one), key=len, default=())
        # some models cannot forget in part
        if known and known >= len(best) and llama._ctx.kv_cache_seq_rm(-1, known, -1):
            llama.n_tokens = known
            return known
        if best and self._restore(best):
            return len(best)
        llama.reset()
        llama._ctx.kv_cache_seq_rm(-1, 0, -1)
        return 0

    def _state(self) -> bytes:
        import llama_cpp

        context = self._llama._ctx.ctx
        size = llama_cpp.llama_state_seq_get_size(context, 0)
        held = (ctypes.c_uint8 * size)()
        return ctypes.string_at(held, llama_cpp.llama_state_seq_get_data(context, held, size, 0))

    def _restore(self, known: tuple[int, ...]) -> bool:
        import llama_cpp

        llama, state = self._llama, self._kept[known]
        llama.reset()
        llama._ctx.kv_cache_seq_rm(-1, 0, -1)
        held = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if not llama_cpp.llama_state_seq_set_data(llama._ctx.ctx, held, len(state), 0):
            del self._kept[known]
            return False
        llama.input_ids[: len(known)] = known
        llama.n_tokens = len(known)
        return True

    def _file(self, known: tuple[int, ...]) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(f"{self._key} {known}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.state"

    def _stored(self, known: tuple[int, ...]) -> bytes | None:
        path = self._file(known)
        if path is None:
            return None
        with suppress(OSError):
            content = path.read_bytes()
            state = content[_SEALED:]
            if hashlib.sha256(state).digest() == content[:_SEALED]:
                return state
        return None

    def _store(self, known: tuple[int, ...], state: bytes) -> None:
        path = self._file(known)
        if path is None:
            return
        with suppress(OSError):  # then it is read again next time
            path.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(path.parent).free < len(state) + _LEFT_FREE:
                return
            write_whole(path, hashlib.sha256(state).digest() + state)
            latest = sorted(path.parent.glob("*.state"), key=lambda one: one.stat().st_mtime, reverse=True)
            total = 0
            for one in latest:
                total += one.stat().st_size
                if total > _MOST_BYTES and one != path:
                    one.unlink()


def _fitting(rate: float) -> int:
    """Return how many tokens to read at a time at `rate` tokens a second.

    Few sizes, and the same one on most machines: in other pieces sums round otherwise, and now and then so comes the text.
    """
    piece = _LARGEST
    while piece > _SMALLEST and piece > rate * _PIECE_S:
        piece //= 2
    return piece
