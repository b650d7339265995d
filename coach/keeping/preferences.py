"""What the person's own choices say about the next plan: what was refused, and why. For coach.planning.

A refused practice rests for eight weeks. The reasons speak about other practices too: "too much" asks for lighter ones, "needs
both" for ones that can be done alone, "did not fit" for other needs. "tried it" says something about that one only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coach.keeping.kinds import Refusal, WeekPlan
from coach.keeping.notebook import Notebook
from coach.keeping.weeks import monday, shifted
from knowledge.schema import Practice

REST_DAYS = 8 * 7
_EFFORT = {"low": 0.0, "medium": 1.0, "high": 2.0}
_LONG_MINUTES = 30
_JUST_DONE_DAYS = 14


@dataclass(frozen=True)
class Preferences:
    """What to leave out, and what to prefer. An empty one changes nothing."""

    left_out: frozenset[str] = frozenset()
    """Practices refused within the last eight weeks: not to be proposed."""
    lighter: int = 0
    """How many were "too much": prefer what is shorter and asks for less."""
    alone: bool = False
    """Something "needs both", and nothing was done together since: prefer what one can do."""
    unfit_needs: Mapping[str, int] = field(default_factory=dict)
    """Need -> how many practices for it "did not fit"."""
    recent: frozenset[str] = frozenset()
    """Practices in the plans of the last two weeks: not wrong, but another may be welcome."""
    minutes: int | None = None
    """How long a step may take; None is as long as it likes. What takes longer comes only where nothing else is left."""

    def allows(self, practice: Practice) -> bool:
        """Say whether a practice may be proposed."""
        return practice.id not in self.left_out

    def has_time_for(self, practice: Practice) -> bool:
        """Say whether a practice takes no longer than the person has."""
        return self.minutes is None or practice.minutes <= self.minutes

    def penalty(self, practice: Practice) -> float:
        """Return how far a practice should step back among those that fit; 0 is not at all, 1 is about one rank in three."""
        back = 0.0
        if self.lighter:
            back += _EFFORT[practice.effort] * min(self.lighter, 3) / 3 + (practice.minutes > _LONG_MINUTES) / 2
        if self.alone and practice.together:
            back += 2
        if practice.needs:
            back += sum(self.unfit_needs.get(need, 0) for need in practice.needs) / (2 * len(practice.needs))
        return back + (practice.id in self.recent) / 2


def preferences(notebook: Notebook, day: date, practices: Mapping[str, Practice]) -> Preferences:
    """Read the preferences out of a notebook, as they stand on `day`."""
    first = shifted(day, 1 - REST_DAYS)
    # a clock that ran ahead and was set right must not rest a practice for years
    refusals = notebook.all(Refusal, first, shifted(day, REST_DAYS))
    unfit: dict[str, int] = {}
    for one in refusals:
        known = practices.get(one.data.practice)
        if one.data.reason == "did not fit" and known is not None:
            for need in known.needs:
                unfit[need] = unfit.get(need, 0) + 1
    needs_both = [one.day for one in refusals if one.data.reason == "needs both"]
    plans = [one.data for one in notebook.all(WeekPlan)]
    together = [
        done
        for plan in plans
        for step in (*plan.steps, *plan.left)
        if step.practice in practices and practices[step.practice].together
        for done in step.done
    ]
    since = monday(shifted(day, -_JUST_DONE_DAYS))
    return Preferences(
        left_out=frozenset(one.data.practice for one in refusals),
        lighter=sum(one.data.reason == "too much" for one in refusals),
        alone=bool(needs_both) and not any(done > max(needs_both) for done in together),
        unfit_needs=unfit,
        recent=frozenset(step.practice for plan in plans if since <= plan.week <= day for step in plan.steps),
    )
