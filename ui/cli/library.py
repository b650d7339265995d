"""index: build or refresh the index, over the shipped guides and the person's own folders; and the list of what is in it."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import Status, emit, listed, say

if TYPE_CHECKING:
    from coach.assemble import Library
    from coach.settings import Settings

_FAILED = 1
_SHOWN = 200  # files listed one by one on a screen


def index(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FOLDER]...", help="Folders or files of your own to add.", show_default=False),
    ] = None,
    remove: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="Leave this folder or file of yours out again.", show_default=False),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start from nothing, though nothing changed.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write the counts and your files as one line of JSON.")
    ] = False,
) -> None:
    """Build or refresh the index: Hearth's guides and, if you like, your own.

    It reads .md .txt .html .pdf and .docx. Limits: 50 MB and 5 million characters a file, 5,000 files and 50 million characters
    in all. Only files that changed are read again. Ctrl-C stops it; the next run goes on from there.
    """
    from coach.assemble import load_library
    from coach.own_files import add_folders, check_removal, remove_path
    from coach.settings import load_settings

    settings = load_settings()
    for one in folders or []:
        if not one.expanduser().exists():
            raise typer.BadParameter(f"there is no {str(one)!r}")
    for one in remove or []:
        if not check_removal(settings, one):
            raise typer.BadParameter(f"{str(one)!r} is not among your folders")
    add_folders(settings, folders or [])
    for one in remove or []:
        remove_path(settings, one)
    start = time.perf_counter()
    try:
        with Status() as status:
            library = load_library(settings, status, rebuild=rebuild)
            counts = _counts(settings, library)
    except KeyboardInterrupt:
        typer.echo("Stopped. What was done is kept; run it again to go on.", err=True)
        raise typer.Exit(_FAILED) from None
    counts |= {"seconds": round(time.perf_counter() - start, 2)}
    if as_json:
        emit(counts)
        return
    if library.mended:
        say("The index was damaged; it was made anew.")
    _show(counts)


def _counts(settings: "Settings", library: "Library") -> dict[str, Any]:
    from coach.assemble import own_folders
    from coach.own_files import indexed_files
    from knowledge.errors import IndexBusyError
    from knowledge.manifest import read_manifest

    manifest = read_manifest(settings.index_dir)
    if manifest is None or manifest.documents != {one.id: one.digest for one in library.documents}:
        # the library serves the index in force while another process builds
        raise IndexBusyError("another Hearth is building the index; run `hearth index` again in a minute")
    return {
        "documents": len(library.documents),
        "own": sum(one.kind == "own" for one in library.documents),
        "chunks": manifest.n_chunks,
        "skipped": list(library.skipped),
        "folders": [str(one) for one in own_folders(settings)],
        "files": [
            {
                "name": one.name,
                "kind": one.kind,
                "passages": one.passages,
                "indexed_at": one.indexed_at,
                "path": one.path,
                "size_bytes": one.size_bytes,
            }
            for one in indexed_files(settings)
        ],
    }


def _show(counts: dict[str, Any]) -> None:
    for line in counts["skipped"]:
        say(f"Skipped: {line}")
    own = f", {counts['own']:,} of them your own" if counts["own"] or counts["folders"] else ""
    say(
        f"Indexed {counts['documents']:,} documents{own}, in {counts['chunks']:,} passages ({counts['seconds']:.0f} s)."
    )
    for folder in counts["folders"]:
        say(f"- {folder}")
    _show_files(counts["files"])


def _show_files(files: Sequence[dict[str, Any]]) -> None:
    if not files:
        return
    say()
    say("Your own documents", style="bold")
    for number, one in enumerate(files[:_SHOWN], start=1):
        passages = f"{one['passages'] or 0:,} passage{'' if one['passages'] == 1 else 's'}"
        when = str(one["indexed_at"] or "").replace("T", " ")[:16]
        listed(number, f"{one['name']} ({one['kind']}, {passages}{f', indexed {when} UTC' if when else ''})")
    if len(files) > _SHOWN:
        say(f"… and {len(files) - _SHOWN:,} more; --json lists all")
