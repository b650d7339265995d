"""The password of a page that other machines can reach: asked for with every request, and slow to guess.

HTTP Basic and not Gradio's own login: that leaves some paths open, counts no wrong tries and keeps its tokens for good. Basic
needs no cookie, no page of its own and no state but the wrong tries; the browser forgets the password when it is closed.
The password travels as it is: over plain HTTP, whoever can read the network can read it too.
"""

import hmac
import math
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

LONGEST_WAIT_S = 300
_REMEMBERED = 1000
_ASK = {
    "basic": {"www-authenticate": 'Basic realm="Hearth", charset="UTF-8"'},
    "bearer": {"www-authenticate": 'Bearer realm="Hearth"'},
}
_WORDS = {
    "basic": ("Too many wrong passwords.", "Hearth asks for its password here.", "That is not the password."),
    "bearer": ("Too many wrong tokens.", "Hearth asks for its token here.", "That is not the token."),
}


@dataclass(frozen=True)
class Refusal:
    """Why a request gets no answer: the status, one plain line, and headers that go with it."""

    status: int
    line: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Door:
    """Lets in who knows the password. Wrong tries from one address make it wait: 1 s, 2 s, 4 s, … up to LONGEST_WAIT_S.

    With a bearer token, which is too long to guess, only wrong ones wait.
    """

    def __init__(
        self, password: str, now: Callable[[], float] = time.monotonic, *, scheme: Literal["basic", "bearer"] = "basic"
    ) -> None:
        """Know the password; programs are asked for theirs as a bearer token (RFC 6750)."""
        self._password = password.encode()
        self._scheme, self._ask = scheme, _ASK[scheme]
        self._too_many, self._asks, self._wrong_one = _WORDS[scheme]
        self._now = now
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # address: how often, and until when it waits

    def judge(self, authorization: str, address: str) -> Refusal | None:
        """Return why a request with this Authorization header is refused, or None. The user name is not looked at."""
        count, until = self._wrong.get(address, (0, 0.0))
        wait = until - self._now()
        right = hmac.compare_digest(_secret_in(authorization, self._scheme), self._password)
        # a right password waits too, or guessing would not be slow; a token is too long to guess, and all programs of a computer
        # come from one address, so that any could lock out who has it
        if right and (wait <= 0 or self._scheme == "bearer"):
            self._wrong.pop(address, None)
            return None
        if wait > 0:
            seconds = math.ceil(wait)
            line = f"{self._too_many} Try again in {seconds} second{'s' if seconds > 1 else ''}."
            return Refusal(429, line, {"retry-after": str(seconds)})
        if not authorization:
            return Refusal(401, self._asks, self._ask)
        self._wrong[address] = (count + 1, self._now() + min(2.0 ** min(count, 9), LONGEST_WAIT_S))
        self._wrong.move_to_end(address)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)
        return Refusal(401, self._wrong_one, self._ask)


def _secret_in(authorization: str, wanted: str) -> bytes:
    scheme, _, packed = authorization.partition(" ")
    if scheme.lower() != wanted:
        return b""
    if wanted == "bearer":
        return packed.strip().encode()
    try:
        return b64decode(packed, validate=True).partition(b":")[2]
    except ValueError:
        return b""
