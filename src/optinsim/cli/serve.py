"""`optinsim serve`: accounts in, their platforms over HTTP and deliveries of callbacks out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from optinsim.server.hosted import Hosted

T = TypeVar("T")


def serve(
    accounts: Annotated[
        list[str],
        typer.Argument(
            help="Account files; NAME=FILE gives an account a name.", metavar="ACCOUNTS..."
        ),
    ],
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0: any free port.", min=0, max=65535)
    ] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to listen on.", metavar="ADDRESS")
    ] = "127.0.0.1",
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Freeze the clocks; only the control API moves them.")
    ] = False,
    speed: Annotated[
        float,
        typer.Option(help="Seconds of the simulated clock per real second.", min=0, max=1_000_000),
    ] = 1.0,
    start: Annotated[
        str | None,
        typer.Option(help="The first time of the simulated clock; default: now.", metavar="TIME"),
    ] = None,
    seed: Annotated[int, typer.Option(help="The number from which ids are derived.")] = 0,
    callbacks_to: Annotated[
        str | None,
        typer.Option(help="The URL for callbacks without a destination.", metavar="URL"),
    ] = None,
    retry_after: Annotated[
        str, typer.Option(help="The delay before a failed delivery is retried.")
    ] = "5m",
    retries: Annotated[int, typer.Option(help="The number of retries.", min=0, max=100)] = 5,
    timeout: Annotated[
        float,
        typer.Option(help="The timeout of a receiver's answer, in seconds.", min=0.01, max=300),
    ] = 2,
    log: Annotated[
        bool, typer.Option("--log", help="Print the events as JSON, one object per line.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="A host that may get callbacks, besides loopback; repeatable.", metavar="NAME"
        ),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(help="The journal file; default: beside the account file."),
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Keep no journal: the data end with the server.")
    ] = False,
) -> None:
    """Serve accounts over HTTP as their vendors do, with callbacks."""
    check_installed()
    from optinsim.cli.narration import say
    from optinsim.fields import parse_duration, parse_instant
    from optinsim.files.accounts import load_account
    from optinsim.server import app, guard
    from optinsim.server.clock import wall
    from optinsim.server.hosted import Hosted, Settings
    from optinsim.server.hosting import Hosting, check_names
    from optinsim.server.journal import open_journal
    from optinsim.server.outbox import Retries
    from optinsim.server.restart import hosted_with

    begin = None if start is None else _read("--start", start, parse_instant)
    delays = (_read("--retry-after", retry_after, parse_duration),) * retries
    settings = Settings(
        seed=seed,
        start=begin,
        speed=0 if frozen else speed,
        retries=Retries(delays, timedelta(seconds=timeout)),
        callbacks_to=callbacks_to,
    )
    if journal is not None and (memory or len(accounts) > 1):
        message = "goes with one account, and without --memory"
        raise typer.BadParameter(message, param_hint="--journal")
    named = [_named(account) for account in accounts]
    loaded = [(name, path, load_account(path)) for name, path in named]
    check_names(name for name, _ in named)
    token = guard.checked_token(host, os.environ.get(guard.TOKEN))
    hosted = []
    with ExitStack() as stack:
        for name, path, account in loaded:
            if memory:
                hosted.append(Hosted(name, account, settings, wall))
            else:
                kept = open_journal(journal or path.with_name(f"{name}.journal"))
                stack.callback(
                    kept.abandon
                )  # if the server cannot start, which closes it otherwise
                kept.tell = say
                hosted.append(hosted_with(kept, name, account, settings, wall))
        hosting = Hosting(hosted, wall)
        listener = stack.enter_context(app.listen(host, port))
        url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        if log:
            for one in hosted:
                stack.enter_context(one.log.listening(_print_log(one)))

        def started() -> None:
            for one in hosted:
                platform = one.simulator.account.file.platform
                say(f"{one.name} ({platform}) is at {url}{_kept(one)}")
            say(f"The control API is at {url}/_sim/ and its page at {url}/docs (Ctrl-C ends it).")

        app.serve(app.Server(hosting, allow_host or (), token), listener, started)


def _print_log(hosted: Hosted) -> Callable[[], None]:
    """A function that prints the new lines of an account's log."""
    from optinsim.server.rows import line_json

    printed = hosted.log.last

    def print_new() -> None:
        nonlocal printed
        for line in hosted.log.after(printed):
            printed = line.number
            typer.echo(json.dumps({"account": hosted.name, **line_json(line)}))

    return print_new


def _named(account: str) -> tuple[str, Path]:
    """The name and the file of an account: NAME=FILE, or the file's own name."""
    name, equals, path = account.partition("=")
    return (name, Path(path)) if equals and path else (Path(account).stem, Path(account))


def _read(option: str, text: str, read: Callable[[str], T]) -> T:
    """The value of an option.

    Raises:
        OptinsimError: it is not valid.
    """
    from pydantic_core import PydanticCustomError

    try:
        return read(text)
    except PydanticCustomError as error:
        expected = (error.context or {})["expected"]
        raise OptinsimError(f"{option} {text!r:.60}: expected {expected}") from None


def _kept(hosted: Hosted) -> str:
    """The line about an account's journal, and the number of its people."""
    from optinsim.server.journal import Journal

    if not isinstance(hosted.journal, Journal):
        return ""
    people = sum(1 for _ in hosted.simulator.people)
    return f", kept in {hosted.journal.path} ({people} {'person' if people == 1 else 'people'})"


def check_installed() -> None:
    """Check that the extra `server` is installed.

    Raises:
        OptinsimError: it is not installed.
    """
    if find_spec("fastapi") is None:
        from optinsim.extras import install_command

        message = f"the server needs FastAPI: {install_command('server')}"
        raise OptinsimError(message)
