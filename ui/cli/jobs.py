"""ask, rewrite, plan, screen, search: one text, or a batch of them, through the coach and out again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from coach.errors import InputError, ModelError
from ui.cli.inputs import Item, batch_items, one_text
from ui.cli.output import Flow, Status, emit

if TYPE_CHECKING:
    from coach.keeping.errors import NotebookError
    from coach.keeping.notebook import Notebook
    from coach.messages import Event, Reply, Tone
    from coach.settings import Settings
    from coach.turn import Coach

Json = Annotated[bool, typer.Option("--json", help="Write the whole reply as one line of JSON.")]
Batch = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help='Read JSON lines {"id", "text"} from FILE ("-": standard input); one JSON line each out.'
    ),
]
Model = Annotated[str | None, typer.Option(metavar="NAME", help="Use this language model (see `hearth models`).")]
Role = Annotated[
    Literal["neglected", "neglectful", "both"] | None, typer.Option(help="Who is asking; answers and plans fit it.")
]
ToneName = Literal["gentle", "direct", "brief", "all"]
KindName = Literal["i-statement", "reassurance", "apology", "boundary"]
Work = Callable[["Coach", Item], dict[str, Any]]


def ask(
    question: Annotated[str | None, typer.Argument(help="Your question; without it, standard input is read.")] = None,
    role: Role = None,
    as_json: Json = False,
    batch: Batch = None,
    model: Model = None,
) -> None:
    """Answer a question from the guides, with sources."""
    from ui.cli.parts import settings_for

    settings = settings_for(model)

    def events(coach: "Coach", item: Item) -> "Iterable[Event]":
        return coach.ask(item.text, role=item.role or role)

    _turn(settings, question, batch, as_json, events)


def rewrite(
    message: Annotated[str | None, typer.Argument(help="The message; without it, standard input is read.")] = None,
    tone: Annotated[ToneName, typer.Option(help="How it should sound.")] = "gentle",
    as_: Annotated[KindName, typer.Option("--as", help="What the message is meant to be.")] = "i-statement",
    as_json: Json = False,
    batch: Batch = None,
    model: Model = None,
) -> None:
    """Turn a message full of blame into one you would really send."""
    from coach.messages import TONES
    from ui.cli.parts import settings_for

    settings = settings_for(model)
    tones: tuple[Tone, ...] = TONES if tone == "all" else (tone,)

    def events(coach: "Coach", item: Item) -> "Iterable[Event]":
        return coach.rewrite(item.text, tones, as_)

    _turn(settings, message, batch, as_json, events)


def plan(
    situation: Annotated[
        str | None, typer.Argument(help="Where you stand; without it, standard input is read.")
    ] = None,
    role: Role = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", min=1, max=600, help="How many minutes there are for one step.")
    ] = None,
    space: Annotated[
        str | None,
        typer.Option("--space", metavar="NAME", help="Mind what was refused, or done lately, in this notebook."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the steps as this week's plan, in that notebook or in `me`.")
    ] = False,
    as_json: Json = False,
    batch: Batch = None,
    model: Model = None,
) -> None:
    """Pick a few small practices for this week."""
    from coach.keeping.errors import NotebookError
    from coach.keeping.preferences import Preferences, preferences
    from knowledge.reading import shipped_practices
    from ui.cli.parts import settings_for
    from ui.cli.passphrase import opened

    if keep and batch is not None:
        raise typer.BadParameter("--keep takes one situation, and not a batch")
    settings = settings_for(model)
    notebook = opened(settings, space or "me") if space or keep else None
    ended: list[NotebookError | None] = []
    known = preferences(notebook, date.today(), shipped_practices()) if notebook else Preferences()

    def events(coach: "Coach", item: Item) -> "Iterable[Event]":
        found = coach.plan(item.text, role=item.role or role, preferences=replace(known, minutes=minutes))
        return _kept(found, notebook, ended) if notebook and keep else found

    _turn(settings, situation, batch, as_json, events)
    for error in ended:  # said after the plan, not in the midst of it
        if error is not None:
            raise error
        typer.echo("Kept as this week's plan: `hearth today` shows it.", err=True)


def _kept(events: "Iterable[Event]", notebook: "Notebook", ended: "list[NotebookError | None]") -> "Iterator[Event]":
    """Pass a plan on, and keep its steps for this week; how that ended is put to `ended`: None, or what it failed of."""
    from coach.keeping import plans
    from coach.keeping.errors import NotebookError
    from coach.messages import Done, PlanReply

    for event in events:
        if isinstance(event, Done) and isinstance(event.reply, PlanReply) and event.reply.steps:
            try:
                plans.keep_plan(notebook, date.today(), plans.steps_from(event.reply.steps))
                ended.append(None)
            except NotebookError as error:
                ended.append(error)
        yield event


def screen(
    text: Annotated[str | None, typer.Argument(help="The text; without it, standard input is read.")] = None,
    as_json: Json = False,
    batch: Batch = None,
    model: Model = None,
) -> None:
    """Say whether someone in a text may be in danger, and who can help."""
    from ui.cli import replies
    from ui.cli.parts import settings_for

    settings = settings_for(model, needs_file=False)
    _lookup(settings, text, batch, as_json, _screened, replies.screening)


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for; without it, standard input is read.")] = None,
    top_k: Annotated[int, typer.Option("-k", "--top-k", min=1, max=100, help="How many passages.")] = 5,
    as_json: Json = False,
    batch: Batch = None,
    model: Model = None,
) -> None:
    """Find passages in the guides."""
    from ui.cli import replies
    from ui.cli.parts import settings_for

    settings = settings_for(model, needs_file=False)

    def found(coach: "Coach", item: Item) -> dict[str, Any]:
        from coach.messages import as_json
        from coach.shapes import searched

        return as_json(searched(coach, item.text, top_k)) | {"id": item.id}

    _lookup(settings, query, batch, as_json, found, replies.hits)


def _screened(coach: "Coach", item: Item) -> dict[str, Any]:
    from coach.messages import as_json
    from coach.shapes import screened

    return as_json(screened(coach, item.text)) | {"id": item.id}


def _turn(
    settings: "Settings",
    argument: str | None,
    batch: str | None,
    as_json: bool,
    events: Callable[["Coach", Item], "Iterable[Event]"],
) -> None:
    """Do a job that streams, for one text or a batch."""
    if batch is not None:
        _batch(settings, batch, argument, lambda coach, item: _as_json(events(coach, item)))
        return
    item = Item("", one_text(argument))
    with Status() as status:
        coach = make_coach(settings, status)
        if as_json:
            emit(_as_json(events(coach, item), status))
        else:
            show_turn(events(coach, item), status)


def _lookup(
    settings: "Settings",
    argument: str | None,
    batch: str | None,
    as_json: bool,
    work: Work,
    show: Callable[[dict[str, Any]], None],
) -> None:
    """Do a job that does not stream, for one text or a batch."""
    if batch is not None:
        _batch(settings, batch, argument, work)
        return
    item = Item("", one_text(argument))
    with Status() as status:
        found = work(make_coach(settings, status), item)
    if as_json:
        emit(found)
    else:
        show(found)


def make_coach(settings: "Settings", status: Status) -> "Coach":
    """Return a coach that says on `status` what it is loading."""
    from ui.cli import parts

    return parts.make_coach(settings, status)


def _batch(settings: "Settings", source: str, argument: str | None, work: Work) -> None:
    """Write one JSON line for each line of `source`, in order; a line that cannot be worked with says why."""
    if argument is not None:
        raise typer.BadParameter("give either a text or --batch, not both")
    with Status() as status:
        coach = make_coach(settings, status)
        for number, item in enumerate(batch_items(source), start=1):
            status(f"Line {number}")
            try:
                if item.error:
                    raise InputError(item.error)
                result = work(coach, item)
            except (InputError, ModelError) as error:
                result = {"error": str(error)}
            status.clear()
            emit({"id": item.id} | result | {"id": item.id})


def _as_json(events: "Iterable[Event]", status: Status | None = None) -> dict[str, Any]:
    from coach.messages import as_json

    return as_json(last_reply(events, status))


def last_reply(events: "Iterable[Event]", status: Status | None) -> "Reply":
    """Run a turn to its end and return its reply."""
    from coach.shapes import finished

    reply = finished(events, status)
    if status is not None:
        status.clear()
    return reply


def show_turn(events: "Iterable[Event]", status: Status) -> "Reply":
    """Show a turn as it comes, and what belongs below it at the end."""
    from coach.messages import AskReply, Done, Notice, RewriteReply, Text, Version
    from ui.cli import replies

    flow = Flow()
    for event in events:
        if isinstance(event, Notice):
            status(event.text)
            continue
        status.clear()
        if isinstance(event, Text):
            flow.write(event.delta)
        elif isinstance(event, Version):
            replies.version(event.tone, event.text)
        elif isinstance(event, Done):
            if flow.started:
                flow.end()
            if isinstance(event.reply, AskReply):
                replies.ask(event.reply)
            elif isinstance(event.reply, RewriteReply):
                replies.rewrite(event.reply)
            else:
                replies.plan(event.reply)
            return event.reply
    raise RuntimeError("a turn ended without a reply")
