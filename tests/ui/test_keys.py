"""The keys of spaces on the page, without a browser: whose they are, when they go, and what Gradio still knows of them then."""

import asyncio
import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from gradio.context import LocalContext
from gradio.state_holder import SessionState

from coach.errors import HistoryError, InputError
from coach.keeping import checkins, locking
from coach.keeping.errors import LockedError
from coach.keeping.keys import Keys
from coach.messages import Message
from coach.settings import load_settings
from ui import app
from ui.house import SHUT, House
from ui.loading import Loading
from ui.session import Stops
from ui.steps.parts import gently
from ui.steps.space import Space, session
from ui.visits import Visits

SECRET = "horse battery lamp rain"
HERE, THERE = "page-one", "page-two"


class Clock:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


pytestmark = pytest.mark.usefixtures("cheap_passphrases")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def space(hearth_folders: Path, clock: Clock) -> Space:
    return Space(load_settings(), keys=Keys(600, clock))


@contextmanager
def page(name: str) -> Iterator[None]:
    """Run what follows as a handler of this page would run."""
    LocalContext.request.set(gr.Request(None, session_hash=name))
    try:
        yield
    finally:
        LocalContext.request.set(None)


def protected(space: Space, name: str = "me") -> None:
    checkins.check_in(space.notebook(name), date(2026, 3, 2), ["calm"], None, "")
    locking.protect(space.settings, name, SECRET).wipe()


def count(space: Space, name: str = "me") -> int:
    return len(space.notebook(name).export()["entries"])


def test_key_is_found_by_the_page_that_opened_the_space_and_by_no_other(space: Space) -> None:
    protected(space)
    with page(HERE):
        assert session() == HERE
        assert not space.is_open("me")
        with pytest.raises(LockedError):
            count(space)
        space.open("me", SECRET)
        assert count(space) == 1
    with page(THERE):
        assert not space.is_open("me")
        with pytest.raises(LockedError):
            count(space)
    assert session() == ""


def test_use_keeps_a_space_open_and_looking_whether_it_is_open_does_not(space: Space, clock: Clock) -> None:
    protected(space)
    with page(HERE):
        space.open("me", SECRET)
        for _ in range(3):
            clock.now += 590
            assert count(space) == 1
        clock.now += 590
        assert space.is_open("me")
        clock.now += 20
        assert not space.is_open("me")


def test_a_talk_is_kept_only_while_its_space_is_open(space: Space) -> None:
    protected(space)
    with page(HERE):
        space.open("me", SECRET)
        history = space.history("me")
        talk = history.start("a talk")
        history.add(talk, Message("user", "hello"))
        space.keys.lock(HERE)
        with pytest.raises(HistoryError):
            history.add(talk, Message("assistant", "hello"))
        space.open("me", SECRET)
        assert [len(one["messages"]) for one in space.history("me").export()] == [1]


