"""What a file says of its model, and how it is fitted to a machine."""

import struct
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import assemble, fitting
from coach.catalogue import ModelEntry, choose, load_catalogue, locate, memory_needed_mb
from coach.errors import ModelError
from coach.fitting import LEAST_CTX, fit_context, on_card
from coach.gguf_facts import Facts, read_facts
from coach.runtime import ALL_LAYERS, CARD_RESERVE, VideoMemory, gpu_layers
from coach.settings import Settings

EMBEDDED = locate(choose("smollm2-135m", load_catalogue(Path("none"))), Path("none"))
GB = 2**30


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def header(**values: int | list[int] | str) -> bytes:
    """Return the header of a GGUF file with these keys ("." written "__")."""
    raw = b"GGUF" + struct.pack("<IQQ", 3, 0, len(values))
    for key, value in values.items():
        raw += text(key.replace("__", "."))
        if isinstance(value, str):
            raw += struct.pack("<I", 8) + text(value)
        elif isinstance(value, list):
            raw += struct.pack("<IIQ", 9, 4, len(value)) + struct.pack(f"<{len(value)}I", *value)
        else:
            raw += struct.pack("<II", 4, value)
    return raw


def model(**changes: int | list[int] | str) -> bytes:
    values: dict[str, int | list[int] | str] = {
        "general__architecture": "new",
        "new__block_count": 4,
        "new__context_length": 4096,
        "new__embedding_length": 256,
        "new__attention__head_count": 8,
        "new__attention__head_count_kv": 2,
    }
    return header(**(values | changes))


def test_the_embedded_file_says_what_its_entry_says() -> None:
    entry = load_catalogue(Path("none"))["smollm2-135m"]
    assert read_facts(EMBEDDED) == Facts("llama", entry.n_ctx_train, entry.kv_bytes, 30, entry.n_vocab)
    assert entry.size_bytes == EMBEDDED.stat().st_size


