"""One page a data folder: a lock, and beside it the address at which the page that holds it is open.

The lock is the system's own: it ends with the process that holds it, however that ends. Commands like `hearth ask` ask for none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from coach.errors import CoachError

LOCK, ADDRESS = "page.lock", "page.address"


class AlreadyOpenError(CoachError):
    """Another page has this data folder; `address` is where it is open, empty where that cannot be told."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Hearth is already open at {address}" if address else "Hearth is already open with these data"
        )
        self.address = address


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only page with the data in `folder`, for as long as this is open; raises AlreadyOpenError where there is one."""
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyOpenError(_address(folder)) from None
    try:
        (folder / ADDRESS).unlink(missing_ok=True)  # of a page that was killed
        yield
    finally:
        (folder / ADDRESS).unlink(missing_ok=True)
        lock.release()


def tell(folder: Path, address: str) -> None:
    """Note where the page of `folder` is open, for whoever starts another."""
    (folder / ADDRESS).write_text(address, encoding="utf-8")


def _address(folder: Path) -> str:
    try:
        address = (folder / ADDRESS).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    return address if address.startswith("http://") and len(address) < 100 and address.isprintable() else ""
