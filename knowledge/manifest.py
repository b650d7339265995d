"""The manifest: one small file that says which index is in force. Replaced whole, as the last step of a build."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

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
    seal: dict[str, str] = field(default_factory=dict, compare=False)  # what it rests on -> digest (seal.py)

    @property
    def passages(self) -> str:
        """Name of the collection of passages."""
        return collections_of(self.fingerprint)[0]

    @property
    def questions(self) -> str:
        """Name of the collection of FAQ phrasings."""
        return collections_of(self.fingerprint)[1]


def collections_of(fingerprint: str) -> tuple[str, str]:
    """Return what the collections of passages and of FAQ phrasings of an index are called."""
    return f"hearth-passages-{fingerprint}", f"hearth-questions-{fingerprint}"


def lexical_folder(folder: Path, fingerprint: str) -> Path:
    """Return where the word index of an index in `folder` lies."""
    return folder / f"lexical-{fingerprint}"


def fingerprint(documents: Sequence[Document], embedder_id: str) -> str:
    """Return what an index of these documents by this embedder is called."""
    parts = [f"{INDEX_VERSION}.{CHUNKER_VERSION}.{embedder_id}", *sorted(f"{one.id}={one.digest}" for one in documents)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def manifest_path(folder: Path) -> Path:
    """Return where the manifest of the index in `folder` lies."""
    return folder / "index.json"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in force, or None where there is none that is as it was written."""
    try:
        found = json.loads(manifest_path(folder).read_text(encoding="utf-8"))
        digest = found.pop("digest")
        return Manifest(**found) if digest == _digest(found) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in force in one step: a reader sees the old one or the new one, never half of it."""
    part = folder / "index.json.part"
    held = asdict(manifest)
    part.write_text(json.dumps(held | {"digest": _digest(held)}), encoding="utf-8")
    part.replace(manifest_path(folder))


def _digest(held: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
