"""ui/cli/output.py: what reaches a terminal, and how it is wrapped."""

import io
import sys

import pytest

from ui.cli.output import Flow, Status, say


class Screen(io.StringIO):
    """A terminal of 30 columns."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Screen:
    # not a fixture: pytest puts its own stdout in place between a fixture and the test
    made = Screen()
    monkeypatch.setattr(sys, "stdout", made)
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "xterm-256color")
    return made


def test_stream_is_wrapped_at_words_however_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = at_a_terminal(monkeypatch)
    text = (
        "A kept promise says more than a long apology.\n\nTry *one* this **week**, and keep it.\n- 3 * 4 is no emphasis"
    )
    shown = []
    for size in (1, 3, 7, 200):
        screen.seek(0)
        screen.truncate()
        flow = Flow()
        for at in range(0, len(text), size):
            flow.write(text[at : at + size])
        flow.end()
        shown.append(screen.getvalue())
    assert set(shown) == {
        "A kept promise says more than\na long apology.\n\nTry one this week, and keep\nit.\n- 3 * 4 is no emphasis\n"
    }


def test_piped_text_is_not_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    say("word " * 100)
    assert capsys.readouterr().out == ("word " * 100).rstrip() + "\n"


def test_text_of_others_reaches_the_terminal_as_letters_only(capsys: pytest.CaptureFixture[str]) -> None:
    say("[red]one[/red] \x1b[31mtwo\x07 \u202ethree :smile:")
    assert capsys.readouterr().out == "[red]one[/red] [31mtwo three :smile:\n"


@pytest.mark.parametrize("no_color", [False, True])
def test_headings_have_no_colour_when_none_is_wanted(monkeypatch: pytest.MonkeyPatch, no_color: bool) -> None:
    screen = at_a_terminal(monkeypatch)
    monkeypatch.setenv("TERM", "xterm-256color")
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)
    say("Sources", style="red")
    assert ("\x1b[31m" in screen.getvalue()) != no_color


def test_status_stays_on_stderr_and_goes_without_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    errors = Screen()
    monkeypatch.setattr(sys, "stderr", errors)
    with Status() as status:
        status("Indexing [red] the guides", 0.5)
        say("shown meanwhile")
    assert capsys.readouterr().out == "shown meanwhile\n"
    assert "Indexing [red] the guides" in errors.getvalue()
    assert errors.getvalue().endswith("\x1b[2K"), "the line is taken away"


def test_status_says_nothing_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with Status() as status:
        status("Indexing the guides", 0.5)
    assert capsys.readouterr() == ("", "")
