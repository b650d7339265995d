"""The file that says which index is in force."""

from pathlib import Path

import pytest

from knowledge.manifest import Manifest, fingerprint, manifest_path, read_manifest, write_manifest
from tests.fakes import document

MANIFEST = Manifest("0123456789abcdef", "keywords", 3, {"a": "1", "b": "2"})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert [one.name for one in tmp_path.iterdir()] == ["index.json"]


def test_write_replaces_the_old_manifest(tmp_path: Path) -> None:
    write_manifest(tmp_path, Manifest("old", "keywords", 1, {}))
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"5", b'{"fingerprint": "x"}', b'{"fingerprint":"x","more":1}', b"\xff\xfe\x00"],
    ids=["empty", "half", "null", "list", "number", "keys-missing", "keys-unknown", "binary"],
)
def test_damaged_manifest_counts_as_none(tmp_path: Path, content: bytes) -> None:
    manifest_path(tmp_path).write_bytes(content)
    assert read_manifest(tmp_path) is None


def test_missing_folder_has_no_manifest(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / "nowhere") is None


def test_collections_are_named_by_the_fingerprint() -> None:
    assert MANIFEST.passages == "hearth-passages-0123456789abcdef"
    assert MANIFEST.questions == "hearth-questions-0123456789abcdef"


def test_fingerprint_ignores_the_order_of_documents() -> None:
    one, other = document("a", "x"), document("b", "y")
    assert fingerprint([one, other], "m") == fingerprint([other, one], "m")


@pytest.mark.parametrize(
    ("documents", "embedder"),
    [
        ([document("a", "x changed"), document("b", "y")], "m"),
        ([document("a", "x")], "m"),
        ([document("a", "x"), document("b", "y"), document("c", "z")], "m"),
        ([document("a", "x"), document("b", "y")], "another"),
    ],
    ids=["changed", "removed", "added", "embedder"],
)
def test_fingerprint_changes_with_content_and_embedder(documents, embedder) -> None:
    before = fingerprint([document("a", "x"), document("b", "y")], "m")
    assert fingerprint(documents, embedder) != before


@pytest.mark.parametrize("version", ["INDEX_VERSION", "CHUNKER_VERSION"])
def test_fingerprint_changes_with_the_code_that_cuts_and_stores(version: str, monkeypatch) -> None:
    before = fingerprint([document("a", "x")], "m")
    monkeypatch.setattr(f"knowledge.manifest.{version}", 99)
    assert fingerprint([document("a", "x")], "m") != before
