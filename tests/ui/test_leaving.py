"""What the page says where the language model is on another computer."""

import asyncio
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from coach.connections import Attempt, Seen
from coach.settings import load_settings
from ui import app, connections, language, texts
from ui.leaving import far_host, where_it_goes
from ui.loading import Loading
from ui.space import state_html
from ui.space.about import about_html
from ui.steps.space import Space
from ui.welcome import first_html

CLAIMS = re.compile(
    r"runs? on this computer|(nothing|none) [^.]*(leaves|sent)|stays? on this computer|written on this computer"
    r"|goes to the network"
    r"|funciona en este equipo|nada [^.]*(sale|envía)|no salen de este equipo|se quedan en este equipo|escrita en este equipo"
    r"|usa la red",
    re.IGNORECASE,
)
"""How a text says that nothing goes elsewhere, in English or Spanish."""
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


def test_an_index_on_another_computer_is_said_too() -> None:
    far, near = load_settings(chroma_server="index.example.org:8001"), load_settings(chroma_server="127.0.0.1:8001")
    assert where_it_goes(far) == texts.INDEX_LEAVES.format(host="index.example.org")
    assert where_it_goes(near) == texts.STAYS
    assert far_host(far) == "index.example.org" and far_host(near) == ""


def words_in(value: Any) -> Iterator[str]:
    """Yield every text in a word of the page, which may be a tuple or a dictionary of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from words_in(one)


@pytest.mark.parametrize("package", ["ui", "ui.spanish"])
def test_no_text_but_the_two_that_are_chosen_says_that_all_stays_here(package: str) -> None:
    claiming = {
        name
        for module in language.word_modules()
        for name, value in vars(import_module(f"{package}.{module}")).items()
        if name.isupper() and any(CLAIMS.search(one) for one in words_in(value))
    }
    assert claiming == {"TAGLINE", "STAYS"}


@pytest.mark.parametrize(
    ("server", "leaves"), [("https://models.example.org/v1", True), ("http://127.0.0.1:9/v1", False)]
)
def test_every_part_says_what_is_true_of_the_model_in_use(hearth_folders: Path, server: str, leaves: bool) -> None:
    found = shown(hearth_folders, server)
    settings = load_settings(model="far")
    where = where_it_goes(settings)
    assert where == (texts.LEAVES.format(host="models.example.org") if leaves else texts.STAYS)
    assert "passages" in texts.LEAVES and "your own documents" in texts.LEAVES
    parts = [first_html(settings), about_html(settings), state_html(Space(settings), "me", settings)]
    assert all(where in one for one in parts)
    assert found.count(where) == (5 if leaves else 4), "welcome, documents here and in a space, about, and the foot"
    assert bool(CLAIMS.search("".join((found, *parts)))) == (not leaves)


def test_a_space_says_what_is_true_of_the_model_that_was_chosen_since(hearth_folders: Path) -> None:
    shown(hearth_folders, "https://models.example.org/v1")
    space = Space(load_settings(model="far"))
    assert texts.STAYS in state_html(space, "me", load_settings())
    assert texts.STAYS not in state_html(space, "me", space.settings)


def test_connections_to_the_model_are_counted_as_what_they_are() -> None:
    from datetime import datetime

    line = connections.html(Seen(1, (Attempt("models.example.org", datetime(2026, 1, 1), "server"),)))
    assert texts.CONNECTIONS_FOR["server"] in line and "models.example.org" in line
