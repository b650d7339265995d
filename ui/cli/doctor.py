"""doctor: what is installed, what is missing, what to do about it.

Looks at files, never loads a model, never names anything that a person wrote; home folders are shown as ~, so that the
report can be shared.
"""

import os
import platform
import shutil
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.cli.output import console, emit, letters

if TYPE_CHECKING:
    from coach.settings import Settings

PORT = 7860
PACKAGES = (
    "llama-cpp-python",
    "sentence-transformers",
    "torch",
    "chromadb",
    "bm25s",
    "gradio",
    "huggingface-hub",
    "pydantic-settings",
)
_SPARE_DISK = 500 * 2**20
_REINSTALL = "install Hearth again: pip install --upgrade hearth-coach"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Only `missing` stops Hearth from working; `note` is worth knowing."""

    name: str
    status: Literal["ok", "note", "missing"]
    detail: str
    todo: str = ""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as one line of JSON.")] = False,
) -> None:
    """Say what is installed, what is missing, and what to do about it."""
    found = examine()
    healthy = all(one.status != "missing" for one in found)
    if as_json:
        emit({"ok": healthy, "findings": [asdict(one) for one in found]})
    else:
        _table(found)
    if not healthy:
        raise typer.Exit(1)


def examine() -> list[Finding]:
    """Look at everything and return what was found, in a stable order."""
    from coach.errors import CoachError
    from coach.settings import load_settings

    found = [_python(), *map(_package, PACKAGES)]
    try:
        settings = load_settings()
    except CoachError as error:
        return [*found, Finding("settings", "missing", str(error), "mend hearth.toml or the HEARTH_ variable")]
    looks: tuple[Callable[[Settings], Finding], ...] = (
        _language_model,
        _embedding_model,
        _data_folder,
        _index,
        _disk,
        _memory,
    )
    return [*found, Finding("settings", "ok", "read"), *(look(settings) for look in looks), _port()]


def _python() -> Finding:
    return Finding("python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, "missing", "not installed", _REINSTALL)


def _language_model(settings: "Settings") -> Finding:
    from coach.catalogue import adapter_path, choose, load_catalogue, locate
    from coach.errors import CoachError

    name = "language model"
    try:
        entry = choose(settings.model, load_catalogue(settings.models_file))
        path = locate(entry, settings.models_dir)
        if not path.is_file():
            todo = f"hearth models get {entry.name}" if entry.repo else _REINSTALL
            return Finding(name, "missing", f"the file of {entry.name} is not there", todo)
        with path.open("rb") as file:
            whole = file.read(4) == b"GGUF"
        if not whole:
            return Finding(name, "missing", f"the file of {entry.name} is damaged", f"hearth models check {entry.name}")
        if settings.adapter:
            adapter_path(entry)
    except CoachError as error:
        return Finding(name, "missing", _shared(str(error)), "hearth models")
    except OSError as error:
        return Finding(name, "missing", f"its file cannot be read ({error.strerror})", "check the file's permissions")
    return Finding(name, "ok", f"{entry.name}, {path.stat().st_size / 2**20:,.0f} MB")


def _embedding_model(settings: "Settings") -> Finding:
    from knowledge.embedding import EMBEDDED, embedded_folder
    from knowledge.errors import KnowledgeError

    name = "embedding model"
    if settings.embedder != EMBEDDED:
        if (Path(settings.embedder) / "modules.json").is_file():
            return Finding(name, "ok", "your own")
        return Finding(name, "note", "your own; it is no folder with a model", "check `embedder` in hearth.toml")
    try:
        embedded_folder()
    except KnowledgeError as error:
        return Finding(name, "missing", str(error), _REINSTALL)
    return Finding(name, "ok", EMBEDDED)


def _data_folder(settings: "Settings") -> Finding:
    folder = settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Finding(
            "data folder",
            "missing",
            f"{_shared(str(settings.data_dir))} cannot be written",
            "make it writable, or set data_dir in hearth.toml",
        )
    return Finding("data folder", "ok", _shared(str(settings.data_dir)))


def _index(settings: "Settings") -> Finding:
    from coach.assemble import read_documents
    from coach.errors import CoachError
    from knowledge.embedding import EMBEDDED
    from knowledge.errors import KnowledgeError
    from knowledge.manifest import fingerprint, read_manifest

    try:
        documents, skipped = read_documents(settings)
    except (CoachError, KnowledgeError) as error:
        return Finding("index", "missing", _shared(str(error)), _REINSTALL)
    manifest = read_manifest(settings.index_dir)
    if manifest is None:
        return Finding("index", "note", "not built yet", "it is built at the first start; or run hearth index")
    embedder = settings.embedder if settings.embedder == EMBEDDED else Path(settings.embedder).name
    if manifest.fingerprint != fingerprint(documents, embedder):
        return Finding("index", "note", "out of date", "it is refreshed at the next start; or run hearth index")
    left_out = f", {len(skipped)} of your files could not be read (hearth index names them)" if skipped else ""
    return Finding("index", "ok", f"fresh, {len(documents)} documents, {manifest.n_chunks} passages{left_out}")


def _disk(settings: "Settings") -> Finding:
    folder = settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 2**30:,.1f} GB free"
    return Finding("disk", "ok", detail) if free >= _SPARE_DISK else Finding("disk", "note", detail, "make some room")


def _memory(settings: "Settings") -> Finding:
    import psutil

    from coach.catalogue import choose, load_catalogue
    from coach.errors import CoachError

    free = psutil.virtual_memory().available
    detail = f"{free / 2**30:,.1f} GB free"
    try:
        needed_mb = choose(settings.model, load_catalogue(settings.models_file)).memory_mb
    except CoachError:
        return Finding("memory", "ok", detail)
    if needed_mb * 2**20 > free:
        return Finding(
            "memory", "missing", f"{detail}; the model needs {needed_mb:,} MB", "close programs, or hearth models"
        )
    return Finding("memory", "ok", detail)


def _port() -> Finding:
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", PORT)) == 0
    if taken:
        return Finding("port", "note", f"{PORT} is in use, perhaps by Hearth", "hearth ui --port chooses another")
    return Finding("port", "ok", f"{PORT} is free")


def _shared(text: str) -> str:
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _table(found: list[Finding]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for one in found:
        todo = f"{one.detail}. To do: {one.todo}" if one.todo else one.detail
        table.add_row(*(Text(letters(cell), overflow="fold") for cell in (one.status, one.name, todo)))
    console().print(table)
