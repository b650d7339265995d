"""The heavy parts: made once, when first needed; and the person's own documents."""

import threading
import time
from pathlib import Path

import pytest

from coach import assemble
from coach.assemble import Parts, load_library, load_model, own_folders, read_documents, set_own_folders
from coach.errors import ModelError, ModelMissingError, SettingsError
from coach.settings import Settings, load_settings
from knowledge.errors import IndexBusyError
from knowledge.index import ChromaIndex
from tests.fakes import KeywordEmbedder, ScriptedModel, small_documents


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A small library and a light embedder in place of the shipped ones; returns the names of the embedders made."""
    made: list[str] = []

    def embedder(name: str) -> KeywordEmbedder:
        made.append(name)
        return KeywordEmbedder(f"light {name}")

    monkeypatch.setattr(assemble, "read_shipped", small_documents)
    monkeypatch.setattr(assemble, "SentenceTransformerEmbedder", embedder)
    return made


class TestParts:
    """Once, and only when needed."""

    def test_making_parts_loads_nothing(self, settings: Settings, monkeypatch) -> None:
        monkeypatch.setattr(assemble, "load_library", lambda *_: pytest.fail("the library was loaded"))
        monkeypatch.setattr(assemble, "load_model", lambda *_: pytest.fail("the model was loaded"))
        Parts(settings)

    def test_each_part_is_made_once_whichever_thread_asks(self, settings: Settings, monkeypatch) -> None:
        made: list[ScriptedModel] = []

        def slow(*_) -> ScriptedModel:
            time.sleep(0.05)
            made.append(ScriptedModel())
            return made[-1]

        monkeypatch.setattr(assemble, "load_model", slow)
        parts = Parts(settings)
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(parts.model())) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(made) == 1 and found == made * 8

    def test_failure_is_raised_and_tried_again(self, settings: Settings, monkeypatch) -> None:
        results: list[object] = [ModelError("not yet"), ScriptedModel()]

        def load(*_):
            result = results.pop(0)
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr(assemble, "load_model", load)
        parts = Parts(settings)
        with pytest.raises(ModelError, match="not yet"):
            parts.model()
        assert isinstance(parts.model(), ScriptedModel)


class TestModel:
    """Which model is loaded."""

    @pytest.mark.parametrize(
        ("name", "error"), [("no-such-model", ModelError), ("/nowhere/model.gguf", ModelMissingError)]
    )
    def test_model_that_is_not_there_is_told_in_one_line(self, name: str, error) -> None:
        with pytest.raises(error) as caught:
            load_model(load_settings(model=name), lambda stage, share: None)
        assert "\n" not in str(caught.value)

    def test_model_that_was_not_fetched_says_how_to_get_it(self, settings: Settings) -> None:
        settings.models_file.write_text(
            '[models.far]\ntitle = "Far"\nrepo = "o/r"\nfile = "far.gguf"\nmemory_mb = 1\n', encoding="utf-8"
        )
        with pytest.raises(ModelMissingError, match="hearth models get far"):
            load_model(load_settings(model="far"), lambda stage, share: None)

    def test_another_model_takes_its_place_and_one_that_fails_does_not(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def load(chosen: Settings, progress: assemble.Progress) -> ScriptedModel:
            if chosen.model == "broken":
                raise ModelError("model 'broken' could not be loaded")
            return ScriptedModel([chosen.model])

        monkeypatch.setattr(assemble, "load_model", load)
        parts = Parts(settings)
        first = parts.model()
        parts.change_model("other")
        second = parts.model()
        assert second is not first and isinstance(second, ScriptedModel)
        with pytest.raises(ModelError, match="broken"):
            parts.change_model("broken")
        assert isinstance(third := parts.model(), ScriptedModel)
        assert [list(one.replies) for one in (second, third)] == [["other"], ["other"]]

    @pytest.mark.model
    def test_default_model_is_loaded_and_told_about(self, settings: Settings) -> None:
        told: list[tuple[str, float | None]] = []
        model = load_model(settings, lambda stage, share: told.append((stage, share)))
        assert model.name == "smollm2-135m" and model.n_ctx == 2048
        assert told == [("Loading the language model (SmolLM2 135M Instruct (Q4_1))", None)]


class TestLibrary:
    """What the coach knows, loaded and indexed."""

    def test_first_load_builds_the_index_and_the_second_does_not(self, settings: Settings, small: list[str]) -> None:
        told: list[tuple[str, float | None]] = []
        library = load_library(settings, lambda stage, share: told.append((stage, share)))
        assert [stage for stage, _ in told] == [
            "Reading the guides",
            "Loading the embedding model",
            "Indexing the guides: 9 of 9 passages",
        ]
        assert told[-1][1] == 1.0
        assert set(library.practices) == {one.id for one in small_documents() if one.kind == "practice"}
        assert library.skipped == () and small == ["all-MiniLM-L6-v2"]
        told.clear()
        again = load_library(settings, lambda stage, share: told.append((stage, share)))
        assert [stage for stage, _ in told] == ["Reading the guides", "Loading the embedding model"]
        assert again.retriever.search("sliding scale", 1)[0].chunk.id == "guide-therapy#1"

    def test_rebuild_embeds_everything_again(self, settings: Settings, small: list[str]) -> None:
        told: list[str] = []
        load_library(settings, lambda stage, share: None)
        load_library(settings, lambda stage, share: told.append(stage), rebuild=True)
        assert "Indexing the guides: 9 of 9 passages" in told

    @pytest.mark.parametrize("pattern", ["lexical-*/ids.json", "chroma/chroma.sqlite3"])
    def test_a_damaged_index_is_made_anew_and_says_so(self, settings: Settings, small: list[str], pattern: str) -> None:
        told: list[str] = []
        assert not load_library(settings, lambda stage, share: told.append(stage)).mended
        (file,) = settings.index_dir.glob(pattern)
        file.write_bytes(file.read_bytes()[:-9] + b"x" * 9)
        library = load_library(settings, lambda stage, share: told.append(stage))
        assert library.mended
        assert told[-1] == "The search index was damaged and is made anew: 9 of 9 passages"
        assert library.retriever.search("sliding scale", 1)[0].chunk.id == "guide-therapy#1"
        assert not load_library(settings, lambda stage, share: told.append(stage)).mended

    def test_while_another_builds_the_index_in_force_serves(self, settings: Settings, small, monkeypatch) -> None:
        load_library(settings, lambda stage, share: None)
        monkeypatch.setattr(assemble, "read_shipped", lambda: small_documents()[:-1])

        def busy(*_):
            raise IndexBusyError("another")

        monkeypatch.setattr(ChromaIndex, "build", busy)
        library = load_library(settings, lambda stage, share: None)
        assert library.retriever.search("evening rest", 1)[0].chunk.document_id == "own-evening"

    def test_while_another_builds_and_nothing_is_in_force_it_says_so(self, settings, small, monkeypatch) -> None:
        def busy(*_):
            raise IndexBusyError("another")

        monkeypatch.setattr(ChromaIndex, "build", busy)
        with pytest.raises(IndexBusyError):
            load_library(settings, lambda stage, share: None)


class TestOwnDocuments:
    """The folders that a person asked to be indexed."""

    def test_folders_are_remembered_once_each_and_sorted(self, settings: Settings, tmp_path: Path) -> None:
        assert own_folders(settings) == []
        folders = [tmp_path / "b", tmp_path / "a", tmp_path / "x" / ".." / "a"]
        set_own_folders(settings, folders)
        assert own_folders(settings) == [tmp_path / "a", tmp_path / "b"]
        set_own_folders(settings, [])
        assert own_folders(settings) == []

    @pytest.mark.parametrize("content", ["{half", "5", "[1]", "null"])
    def test_damaged_list_is_told_in_one_line_with_what_to_do(self, settings: Settings, content: str) -> None:
        settings.data_dir.mkdir()
        (settings.data_dir / "folders.json").write_text(content)
        with pytest.raises(SettingsError, match="hearth index FOLDER") as caught:
            own_folders(settings)
        assert "\n" not in str(caught.value)

    def test_good_files_are_read_and_bad_ones_named(self, settings: Settings, small, tmp_path: Path) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "good.txt").write_text("We dance the tango on Fridays.")
        (folder / "broken.pdf").write_bytes(b"%PDF broken")
        (folder / "empty.md").write_bytes(b"")
        (folder / "photo.jpg").write_bytes(b"x")
        set_own_folders(settings, [folder, tmp_path / "gone"])
        documents, skipped = read_documents(settings)
        assert [one.title for one in documents if one.kind == "own"] == ["good"]
        assert len(documents) == len(small_documents()) + 1
        assert len(skipped) == 3 and all("\n" not in one for one in skipped)
        assert [next(name for name in ("gone", "broken.pdf", "empty.md") if name in one) for one in skipped] == [
            "gone",
            "broken.pdf",
            "empty.md",
        ]

    def test_file_that_lies_in_two_folders_comes_once(self, settings: Settings, small, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text("We dance the tango.")
        set_own_folders(settings, [tmp_path, tmp_path / "in", tmp_path / "in" / "a.txt"])
        documents, _ = read_documents(settings)
        assert len([one for one in documents if one.kind == "own"]) == 1

    def test_own_documents_are_found_and_gone_when_removed(self, settings: Settings, small, tmp_path: Path) -> None:
        path = tmp_path / "in" / "dance.txt"
        path.parent.mkdir()
        path.write_text("We dance the tango on Fridays.")
        set_own_folders(settings, [path.parent])
        library = load_library(settings, lambda stage, share: None)
        assert library.retriever.search("tango Fridays", 1)[0].chunk.source == "Your own file: dance.txt"
        path.unlink()
        library = load_library(settings, lambda stage, share: None)
        assert all(one.chunk.kind != "own" for one in library.retriever.search("tango Fridays", 20))
