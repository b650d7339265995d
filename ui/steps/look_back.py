"""Look back: what was kept, small victories, one thing to keep and one to drop, a private chart, and whether this is helping."""

from datetime import date, datetime
from html import escape
from typing import Any

import gradio as gr

from coach.helplines import countries
from coach.keeping.helping import Helping, find_help, is_this_helping
from coach.keeping.kinds import LookBack
from coach.keeping.looking import LookingBack, connection_series, keep_look_back, kept_look_back, look_back
from coach.keeping.notebook import Notebook
from coach.keeping.weeks import monday, shifted
from ui import texts
from ui import texts_steps as words
from ui.days import first_capital, spoken
from ui.steps.care import caring
from ui.steps.parts import WAYS, gently, said, where_kept
from ui.steps.space import Space

_FEWEST_POINTS = 2
_LIMIT = 500
_FIELDS = 4


def build(space: Space, who: gr.components.Component, tab: gr.Tab, care: gr.HTML) -> None:
    """Lay out the tab and wire it."""
    which = gr.Radio(list(words.LOOK_WEEKS), value=0, label=words.LOOK_WHICH, elem_id="look-which")
    week = gr.HTML(elem_id="look-week")
    shown_week = gr.State("")  # its Monday: a page may stay open past Sunday
    helped = _box(words.LOOK_HELPED, "look-helped")
    victory = _box(words.LOOK_VICTORY, "look-victory")
    keep = _box(words.LOOK_KEEP_ONE, "look-keep")
    drop = _box(words.LOOK_DROP_ONE, "look-drop")
    button = gr.Button(words.LOOK_KEEP, variant="primary", elem_id="look-back-keep")
    where_kept()
    line = gr.HTML(said(""), elem_id="look-said")
    gr.Markdown(f"## {words.CHART_TITLE}\n{words.CHART_INTRO}")
    chart = gr.LinePlot(
        x="day",
        y="connection",
        x_title=" ",
        y_title=" ",
        y_lim=[1, 5],
        height=240,
        show_label=False,
        label=words.CHART_LABEL,
        visible=False,
        buttons=[],
        elem_id="chart",
    )
    chart_words = gr.HTML(elem_id="chart-words")
    helping = gr.HTML(elem_id="helping")
    with gr.Accordion(words.FIND_HELP_TITLE, open=False, elem_id="find-help") as finding:
        gr.Markdown(words.FIND_HELP_INTRO)
        country = gr.Dropdown(
            [(texts.HELP_WORLD, ""), *((name, code) for code, name in countries().items())],
            value=space.settings.country,
            label=texts.HELP_COUNTRY,
            elem_id="find-help-country",
        )
        places = gr.HTML(elem_id="find-help-list")

    def look(name: str | None, code: str | None, ago: int = 0) -> tuple[Any, ...]:
        if name is None:
            return "", "", "", "", "", "", gr.skip(), "", "", "", gr.skip()
        notebook, today = space.notebook(name), space.today()
        day = shifted(monday(today), 6 - 7 * ago) if ago else today
        before = kept_look_back(notebook, day)
        now = look_back(notebook, day)
        typed = _typed(before)
        updates = [gr.update(value=text) for text in typed]
        updates[2] = gr.update(value=typed[2], label=now.keep_question)
        updates[3] = gr.update(value=typed[3], label=now.drop_question)
        plot, points = _chart(notebook)
        helping = is_this_helping(notebook, today)
        shown = week_html(now), now.week.isoformat(), *updates, plot, points, helping_html(helping)
        # where a professional is advised, the way to one lies open
        return *shown, places_html(code), gr.update(open=True) if helping.suggest_help else gr.skip()

    def on_who(name: str | None, code: str | None) -> tuple[Any, ...]:
        return said(""), 0, *look(name, code)

    @gently
    def on_which(name: str | None, code: str | None, ago: int, shown_week: str, *typed: str) -> tuple[Any, ...]:
        """Show another week, unless something was written on this one and not kept."""
        shown = date.fromisoformat(shown_week) if shown_week else space.today()
        kept = kept_look_back(space.notebook(name), shown)
        if any(typed) and typed != _typed(kept):
            gr.Warning(words.LOOK_UNSAVED, title=words.NOT_DONE)
            return (monday(space.today()) - shown).days // 7, *(gr.skip() for _ in looked)
        return ago, *look(name, code, ago)

    @gently
    def on_keep(name: str, start: str, *typed: str) -> str:
        keep_look_back(space.notebook(name), date.fromisoformat(start) if start else space.today(), *typed)
        return said(words.LOOK_DONE.format(time=f"{datetime.now():%H:%M:%S}"))

    fields = [helped, victory, keep, drop]
    looked = [week, shown_week, *fields, chart, chart_words, helping, places, finding]
    # what is being written stays when another tab was looked at: only an empty form is filled
    tab.select(gently(_unless_written(look)), [who, country, which, shown_week, *fields], looked, **WAYS)
    which.input(on_which, [who, country, which, shown_week, *fields], [which, *looked], **WAYS)
    who.change(gently(on_who), [who, country], [line, which, *looked], **WAYS)
    answered, shown = caring(on_keep, line, care, space.heard)
    button.click(answered, [who, shown_week, *fields], shown, **WAYS)
    country.change(places_html, country, places, queue=False, **WAYS)


