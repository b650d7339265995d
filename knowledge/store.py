"""Chroma: opening it, embedded or as a server, and one kind of error for all that can go wrong. The only importer of chromadb."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError, StoreError

PREFIX = "hearth-"  # a server may hold other programs' collections
_ROOM_BYTES = 2**20
_shut: dict[str, int] = {}  # how often a folder was shut in this process


class Store:
    """The collections of one index: in `folder`, or on a Chroma server, which is asked for when first needed."""

    def __init__(self, folder: Path, server: tuple[str, int] | None) -> None:
        self._folder = folder
        self._server = server
        self._client: Any = None
        self._opened = 0  # how often the folder had been shut then

    def names(self) -> set[str]:
        """Return the names of all collections that are Hearth's."""
        return {one.name for one in self._open().list_collections() if one.name.startswith(PREFIX)}

    def get(self, name: str) -> Any:
        """Return a collection that exists."""
        return self._open().get_collection(name, embedding_function=None)

    def make(self, name: str) -> Any:
        """Return a collection, made if need be."""
        # Chroma measures l2 unless told otherwise
        return self._open().get_or_create_collection(
            name,
            configuration={"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}},
            embedding_function=None,
        )

    def delete(self, name: str) -> None:
        """Remove a collection with all that it holds."""
        self._open().delete_collection(name)

    def close(self) -> None:
        """Let go of the client; the next call opens it again."""
        client, self._client = self._client, None
        if client is not None and self._opened == _shut.get(self._place, 0):
            client.close()

    def shut(self) -> None:
        """Close what this process has open in the folder, whoever opened it; each opens it again when it is next asked.

        After a failure Chroma may hold SQLite's lock for ever, and whoever writes next would wait for it.
        """
        self.close()
        if self._server is None:
            from chromadb.api.shared_system_client import SharedSystemClient as Shared

            # Chroma lends one system to all clients of a folder, and has no public way to end it
            system = Shared._identifier_to_system.pop(self._place, None)
            Shared._identifier_to_refcount.pop(self._place, None)
            _shut[self._place] = _shut.get(self._place, 0) + 1
            if system is not None:
                system.stop()

    def wipe(self) -> None:
        """Remove all that is there, whatever state it is in; collections alone where it is a server. Raises OSError."""
        if self._server is not None:
            with self.errors():
                for name in self.names():
                    self.delete(name)
            return
        if Path(self._place).exists():
            self.shut()
            shutil.rmtree(self._place)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn whatever Chroma raises into a StoreError in one line."""
        try:
            yield
        except KnowledgeError:
            raise
        except Exception as error:  # Chroma's own tree, its Rust core's ValueError, httpx's errors
            if self._server is not None and _out_of_reach(error):
                host, port = self._server
                raise StoreError(
                    f"the Chroma server at {host}:{port} does not answer; start it, or empty `chroma_server`"
                ) from error
            if self._server is None and self._is_full():  # which Chroma does not always know
                raise StoreError("the disk is full; make room and try again") from error
            raise StoreError(
                f"the vector store failed ({type(error).__name__}); try `hearth index --rebuild`"
            ) from error

    def _open(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            # what a variable or an .env file of another project says must not send anything elsewhere
            quiet = Settings(
                _env_file=None,
                anonymized_telemetry=False,
                chroma_otel_granularity="none",
                chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
            )
            if self._server is not None:
                host, port = self._server
                with _no_proxy():
                    self._client = chromadb.HttpClient(host=host, port=port, settings=quiet)
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._opened = _shut.get(self._place, 0)
                self._client = chromadb.PersistentClient(self._place, settings=quiet)
        return self._client

    def _is_full(self) -> bool:
        try:
            return shutil.disk_usage(self._folder).free < _ROOM_BYTES
        except OSError:
            return False

    @property
    def _place(self) -> str:
        return str(self._folder / "chroma")


@contextmanager
def _no_proxy() -> Iterator[None]:
    """Let HTTP clients that are made in this block go straight: a proxy of the environment would read what is asked and found.

    httpx reads the variables as a client is made (httpx/_utils.py, get_environment_proxies).
    """
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "*"
    try:
        yield
    finally:
        os.environ.pop("no_proxy")
        if before is not None:
            os.environ["no_proxy"] = before


def _out_of_reach(error: Exception) -> bool:
    import httpx

    return isinstance(error, httpx.TransportError) or "could not connect" in str(error).lower()
