"""Looks at the index, at the person's own documents and at the spaces. Documents and spaces are counted, and never named."""

import sqlite3
from pathlib import Path

from coach import database
from coach.assemble import own_folders, own_store, read_documents
from coach.errors import CoachError
from coach.examine.finding import REINSTALL, Finding, counted
from coach.keeping import gate, place, upkeep
from coach.keeping.spaces import space_folder, space_names
from coach.settings import Settings
from knowledge.embedding import EMBEDDED
from knowledge.errors import KnowledgeError, StoreError
from knowledge.index import ChromaIndex
from knowledge.manifest import fingerprint, manifest_path, read_manifest

_ANEW = "it is made anew at the next start; or run hearth index"


def index(settings: Settings) -> Finding:
    """Look at the index: whether it is there, as it was built, and of what there is now."""
    name = "index"
    try:
        documents, _ = read_documents(settings)
        server = settings.server_address
    except CoachError:
        return Finding(
            name, "missing", "the list of your folders, or chroma_server, cannot be read", "mend it; see hearth.toml"
        )
    except (KnowledgeError, OSError, sqlite3.Error):
        return Finding(name, "missing", "the guides cannot be read", REINSTALL)
    manifest = read_manifest(settings.index_dir)
    if manifest is None and manifest_path(settings.index_dir).exists():
        return Finding(name, "note", "of an older Hearth, or damaged", _ANEW)
    if manifest is None:
        return Finding(name, "note", "not built yet", "it is built at the first start; or run hearth index")
    held = ChromaIndex(settings.index_dir, server)
    if not held.is_whole():
        return Finding(name, "note", "damaged", _ANEW)
    try:
        passages = held.count()
    except (StoreError, OSError):
        if server:
            return Finding(name, "missing", "the Chroma server does not answer", "start it, or empty chroma_server")
        return Finding(name, "missing", "the vector store cannot be opened", "hearth index --rebuild")
    finally:
        held.close()
    if passages != manifest.n_chunks:
        return Finding(name, "missing", "passages are missing from it", "hearth index --rebuild")
    embedder = settings.embedder if settings.embedder == EMBEDDED else Path(settings.embedder).name
    if manifest.fingerprint != fingerprint(documents, embedder):
        return Finding(name, "note", "out of date", "it is refreshed at the next start; or run hearth index")
    return Finding(name, "ok", f"fresh and whole, {len(documents)} documents, {manifest.n_chunks} passages")


def own_documents(settings: Settings) -> Finding:
    """Look at the person's own documents, as far as they were read."""
    name = "own documents"
    try:
        folders, files = own_folders(settings), own_store(settings).files()
    except CoachError:
        return Finding(name, "note", "the list of your folders is damaged", "run hearth index FOLDER again")
    except (KnowledgeError, OSError, sqlite3.Error):
        return Finding(name, "note", "what was read of them cannot be opened", "hearth index reads them again")
    gone = sum(not one.exists() for one in folders)
    unread = sum(bool(one.problem) for one in files)
    detail = f"{counted(len(files), 'file')}, {counted(len(folders), 'folder')} of your own"
    if gone or unread:
        detail += f"; {unread} could not be read, {counted(gone, 'folder')} not there any more"
        return Finding(name, "note", detail, "hearth index names them")
    return Finding(name, "ok", detail)


def spaces(settings: Settings) -> list[Finding]:
    """Look at every space, by number, and at conversations that an older Hearth kept."""
    try:
        names = space_names(settings)
    except OSError:
        return [Finding("spaces", "missing", "their folder cannot be read", "see who may read it")]
    found = [_space(f"space {at}", space_folder(settings, one)) for at, one in enumerate(names, start=1)]
    if settings.history_file.is_file():
        waiting = "conversations of an older Hearth wait to be taken over"
        found.append(Finding("older conversations", "note", waiting, "they are, when your own space is next opened"))
    return found or [Finding("spaces", "ok", "nothing is kept yet")]


def _space(called: str, folder: Path) -> Finding:
    """Look at one space; a locked one is not opened, for nobody but its person can."""
    copy = "the last good copy takes its place when it is next opened"
    try:
        aside = len(upkeep.set_aside(folder))
        if place.is_locked(folder):
            if not place.sealed_key(folder):
                return Finding(called, "missing", "locked, and its sealed key is gone", "restore a backup of it")
            return Finding(called, "ok", "locked by a passphrase; what is in it was not looked at")
        with gate.used(folder, wait_s=2):
            sound = database.is_sound(folder / place.PLAIN)
    except (CoachError, OSError, database.Error):
        return Finding(called, "note", "in use, or not to be read now", "close other windows and look again")
    if not sound:
        there = (folder / f"{place.PLAIN}{place.BACKUP}").is_file()
        return Finding(called, "missing", "its file is damaged", copy if there else "restore a backup of it")
    if aside:
        return Finding(called, "note", f"readable; {counted(aside, 'earlier file')} kept aside", "hearth data where")
    return Finding(called, "ok", "readable, without a passphrase")
