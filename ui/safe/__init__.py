"""The bar at the top, one press from every tab: help lines, the safety plan, grounding cards. Needs no model and no network.

    bar.py      the three buttons, and the head of what each opens      plan.py     the safety plan
    lines.py    the help lines of a country                             cards.py    the grounding cards

The browser opens a part at once (safe.js); what is kept is read from the person's own space as it opens. Where there are several
spaces and nobody has said who they are, no plan is shown; nor where the space is locked, before it is opened.
"""

from typing import Any

import gradio as gr

from coach.turn import Coach
from ui import texts_safe as texts
from ui.house import House, Opening
from ui.safe import bar, lines
from ui.safe.cards import Cards
from ui.safe.plan import Plan
from ui.steps.parts import WAYS, gently
from ui.steps.space import choice


def build(house: House, coach: Coach) -> gr.Dropdown:
    """Lay out the bar and its parts; they follow a choice of who is here that is made elsewhere.

    Returns what holds the country whose help lines are shown.
    """
    space = house.space
    buttons = bar.buttons()
    with gr.Column(elem_id=bar.HELP, elem_classes="safe-part"):
        bar.head(bar.HELP, texts.HELP)
        country = lines.build(coach)
    with gr.Column(elem_id=bar.PLAN, elem_classes="safe-part"):
        bar.head(bar.PLAN, texts.PLAN)
        plan_who = _who("plan-who")
        opening = Opening("plan")
        plan = Plan(space, country)
    with gr.Column(elem_id=bar.GROUNDING, elem_classes="safe-part"):
        bar.head(bar.GROUNDING, texts.GROUNDING)
        cards_who = _who("grounding-who")
        cards = Cards(space)
    opened: gr.State = gr.State(None)  # whose space is open here
    plan.wire(opened)
    cards.wire(opened)
    shown = [opened, plan_who, cards_who, *opening.shown, *plan.shown, *cards.shown]

    def look(name: str | None, *typed: Any) -> tuple[Any, ...]:
        names = space.names()
        if name is None and len(names) == 1:
            name = names[0]
        choices = [choice(one) for one in dict.fromkeys([*names, *([name] if name else [])])]
        # one each: Gradio takes an update apart as it applies it
        who = (gr.update(choices=choices, value=name, visible=len(choices) > 1) for _ in range(2))
        locked = name if name is not None and not space.is_open(name) else None
        readable = None if locked else name
        return (
            name,
            *who,
            *Opening.show(locked),
            *plan.look(name, locked is not None, *typed),
            *cards.look(readable, locked is not None),
        )

    wired: dict[str, Any] = {"outputs": shown, **WAYS}
    buttons.click(gently(look), [opened, *plan.typed], **wired)
    plan_who.input(gently(look), [plan_who, *plan.typed], **wired)
    cards_who.input(gently(look), [cards_who, *plan.typed], **wired)

    def looked(name: str | None, *typed: Any) -> Any:
        # as the page loads there may be nobody yet: what was opened here meanwhile stays
        return look(name, *typed) if name else gr.skip()

    house.opens(opening, opened)
    house.opened.change(gently(looked), [house.opened, *plan.typed], **wired)
    house.turned.change(gently(looked), [opened, *plan.typed], **wired)
    return country


def _who(name: str) -> gr.Radio:
    return gr.Radio([], label=texts.WHO, info=texts.WHO_INFO, visible=False, interactive=True, elem_id=name)
