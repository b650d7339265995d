"""Sizes as they are read: of a file, of a folder with all that is in it."""

from pathlib import Path

from ui import texts_space as texts


def size(size_bytes: int) -> str:
    """Return a number of bytes in words, at least 1 KB."""
    if size_bytes >= 2**30:
        return texts.SIZE_GB.format(count=size_bytes / 2**30)
    if size_bytes >= 2**20:
        return texts.SIZE_MB.format(count=size_bytes / 2**20)
    return texts.SIZE_KB.format(count=max(1, size_bytes // 1024))


def megabytes(count: int) -> str:
    """Return a number of megabytes in words."""
    return size(count * 2**20)


def of_place(place: Path) -> int:
    """Return how many bytes a file, or a folder with all in it, takes; 0 where there is nothing."""
    try:
        if place.is_file():
            return place.stat().st_size
        return sum(one.stat().st_size for one in place.rglob("*") if one.is_file())
    except OSError:  # it went meanwhile
        return 0
