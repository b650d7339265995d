"""models: which there are, get one, choose one, verify one, remove one."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import Status, Transfer, console, emit, letters, say

if TYPE_CHECKING:
    from coach.catalogue import ModelEntry
    from coach.settings import Settings

_ABOUT = "Which language models there are; get one, choose one, verify one, remove one."
app = typer.Typer(help=_ABOUT, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The model's name, as `hearth models` lists it.")]
NameOrPath = Annotated[str, typer.Argument(metavar="NAME", help="The model's name, or the path of a .gguf file.")]
Json = Annotated[bool, typer.Option("--json", help="Write the list as one line of JSON.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Even if the model is too big for this computer.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context, as_json: Json = False) -> None:
    """Which language models there are; get one, choose one, verify one, remove one."""
    if context.invoked_subcommand is None:
        show_list(as_json)


@app.command("list")
def show_list(as_json: Json = False) -> None:
    """List the models, those that fit this computer first, the best writer at the top."""
    from coach.catalogue import best_first, load_catalogue
    from coach.settings import load_settings

    settings = load_settings()
    shown = list(load_catalogue(settings.models_file).values())
    chosen = _chosen(settings)
    if chosen is not None and chosen.name != settings.model:  # a file of one's own
        shown.append(chosen)
    machine = _machine(settings)
    rows = [_row(one, settings) | {"in_use": one is chosen or one.name == settings.model} for one in best_first(shown)]
    if as_json:
        emit({"models": rows, "machine": machine})
    else:
        _table(rows, machine)
        if chosen is None:
            say(f"The model that Hearth should write with is not there: {settings.model[:200]!r}.")


@app.command()
def get(name: Name, anyway: Anyway = False) -> None:
    """Fetch a model from the Hugging Face hub; what broke off goes on where it stopped."""
    from coach.catalogue import require_fit
    from coach.download import get_model
    from coach.settings import load_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    if entry.repo and not anyway:
        require_fit(entry)
    with Transfer() as moving, Status() as status:

        def checking(done: int, total: int) -> None:
            moving.clear()
            status("Checking that it came whole", done / max(1, total))

        path = get_model(
            entry,
            settings.models_dir,
            progress=lambda done, total: moving(f"Fetching {entry.title}", done, total or entry.size_bytes),
            checking=checking,
        )
    if not path.is_file():
        from coach.errors import ModelMissingError

        raise ModelMissingError(f"the file of model {name!r} is not at {path}; mend its entry in models.toml")
    say(f"{name} is here: {path}")
    say(f"Use it with `hearth models use {name}`.")


@app.command()
def use(name: NameOrPath, anyway: Anyway = False) -> None:
    """Choose the model that Hearth writes with, by setting `model` in hearth.toml."""
    from coach.catalogue import fits, locate, require_fit
    from coach.errors import ModelMissingError
    from coach.settings import load_settings
    from coach.settings_file import save_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    if not entry.server and not locate(entry, settings.models_dir).is_file():
        raise ModelMissingError(f"model {name!r} is not on this computer; run `hearth models get {name}` first")
    if not anyway:
        require_fit(entry)
    # a model of one's own is named by its file, wherever the command is run next time
    value = str(entry.path.expanduser().resolve()) if entry.path is not None and entry.name != name else name
    file = save_settings(model=value)
    say(f"Hearth now writes with {entry.title} ({file}).")
    if entry.warning:
        say(entry.warning)
    if not fits(entry):
        say(f"Note: it needs about {entry.memory_mb:,} MB of memory, and is not loaded while less is free.")
    if load_settings().model != value:
        say("Note: the variable HEARTH_MODEL is set and goes before it.")


@app.command()
def check(name: NameOrPath) -> None:
    """Read a model's file through and compare its SHA-256 with the one it should have."""
    from coach.download import check_model
    from coach.settings import load_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    with Status() as status:
        digest = check_model(entry, settings.models_dir, lambda done, total: status(f"Reading {name}", done / total))
    say(f"{name} is whole: SHA-256 {digest}")


