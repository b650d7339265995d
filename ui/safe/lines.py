"""The help lines of the country that was chosen. It is never guessed; the worldwide directories stand in until then."""

from dataclasses import asdict
from html import escape

import gradio as gr

from coach.helplines import countries, emergency_number, lines_for
from coach.turn import Coach
from ui import render, texts, texts_space
from ui.steps.parts import WAYS


def build(coach: Coach) -> gr.Dropdown:
    """Lay out the choice of a country and its lines; returns what holds the country's code, empty for none.

    What the coach says in danger follows the choice, until Hearth is closed.
    """
    country = coach.settings.country
    gr.Markdown(texts.HELP_INTRO)
    named = [(name, code) for code, name in countries().items()]
    chosen = gr.Dropdown(
        [(texts.HELP_WORLD, ""), *named],
        value=country,
        label=texts.HELP_COUNTRY,
        info=texts.HELP_COUNTRY_INFO.format(space=texts_space.TAB),
        elem_id="country",
    )
    lines = gr.HTML(lines_html(country), elem_id="help-lines")
    chosen.change(lines_html, chosen, lines, queue=False, **WAYS)
    chosen.input(
        lambda code: coach.change(country=code or ""), chosen, None, queue=False, trigger_mode="always_last", **WAYS
    )
    return chosen


def lines_html(country: str) -> str:
    """Render the emergency number of a country, where it is known, and its lines."""
    number = emergency_number(country)
    urgent = f"<p><strong>{escape(texts.HELP_EMERGENCY.format(number=number))}</strong></p>" if number else ""
    return urgent + render.help_lines([asdict(line) for line in lines_for(country or None)])
