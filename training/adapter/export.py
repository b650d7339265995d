"""The trained changes as a GGUF adapter that llama.cpp reads, and a check that the two give the same text.

Format: llama.cpp, convert_lora_to_gguf.py (general.type adapter, adapter.type lora, blk.N.NAME.weight.lora_a and .lora_b). The
rows of lora_b of q and k go from Hugging Face's rotary order to ggml's, as in convert_hf_to_gguf.py (LlamaModel.permute).
"""

from pathlib import Path
from typing import Any

import numpy as np

from training.adapter.base import SCALE

NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip


def export(model: Any, rank: int, path: Path) -> None:
    """Write the low-rank changes of `model` to `path` in half precision, in whole or not at all."""
    import gguf

    part = path.with_suffix(".part")
    writer = gguf.GGUFWriter(str(part), "llama")
    writer.add_type("adapter")
    writer.add_name("Hearth coach")
    writer.add_license("Apache-2.0")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", SCALE * rank)
    heads, kv_heads = model.config.num_attention_heads, model.config.num_key_value_heads
    for name, tensor in model.named_parameters():
        if "lora_" not in name:
            continue
        _, layer, projection, change = _parts(name)
        rows = tensor.detach().float().numpy()
        if change == "lora_b" and projection.endswith(("q_proj", "k_proj")):
            rows = permuted(rows, heads if projection.endswith("q_proj") else kv_heads)
        writer.add_tensor(
            f"blk.{layer}.{NAMES[projection]}.weight.{change}", np.ascontiguousarray(rows.astype(np.float16))
        )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(path)


def restore(model: Any, path: Path) -> None:
    """Put the low-rank changes of an exported adapter into `model`, which must have changes of the same rank."""
    import gguf
    import torch

    held = {one.name: one.data for one in gguf.GGUFReader(str(path)).tensors}
    heads, kv_heads = model.config.num_attention_heads, model.config.num_key_value_heads
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if "lora_" not in name:
                continue
            _, layer, projection, change = _parts(name)
            rows = np.array(held[f"blk.{layer}.{NAMES[projection]}.weight.{change}"], dtype=np.float32)
            if change == "lora_b" and projection.endswith(("q_proj", "k_proj")):
                rows = restored(rows, heads if projection.endswith("q_proj") else kv_heads)
            tensor.copy_(torch.from_numpy(rows))


def restored(rows: np.ndarray, heads: int) -> np.ndarray:
    """Undo permuted()."""
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """Return (heads * width, rank) rows in ggml's rotary order: the two halves of each head interleaved."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def _parts(name: str) -> tuple[str, str, str, str]:
    """model.layers.3.self_attn.q_proj.lora_A.default.weight -> ("model", "3", "self_attn.q_proj", "lora_a")."""
    parts = name.split(".")
    at = parts.index("layers")
    change = next("lora_a" if "lora_A" in one else "lora_b" for one in parts if one.startswith("lora_"))
    return parts[0], parts[at + 1], ".".join(parts[at + 2 : at + 4]), change
