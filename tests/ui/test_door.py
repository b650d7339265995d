"""The password of a wide page: who is let in, and how slow guessing is."""

import base64

import pytest

from ui.door import LONGEST_WAIT_S, Door

PASSWORD = "a löng walk by the sea"


class Clock:
    """A time that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def basic(password: str, name: str = "me") -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(clock: Clock) -> Door:
    return Door(PASSWORD, clock)


def status(door: Door, authorization: str, address: str = "192.168.1.9") -> int:
    refusal = door.judge(authorization, address)
    return refusal.status if refusal else 200


@pytest.mark.parametrize("name", ["", "me", "anyone at all"])
def test_the_password_alone_counts(door: Door, name: str) -> None:
    assert status(door, basic(PASSWORD, name)) == 200
    assert status(door, "bAsIc " + basic(PASSWORD).split()[1]) == 200


@pytest.mark.parametrize(
    "given",
    [
        basic(PASSWORD[:-1]),
        basic(PASSWORD + " "),
        basic(PASSWORD.upper()),
        basic(""),
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(PASSWORD.encode()).decode(),  # no colon: no password
        "Bearer " + basic(PASSWORD).split()[1],
        PASSWORD,
        "Basic \x00\xff",
    ],
)
def test_anything_else_is_refused(door: Door, given: str) -> None:
    assert status(door, given) == 401


def test_nothing_given_is_asked_for_and_costs_no_time(door: Door) -> None:
    assert [status(door, "") for _ in range(5)] == [401] * 5
    assert status(door, basic(PASSWORD)) == 200


def test_each_wrong_try_doubles_the_wait_and_the_right_one_ends_it(door: Door, clock: Clock) -> None:
    waited = []
    for _ in range(12):
        assert status(door, basic("wrong")) == 401
        refusal = door.judge(basic(PASSWORD), "192.168.1.9")
        assert refusal is not None and refusal.status == 429, "the right one waits too"
        waited.append(int(refusal.headers["retry-after"]))
        clock.seconds += waited[-1]
    # 1, 2, 4, … and from the tenth on no longer
    assert waited == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300] and LONGEST_WAIT_S == 300
    assert status(door, basic(PASSWORD)) == 200
    assert status(door, basic("wrong")) == 401
    clock.seconds += 1
    assert status(door, basic(PASSWORD)) == 200, "and the count began anew"


def test_one_address_makes_no_other_wait(door: Door) -> None:
    assert status(door, basic("wrong"), "192.168.1.66") == 401
    assert status(door, basic(PASSWORD), "192.168.1.66") == 429
    assert status(door, basic(PASSWORD), "192.168.1.9") == 200


def test_addresses_that_are_remembered_are_bounded(door: Door) -> None:
    for number in range(1_500):
        status(door, basic("wrong"), f"fd00::{number:x}")
    assert len(door._wrong) == 1_000
    assert status(door, basic(PASSWORD), f"fd00::{1_499:x}") == 429, "the newest are"


def test_a_right_token_never_waits_and_wrong_ones_do(clock: Clock) -> None:
    door = Door(PASSWORD, clock, scheme="bearer")
    assert status(door, "Bearer wrong", "127.0.0.1") == 401
    assert status(door, "Bearer wrong", "127.0.0.1") == 429
    assert status(door, f"Bearer {PASSWORD}", "127.0.0.1") == 200
    assert status(door, "", "127.0.0.1") == 401