def test_locked_space_changes_nothing_on_a_page_that_never_opened_it_and_says_so(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    protected(space)
    told: list[str] = []
    monkeypatch.setattr(gr, "Warning", lambda text, **_: told.append(text))
    assert gently(lambda: count(space))() == gr.skip()
    assert len(told) == 1 and "still there" in told[0]


def test_left_page_stops_its_answer_then_loses_its_key_and_its_memory(space: Space) -> None:
    protected(space)
    stops = Stops()
    visits = Visits(space.keys, stops)
    memory = SimpleNamespace(session_data={HERE: "what was said", THERE: "another"}, time_last_used={HERE: 1})
    messages = {HERE: "an answer"}
    visits._page = SimpleNamespace(state_holder=memory, _queue=SimpleNamespace(pending_messages_per_session=messages))
    with page(HERE):
        space.open("me", SECRET)
        visits.hold(HERE, "me")
    with stops.running(HERE) as signal:
        assert stops.is_running(HERE)
        visits.leave(HERE)
        assert signal.is_set()
    assert not stops.is_running(HERE)
    with page(HERE):
        assert not space.is_open("me")
    assert memory.session_data == {THERE: "another"}
    memory.session_data[HERE] = "a call that was on its way"
    visits.sweep()
    assert memory.session_data == {THERE: "another"}
    visits._gone[HERE] -= 6
    visits.sweep()
    assert messages == {}


def test_page_whose_space_was_locked_by_idle_time_is_emptied_and_has_to_go(space: Space, clock: Clock) -> None:
    protected(space)
    visits = Visits(space.keys, Stops())
    memory = SimpleNamespace(session_data={HERE: "a plan"}, time_last_used={})
    visits._page = SimpleNamespace(state_holder=memory)
    with page(HERE):
        space.open("me", SECRET)
    visits.hold(HERE, "me")
    visits.sweep()
    assert not visits.is_lost(HERE) and memory.session_data
    clock.now += 601
    visits.sweep()
    assert visits.is_lost(HERE) and not memory.session_data
    assert not visits.may_go_on(HERE)
    visits.release(HERE)
    assert not visits.is_lost(HERE)
    assert visits.may_go_on(HERE)


def test_page_that_was_left_while_its_passphrase_was_looked_at_gets_no_key(space: Space) -> None:
    protected(space)
    visits = Visits(space.keys, Stops())
    visits.leave(HERE)
    with page(HERE):
        space.open("me", SECRET)
        visits.hold(HERE, "me")
        assert not space.is_open("me") and visits.holds(HERE) is None
    with page(THERE):
        space.open("me", SECRET)
        visits.hold(THERE, "me")
        assert space.is_open("me")


def test_page_that_was_left_and_is_shown_all_the_same_has_to_be_loaded_again(
    hearth_folders: Path,
) -> None:
    async def laid_out() -> gr.Blocks:
        return app.build(Loading(load_settings()))

    blocks = asyncio.run(laid_out())
    (fn,) = (
        one for one in blocks.fns.values() if one.fn and (one.fn.__module__, one.fn.__name__) == ("ui.app", "on_again")
    )
    press = functools.partial(blocks.process_api, fn, [], SessionState(blocks), session_hash=HERE)
    blocks.house.visits.leave(THERE)
    asyncio.run(press())
    blocks.house.visits.leave(HERE)
    asyncio.run(press())  # it may have been on its way
    blocks.house.visits._left[HERE] -= 6
    with pytest.raises(gr.Error, match="load it again"):
        asyncio.run(press())
    (watch,) = (one for one in blocks.fns.values() if one.fn and one.fn.__name__ == "_on_watch")
    asked = blocks.process_api(
        watch,
        [],
        SessionState(blocks),
        gr.Request(None, session_hash=HERE),
        session_hash=HERE,
        event_data=gr.EventData(None, {"act": "look"}),
    )
    assert asyncio.run(asked)["data"] == [SHUT], "and one that showed a protected space is emptied"


def test_a_name_is_not_added_while_a_protected_space_is_open(space: Space) -> None:
    protected(space)
    house = House(space, Visits(space.keys, Stops()))
    with page(HERE):
        house.enter("me", SECRET)
        with pytest.raises(InputError, match="lock the space"):
            house._on_add("anna", [])
        assert space.is_open("me")
        space.keys.lock()
        house.visits.release(HERE)
        assert house._on_add("anna", [])[1] == ["anna"]


def test_idle_time_goes_on_while_the_computer_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("no clock of that name on this system")
    asked: list[int] = []
    monkeypatch.setattr(time, "clock_gettime", lambda clock: asked.append(clock) or 7.0)
    assert Keys()._clock() == 7.0
    assert asked == [time.CLOCK_BOOTTIME]


def test_page_that_this_server_does_not_know_may_not_show_a_protected_space(space: Space) -> None:
    visits = Visits(space.keys, Stops())
    assert not visits.may_go_on(HERE)
    visits.release(HERE)
    assert visits.may_go_on(HERE)
    visits.leave(HERE)
    assert not visits.may_go_on(HERE)


@pytest.fixture
def call(
    hearth_folders: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[list[Any], SessionState]]:
    """Call the page's handler of a button as Gradio does, with the boxes filled."""
    monkeypatch.setattr(app, "Keys", lambda idle_s: Keys(idle_s, clock))

    async def laid_out() -> gr.Blocks:  # with a loop of its own: outside of one, Gradio makes some that it never closes
        return app.build(Loading(load_settings()))

    blocks = asyncio.run(laid_out())

    def press(button: str, typed: dict[str, Any], before: SessionState | None = None) -> tuple[list[Any], SessionState]:
        state = before or SessionState(blocks)
        (fn,) = (
            one
            for one in blocks.fns.values()
            if one.fn and any(blocks.blocks[of].elem_id == button for of, _ in one.targets if of in blocks.blocks)
        )
        given = [typed.get(one.elem_id) for one in fn.inputs]
        result = asyncio.run(blocks.process_api(fn, given, state, gr.Request(None, session_hash=HERE)))
        return result["data"], state

    return press


def known(state: SessionState, data: list[Any]) -> bool:
    """Say whether the passphrase is in what Gradio keeps of a page, or sends to it."""
    return any(SECRET in repr(one) for one in (state.config_values, state.state_data, data))


def test_passphrase_stays_in_no_memory_of_gradios(call: Callable[..., tuple[list[Any], SessionState]]) -> None:
    data, state = call("protect", {"protect-first": SECRET, "protect-again": SECRET})
    assert "Protected" in str(data)
    assert not known(state, data)
    data, state = call("change", {"change-now": SECRET, "change-new": SECRET * 2, "change-again": SECRET}, state)
    assert "not the same" in str(data)
    assert not known(state, data)
    data, state = call("space-who-open", {"space-who": "me", "space-who-passphrase": f"{SECRET} no"}, state)
    assert "not the passphrase" in str(data)
    assert not known(state, data)


def test_wrong_passphrases_wait_wherever_they_are_tried(call: Callable[..., tuple[list[Any], SessionState]]) -> None:
    _, state = call("protect", {"protect-first": SECRET, "protect-again": SECRET})
    for _ in range(3):
        data, state = call("off", {"off-now": "not the right one"}, state)
        assert "not the passphrase" in str(data)
    data, state = call("off", {"off-now": SECRET}, state)
    assert "too many wrong tries" in str(data).lower()
    assert locking.has_passphrase(load_settings(), "me")
