"""`python -m supply licences [--write] | sbom | audit`: look after what Hearth is made of. The Makefile calls it."""

import argparse
import sys
from pathlib import Path

from supply import audit, licences, sbom
from supply.runtime import needed, own_requirements


def main() -> int:
    """Carry out one command; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m supply", description="Licences, bill of materials, known weaknesses."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("licences", help="check every licence").add_argument(
        "--write", action="store_true", help="docs/licences.md anew"
    )
    for name, help_text in (("sbom", "write the bill of materials"), ("audit", "look for known weaknesses")):
        commands.add_parser(name, help=help_text).add_argument(
            "--tools", type=Path, required=True, help="bin folder of the tools"
        )
    given = parser.parse_args()
    if given.command == "licences":
        return check_licences(given.write)
    if given.command == "sbom":
        target = Path("build/sbom.cdx.json")
        print(f"{target}: {sbom.write(given.tools, target)} packages")
        return 0
    status, words = audit.run(given.tools)
    print(words)
    return status


def check_licences(write: bool) -> int:
    """Say which packages come under a licence that is not accepted; with `write`, write docs/licences.md too."""
    packages = needed(own_requirements())
    if write:
        licences.DOCUMENT.write_text(licences.table(), encoding="utf-8")
    refused = licences.refused(packages)
    print("\n".join(refused) if refused else f"licences: {len(packages)} packages, all accepted")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
