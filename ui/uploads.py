"""Files that were handed in on the page: where they lie until they are read, and that they do not stay there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def handed_in(files: Sequence[str] | None) -> Iterator[list[Path]]:
    """Give the temporary files of an upload, and remove them, their folders with them, whatever becomes of them."""
    paths = [Path(one) for one in files or ()]
    try:
        yield paths
    finally:
        for one in paths:
            with suppress(OSError):
                one.unlink(missing_ok=True)
                one.parent.rmdir()
