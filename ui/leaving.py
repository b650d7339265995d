"""Where what is typed goes, as the page says it: chosen here alone, so that no part of the page claims what is not so."""

from coach.catalogue import choose, load_catalogue
from coach.connections import is_local
from coach.errors import CoachError
from coach.settings import Settings
from ui import texts


def far_host(settings: Settings) -> str:
    """Return the other computer that the language model, or the store of the index, is on; "" where both are on this one."""
    return _models_host(settings) or _stores_host(settings)


def _models_host(settings: Settings) -> str:
    try:
        entry = choose(settings.model, load_catalogue(settings.models_file))
    except CoachError:  # who loads the model says what is wrong
        return ""
    return entry.host if entry.leaves else ""


def _stores_host(settings: Settings) -> str:
    try:
        address = settings.server_address
    except CoachError:  # who opens the index says so
        return ""
    return address[0] if address and not is_local(address[0]) else ""


def where_it_goes(settings: Settings) -> str:
    """Return the sentence that says it: that all stays on this computer, or what goes to which other one."""
    model, store = _models_host(settings), _stores_host(settings)
    said = [texts.LEAVES.format(host=model)] if model else []
    said += [texts.INDEX_LEAVES.format(host=store)] if store else []
    return " ".join(said) or texts.STAYS
