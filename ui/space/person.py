"""Role and names, as the space that is open keeps them; and the country for help lines, which belongs to no space."""

from datetime import datetime
from html import escape
from typing import Any

import gradio as gr

from coach.helplines import countries
from coach.keeping.kinds import Person
from coach.keeping.person import person
from coach.turn import Coach
from ui import texts_space as texts
from ui.house import House
from ui.person import OPEN, Fields, country_field, keep_given, set_for_good
from ui.steps.parts import WAYS, gently, said


class PersonPart:
    """The components for the role and the names."""

    def __init__(self, house: House) -> None:
        self._house = house
        with gr.Accordion(texts.PERSON_TITLE, open=False, elem_id="space-person"):
            gr.Markdown(texts.PERSON)
            self._fields = Fields("person")
            self._keep = gr.Button(texts.PERSON_KEEP, variant="primary", elem_id="person-keep")
            self._said = gr.HTML(said(""), elem_id="person-said")
        self._loaded: gr.State = gr.State(None)  # whose fields these are, and what was kept in them
        self.shown: list[Any] = [self._loaded, *self._fields.all]
        """What `show` is given after the name, and returns values for."""

    def show(self, name: str | None, is_open: bool, loaded: Any, *typed: str) -> tuple[Any, ...]:
        """Show what the open space keeps, or nothing. What was typed in the same space, and not kept, stays."""
        if loaded is not None and loaded[0] == name and loaded[1] != typed:
            return tuple(gr.skip() for _ in self.shown)
        kept = person(self._house.space.notebook(name)) if is_open else Person()
        fields = (kept.role or OPEN, kept.me, kept.partner)
        return (name, fields), *fields

    def wire(self) -> None:
        """Let the button keep it in the space that is open; the rest of the page follows."""
        house = self._house
        self._keep.click(
            gently(self._on_keep),
            [house.opened, house.turned, *self._fields.all],
            [self._said, house.turned, self._loaded],
            **WAYS,
        )

    def _on_keep(self, name: str | None, turned: int, role: str, me: str, partner: str) -> tuple[Any, ...]:
        if name is None:
            return said(""), gr.skip(), gr.skip()
        space = self._house.space
        given = keep_given(space.notebook(name), space.today(), role, me, partner)
        line = (
            texts.PERSON_CLEARED if given == Person() else texts.PERSON_KEPT.format(time=f"{datetime.now():%H:%M:%S}")
        )
        return said(line), turned + 1, (name, (role, me, partner))


class Country:
    """The components for the country."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        with gr.Accordion(texts.COUNTRY_TITLE, open=False, elem_id="space-country-fold"):
            self.field = country_field("space-country", coach.settings.country)
            self._said = gr.HTML(said(""), elem_id="country-said")

    def wire(self, help_lines: gr.Dropdown) -> None:
        """Keep what is chosen, and let the help lines at the top follow."""
        outputs = [self._said, help_lines]
        self.field.input(gently(self._on_country), self.field, outputs, trigger_mode="always_last", **WAYS)

    def _on_country(self, code: str | None) -> tuple[Any, ...]:
        not_saved = set_for_good(self._coach, country=code or "")
        if not_saved:
            gr.Warning(escape(not_saved))
        line = texts.COUNTRY_KEPT.format(country=countries()[code]) if code else texts.COUNTRY_WORLD
        return said(line), gr.update(value=code or "")
