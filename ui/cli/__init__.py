"""The hearth command. Holds no decisions: every answer comes from coach/.

    inputs.py    where texts come from: an argument, standard input, a batch file
    output.py    how replies are shown: JSON lines, or words for the terminal
    parts.py     settings and the coach, made once a command
    jobs.py      ask, rewrite, plan, screen, search         talk.py      a conversation
    keeping.py   today, checkin, question
    library.py   index          models.py    models          data.py      data
    doctor.py    doctor         bench.py     bench

Errors end here, in one place: a line on stderr and the exit code of the contract (0 done, 2 wrong usage, 1 could not do it).
Nothing heavy is imported before a command needs it, so that help comes at once.
"""

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from coach import __version__
from coach.errors import CoachError, InputError
from coach.silence import silence
from knowledge.errors import KnowledgeError
from ui.cli import bench, data, doctor, jobs, keeping, library, models, talk

DONE, FAILED, USAGE = 0, 1, 2
_STOPPED = 130  # what Typer makes of Ctrl-C
# Typer carries click within itself and offers no public name for the base of its usage errors
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="hearth",
    help="A private coach for couples who have drifted. It runs on this computer; nothing you type leaves it.",
    epilog="Without a command: start the page and open the browser.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(models.app, name="models")
app.add_typer(data.app, name="data")
for _command in (jobs.ask, talk.talk, jobs.rewrite, jobs.plan, jobs.screen, jobs.search):
    app.command()(_command)
for _keeping in (keeping.today, keeping.checkin, keeping.question):
    app.command()(_keeping)
app.command(name="index")(library.index)
app.command(name="doctor")(doctor.doctor)
app.command(name="bench")(bench.bench)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"hearth {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Show the version."),
) -> None:
    """A private coach for couples who have drifted. It runs on this computer; nothing you type leaves it."""
    if context.invoked_subcommand is None:
        ui(port=None, browser=True, model=None)


@app.command()
def ui(
    port: int | None = typer.Option(
        None, min=1, max=65535, help="Serve on this port (default: the first free from 7860)."
    ),
    browser: bool = typer.Option(True, "--browser/--no-browser", help="Open the browser."),
    model: str | None = typer.Option(None, help="The language model to use."),
) -> None:
    """Start the page on this computer and open the browser."""
    from ui.cli.parts import settings_for

    settings = settings_for(model)
    from ui.app import serve

    serve(settings, port=port, open_browser=browser)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `arguments` are the process's own where none are given."""
    try:
        code = app(
            args=list(sys.argv[1:] if arguments is None else arguments), prog_name="hearth", standalone_mode=False
        )
        # a pipe that was closed shows here, not at exit, where Python would print a traceback
        sys.stdout.flush()
    except (KeyboardInterrupt, EOFError, typer.Abort):
        code = _STOPPED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the process ends
        return FAILED
    except Exception as error:
        return _explain(error)
    if code == _STOPPED:
        return _say("Stopped.", FAILED)
    return code if isinstance(code, int) else DONE


def _explain(error: Exception) -> int:
    """Say in one line on stderr what went wrong, and return the exit code for it."""
    if os.environ.get("HEARTH_DEBUG") == "1":
        traceback.print_exception(error)
    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        where = context.command_path if context is not None else "hearth"
        said = " ".join(getattr(error, "format_message", lambda: str(error))().split())
        said = said.removeprefix("Invalid value: ").replace("Value error, ", "").rstrip(".")
        return _say(f"hearth: {said} (see `{where} --help`)", USAGE)
    if isinstance(error, InputError):
        return _say(f"hearth: {error}", USAGE)
    if isinstance(error, CoachError | KnowledgeError):
        return _say(f"hearth: {error}", FAILED)
    if isinstance(error, OSError):
        about = f" ({error.filename})" if error.filename else ""
        return _say(f"hearth: the system says: {error.strerror or type(error).__name__}{about}", FAILED)
    return _say(
        f"hearth: something unexpected happened ({type(error).__name__}); "
        "run `hearth doctor`, or this again with HEARTH_DEBUG=1 for details",
        FAILED,
    )


def _say(line: str, code: int) -> int:
    typer.echo(" ".join(line.split()), err=True)
    return code


def main() -> None:
    """Run the hearth command and end the process with its exit code."""
    silence()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # JSON is UTF-8 on every system; a lone surrogate must not end a batch
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run())
