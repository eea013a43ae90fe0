"""`optinsim phone`: an account in, a phone in the terminal or in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from optinsim.errors import OptinsimError


def phone(
    account: Annotated[Path, typer.Argument(help="An account file.")],
    seed: Annotated[int, typer.Option(help="What ids and made-up people follow from.")] = 0,
    web: Annotated[
        bool, typer.Option("--web", help="Serve it to a browser on this machine instead.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="Where --web listens; 0: wherever it can.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Play with an account on a phone: text it, see the replies and what the platform does."""
    try:
        import textual  # noqa: F401  (whether it is there)
    except ModuleNotFoundError:
        message = "the phone needs Textual: pip install 'optinsim[phone]'"
        raise OptinsimError(message) from None
    if web:
        from optinsim.cli.narration import say
        from optinsim.phone.web import serve

        serve(account, seed, port, say)
    else:
        from optinsim.phone.app import run

        run(account, seed)
