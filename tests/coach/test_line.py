"""Who waits before a model, in which order, what they are told, and how they leave."""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from coach.line import ONE_BEFORE, SOME_BEFORE, YOUR_TURN, Line, in_line
from coach.messages import Done, Message, Notice
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, ScriptedModel, small_library

COVERED = "How does trust grow when small promises are kept every day?"
GROUNDED = "Trust grows when small promises are kept every day. A kept promise says more than a long apology. "


def until(true: Any) -> None:
    """Wait until `true()` holds; the test's own timeout ends it."""
    while not true():
        time.sleep(0.005)


def test_first_has_its_turn_at_once() -> None:
    with Line().place() as place:
        assert list(place.wait(None)) == []


def test_each_is_told_how_many_are_before_and_served_in_order_of_arrival() -> None:
    line, told, served = Line(), {}, []

    def stand(name: int) -> None:
        told[name] = []
        with line.place() as place:
            told[name].extend(place.wait(None))
            served.append(name)

    with line.place():
        threads = []
        for name in range(4):
            threads.append(threading.Thread(target=stand, args=(name,)))
            threads[-1].start()
            until(lambda name=name: told.get(name))
        assert told == {0: [1], 1: [2], 2: [3], 3: [4]} and served == []
    for one in threads:
        one.join()
    assert served == [0, 1, 2, 3]
    assert all(found == sorted(found, reverse=True) and len(set(found)) == len(found) for found in told.values())


def test_who_cancels_leaves_at_once_and_the_next_moves_up() -> None:
    line, cancel, left = Line(), threading.Event(), threading.Event()

    def stand() -> None:
        with line.place() as place:
            list(place.wait(cancel))
        left.set()

    with line.place() as first:
        thread = threading.Thread(target=stand)
        thread.start()
        until(lambda: len(line._waiting) == 2)
        with line.place() as last:
            waiting = last.wait(None)
            assert next(waiting) == 2
            cancel.set()
            assert left.wait(5)  # while the first still has it
            assert next(waiting) == 1
        assert list(first.wait(None)) == []
    thread.join()


def test_waiter_that_is_dropped_leaves() -> None:
    line = Line()

    def stand() -> Iterator[int]:
        with line.place() as place:
            yield from place.wait(None)

    with line.place():
        waiting = stand()
        assert next(waiting) == 1
        waiting.close()  # type: ignore[attr-defined]
        assert len(line._waiting) == 1


def test_model_without_a_line_keeps_nobody_waiting() -> None:
    model = ScriptedModel()
    with in_line(model), in_line(model) as second:
        assert list(second.wait(None)) == []


class OneAtATime(ScriptedModel):
    """A model that cannot serve two at once, and fails if it must; its first answer waits for `go`."""

    def __init__(self) -> None:
        super().__init__([GROUNDED], forever=True)
        self.line, self.go, self.busy = Line(), threading.Event(), threading.Lock()
        self.asked: list[str] = []

    def stream(self, messages: Sequence[Message], **options: Any) -> Iterator[str]:
        """Answer, alone."""
        assert self.busy.acquire(blocking=False), "two at once"
        try:
            self.asked.append(messages[-1].content)
            assert self.go.wait(30)
            yield from super().stream(messages, **options)
        finally:
            self.busy.release()


def test_eight_at_once_are_served_in_order_and_told_where_they_stand(tmp_path: Path) -> None:
    library, model = small_library(tmp_path), OneAtATime()
    coach = Coach(Settings(), FakeParts(lambda: library, lambda: model))
    events: list[list[Any]] = [[] for _ in range(8)]

    def ask(at: int) -> None:
        for event in coach.ask(f"{COVERED} {'Really? ' * at}"):
            events[at].append(event)

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(8)]
    for at, one in enumerate(threads):
        one.start()
        until(lambda at=at: len(model.line._waiting) == at + 1)
    until(lambda: Notice(SOME_BEFORE.format(count=7)) in events[7])
    assert Notice(ONE_BEFORE) in events[1]
    model.go.set()
    for one in threads:
        one.join(60)
    assert [asked.count("Really?") for asked in model.asked] == list(range(8))
    told = [[one.text for one in found if isinstance(one, Notice)] for found in events]
    assert told[0] == [] and all(found[-1] == YOUR_TURN for found in told[1:])
    replies = [found[-1] for found in events]
    assert all(isinstance(one, Done) and one.reply.kind == "generated" for one in replies)


def test_cancelled_waiter_ends_without_asking_the_model(tmp_path: Path) -> None:
    library, model = small_library(tmp_path), OneAtATime()
    coach = Coach(Settings(), FakeParts(lambda: library, lambda: model))
    first = threading.Thread(target=lambda: list(coach.ask(COVERED)))
    first.start()
    until(lambda: model.asked)
    jobs = (
        lambda cancel: coach.ask(COVERED, cancel=cancel),
        lambda cancel: coach.rewrite("You never listen to me when I talk about work", cancel=cancel),
        lambda cancel: coach.plan("We hardly talk and I would like more talk", cancel=cancel),
    )
    for job in jobs:
        cancel = threading.Event()
        found = []
        for event in job(cancel):
            found.append(event)
            if event == Notice(ONE_BEFORE):
                cancel.set()
        assert Notice(ONE_BEFORE) in found and Notice(YOUR_TURN) not in found and isinstance(found[-1], Done)
    assert len(model.asked) == 1
    model.go.set()
    first.join(30)
