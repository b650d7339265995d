"""data: where everything lies, all of it as one JSON document, or gone for good."""

import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import console, emit, letters, say

if TYPE_CHECKING:
    from coach.settings import Settings

app = typer.Typer(
    help="What Hearth keeps on this computer: where it lies, take it out, erase it.", rich_markup_mode=None
)

Json = Annotated[bool, typer.Option("--json", help="Write the list as one line of JSON.")]
_WORD = "erase"


@app.callback(invoke_without_command=True)
def start(context: typer.Context, as_json: Json = False) -> None:
    """What Hearth keeps on this computer: where it lies, take it out, erase it."""
    if context.invoked_subcommand is None:
        where(as_json)


@app.command()
def where(as_json: Json = False) -> None:
    """Show every file and folder of Hearth's, with its size."""
    from coach.settings import load_settings

    rows: list[dict[str, Any]] = [
        {"name": name, "path": str(path), "exists": path.exists(), "size_bytes": _size(path)}
        for name, path in _places(load_settings()).items()
    ]
    if as_json:
        emit({"places": rows})
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for row in rows:
        size = _readable(row["size_bytes"]) if row["exists"] else "not there"
        table.add_row(*(Text(letters(str(cell)), overflow="fold") for cell in (row["name"], size, row["path"])))
    console().print(table)


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a new FILE instead of the screen.")
    ] = None,
    space: Annotated[str, typer.Option(metavar="NAME", help="Whose notebook goes with it.")] = "me",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Only the notebook, as text to read or to show someone.")
    ] = False,
) -> None:
    """Write what was kept as one JSON document: conversations, one person's notebook, your folders, the settings in force.

    Other people's notebooks are theirs, and are not read.
    """
    from coach import __version__
    from coach.assemble import own_folders
    from coach.history import History
    from coach.keeping.export import as_markdown
    from coach.keeping.spaces import check_space, open_notebook
    from coach.settings import load_settings

    settings = load_settings()
    notebook = open_notebook(settings, space)
    if markdown:
        _write(as_markdown(notebook), output)
        return
    document = {
        "hearth": __version__,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "conversations": History(settings.history_file).export(),
        "notebook": {"space": check_space(space), **notebook.export()},
        "folders": [str(one) for one in own_folders(settings)],
        "settings": settings.model_dump(mode="json"),
    }
    _write(json.dumps(document, ensure_ascii=False, indent=1) + "\n", output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        # the talks are for the person's own eyes
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise typer.BadParameter(f"{str(output)!r} is there already; name a new file") from None
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    say(f"Written to {output}.")


@app.command()
def erase(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    models: Annotated[bool, typer.Option("--models", help="Remove downloaded models too.")] = False,
    space: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this notebook; everything else stays.", show_default=False)
    ] = None,
) -> None:
    """Remove conversations, notebooks, the index and the list of your folders, for good. Your own files and settings stay."""
    from coach.history import History
    from coach.keeping.spaces import check_space, erase_all_spaces, erase_space, space_names
    from coach.settings import load_settings

    settings = load_settings()
    if space is not None:
        name = check_space(space)
        _confirm(yes, f"This removes the notebook {name!r}, for good.")
        _erased(name, erase_space(settings, name))
        return
    names = space_names(settings)
    told = f", with the notebooks of: {', '.join(names)}" if names else ""
    _confirm(yes, f"This removes what Hearth keeps in {settings.data_dir}{told}, for good.")
    talks = History(settings.history_file).erase()
    say(f"Erased {talks} conversation{'' if talks == 1 else 's'}.")
    for name, count in erase_all_spaces(settings).items():
        _erased(name, count)
    places = _places(settings)
    for name in ("notebooks", "index", "own folders", "added documents", *(["models"] if models else [])):
        if _remove(places[name]):
            say(f"Erased: {name} ({places[name]}).")
    if settings.models_dir.exists():
        say(f"Downloaded models stay in {settings.models_dir}; --models removes them too.")
    if settings.data_dir.is_dir() and not any(settings.data_dir.iterdir()):
        settings.data_dir.rmdir()


def _confirm(yes: bool, warning: str) -> None:
    from coach.errors import CoachError

    if yes:
        return
    typer.echo(warning, err=True)
    if _answer(f"Type {_WORD} to go on: ") != _WORD:
        raise CoachError("nothing was erased")


def _erased(name: str, count: int) -> None:
    say(f"Erased the notebook {name!r} ({count} entr{'y' if count == 1 else 'ies'}).")


def _answer(question: str) -> str:
    typer.echo(question, nl=False, err=True)
    return sys.stdin.readline().strip().lower() if sys.stdin is not None else ""


def _places(settings: "Settings") -> dict[str, Path]:
    from coach.assemble import documents_folder, folders_file
    from coach.settings import config_folder

    return {
        "settings": config_folder() / "hearth.toml",
        "your models list": settings.models_file,
        "data": settings.data_dir,
        "conversations": settings.history_file,
        "notebooks": settings.spaces_dir,
        "index": settings.index_dir,
        "own folders": folders_file(settings),
        "added documents": documents_folder(settings),
        "models": settings.models_dir,
    }


def _remove(path: Path) -> bool:
    if path.is_dir():
        shutil.rmtree(path)
        return True
    existed = path.exists()
    path.unlink(missing_ok=True)
    return existed


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    return path.stat().st_size if path.is_file() else 0


def _readable(size_bytes: int) -> str:
    return f"{size_bytes / 2**20:,.1f} MB" if size_bytes >= 2**20 else f"{size_bytes / 1024:,.1f} KB"