def week_html(now: LookingBack) -> str:
    """Render what was kept in a week and the small victories in it."""
    week = first_capital(f"{spoken(now.week)} – {spoken(shifted(now.week, 6))}")
    parts = [f'<h2>{escape(words.LOOK_TITLE)}</h2><p class="meta">{escape(week)}</p><p>{escape(words.LOOK_INTRO)}</p>']
    if now.kept:
        parts.append(f"<h3>{escape(words.LOOK_KEPT)}</h3>{_list(now.kept)}")
    else:
        parts.append(f"<p>{escape(now.text)}</p>")
    if now.helped:
        parts.append(f"<p>{escape(now.helped)}</p>")
    if now.victories:
        parts.append(f"<h3>{escape(words.LOOK_VICTORIES)}</h3>{_list(now.victories)}")
    return "".join(parts)


def helping_html(found: Helping) -> str:
    """Render the honest word on whether this helps."""
    return f"<h2>{escape(words.HELPING_TITLE)}</h2><p>{escape(found.text)}</p>"


def places_html(country: str | None) -> str:
    """Render where a professional can be found; addresses are letters, for the page opens none."""
    rows = [
        f"<li><strong>{escape(one.name)}</strong><br>{escape(one.what)}<br>"
        f'<span class="address">{escape(one.url)}</span><br><span class="meta">'
        f"{escape(words.FIND_HELP_SOURCE.format(day=one.checked_on.isoformat(), source=one.source))}</span></li>"
        for one in find_help(country or "")
    ]
    return f'<ul class="lines">{"".join(rows)}</ul>'


def _chart(notebook: Notebook) -> tuple[Any, str]:
    points = connection_series(notebook)
    if len(points) < _FEWEST_POINTS:
        return gr.update(visible=False), f"<p>{escape(words.CHART_NONE)}</p>"
    import pandas as pd  # type: ignore[import-untyped]

    frame = pd.DataFrame(
        {"day": pd.to_datetime([one.day for one in points]), "connection": [one.connection for one in points]}
    )
    rows = "".join(
        f"<tr><td>{escape(first_capital(spoken(one.day)))}</td><td>{one.connection:g}</td></tr>" for one in points
    )
    table = (
        f'<details class="passage" id="chart-table"><summary>{escape(words.CHART_AS_TABLE)}</summary><div class="passage-text">'
        f"<table><caption>{escape(words.CHART_LABEL)}</caption><thead><tr><th scope=col>{escape(words.CHART_DAY)}</th>"
        f"<th scope=col>{escape(words.CHART_FELT)}</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
    return gr.update(value=frame, visible=True), table


def _typed(kept: LookBack | None) -> tuple[str, ...]:
    return (kept.helped, kept.victory, kept.keep, kept.drop) if kept else ("",) * _FIELDS


def _unless_written(look: Any) -> Any:
    def looked(name: str | None, code: str | None, ago: int, shown_week: str, *typed: str) -> tuple[Any, ...]:
        week, now, *rest = look(name, code, ago)
        fields, others = rest[:_FIELDS], rest[_FIELDS:]
        if any(typed) and shown_week in ("", now):
            fields = [gr.skip() for _ in fields]
        return week, now, *fields, *others

    return looked


def _box(label: str, id_: str) -> gr.Textbox:
    return gr.Textbox(label=label, lines=1, max_lines=4, max_length=_LIMIT, elem_id=id_)


def _list(lines: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one[:1].upper() + one[1:])}</li>' for one in lines)}</ul>"
