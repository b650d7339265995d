"""today, checkin, question: what a person keeps, in a space of their own. No model is loaded, and nothing is counted."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.output import emit, help_lines, letters, say
from ui.cli.passphrase import opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.keeping.kinds import PlannedStep, TalkTime
    from coach.keeping.notebook import Notebook
    from coach.keeping.questions import Question

Json = Annotated[bool, typer.Option("--json", help="Write it as one line of JSON.")]
Space = Annotated[str, typer.Option(metavar="NAME", help="Whose notebook: one plain word.")]
Depth = Annotated[int | None, typer.Option(help="1 easy, 2 closer, 3 deep.")]


def today(space: Space = "me", as_json: Json = False) -> None:
    """Show this week at a glance, and the question of the day."""
    from coach.keeping import checkins, looking, promises, questions
    from coach.keeping.talk import talk_time

    notebook, name = _notebook(space)
    day = _today()
    week = looking.week(notebook, day)
    talk = talk_time(notebook)
    question = questions.question_of_the_day(notebook, day)
    due = [one.data for one in promises.due(notebook, day)]
    if as_json:
        emit(
            {
                "space": name,
                "day": day.isoformat(),
                "week": {"start": week.start.isoformat(), "end": week.end.isoformat()},
                "steps": [one.model_dump(mode="json") for one in week.steps],
                "talk": _talk_row(talk),
                "promises": [{"what": one.what, "by": one.by.isoformat()} for one in due],
                "check_ins": [one.data.model_dump(mode="json") for one in checkins.of_day(notebook, day)],
                "question": _question_row(question),
                "set_aside": len(notebook.set_aside()),
            }
        )
        return
    _show_week(week.steps, talk, day)
    for one in due:
        say(f"You said you would: {one.what} (by {one.by.isoformat()})")
    if question is not None:
        say()
        say("Question of the day", style="bold")
        say(question.text)
    aside = len(notebook.set_aside())
    if aside:
        typer.echo(f"{aside} entries of this notebook could not be read; `hearth data export` shows them.", err=True)


def checkin(
    mood: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="How you are, in a word; may be given more than once.", show_default=False),
    ] = None,
    connection: Annotated[
        int | None, typer.Option(help="How close you feel, from 1 (far apart) to 5 (close).", show_default=False)
    ] = None,
    note: Annotated[str, typer.Option(metavar="LINE", help="One line, for yourself.", show_default=False)] = "",
    space: Space = "me",
    as_json: Json = False,
) -> None:
    """Note how you are and how close you feel; without options it asks, and Enter leaves a question out."""
    from coach.care import heard
    from coach.keeping import checkins
    from coach.settings import load_settings

    notebook, name = _notebook(space)
    moods = list(mood or [])
    if not moods and connection is None and not note:
        if sys.stdin is None or not sys.stdin.isatty():
            raise typer.BadParameter("give --mood, --connection or --note")
        moods = _asked("How are you, in a word or two? ").replace(",", " ").split()
        connection = _number(_asked("How close do you feel, from 1 (far apart) to 5 (close)? "))
        note = _asked("One line, if you like: ")
    entry = checkins.check_in(notebook, _today(), moods, connection, note)
    reply = heard([*moods, note], load_settings().country or None)
    resources = list(reply.resources) if reply else []
    if as_json:
        row = {"space": name, "id": entry.id, "day": entry.day.isoformat(), **entry.data.model_dump(mode="json")}
        emit(row | {"resources": resources})
    elif reply:
        say(f"Noted. {reply.text}")
        help_lines(resources)
    else:
        say("Noted.")


def question(
    skip: Annotated[bool, typer.Option("--skip", help="Lay today's question aside and draw another.")] = False,
    depth: Depth = None,
    theme: Annotated[
        str | None, typer.Option(help='What it is about, such as "childhood" or "play".', show_default=False)
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Shuffle the deck first: every question may come again.")
    ] = False,
    space: Space = "me",
    as_json: Json = False,
) -> None:
    """Draw the question of the day; none comes twice before the deck is through."""
    from coach.errors import CoachError
    from coach.keeping import questions

    notebook, name = _notebook(space)
    day = _today()
    if anew:
        questions.begin_anew(notebook, day)
    draw = questions.skip if skip else questions.question_of_the_day
    found = draw(notebook, day, depth, theme)
    if found is None:
        raise CoachError("every question like that has been drawn; ask for another theme or depth, or give --anew")
    if as_json:
        emit({"space": name, "day": day.isoformat(), **(_question_row(found) or {}), "left": questions.left(notebook)})
    else:
        say(found.text)


def _notebook(space: str) -> "tuple[Notebook, str]":
    from coach.keeping.spaces import check_space
    from coach.settings import load_settings

    return opened(load_settings(), space), check_space(space)


def _today() -> date:
    return date.today()


def _show_week(steps: "tuple[PlannedStep, ...]", talk: "TalkTime | None", day: date) -> None:
    from coach.keeping.looking import day_names
    from coach.keeping.weeks import spoken

    say(spoken(day), style="bold")
    if not steps and talk is None:
        say("Nothing is planned this week. One small thing is enough; the page helps to choose it.")
    for step in steps:
        when = f" ({day_names(step.days)}{f', {step.at:%H:%M}' if step.at else ''})" if step.days else ""
        now = " - today" if day in step.days and day not in step.done else ""
        say(f"- {step.title}{when}{now}")
        if step.done:
            say(f"  done on {day_names(step.done)}")
    if talk is not None:
        when = f"{f' at {talk.at:%H:%M}' if talk.at else ''}{_weekdays(talk.weekdays)}"
        say(f"- Time for us: {talk.minutes} minutes{when}")


def _weekdays(numbers: "Sequence[int]") -> str:
    from coach.keeping.weeks import WEEKDAYS

    names = [WEEKDAYS[one] for one in sorted(set(numbers))]
    return "" if len(names) in (0, len(WEEKDAYS)) else f" ({', '.join(names)})"


def _talk_row(talk: "TalkTime | None") -> dict[str, Any] | None:
    return talk.model_dump(mode="json", exclude={"uid"}) if talk is not None else None


def _question_row(found: "Question | None") -> dict[str, Any] | None:
    if found is None:
        return None
    return {"id": found.id, "text": found.text, "depth": found.depth, "theme": found.theme}


def _asked(text: str) -> str:
    typer.echo(text, nl=False, err=True)
    return letters(sys.stdin.readline()).strip() if sys.stdin is not None else ""


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise typer.BadParameter("the number must be 1, 2, 3, 4 or 5")
    return int(text)
