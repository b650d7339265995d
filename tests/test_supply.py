"""What Hearth is made of: versions fixed the same everywhere, sums for every file, licences that go together, whole packages."""

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from supply import audit, licences, sbom
from supply.locks import LOCKS, pinned, version
from supply.models import CARRIED, CarriedModel
from supply.runtime import ROOT, needed, own_requirements

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = {name: version(entries[0][0]) for name, entries in pinned(ROOT / "constraints.txt").items()}
LOCKED = pinned(LOCKS / "runtime.txt")


# versions and sums


@pytest.mark.parametrize("file", ["runtime.txt", "build.txt", "supply.txt"])
def test_every_locked_package_has_one_version_and_its_sums(file: str) -> None:
    text = (LOCKS / file).read_text(encoding="utf-8")
    locked = pinned(LOCKS / file)
    assert len(locked) > 8
    assert [name for name, entries in locked.items() for entry, sums in entries if not (version(entry) and sums)] == []
    assert not re.search(r"index-url|find-links|://|@", text), (
        "a lock names packages and sums, and no place to take them from"
    )


def test_lock_and_constraints_name_the_same_versions() -> None:
    differ = [
        name
        for name in LOCKED
        if name in CONSTRAINTS and {version(one) for one, _ in LOCKED[name]} != {CONSTRAINTS[name]}
    ]
    assert differ == []
    # pip freeze leaves out pip and setuptools, and what this system does not need
    assert set(LOCKED) - set(CONSTRAINTS) - set(licences.ELSEWHERE) <= {"pip", "setuptools"}


