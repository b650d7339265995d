"""Which practice fits in the place of another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coach import planning
from coach.errors import CoachError
from coach.keeping.kinds import PlannedStep, made
from coach.keeping.preferences import preferences
from coach.safety_replies import FEAR
from coach.turn import Coach
from knowledge.schema import Audience, Practice
from ui import texts_steps as words
from ui.steps.space import Space


def step_of(one: Practice) -> PlannedStep:
    """Return a practice as a step of a plan, with no days chosen."""
    return made(
        PlannedStep,
        practice=one.id,
        title=one.title,
        why=one.why,
        do_this_week=one.do_this_week,
        minutes=one.minutes,
    )


@dataclass(frozen=True)
class Asked:
    """What steps are looked for with: what was `told`, if anything is still known of it, and `earlier` in the talk."""

    told: str = ""
    role: Audience = "both"
    minutes: int | None = None
    earlier: Sequence[str] = ()


def another(
    coach: Coach,
    space: Space,
    who: str,
    asked: Asked,
    shown: Iterable[str],
    instead_of: str,
    offered: Iterable[str] = (),
) -> Practice | None:
    """Return the practice that fits best beside those in `shown`; None where none does.

    Those that were `offered` before come again only when all others were. One that needs two is offered only in the place of one
    that does; where nothing is known of the situation any more, what asks something of the other only in the place of what does.
    Raises CoachError where nothing but safety is called for, now or in what was said earlier.
    """
    told, role, earlier = asked.told, asked.role, asked.earlier
    library = coach.library()
    known = library.practices
    if told or earlier:
        text, before_it = (told, earlier) if told else (earlier[-1], earlier[:-1])
        judged = coach.screen(text, before_it, in_talk=False)
        if judged.label != "none" or judged.remembered in FEAR:
            raise CoachError(words.SAFETY_FIRST)
    taken = set(shown)
    before = known.get(instead_of)
    text = told or (f"{before.title}. {before.why}" if before else "")
    prefer = replace(preferences(space.notebook(who), space.today(), known), minutes=asked.minutes)
    ranked = planning.choose(text, role, library.retriever, known, steps=len(known)) if text else []
    # what a situation leaves out stays out; a practice's own words leave out nothing that counts
    rest = [] if told else [one for one in known.values() if one.audience in (role, "both") and one not in ranked]
    fitting = [
        one
        for one in (*ranked, *rest)
        if one.id not in taken and prefer.allows(one)
        if not one.together or (before is not None and before.together)
        if told or one.alone or before is None or not before.alone
    ]
    fitting = [one for one in fitting if one.id not in set(offered)] or fitting
    # a penalty of 1 is worth about three places
    places = {one.id: place + 3 * prefer.penalty(one) for place, one in enumerate(fitting)}
    return min(fitting, key=lambda one: (not prefer.has_time_for(one), places[one.id]), default=None)
