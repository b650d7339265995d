"""What can go wrong in knowledge/, as one small tree.

    KnowledgeError
    ├── DocumentError       a file cannot be read, or says something that it must not
    │   └── UnreadableError     … and holds nothing that can be read (reading_apart.py)
    ├── IndexMissingError   nothing has been indexed yet
    ├── IndexBusyError      another Hearth is building the index
    ├── IndexingStoppedError    the person stopped the indexing (own_documents.py)
    └── StoreError          the vector store failed or is out of reach

Messages name the thing and say what to do next; they never quote what a person wrote.
"""


class KnowledgeError(Exception):
    """Base of all errors of knowledge/; its text can be shown to a person as it is."""


class DocumentError(KnowledgeError):
    """A document cannot be read, or its front matter is wrong."""


class IndexMissingError(KnowledgeError):
    """There is no index to search yet."""


class IndexBusyError(KnowledgeError):
    """Another process holds the index for building."""


class StoreError(KnowledgeError):
    """The vector store failed or is out of reach."""
