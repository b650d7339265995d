"""Looks at what is installed, against what Hearth was made for, and at the settings."""

import platform
from importlib import metadata

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from pydantic import ValidationError

from coach import __version__
from coach.errors import SettingsError
from coach.examine.finding import REINSTALL, Finding
from coach.settings import Settings, load_settings

DISTRIBUTION = "hearth-coach"


def python() -> Finding:
    """Look at Python and at Hearth itself."""
    version = platform.python_version()
    detail = f"{version} on {platform.system()} {platform.machine()}, Hearth {__version__}"
    try:
        wanted = metadata.metadata(DISTRIBUTION)["Requires-Python"] or ""
    except metadata.PackageNotFoundError:
        return Finding("python", "note", f"{detail}, run from its folder", "pip install it, and `hearth` is a command")
    if not SpecifierSet(wanted).contains(version, prereleases=True):
        return Finding(
            "python", "missing", f"{detail}; Hearth needs {wanted}", "install that Python, and Hearth with it"
        )
    return Finding("python", "ok", detail)


def packages() -> list[Finding]:
    """Look at each package that Hearth needs: whether it is there, in a version that Hearth was made for."""
    try:
        lines = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return []
    wanted = [one for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate({"extra": ""})]
    return [_package(one) for one in wanted]


def _package(wanted: Requirement) -> Finding:
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return Finding(wanted.name, "missing", "not installed", REINSTALL)
    if not wanted.specifier.contains(version, prereleases=True):
        return Finding(wanted.name, "note", f"{version}; Hearth was made for {wanted.specifier}", REINSTALL)
    return Finding(wanted.name, "ok", version)


def settings() -> tuple[Finding, Settings | None]:
    """Look at hearth.toml and the HEARTH_ variables; the settings are None where they cannot be read."""
    todo = "mend hearth.toml or the HEARTH_ variable"
    try:
        return Finding("settings", "ok", "read"), load_settings()
    except SettingsError as error:
        cause = error.__cause__
        if not isinstance(cause, ValidationError):
            return Finding("settings", "missing", "hearth.toml cannot be read, or is no TOML", todo), None
        first = cause.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"][:1])
        if name not in Settings.model_fields:  # a name that the person wrote
            return Finding("settings", "missing", "a setting that Hearth does not know", todo), None
        return Finding("settings", "missing", f"{name}: {first['msg'].lower()}", todo), None
