"""Looks at the language model, its adapter and the embedding model: at their files, and with `full` at all that is in them."""

from pathlib import Path

from coach.assemble import connect
from coach.catalogue import ModelEntry, adapter_path, choose, load_catalogue, locate
from coach.download import check_model
from coach.errors import DownloadError, ModelError, ModelMissingError, SettingsError
from coach.examine.finding import REINSTALL, Finding, size
from coach.settings import Settings
from coach.trial import require_sound
from knowledge.embedding import EMBEDDED, embedded_folder
from knowledge.errors import KnowledgeError

_MAGIC = b"GGUF"


def language_model(settings: Settings, full: bool) -> list[Finding]:
    """Look at the model that Hearth writes with, and at its adapter, if it has one."""
    name = "language model"
    try:
        entry = choose(settings.model, load_catalogue(settings.models_file))
        if entry.server:
            return [_served(entry)]
        path = locate(entry, settings.models_dir)
    except SettingsError:
        return [Finding(name, "missing", "models.toml cannot be read", "mend it, or move it aside")]
    except ModelError:
        return [Finding(name, "missing", "no model of the name in the settings", "choose one: hearth models")]
    called = _called(entry)
    get = (
        f"hearth models get {entry.name}" if entry.repo and called == entry.name else "get its file, or: hearth models"
    )
    todo = get if not entry.package else REINSTALL
    if not path.is_file():
        return [Finding(name, "missing", f"the file of {called} is not there", todo)]
    try:
        if _magic(path) != _MAGIC:
            return [Finding(name, "missing", f"the file of {called} is damaged", todo)]
        adapter = adapter_path(entry) if settings.adapter else None
        found = [Finding("adapter", "ok", size(adapter.stat().st_size))] if adapter else []
        if adapter and _magic(adapter) != _MAGIC:
            found = [Finding("adapter", "missing", "its file is damaged", REINSTALL)]
        read = _read_through(entry, path, adapter, settings) if full else ""
    except ModelMissingError:
        return [Finding("adapter", "missing", f"{called} names an adapter that is not there", "set adapter = false")]
    except (DownloadError, ModelError):
        return [Finding(name, "missing", f"the file of {called} is damaged, or cannot be loaded here", todo)]
    except OSError:
        return [Finding(name, "missing", f"the file of {called} cannot be read", "see who may read it")]
    return [Finding(name, "ok", f"{called}, {size(path.stat().st_size)}{read}"), *found]


def _served(entry: ModelEntry) -> Finding:
    """Look whether the server of a model answers; its address may name somebody, and is not told."""
    where = "on another computer: what you type goes there" if entry.leaves else "on this computer"
    try:
        connect(entry)
    except ModelError:
        return Finding(
            "language model", "missing", f"its server, {where}, does not answer as it should", "hearth ask says why"
        )
    return Finding("language model", "note" if entry.leaves else "ok", f"served by another program, {where}")


def _read_through(entry: ModelEntry, path: Path, adapter: Path | None, settings: Settings) -> str:
    """Compare what was fetched with its checksum, and let a process of its own load it; returns what can be said then."""
    if entry.repo:
        check_model(entry, settings.models_dir)
    require_sound(entry.name, path, adapter, entry.n_ctx, settings.index_dir / "tried.json")
    return ", checksum right, loads" if entry.repo else ", loads"


def _called(entry: ModelEntry) -> str:
    """Return a model's name where it is Hearth's: of a person's own, the name is theirs."""
    return entry.name if entry.name in load_catalogue(Path("none")) and entry.path is None else "your own model"


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))


def embedding_model(settings: Settings) -> Finding:
    """Look at the model that search rests on."""
    name = "embedding model"
    if settings.embedder != EMBEDDED:
        if (Path(settings.embedder) / "modules.json").is_file():
            return Finding(name, "ok", "your own")
        return Finding(name, "note", "your own; it is no folder with a model", "check `embedder` in hearth.toml")
    try:
        embedded_folder()
    except KnowledgeError:
        return Finding(name, "missing", "the package that holds it is not installed", REINSTALL)
    return Finding(name, "ok", EMBEDDED)
