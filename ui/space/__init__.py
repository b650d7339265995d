"""The tab Your space: who is here, how they are spoken to, what is kept and where, the model, leaving quickly, about.

person.py       role and names, and the country         passphrase.py   put on, changed, taken off, locked
documents.py    its own documents, if it has one        taking.py       everything as a file; erased for good
models.py       the language model                      about.py        what Hearth is; where everything lies
"""

from collections import Counter
from html import escape
from typing import Any

import gradio as gr

from coach.keeping import upkeep
from coach.keeping.export import TITLES
from coach.keeping.person import person as kept_person  # ui.space.person is another
from coach.keeping.spaces import space_folder
from coach.settings import Settings
from coach.shelf import Shelf
from coach.turn import Coach
from ui import texts_space as texts
from ui.house import House
from ui.leaving import where_it_goes
from ui.session import Stops
from ui.space import language
from ui.space.about import about_html, places_html
from ui.space.documents import Documents
from ui.space.models import Models
from ui.space.passphrase import Passphrase
from ui.space.person import Country, PersonPart
from ui.space.taking import Taking
from ui.steps.parts import WAYS, gently
from ui.steps.space import Space, choice


def build(house: House, tab: gr.Tab, coach: Coach, stops: Stops, shelf: Shelf, help_lines: gr.Dropdown) -> gr.Dropdown:
    """Lay out the tab and wire it; of a space that is not open, nothing is shown. Returns what holds the country that is kept.

    `help_lines` holds the country whose lines the bar at the top shows.
    """
    gr.Markdown(texts.INTRO)
    house.who("space-who")
    with gr.Column(elem_id="space-inside") as inside:
        state = gr.HTML(elem_id="space-state")
        with gr.Accordion(texts.PLACES_TITLE, open=False, elem_id="space-places-fold"):
            places = gr.HTML(elem_id="space-places")
        speaking = PersonPart(house)
        passphrase = Passphrase(house)
        documents = Documents(house, coach, stops)
        taking = Taking(house)
    country = Country(coach)
    language.build(coach.settings)
    models = Models(shelf, coach.settings)
    gr.HTML(
        f'<section class="plain"><h2>{escape(texts.LEAVE_TITLE)}</h2><p>{escape(texts.LEAVE_DOES)}</p>'
        f"<p>{escape(texts.LEAVE_NOT)}</p></section>",
        elem_id="leaving",
    )
    with gr.Accordion(texts.ABOUT_TITLE, open=False, elem_id="space-about"):
        gr.HTML(about_html(coach.settings))
    shown = [inside, state, places, *speaking.shown, *passphrase.shown, *documents.shown, *house.ways_in]

    def look(here: str | None, *typed: Any) -> tuple[Any, ...]:
        """Read what is kept, if a space is open; one that is here and locked is opened again."""
        name = here if here is not None and house.space.is_open(here) else None
        kept = (
            ("", "")
            if name is None
            else (state_html(house.space, name, coach.settings), places_html(coach.settings, name))
        )
        person = speaking.show(here, name is not None, *typed)
        rest = (*passphrase.show(name), *documents.show(name), *house.way_in(here))
        return gr.update(visible=name is not None), *kept, *person, *rest

    wakes = [tab.select, house.opened.change, house.turned.change]
    gr.on(wakes, gently(look), [house.opened, *speaking.shown], shown, **WAYS)
    speaking.wire()
    passphrase.wire()
    documents.wire()
    taking.wire()
    country.wire(help_lines)
    models.wire(tab)
    return country.field


def state_html(space: Space, name: str, settings: Settings) -> str:
    """Render whether a space is protected, what it holds and where that lies, and damaged files that were kept aside.

    `settings` are those in force: another model may have been chosen since the page was laid out.
    """
    protected = space.is_protected(name)
    folder = space_folder(space.settings, name)
    line = texts.STATE[protected].format(minutes=_spoken(space.settings.lock_after_minutes))
    counted = Counter(TITLES[one["kind"]] for one in space.notebook(name).export()["entries"])
    counted[texts.KEPT_TALKS] = len(space.history(name).export())
    rows = "".join(
        f"<li><span>{escape(title)}</span><span>{count}</span></li>" for title, count in counted.items() if count
    )
    kept = f'<ul class="kept-list">{rows}</ul>' if rows else f"<p>{escape(texts.KEPT_NONE)}</p>"
    where = " ".join((texts.KEPT_WHERE.format(folder=folder), where_it_goes(settings), texts.KEPT_ELSEWHERE))
    aside = "".join(f"<li><span>{escape(str(one))}</span></li>" for one in upkeep.set_aside(folder))
    damaged = (
        f'<h3>{escape(texts.DAMAGED_TITLE)}</h3><p>{escape(texts.DAMAGED)}</p><ul class="kept-list">{aside}</ul>'
        if aside
        else ""
    )
    called = kept_person(space.notebook(name)).me or choice(name)[0]
    return (
        f'<section class="plain"><h2>{escape(called)}</h2><p class="state">{escape(line)}</p>'
        f"<h3>{escape(texts.KEPT_TITLE)}</h3>{kept}"
        f'<p class="meta">{escape(where)}</p>{damaged}</section>'
    )


def _spoken(minutes: float) -> str:
    if minutes == 1:
        return texts.MINUTE
    return texts.MINUTES.format(count=minutes) if minutes > 1 else texts.SECONDS.format(count=minutes * 60)
