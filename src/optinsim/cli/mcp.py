"""`optinsim mcp`: a folder in, a server of the Model Context Protocol on stdin and stdout."""

from pathlib import Path
from typing import Annotated

import typer

from optinsim.errors import OptinsimError


def mcp(
    folder: Annotated[Path, typer.Argument(help="The only folder that is read and written.")],
    write: Annotated[
        bool, typer.Option("--write", help="Let the agent create new files in the folder.")
    ] = False,
) -> None:
    """Serve a folder to an agent over stdin and stdout (MCP).

    The tools simulate conversations, check and run files, explain codes and laws, and explore.
    """
    try:
        from optinsim.agents.server import make_server
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("mcp"):
            raise
        from optinsim.extras import install_command

        message = f"agents need the MCP SDK: {install_command('mcp')}"
        raise OptinsimError(message) from None
    from optinsim.agents.workspace import Workspace

    make_server(Workspace(folder, may_write=write)).run("stdio")
