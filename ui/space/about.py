"""What Hearth is and what it is made of; and where on this computer everything lies, and how large it is."""

from html import escape
from importlib.metadata import PackageNotFoundError, metadata

from coach import __version__
from coach.assemble import documents_folder
from coach.keeping.spaces import space_folder
from coach.settings import Settings, config_folder
from ui import texts_space as texts
from ui.leaving import where_it_goes
from ui.space.sizes import of_place, size

_PACKAGE, _LICENCE = "hearth-coach", "Apache-2.0"


def about_html(settings: Settings) -> str:
    """Render the version, the licence, what Hearth is and is not, and where what is typed goes."""
    try:
        licence = metadata(_PACKAGE)["License-Expression"] or _LICENCE
    except (PackageNotFoundError, KeyError):  # run from its folder without being installed
        licence = _LICENCE
    lines = [texts.ABOUT_VERSION.format(version=__version__, licence=licence), *texts.ABOUT, where_it_goes(settings)]
    return f'<div class="plain">{"".join(f"<p>{_code(escape(one))}</p>" for one in lines)}</div>'


def places_html(settings: Settings, space: str) -> str:
    """Render where an open space and everything beside it lies, with sizes; other people's spaces are theirs."""
    places = {
        "space": space_folder(settings, space),
        "documents": documents_folder(settings),
        "index": settings.index_dir,
        "models": settings.models_dir,
        "log": settings.log_dir,
        "settings": config_folder() / "hearth.toml",
    }
    rows = ""
    for name, place in places.items():
        taken = of_place(place)
        rows += (
            f'<li><span>{escape(texts.PLACES[name])}<br><span class="meta">{escape(str(place))}</span></span>'
            f"<span>{escape(size(taken) if taken else texts.PLACE_NONE)}</span></li>"
        )
    return f'<ul class="kept-list places">{rows}</ul>'


def _code(text: str) -> str:
    first, *rest = text.split("`")
    return first + "".join(f"{'<code>' if at % 2 == 0 else '</code>'}{one}" for at, one in enumerate(rest))
