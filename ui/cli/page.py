"""ui: start the page. Who else may reach it is said here, before anything is served."""

import ipaddress
import os
import sys
from typing import Annotated

import typer

from coach.errors import InputError

PASSWORD = "HEARTH_PASSWORD"
_WIDE = (
    "Other machines can open this page now: {who}. The password is asked for, but the connection is plain HTTP: whoever can "
    "read that network can read the password and all that is typed. Ctrl-C ends it."
)
_ALL = "whoever is in any network that this computer is in"
_ONE = "whoever is in the network of {host}"


def ui(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Serve on this port (default: the first free from 7860).")
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help=f"Let other machines in, by this address. Needs a password: asked for, or {PASSWORD}.",
        ),
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    model: Annotated[str | None, typer.Option(help="The language model to use.")] = None,
) -> None:
    """Start the page on this computer and open the browser."""
    from ui import server

    address = address_in_figures(host)
    with server.uncollected():
        from ui.cli.parts import settings_for  # heavy: it brings the coach
    settings = settings_for(model)
    password = _password(server.is_wide(address), server.SHORTEST_PASSWORD)
    if server.is_wide(address):
        everywhere = ipaddress.ip_address(address).is_unspecified
        typer.echo(_WIDE.format(who=_ALL if everywhere else _ONE.format(host=address)), err=True)
    server.serve(settings, host=address, port=port, password=password, open_browser=browser)


def address_in_figures(host: str) -> str:
    """Return what --host names, as an address; a name other than localhost is wrong usage."""
    name = host.strip().removeprefix("[").removesuffix("]")
    if name == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        address = None
    if address is None or "%" in name:
        raise typer.BadParameter(
            "--host takes an address of this computer in figures, such as 192.168.1.20, or 0.0.0.0 for all that it has"
        )
    return str(address)


def _password(wide: bool, shortest: int) -> str | None:
    """Return the password of the page, if it has one: from the environment, or asked for where other machines are let in.

    Never an argument: every account of this computer can list those.
    """
    given = os.environ.pop(PASSWORD, "")  # what is started from here has no use for it
    if not given and wide and sys.stdin.isatty():
        given = typer.prompt("A password for the page", hide_input=True, confirmation_prompt=True, err=True)
    if not given and not wide:
        return None
    if len(given) < shortest:
        raise InputError(
            f"a page that other machines can open needs a password of {shortest} characters or more: "
            f"set {PASSWORD}, or start it in a terminal and type one"
            if wide
            else f"{PASSWORD} needs {shortest} characters or more"
        )
    return given