@app.command()
def remove(name: NameOrPath, yes: Yes = False) -> None:
    """Remove a model that was fetched. A file of your own stays where it is; Hearth only lets go of it."""
    from coach.catalogue import let_go
    from coach.download import remove_model
    from coach.errors import ModelMissingError
    from coach.settings import Settings, load_settings
    from coach.settings_file import save_settings
    from ui.cli.parts import entry_for

    settings = load_settings()
    entry = entry_for(name, settings)
    in_use = _is_chosen(name, entry, settings)
    own = entry.path is not None
    if not yes and not entry.package:
        what = f"Let go of {entry.title}? Its file stays" if own else f"Remove {entry.title} from this computer"
        typer.confirm(f"{letters(what)}{' (Hearth writes with it now)' if in_use else ''}. Go on?", abort=True)
    freed = remove_model(entry, settings.models_dir)
    # a file named by its path has no entry; one that has the name of its file is somebody else's
    gone = (own and entry.name == name and let_go(name, settings.models_file)) or freed > 0
    if not gone and not (own and in_use):
        raise ModelMissingError(
            f"Hearth neither writes with {name!r} nor has an entry for it"
            if own
            else f"nothing of model {name!r} is on this computer"
        )
    say(
        f"Hearth let go of {entry.title}; its file stays."
        if own
        else f"{name} is gone: {freed // 2**20:,} MB are free."
    )
    if in_use:
        default = Settings.model_fields["model"].default
        save_settings(model=default)
        say(f"Hearth now writes with {default}.")


def _chosen(settings: "Settings") -> "ModelEntry | None":
    """Return the model that Hearth writes with; None where its entry or its file is gone."""
    from coach.catalogue import choose, load_catalogue
    from coach.errors import ModelError

    try:
        return choose(settings.model, load_catalogue(settings.models_file))
    except ModelError:
        return None


def _is_chosen(name: str, entry: "ModelEntry", settings: "Settings") -> bool:
    """Say whether Hearth writes with what `name` names, or with the same file."""
    if settings.model == name:
        return True
    chosen = _chosen(settings)
    if chosen is None or chosen.path is None or entry.path is None:
        return False
    return entry.path.expanduser().resolve() == chosen.path.expanduser().resolve()


def _row(entry: "ModelEntry", settings: "Settings") -> dict[str, Any]:
    from coach.catalogue import fits, locate
    from coach.errors import ModelMissingError

    try:
        on_disk = locate(entry, settings.models_dir).is_file()
    except ModelMissingError:  # its package is not installed
        on_disk = False
    return {
        "name": entry.name,
        "title": entry.title,
        "good_for": entry.good_for,
        "size_mb": entry.size_mb,
        "memory_mb": entry.memory_mb,
        "n_ctx": entry.n_ctx,
        "licence": entry.licence,
        "languages": list(entry.languages),
        "on_disk": on_disk,
        "fits": fits(entry),
    }


def _machine(settings: "Settings") -> dict[str, int | None]:
    """Return what this computer has, in MB; None for the memory of a graphics card where none is used."""
    import psutil

    from coach.download import disk_free
    from coach.runtime import video_memory

    memory, video = psutil.virtual_memory(), video_memory()
    return {
        "memory_mb": memory.total // 2**20,
        "memory_free_mb": memory.available // 2**20,
        "vram_mb": video.total // 2**20 if video else None,
        "disk_free_mb": disk_free(settings.models_dir) // 2**20,
    }


def _table(rows: list[dict[str, Any]], machine: dict[str, int | None]) -> None:
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
            f"{row['memory_mb']:,} MB" if row["memory_mb"] else "its server's",
            row["licence"] or "?",
            "yes" if row["on_disk"] else "no",
            _fit(row, machine),
        )
        table.add_row(*(Text(letters(cell)) for cell in cells))
    console().print(table)
    card = machine["vram_mb"]
    say(
        f"This computer: {machine['memory_mb']:,} MB of memory, {machine['memory_free_mb']:,} MB of it free; "
        f"{machine['disk_free_mb']:,} MB free on the disk; "
        + (f"a graphics card with {card:,} MB." if card else "no graphics card that the model runtime uses.")
    )
    say("* in use. Get one with `hearth models get NAME`, choose one with `hearth models use NAME`.")


def _fit(row: dict[str, Any], machine: dict[str, int | None]) -> str:
    if not row["fits"]:
        return "no: memory"
    return "yes" if row["on_disk"] or row["size_mb"] < (machine["disk_free_mb"] or 0) else "no: disk"
