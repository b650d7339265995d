"""Build a Coach's parts from Settings, each once and only when it is first needed: library, language model.

Loading takes seconds and may be watched: every stage is told to `on_progress` as (what is going on, share done or None). The
library can be made anew while the one before it still answers.
"""

import gc
import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from coach.catalogue import ModelEntry, adapter_path, choose, load_catalogue, locate, require_memory
from coach.chat_model import ChatModel
from coach.checks.grounding import Embed
from coach.danger import DangerReader
from coach.download import require_verified
from coach.errors import ModelError, SettingsError
from coach.fitting import fit_context, on_card
from coach.model import LlamaCppModel
from coach.phrasebook import Phrasebook, entries, vectors
from coach.piece_reader import PieceReader
from coach.server import ServerModel
from coach.settings import Settings, variable
from coach.suggesting import Suggester
from coach.trial import require_sound
from knowledge.chunking import CHUNKER_VERSION, chunk_document
from knowledge.embedding import EMBEDDED, Embedder, SentenceTransformerEmbedder
from knowledge.errors import IndexBusyError, KnowledgeError
from knowledge.index import ChromaIndex
from knowledge.own_documents import IndexingStoppedError, OwnStore
from knowledge.reading import practice, read_shipped
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval import Retriever
from knowledge.schema import Document, Practice
from knowledge.sharing import Interruptible, SharedEmbedder

Progress = Callable[[str, float | None], None]
T = TypeVar("T")
_READING = "Reading your files"


@dataclass(frozen=True)
class Library:
    """What the coach knows, ready to be searched. `skipped` says which of the person's own files could not be read, and why."""

    retriever: Retriever
    practices: Mapping[str, Practice]
    documents: tuple[Document, ...]
    embed: Embed
    skipped: tuple[str, ...] = ()
    mended: bool = False
    """Whether the index was found damaged, and made anew."""


class Once(Generic[T]):
    """A value that is made at the first call, once, whichever thread calls; a failure is raised and tried again next time."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """Return the value."""
        if self._made:  # also while a new one is put in its place
            return self._made[0]
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    @property
    def ready(self) -> bool:
        """Say whether the value is there already."""
        return bool(self._made)

    def replace(self, value: T) -> None:
        """Give `value` from now on; who holds the one before keeps it."""
        with self._lock:
            self._made[:] = [value]


class Parts:
    """The heavy parts of a coach, made when first called for."""

    def __init__(self, settings: Settings, on_progress: Progress | None = None) -> None:
        progress: Progress = on_progress or (lambda stage, share: None)
        self._settings = settings
        self._embedder = Once(lambda: load_embedder(settings, progress))
        self._shipped = Once(lambda: load_shipped(settings, self._embedder))
        self.danger = Once(lambda: load_danger(self._shipped))
        self.phrasebook = Once(lambda: load_phrasebook(self._shipped))
        self.suggester = Once(lambda: load_suggester(self._shipped))
        self.library: Callable[[], Library] = Once(lambda: load_library(settings, progress, embedder=self._embedder))
        self.model: Callable[[], ChatModel] = Once(lambda: load_model(settings, progress))

    def danger_ready(self) -> bool:
        """Say whether the screen's classifier is loaded."""
        return self.danger.ready

    def library_ready(self) -> bool:
        """Say whether the library is loaded."""
        return isinstance(self.library, Once) and self.library.ready

    def model_if_ready(self) -> ChatModel | None:
        """Return the language model once every part is loaded, so that a turn waits for none; None before."""
        model = self.model  # which may be changed meanwhile
        loaded = self.danger_ready() and self.library_ready() and isinstance(model, Once) and model.ready
        return model() if loaded else None

    def change_model(self, name: str) -> None:
        """Load another language model and use it from then on; whoever asks meanwhile waits for it.

        The one before is let go first, for memory need not hold both. Raises ModelError in one line; the one before serves again.
        """
        before = self._settings
        wanted = before.model_copy(update={"model": name})
        self.model = Once(lambda: load_model(wanted, lambda stage, share: None))
        gc.collect()
        try:
            self.model()
        except Exception:
            self.model = Once(lambda: load_model(before, lambda stage, share: None))
            raise
        self._settings = wanted

    def refresh_library(self, progress: Progress, stop: threading.Event | None = None) -> Library:
        """Read the person's own files again, index what changed, and only then put the new library in place of the old.

        Raises IndexingStoppedError once `stop` is set, KnowledgeError or CoachError in one line; the old library stays then.
        """
        assert isinstance(self.library, Once)
        with suppress(KnowledgeError):  # two builds at once are one too many; if the first failed, this one may not
            self.library()
        library = load_library(self._settings, progress, embedder=self._embedder, stop=stop)
        self.library.replace(library)
        return library


def load_model(settings: Settings, progress: Progress) -> ChatModel:
    """Load the language model that the settings name, with as much context as it and the machine have room for.

    As much of it as there is room for goes onto a graphics card, where there is one; none where that fails. Raises ModelError
    or DownloadError in one line.
    """
    entry = choose(settings.model, load_catalogue(settings.models_file))
    progress(f"Loading the language model ({entry.title})", None)
    if entry.server:
        return connect(entry)
    path = locate(entry, settings.models_dir)
    require_verified(entry, settings.models_dir)
    fitted = fit_context(entry, path)
    card = on_card(path, fitted.n_ctx)
    try:
        return _load(fitted, path, settings, *card)
    except ModelError:
        if not card.layers:
            raise
        return _load(fit_context(entry, path, cards=False), path, settings)


