"""The one thread that computes: whoever asks, in order, and what goes wrong there is told to who asked."""

import gc
import itertools
import signal
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from coach.compute import ahead, compute, on_one_thread


def name() -> str:
    return threading.current_thread().name


def test_whoever_asks_the_same_thread_works() -> None:
    found: list[str] = [compute(name)]
    asking = [threading.Thread(target=lambda: found.append(compute(name))) for _ in range(5)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len(found) == 6 and len(set(found)) == 1
    assert found[0] != name()


def test_what_goes_wrong_there_is_raised_here() -> None:
    def wrong() -> None:
        raise RuntimeError("llama_decode returned 1")

    with pytest.raises(RuntimeError, match="returned 1"):
        compute(wrong)
    assert compute(name)  # and it goes on


def test_a_context_decodes_there() -> None:
    context = SimpleNamespace(decode=lambda batch: (batch, name()))
    on_one_thread(context)
    batch, where = context.decode("a batch")
    assert batch == "a batch" and where == compute(name)


def test_items_are_made_there_ahead_of_the_reader() -> None:
    made: list[int] = []
    third = threading.Event()

    def items() -> Iterator[tuple[int, str]]:
        for number in range(50):
            made.append(number)
            if number == 3:
                third.set()
            yield number, compute(name)  # a step of its own work, done where it is

    reading = ahead(items())
    first = next(reading)
    assert third.wait(5)  # though only one was read
    time.sleep(0.05)
    assert len(made) < 10  # but not all of it for a reader who may never come
    found = [first, *reading]
    assert [number for number, _ in found] == list(range(50)) == made
    assert {where for _, where in found} == {compute(name)}


def test_a_reader_who_leaves_off_stops_it() -> None:
    made = itertools.count()
    reading = ahead(iter(lambda: (time.sleep(0.001), next(made))[1], -1))
    assert next(reading) == 0
    reading.close()
    left_at = next(made)
    time.sleep(0.05)
    assert next(made) == left_at + 1  # nothing is made any more, and the thread is free
    assert compute(name)


def test_two_texts_are_made_in_turn() -> None:
    done: list[str] = []

    def items(who: str) -> Iterator[str]:
        for _ in range(20):
            time.sleep(0.002)
            done.append(who)
            yield who

    reading = [threading.Thread(target=list, args=(ahead(items(who)),)) for who in "ab"]
    for one in reading:
        one.start()
    for one in reading:
        one.join()
    assert sorted(done) == ["a"] * 20 + ["b"] * 20
    assert done != sorted(done) and done != sorted(done, reverse=True)


def test_on_that_thread_itself_items_are_made_as_they_are_read() -> None:
    assert compute(lambda: list(ahead(iter(range(3))))) == [0, 1, 2]


def test_an_abandoned_text_that_is_collected_there_does_not_stand_still() -> None:
    def abandoned() -> None:
        reading = ahead(itertools.count())
        next(reading)
        loop: list[object] = [reading]
        loop.append(loop)  # only a garbage collection finds it

    gc.disable()
    try:
        abandoned()
        time.sleep(0.05)
        compute(gc.collect)
    finally:
        gc.enable()
    assert compute(name)


def test_what_goes_wrong_between_items_is_raised_after_those_before() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("llama_decode returned 1")

    reading = ahead(items())
    assert next(reading) == 1
    with pytest.raises(ValueError, match="returned 1"):
        next(reading)
    assert list(ahead(iter(()))) == []


def test_it_works_off_one_after_the_other() -> None:
    running, most = [0], [0]

    def work() -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        running[0] -= 1

    asking = [threading.Thread(target=compute, args=(work,)) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert most == [1]


def test_interrupt_comes_through_once_the_work_is_over() -> None:
    begun, over = threading.Event(), []

    def work() -> None:
        begun.set()
        time.sleep(0.3)
        over.append(True)

    def interrupt() -> None:
        begun.wait(10)
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.1)
        signal.raise_signal(signal.SIGINT)  # of somebody impatient

    with pytest.raises(KeyboardInterrupt):
        threading.Thread(target=interrupt).start()
        compute(work)
    assert over == [True]
