"""The welcome: two small steps on the first start, skipped with one press and not shown again.

The role and the names go into the person's own space; that the welcome was seen, and the country, into hearth.toml, for both must
be known before any space is open. Somebody who has a space already is not welcomed.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from coach.errors import SettingsError
from coach.keeping.spaces import space_names
from coach.settings import Settings, load_settings
from coach.turn import Coach
from ui import texts_space
from ui import texts_welcome as words
from ui.leaving import where_it_goes
from ui.person import OPEN, Fields, country_field, keep_given, set_for_good
from ui.steps.parts import WAYS, warning

if TYPE_CHECKING:
    from ui.house import House

_FOCUS_JS = "() => hearth.toWelcome()"


def is_due(coach: Coach) -> bool:
    """Say whether this is the first start: the welcome was never seen, and nothing is kept."""
    return not coach.settings.welcomed and not space_names(coach.settings)


class Welcome:
    """The welcome's components; while it is shown, the rest of the page steps back (page.css), but not the bar at the top."""

    def __init__(self, house: "House", coach: Coach) -> None:
        self._house, self._coach = house, coach
        with gr.Column(visible=False, elem_id="welcome") as self.all:
            with gr.Column(elem_id="welcome-first") as self.first:
                gr.HTML(first_html(coach.settings))
                with gr.Row():
                    self._next = gr.Button(words.NEXT, variant="primary", min_width=120, elem_id="welcome-next")
                    self._skips = [gr.Button(words.SKIP, min_width=120, elem_id="welcome-skip")]
            with gr.Column(visible=False, elem_id="welcome-second") as self.second:
                gr.HTML(_head(words.SECOND_TITLE, words.SECOND_STEP, words.SECOND.format(space=texts_space.TAB)))
                self.fields = Fields("welcome")
                self.country = country_field("welcome-country", coach.settings.country)
                gr.HTML(f'<p class="meta">{escape(words.LATER.format(space=texts_space.TAB))}</p>')
                with gr.Row():
                    self._begin = gr.Button(words.BEGIN, variant="primary", min_width=120, elem_id="welcome-begin")
                    self._back = gr.Button(words.BACK, min_width=120, elem_id="welcome-back")
                    self._skips.append(gr.Button(words.SKIP, min_width=120, elem_id="welcome-skip-second"))

    def wire(self, page: gr.Blocks, help_lines: gr.Dropdown, kept: gr.Dropdown) -> None:
        """Let it come and go; the country of the help lines follows the one in force, that of Your space the one that is kept."""
        countries = [help_lines, kept]
        steps = [self.first, self.second]
        came_with = [one.value for one in countries]
        shown = [self.all, *countries]
        page.load(lambda: self._on_load(came_with), None, shown, queue=False, **WAYS).then(
            None, None, None, js=_FOCUS_JS
        )
        for button, second in ((self._next, True), (self._back, False)):
            button.click(
                lambda second=second: (gr.update(visible=not second), gr.update(visible=second)),
                None,
                steps,
                queue=False,
                **WAYS,
            ).then(None, None, None, js=_FOCUS_JS)
        typed = [*self.fields.all, self.country]
        outputs = [self.all, *self.fields.all, self._house.turned, *countries]
        begun = [
            self._begin.click(self._on_begin, [self._house.opened, self._house.turned, *typed], outputs, **WAYS),
            *(one.click(self._on_skip, None, outputs, **WAYS) for one in self._skips),
        ]
        for one in begun:
            one.then(None, None, None, js="() => hearth.fromWelcome()")

    def _on_load(self, came_with: Sequence[Any]) -> tuple[Any, ...]:
        due = is_due(self._coach)
        # set once more, a country would take the place of one that was chosen while the page loaded
        countries = [
            gr.skip() if one.get("value") == was else one for one, was in zip(self._countries(), came_with, strict=True)
        ]
        return gr.update(visible=due), *countries

    def _on_skip(self) -> tuple[Any, ...]:
        _warn(set_for_good(self._coach, welcomed=True))
        return self._gone(gr.skip())

    def _on_begin(
        self, opened: str | None, turned: int, role: str, me: str, partner: str, country: str | None
    ) -> tuple[Any, ...]:
        # one that was not touched here is no answer: it may have been chosen among the help lines meanwhile
        chosen = {} if (country or "") == self.country.value else {"country": country or ""}
        _warn(set_for_good(self._coach, welcomed=True, **chosen))
        try:
            if opened is not None and (role or me.strip() or partner.strip()):
                space = self._house.space
                keep_given(space.notebook(opened), space.today(), role, me, partner)
        except Exception as error:
            gr.Warning(warning(error))
        return self._gone(turned + 1)

    def _gone(self, turned: Any) -> tuple[Any, ...]:
        return gr.update(visible=False), OPEN, "", "", turned, *self._countries()

    def _countries(self) -> tuple[Any, ...]:
        try:
            kept = gr.update(value=load_settings().country)
        except SettingsError:  # hearth.toml was broken meanwhile: what stands there stays
            kept = gr.skip()
        return gr.update(value=self._coach.settings.country), kept


def _warn(line: str) -> None:
    if line:
        gr.Warning(escape(line))


def first_html(settings: Settings) -> str:
    """Render the first step: what Hearth is and is not, and privacy in three lines."""
    is_ = "".join(f"<li>{escape(one.format(leave=texts_space.LEAVE))}</li>" for one in words.IS)
    private = "".join(f"<li>{escape(one)}</li>" for one in (where_it_goes(settings), *words.PRIVACY))
    return f"{_head(words.FIRST_TITLE, words.FIRST_STEP)}<ul>{is_}</ul><h3>{escape(words.PRIVACY_TITLE)}</h3><ul>{private}</ul>"


def _head(title: str, step: str, line: str = "") -> str:
    below = f"<p>{escape(line)}</p>" if line else ""
    return f'<p class="meta">{escape(step)}</p><h2 tabindex="-1">{escape(title)}</h2>{below}'
