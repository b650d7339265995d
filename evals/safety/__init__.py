"""`python -m evals safety`: the screen, the two gates, the risk scripts, side-taking and injections, on texts written for it.

The texts lie beside this file and may be used by anyone (CC0; README.md says how they were written). Nothing is trained on them
and no threshold was set by them. Turns are taken by the whole coach, with the models that come with Hearth.
"""

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from coach.assemble import Parts
from coach.settings import Settings
from coach.turn import Coach
from evals.safety.fairness import sides
from evals.safety.hearing import gates, hearing
from evals.safety.orders import orders
from evals.safety.talks import talks

Suite = Callable[[Coach], dict[str, Any]]
PARTS: dict[str, Suite] = {"screen": hearing, "gates": gates, "scripts": talks, "sides": sides, "injections": orders}


def run(only: Sequence[str] = ()) -> dict[str, Any]:
    """Measure and return the report, with every case that went wrong."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Settings(data_dir=Path(folder), country="GB")
        coach = Coach(settings, Parts(settings))
        return {"suite": "safety", **{name: part(coach) for name, part in PARTS.items() if not only or name in only}}


def table(report: dict[str, Any], before: dict[str, Any]) -> str:
    """Return the report as text, with the last one's figures where they differ."""
    lines = []
    for name, part in report.items():
        if isinstance(part, dict):
            lines.append(f"\n{name}")
            lines += [_line(label, value, before.get(name, {}).get(label)) for label, value in part.items()]
    return "\n".join(lines)


def _line(label: str, value: Any, old: Any) -> str:
    if isinstance(value, float):
        changed = f"   (last: {old:.3f})" if isinstance(old, float) and abs(old - value) > 5e-4 else ""
        return f"  {label:48}{value:.3f}{changed}"
    if isinstance(value, list):
        shown = "\n".join("      " + re.sub(r"\s+", " ", str(one))[:180] for one in value[:12])
        return f"  {label} ({len(value)}):\n{shown}" if value else f"  {label}: none"
    return f"  {label:48}{value}"
