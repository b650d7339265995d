"""Any GGUF by its path: files made of the embedded one, with another template or other numbers, as the coach loads them."""

import struct
from pathlib import Path
from typing import Any

import pytest

from coach.assemble import load_model
from coach.catalogue import choose, load_catalogue, locate
from coach.messages import Message
from coach.model import LlamaCppModel
from coach.settings import load_settings
from coach.thinking import TOKENS

pytestmark = pytest.mark.model

TURNS = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
ASK = [Message("user", "Say hello in one short sentence.")]


@pytest.fixture(scope="module")
def embedded() -> bytes:
    return locate(choose("smollm2-135m", load_catalogue(Path("none"))), Path("none")).read_bytes()


def with_template(raw: bytes, template: str) -> bytes:
    """Return the file with another chat template, filled up so that what lies behind it stays aligned."""
    at = raw.index(b"tokenizer.chat_template") + len(b"tokenizer.chat_template") + 4
    (length,) = struct.unpack_from("<Q", raw, at)
    spaces = (length - len(template.encode()) - 4) % 32
    new = f"{template}{{#{' ' * spaces}#}}".encode()
    assert (len(new) - length) % 32 == 0
    return raw[:at] + struct.pack("<Q", len(new)) + new + raw[at + 8 + length :]


def load(file: Path, raw: bytes) -> LlamaCppModel:
    file.write_bytes(raw)
    model = load_model(load_settings(model=str(file)), lambda stage, share: None)
    assert isinstance(model, LlamaCppModel)
    return model


def prompt_of(model: LlamaCppModel) -> str:
    text: bytes = model._llama.detokenize(model.prompt_tokens(ASK), special=True)
    return text.decode()


def test_a_file_speaks_with_its_own_template(embedded: bytes, tmp_path: Path) -> None:
    template = TURNS.replace("<|im_start|>", "<|im_start|>!") + "<|im_start|>!assistant\n"
    model = load(tmp_path / "mine.gguf", with_template(embedded, template))
    assert prompt_of(model) == (
        "<|im_start|>!user\nSay hello in one short sentence.<|im_end|>\n<|im_start|>!assistant\n"
    )
    assert model.name == "mine" and not model.tuned
    assert "".join(model.stream(ASK, max_tokens=12, temperature=0.0)).strip()


def test_a_template_that_opens_a_thought_gets_an_answer_first(embedded: bytes, tmp_path: Path) -> None:
    model = load(tmp_path / "mine.gguf", with_template(embedded, TURNS + "<|im_start|>assistant\n<think>\n"))
    assert prompt_of(model).endswith("<|im_start|>assistant\n<think>\n\n</think>\n\n")
    shown = "".join(model.stream(ASK, max_tokens=24, temperature=0.0))
    assert shown.strip() and "think>" not in shown


@pytest.mark.parametrize(("made_for", "given"), [(2048, 2048), (8192, 8192), (100_000, 8192)])
def test_context_is_what_the_model_was_made_for_as_far_as_it_is_of_use(
    made_for: int, given: int, embedded: bytes, tmp_path: Path
) -> None:
    at = embedded.index(b"llama.context_length") + len(b"llama.context_length") + 4
    model = load(tmp_path / "mine.gguf", embedded[:at] + struct.pack("<I", made_for) + embedded[at + 4 :])
    assert model.n_ctx == given == model._llama.n_ctx()


def test_a_thought_that_the_model_writes_is_not_shown_and_does_not_count(
    llama: LlamaCppModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def written(prompt: list[int], most: int, options: dict[str, Any]) -> Any:
        asked.append(most)
        yield from ("<th", "ink>", *["hm "] * 30, "</think>", "\n\n", "Dear ", "you, ", "hello ", "there")

    monkeypatch.setattr(llama, "_written", written)
    monkeypatch.setattr(llama, "_thinks", True)
    assert list(llama.stream(ASK, max_tokens=3)) == ["Dear ", "you, ", "hello "]
    assert asked == [3 + TOKENS]
    assert not llama._lock.locked()
