"""Under which licence each package that Hearth needs comes, and whether Hearth may build on it.

A licence is what the package's own licence file says, where a person had to read it (READ); else what its metadata declares: the
SPDX expression of PEP 639, or the older fields where they leave no doubt. Nothing is guessed: the rest is "unknown", and unknown
is refused. What a wheel carries inside without declaring it is not seen here; the head of docs/licences.md tells what we found.
"""

import re
from collections.abc import Mapping
from importlib.metadata import Distribution
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from supply.locks import LOCKS, pinned, version
from supply.models import CARRIED
from supply.runtime import ROOT, needed, own_requirements

DOCUMENT = ROOT / "docs" / "licences.md"

# Nothing is asked but that notices are kept.
PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "LLVM-exception",
        "MIT",
    }
    | {"MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"}
)
# Its own files stay under it, changed or not; what is built with them does not come under it (MPL 2.0, sections 3.2 and 3.3).
BY_FILE = frozenset({"MPL-2.0"})
ACCEPTED = PERMISSIVE | BY_FILE

# Read in the package's licence file, where its metadata names a family only, more than one, none, or another than the file.
READ = {
    "click-default-group": "BSD-3-Clause",  # its metadata says public domain
    "groovy": "Apache-2.0",  # its metadata says MIT
    "jinja2": "BSD-3-Clause",
    "mpmath": "BSD-3-Clause",
    "pystemmer": "MIT AND BSD-3-Clause",  # Snowball's stemmers inside are BSD
    "safehttpx": "Apache-2.0",  # its metadata says MIT
    "scipy": "BSD-3-Clause",
    "semantic-version": "BSD-2-Clause",
    "sqlcipher3": "Zlib",  # inside: SQLCipher (BSD-3-Clause), SQLite (public domain), OpenSSL (Apache-2.0)
    "sympy": "BSD-3-Clause",
}

NVIDIA = "LicenseRef-NVIDIA-Proprietary"
# Needed on some systems or Pythons only, so that they may not be installed where the table is made; read in their wheels.
# NVIDIA's terms pass here and nowhere else: torch asks for these on Linux, Hearth works without them and hands none of them on.
ELSEWHERE = {
    "audioop-lts": "PSF-2.0",
    "colorama": "BSD-3-Clause",
    "cuda-bindings": "Apache-2.0",
    "cuda-pathfinder": "Apache-2.0",
    "cuda-toolkit": NVIDIA,  # an empty package that asks for the others
    "httpx2-jsfetch": "BSD-3-Clause",
    "nvidia-cublas": NVIDIA,
    "nvidia-cuda-cupti": NVIDIA,
    "nvidia-cuda-nvrtc": NVIDIA,
    "nvidia-cuda-runtime": NVIDIA,
    "nvidia-cudnn-cu13": NVIDIA,
    "nvidia-cufft": NVIDIA,
    "nvidia-cufile": NVIDIA,
    "nvidia-curand": NVIDIA,
    "nvidia-cusolver": NVIDIA,
    "nvidia-cusparse": NVIDIA,
    "nvidia-cusparselt-cu13": NVIDIA,
    "nvidia-nccl-cu13": NVIDIA,
    "nvidia-nvjitlink": NVIDIA,
    "nvidia-nvshmem-cu13": NVIDIA,
    "nvidia-nvtx": "Apache-2.0",
    "pyreadline3": "BSD-3-Clause",
    "triton": "MIT",
}

SAID = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "isc license": "ISC",
    "mit license": "MIT",
}


def licence(name: str, package: Distribution) -> str:
    """Return the licence of `package`, whose normalised name is `name`, as an SPDX expression, or "unknown"."""
    if known := READ.get(name) or ELSEWHERE.get(name):
        return known
    told = package.metadata.json
    classifiers = [each.split(" :: ")[-1] for each in told.get("classifier", ()) if each.startswith("License ::")]
    one_classifier = classifiers[0] if len(classifiers) == 1 else ""
    for words in (told.get("license_expression"), told.get("license"), one_classifier):
        if found := spdx(str(words or "")):
            return found
    return "unknown"


def spdx(words: str) -> str | None:
    """Return `words` as an SPDX expression, if they are one or mean one without doubt."""
    try:
        return canonicalize_license_expression(words)
    except InvalidLicenseExpression:
        return SAID.get(words.strip().lower())


def accepted(expression: str) -> bool:
    """Tell whether every licence that `expression` names is one of ACCEPTED, also where it leaves a choice."""
    return set(re.findall(r"[\w.+-]+", expression)) - {"AND", "OR", "WITH"} <= ACCEPTED


def refused(packages: Mapping[str, Distribution]) -> list[str]:
    """Return one line for each package whose licence is not accepted or not known."""
    licences = {name: licence(name, package) for name, package in packages.items()}
    return [
        f"{name}: {expression}"
        for name, expression in licences.items()
        if name not in ELSEWHERE and not accepted(expression)
    ]


def home(package: Distribution) -> str:
    """Return the address of the package's home page or source, or "" if it names none."""
    told = package.metadata.json
    named = {
        label.lower(): address for label, _, address in (each.partition(", ") for each in told.get("project_url", ()))
    }
    for label in ("homepage", "home", "home-page", "source", "source code", "repository", "github"):
        if label in named:
            return named[label]
    return str(told.get("home_page") or next(iter(named.values()), ""))


def table() -> str:
    """Return docs/licences.md as it should read now: the head, then every locked package, then the models.

    Raises:
        KeyError: A package is locked that is neither installed nor in ELSEWHERE.
        importlib.metadata.PackageNotFoundError: A package that Hearth needs here is not installed.
    """
    packages = needed(own_requirements())
    locked = {name: version(entries[-1][0]) for name, entries in pinned(LOCKS / "runtime.txt").items()}
    rows = [
        f"| {name} | {locked[name]} | {licence(name, packages[name])} | {home(packages[name])} |"
        for name in locked
        if name not in ELSEWHERE
    ]
    elsewhere = [f"| {name} | {locked[name]} | {expression} |" for name, expression in ELSEWHERE.items()]
    models = [
        f"| {each.name} | {each.package} | {each.licence} | {each.says_so} | {f'`{each.sha256}`' if each.sha256 else ''} |"
        for each in CARRIED
    ]
    head = (Path(__file__).parent / "licences.md").read_text(encoding="utf-8")
    return head.format(packages="\n".join(rows), elsewhere="\n".join(elsewhere), models="\n".join(models))
