"""Whose space is open on this page, for every part of it: chosen in one place, known in all; opened, watched, locked.

`opened` names the space that may be read now: the one that was chosen, once its passphrase was given, if it has one. A page shows
one protected space at most; when it is locked, by whatever way, the page begins anew, so that nothing of it is left on it.
"""

from html import escape
from typing import Any

import gradio as gr

from coach.errors import CoachError, InputError
from coach.keeping.spaces import OWN, check_space
from ui import texts_space, texts_steps
from ui.steps.parts import WAYS, gently, said, sentence
from ui.steps.space import Space, choice, session
from ui.visits import Visits

HIDDEN: Any = gr.InputHTMLAttributes(autocomplete="off", autocapitalize="off", spellcheck=False)
"""For a box with a passphrase: nothing is to be kept of it, or put right in it."""
SHUT = '<i data-shut="yes"></i>'
"""In `watch`: the page empties itself and begins anew."""


class Opening:
    """Where a locked space is named and opened; of it nothing is shown. `name` begins the ids on the page."""

    def __init__(self, name: str) -> None:
        with gr.Column(visible=False, elem_id=f"{name}-locked", elem_classes="locked") as self.column:
            self.line = gr.HTML()
            with gr.Row(equal_height=False):
                self.field = passphrase(texts_space.PASSPHRASE, f"{name}-passphrase", scale=3)
                self.button = gr.Button(
                    texts_space.OPEN, variant="primary", scale=1, min_width=110, elem_id=f"{name}-open"
                )
            self.said = gr.HTML(said(""), elem_id=f"{name}-open-said")
        self.shown: list[Any] = [self.column, self.line]
        """What `show` returns values for."""

    @staticmethod
    def show(locked: str | None) -> tuple[Any, ...]:
        """Show the box for a locked space, or hide it."""
        if locked is None:
            return gr.update(visible=False), ""
        line = texts_space.LOCKED.format(name=choice(locked)[0])
        words = f"<p><strong>{escape(line)}</strong> {escape(texts_space.LOCKED_INFO)}</p>"
        return gr.update(visible=True), words


class Who:
    """Who is here: the choice of a space, a new one, and where a locked one is opened."""

    def __init__(self, name: str) -> None:
        self.radio = gr.Radio([choice(OWN)], value=OWN, label=texts_steps.WHO_LABEL, elem_id=name)
        with gr.Row(equal_height=False):
            self.name = gr.Textbox(
                label=texts_steps.WHO_NEW, info=texts_steps.WHO_NEW_INFO, max_lines=1, scale=3, elem_id=f"{name}-new"
            )
            self.add = gr.Button(texts_steps.WHO_ADD, scale=1, min_width=120, elem_id=f"{name}-add")
        self.said = gr.HTML(said(""), elem_id=f"{name}-said")
        self.opening = Opening(name)
        self.shown: list[Any] = [self.radio, self.said, *self.opening.shown]


