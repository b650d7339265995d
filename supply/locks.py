"""Read what is fixed: constraints.txt, and the locks that `make lock` writes."""

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.runtime import ROOT

LOCKS = ROOT / "locks"
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\b")


def pinned(file: Path) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Return normalised name -> each requirement of that name in `file`, with its SHA-256 sums.

    A lock may name a package twice, with other versions for other systems.
    """
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for entry in file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        line = entry.split("#")[0].strip()
        if line:
            requirement = Requirement(line.split("--hash")[0].strip())
            found.setdefault(canonicalize_name(requirement.name), []).append((requirement, HASH.findall(line)))
    return found


def version(requirement: Requirement) -> str:
    """Return the one version that `requirement` allows. Raises ValueError if it is not fixed with ==."""
    fixed = [each.version for each in requirement.specifier if each.operator == "=="]
    if len(fixed) != 1 or len(requirement.specifier) != 1:
        raise ValueError(f"{requirement.name} is not fixed to one version")
    return fixed[0]
