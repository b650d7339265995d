"""models.toml -> model entries: which models there are, where their files lie, and whether they fit this machine.

An entry is data, so that adding a model is editing a file. Hearth ships coach/models.toml; a person's own models.toml, beside
hearth.toml, adds entries or replaces some by name. Fetching a model and removing its file is download.py's work.
"""

import importlib.util
import math
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach.errors import ModelError, ModelMissingError, SettingsError
from coach.gguf_facts import read_facts
from coach.runtime import CARD_RESERVE, video_memory
from coach.server_entry import ServerFields

MB = 2**20
N_CTX = 8192
"""How much context an entry is given that names none, as far as its model was made for it."""
_READ_AT_ONCE = 512  # tokens of a prompt whose scores llama.cpp has room for
_WORKING_BYTES = 100 * MB
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


class ModelEntry(ServerFields):
    """One model. Its file is named in one of three ways: `package` + `file`, `path`, or `repo` + `file` (on a hub).

    Or it has none here, and `server` says which other program serves it.
    """

    name: str
    title: str
    package: str = Field(default="", pattern=r"^([A-Za-z_]\w*)?$")
    path: Path | None = None
    repo: str = ""
    file: str = ""
    revision: str = "main"
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    size_bytes: int = Field(default=0, ge=0, le=_MOST_MB * MB)
    size_mb: int = Field(default=0, ge=0, le=_MOST_MB)
    """The same, rounded; follows from size_bytes where that is named."""
    memory_mb: int = Field(default=0, ge=0, le=_MOST_MB)
    """What the model needs in all with `n_ctx` tokens: the one number for memory, in lists, refusals and checks."""
    kv_bytes: int = Field(default=0, ge=0, le=2**30)
    """What one token of context takes; 0 where it is not known."""
    n_vocab: int = Field(default=0, ge=0, le=2**24)
    n_ctx: int = Field(default=4096, ge=512, le=2**24)
    """How much context Hearth asks for; a model that was made for less gets less."""
    n_ctx_train: int = Field(default=0, ge=0, le=2**31)
    chat_template: str = ""
    adapter: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes; a selection where the model knows dozens."""
    good_for: str = ""
    sampling: Sampling = Sampling()

    @model_validator(mode="before")
    @classmethod
    def _rounded(cls, data: Any) -> Any:
        size = data.get("size_bytes") if isinstance(data, dict) else None
        return data | {"size_mb": math.ceil(size / MB)} if isinstance(size, int) and "size_mb" not in data else data

    @model_validator(mode="after")
    def _one_place(self) -> "ModelEntry":
        places = [bool(self.package), self.path is not None, bool(self.repo), bool(self.server)]
        if sum(places) != 1 or not (self.path or self.file or self.server):
            raise ValueError("name its file by package and file, or by path, or by repo and file, or else its server")
        if not self.server and not self.memory_mb:
            raise ValueError("say with memory_mb what it needs")
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
        return _of_file(path)
    raise ModelError(f"there is no model called {name[:200]!r}; there are {', '.join(entries)} (`hearth models`)")


def _of_file(path: Path) -> ModelEntry:
    """Return an entry for a GGUF file: what it needs, from what its file says of itself."""
    size = path.stat().st_size
    known: dict[str, Any] = {"name": path.stem, "title": path.name, "path": path, "size_bytes": size}
    facts = read_facts(path)
    if facts is None:  # damaged: who loads it says so
        return ModelEntry(**known, memory_mb=size // MB + 400)
    n_ctx = max(512, min(N_CTX, facts.n_ctx_train or N_CTX))
    return ModelEntry(
        **known,
        memory_mb=memory_needed_mb(size, facts.kv_bytes, facts.n_vocab, n_ctx),
        kv_bytes=facts.kv_bytes,
        n_vocab=facts.n_vocab,
        n_ctx=n_ctx,
        n_ctx_train=facts.n_ctx_train,
    )


def locate(entry: ModelEntry, models_dir: Path) -> Path:
    """Return where the entry's file lies or would lie; whether it is there is the caller's question.

    Raises ModelMissingError where there can be none: its package is not installed, or a server has the model.
    """
    if entry.server:
        raise ModelMissingError(f"model {entry.name!r} has no file here: {entry.server} serves it")
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


def memory_needed_mb(size_bytes: int, kv_bytes: int, n_vocab: int, n_ctx: int) -> int:
    """Return what a model needs in all, rounded up to 100 MB: weights, context, scores, and the runtime's working memory."""
    needed = size_bytes + kv_bytes * n_ctx + 4 * n_vocab * _READ_AT_ONCE + _WORKING_BYTES
    return math.ceil(needed / MB / 100) * 100


def fits(entry: ModelEntry) -> bool:
    """Say whether this machine has the memory for the model with its context and for the rest of Hearth."""
    if entry.memory_mb * MB + _RESERVE_BYTES <= psutil.virtual_memory().total:
        return True
    card = video_memory()
    return card is not None and entry.memory_mb * MB + CARD_RESERVE <= card.total


def require_fit(entry: ModelEntry) -> None:
    """Raise ModelError, with both numbers, when the model is too big for this machine, whatever else is closed."""
    if not fits(entry):
        raise ModelError(
            f"model {entry.name!r} needs about {entry.memory_mb:,} MB of memory beside {_RESERVE_BYTES // MB:,} MB for the rest "
            f"of Hearth, and this computer has {psutil.virtual_memory().total // MB:,} MB; choose a smaller one (`hearth models`)"
        )


def best_first(entries: Iterable[ModelEntry]) -> list[ModelEntry]:
    """Return the entries that fit this machine, the biggest first, and then the others, the smallest first."""
    by_size = sorted(entries, key=lambda one: (one.memory_mb, one.name))
    return [*(one for one in reversed(by_size) if fits(one)), *(one for one in by_size if not fits(one))]


def require_memory(entry: ModelEntry, on_card: float = 0.0) -> None:
    """Raise ModelError, with both numbers, when the memory that is free now does not hold the model.

    `on_card` is the share of it (0 to 1) that graphics cards hold.
    """
    free_mb = psutil.virtual_memory().available // MB
    needed_mb = math.ceil(entry.memory_mb * (1 - on_card))
    if needed_mb > free_mb:
        raise ModelError(
            f"model {entry.name!r} needs about {needed_mb:,} MB of memory and {free_mb:,} MB are free; "
            "close other programs or choose a smaller one (`hearth models`)"
        )


def let_go(name: str, own: Path) -> bool:
    """Take the entry `name` out of a person's own models.toml, every other line left as it is; say whether there was one.

    Raises SettingsError in one line when the file cannot be changed.
    """
    import tomlkit

    if not own.is_file():
        return False
    part = own.with_suffix(".part")
    try:
        document = tomlkit.parse(own.read_text(encoding="utf-8"))
        tables = document.get("models", {})
        if name not in tables:
            return False
        del tables[name]
        part.write_text(tomlkit.dumps(document), encoding="utf-8")
        part.replace(own.resolve())
    except (OSError, ValueError) as error:  # tomlkit's error is a ValueError
        part.unlink(missing_ok=True)
        raise SettingsError(f"{own} cannot be changed ({type(error).__name__}); it stays as it was") from error
    return True
