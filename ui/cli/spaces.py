"""spaces: who has a space on this computer; put a passphrase on one, change it, take it off."""

from typing import Annotated

import typer

from ui.cli.output import emit, say
from ui.cli.passphrase import passphrase

app = typer.Typer(help="Spaces on this computer: list them, protect one with a passphrase.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The space; your own is called me.")]
Json = Annotated[bool, typer.Option("--json", help="Write the list as one line of JSON.")]
_NEW = "HEARTH_NEW_PASSPHRASE"
_NO_WAY_BACK = (
    "There is no way in without the passphrase: nobody can reset it. Write it down and keep it where only you look. "
    "It does not help against a program that watches what you type."
)


@app.callback(invoke_without_command=True)
def start(context: typer.Context, as_json: Json = False) -> None:
    """Spaces on this computer: list them, protect one with a passphrase."""
    if context.invoked_subcommand is None:
        list_spaces(as_json)


@app.command("list")
def list_spaces(as_json: Json = False) -> None:
    """Show which spaces there are, and which have a passphrase; none is opened."""
    from coach.keeping.locking import has_passphrase
    from coach.keeping.spaces import space_names
    from coach.settings import load_settings

    settings = load_settings()
    rows = [{"space": name, "locked": has_passphrase(settings, name)} for name in space_names(settings)]
    if as_json:
        emit({"spaces": rows})
        return
    for row in rows:
        say(f"{row['space']}: {'locked by a passphrase' if row['locked'] else 'no passphrase'}")
    if not rows:
        say("Nothing is kept on this computer yet.")


@app.command()
def protect(name: Name = "me") -> None:
    """Lock a space with a passphrase: all that it holds is encrypted from then on."""
    from coach.keeping.errors import NotebookError
    from coach.keeping.locking import has_passphrase
    from coach.keeping.locking import protect as lock
    from coach.settings import load_settings

    settings = load_settings()
    if has_passphrase(settings, name):
        raise NotebookError("this space has a passphrase already; `hearth spaces change` changes it")
    say(_NO_WAY_BACK)
    lock(settings, name, passphrase("New passphrase", variable=_NEW, twice=True)).wipe()
    say("Locked. What was kept before was overwritten and removed; an expert may still find traces of it on the disk.")


@app.command()
def change(name: Name = "me") -> None:
    """Change the passphrase of a space. Backups made before still open with the old one."""
    from coach.keeping.locking import change_passphrase
    from coach.settings import load_settings

    settings = load_settings()
    change_passphrase(settings, name, passphrase("Old passphrase"), passphrase("New", variable=_NEW, twice=True))
    say("Changed.")


@app.command()
def unprotect(name: Name = "me") -> None:
    """Take the passphrase off a space: what it holds can be read by anyone who can open your files."""
    from coach.keeping.locking import unprotect as open_up
    from coach.settings import load_settings

    open_up(load_settings(), name, passphrase("Passphrase"))
    say("The passphrase is off.")
