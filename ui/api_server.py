"""Serve the local API (api.py): on loopback, and elsewhere only with a token.

Who may ask. A page in some browser must never be able to, whatever it is: so no other origin is answered, no preflight granted,
no other name than this computer's taken (DNS rebinding), and bodies are JSON, which no form can send. Other programs of this
account can ask, as they could run `hearth` themselves; other accounts of this computer can too, unless HEARTH_TOKEN is set. Other
machines need the token, which travels over plain HTTP.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from coach.errors import InputError
from coach.failures import report
from ui.server import address_of, ending_well, is_wide, listen, named, running

if TYPE_CHECKING:
    from coach.turn import Coach

PORT = 7870
SHORTEST_TOKEN = 24
MOST_BYTES = 4 * 2**20
"""The most that one request may take: the longest text that is read for danger, each character written as an escape."""


@contextmanager
def opened(coach: "Coach", *, host: str, port: int = PORT, token: str = "") -> Iterator[tuple[str, threading.Thread]]:
    """Open the API; yield its address, and the thread that serves it.

    Raises InputError when it would be open to other machines without a good token, CoachError when the port cannot be had.
    """
    if (is_wide(host) or token) and len(token) < SHORTEST_TOKEN:
        raise InputError(f"a token needs {SHORTEST_TOKEN} characters or more")
    if token != token.strip() or not (token.isascii() and token.isprintable()):
        raise InputError(
            "a token takes plain letters, digits and signs (ASCII) alone, with no space before or after them"
        )
    with ExitStack() as stack:
        listener = stack.enter_context(listen(host, port))
        port = listener.getsockname()[1]

        from ui.api import build
        from ui.door import Door
        from ui.guard import READ, WRITE, Guard, route

        door = Door(token, scheme="bearer") if token else None
        routes = [route("/openapi.json", READ), route("/(?:ask|rewrite|plan|screen|search)", WRITE, MOST_BYTES)]
        guarded = Guard(build(coach), named(host), port, door=door, routes=routes, error="error")
        yield address_of(host, port), stack.enter_context(running(guarded, listener))


def serve(coach: "Coach", *, host: str, port: int, token: str, on_open: Callable[[str], None]) -> None:
    """Serve until interrupted, and load the models meanwhile; `on_open` is told the address. Raises what `opened` raises."""
    with ending_well(), opened(coach, host=host, port=port, token=token) as (address, thread):
        on_open(address)
        # a thread of its own: a request to end that came in the middle of a callback of the model's library would be lost
        threading.Thread(target=_load, args=[coach], name="hearth-loading", daemon=True).start()
        while thread.is_alive():
            thread.join(1)


def _load(coach: "Coach") -> None:
    """Load what answers, one part after the other; who asks is told of what fails, and only what needs that part fails."""
    for load in (coach.library, coach.load_screen, coach.model):
        try:
            load()
        except Exception as error:
            report(error, "api: load")


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(24)