@pytest.mark.parametrize(
    ("raw", "kv_bytes"),
    [
        (model(), 2 * 4 * 2 * (32 + 32)),  # 2 bytes, 4 layers, 2 heads, keys and values of 256 / 8
        (model(new__attention__key_length=64, new__attention__value_length=16), 2 * 4 * 2 * (64 + 16)),
        (model(new__attention__head_count_kv=[2, 0, 2, 0]), 2 * 4 * (32 + 32)),  # only two layers have a context
        (model(new__attention__head_count_kv=0), 2 * 4 * 8 * (32 + 32)),  # as many as heads
    ],
    ids=["by heads", "lengths of its own", "by layer", "no grouping"],
)
def test_context_costs_what_layers_and_heads_make_it(raw: bytes, kv_bytes: int, tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(raw)
    assert read_facts(file) == Facts("new", 4096, kv_bytes, 4, 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GGUF",
        b"GGML" + model()[4:],
        model()[:-1],
        model(new__context_length=0xFFFFFFFF),
        model(new__block_count=0xFFFFFFFF),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**63),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("a") + struct.pack("<IIQ", 9, 9, 5),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("a") + struct.pack("<I", 99),
    ],
)
def test_a_header_that_makes_no_sense_says_nothing(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(raw)
    assert read_facts(file) is None
    assert choose(str(file), {}).memory_mb >= 400


@settings(max_examples=200)
@given(at=st.integers(0, len(model()) - 1), byte=st.integers(0, 255))
def test_no_single_byte_breaks_the_reader(at: int, byte: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    raw = bytearray(model())
    raw[at] = byte
    file = tmp_path_factory.getbasetemp() / "one.gguf"
    file.write_bytes(raw)
    found = read_facts(file)
    assert found is None or found.kv_bytes >= 0
    choose(str(file), {})


def with_free(monkeypatch: pytest.MonkeyPatch, megabytes: int) -> None:
    memory = SimpleNamespace(available=megabytes * 2**20, total=64 * GB)
    monkeypatch.setattr("psutil.virtual_memory", lambda: memory)


def test_a_file_by_path_gets_the_context_that_it_was_made_for(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(model(new__context_length=4096))
    found = choose(str(file), {})
    assert (found.n_ctx, found.memory_mb) == (4096, memory_needed_mb(found.size_bytes, found.kv_bytes, 0, 4096))
    file.write_bytes(model(new__context_length=262144))
    assert choose(str(file), {}).n_ctx == 8192


def test_an_entry_that_asks_for_more_than_its_model_knows_gets_less(tmp_path: Path) -> None:
    entry = load_catalogue(Path("none"))["smollm2-135m"].model_copy(update={"n_ctx": 32768, "memory_mb": 1200})
    fitted = fit_context(entry, EMBEDDED)
    assert fitted.n_ctx == 8192
    assert fitted.memory_mb == 1200 - 24576 * 23040 // 2**20


def test_context_shrinks_to_what_is_free_but_not_below_what_answers_need(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = load_catalogue(Path("none"))["smollm2-135m"].model_copy(update={"n_ctx": 8192, "memory_mb": 500})
    with_free(monkeypatch, 450)
    assert fit_context(entry, EMBEDDED).n_ctx == 4096
    with_free(monkeypatch, 10)
    assert fit_context(entry, EMBEDDED).n_ctx == LEAST_CTX
    with_free(monkeypatch, 9000)
    assert fit_context(entry, EMBEDDED) == entry


def test_context_that_a_card_holds_is_not_cut_for_lack_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = load_catalogue(Path("none"))["smollm2-135m"].model_copy(update={"n_ctx": 8192, "memory_mb": 500})
    with_free(monkeypatch, 300)
    monkeypatch.setattr(fitting, "video_memory", lambda: VideoMemory(24 * GB, 24 * GB))
    assert fit_context(entry, EMBEDDED).n_ctx == 8192
    assert fit_context(entry, EMBEDDED, cards=False).n_ctx == LEAST_CTX
    # of a smaller card only a part counts, and more of it the less context there is
    monkeypatch.setattr(fitting, "video_memory", lambda: VideoMemory(CARD_RESERVE + 100 * 2**20, GB))
    assert fit_context(entry, EMBEDDED).n_ctx == 4096


def test_model_that_no_card_takes_is_fitted_to_the_memory_instead(
    monkeypatch: pytest.MonkeyPatch, hearth_folders: Path
) -> None:
    tried: list[tuple[int, int]] = []

    def load(entry: ModelEntry, path: Path, given: Settings, gpu_layers: int = 0, share: float = 0.0) -> str:
        tried.append((entry.n_ctx, gpu_layers))
        if gpu_layers:
            raise ModelError("the card's driver is broken")
        return "loaded"

    entry = load_catalogue(Path("none"))["smollm2-135m"].model_copy(update={"n_ctx": 8192, "memory_mb": 500})
    monkeypatch.setattr(assemble, "choose", lambda name, entries: entry)
    monkeypatch.setattr(assemble, "_load", load)
    with_free(monkeypatch, 10)
    monkeypatch.setattr(fitting, "video_memory", lambda: VideoMemory(24 * GB, 24 * GB))
    assert assemble.load_model(Settings(), lambda stage, part: None) == "loaded"
    assert tried == [(8192, ALL_LAYERS), (LEAST_CTX, 0)]


def test_a_file_that_is_not_there_is_left_to_who_loads_it(tmp_path: Path) -> None:
    entry = load_catalogue(Path("none"))["phi-4"]
    assert fit_context(entry, tmp_path / "no.gguf") == entry


@pytest.mark.parametrize(
    ("free_gb", "layers"),
    [(24, ALL_LAYERS), (3.5, 17), (0.5, 0)],
)
def test_layers_go_onto_the_card_as_far_as_there_is_room(free_gb: float, layers: int) -> None:
    # 5 GB and 1.125 GB of context in 36 layers and one more: 0.1655 GB each; of 3.5 GB, 2.816 are to be had
    card = VideoMemory(int(free_gb * GB), 24 * GB)
    assert gpu_layers(5 * GB, 36, 147456, 8192, card) == layers


def test_without_a_card_nothing_goes_onto_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gpu_layers(GB, 36, 1000, 8192, None) == 0
    monkeypatch.setattr(fitting, "video_memory", lambda: None)
    assert on_card(EMBEDDED, 4096) == (0, 0.0)
    monkeypatch.setattr(fitting, "video_memory", lambda: VideoMemory(24 * GB, 24 * GB))
    assert on_card(EMBEDDED, 4096) == (ALL_LAYERS, 1.0)
