"""Build a Coach's parts from Settings, each once and only when it is first needed: library, language model.

Loading takes seconds and may be watched: every stage is told to `on_progress` as (what is going on, share done or None).
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from coach.catalogue import adapter_path, choose, load_catalogue, locate, require_memory
from coach.checks.grounding import Embed
from coach.errors import SettingsError
from coach.model import ChatModel, LlamaCppModel
from coach.settings import Settings
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.errors import DocumentError, IndexBusyError
from knowledge.index import ChromaIndex
from knowledge.reading import own_files, practice, read_own, read_shipped
from knowledge.retrieval import Retriever
from knowledge.schema import Document, Practice

Progress = Callable[[str, float | None], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Library:
    """What the coach knows, ready to be searched. `skipped` says which of the person's own files could not be read, and why."""

    retriever: Retriever
    practices: Mapping[str, Practice]
    documents: tuple[Document, ...]
    embed: Embed
    skipped: tuple[str, ...] = ()


class _Once(Generic[T]):
    """A value that is made at the first call, once, whichever thread calls; a failure is raised and tried again next time."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


class Parts:
    """The heavy parts of a coach, made when first called for."""

    def __init__(self, settings: Settings, on_progress: Progress | None = None) -> None:
        progress: Progress = on_progress or (lambda stage, share: None)
        self.library: Callable[[], Library] = _Once(lambda: load_library(settings, progress))
        self.model: Callable[[], ChatModel] = _Once(lambda: load_model(settings, progress))


def load_model(settings: Settings, progress: Progress) -> ChatModel:
    """Load the language model that the settings name; raises ModelError in one line."""
    entry = choose(settings.model, load_catalogue(settings.models_file))
    progress(f"Loading the language model ({entry.title})", None)
    path = locate(entry, settings.models_dir)
    require_memory(entry)
    return LlamaCppModel(
        entry.name,
        path,
        n_ctx=entry.n_ctx,
        threads=settings.threads,
        chat_template=entry.chat_template,
        adapter=adapter_path(entry) if settings.adapter else None,
        sampling=entry.sampling.model_dump(),
    )


def load_library(settings: Settings, progress: Progress, *, rebuild: bool = False) -> Library:
    """Load the embedding model and the index, building the index first where a guide changed (or `rebuild` is set).

    While another process builds, the index in force serves. Raises KnowledgeError in one line.
    """
    progress("Reading the guides", None)
    documents, skipped = read_documents(settings)
    progress("Loading the embedding model", None)
    embedder = SentenceTransformerEmbedder(settings.embedder)
    index = ChromaIndex(settings.index_dir, settings.server_address)
    if rebuild:
        index.forget()
    if not index.is_fresh(documents, embedder.id):
        try:
            index.build(documents, embedder, lambda done, total: progress("Indexing the guides", done / max(1, total)))
        except IndexBusyError:
            if index.embedder_in_force() != embedder.id:
                raise
    practices = {one.id: practice(one) for one in documents if one.kind == "practice"}
    return Library(Retriever(index, embedder), practices, tuple(documents), embedder.embed_documents, tuple(skipped))


def read_documents(settings: Settings) -> tuple[list[Document], list[str]]:
    """Return all documents, the shipped ones and the person's own, and a line for each own file that was skipped."""
    documents = read_shipped()
    skipped: list[str] = []
    for folder in own_folders(settings):
        if not folder.exists():
            skipped.append(f"{folder} is not there any more; its files were left out")
            continue
        for path in own_files(folder):
            try:
                documents.append(read_own(path))
            except DocumentError as error:
                skipped.append(str(error))
    return list({one.id: one for one in documents}.values()), skipped


def own_folders(settings: Settings) -> list[Path]:
    """Return the folders (and files) of their own that the person asked to be indexed."""
    try:
        return [Path(one) for one in json.loads(folders_file(settings).read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(
            f"{folders_file(settings)} cannot be read; remove it and run `hearth index FOLDER` again"
        ) from error


def set_own_folders(settings: Settings, folders: list[Path]) -> None:
    """Remember which folders of their own the person wants indexed, in place of those before."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    names = sorted({str(one.expanduser().resolve()) for one in folders})
    part = folders_file(settings).with_suffix(".part")
    part.write_text(json.dumps(names, indent=1), encoding="utf-8")
    part.replace(folders_file(settings))


def folders_file(settings: Settings) -> Path:
    """Return where the list of own folders is kept."""
    return settings.data_dir / "folders.json"
