"""Where what is typed goes, as the page says it: chosen here alone, so that no part of the page claims what is not so."""

from coach.catalogue import choose, load_catalogue
from coach.errors import CoachError
from coach.settings import Settings
from ui import texts


def far_host(settings: Settings) -> str:
    """Return the other computer that the language model is on; "" where it is on this one."""
    try:
        entry = choose(settings.model, load_catalogue(settings.models_file))
    except CoachError:  # who loads the model says what is wrong
        return ""
    return entry.host if entry.leaves else ""


def where_it_goes(settings: Settings) -> str:
    """Return the sentence that says it: that all stays on this computer, or what goes to which other one."""
    host = far_host(settings)
    return texts.LEAVES.format(host=host) if host else texts.STAYS
