"""Batches and talks on the command line: each line is a text with its id, or says what is wrong; none ends the batch."""

import io
import json
import math
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.schema import AUDIENCES
from tests.fuzz.kit import check_message
from ui.cli.inputs import batch_items, lines, one_text
from ui.cli.output import letters

LIBRARIES = ("json",)
EXAMPLES = 150
SEEDS = (
    b'{"id": "a", "text": "hi"}\n{"id": 7, "text": "x", "role": "both"}\r\n\n{"text": "no id"}\n',
    b'\xef\xbb\xbf{"id": 1e999, "text": "x"}\n{"id": NaN, "text": "x"}\n{"id": true, "text": "x"}\n{"id": [1], "text": 5}\n',
    b'["no object"]\n"string"\nnull\n{not json\n{"id": "\\ud83d", "text": "half \\ud83d pair\\u0000"}\n',
    b'{"id": ' + b"9" * 5_000 + b', "text": "x"}\n' + b"[" * 3_000 + b"\n" + b'{"a":' * 2_000 + b"\n",
    b'{"id": "a", "text": "x", "id": null, "role": "king"}\n\xff\xfe\n"a turn\\nof two lines"\n',
)
PIECES = (
    *(
        b'{"id": ',
        b'"text": "',
        b'"role": "both"',
        b"}",
        b"\n",
        b"\r",
        b'"',
        b"\\u0000",
        b"\\ud800",
        b"1e309",
        b"-0",
        b"NaN",
        b"Infinity",
    ),
    *(
        b"null",
        b"true",
        b"[",
        b"]",
        b",",
        b": ",
        b"\\",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"9" * 60,
        b"0.1",
        "\u2028".encode(),
        b"\x85",
    ),
)
_FOLDER = TemporaryDirectory()
_FILE = Path(_FOLDER.name, "in.jsonl")


def target(data: bytes) -> None:
    """Read the bytes as a batch, as a talk, and as one argument."""
    _FILE.write_bytes(data)
    items = list(batch_items(str(_FILE)))
    rows = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert len(items) == sum(bool(one.decode("utf-8", "replace").strip()) for one in rows), (
        "one for each line that is not blank"
    )
    for item in items:
        assert isinstance(item.id, str | int | float) and not isinstance(item.id, bool)
        assert not isinstance(item.id, float) or math.isfinite(item.id)
        assert isinstance(item.text, str) and (item.role is None or item.role in AUDIENCES)
        assert json.loads(json.dumps({"id": item.id, "error": item.error}, ensure_ascii=False))
        if item.error:
            check_message(ValueError(item.error))
            assert not item.text
    for turn in lines(io.BytesIO(data)):
        assert turn.strip() or turn.startswith(("\\", " ", "\t", "\n")) or not turn.strip()
    argument = one_text(data.decode("utf-8", errors="surrogateescape"))
    argument.encode("utf-8")
    assert "\x1b" not in letters(argument) and "\u202e" not in letters(argument)
