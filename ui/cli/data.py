"""data: where everything lies, all of it as one JSON document or one backup file, back again, or gone for good."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import console, emit, letters, say
from ui.cli.passphrase import key_of, passphrase

if TYPE_CHECKING:
    from coach.settings import Settings

app = typer.Typer(
    help="What Hearth keeps on this computer: where it lies, take it out, erase it.", rich_markup_mode=None
)

Json = Annotated[bool, typer.Option("--json", help="Write the list as one line of JSON.")]
Space = Annotated[str, typer.Option(metavar="NAME", help="Whose space.")]
_WORD = "erase"
_MAX_IMPORT = 200 * 2**20


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
    space: Space = "me",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Only the notebook, as text to read or to show someone.")
    ] = False,
) -> None:
    """Write what was kept as one JSON document: one person's conversations and notebook, your folders, the settings in force.

    Other people's notebooks are theirs, and are not read.
    """
    from coach.assemble import own_folders
    from coach.keeping.export import as_markdown, document
    from coach.keeping.spaces import check_space, open_history, open_notebook
    from coach.settings import load_settings

    settings = load_settings()
    key = key_of(settings, space)
    notebook, history = open_notebook(settings, space, key), open_history(settings, space, key)
    if markdown:
        _write(as_markdown(notebook, history=history), output)
        return
    parts = document(check_space(space), notebook, history) | {
        "folders": [str(one) for one in own_folders(settings)],
        "settings": settings.model_dump(mode="json"),
    }
    _write(json.dumps(parts, ensure_ascii=False, indent=1) + "\n", output)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `hearth data export` wrote.", exists=True)],
    space: Space = "me",
) -> None:
    """Read an export back into a space, beside what is there: nothing is replaced, nothing comes twice."""
    from coach.errors import InputError
    from coach.keeping.reading_back import take_in
    from coach.keeping.spaces import open_history, open_notebook
    from coach.settings import load_settings

    settings = load_settings()
    if not file.is_file() or file.stat().st_size > _MAX_IMPORT:
        raise InputError(f"name a file of at most {_MAX_IMPORT // 2**20} MB that `hearth data export` wrote")
    key = key_of(settings, space)
    text = file.read_text(encoding="utf-8", errors="replace")
    came = take_in(text, open_notebook(settings, space, key), open_history(settings, space, key))
    say(
        f"Taken in: {came.entries} entries, {came.talks} conversations; {came.left} entries were here already or cannot be read."
    )


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as a USB stick's.")],
    space: Space = "me",
) -> None:
    """Write a space into one file, locked as the space is, to be kept elsewhere."""
    from coach.keeping.backup import write_backup
    from coach.keeping.spaces import check_space
    from coach.settings import load_settings

    settings, name = load_settings(), check_space(space)
    key = key_of(settings, name)
    try:
        write_backup(settings, name, file, key)
    except FileExistsError:
        raise typer.BadParameter(f"{str(file)!r} is there already; name a new file") from None
    told = "it opens with the space's passphrase" if key else "it is not encrypted: keep it where only you look"
    say(f"Written to {file}; {told}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `hearth data backup` wrote.", exists=True)],
    space: Annotated[
        str | None, typer.Option(metavar="NAME", help="Restore as this space (default: the one it was made of).")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put aside what the space holds now.")] = False,
) -> None:
    """Bring a backup back: whole, or not at all."""
    from coach.keeping.backup import read_about, restore_backup
    from coach.settings import load_settings

    about = read_about(file)
    name = space or about.space
    words = passphrase("Passphrase of the backup") if about.locked else ""
    aside = restore_backup(load_settings(), name, file, words, replace=replace)
    say(f"Restored the space {name!r} as it was on {about.made_at}.")
    if aside is not None:
        say(f"What it held before is kept in {aside}.")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        # the talks are for the person's own eyes
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise typer.BadParameter(f"{str(output)!r} is there already; name a new file") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError:
        output.unlink(missing_ok=True)  # half of it would be taken for all
        raise
    say(f"Written to {output}.")


@app.command()
def erase(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    models: Annotated[bool, typer.Option("--models", help="Remove downloaded models too.")] = False,
    space: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only this notebook (`me`: older conversations too).", show_default=False),
    ] = None,
) -> None:
    """Remove conversations, notebooks, the index and the list of your folders, for good. Your own files and settings stay."""
    from coach.keeping.spaces import check_space, erase_all_spaces, erase_space, old_talks, space_names
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
    had_talks = bool(old_talks(settings))  # they go with the space that they would come into
    for name, count in erase_all_spaces(settings).items():
        _erased(name, count)
    places = _places(settings)
    for name in (
        "notebooks",
        "older conversations",
        "index",
        "own folders",
        "added documents",
        "log",
        "temporary files",
        *(["models"] if models else []),
    ):
        # an older Hearth's file may have a log beside it, or lie there as damaged
        paths = old_talks(settings) if name == "older conversations" else [places[name]]
        removed = [_remove(one) for one in paths]
        if any(removed) or (name == "older conversations" and had_talks):
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
        "notebooks": settings.spaces_dir,
        "older conversations": settings.history_file,
        "index": settings.index_dir,
        "own folders": folders_file(settings),
        "added documents": documents_folder(settings),
        "log": settings.log_dir,
        "temporary files": settings.tmp_dir,
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
