"""`optinsim phone`: an account, a scenario, a running server or nothing in; a phone out.

The phone is in the terminal, or in a browser.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from optinsim.errors import OptinsimError


def phone(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="An account, a scenario, or a folder of them; default: a start screen.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="The number from which ids and made-up people are derived.")
    ] = 0,
    web: Annotated[
        bool, typer.Option("--web", help="Serve the phone to a browser on this machine.")
    ] = False,
    connect: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Connect to a running server: see optinsim serve."),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(help="With --connect: the account or world; default: the only account."),
    ] = None,
    port: Annotated[
        int, typer.Option(help="The port of --web; 0: any free port.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Text an account on a simulated phone. It shows the replies and the platform's work."""
    try:
        import textual  # noqa: F401  (whether it is there)
    except ModuleNotFoundError:
        from optinsim.extras import install_command

        message = f"the phone needs Textual: {install_command('phone')}"
        raise OptinsimError(message) from None
    if connect is None and account is not None:
        message = "--account goes with --connect"
        raise OptinsimError(message)
    server = None
    if connect is not None:
        from optinsim.cli.serve import check_installed
        from optinsim.phone.server_account import ServerAccount

        check_installed()
        server = ServerAccount(connect, account)
    if web:
        from optinsim.cli.narration import say
        from optinsim.phone.web import serve

        serve(path, seed, port, say, server)
    else:
        from textual import constants

        from optinsim.phone.app import run

        # (A driver that is named is not that of a terminal: it is how --web starts a phone.)
        if not (constants.DRIVER or (sys.stdin.isatty() and sys.stderr.isatty())):
            message = "the phone needs a terminal; with --web, a browser does"
            raise OptinsimError(message)
        run(path, seed, server)
