"""What a look finds, and how a place is named in it: never by more than anyone may see."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coach.settings import Settings

REINSTALL = "install Hearth again: pip install --upgrade hearth-coach"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Only `missing` stops Hearth from working; `note` is worth knowing."""

    name: str
    status: Literal["ok", "note", "missing"]
    detail: str
    todo: str = ""


def place(settings: Settings) -> str:
    """Return what the data folder is called: by its path where it is the usual one, from the home on."""
    usual: Path = Settings.model_fields["data_dir"].get_default(call_default_factory=True)
    if settings.data_dir != usual:
        return "the folder that you chose"
    home = Path.home()
    return f"~/{usual.relative_to(home).as_posix()}" if usual.is_relative_to(home) else "the usual folder"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its word."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def size(size_bytes: int) -> str:
    """Return a size as people say it."""
    return f"{size_bytes / 2**30:,.1f} GB" if size_bytes >= 2**30 else f"{size_bytes / 2**20:,.0f} MB"
