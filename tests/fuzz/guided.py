"""One target under atheris, in a process that ends with it: `python -m tests.fuzz.guided TARGET SECONDS SEED FOLDER`.

Inputs that reached something new are kept in FOLDER/inputs/TARGET, those that failed in FOLDER/crashes/TARGET.
"""

import os
import re
import sys
from pathlib import Path

from tests.fuzz.kit import PACKAGES, load

MOST_MB = 2_048
MOST_S = 25  # for one input, with every branch watched
_LONGEST_WORD = 60  # bytes, as libFuzzer takes them


def fuzz(name: str, seconds: int, seed: int, folder: Path) -> None:
    """Fuzz one target; libFuzzer ends the process when the time is over or something failed."""
    import atheris

    # hooked into before the modules are loaded: a branch that is not watched does not count as new
    with atheris.instrument_imports(include=[*PACKAGES, *libraries(name)]):
        target = load(name)
    inputs, crashes = folder / "inputs" / name, folder / "crashes" / name
    for place in (inputs, crashes):
        place.mkdir(parents=True, exist_ok=True)
    for at, one in enumerate((*target.seeds, *target.crashers)):
        (inputs / f"seed-{at:03}").write_bytes(one)
    words = folder / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(one)}"\n' for one in target.pieces), encoding="ascii")
    flags = {
        "max_total_time": seconds,
        "max_len": target.longest,
        "timeout": MOST_S,
        "rss_limit_mb": MOST_MB,
        "dict": words,
        "artifact_prefix": f"{crashes}{os.sep}",
        "print_final_stats": 1,
        "seed": seed,
    }
    atheris.Setup([sys.argv[0], *(f"-{flag}={value}" for flag, value in flags.items()), str(inputs)], target)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word[:_LONGEST_WORD])


def libraries(name: str) -> tuple[str, ...]:
    """Return the libraries that a target names, read from its text: it must not be loaded before it is watched."""
    source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    found = re.search(r"^LIBRARIES = \((.*)\)$", source, re.MULTILINE)
    return tuple(re.findall(r'"(\w+)"', found[1])) if found else ()


if __name__ == "__main__":
    fuzz(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
