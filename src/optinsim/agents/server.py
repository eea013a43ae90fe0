"""The protocol: each tool with its name, its arguments and its description.

The only module that knows the SDK. What a tool does is in conversations.py and files.py. An error
is an answer that the agent can read, never a traceback.
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
conversations. No message or callback is sent. Begin with list_files. open_account opens a
simulation. In it, text, wait and call act, and look and conversation read. check validates files,
and run runs scenarios. explain says what a code (OPT101) or a law means. explore searches an
account for conversations that break a law of consent. Use made-up numbers for people, 555-0100 to
555-0199, such as +13125550123."""

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
ACTS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
"""The tool changes a simulation, which is in memory. No file changes."""
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)

Name = Annotated[str, Field(description="The name from open_account, such as s1.", max_length=20)]
File = Annotated[
    str, Field(description="The path of a file, relative to the folder.", max_length=500)
]
Files = Annotated[
    list[str],
    Field(
        description="Paths of files and folders, relative to the folder.",
        min_length=1,
        max_length=100,
    ),
]
Mdn = Annotated[
    str, Field(description="The number of the sender, such as +13125550123.", max_length=30)
]


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
        """Open a simulation of an account file. Returns name, number, campaigns, keywords."""
        with _answered():
            return conversations.open_account(workspace, account, seed)

    @server.tool(annotations=ACTS)
    async def text(
        simulation: Name,
        text: Annotated[str, Field(description="The text of the person.", max_length=5000)],
        sender: Mdn = "+13125550123",
    ) -> dict[str, Any]:
        """Send a person's text. Returns reading, reason, replies, callbacks, changes and states."""
        with _answered():
            return conversations.text(workspace, simulation, text, sender)

    @server.tool(annotations=ACTS)
    async def wait(
        simulation: Name,
        duration: Annotated[
            str, Field(description="Such as 90s, 15m, 24h, 3d or 1d12h.", max_length=30)
        ],
    ) -> dict[str, Any]:
        """Move the virtual clock. Returns expiries, sent messages and callbacks."""
        with _answered():
            return conversations.wait(workspace, simulation, duration)

    @server.tool(annotations=ACTS)
    async def call(
        simulation: Name,
        method: Annotated[str, Field(max_length=20)],
        path: Annotated[str, Field(description="The path, with its query.", max_length=2000)],
        headers: dict[str, str] | None = None,
        body: Annotated[
            str, Field(description="The body as text, usually JSON.", max_length=1_000_000)
        ] = "",
    ) -> dict[str, Any]:
        """Call the platform's own HTTP API. The account's authentication is added."""
        with _answered():
            request = Request(method, path, headers or {}, body.encode(errors="replace"))
            return conversations.call(workspace, simulation, request)

    @server.tool(annotations=READS)
    async def look(simulation: Name) -> dict[str, Any]:
        """Get the time, the time of the next timer, and each person's states and record."""
        with _answered():
            return conversations.look(workspace, simulation)

    @server.tool(annotations=READS)
    async def conversation(simulation: Name) -> dict[str, Any]:
        """Get the transcript of a simulation, with reasons, whole callbacks and whole answers."""
        with _answered():
            return conversations.conversation(workspace, simulation)


def _add_files(server: MCPServer[Any], workspace: Workspace) -> None:
    @server.tool(annotations=READS)
    async def list_files() -> dict[str, Any]:
        """List the accounts, scenarios and project files of the folder."""
        with _answered():
            return files.list_files(workspace)

    @server.tool(annotations=READS)
    async def check(paths: Files) -> dict[str, Any]:
        """Get the problems and warnings of files: line, column, expected, nearest name, code."""
        with _answered():
            return files.check(workspace, paths)

    @server.tool(annotations=READS)
    async def run(paths: Files) -> dict[str, Any]:
        """Run scenarios. Returns the counts, and the conversation of each that did not pass."""
        with _answered():
            return files.run_scenarios(workspace, paths)

    @server.tool(annotations=READS)
    async def explain_failure(
        case: Annotated[str, Field(description="The scenario, as FILE:LINE.", max_length=500)],
    ) -> dict[str, Any]:
        """Run one scenario. Returns all steps up to the failed one, with whole callbacks."""
        with _answered():
            return files.explain_failure(workspace, case)

    @server.tool(annotations=READS)
    async def explain(
        name: Annotated[
            str,
            Field(description="A code or a law, such as OPT101 or stop-is-read.", max_length=60),
        ],
    ) -> dict[str, Any]:
        """Explain a code or a law: its meaning, reason and remedy, with an example."""
        with _answered():
            return files.explain(name)

    @server.tool(annotations=READS)
    async def explore(
        account: File,
        seconds: Annotated[
            float, Field(description="The time limit, at most 60 seconds.", ge=0, le=60)
        ] = 10,
    ) -> dict[str, Any]:
        """Search all conversations of an account for the shortest that breaks each law."""
        with _answered():
            return files.explore(workspace, account, seconds)


def _add_writing(server: MCPServer[Any], workspace: Workspace) -> None:
    @server.tool(annotations=WRITES)
    async def write_file(
        path: File,
        text: Annotated[
            str, Field(description="The content of the file: YAML.", max_length=1_000_000)
        ],
    ) -> dict[str, Any]:
        """Create a new account or scenario file, and check it. Existing files stay."""
        with _answered():
            return files.write_file(workspace, path, text)


@contextmanager
def _answered() -> Iterator[None]:
    """Answer an error with its message, for the agent to read."""
    try:
        yield
    except OptinsimError as error:
        raise ToolError(str(error)) from None
