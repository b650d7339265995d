"""The tab Next steps: who is here, and their week, check-in, talk, tools and look back, each a module and a tab of its own.

    space.py    whose notebook it is        parts.py      what every part shares      cards.py    a practice, as a card
    week.py     the plan for this week      find.py       another practice       checkin.py  the daily check-in
    talk.py     talk time, the question     look_back.py  the week, kindly            take_out.py calendar, paper, a card
    tools/      the practices as tools    places.py     the way to them  care.py      help, where danger is told

What a tab shows is read when the tab is opened, so that none of it costs time before. Nothing is written before a button is
pressed that says so.
"""

from typing import TYPE_CHECKING

import gradio as gr

from coach.reading_ahead import ReadingAhead
from coach.turn import Coach
from ui import texts_steps as texts
from ui.session import Stops
from ui.steps import care, checkin, look_back, take_out, talk, tools, week
from ui.steps.parts import WAYS

if TYPE_CHECKING:
    from ui.house import House


def build(coach: Coach, stops: Stops, said_before: gr.State, house: "House", ahead: ReadingAhead) -> None:
    """Lay out the tab and wire it; of a space that is not open, nothing is shown. `ahead` is told what is typed."""
    space, opened = house.space, house.opened
    with gr.Accordion(texts.WHO_TITLE, open=False, elem_id="who-box") as box:
        gr.Markdown(texts.WHO_INTRO)
        house.who("who", box)
    help_here = care.place()
    with gr.Column(elem_id="space") as inside, gr.Tabs(elem_id="steps-tabs"):
        with gr.Tab(texts.TAB_WEEK, id="week") as tab:
            week.build(space, opened, tab, coach, stops, said_before, house.turned, ahead)
            take_out.build(space, opened)
        with gr.Tab(texts.TAB_CHECK_IN, id="check-in", elem_id="check-in-tab") as tab:
            checkin.build(space, opened, tab, help_here)
        with gr.Tab(texts.TAB_TALK, id="talk-time", elem_id="talk-time-tab") as tab:
            talk.build(space, opened, tab, help_here)
        with gr.Tab(texts.TAB_TOOLS, id="tools", elem_id="tools-tab"):
            tools.build(space, opened, help_here)
        with gr.Tab(texts.TAB_LOOK_BACK, id="look-back", elem_id="look-back-tab") as tab:
            look_back.build(space, opened, tab, help_here)
    opened.change(lambda name: gr.update(visible=name is not None), opened, inside, **WAYS)
