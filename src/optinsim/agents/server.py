"""The protocol: each tool with its name, its arguments and what an agent reads about it.

Knows the SDK, and nothing else does. What a tool does is in conversations.py and files.py; what
stands in the way is an answer that the agent can read, never a traceback.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

import optinsim
from optinsim.adapter import Request
from optinsim.agents import conversations, files
from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.agents.workspace import Workspace

INSTRUCTIONS = """\
optinsim simulates an SMS platform (Vibes, Cordial, Signal Vine) in keyword and double opt-in
conversations. Nothing is sent. Begin with list_files. open_account makes a simulation, in which
text, wait and call act, and look and conversation read. check and run judge files. explain says
what a code (OPT101) or a law means, and explore searches an account for conversations that break a
law of consent. Made-up people have the numbers 555-0100 to 555-0199, such as +13125550123."""

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
ACTS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
"""In a simulation, which is in memory: no file changes."""
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)

Name = Annotated[str, Field(description="A simulation, as open_account named it.", max_length=20)]
File = Annotated[str, Field(description="A path relative to the folder.", max_length=500)]
Files = Annotated[
    list[str],
    Field(description="Files and folders, relative to the folder.", min_length=1, max_length=100),
]
Mdn = Annotated[str, Field(description="Who texts, such as +13125550123.", max_length=30)]


def make_server(workspace: Workspace) -> MCPServer[Any]:
    """The server of a folder, with the tools that are allowed there."""
    server: MCPServer[Any] = MCPServer(
        "optinsim",
        instructions=INSTRUCTIONS,
        version=optinsim.__version__,
        log_level="ERROR",
    )
    _add_conversations(server, workspace)
    _add_files(server, workspace)
    if workspace.may_write:
        _add_writing(server, workspace)
    return server


def _add_conversations(server: MCPServer[Any], workspace: Workspace) -> None:
    @server.tool(annotations=ACTS)
    async def open_account(account: File, seed: int = 0) -> dict[str, Any]:
        """Begin a simulation of an account file: its name, the number, campaigns and keywords."""
        with _answered():
            return conversations.open_account(workspace, account, seed)

    @server.tool(annotations=ACTS)
    async def text(
        simulation: Name,
        text: Annotated[str, Field(description="What the person types.", max_length=5000)],
        sender: Mdn = "+13125550123",
    ) -> dict[str, Any]:
        """A person texts: how it was read and why, replies, callbacks, changes, states."""
        with _answered():
            return conversations.text(workspace, simulation, text, sender)

    @server.tool(annotations=ACTS)
    async def wait(
        simulation: Name,
        duration: Annotated[str, Field(description="90s, 15m, 24h, 3d or 1d12h.", max_length=30)],
    ) -> dict[str, Any]:
        """Time passes on the virtual clock: what expires, is sent and posted."""
        with _answered():
            return conversations.wait(workspace, simulation, duration)

    @server.tool(annotations=ACTS)
    async def call(
        simulation: Name,
        method: Annotated[str, Field(max_length=20)],
        path: Annotated[str, Field(description="With its query.", max_length=2000)],
        headers: dict[str, str] | None = None,
        body: Annotated[str, Field(description="As text, mostly JSON.", max_length=1_000_000)] = "",
    ) -> dict[str, Any]:
        """Call the platform's own HTTP API; the account's authentication is added."""
        with _answered():
            request = Request(method, path, headers or {}, body.encode(errors="replace"))
            return conversations.call(workspace, simulation, request)

    @server.tool(annotations=READS)
    async def look(simulation: Name) -> dict[str, Any]:
        """The time, when something is due, and each person's states and record."""
        with _answered():
            return conversations.look(workspace, simulation)

    @server.tool(annotations=READS)
    async def conversation(simulation: Name) -> dict[str, Any]:
        """All that happened in a simulation, as a transcript: why, callbacks and answers whole."""
        with _answered():
            return conversations.conversation(workspace, simulation)


def _add_files(server: MCPServer[Any], workspace: Workspace) -> None:
    @server.tool(annotations=READS)
    async def list_files() -> dict[str, Any]:
        """The accounts, scenarios and project files of the folder."""
        with _answered():
            return files.list_files(workspace)

    @server.tool(annotations=READS)
    async def check(paths: Files) -> dict[str, Any]:
        """What is wrong, or looks wrong, in files: line, column, expected, nearest name, code."""
        with _answered():
            return files.check(workspace, paths)

    @server.tool(annotations=READS)
    async def run(paths: Files) -> dict[str, Any]:
        """Run scenarios: how many passed, and each that did not with its conversation."""
        with _answered():
            return files.run_scenarios(workspace, paths)

    @server.tool(annotations=READS)
    async def explain_failure(
        case: Annotated[str, Field(description="FILE:LINE of a scenario.", max_length=500)],
    ) -> dict[str, Any]:
        """Run one scenario and tell all of it, up to the step that failed: callbacks whole."""
        with _answered():
            return files.explain_failure(workspace, case)

    @server.tool(annotations=READS)
    async def explain(
        name: Annotated[str, Field(description="OPT101, or stop-is-read.", max_length=60)],
    ) -> dict[str, Any]:
        """What a code of a problem or a law means, why, and how to mend it, with an example."""
        with _answered():
            return files.explain(name)

    @server.tool(annotations=READS)
    async def explore(
        account: File,
        seconds: Annotated[float, Field(description="At most 60.", ge=0, le=60)] = 10,
    ) -> dict[str, Any]:
        """Search an account's conversations for the shortest that breaks each law of consent."""
        with _answered():
            return files.explore(workspace, account, seconds)


def _add_writing(server: MCPServer[Any], workspace: Workspace) -> None:
    @server.tool(annotations=WRITES)
    async def write_file(
        path: File,
        text: Annotated[str, Field(description="The YAML.", max_length=1_000_000)],
    ) -> dict[str, Any]:
        """Make a new account or scenario file, and check it; none is overwritten."""
        with _answered():
            return files.write_file(workspace, path, text)


@contextmanager
def _answered() -> Iterator[None]:
    """Tell the agent what stood in the way."""
    try:
        yield
    except OptinsimError as error:
        raise ToolError(str(error)) from None
