"""models.toml -> model entries: which models there are, where their files lie, and whether they fit this machine.

An entry is data, so that adding a model is editing a file. Hearth ships coach/models.toml; a person's own models.toml, beside
hearth.toml, adds entries or replaces some by name. Fetching a model is download.py's work.
"""

import importlib.util
import re
import tomllib
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach.errors import ModelError, ModelMissingError, SettingsError

_RESERVE_BYTES = 700 * 2**20  # what the rest of Hearth needs beside the model
_MOST_MB = 10**7
_FOLDER_NAME = re.compile(r"\w[\w.+ -]{0,99}")


class Sampling(BaseModel):
    """How the model draws its next token; names as llama.cpp has them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float = Field(default=0.4, ge=0, le=2)
    top_p: float = Field(default=0.95, gt=0, le=1)
    top_k: int = Field(default=40, ge=0)
    min_p: float = Field(default=0.05, ge=0, le=1)
    repeat_penalty: float = Field(default=1.1, ge=1, le=2)


class ModelEntry(BaseModel):
    """One model. Its file is named in one of three ways: `package` + `file`, `path`, or `repo` + `file` (on a hub)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    package: str = Field(default="", pattern=r"^([A-Za-z_]\w*)?$")
    path: Path | None = None
    repo: str = ""
    file: str = ""
    revision: str = "main"
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    size_mb: int = Field(default=0, ge=0, le=_MOST_MB)
    memory_mb: int = Field(ge=1, le=_MOST_MB)
    n_ctx: int = Field(default=4096, ge=512, le=2**24)
    chat_template: str = ""
    adapter: str = ""
    licence: str = ""
    good_for: str = ""
    sampling: Sampling = Sampling()

    @model_validator(mode="after")
    def _one_place(self) -> "ModelEntry":
        places = [bool(self.package), self.path is not None, bool(self.repo)]
        if sum(places) != 1 or (not self.path and not self.file):
            raise ValueError("name its file by package and file, or by path, or by repo and file")
        if self.repo and not (_FOLDER_NAME.fullmatch(self.name) and _FOLDER_NAME.fullmatch(Path(self.file).name)):
            # a file that is fetched lies in a folder of the entry's name: never anywhere else
            raise ValueError("call the entry and its file by letters, digits, spaces and . + - _ alone")
        return self


def load_catalogue(own: Path) -> dict[str, ModelEntry]:
    """Return all entries by name: those that Hearth ships, then those of the file `own`, if it exists.

    Raises SettingsError, naming the entry, when an entry is wrong.
    """
    texts = [("models.toml", package_files("coach").joinpath("models.toml").read_text(encoding="utf-8"))]
    if own.is_file():
        try:
            texts.append((str(own), own.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{own} cannot be read: {error}") from error
    entries: dict[str, ModelEntry] = {}
    for where, text in texts:
        try:
            tables = tomllib.loads(text).get("models", {})
            entries |= {name: _entry(where, name, table) for name, table in tables.items()}
        except (ValueError, TypeError, AttributeError, RecursionError) as error:  # tomllib's error is a ValueError
            raise SettingsError(f"{where} cannot be read: {str(error)[:200]}") from error
    return entries


def _entry(where: str, name: str, table: dict[str, Any]) -> ModelEntry:
    try:
        return ModelEntry(name=name, **table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])[:60]
        said = f"{field} {first['msg'].lower().removeprefix('value error, ')}".strip()
        raise SettingsError(f"{where}, model {name[:60]!r}: {' '.join(said.split())}") from error


def choose(name: str, entries: dict[str, ModelEntry]) -> ModelEntry:
    """Return the entry called `name`, or one made for a GGUF file when `name` is its path.

    Raises ModelError, with the names that there are, when it is neither.
    """
    if name in entries:
        return entries[name]
    path = _home(Path(name))
    if path.suffix.lower() == ".gguf":
        if not _is_file(path):
            raise ModelMissingError(f"there is no file {name[:200]!r}")
        size_mb = path.stat().st_size // 2**20
        return ModelEntry(name=path.stem, title=path.name, path=path, size_mb=size_mb, memory_mb=size_mb + 400)
    raise ModelError(f"there is no model called {name[:200]!r}; there are {', '.join(entries)} (`hearth models`)")


def locate(entry: ModelEntry, models_dir: Path) -> Path:
    """Return where the entry's file lies or would lie; whether it is there is the caller's question."""
    if entry.package:
        # find_spec locates a package without running it
        try:
            spec = importlib.util.find_spec(entry.package)
        except (ImportError, ValueError):  # a name that stands for something else
            spec = None
        if spec is None or not spec.submodule_search_locations:
            raise ModelMissingError(
                f"the package {entry.package!r} is not installed; run `pip install {entry.package}`"
            )
        return Path(spec.submodule_search_locations[0]) / entry.file
    if entry.path is not None:
        return _home(entry.path)
    return models_dir / entry.name / Path(entry.file).name


def adapter_path(entry: ModelEntry) -> Path | None:
    """Return the entry's LoRA adapter: shipped in coach/adapters/ by bare file name, or a path; None without one."""
    if not entry.adapter:
        return None
    shipped = Path(str(package_files("coach").joinpath("adapters", entry.adapter)))
    path = shipped if _is_file(shipped) else _home(Path(entry.adapter))
    if not _is_file(path):
        raise ModelMissingError(f"model {entry.name!r} names an adapter that is not there: {entry.adapter[:200]!r}")
    return path


def _home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # "~someone", who is not there: then neither is the file
        return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is longer than names can be
        return False


def fits(entry: ModelEntry) -> bool:
    """Say whether this machine has the memory for the model with its context and for the rest of Hearth."""
    return entry.memory_mb * 2**20 + _RESERVE_BYTES <= psutil.virtual_memory().total


def require_memory(entry: ModelEntry) -> None:
    """Raise ModelError, with both numbers, when the memory that is free now does not hold the model."""
    free_mb = psutil.virtual_memory().available // 2**20
    if entry.memory_mb > free_mb:
        raise ModelError(
            f"model {entry.name!r} needs about {entry.memory_mb:,} MB of memory and {free_mb:,} MB are free; "
            "close other programs or choose a smaller one (`hearth models`)"
        )
