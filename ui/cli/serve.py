"""serve and mcp: Hearth's five jobs for other programs, over HTTP on this computer, or to a program that starts Hearth itself."""

import os
import signal
from typing import Annotated

import typer

from ui.cli.page import address_in_figures

TOKEN = "HEARTH_TOKEN"
PORT = 7870
_OPEN = "Hearth answers other programs at {address} ({address}openapi.json says how). Ctrl-C ends it."
_WIDE = (
    "Other machines can ask it now, with the token. The connection is plain HTTP: whoever can read that network can read the "
    "token and all that is asked and answered."
)
_MADE = "The token, shown this once: {token}"


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Serve on this port.")] = PORT,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help=f"Let other machines ask, by this address, with a token: {TOKEN}, or one that is made and shown.",
        ),
    ] = "127.0.0.1",
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Use this language model.")] = None,
) -> None:
    """Serve ask, rewrite, plan, screen and search to other programs on this computer (HTTP and JSON)."""
    address = address_in_figures(host)
    from ui import api_server
    from ui.cli.parts import make_coach, settings_for
    from ui.server import is_wide

    settings = settings_for(model)
    token = os.environ.pop(TOKEN, "")
    made = "" if token or not is_wide(address) else api_server.new_token()

    def tell(where: str) -> None:
        typer.echo(_OPEN.format(address=where), err=True)
        if is_wide(address):
            typer.echo(_WIDE, err=True)
        if made:
            typer.echo(_MADE.format(token=made), err=True)

    coach = make_coach(settings, lambda stage, share: None)
    api_server.serve(coach, host=address, port=port, token=token or made, on_open=tell)


def mcp(model: Annotated[str | None, typer.Option(metavar="NAME", help="Use this language model.")] = None) -> None:
    """Serve the same jobs as MCP tools, on standard input and output, to a program that starts this command."""
    from ui.cli.parts import make_coach, settings_for
    from ui.mcp_tools import build

    settings = settings_for(model)
    # at once: the library that reads standard input waits for the line that it is reading
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    build(make_coach(settings, lambda stage, share: None)).run("stdio")
