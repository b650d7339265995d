"""Known weaknesses of what Hearth needs: pip-audit over the lock, and whether its answer is one.

Asked for a version that it cannot find, pip-audit skips it and still ends with "No known vulnerabilities found". Behind a mirror
without PyPI's own data that holds for every package, so the count of those that were really looked up is what matters here.
"""

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supply.locks import LOCKS

SOURCES = ("pypi", "osv")
UNREACHABLE = ("requests.exceptions.", "ServiceError", "ConnectionError")  # in what pip-audit says when it gives up


@dataclass(frozen=True)
class Audit:
    """What an audit came to: the packages that were looked up, those that the source does not know, and what was found."""

    looked_up: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)


def run(tools: Path, limit_s: float = 40) -> tuple[int, str]:
    """Audit locks/runtime.txt with the first source that answers.

    Args:
        tools: The bin folder where pip-audit is installed.
        limit_s: Seconds for all sources together.

    Returns:
        The exit status (1 if a weakness is known, or if pip-audit itself failed) and the lines that say so.
    """
    end, reasons = time.monotonic() + limit_s, []
    for source in SOURCES:
        command = [
            str(tools / "pip-audit"),
            "-r",
            str(LOCKS / "runtime.txt"),
            "--disable-pip",
            "-s",
            source,
            "-f",
            "json",
        ]
        try:
            done = subprocess.run(
                [*command, "--progress-spinner", "off", "--timeout", "8"],
                capture_output=True,
                text=True,
                timeout=max(end - time.monotonic(), 1),
            )
        except subprocess.TimeoutExpired:
            reasons.append(f"{source} did not answer in time")
            continue
        if not done.stdout.strip():
            if not any(word in done.stderr for word in UNREACHABLE):
                return 1, f"pip-audit failed:\n{done.stderr[-2000:]}"
            reasons.append(f"{source} cannot be reached")
            continue
        audit = read(json.loads(done.stdout))
        if audit.looked_up:
            return told(audit, source)
        reasons.append(f"{source} knows none of the {len(audit.unknown)} packages")
    return 0, f"pip-audit skipped: {'; '.join(reasons)}"


def read(report: Mapping[str, Any]) -> Audit:
    """Return what a report of pip-audit (its JSON form) says."""
    audit = Audit()
    for package in report["dependencies"]:
        if "skip_reason" in package:
            audit.unknown.append(package["name"])
            continue
        audit.looked_up.append(package["name"])
        for weakness in package["vulns"]:
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            audit.found.append(f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}")
    return audit


def told(audit: Audit, source: str) -> tuple[int, str]:
    """Return the exit status for `audit` and the lines that say what it came to."""
    lines = [
        f"pip-audit: {len(audit.looked_up)} packages looked up at {source}, {len(audit.found)} known weaknesses",
        *audit.found,
    ]
    if audit.unknown:
        lines.append(f"not known there, so not looked up: {', '.join(audit.unknown)}")
    return (1 if audit.found else 0), "\n".join(lines)
