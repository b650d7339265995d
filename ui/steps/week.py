"""This week: where the two stand -> a few small things, kept for the week, with their days, done, swapped or refused."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from html import escape
from typing import Any

import gradio as gr

from coach.errors import CoachError, InputError
from coach.failures import report
from coach.keeping import plans
from coach.keeping.kinds import PlannedStep
from coach.keeping.person import person, role_of
from coach.keeping.preferences import Preferences, preferences
from coach.keeping.talk import talk_time
from coach.messages import Done, Notice, PlanReply, Text
from coach.reading_ahead import ReadingAhead
from coach.turn import Coach
from knowledge.schema import Audience
from ui import render, texts
from ui import texts_steps as words
from ui.ask.talk import Talk
from ui.ask.talk import told as told_before
from ui.person import spoken
from ui.session import AT_ONCE, TYPED, Stops
from ui.steps import cards
from ui.steps.find import Asked, another, step_of
from ui.steps.parts import ACTS_JS, WAYS, acted, gently, said, where_kept
from ui.steps.space import Space

Steps = tuple[PlannedStep, ...]


def build(
    space: Space,
    who: gr.components.Component,
    tab: gr.Tab,
    coach: Coach,
    stops: Stops,
    talk: gr.State,
    turned: gr.State,
    ahead: ReadingAhead,
) -> None:
    """Lay out the tab and wire it; `talk` holds the Talk of the tab Ask, `turned` changes when the person's own words do.

    `ahead` is told what is typed.
    """
    kept = gr.HTML(js_on_load=ACTS_JS, elem_id="week")
    line = gr.HTML(said(""), elem_id="week-said")
    with gr.Accordion(words.FIND_TITLE, open=True, elem_id="find"):
        gr.Markdown(texts.STEPS_INTRO)
        situation = gr.Textbox(
            label=texts.STEPS_LABEL, placeholder=texts.STEPS_PLACEHOLDER, lines=4, max_lines=14, elem_id="situation"
        )
        role = gr.Radio(list(texts.ROLES), value=coach.settings.role, label=texts.ROLE_LABEL, elem_id="role")
        time_for = gr.Radio(list(texts.TIMES), value=0, label=texts.TIME_LABEL, elem_id="time-for")
        with gr.Row():
            go = gr.Button(texts.STEPS_BUTTON, variant="primary", scale=2, min_width=80, elem_id="plan")
            stop = gr.Button(texts.STOP_BUTTON, interactive=False, min_width=80, elem_id="plan-stop")
        intro = gr.Markdown(elem_id="plan-intro", latex_delimiters=[])
        found = gr.HTML(js_on_load=ACTS_JS, elem_id="plan-cards")
        with gr.Column(visible=False, elem_id="plan-keep-box") as offer:
            keep = gr.Button(words.KEEP_PLAN, variant="primary", elem_id="plan-keep")
            gr.Markdown(words.KEEP_PLAN_NOTE, elem_classes="quiet")
            where_kept()
    finder = offer.parent
    assert isinstance(finder, gr.Accordion)
    steps: gr.State = gr.State(())  # found, and not kept
    told: gr.State = gr.State("")  # what they were found for: never kept
    offered: gr.State = gr.State(())  # practices that stood there before another took their place

    def look(name: str | None, text: str) -> tuple[Any, ...]:
        if name is None:
            return "", gr.skip()
        plan = plans.this_week(space.notebook(name), space.today())
        return week_html(space, name), gr.update(open=plan is None or bool(text.strip()))

    def on_who(name: str | None) -> tuple[Any, ...]:
        shown, finding = look(name, "")
        closer = coach.settings.role if name is None else role_of(space.notebook(name), coach.settings.role)
        return shown, finding, said(""), "", "", "", gr.update(visible=False), (), "", (), closer

    def on_turned(name: str | None) -> tuple[Any, ...]:
        kept_role = coach.settings.role if name is None else role_of(space.notebook(name), coach.settings.role)
        return ("" if name is None else week_html(space, name)), kept_role

    def preferring(name: str | None, minutes: int) -> Preferences:
        return replace(preferences(space.notebook(name), space.today(), cards.practices()), minutes=minutes or None)

    def on_plan(
        name: str, text: str, role: Audience, minutes: int, said_before: Talk, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        heard, shown = "", ""
        now: Steps = ()
        ahead.forget(request.session_hash or "", text)
        busy = gr.update(interactive=False), gr.update(interactive=True), gr.update(visible=False), (), text, ()
        yield "…", "", *busy
        with stops.running(request.session_hash, "plan") as signal:
            try:
                prefer = preferring(name, minutes)
                for event in coach.plan(text, told_before(said_before), role=role, cancel=signal, preferences=prefer):
                    if isinstance(event, Text):
                        heard += event.delta
                    elif isinstance(event, Notice):
                        gr.Info(escape(event.text))
                    elif isinstance(event, Done) and isinstance(event.reply, PlanReply):
                        now = plans.steps_from(event.reply.steps)
                        shown = spoken(cards.proposed(now), person(space.notebook(name))) + render.help_lines(
                            event.reply.resources
                        )
                    yield render.literal(heard) or "…", shown, *busy
            except Exception as error:
                heard, shown, now = texts.NOT_WORKED.format(why=report(error, "page: plan").line), "", ()
        idle = gr.update(interactive=True), gr.update(interactive=False), gr.update(visible=bool(now)), now, text, ()
        yield render.literal(heard), shown, *idle

    def on_typed(
        name: str | None, text: str, role: Audience, minutes: int, said_before: Talk, request: gr.Request
    ) -> None:
        with suppress(CoachError):  # whoever asks is told
            prefer = preferring(name, minutes)
            earlier = told_before(said_before)
            ahead.typed(
                request.session_hash or "",
                coach,
                text,
                lambda reading, signal: reading.plan(text, earlier, role=role, cancel=signal, preferences=prefer),
            )

    def on_stop(request: gr.Request) -> None:
        stops.stop(request.session_hash, "plan")

    @gently
    def on_found(
        name: str,
        now: Steps,
        text: str,
        before: tuple[str, ...],
        role: Audience,
        minutes: int,
        said_before: Talk,
        event: gr.EventData,
    ) -> tuple[Any, ...]:
        _, practice, _ = acted(event)
        shown = [one.practice for one in now]
        asked = Asked(text, role, minutes or None, told_before(said_before))
        other = another(coach, space, name, asked, shown, practice, before)
        if other is None:
            raise InputError(words.NO_OTHER)
        changed = tuple(step_of(other) if one.practice == practice else one for one in now)
        return (
            spoken(cards.proposed(changed), person(space.notebook(name))),
            changed,
            (*before, practice),
            said(words.SWAPPED.format(title=other.title)),
        )

    @gently
    def on_keep(name: str, now: Steps) -> tuple[Any, ...]:
        if not now:
            raise InputError(words.NOTHING_FOUND)
        plans.keep_plan(space.notebook(name), space.today(), now)
        done = said(words.PLAN_KEPT)
        return week_html(space, name), done, gr.update(open=False), "", "", "", gr.update(visible=False), (), "", ()

    @gently
    def on_act(
        name: str, text: str, role: Audience, minutes: int, said_before: Talk, event: gr.EventData
    ) -> tuple[Any, ...]:
        act, practice, fields = acted(event)
        asked = Asked(text, role, minutes or None, told_before(said_before))
        done = act_on(coach, space, name, act, practice, fields, asked)
        return week_html(space, name), said(done)

    tab.select(gently(look), [who, situation], [kept, finder], **WAYS)
    everything = [kept, finder, line, situation, intro, found, offer, steps, told, offered]
    who.change(gently(on_who), who, [*everything, role], **WAYS)
    turned.change(gently(on_turned), who, [kept, role], **WAYS)
    go.click(
        on_plan,
        [who, situation, role, time_for, talk],
        [intro, found, go, stop, offer, steps, told, offered],
        concurrency_limit=AT_ONCE,
        concurrency_id="model",
        **WAYS,
    )
    if coach.settings.read_ahead:
        situation.input(on_typed, [who, situation, role, time_for, talk], None, **TYPED)
    stop.click(on_stop, None, None, queue=False, api_visibility="private")
    found.click(on_found, [who, steps, told, offered, role, time_for, talk], [found, steps, offered, line], **WAYS)
    cleared = [kept, line, finder, situation, intro, found, offer, steps, told, offered]
    keep.click(on_keep, [who, steps], cleared, **WAYS)
    kept.click(on_act, [who, told, role, time_for, talk], [kept, line], **WAYS)


def week_html(space: Space, name: str) -> str:
    """Render the week that a space holds; "" where nothing was kept for it."""
    notebook = space.notebook(name)
    plan = plans.this_week(notebook, space.today())
    aside = len(notebook.set_aside())
    note = f"<p>{words.SET_ASIDE[aside > 1].format(count=aside)}</p>" if aside else ""
    shown = cards.week(plan.data.steps, space.today(), talk_time(notebook)) if plan else ""
    return note + spoken(shown, person(notebook))


def act_on(coach: Coach, space: Space, name: str, act: str, practice: str, fields: dict[str, Any], asked: Asked) -> str:
    """Do what a card's button says, and return the line that says it was done.

    `act` is "done DAY", "undo DAY", "days", "swap" or "refuse"; `fields` are those of the card. Raises CoachError.
    """
    notebook, today = space.notebook(name), space.today()
    what, _, when = act.partition(" ")
    marks = what in ("done", "undo")
    # a page that is open past Sunday still shows the week before, and its days can be marked
    plan = plans.this_week(notebook, date.fromisoformat(when) if marks else today)
    if plan is None or all(one.practice != practice for one in plan.data.steps):
        raise InputError(words.NOT_IN_PLAN)
    title = next(one.title for one in plan.data.steps if one.practice == practice)
    if marks:
        plans.mark(notebook, date.fromisoformat(when), practice, what == "done")
        return (words.MARKED if what == "done" else words.UNMARKED).format(title=title)
    if what == "days":
        days = [date.fromisoformat(str(one)) for one in fields.get("days", [])]
        at = time.fromisoformat(str(fields["at"])) if fields.get("at") else None
        plans.set_days(notebook, today, practice, days, at)
        return words.DAYS_KEPT.format(title=title)
    reason = next((one for one in plans.REASONS if one == fields.get("reason")), None)
    if what == "refuse":
        if reason is None:
            raise InputError(words.NO_REASON)
        plans.refuse(notebook, today, practice, reason, str(fields.get("note", "")))
        return words.LEFT_OUT.format(title=title)
    shown, offered = ([one.practice for one in some] for some in (plan.data.steps, plan.data.left))
    other = another(coach, space, name, asked, shown, practice, offered)
    if other is None:
        raise InputError(words.NO_OTHER)
    plans.swap(notebook, today, practice, step_of(other), reason, str(fields.get("note", "")))
    return words.SWAPPED.format(title=other.title)
