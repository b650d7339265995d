"""A damaged model file is named in one line, whatever llama.cpp makes of it; a whole one is tried once."""

import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from coach import trial
from coach.assemble import load_model
from coach.catalogue import choose, load_catalogue, locate
from coach.errors import ModelError
from coach.settings import load_settings
from coach.trial import require_sound

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.model

EPSILON = b"llama.attention.layer_norm_rms_epsilon"
LAYERS = b"llama.block_count"
CONTEXT = b"llama.context_length"
NAN, HUGE = struct.pack("<I", 0xFFFFFFFF), struct.pack("<I", 0xFFFFFFFF)


@pytest.fixture(scope="module")
def whole() -> bytes:
    return locate(choose("smollm2-135m", load_catalogue(Path("none"))), Path("none")).read_bytes()


def changed(whole: bytes, key: bytes, value: bytes) -> bytes:
    """Return the file with the value of one of its numbers replaced: the key, four bytes for its type, the value."""
    at = whole.index(key) + len(key) + 4
    return whole[:at] + value + whole[at + len(value) :]


def loaded(file: Path) -> None:
    load_model(load_settings(model=str(file), adapter=False), lambda stage, share: None)


@pytest.mark.parametrize(
    ("key", "value"),
    [(EPSILON, NAN), (LAYERS, struct.pack("<I", 0)), (LAYERS, HUGE)],
    ids=["a number that is none", "no layers", "too many layers"],
)
def test_a_file_that_ends_the_process_does_not_end_this_one(
    key: bytes, value: bytes, whole: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(changed(whole, key, value))
    script = f"from coach.trial import _main; import sys; sys.argv[1:] = ['512', '0', {str(file)!r}]; _main()"
    environment = os.environ | {"GGML_NO_BACKTRACE": "1"}
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True)
    assert ended.returncode < 0, "llama.cpp has learnt to refuse it: this test needs another file"
    with pytest.raises(ModelError, match="its file is damaged") as caught:
        loaded(file)
    assert "\n" not in str(caught.value) and "hearth models" in str(caught.value)


@pytest.mark.parametrize(
    "damage", ["empty", "magic alone", "noise", "half", "one byte short", "tensors cut", "no file"]
)
def test_a_file_that_llama_cpp_refuses_is_named(damage: str, whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(
        {
            "empty": b"",
            "magic alone": b"GGUF",
            "noise": b"GGUF" + random.Random(7).randbytes(100_000),
            "half": whole[: len(whole) // 2],
            "one byte short": whole[:-1],
            "tensors cut": whole[:2_000_000],
            "no file": b"",
        }[damage]
    )
    settings = load_settings(model=str(file), adapter=False)
    if damage == "no file":
        file.unlink()
    with pytest.raises(ModelError, match=r"'.*mine.*'") as caught:
        load_model(settings, lambda stage, share: None)
    assert "\n" not in str(caught.value)


def test_a_file_whose_numbers_make_no_sense_fails_without_quoting_the_text(whole: bytes, tmp_path: Path) -> None:
    from coach.messages import Message

    file = tmp_path / "mine.gguf"
    file.write_bytes(changed(whole, CONTEXT, HUGE))
    model = load_model(load_settings(model=str(file), adapter=False), lambda stage, share: None)
    with pytest.raises(ModelError, match="may be damaged") as caught:
        list(model.stream([Message("user", "xyzzy-typed")], max_tokens=2))
    assert "xyzzy" not in str(caught.value)


def test_a_whole_file_is_tried_once_and_again_when_it_changed(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    real = trial._run

    def run(arguments: list[str]) -> int:
        runs.append(real(arguments))
        return runs[-1]

    monkeypatch.setattr(trial, "_run", run)
    file, kept = tmp_path / "mine.gguf", tmp_path / "index" / "tried.json"
    file.write_bytes(whole)
    for _ in range(2):
        require_sound("mine", file, None, 512, kept)
    assert runs == [0]
    os.utime(file, ns=(1, 1))
    require_sound("mine", file, None, 512, kept)
    kept.write_text("{half")
    require_sound("mine", file, None, 512, kept)
    assert runs == [0, 0, 0]


def test_a_file_that_is_damaged_later_is_noticed(whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(whole)
    loaded(file)
    file.write_bytes(changed(whole, EPSILON, NAN))
    with pytest.raises(ModelError, match="its file is damaged"):
        loaded(file)


def test_a_process_that_the_system_ended_is_told_as_too_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF")
    monkeypatch.setattr(trial, "_run", lambda arguments: -9)
    with pytest.raises(ModelError, match="too little memory"):
        require_sound("mine", file, None, 512, tmp_path / "tried.json")
    assert not (tmp_path / "tried.json").exists()
