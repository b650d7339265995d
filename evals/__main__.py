"""`python -m evals NAME`: run a suite, print its table, save its report as JSON, and compare it with the last one.

A suite is a module beside this one with run() -> report and table(report, report before) -> text.
"""

import argparse
import importlib
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from coach.silence import silence

REPORTS = Path(__file__).parent / "reports"
SUITES = ("retrieval", "plan", "safety", "rewrite", "phrasebook", "pieces", "answers", "scale")


def main() -> int:
    """Run the suite that the command line names; the exit code is 0 when it ran."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--saved", action="store_true", help="report on the texts saved last (rewrite)")
    parser.add_argument("--only", nargs="*", default=(), help="parts of the suite, the rest as measured last (safety)")
    parser.add_argument("--every", type=int, default=1, help="take one in so many of the mixed messages (rewrite)")
    chosen = parser.parse_args()
    silence()
    suite = importlib.import_module(f"evals.{chosen.suite}")
    arguments = [chosen.only] if chosen.only else [chosen.every] if chosen.every > 1 else []
    report = suite.saved() if chosen.saved else suite.run(*arguments)
    report["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    report["measured_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    REPORTS.mkdir(exist_ok=True)
    path = REPORTS / f"{chosen.suite}.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if chosen.only:
        report = {**before, **report}
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report) if chosen.json else suite.table(report, before))
    return 0


if __name__ == "__main__":
    sys.exit(main())
