"""doctor: what is installed, what is missing, what to do about it. The looking is coach/examine's; here it is shown."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.output import Status, console, emit, letters, say

if TYPE_CHECKING:
    from coach.examine import Finding


def doctor(
    full: Annotated[
        bool, typer.Option("--full", help="Read a fetched model through, compare its checksum, and try to load it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as one line of JSON.")] = False,
) -> None:
    """Say what is installed, what is missing, and what to do about it. The report names nobody and can be shown to anyone."""
    from coach.examine import examine

    with Status() as status:
        status("Looking")
        found = examine(full)
    healthy = all(one.status != "missing" for one in found)
    if as_json:
        emit({"ok": healthy, "findings": [asdict(one) for one in found]})
    else:
        _table(found)
        say()
        say("This report holds nothing that you wrote, and no name of yours: it can be shown to anyone.")
    if not healthy:
        raise typer.Exit(1)


def _table(found: "Sequence[Finding]") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for one in found:
        todo = f"{one.detail}. To do: {one.todo}" if one.todo else one.detail
        table.add_row(*(Text(letters(cell), overflow="fold") for cell in (one.status, one.name, todo)))
    console().print(table)
