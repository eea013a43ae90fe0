"""`optinsim serve`: accounts in, their platforms over HTTP, and callbacks that are delivered."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from optinsim.errors import OptinsimError


def serve(
    accounts: Annotated[
        list[str],
        typer.Argument(help="Account files; NAME=FILE names one.", metavar="ACCOUNTS..."),
    ],
    port: Annotated[
        int, typer.Option(help="Where to listen; 0: wherever it can.", min=0, max=65535)
    ] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to listen on.", metavar="ADDRESS")
    ] = "127.0.0.1",
    frozen: Annotated[
        bool, typer.Option("--frozen", help="The clocks move only when told.")
    ] = False,
    speed: Annotated[
        float, typer.Option(help="Seconds in the world for each second.", min=0, max=1_000_000)
    ] = 1.0,
    start: Annotated[
        str | None, typer.Option(help="The worlds' first time; left out: now.", metavar="TIME")
    ] = None,
    seed: Annotated[int, typer.Option(help="What ids follow from.")] = 0,
    callbacks_to: Annotated[
        str | None,
        typer.Option(help="Where callbacks go that have no destination.", metavar="URL"),
    ] = None,
    retry_after: Annotated[
        str, typer.Option(help="How long after a failed delivery it is tried again.")
    ] = "5m",
    retries: Annotated[int, typer.Option(help="How often it is tried again.", min=0, max=100)] = 5,
    timeout: Annotated[
        float, typer.Option(help="Seconds that a receiver may take to answer.", min=0.01, max=300)
    ] = 2,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A host that callbacks may go to, beside loopback.", metavar="NAME"),
    ] = None,
) -> None:
    """Serve accounts over HTTP, as their vendors do, and deliver their callbacks."""
    check_installed()
    from optinsim.cli.narration import say
    from optinsim.fields import parse_duration, parse_instant
    from optinsim.files.accounts import load_account
    from optinsim.server import app, guard
    from optinsim.server.clock import wall
    from optinsim.server.hosted import Hosted, Settings
    from optinsim.server.hosting import Hosting
    from optinsim.server.outbox import Retries

    try:
        begin = None if start is None else parse_instant(start)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--start") from None
    try:
        delays = (parse_duration(retry_after),) * retries
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--retry-after") from None
    settings = Settings(
        seed=seed,
        start=begin,
        speed=0 if frozen else speed,
        retries=Retries(delays, timedelta(seconds=timeout)),
        callbacks_to=callbacks_to,
    )
    hosted = [
        Hosted(name, load_account(path), settings, wall) for name, path in map(_named, accounts)
    ]
    token = guard.checked_token(host, os.environ.get(guard.TOKEN))
    listener = app.listen(host, port)
    url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"

    def started() -> None:
        for one in hosted:
            say(f"{one.name} ({one.simulator.account.file.platform}) is at {url}")
        say(f"The control API is at {url}/_sim/ (Ctrl-C ends it).")

    app.serve(app.Server(Hosting(hosted, wall), allow_host or (), token), listener, started)


def _named(account: str) -> tuple[str, Path]:
    """The name and the file of an account: NAME=FILE, or the file's own name."""
    name, equals, path = account.partition("=")
    return (name, Path(path)) if equals and path else (Path(account).stem, Path(account))


def check_installed() -> None:
    """Check that the extra `server` is there.

    Raises:
        OptinsimError: it is not.
    """
    try:
        import fastapi  # noqa: F401  (whether it is there)
    except ModuleNotFoundError:
        message = "the server needs FastAPI: pip install 'optinsim[server]'"
        raise OptinsimError(message) from None
