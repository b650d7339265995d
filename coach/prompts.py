"""Load and fill the prompts in coach/prompts/. A placeholder without a value, or a value without a placeholder, raises."""

from functools import cache
from importlib.resources import files as package_files
from string import Template


@cache
def _load(name: str) -> Template:
    return Template(package_files("coach").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8").strip())


def render(name: str, **values: str) -> str:
    """Return the prompt `name` with its $placeholders filled; raises KeyError unless names and values agree exactly."""
    template = _load(name)
    wanted = set(template.get_identifiers())
    if wanted != set(values):
        raise KeyError(f"prompt {name!r}: placeholders and values differ in {sorted(wanted ^ set(values))}")
    return template.substitute(values)
