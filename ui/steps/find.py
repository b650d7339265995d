"""Which practice fits in the place of another."""

from coach import planning
from coach.errors import CoachError
from coach.keeping.kinds import PlannedStep, made
from coach.keeping.preferences import preferences
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


def another(
    coach: Coach, space: Space, who: str, told: str, role: Audience, taken: set[str], instead_of: str
) -> Practice | None:
    """Return the practice that fits best after those in `taken`, for what the person told of, if they did.

    One that needs two is offered only in the place of one that does. Raises CoachError where nothing but safety is called for.
    """
    library = coach.library()
    known = library.practices
    if told and coach.screen(told).label != "none":
        raise CoachError(words.SAFETY_FIRST)
    before = known.get(instead_of)
    text = told or (f"{before.title}. {before.why}" if before else "")
    prefer = preferences(space.notebook(who), space.today(), known)
    ranked = planning.choose(text, role, library.retriever, known, steps=len(known)) if text else []
    rest = [one for one in known.values() if one.audience in (role, "both") and not one.together and one not in ranked]
    fitting = [
        one
        for one in (*ranked, *rest)
        if one.id not in taken and prefer.allows(one) and (not one.together or (before is not None and before.together))
    ]
    # a penalty of 1 is worth about three places
    places = {one.id: place + 3 * prefer.penalty(one) for place, one in enumerate(fitting)}
    return min(fitting, key=lambda one: places[one.id], default=None)
