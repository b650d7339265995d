"""What the trainings of the router and of the screen share: low-rank changes to begin from, and how they are stored."""

from typing import Any

import numpy as np

from knowledge.low_rank import LowRank, Matrices, layers_of


def fresh(module: Any, rank: int, seed: int) -> LowRank:
    """Return changes of this rank to every linear layer of `module`, without effect yet, with all else frozen."""
    draw = np.random.default_rng(seed)
    return frozen_beside(
        module,
        {
            name: (
                draw.normal(0, n_in**-0.5, (rank, n_in)).astype(np.float32),
                np.zeros((n_out, rank), dtype=np.float32),
            )
            for name, n_in, n_out in layers_of(module)
        },
    )


def frozen_beside(module: Any, matrices: Matrices) -> LowRank:
    """Return the changes, put to `module`, with all else of it frozen."""
    changes = LowRank(module, matrices)
    for one in module.parameters():
        one.requires_grad_(False)
    return changes


def arrays_of(changes: LowRank) -> dict[str, Any]:
    """Return the changes as half-precision arrays by name, as knowledge.low_rank.matrices_in reads them."""
    return {
        f"low_rank/{name}/{part}": tensor.detach().numpy().astype(np.float16)
        for name, pair in changes.parameters.items()
        for part, tensor in zip(("down", "up"), pair, strict=True)
    }


def quick_in_half() -> bool:
    """Say whether the processor computes in bfloat16; where not, it takes a hundred times as long as single precision."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported())


def half_precision() -> Any:
    """Compute in bfloat16 where the processor can."""
    import torch

    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=quick_in_half())


def padded(features: dict[str, Any]) -> dict[str, Any]:
    """Pad to a multiple of 16 tokens: kernels are compiled for each shape, and few shapes save minutes."""
    from torch.nn.functional import pad

    length = features["input_ids"].shape[1]
    short = -length % 16
    return {name: pad(one, (0, short)) if getattr(one, "ndim", 0) == 2 else one for name, one in features.items()}
