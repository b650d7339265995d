"""The manifest: one small file that says which index is in force. Replaced whole, as the last step of a build."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.chunking import CHUNKER_VERSION
from knowledge.schema import Document

INDEX_VERSION = 1


@dataclass(frozen=True)
class Manifest:
    """What the index in force holds; `fingerprint` changes when a file, the chunker or the embedding model does."""

    fingerprint: str
    embedder: str
    n_chunks: int
    documents: dict[str, str]  # id -> digest

    @property
    def passages(self) -> str:
        """Name of the collection of passages."""
        return f"hearth-passages-{self.fingerprint}"

    @property
    def questions(self) -> str:
        """Name of the collection of FAQ phrasings."""
        return f"hearth-questions-{self.fingerprint}"


def fingerprint(documents: Sequence[Document], embedder_id: str) -> str:
    """Return what an index of these documents by this embedder is called."""
    parts = [f"{INDEX_VERSION}.{CHUNKER_VERSION}.{embedder_id}", *sorted(f"{one.id}={one.digest}" for one in documents)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def manifest_path(folder: Path) -> Path:
    """Return where the manifest of the index in `folder` lies."""
    return folder / "index.json"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in force, or None where there is none that can be read."""
    try:
        return Manifest(**json.loads(manifest_path(folder).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in force in one step: a reader sees the old one or the new one, never half of it."""
    part = folder / "index.json.part"
    part.write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    part.replace(manifest_path(folder))
