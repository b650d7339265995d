"""index: build or refresh the index, over the shipped guides and the person's own folders."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import Status, emit, say

if TYPE_CHECKING:
    from coach.assemble import Library
    from coach.settings import Settings


def index(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FOLDER]...", help="Folders or files of your own to add.", show_default=False),
    ] = None,
    remove: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="Leave this folder of yours out again.", show_default=False),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Start from nothing, though nothing changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the counts as one line of JSON.")] = False,
) -> None:
    """Build or refresh the index: Hearth's guides and, if you like, your own (.md .txt .html .pdf .docx)."""
    from coach.assemble import load_library, own_folders, set_own_folders
    from coach.settings import load_settings

    settings = load_settings()
    before = own_folders(settings)
    wanted = _wanted(before, folders or [], remove or [])
    if wanted != before:
        set_own_folders(settings, wanted)
    start = time.perf_counter()
    with Status() as status:
        library = load_library(settings, status, rebuild=rebuild)
    counts = _counts(settings, library) | {"seconds": round(time.perf_counter() - start, 2)}
    if as_json:
        emit(counts)
        return
    for line in library.skipped:
        say(f"Skipped: {line}")
    own = f", {counts['own']} of them your own" if counts["folders"] else ""
    say(f"Indexed {counts['documents']} documents{own}, in {counts['chunks']} passages ({counts['seconds']:.0f} s).")
    for folder in counts["folders"]:
        say(f"- {folder}")


def _wanted(before: list[Path], added: list[Path], removed: list[Path]) -> list[Path]:
    for one in added:
        if not one.expanduser().exists():
            raise typer.BadParameter(f"there is no {str(one)!r}")
    gone = {one.expanduser().resolve() for one in removed}
    for one in removed:
        if one.expanduser().resolve() not in before:
            raise typer.BadParameter(f"{str(one)!r} is not among your folders")
    kept = [*before, *(one.expanduser().resolve() for one in added)]
    return sorted({one for one in kept if one not in gone})


def _counts(settings: "Settings", library: "Library") -> dict[str, Any]:
    from coach.assemble import own_folders
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
    }
