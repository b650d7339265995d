"""What the page says where the language model is on another computer."""

import asyncio
from pathlib import Path

import pytest

from coach.connections import Attempt, Seen
from coach.settings import load_settings
from ui import app, connections, texts
from ui.loading import Loading

ENTRY = '[models.far]\ntitle = "Far"\nserver = "{server}"\nleaves_this_machine = true\n'


def shown(folder: Path, server: str) -> str:
    """Return the Markdown of the page, built for a model at `server`."""
    (folder / "config" / "models.toml").write_text(ENTRY.format(server=server), encoding="utf-8")

    async def build() -> str:
        page = app.build(Loading(load_settings(model="far")))
        return "\n".join(str(one["props"].get("value")) for one in page.config["components"])

    return asyncio.run(build())


@pytest.mark.parametrize(
    ("server", "leaves"), [("https://models.example.org/v1", True), ("http://127.0.0.1:9/v1", False)]
)
def test_page_says_at_head_and_foot_where_what_is_typed_goes(hearth_folders: Path, server: str, leaves: bool) -> None:
    found = shown(hearth_folders, server)
    assert (texts.LEAVES.format(host="models.example.org") in found) == leaves
    assert (texts.TAGLINE_LEAVES in found) == leaves
    assert (texts.TAGLINE in found) == (not leaves)


def test_connections_to_the_model_are_counted_as_what_they_are() -> None:
    from datetime import datetime

    line = connections.html(Seen(1, (Attempt("models.example.org", datetime(2026, 1, 1), "server"),)))
    assert texts.CONNECTIONS_FOR["server"] in line and "models.example.org" in line
