"""What a GGUF file says of its model: how much context it was made for, and what a token of context takes in memory.

Read from the header alone, in Python, so that a file of any size is looked at in no time and a damaged one harms nothing: to ask
llama.cpp would be to load it. The `gguf` package reads whole files into arrays and is not among what Hearth needs to run.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_TYPES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _ARRAY = 8, 9
_MOST_KEYS, _MOST_ITEMS, _LONGEST = 10_000, 3_000_000, 2**24
_KEPT_ITEMS = 1_024  # of an array: layers have numbers of their own, a vocabulary is only counted
_HALF = 2  # bytes of a number in the KV cache


@dataclass(frozen=True)
class Facts:
    """What is known of a model; 0 is not known."""

    architecture: str
    n_ctx_train: int
    kv_bytes: int
    """What one token of context takes."""
    n_layers: int
    n_vocab: int


def read_facts(path: Path) -> Facts | None:
    """Return what the file says of its model, None where it is no whole header with numbers that make sense. Raises OSError."""
    try:
        with path.open("rb") as file:
            return _facts(_header(file))
    except (ValueError, struct.error, OverflowError, TypeError):
        return None


def _header(file: BinaryIO) -> dict[str, Any]:
    magic, version, _, keys = struct.unpack("<4sIQQ", file.read(24))
    if magic != b"GGUF" or version not in (2, 3) or keys > _MOST_KEYS:
        raise ValueError("no GGUF header that can be read here")
    return {_text(file): _value(file, _number(file, "I")) for _ in range(keys)}


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _TEXT:
        return _text(file)
    if kind != _ARRAY:
        return _number(file, _TYPES.get(kind, ""))
    item, count = _number(file, "I"), _number(file, "Q")
    if count > _MOST_ITEMS:
        raise ValueError("too many")
    if item == _TEXT:
        for _ in range(count):
            file.seek(_length(file), 1)
        return [None] * count
    code = _TYPES.get(item, "")
    kept = min(count, _KEPT_ITEMS)
    found = [_number(file, code) for _ in range(kept)]
    file.seek((count - kept) * struct.calcsize(code), 1)
    return found


def _number(file: BinaryIO, code: str) -> Any:
    if not code:
        raise ValueError("a kind of value that there is not")
    return struct.unpack(f"<{code}", file.read(struct.calcsize(f"<{code}")))[0]


def _length(file: BinaryIO) -> int:
    length: int = _number(file, "Q")
    if length > _LONGEST:
        raise ValueError("too long")
    return length


def _text(file: BinaryIO) -> str:
    return file.read(_length(file)).decode("utf-8", errors="replace")


def _facts(header: dict[str, Any]) -> Facts:
    architecture = str(header.get("general.architecture", ""))

    def said(name: str) -> Any:
        return header.get(f"{architecture}.{name}", 0)

    layers, heads = int(said("block_count")), said("attention.head_count")
    widest = int(max(heads, default=0) if isinstance(heads, list) else heads)
    by_head = int(said("embedding_length")) // widest if widest else 0
    key, value = int(said("attention.key_length")) or by_head, int(said("attention.value_length")) or by_head
    kv_heads = said("attention.head_count_kv") or heads  # one number, or one a layer
    total = sum(int(one) for one in kv_heads) if isinstance(kv_heads, list) else layers * int(kv_heads)
    vocabulary = header.get("tokenizer.ggml.tokens", [])
    facts = Facts(architecture, int(said("context_length")), _HALF * total * (key + value), layers, len(vocabulary))
    if not (0 <= facts.n_ctx_train < 2**31 and 0 <= facts.kv_bytes < 2**30 and 0 <= layers < 2**16):
        raise ValueError("numbers that make no sense")
    return facts
