"""What Hearth needs at run time: every package that its own requirements lead to, as installed here.

The start is pyproject.toml, not the installed metadata of Hearth itself, which lags behind in an editable installation.
"""

import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def own_requirements() -> list[str]:
    """Return the run-time requirements of pyproject.toml, one string each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["dependencies"])


def wanted(requirements: Iterable[str], extra: str = "") -> list[tuple[str, str]]:
    """Return what of `requirements` holds on this system as pairs of normalised name and extra ("" is the package itself)."""
    parsed = (Requirement(line) for line in requirements)
    holding = [one for one in parsed if one.marker is None or one.marker.evaluate({"extra": extra})]
    return [(canonicalize_name(one.name), each) for one in holding for each in ("", *sorted(one.extras))]


def needed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """Follow `requirements` to every package that they lead to.

    Returns:
        Normalised name -> the installed distribution, in order of name.

    Raises:
        importlib.metadata.PackageNotFoundError: A package that is needed is not installed.
    """
    waiting, seen = wanted(requirements), set[tuple[str, str]]()
    found: dict[str, Distribution] = {}
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = distribution(name)
        waiting += wanted(found[name].requires or (), extra)
    return dict(sorted(found.items()))
