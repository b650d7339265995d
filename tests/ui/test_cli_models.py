"""hearth models: what fits, what is refused, what is removed. Downloads are in test_cli_models_walk.py."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.settings import load_settings
from tests.ui.conftest import Hearth


def test_models_that_fit_come_first_and_the_biggest_of_them_at_the_top(
    hearth: Hearth, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_memory(monkeypatch, 8)
    listed = hearth("models", "--json").row
    rows = listed["models"]
    fit = [row["memory_mb"] for row in rows if row["fits"]]
    rest = [row["memory_mb"] for row in rows if not row["fits"]]
    assert fit == sorted(fit, reverse=True) and fit[0] > 6000
    assert rest == sorted(rest) and len(rest) == 2
    assert [row["fits"] for row in rows] == [True] * len(fit) + [False] * len(rest)
    assert listed["machine"]["memory_mb"] == 8 * 1024
    assert "no: memory" in hearth("models").out


@pytest.mark.parametrize("command", ["get", "use"])
def test_too_big_a_model_is_refused_with_both_numbers(
    command: str, hearth: Hearth, hearth_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_memory(monkeypatch, 2)
    if command == "use":
        place_model(hearth_folders, "phi-4", "phi-4-Q4_K_M.gguf")
    said = hearth("models", command, "phi-4").failed_with(1)
    assert "10,600 MB" in said and "2,048 MB" in said
    if command == "use":
        ran = hearth("models", "use", "phi-4", "--anyway")
        assert ran.code == 0 and "not loaded while less is free" in ran.out


def has_memory(monkeypatch: pytest.MonkeyPatch, gigabytes: int) -> None:
    """Give this computer so much memory, all of it free."""
    memory = SimpleNamespace(total=gigabytes * 2**30, available=gigabytes * 2**30)
    monkeypatch.setattr("psutil.virtual_memory", lambda: memory)


def place_model(folders: Path, name: str, file: str) -> Path:
    """Put a file where a fetched model would lie."""
    path = folders / "data" / "models" / name / file
    path.parent.mkdir(parents=True)
    path.write_bytes(b"GGUF")
    path.with_name(f"{file}.sha256").write_text("0" * 64)
    return path


def test_remove_takes_a_fetched_model_and_goes_back_to_the_embedded_one(hearth: Hearth, hearth_folders: Path) -> None:
    path = place_model(hearth_folders, "qwen2.5-0.5b", "qwen2.5-0.5b-instruct-q4_k_m.gguf")
    (path.parent / f"{path.name}.abc.part").write_bytes(b"half")
    assert hearth("models", "use", "qwen2.5-0.5b").code == 0
    ran = hearth("models", "remove", "qwen2.5-0.5b", "--yes")
    assert "is gone" in ran.out and "smollm2-135m" in ran.out
    assert load_settings().model == "smollm2-135m"
    assert list((hearth_folders / "data" / "models").iterdir()) == []
    assert "nothing of model" in hearth("models", "remove", "qwen2.5-0.5b", "--yes").failed_with(1)


def test_remove_asks_first_and_no_keeps_it(hearth: Hearth, hearth_folders: Path) -> None:
    path = place_model(hearth_folders, "phi-4", "phi-4-Q4_K_M.gguf")
    assert hearth("models", "remove", "phi-4", stdin="n\n").code == 1
    assert path.is_file()
    assert hearth("models", "remove", "phi-4", stdin="y\n").code == 0
    assert not path.exists()


def test_remove_never_takes_the_embedded_model(hearth: Hearth) -> None:
    assert "comes with Hearth" in hearth("models", "remove", "smollm2-135m", "--yes").failed_with(1)


@pytest.mark.parametrize("named", ["entry", "path"])
def test_remove_of_a_file_of_ones_own_lets_go_of_it_and_leaves_the_file(
    named: str, hearth: Hearth, hearth_folders: Path
) -> None:
    own_model = hearth_folders / "mine.gguf"
    own_model.write_bytes(b"GGUF")
    entry = f'[models.mine]\ntitle = "Mine"\npath = "{own_model.as_posix()}"\nmemory_mb = 1\n'
    (hearth_folders / "config" / "models.toml").write_text(entry, encoding="utf-8")
    name = "mine" if named == "entry" else str(own_model)
    if named == "path":
        (hearth_folders / "config" / "models.toml").unlink()
    assert hearth("models", "use", name).code == 0
    ran = hearth("models", "remove", name, "--yes")
    assert ran.code == 0 and "its file stays" in ran.out
    assert own_model.is_file()
    assert load_settings().model == "smollm2-135m"
    assert "mine" not in [row["name"] for row in hearth("models", "--json").row["models"]]


@pytest.mark.parametrize("gone", ["mine.gguf", "an-entry-that-was-removed"])
def test_models_are_listed_and_removed_when_the_chosen_one_is_gone(
    gone: str, hearth: Hearth, hearth_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place_model(hearth_folders, "phi-4", "phi-4-Q4_K_M.gguf")
    monkeypatch.setenv("HEARTH_MODEL", gone)
    rows = hearth("models", "--json").row["models"]
    assert len(rows) > 3 and not any(row["in_use"] for row in rows)
    listed = hearth("models")
    assert listed.code == 0 and f"is not there: '{gone}'" in listed.out
    assert hearth("models", "remove", "phi-4", "--yes").code == 0 and not path.exists()


def test_remove_of_a_path_leaves_an_entry_that_has_the_name_of_its_file(hearth: Hearth, hearth_folders: Path) -> None:
    ours, other = hearth_folders / "mine.gguf", hearth_folders / "elsewhere" / "mine.gguf"
    other.parent.mkdir()
    for one in (ours, other):
        one.write_bytes(b"GGUF")
    file = hearth_folders / "config" / "models.toml"
    entry = f'[models.mine]\ntitle = "Mine"\npath = "{ours.as_posix()}"\nmemory_mb = 1\n'
    file.write_text(entry, encoding="utf-8")
    assert hearth("models", "use", "mine").code == 0
    assert "neither writes with" in hearth("models", "remove", str(other), "--yes").failed_with(1)
    assert (file.read_text(encoding="utf-8"), load_settings().model) == (entry, "mine")
    # by the path of the file that Hearth does write with: it goes back, and the entry stays
    assert hearth("models", "remove", str(other.parent.parent / "elsewhere" / ".." / "mine.gguf"), "--yes").code == 0
    assert (file.read_text(encoding="utf-8"), load_settings().model) == (entry, "smollm2-135m")
