"""The week's plan on paper: one page of HTML that loads nothing, to be printed from the browser.

It is discreet by default: the title is the caller's, and no word on it says what it is for.
"""

from datetime import date
from html import escape

from coach.keeping import plans
from coach.keeping.card import page
from coach.keeping.kinds import PlannedStep, TalkTime
from coach.keeping.notebook import Notebook
from coach.keeping.talk import talk_time
from coach.keeping.weeks import WEEKDAYS, spoken, week_days

_MOST = 6  # steps on the page: more would be no plan for a week
_ROOMY = 3  # with more, the words are set smaller and the why is left out, so that one sheet holds it
_LONGEST = 260  # characters of a step's words
_STYLE = """
@page { margin: 14mm }
* { box-sizing: border-box }
body { font: 11.5pt/1.4 system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; color: #222; background: #fff; max-width: 44rem;
  margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.5em; margin: 0 } h2 { font-size: 1.1em; margin: 0 0 .2rem }
.when { color: #555; margin: .1rem 0 1rem }
section { border-top: 1px solid #bbb; padding: .6rem 0; break-inside: avoid; overflow-wrap: anywhere }
p { margin: 0 0 .35rem } .why { color: #444; font-style: italic }
.days { display: flex; gap: .9rem; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; font-size: .92em }
.days li::before { content: ""; display: inline-block; width: .75em; height: .75em; border: 1px solid #555; border-radius: 50%;
  margin-right: .3em; vertical-align: -.05em }
.days li.chosen { font-weight: 700 }
@media print { body { margin: 0; padding: 0; max-width: none } .small { font-size: 9pt } }
"""


def plan_html(notebook: Notebook, day: date, title: str = "This week") -> str:
    """Return the plan of the week that `day` lies in, as a page of its own that prints on one sheet.

    With no plan, the page says how to begin one. Marks of what was done are left off: paper starts clean.
    """
    days = week_days(day)
    plan = plans.this_week(notebook, day)
    steps = plan.data.steps[:_MOST] if plan else ()
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="when">{spoken(days[0])} to {spoken(days[-1])}</p>']
    talk = talk_time(notebook)
    if talk is not None and talk.weekdays:
        parts.append(f"<section><h2>Time for us</h2><p>{escape(_talk(talk))}</p></section>")
    parts += [_section(step, days, len(steps) <= _ROOMY) for step in steps]
    if not steps:
        parts.append("<section><p>Nothing is planned yet. One small thing is enough.</p></section>")
    small = ' class="small"' if len(steps) > _ROOMY else ""
    return page(title, _STYLE, f"<main{small}>\n" + "\n".join(parts) + "\n</main>")


def _section(step: PlannedStep, days: tuple[date, ...], roomy: bool) -> str:
    marks = "".join(
        f"<li{' class=chosen' if one in step.days else ''}>{WEEKDAYS[one.weekday()][:3]}</li>" for one in days
    )
    at = f", at {step.at:%H:%M}" if step.at else ""
    why = f'<p class="why">{escape(_cut(step.why))}</p>' if step.why and roomy else ""
    return (
        f"<section><h2>{escape(_cut(step.title))}</h2>{why}<p>{escape(_cut(step.do_this_week))} "
        f'({step.minutes} minutes{at})</p><ul class="days">{marks}</ul></section>'
    )


def _talk(talk: TalkTime) -> str:
    which = "every day" if len(talk.weekdays) == 7 else ", ".join(WEEKDAYS[one] for one in talk.weekdays)
    at = f" at {talk.at:%H:%M}" if talk.at else ""
    return f"{talk.minutes} minutes, {which}{at}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
