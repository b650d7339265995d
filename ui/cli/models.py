"""models: which there are, get one, choose one, verify one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import Status, console, emit, letters, say

if TYPE_CHECKING:
    from coach.catalogue import ModelEntry
    from coach.settings import Settings

app = typer.Typer(help="Which language models there are; get one, choose one, verify one.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The model's name, as `hearth models` lists it.")]
Json = Annotated[bool, typer.Option("--json", help="Write the list as one line of JSON.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context, as_json: Json = False) -> None:
    """Which language models there are; get one, choose one, verify one."""
    if context.invoked_subcommand is None:
        show_list(as_json)


@app.command("list")
def show_list(as_json: Json = False) -> None:
    """List the models: what each is good for, what it takes, and whether this machine can hold it."""
    from coach.catalogue import load_catalogue
    from coach.settings import load_settings

    settings = load_settings()
    entries = load_catalogue(settings.models_file)
    rows = [_row(one, settings) for one in entries.values()]
    if settings.model not in entries:
        from ui.cli.parts import entry_for

        rows.append(_row(entry_for(settings.model, settings), settings) | {"in_use": True})
    if as_json:
        emit({"models": rows})
    else:
        _table(rows)


@app.command()
def get(name: Name) -> None:
    """Fetch a model from the Hugging Face hub; what broke off goes on where it stopped."""
    from coach.catalogue import fits
    from coach.download import get_model
    from coach.settings import load_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    if not fits(entry):
        say(f"Note: {name} needs about {entry.memory_mb:,} MB of memory, more than this machine can give it.")
    with Status() as status:
        stage = f"Fetching {entry.title}"
        path = get_model(
            entry, settings.models_dir, progress=lambda done, total: status(stage, done / total if total else None)
        )
    if not path.is_file():
        from coach.errors import ModelMissingError

        raise ModelMissingError(f"the file of model {name!r} is not at {path}; mend its entry in models.toml")
    say(f"{name} is here: {path}")
    say(f"Use it with `hearth models use {name}`.")


@app.command()
def use(name: Name) -> None:
    """Choose the model that Hearth writes with, by setting `model` in hearth.toml."""
    from coach.catalogue import fits, locate
    from coach.errors import ModelMissingError
    from coach.settings import config_folder, load_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    if not locate(entry, settings.models_dir).is_file():
        raise ModelMissingError(f"model {name!r} is not on this computer; run `hearth models get {name}` first")
    # a model of one's own is named by its file, wherever the command is run next time
    value = str(entry.path.expanduser().resolve()) if entry.path is not None and entry.name != name else name
    file = config_folder() / "hearth.toml"
    _set_model(file, value)
    say(f"Hearth now writes with {entry.title} ({file}).")
    if not fits(entry):
        say(f"Note: it needs about {entry.memory_mb:,} MB of memory, more than this machine can give it.")
    if load_settings().model != value:
        say("Note: the variable HEARTH_MODEL is set and goes before it.")


@app.command()
def check(name: Name) -> None:
    """Read a model's file through and compare its SHA-256 with the one it should have."""
    from coach.download import check_model
    from coach.settings import load_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    with Status() as status:
        digest = check_model(entry, settings.models_dir, lambda done, total: status(f"Reading {name}", done / total))
    say(f"{name} is whole: SHA-256 {digest}")


def _row(entry: "ModelEntry", settings: "Settings") -> dict[str, Any]:
    from coach.catalogue import fits, locate
    from coach.errors import ModelMissingError

    try:
        on_disk = locate(entry, settings.models_dir).is_file()
    except ModelMissingError:
        on_disk = False
    return {
        "name": entry.name,
        "title": entry.title,
        "good_for": entry.good_for,
        "size_mb": entry.size_mb,
        "memory_mb": entry.memory_mb,
        "licence": entry.licence,
        "on_disk": on_disk,
        "fits": fits(entry),
        "in_use": entry.name == settings.model,
    }


def _table(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "name", "good for", "size", "memory", "licence", "here", "fits"):
        table.add_column(title, justify="right" if title in ("size", "memory") else "left")
    for row in rows:
        cells = (
            "*" if row["in_use"] else "",
            row["name"],
            row["good_for"] or row["title"],
            f"{row['size_mb']:,} MB" if row["size_mb"] else "?",
            f"{row['memory_mb']:,} MB",
            row["licence"] or "?",
            "yes" if row["on_disk"] else "no",
            "yes" if row["fits"] else "no",
        )
        table.add_row(*(Text(letters(cell)) for cell in cells))
    console().print(table)
    say("* in use. Get one with `hearth models get NAME`, choose one with `hearth models use NAME`.")


def _set_model(file: Path, value: str) -> None:
    """Set `model` in hearth.toml, leaving every other line, and its comments, as they are."""
    import tomlkit

    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    document = tomlkit.parse(text)  # load_settings has read it already: it is TOML
    document["model"] = value
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(tomlkit.dumps(document), encoding="utf-8")
    part.replace(file.resolve())
