"""The MCP tools, asked by the protocol's own client: in this process, and over the pipes of `hearth mcp`."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from coach.assemble import Library
from coach.errors import CoachError
from coach.settings import Settings
from coach.turn import Coach
from tests.fakes import FakeParts, ScriptedModel
from tests.ui.browser.serving import audited
from tests.ui.conftest import Hearth
from tests.ui.test_api import without_times
from tests.ui.test_cli_jobs import DANGER, DRAFT, FAQ, MESSAGE, SITUATION
from ui import mcp_tools

ROOT = Path(__file__).parents[2]
TOOLS = {"ask", "rewrite", "plan", "screen", "search"}


def called(library: Library, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Return what the tools gave, each asked with its arguments."""
    coach = Coach(Settings(), FakeParts(lambda: library, lambda: ScriptedModel([DRAFT], forever=True)))

    async def talk() -> list[Any]:
        async with Client(mcp_tools.build(coach)) as client:
            assert {one.name for one in (await client.list_tools()).tools} == TOOLS
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(talk())


def test_each_tool_gives_what_the_command_line_gives(fake_library: Library, hearth: Hearth) -> None:
    hearth.with_replies(DRAFT)
    pairs: list[tuple[tuple[str, dict[str, Any]], list[str]]] = [
        (("ask", {"question": FAQ}), ["ask", FAQ]),
        (("ask", {"question": DANGER}), ["ask", DANGER]),
        (("rewrite", {"message": MESSAGE, "tone": "all"}), ["rewrite", MESSAGE, "--tone", "all"]),
        (("plan", {"situation": SITUATION}), ["plan", SITUATION]),
        (("screen", {"text": DANGER}), ["screen", DANGER]),
        (("search", {"query": "trust", "top_k": 2}), ["search", "trust", "-k", "2"]),
    ]
    found = called(fake_library, *(call for call, _ in pairs))
    for one, (_, command) in zip(found, pairs, strict=True):
        assert not one.is_error
        assert without_times(one.structured_content) == without_times(hearth(*command, "--json").row)
        assert without_times(json.loads(one.content[0].text)) == without_times(one.structured_content)


def test_what_cannot_be_worked_with_is_a_tool_error_in_one_line(fake_library: Library) -> None:
    for one in called(fake_library, ("ask", {"question": " "}), ("search", {"query": "x" * 7_000})):
        assert one.is_error and "\n" not in one.content[0].text


def test_package_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(CoachError, match="needs the package mcp"):
        mcp_tools.build(Coach(Settings(), FakeParts(lambda: None, lambda: None)))  # type: ignore[arg-type, return-value]


def test_command_answers_over_its_pipes_and_reaches_nobody_else(hearth_folders: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    arguments = ["-m", "tests.ui.browser.watched", str(tmp_path / "audit"), "mcp"]
    started = StdioServerParameters(command=sys.executable, args=arguments, env=environment)

    async def talk() -> Any:
        async with Client(stdio_client(started)) as client:
            assert {one.name for one in (await client.list_tools()).tools} == TOOLS
            return await client.call_tool("screen", {"text": DANGER})

    assert asyncio.run(talk()).structured_content["label"] == "partner_violence"
    assert audited(tmp_path / "audit") == []
