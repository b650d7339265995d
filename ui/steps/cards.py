"""A practice as a card, proposed or kept, and the week at a glance. Pure functions from what is kept to safe HTML."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from html import escape

from coach.keeping.kinds import PlannedStep, TalkTime
from coach.keeping.plans import REASONS
from coach.keeping.weeks import week_days
from knowledge.reading import shipped_practices
from knowledge.schema import Practice
from ui import days, texts
from ui import texts_steps as words
from ui.render import to_html
from ui.steps.places import open_button

_FLAT = re.compile(r"^## When it falls flat\s*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@cache
def practices() -> Mapping[str, Practice]:
    """Return the practices that come with Hearth, by id; read once, without the index."""
    return shipped_practices()


def proposed(steps: Sequence[PlannedStep]) -> str:
    """Render steps that were found and not yet kept: what, why, what to do, how with its source, and a button for another."""
    cards = [
        f'<article class="card" id="found-{escape(one.practice)}" data-of="{escape(one.practice)}">{_head(one)}'
        f"{_how(one.practice, whole=True)}"
        f'<p class="acts">{open_button(one.practice, "found")}{_button("another", one, words.ANOTHER, "found")}</p></article>'
        for one in steps
    ]
    return f'<h2>{escape(words.FOUND_TITLE)}</h2><div class="cards">{"".join(cards)}</div>' if cards else ""


def week(steps: Sequence[PlannedStep], day: date, talk: TalkTime | None) -> str:
    """Render the week that was kept: its days at a glance, then a card for each step."""
    cards = "".join(_kept(one, day) for one in steps) or f"<p>{escape(words.WEEK_EMPTY)}</p>"
    return (
        f'<section aria-labelledby="week-title"><h2 id="week-title">{escape(words.WEEK_TITLE)}</h2>'
        f"{_glance(steps, day, talk)}"
        f'<h2 id="week-steps">{escape(words.WEEK_STEPS)}</h2><div class="cards">{cards}</div></section>'
    )


def _glance(steps: Sequence[PlannedStep], day: date, talk: TalkTime | None) -> str:
    rows = []
    for one in week_days(day):
        items = [_mark(step, one, day) for step in steps if one in step.days or one in step.done]
        if talk is not None and one.weekday() in talk.weekdays:
            items.append(f'<span class="item">{escape(_at(words.TALK_ITEM, talk.at))}</span>')
        kind = "today" if one == day else "" if items else "empty"
        today = f' <span class="meta">{escape(words.TODAY)}</span>' if one == day else ""
        rows.append(
            f'<li class="{kind}"><h3>{escape(days.first_capital(days.weekday(one)))} {one.day}{today}</h3>'
            f"{''.join(items) or f'<span class=meta>{escape(words.NOTHING)}</span>'}</li>"
        )
    return f'<ol class="days">{"".join(rows)}</ol>'


def _mark(step: PlannedStep, day: date, today: date) -> str:
    name = _at(step.title, step.at)
    if day > today:
        return f'<span class="item">{escape(name)}</span>'
    done = day in step.done
    act = "undo" if done else "done"
    label = (words.UNDO_ON if done else words.DONE_ON).format(title=step.title, day=days.spoken(day))
    return (
        f'<button type="button" class="item" id="mark-{escape(step.practice)}-{day}" data-act="{act} {day}"'
        f' data-of="{escape(step.practice)}" aria-pressed="{str(done).lower()}" aria-label="{escape(label)}">'
        f"{escape(name)}</button>"
    )


def _kept(step: PlannedStep, day: date) -> str:
    done = day in step.done
    press = _button(f"{'undo' if done else 'done'} {day}", step, words.DONE_TODAY, "kept", pressed=done)
    return (
        f'<article class="card" id="kept-{escape(step.practice)}" data-of="{escape(step.practice)}" '
        f'aria-labelledby="kept-{escape(step.practice)}-title">{_head(step)}'
        f'<p class="acts">{press}{open_button(step.practice, "kept")}</p>'
        f"{_days(step, day)}{_how(step.practice)}{_flat(step.practice)}{_not_this(step)}</article>"
    )


def _head(step: PlannedStep) -> str:
    why = f"<p>{escape(step.why)}</p>" if step.why else ""
    known = practices().get(step.practice)
    often = f", {known.how_often}" if known else ""
    return (
        f'<h3 id="kept-{escape(step.practice)}-title">{escape(step.title)}</h3>'
        f'<p class="meta">{escape(texts.MINUTES.format(minutes=step.minutes))}{escape(often)}</p>{why}'
        f"<p><strong>{escape(texts.THIS_WEEK)}:</strong> {escape(step.do_this_week)}</p>"
    )


def _days(step: PlannedStep, day: date) -> str:
    key = escape(step.practice)
    boxes = "".join(
        f'<label><input type="checkbox" name="days" value="{one}" id="day-{key}-{one}"{" checked" if one in step.days else ""}> '
        f"{escape(days.weekday_short(one))} {one.day}</label>"
        for one in week_days(day)
    )
    at = f"{step.at:%H:%M}" if step.at else ""
    chosen = f" ({', '.join(map(days.weekday_short, step.days))})" if step.days else ""
    return (
        f'<details class="passage" id="days-{key}"><summary>{escape(words.CHOOSE_DAYS + chosen)}</summary>'
        f'<div class="passage-text">'
        f"<fieldset><legend>{escape(words.DAYS_LEGEND.format(title=step.title))}</legend>{boxes}</fieldset>"
        f'<label>{escape(words.AT)} <input type="time" name="at" id="at-{key}" value="{at}"></label>'
        f"{_button('days', step, words.KEEP_DAYS, 'kept')}</div></details>"
    )


def _how(id_: str, whole: bool = False) -> str:
    found = practices().get(id_)
    if found is None:
        return ""
    text = found.text if whole else _FLAT.sub("", found.text)
    return _fold(f"how-{id_}", texts.HOW, f'{to_html(_lower(text))}<p class="source">{escape(found.source)}</p>')


def _flat(id_: str) -> str:
    found = practices().get(id_)
    section = _FLAT.search(found.text) if found else None
    return _fold(f"flat-{id_}", words.FALLS_FLAT, to_html(section[1])) if section else ""


def _not_this(step: PlannedStep) -> str:
    key = escape(step.practice)
    choices = f'<option value="">{escape(words.WHY_NONE)}</option>' + "".join(
        f'<option value="{escape(one)}">{escape(words.REASONS[one])}</option>' for one in REASONS
    )
    return _fold(
        f"not-{step.practice}",
        words.NOT_THIS,
        f'<label>{escape(words.WHY_NOT)} <select name="reason" id="why-{key}">{choices}</select></label>'
        f'<label>{escape(words.WHY_NOTE)} <input type="text" name="note" id="note-{key}" maxlength="500"></label>'
        f"<p>{escape(words.WHY_KEPT)}</p>"
        f'<p class="acts">{_button("swap", step, words.SWAP, "kept")}{_button("refuse", step, words.LEAVE_OUT, "kept")}</p>',
    )


def _fold(id_: str, title: str, inner: str) -> str:
    return (
        f'<details class="passage" id="{escape(id_)}"><summary>{escape(title)}</summary>'
        f'<div class="passage-text">{inner}</div></details>'
    )


def _button(act: str, step: PlannedStep, label: str, where: str, pressed: bool | None = None) -> str:
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    id_ = f"{where}-{act if pressed is None else 'done'}-{step.practice}"  # the same, pressed or not: the focus stays
    name = escape(f"{label}: {step.title}")
    return (
        f'<button type="button" id="{escape(id_)}" data-act="{escape(act)}" aria-label="{name}"{state}>'
        f"{escape(label)}</button>"
    )


def _lower(markdown: str) -> str:
    # its sections stand below the card's own heading
    return re.sub(r"^## ", "#### ", markdown, flags=re.MULTILINE)


def _at(text: str, at: object) -> str:
    return f"{text}, {at:%H:%M}" if at else text
