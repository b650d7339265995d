"""Hearth's five jobs as MCP tools (modelcontextprotocol.io), for a program that starts `hearth mcp` and talks to it by pipes.

By pipes, because nothing listens then: no port, no token, nobody else. The package `mcp` is asked for here alone (`.[mcp]`).
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from anyio.to_thread import run_sync

from coach import __version__
from coach.errors import CoachError
from coach.failures import report
from coach.messages import TONES, RewriteKind, Tone, as_json
from coach.shapes import finished, screened, searched
from coach.turn import Coach
from knowledge.schema import Audience

if TYPE_CHECKING:
    from mcp.server import MCPServer

_MISSING = (
    "`hearth mcp` needs the package mcp: in Hearth's folder, .venv/bin/pip install -c constraints.txt -e '.[mcp]'"
)
_ABOUT = (
    "Hearth is a private coach for couples healing from emotional neglect. It runs on this computer. It is no therapist and no "
    "emergency service; someone in danger gets help lines, and those go before everything else that you might add."
)


def build(coach: Coach) -> "MCPServer":
    """Return the server with its tools; raises CoachError in one line where the package is not installed."""
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as error:
        raise CoachError(_MISSING) from error

    server = MCPServer("hearth", title="Hearth", version=__version__, instructions=_ABOUT, log_level="CRITICAL")

    async def run(work: Callable[[threading.Event], Any]) -> dict[str, Any]:
        """Do a job in a thread; who goes away meanwhile stops it."""
        cancel = threading.Event()
        try:
            return as_json(await run_sync(work, cancel, abandon_on_cancel=True))
        except Exception as error:
            raise ToolError(report(error, "mcp: a tool").said) from error
        finally:
            cancel.set()

    async def ask(question: str, role: Audience | None = None) -> dict[str, Any]:
        """Answer a question about emotional neglect in a couple from Hearth's guides, with numbered sources."""
        return await run(lambda cancel: finished(coach.ask(question, role=role, cancel=cancel)))

    async def rewrite(
        message: str, tone: Literal["gentle", "direct", "brief", "all"] = "gentle", kind: RewriteKind = "i-statement"
    ) -> dict[str, Any]:
        """Turn a message full of blame, to a partner, into one that one would really send. Nothing is ever sent."""
        tones: tuple[Tone, ...] = TONES if tone == "all" else (tone,)
        return await run(lambda cancel: finished(coach.rewrite(message, tones, kind, cancel=cancel)))

    async def plan(situation: str, role: Audience | None = None) -> dict[str, Any]:
        """Pick a few small practices for this week, for where two people stand."""
        return await run(lambda cancel: finished(coach.plan(situation, role=role, cancel=cancel)))

    async def screen(text: str) -> dict[str, Any]:
        """Say whether someone in a text may be in danger, and who can help. It misses some."""
        return await run(lambda cancel: screened(coach, text))

    async def search(query: str, top_k: int = 5) -> dict[str, Any]:
        """Find passages in Hearth's guides and in the person's own documents."""
        return await run(lambda cancel: searched(coach, query, max(1, min(top_k, 100))))

    for one in (ask, rewrite, plan, screen, search):
        server.add_tool(one)
    return server
