"""The local log: what it holds, what it never holds, how large it grows, who may read it."""

import json
import re
import stat
import sys
from pathlib import Path

import pytest

from coach import __version__, log
from knowledge.errors import StoreError

TYPED = "xyzzy-typed"


def failing(text: str) -> None:
    json.loads(text)


def failed() -> Exception:
    """An error with all that could quote a person: its message, a note, the error below it, values in its frames."""
    try:
        try:
            failing(TYPED)
        except ValueError as cause:
            cause.add_note(TYPED)
            raise StoreError(TYPED) from cause
    except StoreError as error:
        return error
    raise AssertionError


def test_an_entry_names_the_job_the_errors_and_the_places(tmp_path: Path) -> None:
    log.note(failed(), "a test", tmp_path / "log")
    first, *rest = log.log_file(tmp_path / "log").read_text().splitlines()
    assert re.fullmatch(rf"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 hearth {re.escape(__version__)} a test", first)
    assert [re.sub(r":\d+ ", ":N ", line) for line in rest] == [
        "  knowledge.errors.StoreError",
        "    (elsewhere):N in failed",
        "  json.decoder.JSONDecodeError",
        "    (elsewhere):N in failed",
        "    (elsewhere):N in failing",
        "    python/json/__init__.py:N in loads",
        "    python/json/decoder.py:N in JSONDecoder.decode",
        "    python/json/decoder.py:N in JSONDecoder.raw_decode",
    ]


def test_places_are_named_from_their_package_on(tmp_path: Path) -> None:
    from pydantic import TypeAdapter

    from coach.chat_template import template_renderer

    for fail, place in (
        (lambda: template_renderer("{{ nothing.at.all }}")([]), "coach/chat_template.py"),
        (lambda: TypeAdapter(int).validate_python("x"), "pydantic/type_adapter.py"),
    ):
        with pytest.raises(Exception) as caught:
            list(fail())
        text = log.entry(caught.value, "a test")
        assert f"    {place}:" in text
        assert str(Path.home()) not in text and str(tmp_path) not in text and ".venv" not in text


def test_nothing_typed_is_in_it(tmp_path: Path) -> None:
    error = failed()
    log.note(ExceptionGroup(TYPED, [error, OSError(28, TYPED, TYPED)]), "a test", tmp_path)
    log.note(UnicodeDecodeError("utf-8", TYPED.encode(), 0, 1, TYPED), "a test", tmp_path)
    text = log.log_file(tmp_path).read_text()
    assert "JSONDecodeError" in text and "UnicodeDecodeError" in text
    assert TYPED not in text


def test_errors_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert log.entry(one, "a test").count("builtins.") == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    log.note(ValueError(), "a test", folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(log.log_file(folder).stat().st_mode) == 0o600


def test_it_stays_small_and_the_newest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", log.MAX_BYTES // 8)  # filled so much the sooner
    deep: Exception = RecursionError()
    try:
        exec("def f(n): f(n + 1)\nf(0)", {})
    except RecursionError as error:
        deep = error
    for number in range(400):
        log.note(deep, f"test {number}", tmp_path)
    files = sorted(tmp_path.iterdir())
    assert [one.name for one in files] == ["hearth.log", "hearth.log.1", "hearth.log.2"]
    assert all(one.stat().st_size <= log.MAX_BYTES for one in files)
    assert "test 399\n" in log.log_file(tmp_path).read_text()
    assert 40 < log.count(tmp_path) < 400


def test_entries_are_counted_and_none_are_none(tmp_path: Path) -> None:
    assert log.count(tmp_path / "nowhere") == 0
    for _ in range(3):
        log.note(failed(), "a test", tmp_path)
    assert log.count(tmp_path) == 3


def test_a_log_that_cannot_be_written_is_done_without(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    log.note(failed(), "a test", tmp_path / "log")
    (tmp_path / "other" / "hearth.log").mkdir(parents=True)
    log.note(failed(), "a test", tmp_path / "other")
    assert capfd.readouterr() == ("", "")
