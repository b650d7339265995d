"""Looks over all that Hearth rests on, for `hearth doctor`: what is there, what is missing, what to do about it.

    finding.py   what a look finds, and how places are named        install.py   Python, packages, settings
    models.py    the language model, its adapter, the embedding model
    kept.py      the index, the person's own documents, the spaces
    machine.py   the data folder, who may read it, what was left half done, disk, memory, port, log

Nothing is changed that would not be anyway, and nothing loaded but, with `full`, in a process of its own. What is found can be
shown to anyone: no name of a person's, of their files or their spaces, nothing that they wrote; their home is "~".
"""

from coach.examine.finding import Finding
from coach.examine.install import packages, python, settings
from coach.examine.kept import index, own_documents, spaces
from coach.examine.machine import data_folder, disk, leftovers, log_of_failures, memory, permissions, port
from coach.examine.models import embedding_model, language_model

__all__ = ["Finding", "examine"]


def examine(full: bool = False) -> list[Finding]:
    """Look at everything and return what was found, in a stable order; `full` reads models through, and tries one."""
    found = [python(), *packages()]
    said, read = settings()
    found.append(said)
    if read is None:
        return found
    found += language_model(read, full)
    for look in (embedding_model, data_folder, permissions, index, own_documents):
        found.append(look(read))
    found += spaces(read)
    for look in (leftovers, disk, memory, port, log_of_failures):
        found.append(look(read))
    return found
