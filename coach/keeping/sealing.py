"""A passphrase and the key that it guards. The key encrypts a space, outlives a change of passphrase, and lies sealed beside it.

The passphrase becomes a key of its own by Argon2id (RFC 9106), whose memory makes guessing dear; that one seals the space's key
with ChaCha20-Poly1305 (RFC 8439). Whoever has the files and not the passphrase can only guess, at 256 MB of memory a guess.
"""

import base64
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from coach.database import KEY_BYTES
from coach.errors import InputError
from coach.keeping.errors import NotebookError, WrongPassphraseError

MIN_LENGTH, MAX_LENGTH = 10, 1_000
_LIMITS = {"memory_kib": (8 * 1024, 1024 * 1024), "iterations": (1, 10), "lanes": (1, 16)}


@dataclass(frozen=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it, lanes. More than the second of RFC 9106's recommendations asks."""

    memory_kib: int = 256 * 1024
    iterations: int = 4
    lanes: int = 4


COST = Cost()


class Key:
    """The key of an open space. It can be wiped, shows itself nowhere, and is the same object for whoever holds it."""

    def __init__(self, raw: bytes) -> None:
        self._raw = bytearray(raw)

    def raw(self) -> bytearray:
        """Return the 32 bytes; raises NotebookError once they are wiped."""
        if not self._raw:
            raise NotebookError("this space was locked; open it with its passphrase")
        return self._raw

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Overwrite the bytes. Copies that SQLCipher made go with its connections, which never outlast one change."""
        for at in range(len(self._raw)):
            self._raw[at] = 0
        self._raw.clear()


def new_key() -> Key:
    """Return a fresh random key."""
    return Key(os.urandom(KEY_BYTES))


def check_passphrase(passphrase: str) -> None:
    """Raise InputError, in one line, for a passphrase that is too short, or too long."""
    length = len(unicodedata.normalize("NFKC", passphrase).strip())
    if length < MIN_LENGTH:
        raise InputError(
            f"a passphrase needs at least {MIN_LENGTH} characters; four or five unrelated words are easy to remember"
        )
    if length > MAX_LENGTH:
        raise InputError(f"a passphrase may have at most {MAX_LENGTH:,} characters")


def seal(key: Key, passphrase: str, cost: Cost | None = None) -> str:
    """Return the key sealed with the passphrase, as JSON text. Raises InputError for a passphrase that will not do."""
    check_passphrase(passphrase)
    cost = cost or COST
    salt, nonce = os.urandom(16), os.urandom(12)
    head = {"version": 1, "kdf": "argon2id", "cipher": "chacha20-poly1305", "salt": _text(salt), **asdict(cost)}
    sealed = ChaCha20Poly1305(_derived(passphrase, salt, cost)).encrypt(nonce, bytes(key.raw()), _bound(head))
    return json.dumps({**head, "nonce": _text(nonce), "sealed": _text(sealed)}, indent=1) + "\n"


def unseal(sealed: str, passphrase: str) -> Key:
    """Return the key. Raises WrongPassphraseError, or NotebookError where the text is no sealed key of a kind known here."""
    try:
        found = json.loads(sealed)
        head = {name: found[name] for name in ("version", "kdf", "cipher", "salt", *_LIMITS)}
        salt, nonce, box = (base64.b64decode(found[name], validate=True) for name in ("salt", "nonce", "sealed"))
        if (head["version"], head["kdf"], head["cipher"]) != (1, "argon2id", "chacha20-poly1305"):
            raise ValueError("unknown")
        for name, (least, most) in _LIMITS.items():
            if not least <= head[name] <= most:  # a changed file must not take all memory
                raise ValueError("out of bounds")
        cost = Cost(**{name: head[name] for name in _LIMITS})
        return Key(ChaCha20Poly1305(_derived(passphrase, salt, cost)).decrypt(nonce, box, _bound(head)))
    except InvalidTag:
        raise WrongPassphraseError from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotebookError(
            "the file that guards this space's key is damaged, or from a newer Hearth; restore a backup, or update Hearth"
        ) from error


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # typed on another keyboard, the same letters may come as other code points
    said = unicodedata.normalize("NFKC", passphrase).strip().encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(said)


def _bound(head: Mapping[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
