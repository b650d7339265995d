"""The hearth command. Holds no decisions: every answer comes from coach/.

    inputs.py    where texts come from: an argument, standard input, a batch file
    output.py    how replies are shown: JSON lines, or words for the terminal
    parts.py     settings and the coach, made once a command
    jobs.py      ask, rewrite, plan, screen, search         talk.py      a conversation
    keeping.py   today, checkin, question               page.py      ui
    library.py   index          models.py    models          data.py      data
    spaces.py    spaces         passphrase.py   a passphrase, never shown
    doctor.py    doctor         bench.py     bench          serve.py     serve, mcp

Errors end here: a line on stderr, worded by coach.failures, and the exit code of the contract (0 done, 2 wrong usage, 1 failed).
Nothing heavy is imported before a command needs it, so that help comes at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from coach import __version__, connections
from coach.failures import FAILED, USAGE, catch_all, report
from coach.silence import silence
from ui.cli import bench, data, doctor, jobs, keeping, library, models, page, serve, spaces, talk

DONE = 0
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
app.add_typer(spaces.app, name="spaces")
for _command in (jobs.ask, talk.talk, jobs.rewrite, jobs.plan, jobs.screen, jobs.search):
    app.command()(_command)
for _keeping in (keeping.today, keeping.checkin, keeping.question):
    app.command()(_keeping)
app.command(name="index")(library.index)
app.command(name="doctor")(doctor.doctor)
app.command(name="bench")(bench.bench)
app.command()(page.ui)
app.command(name="serve")(serve.serve)
app.command(name="mcp")(serve.mcp)


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
        page.ui()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; `arguments` are the process's own where none are given."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=given, prog_name="hearth", standalone_mode=False)
        # a pipe that was closed shows here, not at exit, where Python would print a traceback
        sys.stdout.flush()
    except (KeyboardInterrupt, EOFError, typer.Abort):
        code = _STOPPED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open until the process ends
        return FAILED
    except Exception as error:
        return _explain(error, _job(given))
    if code == _STOPPED:
        return _say("Stopped.", FAILED)
    return code if isinstance(code, int) else DONE


def _explain(error: Exception, job: str) -> int:
    """Say in one line on stderr what went wrong, and return the exit code for it."""
    if isinstance(error, _UsageError):
        context = getattr(error, "ctx", None)
        where = context.command_path if context is not None else "hearth"
        said = " ".join(getattr(error, "format_message", lambda: str(error))().split())
        said = said.removeprefix("Invalid value: ").replace("Value error, ", "").rstrip(".")
        if "extra argument" in said:  # it would quote them
            said = "there is more here than this command takes; put a text of several words in quotes"
        return _say(f"hearth: {said} (see `{where} --help`)", USAGE)
    failure = report(error, job)
    place = f" ({failure.place})" if failure.place else ""
    return _say(f"hearth: {failure.line}{place}", failure.code)


def _job(arguments: Sequence[str]) -> str:
    """Return which command was asked for, in names of Hearth's own: nothing of what was given to it."""
    command: Any = typer.main.get_command(app)
    names = ["hearth"]
    for one in arguments:
        command = getattr(command, "commands", {}).get(one)
        if command is None:
            break
        names.append(one)
    return " ".join(names)


def _say(line: str, code: int) -> int:
    typer.echo(" ".join(line.split()), err=True)
    return code


def main() -> None:
    """Run the hearth command and end the process with its exit code."""
    silence()
    connections.watch()
    catch_all(quiet=os.environ.get("HEARTH_DEBUG") != "1")
    os.umask(0o077)  # whatever Hearth writes is for the person's own eyes
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # JSON is UTF-8 on every system; a lone surrogate must not end a batch
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run())