@pytest.mark.parametrize("requirement", [Requirement(each) for each in own_requirements()], ids=str)
def test_each_dependency_is_fixed_within_what_pyproject_allows(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    assert requirement.specifier.contains(CONSTRAINTS[name])
    assert [version(one) for one, _ in LOCKED[name]] == [CONSTRAINTS[name]]


def test_everything_that_hearth_needs_here_is_locked_as_installed() -> None:
    installed = {name: package.version.split("+")[0] for name, package in needed(own_requirements()).items()}
    assert set(installed) - set(LOCKED) == set()
    assert {
        name: there for name, there in installed.items() if name in CONSTRAINTS and there != CONSTRAINTS[name]
    } == {}


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.0", "3.13.0"])
def test_fixed_versions_run_on_every_python_that_hearth_promises(python: str) -> None:
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(python)
    # a pip comes with every Python, so nobody has to install ours
    packages = {
        name: one
        for name, one in needed(own_requirements()).items()
        if name != "pip" and name not in licences.ELSEWHERE
    }
    allowed = {name: SpecifierSet(one.metadata["Requires-Python"] or "") for name, one in packages.items()}
    assert [name for name, pythons in allowed.items() if not pythons.contains(python)] == []


def test_what_builds_hearth_is_locked_too() -> None:
    locked = pinned(LOCKS / "build.txt")
    wanted = [
        Requirement(each) for each in (*PROJECT["build-system"]["requires"], *PROJECT["dependency-groups"]["build"])
    ]
    assert all(each.specifier.contains(version(locked[canonicalize_name(each.name)][0][0])) for each in wanted)
    assert version(locked["hatchling"][0][0]) == CONSTRAINTS["hatchling"]


# licences


def package(folder: Path, name: str, metadata: str, *requires: str) -> Distribution:
    """Return a package that `folder` now holds, with these lines of metadata."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    lines = [
        f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0",
        metadata,
        *(f"Requires-Dist: {each}" for each in requires),
    ]
    (info / "METADATA").write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8")
    return Distribution.at(info)


def test_every_licence_is_accepted() -> None:
    packages = needed(own_requirements())
    assert len(packages) > 100
    assert licences.refused(packages) == []


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ("License-Expression: MIT", None),
        ("License-Expression: MPL-2.0 AND (Apache-2.0 OR MIT)", None),
        ("License: Apache 2.0", None),
        ("Classifier: License :: OSI Approved :: MIT License", None),
        ("License-Expression: GPL-3.0-only", "GPL-3.0-only"),
        (
            "License-Expression: MIT OR AGPL-3.0-or-later",
            "MIT OR AGPL-3.0-or-later",
        ),  # a choice is for a person to make
        ("License-Expression: LGPL-2.1-only", "LGPL-2.1-only"),
        ("License-Expression: LicenseRef-NVIDIA-Proprietary", "LicenseRef-NVIDIA-Proprietary"),
        ("License: free for research", "unknown"),
        ("Classifier: License :: OSI Approved :: BSD License", "unknown"),  # which one?
        (
            "Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: Other/Proprietary License",
            "unknown",
        ),
        ("", "unknown"),
    ],
)
def test_a_licence_is_accepted_only_if_known_and_listed(tmp_path: Path, metadata: str, expected: str | None) -> None:
    one = package(tmp_path, "one", metadata)
    assert licences.refused({"one": one}) == ([f"one: {expected}"] if expected else [])


def test_terms_of_nvidia_pass_only_for_what_torch_asks_for_on_linux(tmp_path: Path) -> None:
    one = package(tmp_path, "nvidia-cublas", f"License-Expression: {licences.NVIDIA}")
    assert licences.refused({"nvidia-cublas": one}) == []
    assert licences.refused({"nvidia-other": one}) == [f"nvidia-other: {licences.NVIDIA}"]


def test_licences_read_by_a_person_are_still_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    packages, read = needed(own_requirements()), licences.READ
    monkeypatch.setattr(licences, "READ", {})
    assert [
        name for name, said in read.items() if name not in packages or licences.licence(name, packages[name]) == said
    ] == []


def test_what_is_not_free_is_asked_for_on_linux_only_and_by_torch() -> None:
    closed = [name for name, expression in licences.ELSEWHERE.items() if not licences.accepted(expression)]
    assert {licences.ELSEWHERE[name] for name in closed} == {licences.NVIDIA}
    for name in closed:
        [(entry, _)] = LOCKED[name]
        assert entry.marker is not None
        assert not entry.marker.evaluate({"sys_platform": "darwin", "platform_machine": "arm64"})
        assert not entry.marker.evaluate({"sys_platform": "win32", "platform_machine": "AMD64"})


def test_the_list_of_licences_is_up_to_date() -> None:
    text = licences.DOCUMENT.read_text(encoding="utf-8")
    told = {
        name: (number, said)
        for name, number, said in re.findall(r"^\| ([a-z][\w-]*) \| ([\w.]+) \| ([\w.() +-]+) \|", text, re.M)
    }
    packages = needed(own_requirements())
    assert {name: number for name, (number, _) in told.items()} == {
        name: version(entries[0][0]) for name, entries in LOCKED.items()
    }
    assert {name: said for name, (_, said) in told.items()} == {
        name: licences.ELSEWHERE.get(name) or licences.licence(name, packages[name]) for name in LOCKED
    }
    assert [each.name for each in CARRIED if each.name not in text or each.sha256 not in text] == []


@pytest.mark.parametrize("model", [each for each in CARRIED if each.sha256], ids=lambda each: each.package)
def test_the_models_in_packages_are_the_ones_that_were_looked_at(model: CarriedModel) -> None:
    assert model.sum() == model.sha256
    assert licences.accepted(model.licence)


def test_needs_are_followed_through_extras_and_markers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path, "first_part", "", "second-part[more]", 'never-here; python_version < "3"')
    package(
        tmp_path,
        "second-part",
        "Provides-Extra: more\nProvides-Extra: other",
        'third; extra == "more"',
        'fourth; extra == "other"',
    )
    package(tmp_path, "third", "", "First.Part")  # a circle
    monkeypatch.syspath_prepend(str(tmp_path))
    assert list(needed(["First_Part>=1"])) == ["first-part", "second-part", "third"]


# bill of materials, known weaknesses


def test_the_bill_of_materials_holds_what_is_needed_and_no_paths() -> None:
    bill = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [
            {
                "bom-ref": "A==1",
                "name": "A_b",
                "externalReferences": [{"url": "file:///home/me/a.whl"}, {"url": "https://a.example"}],
            },
            {"bom-ref": "c==1", "name": "c"},
            {"bom-ref": "pytest==9", "name": "pytest"},
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["A==1", "pytest==9"]},
            {"ref": "A==1", "dependsOn": ["c==1", "pytest==9"]},
            {"ref": "c==1"},
            {"ref": "pytest==9"},
        ],
    }
    cut = sbom.cut(bill, ["a-b", "c"], ["a-b"])
    assert [(each["bom-ref"], each["externalReferences"]) for each in cut["components"]] == [
        ("A==1", [{"url": "https://a.example"}]),
        ("c==1", []),
    ]
    assert cut["dependencies"] == [
        {"ref": "root", "dependsOn": ["A==1"]},
        {"ref": "A==1", "dependsOn": ["c==1"]},
        {"ref": "c==1", "dependsOn": []},
    ]


KNOWN = {"name": "safe", "version": "1.0", "vulns": []}
WEAK = {
    "name": "weak",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
SKIPPED = {"name": "ours", "skip_reason": "Dependency not found on PyPI and could not be audited: ours (1.0)"}


def says(*packages: dict[str, object]) -> str:
    return f"print({json.dumps(json.dumps({'dependencies': packages, 'fixes': []}))})"


@pytest.mark.parametrize(
    ("behaviour", "status", "words"),
    [
        (says(KNOWN), 0, "pip-audit: 1 packages looked up at pypi, 0 known weaknesses"),
        (
            says(WEAK, KNOWN) + "; sys.exit(1)",
            1,
            "pip-audit: 2 packages looked up at pypi, 2 known weaknesses\n"
            "weak 1.0: PYSEC-1, mended in 1.1\nweak 1.0: PYSEC-2, mended in no version yet",
        ),
        (
            says(KNOWN, SKIPPED),
            0,
            "1 packages looked up at pypi, 0 known weaknesses\nnot known there, so not looked up: ours",
        ),
        # nothing was looked up: pip-audit itself would say that no weakness is known
        (says(SKIPPED), 0, "pip-audit skipped: pypi knows none of the 1 packages; osv knows none of the 1 packages"),
        (
            "print('requests.exceptions.ConnectionError: no route', file=sys.stderr); sys.exit(1)",
            0,
            "pip-audit skipped: pypi cannot be reached; osv cannot be reached",
        ),
        (
            "import time; time.sleep(30)",
            0,
            "pip-audit skipped: pypi did not answer in time; osv did not answer in time",
        ),
        (
            "print('error: unrecognized arguments', file=sys.stderr); sys.exit(2)",
            1,
            "pip-audit failed:\nerror: unrecognized",
        ),
    ],
    ids=["clean", "weak", "partly known", "all unknown", "no network", "no answer", "broken"],
)
def test_an_audit_says_what_it_looked_up(tmp_path: Path, behaviour: str, status: int, words: str) -> None:
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!{sys.executable}\nimport sys\n{behaviour}\n", encoding="utf-8")
    tool.chmod(0o755)
    got, told = audit.run(tmp_path, limit_s=1.5)
    assert (got, words in told) == (status, True), told


# whole packages


def test_wheel_and_source_archive_hold_everything(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    parts = {
        path.relative_to(ROOT).as_posix()
        for folder in ("coach", "knowledge", "ui")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
        notices = [name for name in wheel.namelist() if name.endswith("dist-info/licenses/LICENSE")]
    assert inside == parts
    assert len(notices) == 1
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    needed_to_install = {
        "Makefile",
        "constraints.txt",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "locks/runtime.txt",
        "locks/build.txt",
    }
    assert (parts | needed_to_install | {"tests/test_supply.py", "docs/licences.md", "SECURITY.md"}) - inside == set()
