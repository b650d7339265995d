"""What every target shares: what it is, how it is loaded by name, and the invariants that several of them state."""

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

NAMES = (
    *("read_text", "read_html", "read_pdf", "read_docx", "cutting", "query", "checks", "screening", "orders"),
    *("typed", "batch", "settings", "models", "page", "export", "backup"),
)
PACKAGES = ("coach", "knowledge", "ui")
"""What is watched for code that was not reached before, beside a target's own `libraries`."""
MOST_S = 10.0
"""Seconds of processor time that one input may take; inputs are small, and some hundred times less is usual."""


@dataclass(frozen=True)
class Target:
    """Something to be tried: `run` takes any bytes and raises where what must hold does not.

    `seeds` are whole inputs to begin from, `pieces` what inputs of this kind are made of, `crashers` what was once found; `examples`
    is how many inputs a run of the tests tries.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    pieces: tuple[bytes, ...]
    crashers: tuple[bytes, ...] = ()
    libraries: tuple[str, ...] = ()
    examples: int = 60
    longest: int = 4096

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        began = time.process_time()
        self.run(data)
        took = time.process_time() - began
        assert took < MOST_S, f"{len(data)} bytes took {took:.1f} seconds"


def load(name: str) -> Target:
    """Return the target of one module of this package."""
    module = import_module(f"tests.fuzz.{name}")
    return Target(
        name,
        module.target,
        tuple(module.SEEDS),
        tuple(module.PIECES),
        *(getattr(module, part, ()) for part in ("CRASHERS", "LIBRARIES")),
        **{part.lower(): getattr(module, part) for part in ("EXAMPLES", "LONGEST") if hasattr(module, part)},
    )


def text_of(data: bytes) -> str:
    """Return any bytes as text; those that are no UTF-8 become lone surrogates, as in a command's argument."""
    return data.decode("utf-8", errors="surrogateescape")


def two_of(data: bytes) -> tuple[str, str]:
    """Return two texts, parted at the first NUL."""
    first, _, second = data.partition(b"\0")
    return text_of(first), text_of(second)


def check_message(error: Exception, *, names: str = "") -> None:
    """Check that an error is one line that a person can be shown."""
    said = str(error)
    assert said.strip() and len(said) < 1_000, "a line, and not a long one"
    assert "\n" not in said and "Traceback" not in said
    assert names in said


def check_shown(text: str) -> None:
    """Check that a text holds no character that nobody sees, and that it can be written down."""
    text.encode("utf-8")
    assert not [one for one in text if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"]


def check_places(text: str, found: Sequence[object]) -> None:
    """Check that each found thing says exactly where in `text` it stands."""
    for one in found:
        start, end, said = (getattr(one, name) for name in ("start", "end", "text"))
        assert 0 <= start < end <= len(text) and text[start:end] == said


def check_raised_elsewhere(error: Exception) -> None:
    """Check that a reader failed where its library reads the file, and not in Hearth's own code."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    folder = Path(place.tb_frame.f_code.co_filename).parent.name if place is not None else ""
    if folder in PACKAGES:
        raise error
