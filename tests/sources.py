"""The project's own source, as the tests about it read it."""

import ast
from pathlib import Path


def tree_of(code: str | Path) -> ast.Module:
    """Parse source, or a file of it.

    CPython 3.11 fails now and then, and not twice: "AST constructor recursion depth mismatch" (python/cpython issue 106905).
    """
    text = code.read_text(encoding="utf-8") if isinstance(code, Path) else code
    try:
        return ast.parse(text)
    except SystemError:
        return ast.parse(text)
