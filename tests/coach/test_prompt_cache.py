"""What is kept of prompts that begin alike: the real runtime, in memory and on disk."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.messages import Message
from coach.model import LlamaCppModel
from coach.prompt_cache import LEAST, _fitting
from coach.warming import beginnings, warm_up

pytestmark = pytest.mark.model

SYSTEM = Message("system", "You name colours, plainly and kindly, one after the other, and nothing else at all. " * 4)
OTHER = [Message("system", "You count."), Message("user", "From one to five.")]
NEVER = threading.Event()


def asked(text: str) -> list[Message]:
    return [SYSTEM, Message("user", text)]


def write(model: LlamaCppModel, messages: list[Message]) -> str:
    return "".join(model.stream(messages, max_tokens=12, temperature=0.0))


@pytest.fixture
def states(tmp_path: Path) -> Path:
    return tmp_path / "prompts"


@pytest.fixture
def model(llama: LlamaCppModel, states: Path) -> Iterator[LlamaCppModel]:
    """The bare model, keeping what it reads in a folder of the test's own."""
    before = llama._prompts._folder
    llama.forget_prompts()
    llama._prompts._folder = states
    yield llama
    llama.forget_prompts()
    llama._prompts._folder = before


@pytest.fixture
def read(model: LlamaCppModel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens the runtime has read, piece by piece."""
    found: list[int] = []
    evaluate = model._llama.eval

    def counted(tokens: list[int]) -> None:
        found.append(len(tokens))
        evaluate(tokens)

    monkeypatch.setattr(model._llama, "eval", counted)
    return found


def test_a_beginning_that_was_kept_is_not_read_again(model: LlamaCppModel, read: list[int]) -> None:
    assert model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    write(model, OTHER)  # another job in between
    read.clear()
    write(model, asked("Which are warm?"))
    prompt = model.prompt_tokens(asked("Which are warm?"))
    assert read[0] < len(prompt) - LEAST
    assert read[0] < 20


def test_the_text_is_the_same_whether_its_beginning_was_kept_or_read(model: LlamaCppModel) -> None:
    texts = ["Which are warm?", "Anna asks for blue ones.", "9 of them, please."]
    plain = []
    for text in texts:
        model.forget_prompts()
        plain.append(write(model, asked(text)))
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    for text, before in zip(texts, plain, strict=True):
        write(model, OTHER)
        assert write(model, asked(text)) == before


def test_state_is_found_on_disk_after_a_restart(model: LlamaCppModel, states: Path, read: list[int]) -> None:
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    (file,) = states.iterdir()
    model.forget_prompts()  # as after a start
    read.clear()
    assert model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    assert read == []
    before = write(model, asked("Which are warm?"))
    model.forget_prompts()
    assert write(model, asked("Which are warm?")) == before
    assert file.stat().st_size > 10_000


@pytest.mark.parametrize("damage", [b"", b"short", bytes(5000)], ids=["empty", "short", "zeros"])
def test_damaged_state_is_read_again(model: LlamaCppModel, states: Path, read: list[int], damage: bytes) -> None:
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    (file,) = states.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    model.forget_prompts()
    read.clear()
    assert model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    assert sum(read) > LEAST
    assert file.read_bytes() == whole


def test_one_bit_on_disk_is_enough(model: LlamaCppModel, states: Path, read: list[int]) -> None:
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    (file,) = states.iterdir()
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    model.forget_prompts()
    read.clear()
    assert model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    assert sum(read) > LEAST


def test_state_of_another_model_is_not_taken(
    model: LlamaCppModel, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    monkeypatch.setattr(model._prompts, "_key", "another file")
    model.forget_prompts()
    read.clear()
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    assert sum(read) > LEAST


def test_state_that_the_runtime_refuses_leaves_no_hole(model: LlamaCppModel, read: list[int]) -> None:
    plain = write(model, asked("Which are warm?"))
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    (beginning,) = model._prompts._kept
    model._prompts._kept[beginning] = bytes(64)
    write(model, OTHER)  # which begins alike: with the template
    read.clear()
    assert write(model, asked("Which are warm?")) == plain
    assert sum(read) >= len(model.prompt_tokens(asked("Which are warm?")))  # all of it, from the first token
    assert not model._prompts._kept


def test_model_that_cannot_forget_in_part_goes_back_to_what_was_kept(
    model: LlamaCppModel, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # recurrent ones, such as Mamba
    model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    context = model._llama._ctx
    remove = context.kv_cache_seq_rm

    def whole_or_nothing(sequence: int, start: int, end: int) -> bool:
        return start in (0, model._llama.n_tokens) and remove(sequence, start, end)

    monkeypatch.setattr(context, "kv_cache_seq_rm", whole_or_nothing)
    write(model, asked("Anna likes blue."))
    read.clear()
    write(model, asked("Anna likes red."))  # the same job again
    assert read[0] < 20


def test_short_beginning_is_not_worth_keeping(model: LlamaCppModel, states: Path, read: list[int]) -> None:
    short = Message("system", "Count.")
    assert model.keep_beginning([short, Message("user", "Anna")], [short, Message("user", "9")], NEVER)
    assert read == [] and not states.exists()


def test_a_person_who_comes_stops_it_and_nothing_is_kept(model: LlamaCppModel, states: Path) -> None:
    come = threading.Event()
    come.set()
    assert not model.keep_beginning(asked("Anna"), asked("9"), come)
    assert not states.exists() and not model._prompts._kept


def test_folder_that_cannot_be_written_is_no_failure(model: LlamaCppModel, states: Path, read: list[int]) -> None:
    states.parent.mkdir(exist_ok=True)
    states.write_text("a file where the folder would be")
    assert model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    read.clear()
    write(model, asked("Which are warm?"))
    assert read[0] < 20


def test_the_last_of_the_disk_is_left_to_the_person(
    model: LlamaCppModel, states: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**12, 10**12, 10**8))
    assert model.keep_beginning(asked("Anna"), asked("9"), NEVER)
    assert list(states.glob("*")) == []


def test_what_a_person_wrote_is_never_on_disk(model: LlamaCppModel, states: Path) -> None:
    warm_up(model)
    count = len(list(states.iterdir()))
    write(model, asked("my secret is a lighthouse"))
    assert len(list(states.iterdir())) == count > 0


def test_only_the_latest_files_stay(model: LlamaCppModel, states: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.prompt_cache._MOST_BYTES", 4_000_000)  # two of them
    for word in ("colours", "birds", "trees"):
        system = Message("system", f"You name {word}, plainly and kindly, one after the other, and nothing else. " * 4)
        model.keep_beginning([system, Message("user", "Anna")], [system, Message("user", "9")], NEVER)
    assert len(list(states.glob("*"))) == 2


class TestWarmUp:
    """What is read before anybody asks."""

    def test_every_job_finds_its_beginning_read(self, model: LlamaCppModel, read: list[int]) -> None:
        warm_up(model)
        kept = [len(one) for one in model._prompts._kept]
        assert len(kept) == len(beginnings(model)) == 3
        for first, other in beginnings(model):
            read.clear()
            write(model, list(first))
            write(model, list(other))
            assert read[0] < len(model.prompt_tokens(first)) - LEAST

    def test_tones_of_one_message_share_all_but_the_tone(self, model: LlamaCppModel, read: list[int]) -> None:
        from coach import candidates

        warm_up(model)
        write(
            model, candidates.prompt("You forgot the dinner on Sunday, and my mother waited.", "gentle", "i-statement")
        )
        read.clear()
        write(model, candidates.prompt("You forgot the dinner on Sunday, and my mother waited.", "brief", "apology"))
        assert read[0] < 45  # the tone, the kind, and the end of the turn

    def test_it_is_left_off_when_told_to(self, model: LlamaCppModel) -> None:
        leave_off = threading.Event()
        leave_off.set()
        warm_up(model, leave_off)
        assert not model._prompts._kept

    def test_it_waits_while_somebody_is_served(self, model: LlamaCppModel) -> None:
        with model.line.place():
            warming = threading.Thread(target=warm_up, args=(model,))
            warming.start()
            warming.join(0.5)
            assert warming.is_alive() and not model._prompts._kept
        warming.join(60)
        assert not warming.is_alive() and len(model._prompts._kept) == 3

    def test_with_the_adapter_its_second_context_is_made(self, tuned: LlamaCppModel) -> None:
        warm_up(tuned)
        assert tuned._branches is not None

    def test_model_elsewhere_is_left_alone(self) -> None:
        from tests.fakes import ScriptedModel

        warm_up(ScriptedModel())


class TestPieces:
    """How much of a prompt is read between two looks at whether to stop."""

    @pytest.mark.parametrize(("rate", "piece"), [(5, 8), (20, 16), (100, 64), (150, 128), (5000, 256)])
    def test_they_are_of_few_sizes(self, rate: float, piece: int) -> None:
        assert _fitting(rate) == piece

    def test_they_shrink_where_reading_is_slow(
        self, model: LlamaCppModel, read: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = [0.0]
        monkeypatch.setattr("coach.prompt_cache.time.monotonic", lambda: now[0])
        evaluate = model._llama.eval

        def slow(tokens: list[int]) -> None:
            now[0] += len(tokens) / 20  # tokens a second
            evaluate(tokens)

        monkeypatch.setattr(model._llama, "eval", slow)
        monkeypatch.setattr(model._prompts, "_piece", 64)
        model._prompts.read(model.prompt_tokens(asked("word " * 300)), None)
        assert read[0] == 64
        assert set(read[1:-2]) == {16}  # less than a second of them

    def test_stop_in_the_middle_leaves_the_rest_unread(self, model: LlamaCppModel, read: list[int]) -> None:
        stop = threading.Event()
        evaluate = model._llama.eval

        def once(tokens: list[int]) -> None:
            evaluate(tokens)
            stop.set()

        model._llama.eval = once
        try:
            assert list(model.stream(asked("word " * 900), max_tokens=5, cancel=stop)) == []
        finally:
            model._llama.eval = evaluate
        assert sum(read) < 900
        assert write(model, OTHER)
