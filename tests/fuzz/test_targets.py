"""Every target with inputs made of its seeds and pieces, always the same ones; whatever was once found is tried again."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz import __main__ as command
from tests.fuzz.kit import NAMES, Target, load

pytestmark = [
    pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning"),
    pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning"),
]
_MOST_EDITS = 6


@cache
def target_of(name: str) -> Target:
    """Load a target once, and when a test first needs it."""
    return load(name)


@st.composite
def inputs(draw: st.DrawFn, target: Target) -> bytes:
    """Draw an input: a seed with a few places cut out, doubled or written over; or pieces in a row; or any bytes."""
    way = draw(st.sampled_from(["edited", "edited", "edited", "pieces", "bytes"]))
    if way == "bytes":
        return draw(st.binary(max_size=300))
    piece = st.sampled_from(target.pieces)
    if way == "pieces":
        return b"".join(draw(st.lists(piece, max_size=40)))
    made = draw(st.sampled_from(target.seeds))
    for _ in range(draw(st.integers(1, _MOST_EDITS))):
        start = draw(st.integers(0, len(made)))
        end = min(len(made), start + draw(st.sampled_from([0, 0, 1, 2, 8, 40])))
        put = draw(st.one_of(piece, st.binary(max_size=4), st.just(made[start:end] * 2)))
        made = made[:start] + put + made[end:]
    return made


@pytest.mark.parametrize("name", NAMES)
def test_what_must_hold_holds_for_any_input(name: str) -> None:
    target = target_of(name)

    @settings(
        max_examples=target.examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(target))
    def holds(data: bytes) -> None:
        target(data)

    holds()


@pytest.mark.parametrize("name", NAMES)
def test_seeds_and_what_was_once_found_hold(name: str) -> None:
    target = target_of(name)
    assert target.seeds and target.pieces
    for data in (*target.seeds, *target.crashers):
        target(data)


def test_every_module_with_a_target_is_in_the_list() -> None:
    holding = {
        one.stem for one in Path(__file__).parent.glob("*.py") if "\ndef target(" in one.read_text(encoding="utf-8")
    }
    assert holding == set(NAMES)


@pytest.mark.skipif(not command.installed(), reason="atheris is not installed (extra `fuzz`)")
def test_a_short_guided_run_counts_its_inputs_and_finds_nothing(tmp_path: Path) -> None:
    result = command.fuzz("typed", 2, 1, tmp_path)
    assert result.executions > 100 and result.crashes == ()
    assert command.line(result).startswith("typed ")


@pytest.mark.skipif(not command.installed(), reason="atheris is not installed (extra `fuzz`)")
def test_a_guided_run_that_fails_names_the_input_that_failed(tmp_path: Path) -> None:
    """The runner can find: a target that refuses a word it has among its pieces."""
    ran = subprocess.run(
        [sys.executable, "-c", _FAILING, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ran.returncode != 0, ran.stdout
    (found,) = (tmp_path / "crashes" / "typed").iterdir()
    assert b"\xed\xb2\x80" in found.read_bytes()


_FAILING = r"""
import sys
from dataclasses import replace
from pathlib import Path
from tests.fuzz import guided, kit

def refuse(data):
    assert b"\xed\xb2\x80" not in data

load = kit.load
guided.load = lambda name: replace(load(name), run=refuse)
guided.fuzz("typed", 20, 1, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("arguments", [[], ["--all", "typed"], ["nonsense"], ["typed", "--seconds", "0"]])
def test_wrong_usage_of_the_command_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2 and "usage:" in capsys.readouterr().err
