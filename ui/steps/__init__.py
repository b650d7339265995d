"""The tab Next steps: who is here, and their week, check-in, talk, tools and look back, each a module and a tab of its own.

    space.py    whose notebook is open      parts.py      what every part shares      cards.py    a practice, as a card
    week.py     the plan for this week      find.py       another practice       checkin.py  the daily check-in
    talk.py     talk time, the question     look_back.py  the week, kindly            take_out.py calendar, paper, a card
    tools/      the practices as tools                    care.py      help, where danger is told

What a tab shows is read when the tab is opened, so that none of it costs time before. Nothing is written before a button is
pressed that says so.
"""

from typing import Any

import gradio as gr

from coach.errors import InputError
from coach.keeping.spaces import OWN, check_space
from coach.turn import Coach
from ui import texts_steps as texts
from ui.session import Stops
from ui.steps import care, checkin, look_back, take_out, talk, tools, week
from ui.steps.parts import WAYS, gently, said
from ui.steps.space import Space, choice


def build(coach: Coach, stops: Stops, said_before: gr.State) -> gr.Radio:
    """Lay out the tab and wire it; returns what holds the name of the space that is open."""
    space = Space(coach.settings, coach.heard)
    with gr.Accordion(texts.WHO_TITLE, open=False, elem_id="who-box") as box:
        gr.Markdown(texts.WHO_INTRO)
        who = gr.Radio([choice(OWN)], value=OWN, label=texts.WHO_LABEL, elem_id="who")
        with gr.Row(equal_height=False):
            name = gr.Textbox(label=texts.WHO_NEW, info=texts.WHO_NEW_INFO, max_lines=1, scale=3, elem_id="who-new")
            add = gr.Button(texts.WHO_ADD, scale=1, min_width=120, elem_id="who-add")
        added = gr.HTML(said(""), elem_id="who-said")
    fresh: gr.State = gr.State([])  # spaces of this visit that hold nothing yet
    help_here = care.place()
    with gr.Column(elem_id="space") as inside, gr.Tabs(elem_id="steps-tabs"):
        with gr.Tab(texts.TAB_WEEK, id="week") as tab:
            week.build(space, who, tab, coach, stops, said_before)
            take_out.build(space, who)
        with gr.Tab(texts.TAB_CHECK_IN, id="check-in") as tab:
            checkin.build(space, who, tab, help_here)
        with gr.Tab(texts.TAB_TALK, id="talk-time") as tab:
            talk.build(space, who, tab, help_here)
        with gr.Tab(texts.TAB_TOOLS, id="tools"):
            tools.build(space, who, help_here)
        with gr.Tab(texts.TAB_LOOK_BACK, id="look-back") as tab:
            look_back.build(space, who, tab, help_here)

    def on_load() -> tuple[Any, ...]:
        """Open the one space there is; where there are several, nobody's is open before someone says who they are."""
        names = space.names()
        one = names[0] if len(names) == 1 else None
        return (
            gr.update(choices=[choice(name) for name in names], value=one),
            gr.update(visible=one is not None),
            gr.update(open=one is None),
            said("" if one else texts.WHO_ASK),
        )

    @gently
    def on_add(typed: str, before: list[str]) -> tuple[Any, ...]:
        if not typed.strip():
            raise InputError(texts.WHO_EMPTY)
        new = check_space(typed)
        names = list(dict.fromkeys([*space.names(), *before, new]))
        kept = [*before, new]
        return gr.update(choices=[choice(one) for one in names], value=new), kept, "", said(_hello(new))

    def on_who(chosen: str | None) -> tuple[Any, ...]:
        return gr.update(visible=chosen is not None), said(_hello(chosen) if chosen else "")

    gr.on(None, on_load, None, [who, inside, box, added], queue=False, **WAYS)
    gr.on([add.click, name.submit], on_add, [name, fresh], [who, fresh, name, added], **WAYS)
    who.input(on_who, who, [inside, added], queue=False, **WAYS)
    return who


def _hello(name: str) -> str:
    return texts.WHO_OPEN.format(name=choice(name)[0])
