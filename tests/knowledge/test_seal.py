"""A damaged index is noticed before it is read, and made anew; what is not damage is not taken for it."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import seal
from knowledge.errors import IndexBusyError, StoreError
from knowledge.index import ChromaIndex
from knowledge.manifest import read_manifest
from knowledge.own_documents import OwnStore, _sound
from tests.fakes import KeywordEmbedder, document, small_documents

ROOT = Path(__file__).parents[2]
MANY = 1_010  # from a thousand on, Chroma keeps its graph of neighbours on the disk
Damage = Callable[[bytes], bytes | None]


def flipped(raw: bytes) -> bytes:
    """One byte of it is another one, at a place that every run takes."""
    at = random.Random(len(raw)).randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :]


DAMAGES: dict[str, Damage] = {
    "gone": lambda raw: None,
    "empty": lambda raw: b"",
    "half": lambda raw: raw[: len(raw) // 2],
    "a byte flipped": flipped,
}


def embedder() -> KeywordEmbedder:
    return KeywordEmbedder(dim=32)


def documents(count: int) -> list:
    own = [document(f"own-{at}", f"Evening number{at} in the garden.", kind="own") for at in range(count)]
    return [*small_documents(), *own]


def built(folder: Path, count: int) -> Path:
    with closing(ChromaIndex(folder)) as index:
        index.build(documents(count), embedder())
    return folder


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("large"), MANY)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("small"), 3)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Path], Path]:
    def copy(source: Path) -> Path:
        return shutil.copytree(source, tmp_path / "index")

    return copy


def damage(folder: Path, pattern: str, how: str) -> None:
    found = sorted(folder.glob(pattern))
    assert found, pattern
    for file in found[:1]:
        raw = DAMAGES[how](file.read_bytes())
        file.unlink() if raw is None else file.write_bytes(raw)


def mended(folder: Path, count: int) -> None:
    """Do what Hearth does with a damaged index, and search the one that it makes."""
    with closing(ChromaIndex(folder)) as index:
        if not index.is_whole():
            index.forget()
        index.build(documents(count), embedder())
        query = embedder().embed_query("small promises")
        assert len(index.nearest(query, 4)) == 4 and index.nearest_faqs(query) and index.lexical("promise", 3)
        assert len(index.get([f"own-{at}#0" for at in range(count)], query)) == count
        assert index.is_whole() and index.count() == count + 9


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize(
    "part", ["data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin"]
)
def test_damage_to_the_graph_is_noticed_before_it_brings_anything_down(
    large: Path, copied: Callable[[Path], Path], part: str, how: str
) -> None:
    folder = copied(large)
    (graph,) = (one.parent for one in folder.glob("chroma/*/index_metadata.pickle"))
    damage(graph, part, how)
    assert not ChromaIndex(folder).is_whole()


@pytest.mark.parametrize("how", ["gone", "half", "a byte flipped"])
@pytest.mark.parametrize(
    "pattern",
    [
        "index.json",
        "chroma/chroma.sqlite3",
        *(f"lexical-*/{one}" for one in ("*data*", "*indices*", "*indptr*", "params*")),
        "lexical-*/vocab*",
        "lexical-*/ids.json",
    ],
)
def test_every_damage_ends_in_an_index_that_works(
    small: Path, copied: Callable[[Path], Path], pattern: str, how: str
) -> None:
    folder = copied(small)
    damage(folder, pattern, how)
    mended(folder, 3)


@pytest.mark.parametrize("pattern", ["chroma", "lexical-*"])
def test_a_folder_that_is_gone_ends_in_an_index_that_works(
    small: Path, copied: Callable[[Path], Path], pattern: str
) -> None:
    folder = copied(small)
    for one in folder.glob(pattern):
        shutil.rmtree(one)
    assert not ChromaIndex(folder).is_whole()
    mended(folder, 3)


def test_a_large_index_with_a_damaged_graph_is_made_anew(large: Path, copied: Callable[[Path], Path]) -> None:
    folder = copied(large)
    damage(folder, "chroma/*/data_level0.bin", "a byte flipped")
    damage(folder, "chroma/*/link_lists.bin", "half")
    mended(folder, MANY)


def test_a_letter_of_a_passage_that_changed_is_noticed(small: Path, copied: Callable[[Path], Path]) -> None:
    folder = copied(small)
    file = folder / "chroma" / "chroma.sqlite3"
    raw = file.read_bytes()
    assert b"Trust grows when small" in raw
    file.write_bytes(raw.replace(b"Trust grows when small", b"Trust grows when tall!"))
    assert not ChromaIndex(folder).is_whole()


class TestNoDamage:
    """What changes in the folder of an index that is well."""

    @pytest.mark.parametrize("size", [0, MANY])
    def test_searching_from_process_after_process(self, tmp_path: Path, size: int) -> None:
        built(tmp_path, size)
        script = (
            "import sys; from pathlib import Path\n"
            "from knowledge.index import ChromaIndex\n"
            "from tests.knowledge.test_seal import embedder\n"
            "index = ChromaIndex(Path(sys.argv[1])); query = embedder().embed_query('garden')\n"
            "assert index.is_whole()\n"
            "assert index.nearest(query, 5) and index.nearest_faqs(query) and index.lexical('promise', 5)\n"
            "assert index.is_whole()\n"
        )
        for _ in range(2):
            ran = subprocess.run(
                [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
            )
            assert ran.returncode == 0, ran.stderr
        assert ChromaIndex(tmp_path).is_whole()

    def test_a_build_that_broke_off_beside_it(self, small: Path, copied: Callable[[Path], Path]) -> None:
        folder = copied(small)

        class Breaking(KeywordEmbedder):
            def embed_documents(self, texts):
                if len(self.documents) > 128:
                    raise KeyboardInterrupt
                return super().embed_documents(texts)

        with pytest.raises(KeyboardInterrupt), closing(ChromaIndex(folder)) as index:
            index.build(documents(500), Breaking(dim=32))
        assert ChromaIndex(folder).is_whole()
        mended(folder, 500)

    def test_an_index_of_an_older_hearth_is_taken_over_without_embedding_again(
        self, small: Path, copied: Callable[[Path], Path]
    ) -> None:
        import json

        folder = copied(small)
        manifest = folder / "index.json"
        held = json.loads(manifest.read_text())
        manifest.write_text(
            json.dumps({name: held[name] for name in ("fingerprint", "embedder", "n_chunks", "documents")})
        )
        again = embedder()
        with closing(ChromaIndex(folder)) as index:
            index.build(documents(3), again)
        assert again.documents == [] and read_manifest(folder).seal

    def test_what_cannot_be_looked_at_now_counts_as_whole(self, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seal.sys, "executable", "/bin/false")
        assert seal.look(small, "x") is None
        assert ChromaIndex(small).is_whole()


def test_two_builds_that_were_killed_are_begun_from_nothing(small: Path, copied: Callable[[Path], Path]) -> None:
    folder = copied(small)
    begun = folder / "build.begun"
    for killed, again in ((1, 0), (2, 12)):
        (folder / "index.json").unlink()
        begun.write_bytes(b"." * killed)
        embedding = embedder()
        with closing(ChromaIndex(folder)) as index:
            index.build(documents(3), embedding)
            assert len([one for one in embedding.documents if "\n" in one]) == again
            assert not begun.exists() and index.lexical("promise", 3)


def test_a_build_that_is_killed_is_noted_and_one_that_fails_is_not(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from knowledge.index import ChromaIndex\n"
        "from tests.knowledge.test_seal import documents, embedder\n"
        "ChromaIndex(Path(sys.argv[1])).build(documents(9), embedder(), lambda *_: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    for count in (1, 2):
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True)
        assert (tmp_path / "build.begun").read_bytes() == b"." * count
    mended(tmp_path, 9)

    class Failing(KeywordEmbedder):
        def embed_documents(self, texts):
            raise RuntimeError

    with pytest.raises(StoreError), closing(ChromaIndex(tmp_path)) as index:
        index.build(documents(10), Failing(dim=32))
    assert not (tmp_path / "build.begun").exists()


def test_a_damaged_index_is_not_taken_from_under_who_builds_one(small: Path, copied: Callable[[Path], Path]) -> None:
    folder = copied(small)
    index = ChromaIndex(folder)
    with index._alone(), pytest.raises(IndexBusyError):
        ChromaIndex(folder).forget()
    assert index.is_whole()


class TestOwnDocuments:
    """What was read of a person's own files: damaged, it is read again."""

    @pytest.fixture
    def kept(self, tmp_path: Path) -> tuple[Path, Path]:
        folder = tmp_path / "mine"
        folder.mkdir()
        for at in range(40):
            (folder / f"{at}.txt").write_text(f"Evening number{at} in the garden. " * 60)
        file = tmp_path / "own.sqlite3"
        OwnStore(file).read([folder])
        _sound.clear()  # as in a new process
        return folder, file

    @pytest.mark.parametrize("how", DAMAGES)
    def test_damage_ends_in_all_of_it_read(self, kept: tuple[Path, Path], how: str) -> None:
        folder, file = kept
        damage(file.parent, file.name, how)
        found, skipped = OwnStore(file).read([folder])
        assert len(found) == 40 and skipped == []

    @pytest.mark.parametrize("seed", range(5))
    def test_noise_anywhere_ends_in_all_of_it_listed(self, kept: tuple[Path, Path], seed: int) -> None:
        folder, file = kept
        raw, chance = bytearray(file.read_bytes()), random.Random(seed)
        for _ in range(1 + seed):
            raw[chance.randrange(len(raw))] ^= chance.randrange(1, 256)
        file.write_bytes(raw)
        found, _ = OwnStore(file).read([folder])
        assert len(found) == 40
        assert len(OwnStore(file).files()) >= 40

    def test_a_text_that_is_gone_is_read_again(self, kept: tuple[Path, Path]) -> None:
        import sqlite3

        folder, file = kept
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("UPDATE files SET text = NULL, sure = 1")
        found, _ = OwnStore(file).read([folder])
        assert len(found) == 40 and all("garden" in one.text for one in found)
