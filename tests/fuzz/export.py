"""An export read back: any text comes in whole, or nothing of it and one line that says why; what came in can be taken out again."""

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.errors import CoachError, InputError
from coach.history import History
from coach.keeping.export import as_markdown, document
from coach.keeping.notebook import Notebook
from coach.keeping.reading_back import take_in
from tests.fuzz.kit import check_message, text_of

LIBRARIES = ("json", "pydantic")
EXAMPLES = 40
_ENTRY = '{"id": 1, "kind": "%s", "day": "2026-03-04", "made": "2026-03-04T09:00:00+00:00", "changed": "2026-03-04T09:00:00+00:00", "data": %s}'
SEEDS = (
    ('{"notebook": {"entries": [' + _ENTRY % ("checkin", '{"feelings": ["calm"], "note": "a"}') + "]}}").encode(),
    ('{"entries": [' + _ENTRY % ("safety_plan", '{"warning_signs": ["I go quiet"]}') + "]}").encode(),
    b'{"entries": [], "conversations": [{"title": "t", "started_at": "2026-03-04T09:00:00+00:00", "messages": '
    b'[{"role": "user", "content": "hi", "said_at": "2026-03-04T09:00:00+00:00"}]}]}',
    b'{"entries": [{"kind": "checkin", "day": "9999-99-99", "made": "x", "changed": 5, "data": null}]}',
    b'{"entries": ' + b"[" * 3_000 + b"]" * 3_000 + b"}",
)
PIECES = (
    *(
        b'{"entries": [',
        b'"conversations": [',
        b'"messages": [',
        b'"role": "user"',
        b'"content": "',
        b'"kind": "',
        b'"day": "',
        b'"data": {',
        b'"key": ',
    ),
    *(
        b"}",
        b"]",
        b",",
        b'"',
        b"null",
        b"1e999",
        b"\\u0000",
        b"\\ud800",
        b"2026-03-04",
        b"T09:00:00+00:00",
        b"0001-01-01T00:00:00+23:59",
        b"{",
        b"[",
    ),
)

CRASHERS = (
    b'{"entries": [], "conversations": [{"title": "half \\ud83d", "started_at": "2026-03-04T09:00:00+00:00", "messages": '
    b'[{"role": "user", "content": "half \\ud83d", "said_at": "2026-03-04T09:00:00+00:00"}]}]}',
    SEEDS[0].replace(b'"day"', b'"key": "\\ud800", "day"'),
    SEEDS[0].replace(b"+00:00", b""),  # a time without its zone came in twice
)


def target(data: bytes) -> None:
    """Read the text into an empty notebook, twice."""
    with TemporaryDirectory() as folder:
        notebook = Notebook(Path(folder) / "n.sqlite3")
        history = History(notebook)
        try:
            came = take_in(text_of(data), notebook, history)
        except InputError as error:
            check_message(error)
            with suppress(CoachError):
                assert document("me", notebook, history)["notebook"]["entries"] == [], "all or nothing"
            return
        held = document("me", notebook, history)
        assert len(held["notebook"]["entries"]) == came.entries and held["notebook"]["set_aside"] == []
        assert len(held["conversations"]) == came.talks
        as_markdown(notebook, history=history).encode("utf-8")
        again = take_in(json.dumps(held), notebook, history)
        assert (again.entries, again.talks) == (0, 0), "nothing comes twice"
