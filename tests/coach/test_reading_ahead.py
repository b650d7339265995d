"""What is typed is read before it is asked: the whole turn, screen first, with a model that writes nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coach import reading_ahead
from coach.inputs import MAX_CHARS
from coach.line import Awaited, Line
from coach.messages import Event, Message
from coach.model import LlamaCppModel
from coach.reading_ahead import Reader, ReadingAhead
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, ScriptedModel, never_library, never_model, small_library

QUESTION = "How do we rebuild trust after a broken promise?"
MESSAGE = "You never listen to me."
ME = "my page"


def soon(holds: Callable[[], bool]) -> bool:
    """Say whether something comes true within a minute."""
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def asks(text: str) -> Callable[[Coach, threading.Event], Any]:
    return lambda coach, signal: coach.ask(text, cancel=signal)


def rewrites(text: str) -> Callable[[Coach, threading.Event], Any]:
    return lambda coach, signal: coach.rewrite(text, cancel=signal)


def plans(text: str) -> Callable[[Coach, threading.Event], Any]:
    return lambda coach, signal: coach.plan(text, cancel=signal)


class Recorded:
    """What a turn was begun with."""

    def __init__(self, text: str, begun: list[str]) -> None:
        self._text, self._begun = text, begun

    def __call__(self, coach: Coach, signal: threading.Event) -> Any:
        self._begun.append(self._text)
        return coach.ask(self._text, cancel=signal)


@pytest.fixture
def coach(tuned: LlamaCppModel, tmp_path: Path) -> Coach:
    library = small_library(tmp_path / "index")
    return Coach(Settings(data_dir=tmp_path / "data"), FakeParts(lambda: library, lambda: tuned))


@pytest.fixture
def read(tuned: LlamaCppModel, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, bool]]]:
    """The text of each prompt that was read ahead, and whether for several texts at a time."""
    found: list[tuple[str, bool]] = []
    real = tuned.read

    def noted(messages: list[Message], cancel: threading.Event, *, several: bool = False) -> bool:
        whole = real(messages, cancel, several=several)
        found.append((messages[-1].content, several))
        return whole

    monkeypatch.setattr(tuned, "read", noted)
    monkeypatch.setattr(reading_ahead, "PAUSE_S", 0.05)
    tuned.forget_prompts()
    yield found
    tuned.forget_prompts()


@pytest.mark.model
class TestTurns:
    """Each job, with the real model."""

    def test_an_answer_begins_without_reading_its_prompt_again(
        self, coach: Coach, tuned: LlamaCppModel, read: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ReadingAhead().typed(ME, coach, QUESTION, asks(QUESTION))
        assert soon(lambda: bool(read))
        assert QUESTION in read[0][0] and not read[0][1]
        pieces: list[int] = []
        evaluate = tuned._llama.eval
        monkeypatch.setattr(tuned._llama, "eval", lambda tokens: (pieces.append(len(tokens)), evaluate(tokens)))
        list(coach.ask(QUESTION))
        assert pieces and max(pieces) == 1

    def test_a_rewrite_and_a_plan_are_read_too(self, coach: Coach, read: list[tuple[str, bool]]) -> None:
        ahead = ReadingAhead()
        ahead.typed(ME, coach, MESSAGE, rewrites(MESSAGE))
        assert soon(lambda: len(read) == 1)
        ahead.typed(ME, coach, "We hardly talk any more.", plans("We hardly talk any more."))
        assert soon(lambda: len(read) == 2)
        assert read[0] == (MESSAGE, True)
        assert read[1][0].endswith("Situation: We hardly talk any more.") and not read[1][1]

    def test_what_is_answered_without_the_model_is_not_read(self, coach: Coach, read: list[tuple[str, bool]]) -> None:
        ahead = ReadingAhead()
        for text in ("He hit me last night and I am scared.", "How much ibuprofen may I take?"):
            begun: list[str] = []
            ahead.typed(ME, coach, text, Recorded(text, begun))
            assert soon(lambda begun=begun, text=text: begun == [text])  # type: ignore[misc]
        ahead.typed(ME, coach, QUESTION, asks(QUESTION))
        assert soon(lambda: len(read) == 1)
        assert QUESTION in read[0][0]

    def test_whoever_asks_goes_first(self, coach: Coach, tuned: LlamaCppModel, read: list[tuple[str, bool]]) -> None:
        reader_stop = Awaited(tuned.line)
        with tuned.line.place():
            assert reader_stop.is_set()
            assert not tuned.read([Message("user", "word " * 600)], reader_stop)
        assert not reader_stop.is_set()


class TestTyping:
    """When something is read, and when not."""

    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading_ahead, "PAUSE_S", 0.3)
        monkeypatch.setattr(reading_ahead, "LlamaCppModel", ScriptedModel)
        monkeypatch.setattr(ScriptedModel, "line", Line(), raising=False)
        monkeypatch.setattr(ScriptedModel, "tuned", False, raising=False)
        monkeypatch.setattr(ScriptedModel, "read", lambda *given, **named: True, raising=False)

    @pytest.fixture
    def begun(self) -> list[str]:
        return []

    @pytest.fixture
    def coach(self, tmp_path: Path) -> Coach:
        library = small_library(tmp_path / "index")
        return Coach(Settings(data_dir=tmp_path / "data"), FakeParts(lambda: library, ScriptedModel))

    def test_only_the_last_of_what_was_typed_in_one_go(self, coach: Coach, begun: list[str]) -> None:
        ahead = ReadingAhead()
        for end in range(1, len(QUESTION) + 1):
            ahead.typed(ME, coach, QUESTION[:end], Recorded(QUESTION[:end], begun))
        assert soon(lambda: bool(begun))
        time.sleep(0.5)
        assert begun == [QUESTION]

    @pytest.mark.parametrize("text", ["", "  \n", "x" * (MAX_CHARS + 1)])
    def test_a_box_that_was_emptied_or_holds_too_much_is_left(self, coach: Coach, begun: list[str], text: str) -> None:
        ahead = ReadingAhead()
        ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
        ahead.typed(ME, coach, text, Recorded(text, begun))
        time.sleep(0.6)
        assert begun == []

    def test_nothing_is_loaded_for_it(self, begun: list[str], tmp_path: Path) -> None:
        loading = Coach(Settings(data_dir=tmp_path / "data"), FakeParts(never_library, never_model))
        ahead = ReadingAhead()
        ahead.typed(ME, loading, QUESTION, Recorded(QUESTION, begun))
        time.sleep(0.6)
        assert begun == [] and ahead._thread is not None and ahead._thread.is_alive()

    def test_it_can_be_switched_off(self, coach: Coach, begun: list[str]) -> None:
        coach.change(read_ahead=False)
        ahead = ReadingAhead()
        ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
        assert ahead._thread is None

    def test_a_model_on_a_server_is_not_asked(
        self, coach: Coach, begun: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading_ahead, "LlamaCppModel", LlamaCppModel)
        ahead = ReadingAhead()
        ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
        time.sleep(0.6)
        assert begun == []

    def test_typing_on_gives_up_what_is_being_read(self, coach: Coach) -> None:
        signals: list[threading.Event] = []

        def long(reading: Coach, signal: threading.Event) -> Iterator[Event]:
            signals.append(signal)
            signal.wait(30)
            yield from ()

        ahead = ReadingAhead()
        ahead.typed(ME, coach, "How", long)  # type: ignore[arg-type]
        assert soon(lambda: bool(signals))
        ahead.typed(ME, coach, "", long)  # type: ignore[arg-type]
        assert soon(signals[0].is_set)

    def test_what_was_asked_or_left_is_let_go(self, coach: Coach, begun: list[str]) -> None:
        ahead = ReadingAhead()
        ahead.typed("somebody", coach, QUESTION, Recorded(QUESTION, begun))
        ahead.forget("another")
        assert soon(lambda: begun == [QUESTION])
        ahead.typed(ME, coach, MESSAGE, Recorded(MESSAGE, begun))
        ahead.forget(ME)
        time.sleep(0.6)
        assert begun == [QUESTION]

    def test_what_was_asked_is_not_read_once_more_where_the_page_tells_of_it_late(
        self, coach: Coach, begun: list[str]
    ) -> None:
        ahead = ReadingAhead()
        ahead.forget(ME, QUESTION)
        for text in (QUESTION[:-1], QUESTION):
            ahead.typed(ME, coach, text, Recorded(text, begun))
        time.sleep(0.6)
        assert begun == []
        ahead.typed("somebody", coach, QUESTION, Recorded("somebody's", begun))
        ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
        assert soon(lambda: begun == ["somebody's"])
        ahead.typed(ME, coach, MESSAGE, Recorded(MESSAGE, begun))
        assert soon(lambda: begun == ["somebody's", MESSAGE])
        ahead.forget(ME)
        ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
        assert soon(lambda: begun == ["somebody's", MESSAGE, QUESTION])
        assert ahead._asked == {}

    def test_while_the_model_is_changed_nothing_is_read_and_none_is_held(self, coach: Coach, begun: list[str]) -> None:
        signals: list[threading.Event] = []

        def long(reading: Coach, signal: threading.Event) -> Iterator[Event]:
            signals.append(signal)
            while not signal.is_set():
                time.sleep(0.01)
            yield from ()

        ahead = ReadingAhead()
        ahead.typed(ME, coach, MESSAGE, long)  # type: ignore[arg-type]
        assert soon(lambda: bool(signals))
        with ahead.paused():
            assert signals[0].is_set() and ahead._now is None
            ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
            time.sleep(0.6)
            assert begun == []
        assert soon(lambda: begun == [QUESTION])

    def test_while_somebody_is_answered_it_waits(
        self, coach: Coach, begun: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = Line()
        monkeypatch.setattr(ScriptedModel, "line", line)
        ahead = ReadingAhead()
        with line.place():
            ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
            time.sleep(0.8)
            assert begun == []
        assert soon(lambda: begun == [QUESTION])

    def test_a_failure_ends_nothing(self, coach: Coach, begun: list[str]) -> None:
        def fails(reading: Coach, signal: threading.Event) -> Iterator[Event]:
            raise RuntimeError("no")

        ahead = ReadingAhead()
        ahead.typed(ME, coach, QUESTION, fails)  # type: ignore[arg-type]
        time.sleep(0.6)
        ahead.typed(ME, coach, QUESTION, Recorded(QUESTION, begun))
        assert soon(lambda: begun == [QUESTION])

    def test_a_reader_writes_nothing(self) -> None:
        reader = Reader(ScriptedModel(), threading.Event())  # type: ignore[arg-type]
        asked = [Message("user", "Anything")]
        assert list(reader.stream(asked, max_tokens=5)) == []
        assert reader.write_bound(asked, "", None) == "" and reader.has_read
        assert reader.draw(
            asked, (), 2, max_tokens=5, temperature=0, seed=0, greedy_first=True, cancel=None
        ) == reader.likelihoods([], None)
