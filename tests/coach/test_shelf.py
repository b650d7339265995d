"""The models of this computer: listed, fetched, stopped, gone on with, chosen and removed. A stand-in serves as the hub."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coach import download
from coach.catalogue import ModelEntry
from coach.errors import ModelError, ModelMissingError
from coach.settings import load_settings
from coach.shelf import Shelf, ShelfModel
from tests.coach.test_download import CONTENT, PATH, Hub, hub  # noqa: F401

OWN = f"""
[models.big]
title = "Big"
repo = "{"/".join(PATH.split("/")[1:3])}"
file = "{PATH.rpartition("/")[2]}"
memory_mb = 10

[models.huge]
title = "Huge"
repo = "someone/huge-GGUF"
file = "huge.gguf"
memory_mb = 10000000
"""


@pytest.fixture
def make(hearth_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shelf]:
    """A shelf over one's own catalogue, whose downloads come from `endpoint`."""
    load_settings().models_file.write_text(OWN, encoding="utf-8")

    def made(endpoint: str = "", use: Callable[[str], None] = lambda name: None, slow: bool = False) -> Shelf:
        def fetch(entry: ModelEntry, models_dir: Path, progress: download.Progress, stop: threading.Event) -> Path:
            def told(done: int, total: int) -> None:
                if slow:
                    time.sleep(0.05)
                progress(done, total)

            return download.get_model(entry, models_dir, endpoint, told, stop=stop)

        return Shelf(load_settings, use, fetch)

    return made


def until(shelf: Shelf, holds: Callable[[Shelf], bool] = lambda shelf: not shelf.status.running) -> None:
    end = time.monotonic() + 20
    while not holds(shelf):
        assert time.monotonic() < end, shelf.status
        time.sleep(0.01)


def named(shelf: Shelf, name: str) -> ShelfModel:
    return next(one for one in shelf.models() if one.entry.name == name)


def test_models_are_listed_with_what_holds_for_each(make: Callable[..., Shelf]) -> None:
    shelf = make()
    listed = [(one.entry.name, one.here, one.fits, one.in_use) for one in shelf.models()]
    assert [one for one in listed if one[0] in ("smollm2-135m", "big", "huge")] == [
        ("smollm2-135m", True, True, True),
        ("big", False, True, False),
        ("huge", False, False, False),
    ]
    assert len(listed) > 3, "beside those of the catalogue"
    assert not any(one.can_be_removed for one in shelf.models())


def test_a_model_is_fetched_and_removed(make: Callable[..., Shelf], hub: Hub) -> None:  # noqa: F811
    shelf = make(hub.endpoint)
    shelf.fetch("big")
    until(shelf)
    assert (shelf.status.ended, shelf.status.done, shelf.status.total) == ("done", len(CONTENT), len(CONTENT))
    assert named(shelf, "big").here and named(shelf, "big").can_be_removed
    assert shelf.remove("big")
    assert not named(shelf, "big").here
    assert list(load_settings().models_dir.iterdir()) == []
    assert not shelf.remove("big")


def test_a_download_is_stopped_and_goes_on_where_it_was(make: Callable[..., Shelf], hub: Hub) -> None:  # noqa: F811
    shelf = make(hub.endpoint, slow=True)
    shelf.fetch("big")
    until(shelf, lambda one: one.status.done > 0)
    shelf.stop()
    assert shelf.status.stopping
    until(shelf)
    assert (shelf.status.ended, shelf.status.why) == ("stopped", "")
    part = named(shelf, "big").part_bytes
    assert 0 < part < len(CONTENT) and not named(shelf, "big").here
    shelf.fetch("big")
    until(shelf)
    assert shelf.status.ended == "done" and named(shelf, "big").here
    assert hub.downloads[-1] == f"bytes={part}-"


def test_one_thing_at_a_time(make: Callable[..., Shelf]) -> None:
    going = threading.Event()
    shelf = make(use=lambda name: going.wait(10) and None)
    shelf.use("smollm2-135m")
    with pytest.raises(ModelError, match="comes first"):
        shelf.fetch("big")
    going.set()
    until(shelf)
    assert shelf.status.ended == "done"


def test_a_failure_is_one_line(make: Callable[..., Shelf]) -> None:
    shelf = make("http://127.0.0.1:9")
    shelf.fetch("big")
    until(shelf)
    assert shelf.status.ended == "failed"
    assert "could not be fetched" in shelf.status.why and "\n" not in shelf.status.why


def test_what_is_not_here_cannot_be_used_and_what_is_in_use_not_removed(make: Callable[..., Shelf]) -> None:
    shelf = make()
    with pytest.raises(ModelMissingError, match="get it first"):
        shelf.use("big")
    with pytest.raises(ModelError, match="in use"):
        shelf.remove("smollm2-135m")
    with pytest.raises(ModelError, match="no model called"):
        shelf.fetch("another")


@pytest.mark.parametrize("gone", ["/nowhere/mine.gguf", "an-entry-that-was-removed"])
def test_another_model_can_be_chosen_when_the_chosen_one_is_gone(
    gone: str, make: Callable[..., Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTH_MODEL", gone)
    used: list[str] = []
    shelf = make(use=used.append)
    assert not any(one.in_use for one in shelf.models())
    shelf.use("smollm2-135m")
    until(shelf)
    assert (used, shelf.status.ended) == (["smollm2-135m"], "done")


def test_a_checksum_is_stopped_too(make: Callable[..., Shelf], hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    read = threading.Event()

    def sha256(path: Path, progress: download.Progress) -> str:
        while True:
            read.set()
            progress(1, 2)
            time.sleep(0.01)

    monkeypatch.setattr(download, "sha256", sha256)
    shelf = make(hub.endpoint)
    shelf.fetch("big")
    assert read.wait(20)
    shelf.stop()
    until(shelf)
    assert shelf.status.ended == "stopped" and not named(shelf, "big").here