class House:
    """What every part is given: the spaces, and the State that names the one that is open."""

    def __init__(self, space: Space, visits: Visits) -> None:
        self.space, self.visits = space, visits
        self.opened: gr.State = gr.State(OWN)
        self.turned: gr.State = gr.State(0)
        """Changes when the open space gets a passphrase, or loses it."""
        self.watch = gr.HTML(
            "", js_on_load="hearth.watch(element, trigger, watch)", elem_id="space-watch", render=False
        )
        self._fresh: gr.State = gr.State([])  # spaces of this visit that hold nothing yet
        self._whos: list[Who] = []
        self._folds: list[Any] = []
        self._openings: list[tuple[Opening, gr.components.Component]] = []

    def who(self, name: str, fold: gr.Accordion | None = None) -> Who:
        """Lay out a place to say who is here; `fold` is opened where nobody's space is."""
        one = Who(name)
        self._whos.append(one)
        self._folds += [fold] if fold is not None else []
        return one

    @staticmethod
    def called(name: str) -> str:
        """Return what a space is called on the page."""
        return choice(name)[0]

    def watched(self) -> str:
        """Return what `watch` holds: for how long the page may lie still, or that it has to go, or nothing."""
        if self.visits.is_lost(session()):
            return SHUT
        return (
            f'<i data-minutes="{self.space.settings.lock_after_minutes}"></i>' if self.visits.holds(session()) else ""
        )

    def enter(self, name: str, typed: str) -> None:
        """Open a protected space for this page; raises CoachError, in a line for the person, where that does not go."""
        if not typed:
            raise InputError(texts_space.NO_PASSPHRASE)
        self.space.open(name, typed)
        self.visits.hold(session(), name)

    def wire(self, page: gr.Blocks) -> None:
        """Let all places where one says who is here work as one; call once, after they are laid out."""
        self.watch.render()
        page.house = self  # parts.py looks there
        for who in self._whos:
            gr.on(
                [who.add.click, who.name.submit],
                gently(self._on_add),
                [who.name, self._fresh],
                [who.name, self._fresh, *self._shown()],
                **WAYS,
            )
            # through the queue: the browser does not follow the change of a state that comes another way
            # and whoever was chosen last is who is here, however slow the machine
            who.radio.input(
                gently(self._on_who), [who.radio, self._fresh], self._shown(), trigger_mode="always_last", **WAYS
            )
            self.opens(who.opening, who.radio)
        for opening, name in self._openings:
            gr.on(
                [opening.button.click, opening.field.submit],
                self._on_open,
                [name, opening.field, self._fresh, self.opened, self.turned],
                [opening.field, opening.said, self.turned, *self._shown()],
                **WAYS,
            ).failure(lambda: "", None, opening.field, queue=False, **WAYS)
        page.load(self._on_load, None, [*self._folds, *self._shown()], **WAYS)
        self.watch.click(self._on_watch, None, self.watch, queue=False, **WAYS)

    def opens(self, opening: Opening, name: gr.components.Component) -> None:
        """Let a box open the space that `name` holds; the whole page follows."""
        self._openings.append((opening, name))

    @property
    def ways_in(self) -> list[Any]:
        """What `way_in` returns values for."""
        return [one for who in self._whos for one in who.opening.shown]

    def way_in(self, opened: str | None) -> tuple[Any, ...]:
        """Show where to open the space of this page if it was locked in another window; the page stays as it was typed.

        It still counts as the one that is here: that it is not would empty every part.
        """
        if opened is None:
            return tuple(gr.skip() for _ in self.ways_in)
        locked = None if self.space.is_open(opened) else opened
        return tuple(one for _ in self._whos for one in Opening.show(locked))

    def _shown(self) -> list[Any]:
        return [self.opened, self.watch, *(one for who in self._whos for one in who.shown)]

    def _show(self, chosen: str | None, fresh: list[str], line: str | None = None) -> tuple[Any, ...]:
        """Return values for `_shown`: the page with this space chosen; without a `line`, it is said that it is open."""
        opens = chosen is not None and self.space.is_open(chosen)
        names = list(dict.fromkeys([*self.space.names(), *fresh, *([chosen] if chosen else [])]))
        if line is None:
            line = texts_steps.WHO_OPEN.format(name=choice(chosen)[0]) if chosen and opens else ""
        values: list[Any] = []
        for _ in self._whos:
            values += [gr.update(choices=[choice(one) for one in names], value=chosen), said(line)]
            values += Opening.show(None if opens else chosen)
        return chosen if opens else None, self.watched(), *values

    def _on_load(self) -> tuple[Any, ...]:
        """Open the one space there is; where there are several, nobody's is open before someone says who they are."""
        names = self.space.names()
        one = names[0] if len(names) == 1 else None
        opens = one is not None and self.space.is_open(one)
        folds = (gr.update(open=not opens) for _ in self._folds)
        return *folds, *self._show(one, [], "" if one else texts_steps.WHO_ASK)

    def _on_add(self, typed: str, fresh: list[str]) -> tuple[Any, ...]:
        if not typed.strip():
            raise InputError(texts_steps.WHO_EMPTY)
        new = check_space(typed)
        if self.visits.holds(session()):  # to choose another locks it, and the page begins anew without the new name
            raise InputError(texts_space.LOCK_FIRST)
        kept = [*fresh, new]
        return "", kept, *self._on_who(new, kept)

    def _on_who(self, chosen: str | None, fresh: list[str]) -> tuple[Any, ...]:
        held = self.visits.holds(session())
        if held and held != chosen:  # what was open locks, and the page begins anew without it
            self.space.keys.lock(session())
        return self._show(chosen, fresh)

    def _on_open(
        self, name: str | None, typed: str, fresh: list[str], opened: str | None, turned: int
    ) -> tuple[Any, ...]:
        skips = tuple(gr.skip() for _ in self._shown())
        if name is None:
            return "", said(""), gr.skip(), *skips
        if self.visits.holds(session()) not in (None, name):
            return "", said(""), gr.skip(), *self._on_who(name, fresh)
        try:
            self.enter(name, typed)
        except CoachError as error:
            return "", said(sentence(error)), gr.skip(), *skips
        # one that was here, and locked in another window, is no other: the parts look again, and keep what was typed
        return "", said(""), turned + 1 if name == opened else gr.skip(), *self._show(name, fresh)

    def _on_watch(self, event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        if not self.visits.may_go_on(session()):
            return SHUT
        held = self.visits.holds(session())
        if held and data.get("act") == "here":  # a person did something: that is use
            self.space.notebook(held)
        return self.watched()


def passphrase(label: str, name: str, **options: Any) -> gr.Textbox:
    """Lay out a box for a passphrase: dots, and nothing of it offered or kept."""
    return gr.Textbox(
        label=label, type="password", max_lines=1, max_length=1_000, html_attributes=HIDDEN, elem_id=name, **options
    )
