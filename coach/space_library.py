"""A locked space's own documents beside what Hearth knows: read in, kept in the space's file, laid over the library in memory."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from coach.assemble import Library
from coach.errors import InputError
from coach.keeping.documents import Documents
from coach.own_files import Added, safe_name
from knowledge.errors import DocumentError
from knowledge.formats import READERS
from knowledge.reading import own_document
from knowledge.reading_apart import ApartReader
from knowledge.schema import Document


def take_in(
    documents: Documents,
    files: Sequence[Path],
    library: Library,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Added]:
    """Read files into a space and say what became of each; the files themselves are left as they are.

    `on_progress` is told (files done, files in all); what it raises comes through, and what was done until then is kept.
    """
    results: list[Added] = []
    with ApartReader() as reader:
        for done, file in enumerate(files):
            if on_progress is not None:
                on_progress(done, len(files))
            name = safe_name(file.name)
            if Path(name).suffix.lower() not in READERS:
                results.append(Added(file.name, "refused", why=f"only {' '.join(sorted(READERS))} can be read"))
                continue
            try:
                text = reader.read(file).text or ""
                document = space_document(name, text)
                passages = library.retriever.passages_of(document)
                documents.add(name, file.stat().st_size, document, library.retriever.embedder_id, passages)
            except (DocumentError, InputError, OSError) as error:
                why = error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
                results.append(Added(file.name, "refused", why=why))
            else:
                results.append(Added(file.name, "added", name))
    return results


def laid_over(library: Library, documents: Documents) -> Library:
    """Return the library with a space's documents in it, in memory alone; the library itself where the space has none."""
    retriever = library.retriever
    passages = documents.passages(retriever.embedder_id, retriever.passages_of, space_document)
    return replace(library, retriever=retriever.over(passages)) if passages else library


def space_document(name: str, text: str) -> Document:
    """Return the Document of a file in a space; its id depends on its name alone, for it lies in no folder."""
    id_ = f"space-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return replace(own_document(Path(name), text), id=id_, details={})
