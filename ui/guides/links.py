"""Where a section of the book is: its id on the page, and the link that leads there from anywhere (guides.js follows it)."""

import re
import unicodedata

PREFIX = "#read-"
"""How each link into the book begins; what follows is an id of `section_id`."""


def section_id(document_id: str, heading: str = "") -> str:
    """Return the id of a section, or of a whole page where there is no heading. Nested headings are joined by " > "."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{document_id}--{slug}" if slug else document_id


def link(document_id: str, heading: str = "") -> str:
    """Return the address, for an href, of a section of a page of the book; `heading` as a Chunk or a Citation has it."""
    return f"{PREFIX}{section_id(document_id, heading)}"
