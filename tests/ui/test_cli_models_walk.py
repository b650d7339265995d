"""The whole way of a bigger model, through the real command: listed, fetched, checked, chosen, asked, removed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach.catalogue import choose, load_catalogue, locate
from tests.coach.test_download import Hub, hub  # noqa: F401 - a fixture

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
ENTRY = """
[models.small]
title = "Small"
repo = "someone/model-GGUF"
file = "model.Q4.gguf"
sha256 = "{sha256}"
size_bytes = {size}
memory_mb = 400
licence = "Apache-2.0"
"""


def hearth(endpoint: str, *arguments: str, fails: bool = False) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        env=os.environ | {"HF_ENDPOINT": endpoint},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=250,
    )
    assert (ran.returncode != 0) == fails, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stderr if fails else ran.stdout


def row(endpoint: str) -> dict[str, object]:
    rows = json.loads(hearth(endpoint, "models", "--json"))["models"]
    return next(one for one in rows if one["name"] == "small")


def test_a_model_is_listed_fetched_checked_chosen_asked_and_removed(
    hub: Hub,  # noqa: F811
    hearth_folders: Path,
    shipped_index: Path,
) -> None:
    shutil.copytree(shipped_index, hearth_folders / "data" / "index")
    file = locate(choose("smollm2-135m", load_catalogue(Path("none"))), Path("none"))
    hub.content = file.read_bytes()
    hub.etag, hub.linked_etag = hashlib.sha256(hub.content).hexdigest(), True
    (hearth_folders / "config" / "models.toml").write_text(ENTRY.format(sha256=hub.etag, size=len(hub.content)))
    at = hub.endpoint
    models = hearth_folders / "data" / "models"

    found = row(at)
    assert (found["on_disk"], found["fits"], found["in_use"]) == (False, True, False)
    assert "hearth models get small" in hearth(at, "models", "use", "small", fails=True)

    hub.fail_after = len(hub.content) // 2  # it breaks off, and the hub stays away
    assert "goes on where it stopped" in hearth(at, "models", "get", "small", fails=True)
    assert not (models / "small" / "model.Q4.gguf").exists()
    assert "hearth models get small" in hearth(at, "ask", "How are you?", "--model", "small", fails=True)

    hub.refuse = False
    assert "hearth models use small" in hearth(at, "models", "get", "small")
    assert hub.sent < len(hub.content) * 1.1, "it went on where it stopped"
    assert hub.etag in hearth(at, "models", "check", "small")
    assert "Small" in hearth(at, "models", "use", "small")
    assert row(at)["in_use"]

    written = json.loads(
        hearth(at, "rewrite", "On Tuesday you left Alfie at school until 5.40 and Mr Okafor rang me", "--json")
    )
    assert written["model"] == "small"
    answered = json.loads(hearth(at, "ask", "How do we find time for each other with two small children?", "--json"))
    assert answered["answer"] and answered["kind"] in ("faq", "generated", "quoted")

    assert "smollm2-135m" in hearth(at, "models", "remove", "small", "--yes")
    assert list(models.iterdir()) == []
    assert (row(at)["on_disk"], row(at)["in_use"]) == (False, False)
