"""Tries a model's file in a process of its own before it is loaded here: over some damaged files llama.cpp ends the process.

The other process is this module (`python -m coach.trial`): it loads the file and lets it write a word. What went well is
remembered, and tried again once the file, its adapter or the runtime is another one.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from coach.errors import ModelError

_SAID = (0, 1)  # it wrote a word, or Python said what is wrong, as it will here
_REMEMBERED = 50


def require_sound(name: str, path: Path, adapter: Path | None, n_ctx: int, kept: Path, *, gpu_layers: int = 0) -> None:
    """Raise ModelError where loading the model `name` would end the process; `kept` is the file that remembers what would not.

    A file that is not there, or that the runtime itself refuses, is left to who loads it.
    """
    if not path.is_file():
        return
    files = [path, *([adapter] if adapter else [])]
    key = _key(files, gpu_layers)
    known = _known(kept)
    if key in known:
        return
    code = _run([str(n_ctx), str(gpu_layers), *(str(one) for one in files)])
    if code not in _SAID:
        killed = hasattr(signal, "SIGKILL") and code == -signal.SIGKILL
        raise ModelError(
            f"model {name!r} cannot be loaded: "
            + (
                "there may be too little memory for it; close other programs, or choose a smaller one (`hearth models`)"
                if killed
                else "its file is damaged, or not made for this computer; get it again, or choose another (`hearth models`)"
            )
        )
    if code == 0:
        with suppress(OSError):  # then it is tried again
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            part.write_text(json.dumps([*known, key][-_REMEMBERED:]), encoding="ascii")
            part.replace(kept)


def _key(files: Sequence[Path], gpu_layers: int) -> str:
    parts = [metadata.version("llama-cpp-python"), *([str(gpu_layers)] if gpu_layers else [])]
    for one in files:
        found = one.stat()
        parts += [str(one.resolve()), str(found.st_size), str(found.st_mtime_ns)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _known(kept: Path) -> list[str]:
    try:
        found = json.loads(kept.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _run(arguments: Sequence[str]) -> int:
    return subprocess.run(
        # -P: a folder that the person stands in must not lend its modules
        [sys.executable, "-P", "-m", "coach.trial", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def _main() -> None:
    os.environ["GGML_NO_BACKTRACE"] = "1"  # it would start a debugger

    from coach.messages import Message
    from coach.model import LlamaCppModel

    n_ctx, gpu_layers, path, *adapter = sys.argv[1:]
    model = LlamaCppModel(
        "tried",
        Path(path),
        n_ctx=int(n_ctx),
        gpu_layers=int(gpu_layers),
        adapter=Path(adapter[0]) if adapter else None,
    )
    for _ in model.stream([Message("user", "Hello")], max_tokens=2, temperature=0):
        pass


if __name__ == "__main__":
    _main()