def _load(entry: ModelEntry, path: Path, settings: Settings, gpu_layers: int = 0, share: float = 0.0) -> ChatModel:
    require_memory(entry, share)
    adapter = adapter_path(entry) if settings.adapter else None
    tried = settings.index_dir / "tried.json"
    require_sound(entry.name, path, adapter, entry.n_ctx, tried, gpu_layers=gpu_layers)
    return LlamaCppModel(
        entry.name,
        path,
        n_ctx=entry.n_ctx,
        threads=settings.threads,
        gpu_layers=gpu_layers,
        chat_template=entry.chat_template,
        adapter=adapter,
        sampling=entry.sampling.model_dump(),
        states=settings.index_dir / "prompts",
    )


def connect(entry: ModelEntry) -> ChatModel:
    """Return the model that a server has; raises ModelError in one line."""
    key = variable(entry.api_key_env) if entry.api_key_env else ""
    if entry.api_key_env and not key:
        raise ModelError(f"the variable {entry.api_key_env}, with the key of model {entry.name!r}, is not set")
    n_ctx = entry.n_ctx if "n_ctx" in entry.model_fields_set else 0
    return ServerModel(entry.name, entry, key=key, n_ctx=n_ctx, sampling=entry.sampling.model_dump())


def load_shipped(settings: Settings, embedder: Callable[[], Embedder]) -> SharedEmbedder | None:
    """Return the embedding model that comes with Hearth, whichever one searches; None where it cannot be loaded."""
    try:
        shared = embedder() if settings.embedder == EMBEDDED else None
        return shared if isinstance(shared, SharedEmbedder) else SharedEmbedder(SentenceTransformerEmbedder())
    except KnowledgeError:
        return None


def load_danger(shipped: Callable[[], SharedEmbedder | None]) -> DangerReader | None:
    """Load the screen's classifier; None without the embedding model: patterns screen alone, and `hearth doctor` says why."""
    embedder = shipped()
    return DangerReader(embedder) if embedder else None


def load_phrasebook(shipped: Callable[[], SharedEmbedder | None]) -> Phrasebook | None:
    """Load the wordings that were written beforehand; None without the embedding model that finds them."""
    embedder = shipped()
    return Phrasebook(entries(), embedder.embed_documents, vectors()) if embedder else None


def load_suggester(shipped: Callable[[], SharedEmbedder | None]) -> Suggester:
    """Load the reader of messages; the lexicons alone suggest without the embedding model."""
    embedder = shipped()
    return Suggester(PieceReader(embedder) if embedder else None)


def load_embedder(settings: Settings, progress: Progress) -> Embedder:
    """Load the embedding model that the settings name, ready to be used by several threads."""
    progress("Loading the embedding model", None)
    return SharedEmbedder(SentenceTransformerEmbedder(settings.embedder))


def load_library(
    settings: Settings,
    progress: Progress,
    *,
    rebuild: bool = False,
    embedder: Callable[[], Embedder] | None = None,
    stop: threading.Event | None = None,
) -> Library:
    """Load the embedding model and the index, building the index first where a guide changed (or `rebuild` is set).

    An index that is damaged is thrown away and made anew, and the stages say so.

    While another process builds, the index in force serves. `embedder` gives the embedding model, if it is loaded already.
    Raises IndexingStoppedError once `stop` is set, else KnowledgeError in one line.
    """

    def heed() -> None:
        if stop is not None and stop.is_set():
            raise IndexingStoppedError

    def tell(what: str, done: int, total: int) -> None:
        heed()
        progress(f"{what}: {done:,} of {total:,} {'files' if what == _READING else 'passages'}", done / max(1, total))

    progress("Reading the guides", None)
    documents, skipped = read_documents(settings, lambda done, total: tell(_READING, done, total))
    model = embedder() if embedder else load_embedder(settings, progress)
    heeding = Interruptible(model, heed)
    index = ChromaIndex(settings.index_dir, settings.server_address)
    mended = not rebuild and not index.is_whole()
    if rebuild or mended:
        index.forget()
    built = index.is_fresh(documents, model.id)
    if not built:
        stage = "The search index was damaged and is made anew" if mended else "Indexing the guides"
        try:
            index.build(documents, heeding, lambda done, total: tell(stage, done, total))
            built = True
        except IndexBusyError:
            if index.embedder_in_force() != model.id:
                raise
    if built:
        own_store(settings).note_indexed(
            [one for one in documents if one.kind == "own"],
            lambda one: len(chunk_document(one, heeding.count_tokens)),
            f"{CHUNKER_VERSION}.{model.id}",
        )
    practices = {one.id: practice(one) for one in documents if one.kind == "practice"}
    reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
    retriever = Retriever(index, model, reranker)
    return Library(retriever, practices, tuple(documents), model.embed_documents, tuple(skipped), mended)


def read_documents(
    settings: Settings, on_progress: Callable[[int, int], None] | None = None
) -> tuple[list[Document], list[str]]:
    """Return all documents, the shipped ones and the person's own, and a line for each own file that was skipped.

    `on_progress` is told how many of the own files that must be read are read; what it raises comes through.
    """
    documents, skipped = own_store(settings).read(own_roots(settings), on_progress)
    return [*read_shipped(), *documents], skipped


def own_store(settings: Settings) -> OwnStore:
    """Return what is known of the person's own files; it lies with the index, and goes with it."""
    return OwnStore(settings.index_dir / "own.sqlite3")


def documents_folder(settings: Settings) -> Path:
    """Return where the files that were added on the page are kept."""
    return settings.data_dir / "documents"


def own_roots(settings: Settings) -> list[Path]:
    """Return what the person's own files are read from: the folders that they named, and what was added on the page."""
    added = documents_folder(settings)
    return [*own_folders(settings), *([added] if added.is_dir() else [])]


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
