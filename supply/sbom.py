"""The bill of materials: cyclonedx-py lists the environment; here it is cut to what Hearth needs, and its models are added.

cyclonedx-py takes every extra of a project for a need of it, and the environment of a developer holds test tools as well.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from supply.models import CARRIED, CarriedModel
from supply.runtime import ROOT, needed, own_requirements, wanted

VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(str(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()) or "") or 0)
"""


def write(tools: Path, target: Path) -> int:
    """Write the bill of materials of this environment to `target`, as CycloneDX 1.6 JSON, and return how many packages it lists.

    Args:
        tools: The bin folder where cyclonedx-py is installed.
        target: The file to write.

    Raises:
        subprocess.CalledProcessError: cyclonedx-py failed, or the result is not valid CycloneDX.
        ValueError: A package that Hearth needs is missing from the result.
    """
    command = [str(tools / "cyclonedx-py"), "environment", "--pyproject", str(ROOT / "pyproject.toml")]
    listed = subprocess.run(
        [*command, "--output-reproducible", "--no-validate", sys.executable],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    names = set(needed(own_requirements()))
    bill = cut(json.loads(listed.stdout), names, {name for name, _ in wanted(own_requirements())})
    missing = names - {canonicalize_name(each["name"]) for each in bill["components"]}
    if missing:
        raise ValueError(f"not in the bill of materials: {', '.join(sorted(missing))}")
    bill["metadata"]["component"]["version"] = version("hearth-coach")
    bill["components"] += [described(each) for each in CARRIED]
    text = json.dumps(bill, indent=1, ensure_ascii=False)
    subprocess.run([str(tools / "python"), "-c", VALIDATE], input=text, check=True, text=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text + "\n", encoding="utf-8")
    return len(names)


def cut(bill: Mapping[str, Any], names: Iterable[str], direct: Iterable[str]) -> dict[str, Any]:
    """Return `bill` with the packages `names` only, of which the project itself asks for `direct`; paths on this machine go."""
    names, direct = set(names), set(direct)
    parts = [
        {
            **each,
            "externalReferences": [
                to for to in each.get("externalReferences", ()) if not to["url"].startswith("file:")
            ],
        }
        for each in bill["components"]
        if canonicalize_name(each["name"]) in names
    ]
    root = bill["metadata"]["component"]["bom-ref"]
    kept = {each["bom-ref"] for each in parts}
    asked = sorted(each["bom-ref"] for each in parts if canonicalize_name(each["name"]) in direct)
    links = {each["ref"]: each.get("dependsOn", ()) for each in bill["dependencies"] if each["ref"] in kept}
    graph = [
        {"ref": ref, "dependsOn": [to for to in refs if to in kept]} for ref, refs in {root: asked, **links}.items()
    ]
    return {**bill, "components": parts, "dependencies": graph}


def described(model: CarriedModel) -> dict[str, Any]:
    """Return `model` as a CycloneDX component, with the sum of its file as it lies here."""
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{model.file}",
        "name": model.name,
        "description": f"comes in {model.package}: {model.file}",
        "hashes": [{"alg": "SHA-256", "content": model.sum()}],
        "licenses": [{"license": {"id": model.licence}}],
    }
