"""Bytes -> text, where nothing says which encoding they are in; and letters that carry no more marks than letters do."""

import re

from knowledge.errors import DocumentError

# blocks of marks for any letter; those of single scripts (Hebrew, Arabic, Devanagari …) stand elsewhere
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_FLOOD = re.compile(f"({_MARK}{{4}}){_MARK}+")


def without_floods(text: str) -> str:
    """Return `text` with at most four marks upon a letter: towers of them hide what stands above and below."""
    return _FLOOD.sub(r"\1", text)


def decoded(raw: bytes) -> str:
    """Decode UTF-8, UTF-16 (with or without its mark), else Windows-1252. Raises DocumentError for what is no text.

    UTF-8 that is damaged here and there stays UTF-8.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw:
        return _without_mark(raw)
    text = raw.decode("utf-8-sig", errors="replace")
    damaged = text.count("\ufffd")
    return (
        text
        if damaged * 2 <= sum(not one.isascii() for one in text) - damaged
        else raw.decode("cp1252", errors="replace")
    )


def _without_mark(raw: bytes) -> str:
    """UTF-16 whose byte order mark was lost has its zeros on one side only."""
    head = raw[:2_000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = head[first::2].count(0)
        if zeros >= 0.4 * len(head[first::2]) and not head[1 - first :: 2].count(0):
            return raw.decode(encoding, errors="replace")
    raise DocumentError("is not text, whatever its name says")
