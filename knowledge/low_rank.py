"""Low-rank changes to the embedding model (LoRA: Hu et al. 2021, arXiv 2106.09685), put on and off within one pass.

The same weights then read a text in two ways: as they came, for any document, and as they were trained to tell Hearth's own
sections and FAQs apart. One pass over a batch gives both, at little more than the cost of one.
"""

import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files as package_files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrices = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
_PREFIX = "low_rank/"


class LowRank:
    """The changes, attached to a torch module; without effect outside `applied`.

    `matrices` names linear layers within the module; each has a down projection (rank, n_in) and an up projection
    (n_out, rank). A layer's output y becomes y + up @ (down @ x).
    """

    def __init__(self, module: Any, matrices: Matrices) -> None:
        import torch

        self._here = threading.local()  # a pass of another thread must not be changed by this one's
        self.parameters: dict[str, tuple[Any, Any]] = {}
        layers = dict(module.named_modules())
        for name, (down, up) in matrices.items():
            pair = torch.tensor(down), torch.tensor(up)
            self.parameters[name] = pair
            layers[name].register_forward_hook(self._hook(*pair))

    @contextmanager
    def applied(self, first_row: int = 0) -> Iterator[None]:
        """Apply the changes, in this thread, to the rows of a batch from `first_row` on."""
        self._here.first_row = first_row
        try:
            yield
        finally:
            self._here.first_row = None

    def _hook(self, down: Any, up: Any) -> Any:
        def change(_module: Any, inputs: tuple[Any, ...], output: Any) -> Any:
            first = getattr(self._here, "first_row", None)
            if first is None:
                return None
            import torch

            return torch.cat([output[:first], output[first:] + (inputs[0][first:] @ down.T) @ up.T])

        return change


def layers_of(module: Any) -> list[tuple[str, int, int]]:
    """Return (name, n_in, n_out) of each linear layer."""
    import torch

    return [
        (name, layer.in_features, layer.out_features)
        for name, layer in module.named_modules()
        if isinstance(layer, torch.nn.Linear)
    ]


@cache
def read_arrays(embedder_id: str, kind: str = "") -> Mapping[str, NDArray[Any]]:
    """Return what was trained for an embedding model, arrays by name; empty where nothing was for this one.

    `kind` is "" for the router (training/router), ".asked" for its memory, ".situations" for the reader of situations
    (training/situations).
    """
    entry = package_files("knowledge").joinpath("routers", f"{embedder_id}{kind}.npz")
    if "/" in embedder_id or not entry.is_file():
        return {}
    with np.load(io.BytesIO(entry.read_bytes()), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def read_matrices(embedder_id: str) -> Matrices:
    """Return the low-rank changes that were trained for an embedding model; empty where there are none."""
    return matrices_in(read_arrays(embedder_id))


def matrices_in(arrays: Mapping[str, NDArray[Any]]) -> Matrices:
    """Return the low-rank changes among arrays by name, as training writes them."""
    layers = [name.removeprefix(_PREFIX).removesuffix("/down") for name in arrays if name.endswith("/down")]
    return {
        layer: (
            arrays[f"{_PREFIX}{layer}/down"].astype(np.float32),
            arrays[f"{_PREFIX}{layer}/up"].astype(np.float32),
        )
        for layer in layers
    }
