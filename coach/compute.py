"""One thread that does all of llama.cpp's computing, whoever asks.

Its threads are OpenMP's, which keeps a team of them for every thread that ever computed, and no longer lets them wait for each
other briefly once there are more of them than cores: asked from eight threads, it wrote a third as fast. The page asks from many.
"""

import signal
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import wraps
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")
_NAME = "hearth-writing"
_AHEAD = 4  # items that are made before anybody reads them
_lock = threading.Lock()
_made: list[ThreadPoolExecutor] = []


def compute(work: Callable[..., Given], *given: Any) -> Given:
    """Return what `work` returns when that one thread does it; raises what it raises, never before it is over."""
    if _is_here():  # a step of what it does already
        return work(*given)
    with _interrupts_later():
        doing = _begun(work, *given)
        wait([doing])
    return doing.result()


def ahead(items: Iterator[Given]) -> Generator[Given, None, None]:
    """Yield the items, made by that thread while the reader is still at those before; raises what making them raises.

    Each is a piece of work of its own, so that others' comes between. A reader who leaves off is not let go before the item that
    is being made is done; one who does not read is waited for, some items ahead.
    """
    if _is_here():
        yield from items
        return
    making = _Making(items)
    try:
        yield from making
    finally:
        making.stop()


class _Making(Generic[Given]):
    """Items that are made ahead of their reader."""

    def __init__(self, items: Iterator[Given]) -> None:
        self._items = items
        self._made: SimpleQueue[tuple[Given] | BaseException | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._unread = 0
        self._over = False
        self._idle = threading.Event()
        self._idle.set()

    def __iter__(self) -> Iterator[Given]:
        self._go_on()
        while (made := self._made.get()) is not None:
            if isinstance(made, BaseException):
                raise made
            with self._lock:
                self._unread -= 1
            self._go_on()
            yield made[0]

    def stop(self) -> None:
        """Make no more; returns once nothing is being made."""
        with self._lock:
            self._over = True
        if not _is_here():  # where a garbage collection there closes it, nothing else is at work
            with _interrupts_later():
                self._idle.wait()

    def _go_on(self) -> None:
        with self._lock:
            if self._over or not self._idle.is_set():
                return
            self._idle.clear()
        try:
            _begun(self._step)
        except RuntimeError:  # the process ends
            self._idle.set()
            raise

    def _step(self) -> None:
        try:
            self._made.put((next(self._items),))
        except StopIteration:
            self._end(None)
        except BaseException as error:
            self._end(error)
        else:
            with self._lock:
                self._unread += 1
                more = not self._over and self._unread < _AHEAD
                if not more:
                    self._idle.set()
            if more:
                try:
                    _begun(self._step)
                except RuntimeError as error:
                    self._end(error)

    def _end(self, how: BaseException | None) -> None:
        with self._lock:
            self._over = True
            self._idle.set()
        self._made.put(how)


def _is_here() -> bool:
    """Say whether this is that thread."""
    return threading.current_thread().name.startswith(_NAME)


def _begun(work: Callable[..., Given], *given: Any) -> "Future[Given]":
    with _lock:
        if not _made:
            _made.append(ThreadPoolExecutor(1, thread_name_prefix=_NAME))
    return _made[0].submit(work, *given)


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Raise an interrupt (Ctrl-C) only at the end, or that thread would work on what is changed next.

    Raised while Python holds a lock for a moment, as waiting does, it would leave that held (bugs.python.org/issue29988).
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if came:
        raise KeyboardInterrupt


def on_one_thread(context: Any) -> None:
    """Let a llama_cpp LlamaContext decode on that thread from now on."""
    decode = context.decode

    @wraps(decode)
    def elsewhere(batch: Any) -> Any:
        return compute(decode, batch)

    context.decode = elsewhere
