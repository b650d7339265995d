"""The seal of an index: digests of all that it rests on, taken when it is built and looked at again before it is used.

Chroma's graph of neighbours is read by native code that a damaged file brings down, and the whole of Hearth with it; so nothing
is read before it is known to be as it was. The look is taken by a process of its own (`python -m knowledge.seal`): were SQLite's
file opened and closed in this one beside Chroma, the locks that Chroma holds on it would be gone
(https://www.sqlite.org/howtocorrupt.html, section 2.2). It reads tables of Chroma 1.x; a graph that is not on the disk yet is
left out, for Chroma makes it anew from what it has written down.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from knowledge.manifest import Manifest, collections_of, lexical_folder

_WAIT_S = 60.0
_UNKNOWN, _DAMAGED = 3, 4  # exit codes: could not be looked at now; cannot be whole
_GRAPH = "index_metadata.pickle"  # what Chroma calls it: it is read by its own Rust, which makes no objects of it


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Say whether the index that `manifest` puts in force is as it was built. Where that cannot be told now, it is."""
    if not manifest.seal:
        return True
    found = look(folder, manifest.fingerprint)
    return found is None or found == manifest.seal


def look(folder: Path, fingerprint: str) -> dict[str, str] | None:
    """Return what the index of this fingerprint rests on, each with its digest; None where that cannot be told now.

    Empty where its database is damaged.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "knowledge.seal", str(folder), fingerprint],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
        check=False,
    )
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    return {} if done.returncode == _DAMAGED else None


def _look(folder: Path, fingerprint: str) -> dict[str, str]:
    found = _digests(folder, lexical_folder(folder, fingerprint))
    database = folder / "chroma" / "chroma.sqlite3"
    if not database.is_file():
        return found
    with closing(sqlite3.connect(database, timeout=_WAIT_S)) as db:
        if db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("integrity_check")
        segments = db.execute(
            "SELECT s.scope, s.id, c.id, c.name, c.dimension, c.config_json_str, c.schema_str"
            " FROM segments s JOIN collections c ON c.id = s.collection WHERE c.name IN (?, ?) ORDER BY c.name, s.scope",
            collections_of(fingerprint),
        ).fetchall()
        for scope, segment, collection, *rest in segments:
            name = rest[0]
            if scope == "VECTOR":
                graph = folder / "chroma" / segment
                if (graph / _GRAPH).is_file():
                    found |= _digests(folder, graph)
                found[f"{name} {scope}"] = _digest([(segment, *rest), *_queue(db, collection, segment)])
            else:
                found[f"{name} {scope}"] = _digest([(segment, *rest), *_rows(db, segment)])
    return found


def _rows(db: sqlite3.Connection, segment: str) -> Iterable[Any]:
    """What is written of each chunk: its text, and what is known of it."""
    return db.execute(
        "SELECT e.embedding_id, m.key, m.string_value, m.int_value, m.float_value, m.bool_value FROM embeddings e"
        " JOIN embedding_metadata m ON m.id = e.id WHERE e.segment_id = ? ORDER BY e.id, m.key",
        (segment,),
    )


def _queue(db: sqlite3.Connection, collection: str, segment: str) -> Iterable[Any]:
    """Vectors that are not in the graph on the disk yet; those before them may be swept away at any time."""
    return db.execute(
        "SELECT seq_id, operation, id, vector, encoding, metadata FROM embeddings_queue WHERE topic LIKE '%/' || ?"
        " AND seq_id > coalesce((SELECT seq_id FROM max_seq_id WHERE segment_id = ?), 0) ORDER BY seq_id",
        (collection, segment),
    )


def _digest(rows: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _digests(home: Path, folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    found = {}
    for one in sorted(folder.iterdir()):
        with one.open("rb") as file:
            found[one.relative_to(home).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    return found


def _main() -> int:
    try:
        found = _look(Path(sys.argv[1]), sys.argv[2])
    except sqlite3.OperationalError as error:
        # a table that is gone is damage; a file that another holds, or a disk that fails, is not
        return _DAMAGED if "no such" in str(error) or "UTF-8" in str(error) else _UNKNOWN
    except sqlite3.DatabaseError:
        return _DAMAGED
    except OSError:
        return _UNKNOWN
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
